//! Renewing what was renewed a moment ago.

use chrono::{DateTime, Duration, Utc};
use domain::renewal::asks_again;
use rstest::rstest;

#[rstest]
#[case::a_minute_ago(60, true)]
#[case::this_second(0, true)]
#[case::just_under_a_day(24 * 3_600 - 1, true)]
#[case::a_day_ago(24 * 3_600, false)]
#[case::last_year(365 * 24 * 3_600, false)]
#[case::clocks_differ(-5, true)]
fn within_a_day(#[case] seconds: i64, #[case] asks: bool) {
    let now: DateTime<Utc> = "2026-05-15T08:00:00Z".parse().unwrap();
    assert_eq!(asks_again(Some(now - Duration::seconds(seconds)), now), asks);
    assert!(!asks_again(None, now));
}
