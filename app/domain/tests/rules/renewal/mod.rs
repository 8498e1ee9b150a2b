mod agreed;
mod coterm;
mod days;
mod grace;
mod migration;
mod preview;
mod recent;
mod selection;
mod standing;

use crate::sample::{book, catalog, coupon, day, license, line};
use chrono::{Datelike, Days};
use domain::ids::{LicenseId, OrgId};
use domain::license::{LicenseKind, LicenseRow};
use domain::price::{Percent, PriceBook, TradeTerms};
use domain::renewal::{
    Refusal, choose_coupon, renew, renew_with_coupon, renewal_offer, renewed_end,
};
use proptest::prelude::*;
use rstest::rstest;
use uuid::Uuid;

const TODAY: &str = "2026-05-15";

#[rstest]
#[case::early_keeps_the_rest("2026-06-01", 1, 1, "2027-06-01", 1)]
#[case::last_day_is_early("2026-05-15", 15, 3, "2029-05-15", 15)]
#[case::expired_starts_today("2026-05-14", 14, 1, "2027-05-15", 15)]
#[case::leap_day_shrinks("2028-02-29", 29, 1, "2029-02-28", 29)]
#[case::and_grows_back("2027-02-28", 29, 1, "2028-02-29", 29)]
#[case::the_31st("2026-10-31", 31, 1, "2027-10-31", 31)]
#[case::anchor_31_in_february("2027-02-28", 31, 1, "2028-02-29", 31)]
#[case::a_foreign_anchor_is_ignored("2026-06-20", 3, 1, "2027-06-20", 20)]
#[case::an_impossible_anchor_is_ignored("2026-06-20", 0, 1, "2027-06-20", 20)]
fn d17_the_new_end(
    #[case] end: &str,
    #[case] anchor: i16,
    #[case] years: i16,
    #[case] new_end: &str,
    #[case] new_anchor: i16,
) {
    let renewed = renewed_end(day(end), anchor, years, 0, day(TODAY));
    assert_eq!(renewed, Ok((day(new_end), new_anchor)));
}

#[test]
fn d17_expired_renewed_on_a_leap_day() {
    let renewed = renewed_end(day("2027-12-31"), 31, 1, 0, day("2028-02-29"));
    assert_eq!(renewed, Ok((day("2029-02-28"), 29)));
}

#[test]
fn no_end_after_2200() {
    let renewed = |end| renewed_end(day(end), 31, 1, 0, day(TODAY));
    assert_eq!(renewed("2199-12-31"), Ok((day("2200-12-31"), 31)));
    assert_eq!(renewed("2200-12-31"), Err(Refusal::EndBeyondLimit));
}

proptest! {
    #[test]
    fn renewing_twice_is_renewing_for_the_sum(ahead in 0_u64..3_000, a in 1_i16..=5, b in 1_i16..=5) {
        let today = day(TODAY);
        let end = today + Days::new(ahead);
        let anchor = i16::try_from(end.day()).unwrap();
        let (once, kept) = renewed_end(end, anchor, a, 0, today).unwrap();
        prop_assert!(once > end);
        prop_assert_eq!(
            renewed_end(once, kept, b, 0, today).unwrap(),
            renewed_end(end, anchor, a + b, 0, today).unwrap()
        );
    }
}

/// X, Y, Z and W of T11.
fn t11() -> Vec<LicenseRow> {
    let noted = LicenseRow { note: Some("for Meier".into()), ..coupon(11, 10, "2026-06-01") };
    vec![
        noted,
        coupon(12, 10, "2026-08-01"),
        coupon(13, 10, "2026-07-01"),
        coupon(14, 5, "2026-05-20"),
    ]
}

#[test]
fn t11_takes_the_first_to_lapse_without_a_note() {
    let coupons = t11();
    let chosen = choose_coupon(&license(), &coupons, day(TODAY)).unwrap();
    assert_eq!(chosen.key, "COUPON-13");
}

#[test]
fn t11_a_noted_coupon_alone_is_not_offered() {
    let only_x = &t11()[..1];
    assert_eq!(choose_coupon(&license(), only_x, day(TODAY)), None);
    let offer = renewal_offer(&license(), &book(&catalog(), day(TODAY)), only_x).unwrap();
    assert_eq!(offer.coupon, None);
}

