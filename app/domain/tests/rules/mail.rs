use chrono::{DateTime, Duration, Utc};
use domain::mail::{EmailAddress, Letter, header_text, key_of, pause};
use domain::name::{MAX_CHARS, parse_of_somebody};
use domain::people::Role;
use proptest::prelude::*;
use rstest::rstest;

#[rstest]
#[case::plain("ada@example.com", "ada@example.com", "ada@example.com")]
#[case::blanks_around("  ada@example.com\t", "ada@example.com", "ada@example.com")]
#[case::mixed_case(
    "Ada.Lovelace@Example.COM",
    "Ada.Lovelace@example.com",
    "ada.lovelace@example.com"
)]
#[case::marks(
    "o'hara+portal_1@mail.example.com",
    "o'hara+portal_1@mail.example.com",
    "o'hara+portal_1@mail.example.com"
)]
#[case::domain_with_umlaut(
    "ada@MÜLLER.example",
    "ada@xn--mller-kva.example",
    "ada@xn--mller-kva.example"
)]
#[case::the_same_in_ascii(
    "ada@xn--mller-kva.example",
    "ada@xn--mller-kva.example",
    "ada@xn--mller-kva.example"
)]
#[case::sharp_s("ada@straße.example", "ada@xn--strae-oqa.example", "ada@xn--strae-oqa.example")]
#[case::umlaut_of_two("MU\u{308}ller@example.com", "MÜller@example.com", "müller@example.com")]
#[case::russian("иван@пример.рф", "иван@xn--e1afmkfd.xn--p1ai", "иван@xn--e1afmkfd.xn--p1ai")]
#[case::japanese_with_latin("山田taro@example.com", "山田taro@example.com", "山田taro@example.com")]
#[case::wide_domain("ada@ｅｘａｍｐｌｅ.com", "ada@example.com", "ada@example.com")]
fn an_address_has_one_form(#[case] typed: &str, #[case] stored: &str, #[case] key: &str) {
    let address = EmailAddress::parse(typed).unwrap();
    assert_eq!(address.to_string(), stored);
    assert_eq!(address.key(), key);
    assert_eq!(key_of(typed), key);
    // What is stored is read as the same again.
    assert_eq!(EmailAddress::parse(stored).unwrap(), address);
}

#[rstest]
#[case::empty("")]
#[case::no_at("ada.example.com")]
#[case::two_ats("ada@b@example.com")]
#[case::no_local("@example.com")]
#[case::no_domain("ada@")]
#[case::no_dot("ada@localhost")]
#[case::dot_first(".ada@example.com")]
#[case::dot_last("ada.@example.com")]
#[case::dots("a..b@example.com")]
#[case::domain_dot_first("ada@.example.com")]
#[case::domain_dot_last("ada@example.com.")]
#[case::blank_inside("ada b@example.com")]
#[case::blank_in_domain("ada@exam ple.com")]
#[case::line_break("ada@example.com\r\nBcc: all@example.com")]
#[case::line_break_inside("ada\n@example.com")]
#[case::nul("ada\0@example.com")]
#[case::turned("ada\u{202e}@example.com")]
#[case::no_width("ad\u{200b}a@example.com")]
#[case::list("ada@example.com,bob@example.com")]
#[case::named("Ada <ada@example.com>")]
#[case::quoted("\"ada b\"@example.com")]
#[case::comment("ada(x)@example.com")]
#[case::number("ada@127.0.0.1")]
#[case::number_in_brackets("ada@[127.0.0.1]")]
#[case::hyphen_first("ada@-example.com")]
#[case::underscore("ada@ex_ample.com")]
#[case::long_local("0123456789012345678901234567890123456789012345678901234567890123x@example.com")]
#[case::long_label("ada@0123456789012345678901234567890123456789012345678901234567890123.com")]
#[case::no_punycode("ada@xn--zzzzzzzz9999.example")]
fn what_is_no_address_is_refused(#[case] typed: &str) {
    let error = EmailAddress::parse(typed).unwrap_err();
    assert_eq!((&*error.field, &*error.code), ("email", "email-invalid"), "{typed:?}");
}

#[rstest]
#[case::cyrillic_a_in_latin("pаypal@example.com")]
#[case::cyrillic_in_the_domain("ada@pаypal.com")]
#[case::the_same_in_ascii("ada@xn--pypal-4ve.com")]
#[case::all_cyrillic_reads_as_latin("аре@example.com")]
#[case::greek_omicron("gοοgle@example.com")]
#[case::dotless("adı@example.com")]
#[case::wide("ａｄａ@example.com")]
#[case::ligature("ﬁrma@example.com")]
fn letters_that_are_not_what_they_look_like_are_refused(#[case] typed: &str) {
    let error = EmailAddress::parse(typed).unwrap_err();
    assert_eq!((&*error.field, &*error.code), ("email", "email-look-alike"), "{typed:?}");
}

