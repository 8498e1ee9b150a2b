//! Seats, used seats, terms and kinds, as spreadsheets write them.

use super::{Cell, Seats, match_key};
use crate::catalog::MAX_TERM_YEARS;
use crate::field::FieldError;
use crate::license::LicenseKind;
use crate::people::Language;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Most seats of one license.
pub const MAX_SEATS: i64 = 1_000_000;
/// Most seats in use: a usage license may hold more than one is ever sold with.
pub const MAX_USED: i64 = 10_000_000;

/// Words for "as many as you like".
const UNLIMITED: [&str; 11] = [
    "unlimited",
    "unbegrenzt",
    "unlimitiert",
    "infinite",
    "unendlich",
    "inf",
    "nolimit",
    "unbeschränkt",
    "ohnebegrenzung",
    "flat",
    "flatrate",
];

/// Words for the kinds, the exported ones first (English, German).
const KINDS: [(LicenseKind, &[&str]); 4] = [
    (
        LicenseKind::Term,
        &[
            "term",
            "laufzeit",
            "annual",
            "yearly",
            "jährlich",
            "jahreslizenz",
            "year",
            "jahr",
            "full",
            "vollversion",
            "subscription",
            "abo",
            "standard",
            "commercial",
            "regular",
        ],
    ),
    (
        LicenseKind::Usage,
        &[
            "usage",
            "nutzung",
            "msp",
            "nach nutzung",
            "by usage",
            "pay per use",
            "pay as you go",
            "nutzungsbasiert",
            "mssp",
        ],
    ),
    (LicenseKind::Monthly, &["monthly", "monatlich", "month", "monat", "monatslizenz"]),
    (
        LicenseKind::Trial,
        &["trial", "test", "testlizenz", "evaluation", "demo", "testversion", "nfr", "probe"],
    ),
];

/// A whole number within `min..=max`.
///
/// # Errors
/// `number-invalid`, `number-fraction`, `number-range` (args `min`, `max`).
pub(super) fn whole(cell: &Cell, field: &str, min: i64, max: i64) -> Result<i64, FieldError> {
    let number = match cell {
        Cell::Number(number) => from_float(*number, field)?,
        Cell::Text(text) => from_text(text, field)?,
        Cell::Empty | Cell::Day(_) => return Err(FieldError::new(field, "number-invalid")),
    };
    if (min..=max).contains(&number) {
        Ok(number)
    } else {
        Err(FieldError::new(field, "number-range").with("min", min).with("max", max))
    }
}

fn from_float(number: f64, field: &str) -> Result<i64, FieldError> {
    if !number.is_finite() {
        return Err(FieldError::new(field, "number-invalid"));
    }
    if number.fract() != 0.0 {
        return Err(FieldError::new(field, "number-fraction"));
    }
    // Saturates; far outside every range.
    Ok(number as i64)
}

/// Reads `25`, `-5`, `1.000`, `1,000`, `1 000`, `1'000`, `25,0` and `25.00`.
fn from_text(text: &str, field: &str) -> Result<i64, FieldError> {
    let invalid = || FieldError::new(field, "number-invalid");
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let separator = |c: char| matches!(c, '.' | ',' | '\'' | '’') || c.is_whitespace();
    let parts: Vec<&str> = digits.split(separator).collect();
    if parts.iter().any(|part| part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit())) {
        return Err(invalid());
    }
    let grouped = parts[1..].iter().all(|part| part.len() == 3) && parts[0].len() <= 3;
    let joined = match parts.as_slice() {
        [one] => (*one).to_owned(),
        _ if grouped => parts.concat(),
        [one, fraction] if digits.contains(['.', ',']) => {
            if fraction.bytes().any(|b| b != b'0') {
                return Err(FieldError::new(field, "number-fraction"));
            }
            (*one).to_owned()
        }
        _ => return Err(invalid()),
    };
    // More digits than fit are simply too many.
    let number = joined.parse().unwrap_or(i64::MAX);
    Ok(if negative { -number } else { number })
}

