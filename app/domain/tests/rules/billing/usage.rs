use super::{month, span};
use crate::sample::day;
use chrono::{Datelike, Duration, NaiveDate};
use domain::billing::{Snapshot, Usage, usage};
use domain::catalog::UsageMetric::{self, MonthAverage, MonthEnd, MonthPeak};
use proptest::prelude::*;
use rstest::rstest;

const LONG_AGO: &str = "2020-01-01";

fn snapshots(days: &[(&str, u32)]) -> Vec<Snapshot> {
    days.iter().map(|&(on, active)| Snapshot { day: day(on), active }).collect()
}

fn used(metric: UsageMetric, days: &[(&str, u32)]) -> Usage {
    usage(metric, month("2024-02"), &span(LONG_AGO, None), &snapshots(days))
}

/// 1 to 9 February 0, 10 to 19 February 30, 20 to 29 February 4.
const RISE_AND_FALL: &[(&str, u32)] =
    &[("2024-02-10", 30), ("2024-02-12", 30), ("2024-02-20", 4), ("2024-02-29", 4)];

#[rstest]
#[case::peak(MonthPeak, 30)]
#[case::end(MonthEnd, 4)]
// 340 device-days by 29 days are 11.7.
#[case::average(MonthAverage, 12)]
fn d14_each_metric_counts_its_own(#[case] metric: UsageMetric, #[case] devices: u32) {
    let found = used(metric, RISE_AND_FALL);
    assert_eq!((found.devices, found.peak), (devices, 30));
    assert_eq!(found.peak_day, Some(day("2024-02-10")), "the first of them");
    assert_eq!((found.days, found.measured), (29, 4));
}

#[rstest]
#[case::nothing_known(&[], 0, None)]
#[case::nothing_installed(&[("2024-02-03", 0)], 0, None)]
#[case::from_the_month_before(&[("2024-01-20", 7)], 7, Some("2024-02-01"))]
#[case::the_latest_of_before(&[("2024-01-20", 7), ("2023-12-01", 90)], 7, Some("2024-02-01"))]
#[case::not_from_the_month_after(&[("2024-03-01", 7)], 0, None)]
#[case::the_last_day(&[("2024-02-29", 3)], 3, Some("2024-02-29"))]
#[case::the_highest_of_a_day(&[("2024-02-09", 3), ("2024-02-09", 9), ("2024-02-09", 5)], 9, Some("2024-02-09"))]
fn the_peak_and_its_day(
    #[case] days: &[(&str, u32)],
    #[case] devices: u32,
    #[case] on: Option<&str>,
) {
    let found = used(MonthPeak, days);
    assert_eq!((found.devices, found.peak_day), (devices, on.map(day)));
}

#[rstest]
#[case::one_device_on_one_day(&[("2024-02-29", 1)], 1)]
#[case::all_days(&[("2024-01-31", 8)], 8)]
#[case::exactly_one(&[("2024-02-01", 29), ("2024-02-02", 0)], 1)]
#[case::one_more(&[("2024-02-01", 30), ("2024-02-02", 0)], 2)]
fn an_average_is_rounded_up(#[case] days: &[(&str, u32)], #[case] devices: u32) {
    assert_eq!(used(MonthAverage, days).devices, devices);
}

#[rstest]
#[case::peak(MonthPeak, 20)]
#[case::end(MonthEnd, 20)]
// 10 device-days on 5 and 6 February each, 20 on 7 to 10 February: 100 by 29 days.
#[case::average(MonthAverage, 4)]
fn only_days_on_which_the_plan_is_open_count(#[case] metric: UsageMetric, #[case] devices: u32) {
    let days = [("2024-02-04", 99), ("2024-02-05", 10), ("2024-02-07", 20), ("2024-02-11", 50)];
    let open = span("2024-02-05", Some("2024-02-10"));
    let found = usage(metric, month("2024-02"), &open, &snapshots(&days));
    assert_eq!((found.devices, found.days, found.measured), (devices, 6, 2));
}

#[test]
fn a_month_beyond_the_plan_has_nothing() {
    for open in [span("2024-03-01", None), span(LONG_AGO, Some("2024-01-31"))] {
        for metric in UsageMetric::ALL {
            let found = usage(metric, month("2024-02"), &open, &snapshots(RISE_AND_FALL));
            assert_eq!(found, Usage::default());
        }
    }
}

#[test]
fn the_most_there_can_be_fits() {
    let days = [("2024-02-01", u32::MAX)];
    for metric in UsageMetric::ALL {
        assert_eq!(used(metric, &days).devices, u32::MAX);
    }
}

proptest! {
    #[test]
    fn as_counted_by_hand(
        known in proptest::collection::btree_map(-20_i64..60, 0_u32..500, 0..60),
        shuffle in any::<prop::sample::Index>(),
    ) {
        let first = month("2024-02").first_day();
        let mut days: Vec<_> = known
            .iter()
            .map(|(at, active)| Snapshot { day: first + Duration::days(*at), active: *active })
            .collect();
        let at = if days.is_empty() { 0 } else { shuffle.index(days.len()) };
        days.rotate_left(at);

        let on = |day: NaiveDate| {
            let last = days.iter().filter(|known| known.day <= day).max_by_key(|known| known.day);
            last.map_or(0, |known| known.active)
        };
        let by_hand: Vec<u32> =
            first.iter_days().take_while(|day| day.month() == 2).map(on).collect();
        let of = |metric| usage(metric, month("2024-02"), &span(LONG_AGO, None), &days);
        let (peak, end, mean) = (of(MonthPeak), of(MonthEnd), of(MonthAverage));
        prop_assert_eq!(Some(&peak.devices), by_hand.iter().max());
        prop_assert_eq!(Some(&end.devices), by_hand.last());
        prop_assert_eq!(mean.devices, by_hand.iter().sum::<u32>().div_ceil(29));
        prop_assert!(mean.devices <= peak.devices && end.devices <= peak.devices);
        prop_assert_eq!(peak.peak_day.map_or(0, on), peak.peak);
        prop_assert_eq!(peak.peak_day.is_none(), peak.peak == 0);
    }
}