#[test]
fn d16_ties_go_by_purchase_then_id() {
    let later = LicenseRow { purchased: day("2025-07-02"), ..coupon(20, 10, "2026-07-01") };
    let coupons = [later, coupon(22, 10, "2026-07-01"), coupon(21, 10, "2026-07-01")];
    assert_eq!(choose_coupon(&license(), &coupons, day(TODAY)).unwrap().key, "COUPON-21");
}

#[test]
fn a_coupon_without_end_comes_last() {
    let endless = LicenseRow { expires: None, ..coupon(30, 10, "2026-07-01") };
    let coupons = [endless, coupon(31, 10, "2199-01-01")];
    assert_eq!(choose_coupon(&license(), &coupons, day(TODAY)).unwrap().key, "COUPON-31");
    assert_eq!(choose_coupon(&license(), &coupons[..1], day(TODAY)).unwrap().key, "COUPON-30");
}

#[rstest]
#[case::lapsed(|c: &mut LicenseRow| c.expires = Some(day("2026-05-14")))]
#[case::redeemed(|c: &mut LicenseRow| c.redeemed_by = Some(LicenseId(Uuid::from_u128(99))))]
#[case::in_use(|c: &mut LicenseRow| c.activated = Some(day("2026-01-01")))]
#[case::another_partner(|c: &mut LicenseRow| c.partner.id = OrgId(Uuid::from_u128(77)))]
#[case::another_edition(|c: &mut LicenseRow| c.edition.id = 101)]
#[case::other_seats(|c: &mut LicenseRow| c.seats = Some(11))]
#[case::unlimited(|c: &mut LicenseRow| c.seats = None)]
#[case::without_term(|c: &mut LicenseRow| c.term_years = None)]
#[case::a_trial(|c: &mut LicenseRow| c.kind = LicenseKind::Trial)]
#[case::noted(|c: &mut LicenseRow| c.note = Some("reserved".into()))]
fn coupons_that_do_not_fit(#[case] spoil: fn(&mut LicenseRow)) {
    let mut spoiled = coupon(40, 10, "2026-07-01");
    assert!(choose_coupon(&license(), &[spoiled.clone()], day(TODAY)).is_some());
    spoil(&mut spoiled);
    assert_eq!(choose_coupon(&license(), &[spoiled.clone()], day(TODAY)), None);
    let refused = renew_with_coupon(&license(), &spoiled, &book(&catalog(), day(TODAY)));
    assert_eq!(refused, Err(Refusal::CouponUnfit));
}

#[test]
fn a_coupon_is_good_on_its_last_day() {
    let coupons = [coupon(50, 10, TODAY)];
    assert!(choose_coupon(&license(), &coupons, day(TODAY)).is_some());
}

#[test]
fn the_offer_lists_policy_years_with_ends_and_prices() {
    let offer = renewal_offer(&license(), &book(&catalog(), day(TODAY)), &t11()).unwrap();
    let choices: Vec<_> = offer
        .choices
        .iter()
        .map(|choice| (choice.years, choice.new_expires, choice.price.net.minor))
        .collect();
    assert_eq!(choices, [(1, day("2027-06-01"), 20_000), (3, day("2029-06-01"), 50_000)]);
    let coupon = offer.coupon.unwrap();
    assert_eq!((coupon.key.as_str(), coupon.years), ("COUPON-13", 1));
    assert_eq!((coupon.lapses, coupon.new_expires), (Some(day("2026-07-01")), day("2027-06-01")));
}

#[test]
fn the_buyers_discount_is_taken_from_the_list_price() {
    let terms = TradeTerms { discount: Percent::whole(15), ..TradeTerms::default() };
    let catalog = catalog();
    let book = PriceBook { terms: &terms, ..book(&catalog, day(TODAY)) };
    let offer = renewal_offer(&license(), &book, &[]).unwrap();
    assert_eq!(offer.choices[0].price, line(2_000, 10, Percent::whole(15)));
    assert_eq!(offer.choices[0].price.net.minor, 17_000);
    let (_, price) = renew(&license(), 1, &book).unwrap();
    assert_eq!(price, offer.choices[0].price);
    let coupon = coupon(60, 10, "2026-07-01");
    assert_eq!(renew_with_coupon(&license(), &coupon, &book).unwrap().2.net.minor, 0);
}