/// Words as [`match_key`] compares them, made once: a file asks 200,000 times.
static UNLIMITED_KEYS: LazyLock<HashSet<String>> =
    LazyLock::new(|| UNLIMITED.iter().map(|word| match_key(word)).collect());
static KIND_KEYS: LazyLock<HashMap<String, LicenseKind>> = LazyLock::new(|| {
    let all = KINDS.iter().flat_map(|(kind, words)| words.iter().map(|word| (*word, *kind)));
    all.map(|(word, kind)| (match_key(word), kind)).collect()
});

fn is_unlimited(text: &str) -> bool {
    let text = text.trim();
    text == "∞" || (starts_with_letter(text) && UNLIMITED_KEYS.contains(&match_key(text)))
}

/// Whether a text can be a word at all; most are numbers and dates.
pub(super) fn starts_with_letter(text: &str) -> bool {
    text.starts_with(char::is_alphabetic)
}

/// Seats bought, and seats in use where the cell says both (`11/50`, `11/∞`).
///
/// # Errors
/// Those of a whole number; seats are 1 to [`MAX_SEATS`].
pub fn parse_seats(cell: &Cell) -> Result<(Option<i32>, Seats), FieldError> {
    if let Cell::Text(text) = cell {
        if is_unlimited(text) {
            return Ok((None, Seats::Unlimited));
        }
        if let Some((used, seats)) = text.split_once('/') {
            let used = parse_used(&Cell::text(used))?;
            return match parse_seats(&Cell::text(seats))? {
                (None, seats) => Ok((Some(used), seats)),
                _ => Err(FieldError::new("seats", "number-invalid")),
            };
        }
    }
    Ok((None, Seats::Count(narrow(whole(cell, "seats", 1, MAX_SEATS)?))))
}

/// Seats in use, 0 to [`MAX_USED`].
pub(super) fn parse_used(cell: &Cell) -> Result<i32, FieldError> {
    whole(cell, "used", 0, MAX_USED).map(narrow)
}

