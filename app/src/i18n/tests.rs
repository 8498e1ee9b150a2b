#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::{Messages, format::decimal, source};
use chrono::{DateTime, NaiveDate};
use domain::{field::FieldError, people::Language};

fn en() -> Messages {
    Messages::of(Language::En)
}

fn de() -> Messages {
    Messages::of(Language::De)
}

#[test]
fn dates_are_written_as_the_language_does() {
    let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    assert_eq!(en().date(day), "2 Mar 2026");
    assert_eq!(de().date(day), "02.03.2026");
    assert_eq!(en().month(2026, 11), "Nov 2026");
    assert_eq!(de().month(2026, 11), "Nov. 2026");
    let moment = DateTime::from_timestamp(1_795_356_300, 0).unwrap();
    assert_eq!(en().datetime(moment), "22 Nov 2026, 14:05");
    assert_eq!(de().datetime(moment), "22.11.2026, 14:05");
}

#[test]
fn numbers_have_separators() {
    for (number, english, german) in [
        (0, "0", "0"),
        (999, "999", "999"),
        (1_000, "1,000", "1.000"),
        (-12_000, "-12,000", "-12.000"),
        (1_234_567, "1,234,567", "1.234.567"),
        (i64::MIN, "-9,223,372,036,854,775,808", "-9.223.372.036.854.775.808"),
    ] {
        assert_eq!(en().number(number), english);
        assert_eq!(de().number(number), german);
    }
    assert_eq!(decimal(Language::De, 1_000.5), "1.000,5");
    assert_eq!(decimal(Language::En, 12_000.0), "12,000");
}

#[test]
fn money_comes_from_cents() {
    assert_eq!(en().money(123_450), "€1,234.50");
    assert_eq!(de().money(123_450), "1.234,50\u{a0}€");
    assert_eq!(en().money(-5), "-€0.05");
}

#[test]
fn sizes_of_files_have_a_unit() {
    for (bytes, english, german) in [
        (0, "0 bytes", "0 Bytes"),
        (999, "999 bytes", "999 Bytes"),
        (1_000, "1 kB", "1 kB"),
        (12_340, "12.3 kB", "12,3 kB"),
        (1_250_000, "1.3 MB", "1,3 MB"),
        (2_345_678_901, "2,345.7 MB", "2.345,7 MB"),
    ] {
        assert_eq!(en().file_size(bytes).replace('\u{a0}', " "), english);
        assert_eq!(de().file_size(bytes).replace('\u{a0}', " "), german);
    }
}

#[test]
fn days_left_know_today_and_the_past() {
    assert_eq!(en().days_left(0), "ends today");
    assert_eq!(en().days_left(1), "1 day left");
    assert_eq!(en().days_left(1_200), "1,200 days left");
    assert_eq!(en().days_left(-1), "1 day ago");
    assert_eq!(de().days_left(30), "noch 30 Tage");
    assert_eq!(de().days_left(-2), "vor 2 Tagen");
}

#[test]
fn a_field_error_names_its_limit_as_a_number_and_a_value_as_typed() {
    let long = FieldError::new("note", "note-too-long").with("length", 5_000).with("max", 2_000);
    assert_eq!(en().field_error(&long), "The note has 5,000 characters; 2,000 are possible.");
    let unheard = FieldError::new("x", "nobody-wrote-this");
    assert_eq!(de().field_error(&unheard), de().error_unknown());
}

#[test]
fn what_the_page_carries_cannot_end_its_element() {
    for language in Language::ALL {
        assert!(!source(language).contains('<'));
        assert!(!source(language).contains('#'), "comments stay at home");
    }
}
