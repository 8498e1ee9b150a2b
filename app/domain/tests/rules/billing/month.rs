use super::month;
use crate::sample::day;
use chrono::{Days, NaiveDate};
use domain::billing::Month;
use proptest::prelude::*;
use rstest::rstest;

#[rstest]
#[case::leap_year("2024-02", "2024-02-01", "2024-02-29", 29)]
#[case::usual_year("2023-02", "2023-02-01", "2023-02-28", 28)]
#[case::century_without_leap_day("2100-02", "2100-02-01", "2100-02-28", 28)]
#[case::century_with_leap_day("2000-02", "2000-02-01", "2000-02-29", 29)]
#[case::thirty("2024-04", "2024-04-01", "2024-04-30", 30)]
#[case::the_last_there_is("2200-12", "2200-12-01", "2200-12-31", 31)]
fn a_month_has_its_days(
    #[case] text: &str,
    #[case] first: &str,
    #[case] last: &str,
    #[case] days: u32,
) {
    let month = month(text);
    assert_eq!((month.first_day(), month.last_day(), month.days()), (day(first), day(last), days));
    assert_eq!(month.to_string(), text);
}

#[rstest]
#[case::within_a_year("2024-03", "2024-04")]
#[case::over_the_year("2023-12", "2024-01")]
fn months_follow_each_other(#[case] one: &str, #[case] other: &str) {
    let (one, other) = (month(one), month(other));
    assert_eq!((one.next(), other.previous()), (Some(other), Some(one)));
    assert!(one < other && one.is_over(other.first_day()) && !one.is_over(one.last_day()));
}

#[test]
fn months_end_with_the_years_of_dates() {
    assert_eq!(month("2000-01").previous(), None);
    assert_eq!(month("2200-12").next(), None);
    assert_eq!((Month::new(1999, 12), Month::new(2201, 1)), (None, None));
    assert_eq!((Month::new(2024, 0), Month::new(2024, 13)), (None, None));
    assert_eq!((Month::of(NaiveDate::MIN), Month::of(NaiveDate::MAX)), (None, None));
}

#[rstest]
#[case("")]
#[case("2024")]
#[case("2024-3")]
#[case("2024-003")]
#[case("2024-00")]
#[case("2024-13")]
#[case("02024-03")]
#[case("+024-03")]
#[case("2024-+3")]
#[case("2024-03-01")]
#[case(" 2024-03")]
#[case("2024_03")]
#[case("1999-12")]
#[case("2201-01")]
#[case("２０２４-03")]
fn what_is_no_month_is_refused(#[case] text: &str) {
    let error = text.parse::<Month>().unwrap_err();
    assert_eq!((error.field.as_str(), error.code.as_str()), ("month", "month-invalid"));
    assert!(serde_json::from_str::<Month>(&format!("\"{text}\"")).is_err());
}

#[test]
fn the_running_month_is_that_of_utc() {
    let month_at = |text: &str| Month::at(text.parse().unwrap()).unwrap().to_string();
    assert_eq!(month_at("2024-02-29T23:59:59Z"), "2024-02");
    assert_eq!(month_at("2024-03-01T00:30:00+01:00"), "2024-02");
}

proptest! {
    #[test]
    fn every_day_lies_in_its_month_alone(offset in 0_u64..73_000) {
        let day = day("2000-01-01") + Days::new(offset);
        let month = Month::of(day).unwrap();
        prop_assert!(month.contains(day));
        prop_assert!(!month.next().is_some_and(|next| next.contains(day)));
        prop_assert!(!month.previous().is_some_and(|previous| previous.contains(day)));
        prop_assert_eq!(Month::new(month.year(), month.month()), Some(month));
        let next = month.last_day() + Days::new(1);
        prop_assert_eq!(month.next().map(Month::first_day), Some(next));
    }

    #[test]
    fn months_arrive_as_they_left(year in 2000..=2200, number in 1_u32..=12) {
        let month = Month::new(year, number).unwrap();
        prop_assert_eq!(month.to_string().parse::<Month>(), Ok(month));
        let text = serde_json::to_string(&month).unwrap();
        prop_assert_eq!(serde_json::from_str::<Month>(&text).unwrap(), month);
        let bytes = postcard::to_allocvec(&month).unwrap();
        prop_assert_eq!(postcard::from_bytes::<Month>(&bytes).unwrap(), month);
    }

    #[test]
    fn their_text_sorts_as_they_do(a in 0_u64..73_000, b in 0_u64..73_000) {
        let at = |offset| Month::of(day("2000-01-01") + Days::new(offset)).unwrap();
        prop_assert_eq!(at(a).cmp(&at(b)), at(a).to_string().cmp(&at(b).to_string()));
    }
}
