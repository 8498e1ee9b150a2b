#![allow(clippy::unwrap_used)]
use super::super::recognize;
use super::*;
use rstest::rstest;

fn read(headings: &[&str], cells: &[Cell]) -> (Parsed, Vec<(String, String)>) {
    let headings: Vec<String> = headings.iter().map(ToString::to_string).collect();
    let (parsed, issues) = parse_line(cells, &recognize(&headings), &DateOrders::default());
    let issues = issues.into_iter().map(|i| (i.error.field, i.error.code)).collect();
    (parsed, issues)
}

fn texts(cells: &[&str]) -> Vec<Cell> {
    cells.iter().map(|text| Cell::text(text)).collect()
}

#[test]
fn a_german_line_is_read() {
    let (parsed, issues) = read(
        &["Lizenzschlüssel", "Produkt", "Kunde", "Plätze", "Kaufdatum", "Gültig bis", "Notiz"],
        &texts(&[
            "A-1",
            "AntiVirus Pro",
            "TTT-Point  AG",
            "11/50",
            "1.2.2026",
            "31.1.2027",
            "x\r\ny",
        ]),
    );
    assert_eq!(issues, []);
    assert_eq!(parsed.key, "A-1");
    assert_eq!(parsed.customer.as_deref(), Some("TTT-Point AG"));
    assert_eq!((parsed.seats, parsed.used), (Some(Seats::Count(50)), Some(11)));
    assert_eq!(parsed.purchased.unwrap().to_string(), "2026-02-01");
    assert_eq!(parsed.expires, Some(Expiry::On(NaiveDate::from_ymd_opt(2027, 1, 31).unwrap())));
    assert_eq!(parsed.note, Some("x\ny".to_owned()));
    assert_eq!(parsed.order, None, "no such column");
}

#[test]
fn an_empty_cell_says_nothing() {
    let (parsed, issues) =
        read(&["Key", "Name", "Seats", "Expires", "Order number", "Note"], &texts(&["A-1"]));
    assert_eq!(issues, []);
    assert_eq!((parsed.order, parsed.note), (None, None));
    assert_eq!((parsed.name, parsed.seats, parsed.expires), (None, None, None));
}

#[test]
fn every_bad_value_is_named() {
    let (_, issues) = read(
        &["Key", "Seats", "Used", "Purchased", "Expires", "Kind", "Term"],
        &texts(&["A-1", "-5", "-1", "soon", "1.1.20266", "whatever", "99"]),
    );
    let wanted = [
        ("kind", "kind-unknown"),
        ("purchased", "date-invalid"),
        ("expires", "date-range"),
        ("term", "number-range"),
        ("seats", "number-range"),
        ("used", "number-range"),
    ];
    let mut issues: Vec<_> = issues.iter().map(|(f, c)| (f.as_str(), c.as_str())).collect();
    let mut wanted = wanted.to_vec();
    issues.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(issues, wanted);
}

#[rstest]
#[case(Cell::Number(1e16), "key-rounded")]
#[case(Cell::Number(0.5), "key-rounded")]
#[case(Cell::text("1.23457E+15"), "key-rounded")]
#[case(Cell::text("1,23457E+15"), "key-rounded")]
#[case(Cell::Day(NaiveDate::from_ymd_opt(2026, 1, 1).unwrap()), "key-is-date")]
#[case(Cell::text(&"k".repeat(MAX_KEY + 1)), "text-too-long")]
fn a_key_that_the_spreadsheet_spoiled_is_refused(#[case] cell: Cell, #[case] code: &str) {
    let (parsed, issues) = read(&["Key"], &[cell]);
    assert_eq!(parsed.key, "");
    assert_eq!(issues, [("key".to_owned(), code.to_owned())]);
}

#[rstest]
#[case(Cell::Number(123_456_789_012.0), "123456789012")]
#[case(Cell::text("'-AB"), "-AB")]
#[case(Cell::text("1E+5-X"), "1E+5-X")]
fn keys_are_read(#[case] cell: Cell, #[case] wanted: &str) {
    assert_eq!(read(&["Key"], &[cell]).0.key, wanted);
}

#[test]
fn a_long_note_is_refused_and_html_and_direction_marks_stay() {
    let (_, issues) = read(&["Key", "Note"], &texts(&["A-1", &"n".repeat(5000)]));
    assert_eq!(issues, [("note".to_owned(), "note-too-long".to_owned())]);
    let text = "<b>שלום</b> \u{202e}abc";
    let (parsed, issues) = read(&["Key", "Note"], &texts(&["A-1", text]));
    assert_eq!((parsed.note, issues), (Some(text.to_owned()), vec![]));
}

#[test]
fn a_license_may_never_end() {
    for word in ["never", "Unbefristet", "dauerhaft", "∞"] {
        assert_eq!(read(&["Key", "Expires"], &texts(&["A", word])).0.expires, Some(Expiry::Never));
    }
}