#[test]
fn a_long_address_says_how_long_it_may_be() {
    let label = "a".repeat(60);
    let long = format!("ada@{label}.{label}.{label}.{label}.{label}.com");
    let error = EmailAddress::parse(&long).unwrap_err();
    assert_eq!((&*error.code, &*error.args[0].1), ("email-too-long", "254"));
}

#[test]
fn people_of_before_sign_in_with_what_was_no_address() {
    assert_eq!(key_of(" Root@LOCALHOST "), "root@localhost");
    assert_eq!(key_of("nobody"), "nobody");
}

#[rstest]
#[case::plain("Ada", Ok("Ada"))]
#[case::blanks("  Ada Lovelace ", Ok("Ada Lovelace"))]
#[case::emoji("Ada 👩\u{200d}🔬", Ok("Ada 👩\u{200d}🔬"))]
#[case::empty(" ", Err(("name-empty", None)))]
#[case::line_break("Ada\r\nBcc: x@example.com", Err(("text-control", Some("4"))))]
#[case::nul("A\0", Err(("text-control", Some("2"))))]
#[case::turned("Ada\u{202e}moc.elpmaxe", Err(("text-control", Some("4"))))]
#[case::isolated("\u{2067}Ada", Err(("text-control", Some("1"))))]
#[case::paragraph("A\u{2029}b", Err(("text-control", Some("2"))))]
fn a_name_fits_on_a_line(
    #[case] typed: &str,
    #[case] expected: Result<&str, (&str, Option<&str>)>,
) {
    let found = parse_of_somebody(typed);
    let found = found
        .as_deref()
        .map_err(|error| (&*error.code, error.args.first().map(|(_, value)| value.as_str())));
    assert_eq!(found, expected);
}

#[test]
fn a_name_has_a_longest_length() {
    assert!(parse_of_somebody(&"ä".repeat(MAX_CHARS)).is_ok());
    let error = parse_of_somebody(&"ä".repeat(MAX_CHARS + 1)).unwrap_err();
    assert_eq!(error.code, "name-too-long");
}

proptest! {
    #[test]
    fn any_text_can_stand_in_a_header(text in "\\PC*|[\\s\\S]{0,300}") {
        let header = header_text(&text);
        prop_assert!(header.chars().count() <= MAX_CHARS + 1);
        let turns = |c| ('\u{2028}'..='\u{202e}').contains(&c);
        prop_assert!(!header.chars().any(|c| c.is_control() || turns(c)));
        prop_assert_eq!(header_text(&header), header.clone());
    }

    #[test]
    fn reading_an_address_never_fails_otherwise(text in "[\\s\\S]{0,80}") {
        if let Ok(address) = EmailAddress::parse(&text) {
            let stored = address.to_string();
            prop_assert_eq!(EmailAddress::parse(&stored).unwrap(), address.clone());
            prop_assert!(!stored.contains(|c: char| c.is_whitespace() || c.is_control()));
            prop_assert_eq!(key_of(&address.key()), address.key());
        }
    }

    #[test]
    fn case_makes_no_other_address(local in "[a-zA-Z]{1,20}", domain in "[a-zA-Z]{1,20}\\.[a-zA-Z]{2,5}") {
        let typed = format!("{local}@{domain}");
        let key = EmailAddress::parse(&typed).map(|address| address.key());
        let upper = EmailAddress::parse(&typed.to_uppercase()).map(|address| address.key());
        prop_assert_eq!(key, upper);
    }
}

#[test]
fn a_failed_mail_waits_longer_each_time() {
    let minutes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360];
    for (failures, minutes) in (1..).zip(minutes) {
        assert_eq!(pause(failures), Duration::minutes(minutes), "{failures}");
    }
    assert_eq!(pause(u32::MAX), Duration::hours(6));
    assert_eq!(pause(0), Duration::minutes(1));
}

#[test]
fn a_mail_is_of_no_use_after_its_link() {
    let now: DateTime<Utc> = "2026-06-15T10:00:00Z".parse().unwrap();
    let until = now + Duration::hours(1);
    let reset = Letter::PasswordReset { path: "/reset/x".into(), until };
    assert_eq!(reset.useless_from(now), until);
    let changed = Letter::PasswordChanged { at: now };
    assert_eq!(changed.useless_from(now), now + Duration::days(3));
}

/// Mails wait in the database over an update, so what they are written as stays.
#[test]
fn letters_are_kept_under_their_names() {
    let at: DateTime<Utc> = "2026-06-15T10:00:00Z".parse().unwrap();
    let letters = [
        Letter::Invitation {
            inviter: "Ada".into(),
            organization: "Öko".into(),
            role: Role::LicenseAdmin,
            path: "/x".into(),
            until: at,
        },
        Letter::PasswordReset { path: "/reset/x".into(), until: at },
        Letter::PasswordChanged { at },
        Letter::AddressChanged { address: "ada@example.com".into(), at },
    ];
    for letter in letters {
        let kept = serde_json::to_value(&letter).unwrap();
        assert_eq!(kept["template"], letter.slug());
        assert_eq!(serde_json::from_value::<Letter>(kept).unwrap(), letter);
    }
}
