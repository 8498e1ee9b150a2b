use domain::text::{fold, whole};
use domain::{name, note};
use proptest::prelude::*;
use rstest::rstest;

#[rstest]
#[case("Größe", "grosse")]
#[case("STRAẞE", "strasse")]
#[case("Müller & Söhne", "muller & sohne")]
#[case("Mu\u{308}ller", "muller")]
#[case("Łódź Øresund Æther Œuvre", "lodz oresund aether oeuvre")]
#[case("İstanbul", "istanbul")]
#[case("Αθήνα", "αθηνα")]
fn folding_drops_case_and_accents(#[case] text: &str, #[case] folded: &str) {
    assert_eq!(fold(text), folded);
}

proptest! {
    #[test]
    fn folding_twice_is_folding_once(text in "\\PC*") {
        prop_assert_eq!(fold(&fold(&text)), fold(&text));
    }

    #[test]
    fn a_stored_note_parses_to_itself(text in any::<String>()) {
        if let Ok(Some(stored)) = note::parse(&text) {
            prop_assert!(!stored.is_empty() && stored.chars().count() <= note::MAX_CHARS);
            prop_assert_eq!(note::parse(&stored).unwrap(), Some(stored));
        }
    }
}

#[test]
fn notes_are_trimmed_and_keep_their_text() {
    assert_eq!(note::parse("  \r\n\t "), Ok(None));
    assert_eq!(note::parse(" a\r\nb\rc\td "), Ok(Some("a\nb\nc\td".to_owned())));
    for text in ["<b onclick=\"x()\">bold</b>", "\u{202e}gnimoc\u{202c} ו־עברית", "🦀 & co"]
    {
        assert_eq!(note::parse(text), Ok(Some(text.to_owned())));
    }
}

#[test]
fn note_length_counts_characters_not_bytes() {
    let longest = "ß".repeat(note::MAX_CHARS);
    assert_eq!(note::parse(&format!(" {longest} ")), Ok(Some(longest.clone())));
    let error = note::parse(&format!("{longest}ß")).unwrap_err();
    assert_eq!(error.code, "note-too-long");
    assert!(error.args.contains(&("length".to_owned(), "2001".to_owned())));
    assert_eq!(note::parse("a\u{0}b").unwrap_err().code, "text-control");
}

#[rstest]
#[case("", "name-empty")]
#[case(" \u{a0}\n ", "name-empty")]
#[case("a\tb", "text-control")]
#[case("a\u{7f}b", "text-control")]
fn names_that_are_refused(#[case] text: &str, #[case] code: &str) {
    let error = name::parse(text).unwrap_err();
    assert_eq!((error.field.as_str(), error.code.as_str()), ("name", code));
}

#[test]
fn names_have_1_to_120_characters() {
    assert_eq!(name::parse(" x "), Ok("x".to_owned()));
    let longest = "ü".repeat(120);
    assert_eq!(name::parse(&longest), Ok(longest.clone()));
    assert_eq!(name::parse(&format!("{longest}ü")).unwrap_err().code, "name-too-long");
}

#[rstest]
#[case("15", Some(15))]
#[case(" 1500 ", Some(1_500))]
#[case("1.500", Some(1_500))]
#[case("1,500", Some(1_500))]
#[case("1 500", Some(1_500))]
#[case("1\u{202f}500\u{202f}000", Some(1_500_000))]
#[case("1,5", None)]
#[case("1.50", None)]
#[case("1500,000", None)]
#[case("1,,500", None)]
#[case(",500", None)]
#[case("0", None)]
#[case("-5", None)]
#[case("+5", None)]
#[case("", None)]
#[case("five", None)]
#[case("99999999999999999999", None)]
fn a_number_that_is_typed_is_whole(#[case] text: &str, #[case] number: Option<i64>) {
    assert_eq!(whole(text), number);
}
