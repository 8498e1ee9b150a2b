use crate::sample::day;
use chrono::{Datelike, Days};
use domain::dates::{add_months, add_years, in_range};
use proptest::prelude::*;
use rstest::rstest;

#[rstest]
#[case("2026-01-31", 31, 1, "2026-02-28")]
#[case("2026-02-28", 31, 1, "2026-03-31")]
#[case("2024-01-31", 31, 1, "2024-02-29")]
#[case("2026-03-31", 31, 1, "2026-04-30")]
#[case("2026-12-15", 15, 1, "2027-01-15")]
#[case("2026-01-15", 15, -1, "2025-12-15")]
#[case("2024-02-29", 29, 12, "2025-02-28")]
#[case("2025-02-28", 29, 36, "2028-02-29")]
#[case("2026-05-05", 5, 0, "2026-05-05")]
fn months_keep_the_anchor(
    #[case] from: &str,
    #[case] anchor: i16,
    #[case] months: i32,
    #[case] expected: &str,
) {
    assert_eq!(add_months(day(from), anchor, months), Some(day(expected)));
}

#[rstest]
#[case::far_future("2199-12-31", 31, 13)]
#[case::far_past("2000-01-01", 1, -1)]
#[case::no_such_anchor("2026-01-01", 0, 1)]
#[case::anchor_32("2026-01-01", 32, 1)]
#[case::overflow("2026-01-01", 1, i32::MAX)]
fn months_out_of_range_are_refused(#[case] from: &str, #[case] anchor: i16, #[case] months: i32) {
    assert_eq!(add_months(day(from), anchor, months), None);
}

#[test]
fn the_year_20266_is_out_of_range() {
    assert!(!in_range(chrono::NaiveDate::from_ymd_opt(20_266, 1, 1).unwrap()));
    assert!(in_range(day("2000-01-01")) && in_range(day("2200-12-31")));
}

proptest! {
    #[test]
    fn a_year_is_twelve_months_however_they_are_added(offset in 0_u64..70_000, years in 1_i16..=10) {
        let from = day("2000-01-01") + Days::new(offset);
        let anchor = i16::try_from(from.day()).unwrap();
        let mut by_month = Some(from);
        for _ in 0..years * 12 {
            by_month = by_month.and_then(|date| add_months(date, anchor, 1));
        }
        prop_assert_eq!(by_month, add_years(from, anchor, years));
    }
}
