#![allow(clippy::unwrap_used)]
use super::*;
use proptest::prelude::*;
use rstest::rstest;

fn day(text: &str, order: Option<DateOrder>) -> Result<String, String> {
    parse_date(&Cell::text(text), order, "expires").map(|d| d.to_string()).map_err(|e| e.code)
}

#[rstest]
#[case("2026-03-05", "2026-03-05")]
#[case("2026/3/5", "2026-03-05")]
#[case("2026-03-05T23:59:59Z", "2026-03-05")]
#[case("2026-03-05T23:59:59.123+01:00", "2026-03-05")]
#[case("2026-03-05 00:00", "2026-03-05")]
#[case("5.3.2026", "2026-03-05")]
#[case("05.03.26", "2026-03-05")]
#[case("5. 3. 2026", "2026-03-05")]
#[case("05.03.2026 12:00 Uhr", "2026-03-05")]
#[case("31/12/2026", "2026-12-31")]
#[case("12/31/2026", "2026-12-31")]
#[case("12/31/2026 11:59 PM", "2026-12-31")]
#[case("31-12-2026", "2026-12-31")]
#[case("05/05/2026", "2026-05-05")]
#[case("20260305", "2026-03-05")]
#[case("46086", "2026-03-05")]
#[case("5 Mar 2026", "2026-03-05")]
#[case("Mar 5, 2026", "2026-03-05")]
#[case("March 5, 2026 10:00 AM", "2026-03-05")]
#[case("5. März 2026", "2026-03-05")]
#[case("05-Dez-26", "2026-12-05")]
#[case("2026-Mar-05", "2026-03-05")]
#[case("29.2.2028", "2028-02-29")]
fn usual_forms_are_read(#[case] text: &str, #[case] wanted: &str) {
    assert_eq!(day(text, None), Ok(wanted.to_owned()));
}

#[rstest]
#[case("20266-01-01", "date-range")]
#[case("1.1.20266", "date-range")]
#[case("1/1/20266", "date-range")]
#[case("1999-12-31", "date-range")]
#[case("2201-01-01", "date-range")]
#[case("10000", "date-range")]
#[case("29.2.2026", "date-invalid")]
#[case("31/31/2026", "date-invalid")]
#[case("2026-13-01", "date-invalid")]
#[case("20261301", "date-invalid")]
#[case("2026", "date-invalid")]
#[case("soon", "date-invalid")]
#[case("1.2", "date-invalid")]
#[case("1.2.3.2026", "date-invalid")]
#[case("2026-01-01 maybe", "date-invalid")]
#[case("1/2/2026", "date-ambiguous")]
fn others_are_refused(#[case] text: &str, #[case] code: &str) {
    assert_eq!(day(text, None), Err(code.to_owned()));
}

#[test]
fn an_order_settles_what_can_be_read_in_two_ways() {
    assert_eq!(day("1/2/2026", Some(DateOrder::DayFirst)), Ok("2026-02-01".to_owned()));
    assert_eq!(day("1/2/2026", Some(DateOrder::MonthFirst)), Ok("2026-01-02".to_owned()));
    assert_eq!(day("13/2/2026", Some(DateOrder::MonthFirst)), Ok("2026-02-13".to_owned()));
}

#[rstest]
#[case(&["1/2/2026", "13/2/2026"], Some(DateOrder::DayFirst), true)]
#[case(&["1/2/2026", "2/13/2026"], Some(DateOrder::MonthFirst), true)]
#[case(&["1/2/2026", "3/4/2026"], None, true)]
#[case(&["1/2/2026", "13/2/2026", "2/13/2026"], None, true)]
#[case(&["5/5/2026", "2026-01-02", "", "x"], None, false)]
fn a_column_decides_by_any_value(
    #[case] values: &[&str],
    #[case] order: Option<DateOrder>,
    #[case] needed: bool,
) {
    let cells: Vec<Cell> = values.iter().map(|text| Cell::text(text)).collect();
    let (found, either) = infer(cells.iter());
    assert_eq!((found, either.is_some()), (order, needed));
}

#[test]
fn serial_numbers_keep_the_leap_day_that_never_was() {
    let date = |serial| from_serial(serial).map(|d| d.to_string());
    assert_eq!(date(1).unwrap(), "1900-01-01");
    assert_eq!(date(59).unwrap(), "1900-02-28");
    assert_eq!(date(60), None);
    assert_eq!(date(61).unwrap(), "1900-03-01");
    assert_eq!(date(45_292).unwrap(), "2024-01-01");
    assert_eq!(date(-1), None);
    assert_eq!(date(i64::MAX), None);
}

#[test]
fn numbers_and_days_of_a_workbook_are_read() {
    let read = |cell| parse_date(&cell, None, "expires").map_err(|e| e.code);
    let wanted = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    assert_eq!(read(Cell::Number(45_292.75)), Ok(wanted));
    assert_eq!(read(Cell::Day(wanted)), Ok(wanted));
    assert_eq!(read(Cell::Number(-1.0)), Err("date-range".to_owned()));
    assert_eq!(read(Cell::Number(f64::INFINITY)), Err("date-invalid".to_owned()));
    let far = NaiveDate::from_ymd_opt(9999, 1, 1).unwrap();
    assert_eq!(read(Cell::Day(far)), Err("date-range".to_owned()));
}

proptest! {
    #[test]
    fn each_form_of_a_day_is_read_as_that_day(offset in 0u64..73_000) {
        let first = NaiveDate::from_ymd_opt(MIN_YEAR, 1, 1).unwrap();
        let date = first.checked_add_days(Days::new(offset)).unwrap();
        for (form, order) in [
            ("%Y-%m-%d", None),
            ("%-d.%-m.%Y", None),
            ("%d.%m.%Y", None),
            ("%Y%m%d", None),
            ("%-m/%-d/%Y", Some(DateOrder::MonthFirst)),
            ("%d/%m/%Y", Some(DateOrder::DayFirst)),
            ("%d %b %Y", None),
        ] {
            let text = date.format(form).to_string();
            prop_assert_eq!(day(&text, order), Ok(date.to_string()), "{}", text);
        }
    }

    #[test]
    fn no_text_breaks_the_reader(text in any::<String>()) {
        let _ = day(&text, None);
        let _ = hint(&Cell::text(&text));
    }

    #[test]
    fn no_date_like_text_breaks_the_reader(text in "[0-9./ T:a-zäM-]{0,14}") {
        let _ = day(&text, None);
    }
}