#[test]
fn coupons_are_hidden_where_the_policy_has_none() {
    let mut catalog = catalog();
    catalog.products[0].renewal.coupons = false;
    let offer = renewal_offer(&license(), &book(&catalog, day(TODAY)), &t11()).unwrap();
    assert_eq!(offer.coupon, None);
    let refused = renew_with_coupon(&license(), &t11()[2], &book(&catalog, day(TODAY)));
    assert_eq!(refused, Err(Refusal::CouponUnfit));
}

#[test]
fn an_expired_license_accepts_renewal() {
    let expired = LicenseRow { expires: Some(day("2026-01-01")), ..license() };
    let (after, price) = renew(&expired, 3, &book(&catalog(), day(TODAY))).unwrap();
    assert_eq!(price, line(5_000, 10, Percent::ZERO));
    let expected = LicenseRow {
        expires: Some(day("2029-05-15")),
        anchor_day: 15,
        term_years: Some(3),
        ..expired
    };
    assert_eq!(after, expected);
}

#[test]
fn a_coupon_renewal_changes_both() {
    let coupon = LicenseRow { term_years: Some(2), ..coupon(60, 10, "2026-07-01") };
    let (after, used, price) =
        renew_with_coupon(&license(), &coupon, &book(&catalog(), day(TODAY))).unwrap();
    assert_eq!((after.expires, after.term_years), (Some(day("2028-06-01")), Some(2)));
    assert_eq!(price, line(0, 10, Percent::ZERO));
    assert_eq!(used, LicenseRow { redeemed_by: Some(license().id), ..coupon });
}

#[rstest]
#[case::usage(|l: &mut LicenseRow| l.kind = LicenseKind::Usage, Refusal::Unlimited)]
#[case::unlimited(|l: &mut LicenseRow| l.seats = None, Refusal::Unlimited)]
#[case::monthly(|l: &mut LicenseRow| l.kind = LicenseKind::Monthly, Refusal::Monthly)]
#[case::trial(|l: &mut LicenseRow| l.kind = LicenseKind::Trial, Refusal::Trial)]
#[case::no_end(|l: &mut LicenseRow| l.expires = None, Refusal::NoEnd)]
#[case::coupon(|l: &mut LicenseRow| l.activated = None, Refusal::UnusedCoupon)]
#[case::lapsed_coupon(|l: &mut LicenseRow| { l.activated = None; l.expires = Some(day("2020-01-01")) }, Refusal::UnusedCoupon)]
#[case::redeemed(|l: &mut LicenseRow| { l.activated = None; l.redeemed_by = Some(l.id) }, Refusal::RedeemedCoupon)]
#[case::unknown_product(|l: &mut LicenseRow| l.product.id = 999, Refusal::NotOffered)]
#[case::too_far(|l: &mut LicenseRow| l.expires = Some(day("2200-06-01")), Refusal::EndBeyondLimit)]
fn licenses_that_are_not_renewed(#[case] spoil: fn(&mut LicenseRow), #[case] why: Refusal) {
    let mut spoiled = license();
    spoil(&mut spoiled);
    let today = day(TODAY);
    assert_eq!(renewal_offer(&spoiled, &book(&catalog(), today), &[]), Err(why));
    assert_eq!(renew(&spoiled, 1, &book(&catalog(), today)), Err(why));
    let coupon = coupon(70, 10, "2026-07-01");
    assert_eq!(renew_with_coupon(&spoiled, &coupon, &book(&catalog(), today)), Err(why));
}

#[test]
fn years_outside_the_policy_are_refused() {
    for years in [i16::MIN, -1, 0, 2, 4, i16::MAX] {
        let refused = renew(&license(), years, &book(&catalog(), day(TODAY)));
        assert_eq!(refused, Err(Refusal::YearsNotOffered), "{years}");
    }
}

#[test]
fn refusals_have_their_own_slugs() {
    let slugs: std::collections::HashSet<_> = Refusal::ALL.map(Refusal::slug).into();
    assert_eq!(slugs.len(), Refusal::ALL.len());
}
