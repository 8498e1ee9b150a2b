use domain::password::{Whose, check, stem};
use rstest::rstest;

const ADA: Whose<'static> = Whose {
    email: "countess@analytical.example",
    name: "Ada Lovelace",
    organization: "Kranich Systemhaus GmbH",
};

fn code(password: &str) -> Option<String> {
    let listed = |stem: &str| ["password", "sommer", "letmein", "qaz2wsx"].contains(&stem);
    check(password, &ADA, listed).err().map(|error| {
        assert_eq!(error.field, "password");
        error.code
    })
}

#[rstest]
#[case::words("correct horse battery staple")]
#[case::twelve("twelve chars")]
#[case::random("x7Kq-9mPz+2Lw")]
#[case::sentence("Im Juni ist es warm genug!")]
#[case::other_script("пароль из слов")]
#[case::listed_word_among_others("the password of my neighbor")]
#[case::short_names_may_be_in_it("canada is a large land")]
#[case::no_word_of_the_name_but_gmbh("eine gmbh ist es nicht")]
fn good_passwords(#[case] password: &str) {
    assert_eq!(code(password), None);
}

#[rstest]
#[case::eleven("elevenchars", "password-too-short")]
#[case::eleven_of_many_bytes("пароль слов", "password-too-short")]
#[case::too_long(&"x1y2z3".repeat(171), "password-too-long")]
#[case::year("password2024", "password-breached")]
#[case::symbols("!!Passwörd!! ", "password-breached")]
#[case::digits_as_letters("P4$$w0rd-2026", "password-breached")]
#[case::letters_as_digits_around("123sommer4567", "password-breached")]
#[case::twice("sommersommer", "password-breached")]
#[case::thrice_and_a_bit("letmeinletmeinlet", "password-breached")]
#[case::twice_with_digits("Sommer12Sommer12", "password-breached")]
#[case::digits_alone("198273645091", "password-breached")]
#[case::no_letters("12-34-56-78-90", "password-breached")]
#[case::one_letter("aaaaaaaaaaaaaaaa", "password-breached")]
#[case::four_letters("abcdabcdabdcabab", "password-breached")]
#[case::keys("1qaz2wsx1qaz2wsx", "password-breached")]
#[case::address("my-countess-2026", "password-personal")]
#[case::domain("Analytical-engine", "password-personal")]
#[case::name("i am lovelace, i am", "password-personal")]
#[case::name_with_accents("i am Lövelacé, i am", "password-personal")]
#[case::organization("for the KRANICH only", "password-personal")]
fn bad_passwords(#[case] password: &str, #[case] expected: &str) {
    assert_eq!(code(password).as_deref(), Some(expected), "{password}");
}

#[test]
fn the_word_that_is_too_near_is_named() {
    let error = check("lovelace forever", &ADA, |_| false).unwrap_err();
    assert_eq!(error.args, [("word".to_owned(), "Lovelace".to_owned())]);
}

#[test]
fn the_stem_is_the_word_inside() {
    for (text, word) in [
        ("password", "password"),
        ("123passw0rd!", "password"),
        ("--p@55w0rd--", "password"),
        ("1234567", ""),
        ("a1b", "alb"),
        ("", ""),
    ] {
        assert_eq!(stem(text), word, "{text}");
    }
}
