//! Which coupon renews which license of a selection.

use super::{TODAY, t11};
use crate::sample::{book, catalog, coupon, day, license};
use chrono::Days;
use domain::ids::{LicenseId, OrgId};
use domain::license::{LicenseKind, LicenseRow};
use domain::renewal::{Refusal, assign_coupons, choose_coupon, coupon_fits, renew_with_coupon};
use proptest::prelude::*;
use std::collections::HashSet;
use uuid::Uuid;

fn id(n: u128) -> LicenseId {
    LicenseId(Uuid::from_u128(n))
}

fn numbered(n: u128) -> LicenseRow {
    LicenseRow { id: id(n), ..license() }
}

fn plan(
    licenses: &[LicenseRow],
    coupons: &[LicenseRow],
    years: Option<i16>,
) -> Vec<(u128, Result<u128, Refusal>)> {
    let plan = assign_coupons(licenses, coupons, years, &book(&catalog(), day(TODAY)));
    let plain = |id: LicenseId| id.0.as_u128();
    plan.into_iter().map(|(license, coupon)| (plain(license), coupon.map(plain))).collect()
}

#[test]
fn t11_each_takes_the_next_one_and_the_noted_one_stays() {
    let licenses = [numbered(2), numbered(1), numbered(3)];
    let expected = [(2, Ok(13)), (1, Ok(12)), (3, Err(Refusal::CouponUnfit))];
    assert_eq!(plan(&licenses, &t11(), None), expected);
}

#[test]
fn of_the_years_that_are_asked_for() {
    let two = LicenseRow { term_years: Some(2), ..coupon(21, 10, "2026-06-01") };
    let coupons = [two, coupon(22, 10, "2026-07-01")];
    assert_eq!(plan(&[numbered(1)], &coupons, None), [(1, Ok(21))]);
    assert_eq!(plan(&[numbered(1)], &coupons, Some(1)), [(1, Ok(22))]);
    assert_eq!(plan(&[numbered(1)], &coupons, Some(3)), [(1, Err(Refusal::CouponUnfit))]);
}

#[test]
fn who_cannot_be_renewed_takes_no_coupon() {
    let trial = LicenseRow { kind: LicenseKind::Trial, ..numbered(1) };
    let too_far = LicenseRow { expires: Some(day("2200-06-01")), ..numbered(2) };
    let coupons = [coupon(21, 10, "2026-07-01")];
    let licenses = [trial, too_far, numbered(3)];
    let expected = [(1, Err(Refusal::Trial)), (2, Err(Refusal::EndBeyondLimit)), (3, Ok(21))];
    assert_eq!(plan(&licenses, &coupons, None), expected);
}

#[test]
fn given_twice_is_once() {
    let coupons = [coupon(21, 10, "2026-07-01"), coupon(21, 10, "2026-07-01")];
    let licenses = [numbered(1), numbered(1), numbered(2)];
    let expected = [(1, Ok(21)), (2, Err(Refusal::CouponUnfit))];
    assert_eq!(plan(&licenses, &coupons, None), expected);
}

#[test]
fn products_without_coupons_take_none() {
    let mut catalog = catalog();
    catalog.products[0].renewal.coupons = false;
    let plan = assign_coupons(&[license()], &t11(), None, &book(&catalog, day(TODAY)));
    assert_eq!(plan, [(license().id, Err(Refusal::CouponUnfit))]);
}

fn a_license() -> impl Strategy<Value = LicenseRow> {
    (1_u128..12, 1_u128..3, 100..102_i32, 1..4_i32, 0_u64..60, 0..8).prop_map(
        |(n, partner, edition, seats, days, kind)| {
            let mut row = numbered(n);
            row.partner.id = OrgId(Uuid::from_u128(partner));
            row.edition.id = edition;
            row.seats = Some(seats);
            row.expires = Some(day("2026-05-01") + Days::new(days));
            row.kind = if kind == 0 { LicenseKind::Trial } else { LicenseKind::Term };
            row
        },
    )
}

fn a_coupon() -> impl Strategy<Value = LicenseRow> {
    (a_license(), 50_u128..80, 1_i16..3, 0..4).prop_map(|(row, n, years, note)| LicenseRow {
        id: id(n),
        customer: None,
        activated: None,
        term_years: Some(years),
        note: (note == 0).then(|| "reserved".to_owned()),
        ..row
    })
}

proptest! {
    #[test]
    fn a_plan_keeps_the_rules(
        licenses in prop::collection::vec(a_license(), 0..15),
        mut coupons in prop::collection::vec(a_coupon(), 0..30),
        years in prop::option::of(1_i16..3),
    ) {
        let (catalog, today) = (catalog(), day(TODAY));
        // An id names one coupon.
        let mut seen = HashSet::new();
        coupons.retain(|coupon| seen.insert(coupon.id));
        let plan = assign_coupons(&licenses, &coupons, years, &book(&catalog, today));
        let mut seen = HashSet::new();
        let once: Vec<_> = licenses.iter().filter(|row| seen.insert(row.id)).collect();
        prop_assert_eq!(once.len(), plan.len());

        // The same by hand: in the order given, each takes what it would take alone.
        let mut left: Vec<_> =
            coupons.iter().filter(|c| years.is_none() || c.term_years == years).cloned().collect();
        let mut taken = HashSet::new();
        for (license, (id, coupon)) in once.into_iter().zip(&plan) {
            prop_assert_eq!(license.id, *id);
            let alone = choose_coupon(license, &left, today)
                .filter(|coupon| renew_with_coupon(license, coupon, &book(&catalog, today)).is_ok());
            prop_assert_eq!(coupon.ok(), alone.map(|coupon| coupon.id));
            if let Ok(coupon) = coupon {
                prop_assert!(taken.insert(*coupon));
                let row = coupons.iter().find(|row| row.id == *coupon).unwrap();
                prop_assert!(row.note.is_none() && coupon_fits(license, row, today));
                left.retain(|row| row.id != *coupon);
            }
        }

        coupons.reverse();
        prop_assert_eq!(&plan, &assign_coupons(&licenses, &coupons, years, &book(&catalog, today)));
    }
}
