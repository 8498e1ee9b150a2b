//! Device-days: what is carried over, and what comes back.

use crate::sample::day;
use domain::renewal::{Recovered, carried_days, days_left, recover};
use proptest::prelude::*;
use rstest::rstest;

#[rstest]
#[case::ahead("2026-05-25", 10)]
#[case::today_is_not_counted("2026-05-15", 0)]
#[case::ended("2026-05-14", 0)]
fn days_to_the_end(#[case] end: &str, #[case] days: i64) {
    assert_eq!(days_left(day(end), day("2026-05-15")), days);
}

#[rstest]
#[case::grouped(2 * 30 + 2 * 50 + 8 * 60, 12, 54)]
#[case::migrated(640, 14, 46)]
#[case::even(640, 10, 64)]
#[case::nothing_left(0, 10, 0)]
#[case::less_than_a_day(1, 1_000_000, 1)]
#[case::no_seats(640, 0, 0)]
#[case::negative(-5, 3, 0)]
fn t6_days_for_the_seats(#[case] device_days: i64, #[case] seats: i32, #[case] days: i64) {
    assert_eq!(carried_days(device_days, seats), days);
}

#[rstest]
#[case::one_year(50, 219, 1, 30, 0)]
#[case::with_residue(20, 180, 1, 9, 315)]
#[case::three_years(10, 730, 3, 6, 730)]
#[case::nothing_left(10, 0, 1, 0, 0)]
#[case::renewed_early(10, 700, 1, 19, 65)]
#[case::without_a_term(10, 20, 0, 0, 200)]
#[case::negative(-10, 20, 1, 0, 0)]
fn t9_recovery(
    #[case] seats: i32,
    #[case] days_left: i64,
    #[case] years: i16,
    #[case] back: i64,
    #[case] residue: i64,
) {
    assert_eq!(recover(seats, days_left, years), Recovered { seats: back, residue });
}

proptest! {
    #[test]
    fn recovery_conserves_device_days(seats in 1..=i32::MAX, left in 0_i64..80_000, years in 1_i16..=10) {
        let back = recover(seats, left, years);
        let term = 365 * i64::from(years);
        prop_assert_eq!(back.seats * term + back.residue, i64::from(seats) * left);
        prop_assert!((0..term).contains(&back.residue));
    }

    #[test]
    fn carrying_gives_less_than_a_day_away(device_days in 0_i64..=1_000_000_000_000, seats in 1..=i32::MAX) {
        let given = carried_days(device_days, seats) * i64::from(seats);
        prop_assert!((0..i64::from(seats)).contains(&(given - device_days)));
    }
}
