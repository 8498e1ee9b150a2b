//! Renewing in the days after the end in which a license still protects.

use super::TODAY;
use crate::sample::{book, catalog, day, license};
use chrono::{Datelike, Days};
use domain::catalog::MAX_GRACE_DAYS;
use domain::dates::add_years;
use domain::license::LicenseRow;
use domain::renewal::{in_grace, renew, renewal_offer, renewed_end};
use proptest::prelude::*;
use rstest::rstest;

#[rstest]
#[case::before_the_end("2026-05-16", 7, false)]
#[case::on_the_last_day("2026-05-15", 7, false)]
#[case::the_day_after("2026-05-14", 7, true)]
#[case::the_last_day_of_grace("2026-05-08", 7, true)]
#[case::after_grace("2026-05-07", 7, false)]
#[case::no_grace("2026-05-14", 0, false)]
#[case::one_day("2026-05-14", 1, true)]
fn d1_3_12_grace(#[case] end: &str, #[case] grace_days: u16, #[case] expected: bool) {
    assert_eq!(in_grace(day(end), grace_days, day(TODAY)), expected);
}

#[rstest]
#[case::in_grace_from_the_old_end("2026-05-08", 8, "2027-05-08", 8)]
#[case::keeps_its_anchor("2026-05-14", 14, "2027-05-14", 14)]
#[case::after_grace_from_today("2026-05-07", 7, "2027-05-15", 15)]
#[case::early("2026-06-01", 1, "2027-06-01", 1)]
fn d17_in_grace(
    #[case] end: &str,
    #[case] anchor: i16,
    #[case] new_end: &str,
    #[case] new_anchor: i16,
) {
    let renewed = renewed_end(day(end), anchor, 1, 7, day(TODAY));
    assert_eq!(renewed, Ok((day(new_end), new_anchor)));
}

#[test]
fn d17_the_anchor_of_a_short_month_outlives_grace() {
    let renewed = renewed_end(day("2027-02-28"), 31, 1, 7, day("2027-03-03"));
    assert_eq!(renewed, Ok((day("2028-02-29"), 31)));
}

#[test]
fn offer_and_renewal_use_the_grace_of_the_product() {
    let mut catalog = catalog();
    catalog.products[0].grace_days = 7;
    let ended = LicenseRow { expires: Some(day("2026-05-10")), anchor_day: 10, ..license() };
    let offer = renewal_offer(&ended, &book(&catalog, day(TODAY)), &[]).unwrap();
    assert_eq!(offer.choices[0].new_expires, day("2027-05-10"));
    let (after, _) = renew(&ended, 1, &book(&catalog, day(TODAY))).unwrap();
    assert_eq!((after.expires, after.anchor_day), (Some(day("2027-05-10")), 10));
}

proptest! {
    /// Waiting until the last day of grace neither gains nor loses a day.
    #[test]
    fn in_grace_it_does_not_matter_when(
        late in 0_u64..=90, grace in 0_u16..=MAX_GRACE_DAYS, offset in 0_u64..3_000, years in 1_i16..=5
    ) {
        let end = day("2020-01-01") + Days::new(offset);
        let today = end + Days::new(late);
        let anchor = i16::try_from(end.day()).unwrap();
        let (new_end, _) = renewed_end(end, anchor, years, grace, today).unwrap();
        let from = if late <= u64::from(grace) { end } else { today };
        let anchor = i16::try_from(from.day()).unwrap();
        prop_assert_eq!(Some(new_end), add_years(from, anchor, years));
        prop_assert!(new_end > today);
    }
}
