//! Lines of keys that were bought elsewhere.

use crate::sample::{catalog, day};
use domain::stray::{MAX_LINES, parse};
use rstest::rstest;

const TODAY: &str = "2026-05-15";

/// The code of the sample's first edition.
fn code() -> String {
    catalog().editions[0].code.clone()
}

fn wrong(line: &str) -> Vec<(String, String)> {
    let errors = parse(&line.replace('E', &code()), &catalog(), day(TODAY)).unwrap_err();
    errors.into_iter().map(|error| (error.field, error.code)).collect()
}

#[rstest]
#[case("k;E;1", "stray-cells")]
#[case("k;E;1;1;2026-01-01;x", "stray-cells")]
#[case(";E;1;1", "stray-key")]
#[case("k;nothing;1;1", "stray-edition-unknown")]
#[case("k;E;0;1", "stray-seats")]
#[case("k;E;1000001;1", "stray-seats")]
#[case("k;E;many;1", "stray-seats")]
#[case("k;E;1;0", "stray-years")]
#[case("k;E;1;11", "stray-years")]
#[case("k;E;1;1;2026-05-16", "stray-date")]
#[case("k;E;1;1;31.01.2026", "stray-date")]
#[case("k;E;1;1;999999-01-01", "stray-date")]
fn what_is_wrong_is_told_with_its_line(#[case] line: &str, #[case] code: &str) {
    assert_eq!(wrong(line), [("line-1".to_owned(), code.to_owned())]);
}

#[test]
fn a_line_is_a_key() {
    let text = format!("\n  a b ;{code};5;2;2026-01-31\r\nc\t{code}\t1\t1\n", code = code());
    let keys = parse(&text, &catalog(), day(TODAY)).unwrap();
    let read: Vec<_> = keys.iter().map(|it| (it.key.as_str(), it.seats, it.years)).collect();
    assert_eq!(read, [("a b", 5, 2), ("c", 1, 1)]);
    assert_eq!(keys[0].purchased, day("2026-01-31"));
    assert_eq!(keys[1].purchased, day(TODAY));
}

#[test]
fn there_are_some_and_not_too_many() {
    assert_eq!(wrong(" \n"), [("lines".to_owned(), "stray-none".to_owned())]);
    let line = |n: usize| format!("k{n};E;1;1\n");
    let many: String = (0..=MAX_LINES).map(line).collect();
    assert_eq!(wrong(&many), [("lines".to_owned(), "stray-too-many".to_owned())]);
    assert_eq!(wrong("k;E;1;1\nK;E;1;1"), [("line-2".to_owned(), "stray-twice".to_owned())]);
}
