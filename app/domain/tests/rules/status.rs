use crate::sample::day;
use domain::license::{LicenseStatus, status};
use rstest::rstest;

use LicenseStatus::{Active, Expired, ExpiresSoon, Lapsed, Redeemed, Unused};

#[rstest]
#[case::last_day_is_valid(true, false, Some("2026-06-15"), ExpiresSoon)]
#[case::day_after(true, false, Some("2026-06-14"), Expired)]
#[case::thirty_days(true, false, Some("2026-07-15"), ExpiresSoon)]
#[case::thirty_one_days(true, false, Some("2026-07-16"), Active)]
#[case::no_end(true, false, None, Active)]
#[case::coupon(false, false, Some("2026-06-15"), Unused)]
#[case::coupon_the_day_after(false, false, Some("2026-06-14"), Lapsed)]
#[case::coupon_without_end(false, false, None, Unused)]
#[case::redeemed(false, true, Some("2026-07-15"), Redeemed)]
#[case::redeemed_and_past(false, true, Some("2020-01-01"), Redeemed)]
fn status_at_its_boundaries(
    #[case] activated: bool,
    #[case] redeemed: bool,
    #[case] expires: Option<&str>,
    #[case] expected: LicenseStatus,
) {
    let today = day("2026-06-15");
    assert_eq!(status(activated, redeemed, expires.map(day), today), expected);
}

#[test]
fn slugs_and_ranks_lead_back() {
    for (at, status) in LicenseStatus::ALL.into_iter().enumerate() {
        assert_eq!(LicenseStatus::from_slug(status.slug()), Some(status));
        assert_eq!(LicenseStatus::from_rank(status.rank()), Some(status));
        assert_eq!(status.rank(), i64::try_from(at).unwrap());
    }
    assert_eq!(LicenseStatus::from_rank(-1), None);
    assert_eq!(LicenseStatus::from_rank(6), None);
}
