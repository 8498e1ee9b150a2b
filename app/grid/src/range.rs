//! A range of numbers or days as a person types it.

use crate::column::{ColumnType, Key};
use crate::query::Filter;
use crate::value::parse_key;

/// What is wrong with an end of a typed range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// It is no whole number.
    NoNumber,
    /// It is no day.
    NoDay,
    /// It lies before the other end.
    Reversed,
}

impl Fault {
    /// The code of its message: `error-<code>`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NoNumber => "number-fraction",
            Self::NoDay => "date-invalid",
            Self::Reversed => "range-reversed",
        }
    }
}

/// What is wrong with a typed range, first its lower end, then its upper one.
pub type Faults = (Option<Fault>, Option<Fault>);

/// Reads both ends of a range; an empty one is open, and two of them are no condition. None
/// is a text that the input itself could not read.
///
/// # Errors
/// What is wrong with each end.
pub fn read(
    kind: ColumnType,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<Option<Filter>, Faults> {
    match (end(kind, from), end(kind, to)) {
        (Ok(None), Ok(None)) => Ok(None),
        (Ok(Some(from)), Ok(Some(to))) if from > to => Err((None, Some(Fault::Reversed))),
        (Ok(from), Ok(to)) => Ok(Some(Filter::Between(from, to))),
        (from, to) => Err((from.err(), to.err())),
    }
}

fn end(kind: ColumnType, text: Option<&str>) -> Result<Option<Key>, Fault> {
    let fault = if kind == ColumnType::Date { Fault::NoDay } else { Fault::NoNumber };
    let text = text.ok_or(fault)?.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let plain = if kind == ColumnType::Number { ungrouped(text) } else { text.to_owned() };
    match parse_key(kind, &plain) {
        Some(key @ (Key::Int(_) | Key::Day(_))) => Ok(Some(key)),
        _ => Err(fault),
    }
}

/// A number without the marks between its thousands: `1,000`, `1.000`, `1 000`.
fn ungrouped(text: &str) -> String {
    let parts: Vec<&str> = text.split([',', '.', ' ', '\u{a0}', '\u{202f}', '\'', '’']).collect();
    let thousands = parts.iter().skip(1).all(|part| part.len() == 3);
    if thousands { parts.concat() } else { text.to_owned() }
}

/// The ends of a condition as its editor begins with them; empty ones where it is no range.
#[must_use]
pub fn texts(filter: Option<&Filter>) -> (String, String) {
    let end = |key: &Option<Key>| match key {
        Some(Key::Int(number)) => number.to_string(),
        Some(Key::Day(day)) => day.to_string(),
        _ => String::new(),
    };
    match filter {
        Some(Filter::Between(from, to)) => (end(from), end(to)),
        _ => (String::new(), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Span;
    use crate::testing;
    use chrono::NaiveDate;
    use proptest::prelude::*;
    use rstest::rstest;

    const NUMBER: ColumnType = ColumnType::Number;
    const DATE: ColumnType = ColumnType::Date;

    fn key(text: &str) -> Option<Key> {
        text.parse().map(Key::Int).or_else(|_| text.parse::<NaiveDate>().map(Key::Day)).ok()
    }

    #[rstest]
    #[case(NUMBER, "5", "10", "5", "10")]
    #[case(NUMBER, " 5 ", "", "5", "")]
    #[case(NUMBER, "", "-3", "", "-3")]
    #[case(NUMBER, "1,000", "2.000.000", "1000", "2000000")]
    #[case(NUMBER, "1 000", "1\u{202f}000", "1000", "1000")]
    #[case(DATE, "2026-01-31", "2026-01-31", "2026-01-31", "2026-01-31")]
    #[case(DATE, "", "2026-01-31", "", "2026-01-31")]
    fn a_range_has_one_end_or_two(
        #[case] kind: ColumnType,
        #[case] from: &str,
        #[case] to: &str,
        #[case] first: &str,
        #[case] last: &str,
    ) {
        let range = Filter::Between(key(first), key(last));
        assert_eq!(read(kind, Some(from), Some(to)), Ok(Some(range.clone())));
        assert_eq!(texts(Some(&range)), (first.to_owned(), last.to_owned()));
    }

    #[rstest]
    #[case(NUMBER, "x", "5", (Some(Fault::NoNumber), None))]
    #[case(NUMBER, "1.5", "none", (Some(Fault::NoNumber), Some(Fault::NoNumber)))]
    #[case(NUMBER, "5", "4", (None, Some(Fault::Reversed)))]
    #[case(NUMBER, "10,00", "", (Some(Fault::NoNumber), None))]
    #[case(NUMBER, "99999999999999999999", "", (Some(Fault::NoNumber), None))]
    #[case(DATE, "2026-02-30", "", (Some(Fault::NoDay), None))]
    #[case(DATE, "", "20266-01-01", (None, Some(Fault::NoDay)))]
    #[case(DATE, "2026-02-02", "2026-02-01", (None, Some(Fault::Reversed)))]
    fn bad_ends_are_told(
        #[case] kind: ColumnType,
        #[case] from: &str,
        #[case] to: &str,
        #[case] faults: Faults,
    ) {
        assert_eq!(read(kind, Some(from), Some(to)), Err(faults));
    }

    #[test]
    fn what_the_input_could_not_read_is_bad_and_nothing_is_no_condition() {
        assert_eq!(read(DATE, None, Some("")), Err((Some(Fault::NoDay), None)));
        assert_eq!(read(DATE, Some(""), Some(" ")), Ok(None));
        for other in [None, Some(Filter::Span(Span::Past)), Some(Filter::OneOf(vec![Key::None]))] {
            assert_eq!(texts(other.as_ref()), (String::new(), String::new()));
        }
    }

    proptest! {
        #[test]
        fn what_the_editor_begins_with_is_read_the_same(query in testing::query()) {
            for (column, filter) in &query.filters {
                let kind = testing::SPEC.column(*column).kind;
                let (from, to) = texts(Some(filter));
                if let (Filter::Between(a, b), true) = (filter, kind == NUMBER || kind == DATE)
                    && a.as_ref().zip(b.as_ref()).is_none_or(|(a, b)| a <= b)
                {
                    prop_assert_eq!(read(kind, Some(&from), Some(&to)), Ok(Some(filter.clone())));
                }
            }
        }
    }
}
