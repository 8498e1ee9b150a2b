//! What renewals will do, and what asks for them.

use super::TODAY;
use crate::sample::{book, catalog, coupon, day, license, line};
use domain::bulk::BulkAction;
use domain::license::LicenseRow;
use domain::price::Percent;
use domain::renewal::{Agreed, MAX_PREVIEW, Planned, PreviewLine, RenewalPreview, renewal_offer};
use rstest::rstest;

fn planned(planned: Planned) -> PreviewLine {
    let row = license();
    PreviewLine {
        license: row.id,
        version: row.version,
        name: row.name,
        old_expires: row.expires,
        new_expires: None,
        planned,
    }
}

#[test]
fn totals_are_of_all_lines_also_of_those_that_are_not_listed() {
    let mut preview = RenewalPreview::default();
    for _ in 0..MAX_PREVIEW + 10 {
        preview.add(planned(Planned::Buys(line(100, 10, Percent::ZERO))));
    }
    preview.add(planned(Planned::Takes("KEY".to_owned())));
    preview.add(planned(Planned::Refused("trial".to_owned())));
    assert_eq!(preview.lines.len(), MAX_PREVIEW);
    assert_eq!((preview.bought, preview.taken, preview.refused), (510, 1, 1));
    assert_eq!(preview.totals, [line(510 * 100, 10, Percent::ZERO).net]);
}

#[test]
fn sums_stay_at_the_largest_amount() {
    let mut preview = RenewalPreview::default();
    for _ in 0..2 {
        preview.add(planned(Planned::Buys(line(i64::MAX, 1, Percent::ZERO))));
    }
    assert_eq!(preview.totals[0].minor, i64::MAX);
}

/// Changes that were begun by an earlier version can still be read.
#[test]
fn older_renewals_of_many_mean_the_same() {
    let old = r#"{"renew":{"years":2,"coupons":true}}"#;
    let now =
        BulkAction::Renew { years: Some(2), coupons: true, again: false, price: Agreed::default() };
    assert_eq!(serde_json::from_str::<BulkAction>(old).unwrap(), now);
}

#[rstest]
#[case::ahead("2026-06-01", None)]
#[case::last_day("2026-05-15", None)]
#[case::in_grace("2026-05-10", Some("2026-05-17"))]
#[case::after_grace("2026-05-07", None)]
fn the_offer_says_until_when_grace_lasts(#[case] end: &str, #[case] until: Option<&str>) {
    let mut catalog = catalog();
    catalog.products[0].grace_days = 7;
    let row = LicenseRow { expires: Some(day(end)), ..license() };
    let coupons = [coupon(1, 10, "2026-07-01")];
    let offer = renewal_offer(&row, &book(&catalog, day(TODAY)), &coupons).unwrap();
    assert_eq!(offer.grace_until, until.map(day));
    assert!(!offer.migrates && offer.direct && offer.recent.is_none() && offer.auto.is_none());
}
