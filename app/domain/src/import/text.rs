//! Texts of a file: cleaning, limits, formulas made harmless.

use crate::text::fold;

/// Longest license key, in characters.
pub const MAX_KEY: usize = 200;
/// Longest name of an organization, in characters.
pub const MAX_NAME: usize = 200;
/// Longest order number, in characters.
pub const MAX_ORDER: usize = 200;

/// One line: control characters and runs of white space become one space.
#[must_use]
pub fn clean_line(text: &str) -> String {
    let visible: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A note: line ends are `\n`, other control characters are dropped, the ends trimmed.
#[must_use]
pub fn clean_note(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String =
        lines.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    kept.trim().to_owned()
}

/// What names are compared by: folded letters and digits, umlauts as their base letter
/// however they are written (`ü`, `ue`).
#[must_use]
pub fn match_key(text: &str) -> String {
    let plain: String = fold(text).chars().filter(|c| c.is_alphanumeric()).collect();
    plain.replace("ae", "a").replace("oe", "o").replace("ue", "u")
}

/// Whether a spreadsheet would take the text for a formula, after any number of `'`.
fn dangerous(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Makes a text harmless that a spreadsheet would run as a formula, by a `'` before it.
/// [`undefuse`] restores it exactly.
#[must_use]
pub fn defuse(text: &str) -> String {
    if dangerous(text) { format!("'{text}") } else { text.to_owned() }
}

/// The text before [`defuse`].
#[must_use]
pub fn undefuse(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if dangerous(rest) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_defused() {
        assert_eq!(defuse("=1+1"), "'=1+1");
        assert_eq!(defuse("-5"), "'-5");
        assert_eq!(defuse("'=1"), "''=1");
        assert_eq!(defuse("O'Neill"), "O'Neill");
        assert_eq!(undefuse("'tis"), "'tis");
    }

    #[test]
    fn lines_and_notes_are_cleaned() {
        assert_eq!(clean_line("  TTT-Point\u{a0} AG\r\n"), "TTT-Point AG");
        assert_eq!(clean_note(" one\r\ntwo\u{7}\n"), "one\ntwo");
    }

    #[test]
    fn umlauts_compare_however_they_are_written() {
        assert_eq!(match_key("Gültig_bis: ÖL"), match_key("gueltig bis oel"));
        assert_ne!(match_key("Muller"), match_key("Miller"));
    }

    proptest! {
        #[test]
        fn defusing_is_undone_exactly(text in "['=+@a\\-\t]{0,4}.{0,8}") {
            let safe = defuse(&text);
            prop_assert_eq!(undefuse(&safe), text.as_str());
        }

        #[test]
        fn a_defused_text_is_no_formula(text in "['=+@a\\-\t\r]{0,4}.{0,8}") {
            prop_assert!(!defuse(&text).starts_with(['=', '+', '-', '@', '\t', '\r']));
        }

        #[test]
        fn cleaning_twice_changes_nothing(text in any::<String>()) {
            prop_assert_eq!(clean_note(&clean_note(&text)), clean_note(&text));
            prop_assert_eq!(clean_line(&clean_line(&text)), clean_line(&text));
        }
    }
}