/// The number, which a range has made small enough before.
fn narrow(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// A term in years: `3`, `3 years`, `3 Jahre`, `36 months`, `36 Monate`.
pub(super) fn parse_term(cell: &Cell) -> Result<i16, FieldError> {
    let max = i64::from(MAX_TERM_YEARS);
    let years = match cell {
        Cell::Text(text) => {
            let text = text.trim();
            let at = text.find(|c: char| c.is_alphabetic()).unwrap_or(text.len());
            let number = Cell::text(&text[..at]);
            match match_key(&text[at..]).as_str() {
                "" | "y" | "yr" | "yrs" | "year" | "years" | "j" | "jahr" | "jahre" => {
                    whole(&number, "term", 1, max)?
                }
                "m" | "month" | "months" | "monat" | "monate" => {
                    match whole(&number, "term", 1, max * 12)? {
                        months if months % 12 == 0 => months / 12,
                        _ => return Err(FieldError::new("term", "number-fraction")),
                    }
                }
                _ => return Err(FieldError::new("term", "number-invalid")),
            }
        }
        other => whole(other, "term", 1, max)?,
    };
    Ok(i16::try_from(years).unwrap_or(i16::MAX))
}

/// The kind by its slug or a usual word.
///
/// # Errors
/// `kind-unknown`.
pub fn parse_kind(text: &str) -> Result<LicenseKind, FieldError> {
    KIND_KEYS.get(&match_key(text)).copied().ok_or_else(|| FieldError::new("kind", "kind-unknown"))
}

/// The word for a kind in an exported file; [`parse_kind`] knows it again.
#[must_use]
pub fn kind_word(kind: LicenseKind, language: Language) -> &'static str {
    match (kind, language) {
        (LicenseKind::Term, Language::En) => "Term",
        (LicenseKind::Term, Language::De) => "Laufzeit",
        (LicenseKind::Usage, Language::En) => "Usage",
        (LicenseKind::Usage, Language::De) => "Nutzung",
        (LicenseKind::Monthly, Language::En) => "Monthly",
        (LicenseKind::Monthly, Language::De) => "Monatlich",
        (LicenseKind::Trial, Language::En) => "Trial",
        (LicenseKind::Trial, Language::De) => "Test",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use rstest::rstest;

    fn seats(text: &str) -> Result<(Option<i32>, Seats), String> {
        parse_seats(&Cell::text(text)).map_err(|error| error.code)
    }

    #[rstest]
    #[case("25", 25)]
    #[case(" 25 ", 25)]
    #[case("+25", 25)]
    #[case("25,0", 25)]
    #[case("25.00", 25)]
    #[case("1.000", 1000)]
    #[case("1,000", 1000)]
    #[case("1 000", 1000)]
    #[case("1'000", 1000)]
    #[case("1.000.000", 1_000_000)]
    fn seats_are_read(#[case] text: &str, #[case] wanted: i32) {
        assert_eq!(seats(text), Ok((None, Seats::Count(wanted))));
    }

    #[rstest]
    #[case("unlimited")]
    #[case("Unbegrenzt")]
    #[case("∞")]
    fn unlimited_seats_are_read(#[case] text: &str) {
        assert_eq!(seats(text), Ok((None, Seats::Unlimited)));
    }

    #[rstest]
    #[case("11/50", Some(11), Seats::Count(50))]
    #[case("11 / ∞", Some(11), Seats::Unlimited)]
    fn both_numbers_of_a_cell_are_read(
        #[case] text: &str,
        #[case] used: Option<i32>,
        #[case] wanted: Seats,
    ) {
        assert_eq!(seats(text), Ok((used, wanted)));
    }

    #[rstest]
    #[case("-5", "number-range")]
    #[case("−5", "number-range")]
    #[case("0", "number-range")]
    #[case("1000001", "number-range")]
    #[case("99999999999999999999999", "number-range")]
    #[case("2.5", "number-fraction")]
    #[case("2,5", "number-fraction")]
    #[case("many", "number-invalid")]
    #[case("1.00.000", "number-invalid")]
    #[case("--5", "number-invalid")]
    #[case("11/", "number-invalid")]
    #[case("1/2/3", "number-invalid")]
    fn bad_seats_are_refused(#[case] text: &str, #[case] code: &str) {
        assert_eq!(seats(text), Err(code.to_owned()));
    }

    #[test]
    fn numbers_of_a_workbook_are_checked_too() {
        let code = |number| parse_seats(&Cell::Number(number)).unwrap_err().code;
        assert_eq!(parse_seats(&Cell::Number(25.0)), Ok((None, Seats::Count(25))));
        assert_eq!(code(-3.0), "number-range");
        assert_eq!(code(1e300), "number-range");
        assert_eq!(code(0.5), "number-fraction");
        assert_eq!(code(f64::NAN), "number-invalid");
    }

    #[rstest]
    #[case("3", Ok(3))]
    #[case("3 Jahre", Ok(3))]
    #[case("1 year", Ok(1))]
    #[case("36 months", Ok(3))]
    #[case("24 Monate", Ok(2))]
    #[case("18 months", Err("number-fraction"))]
    #[case("11", Err("number-range"))]
    #[case("3 weeks", Err("number-invalid"))]
    fn terms_are_read(#[case] text: &str, #[case] wanted: Result<i16, &str>) {
        assert_eq!(
            parse_term(&Cell::text(text)).map_err(|e| e.code),
            wanted.map_err(str::to_owned)
        );
    }

    #[test]
    fn kinds_are_known_by_slug_and_by_their_exported_word() {
        for kind in LicenseKind::ALL {
            assert_eq!(parse_kind(kind.slug()), Ok(kind));
            for language in Language::ALL {
                assert_eq!(parse_kind(kind_word(kind, language)), Ok(kind));
            }
        }
        assert_eq!(parse_kind("MSP"), Ok(LicenseKind::Usage));
        assert_eq!(parse_kind("").unwrap_err().code, "kind-unknown");
    }
}
