#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::{Argument, Messages, pattern::fill, source};
use chrono::{DateTime, NaiveDate};
use domain::money::{Currency, Money};
use domain::{field::FieldError, people::Language};

fn en() -> Messages {
    Messages::of(Language::En)
}

fn de() -> Messages {
    Messages::of(Language::De)
}

fn eur(minor: i64) -> Money {
    Money { minor, currency: Currency::Eur }
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
}

#[test]
fn money_comes_from_cents() {
    assert_eq!(en().money(eur(123_450)), "€1,234.50");
    assert_eq!(de().money(eur(123_450)), "1.234,50\u{a0}€");
    assert_eq!(en().money(eur(-5)), "-€0.05");
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
fn patterns_are_filled() {
    let arguments = [
        ("n", 1_234.into()),
        ("one", 1.into()),
        ("none", 0.into()),
        ("text", "{n} [a|:b]\\".into()),
    ];
    for (pattern, shown) in [
        ("", ""),
        ("just: text } = …", "just: text } = …"),
        ("{n} of {n}", "1,234 of 1,234"),
        // What somebody typed is never read as a pattern.
        ("<{text}>", "<{n} [a|:b]\\>"),
        ("{unknown}", "{unknown}"),
        (r"\{n} \[a\|b\] \\ \n.", "{n} [a|b] \\ \n."),
        ("[none|0:no|1:one|:{none}] left", "no left"),
        ("[one|0:no|1:one|:{one}] left", "one left"),
        ("[n|0:no|1:one|:{n}] left", "1,234 left"),
        ("[n|1234:exact|:other]", "exact"),
        // The first that fits.
        ("[one|1:a|1:b|:c]", "a"),
        ("[one|1:12: 30|:c]", "12: 30"),
        ("[text|1:a|:b]", "b"),
        ("[unknown|1:a|:b]", "b"),
        ("[one|1:[none|0:in \\[\\|\\] in|:x]|:[n|:y]].", "in [|] in."),
        ("[n|1:[none|0:in \\[\\|\\] in|:x]|:[n|:y]].", "y."),
    ] {
        assert_eq!(fill(pattern, &arguments, Language::En), shown, "{pattern}");
    }
    assert_eq!(fill("{n}", &arguments, Language::De), "1.234");
    assert_eq!(fill("[n|1:a|:b]", &[("n", (-1).into())], Language::En), "a");
    assert_eq!(fill("[n|1:a|:b]", &[("n", i64::MIN.into())], Language::En), "b");
}

#[test]
fn a_pattern_cut_off_on_its_way_is_shown_as_far_as_it_goes() {
    let arguments = [("count", 1.into())];
    for (pattern, shown) in [
        ("A lic", "A lic"),
        ("A {", "A {}"),
        ("A {cou", "A {cou}"),
        ("A \\", "A "),
        ("A [", "A "),
        ("A [count", "A "),
        ("A [count|", "A "),
        ("A [count|0", "A "),
        ("A [count|0:b", "A "),
        ("A [count|0:b|1:c {count}", "A c 1"),
        ("A [count|0:b|:c [count|1:d", "A c d"),
    ] {
        assert_eq!(fill(pattern, &arguments, Language::En), shown, "{pattern}");
    }
    // Wherever the cut is, nothing panics.
    let pattern = r"A {count} [count|0:b|1:[count|:{count}€ \[]|:c] \n ä";
    assert_eq!(fill(pattern, &arguments, Language::En), "A 1 1€ [ \n ä");
    for (at, _) in pattern.char_indices() {
        assert!(fill(&pattern[..at], &arguments, Language::En).len() <= pattern.len());
    }
}

#[test]
fn a_page_cut_off_on_its_way_keeps_its_whole_messages() {
    let whole = source(Language::En);
    let at = whole.find("\ngrid-actions-for").unwrap();
    for length in 0..40 {
        let cut = Messages::load(Language::En, &whole[..at + length]);
        assert_eq!(cut.loading(), "loading", "a key in the place of its message");
        assert_eq!(cut.grid_actions(), "Actions");
        assert_eq!(cut.bulk_stop(), "Stop");
    }
}

#[test]
fn every_whole_number_is_an_argument() {
    for number in [7_u8.into(), 7_u16.into(), 7_i16.into(), 7_u32.into(), 7_usize.into()] {
        assert_eq!(Argument::Number(7), number);
    }
    assert_eq!(Argument::Number(i64::MAX), u64::MAX.into());
}

#[test]
fn what_the_page_carries_cannot_end_its_element() {
    for language in Language::ALL {
        assert!(!source(language).contains('<'));
        assert!(!source(language).contains('#'), "comments stay at home");
    }
}
