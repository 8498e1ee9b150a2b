//! Letting licenses end on the same day.

use super::TODAY;
use crate::entitlement::CATALOG;
use crate::sample::{book, catalog, day, license, line};
use chrono::Days;
use domain::ids::{LicenseId, OrgId};
use domain::license::{CatalogRef, LicenseKind, LicenseRow, OrgRef};
use domain::money::{Currency, Money};
use domain::price::{Percent, PriceBook, TradeTerms};
use domain::renewal::{Aligned, Refusal, align, align_all};
use proptest::prelude::*;
use rstest::rstest;
use uuid::Uuid;

fn ending(end: &str) -> LicenseRow {
    LicenseRow { expires: Some(day(end)), ..license() }
}

/// 10 seats at 2,000 a year: 5.48 minor units a day and seat, rounded for a seat.
#[rstest]
#[case::a_whole_year("2026-06-01", "2027-06-01", "2026-06-01", 365, 2_000)]
#[case::one_day("2026-06-01", "2026-06-02", "2026-06-01", 1, 5)]
#[case::rounded("2026-06-01", "2026-06-14", "2026-06-01", 13, 71)]
#[case::same("2026-06-01", "2026-06-01", "2026-06-01", 0, 0)]
#[case::in_grace("2026-05-10", "2026-05-20", "2026-05-10", 10, 55)]
#[case::after_grace("2026-05-07", "2026-05-20", "2026-05-15", 5, 27)]
fn extra_days_and_their_price(
    #[case] end: &str,
    #[case] target: &str,
    #[case] from: &str,
    #[case] days: i64,
    #[case] unit: i64,
) {
    let mut catalog = catalog();
    catalog.products[0].grace_days = 7;
    let (after, aligned) = align(&ending(end), day(target), &book(&catalog, day(TODAY))).unwrap();
    let price = line(unit, 10, Percent::ZERO);
    let expected =
        Aligned { license: license().id, from: day(from), days, price, new_expires: day(target) };
    assert_eq!(aligned, expected);
    assert_eq!((after.expires, after.term_years), (Some(day(target)), Some(1)));
}

/// A fifth of a minor unit a day; there is no exact half of a 365th.
#[rstest]
#[case(2, 0)]
#[case(3, 1)]
#[case(5, 1)]
#[case(7, 1)]
#[case(8, 2)]
fn fractions_go_to_the_nearest_minor_unit(#[case] days: u64, #[case] minor: i64) {
    let mut catalog = catalog();
    catalog.editions[0].prices[0].minor = 73;
    let one = LicenseRow { seats: Some(1), ..license() };
    let target = day("2026-06-01") + Days::new(days);
    let (_, aligned) = align(&one, target, &book(&catalog, day(TODAY))).unwrap();
    assert_eq!(aligned.price.net.minor, minor);
}

#[test]
fn the_anchor_is_the_day_of_the_common_end() {
    let (after, _) = align(&license(), day("2027-01-31"), &book(&catalog(), day(TODAY))).unwrap();
    assert_eq!(after.anchor_day, 31);
    let kept = LicenseRow { anchor_day: 31, ..ending("2027-02-28") };
    let (after, _) = align(&kept, day("2027-02-28"), &book(&catalog(), day(TODAY))).unwrap();
    assert_eq!(after, kept);
}

#[rstest]
#[case::later(|l: &mut LicenseRow| l.expires = Some(day("2026-12-02")), Refusal::EndsLater)]
#[case::trial(|l: &mut LicenseRow| l.kind = LicenseKind::Trial, Refusal::Trial)]
#[case::coupon(|l: &mut LicenseRow| l.activated = None, Refusal::UnusedCoupon)]
#[case::unknown_product(|l: &mut LicenseRow| l.product.id = 999, Refusal::NotOffered)]
fn what_is_not_aligned(#[case] spoil: fn(&mut LicenseRow), #[case] why: Refusal) {
    let mut spoiled = license();
    spoil(&mut spoiled);
    let refused = align(&spoiled, day("2026-12-01"), &book(&catalog(), day(TODAY)));
    assert_eq!(refused, Err(why));
}

#[test]
fn without_a_price_of_a_year_there_is_none_of_a_day() {
    let mut catalog = catalog();
    catalog.editions[0].prices.remove(0);
    let refused = align(&license(), day("2026-12-01"), &book(&catalog, day(TODAY)));
    assert_eq!(refused, Err(Refusal::YearsNotOffered));
}

#[rstest]
#[case::today(TODAY, false)]
#[case::past("2026-05-10", false)]
#[case::tomorrow("2026-05-16", true)]
#[case::five_years("2031-05-15", true)]
#[case::more("2031-05-16", false)]
fn where_a_common_end_may_lie(#[case] target: &str, #[case] fine: bool) {
    let ended = ending("2026-05-01");
    let one = align(&ended, day(target), &book(&catalog(), day(TODAY)));
    let all = align_all(&[ended], day(target), &book(&catalog(), day(TODAY)));
    if fine {
        assert!(one.is_ok() && all.unwrap().lines[0].1.is_ok());
    } else {
        assert_eq!(one, Err(Refusal::TargetOutOfRange));
        assert_eq!(all, Err(Refusal::TargetOutOfRange));
    }
}

#[test]
fn no_common_end_after_2200() {
    let ended = ending("2198-01-01");
    let at = |target| align(&ended, day(target), &book(&catalog(), day("2199-01-01")));
    assert!(at("2200-12-31").is_ok());
    assert_eq!(at("2201-01-01"), Err(Refusal::TargetOutOfRange));
}

fn numbered(id: u128, row: LicenseRow) -> LicenseRow {
    LicenseRow { id: LicenseId(Uuid::from_u128(id)), ..row }
}

#[test]
fn a_list_has_a_line_each_and_a_total_for_each_currency() {
    let mut catalog = catalog();
    let emsisoft = CATALOG.vendors.iter().find(|v| v.id == 4).unwrap();
    catalog.vendors.push(emsisoft.clone());
    catalog.products.extend(CATALOG.products.iter().filter(|p| p.vendor == 4).cloned());
    catalog.editions.extend(CATALOG.editions.iter().filter(|e| e.product == 401).cloned());
    let entry = |id| CatalogRef { id, name: String::new() };
    let dollars = LicenseRow { product: entry(401), edition: entry(40101), ..license() };
    let stranger = OrgRef { id: OrgId(Uuid::from_u128(9)), name: "Stranger".to_owned() };
    let licenses = [
        numbered(1, license()),
        numbered(2, ending("2027-06-02")),
        numbered(3, dollars),
        numbered(4, LicenseRow { customer: Some(stranger), ..license() }),
        numbered(5, ending("2027-06-01")),
        numbered(6, license()),
        numbered(1, license()),
    ];
    let all = align_all(&licenses, day("2027-06-01"), &book(&catalog, day(TODAY))).unwrap();
    let minor = |line: &Result<Aligned, Refusal>| {
        line.as_ref().map(|a| a.price.net.minor).map_err(|why| *why)
    };
    let lines: Vec<_> = all.lines.iter().map(|(id, line)| (id.0.as_u128(), minor(line))).collect();
    assert_eq!(
        lines,
        [
            (1, Ok(20_000)),
            (2, Err(Refusal::EndsLater)),
            (3, Ok(19_900)),
            (4, Err(Refusal::OtherCustomer)),
            (5, Ok(0)),
            (6, Ok(20_000)),
        ]
    );
    let total = |minor, currency| Money { minor, currency };
    assert_eq!(all.totals, [total(40_000, Currency::Eur), total(19_900, Currency::Usd)]);
}

#[test]
fn the_buyers_discount_is_taken_from_the_days() {
    let terms = TradeTerms { discount: Percent::whole(20), ..TradeTerms::default() };
    let catalog = catalog();
    let book = PriceBook { terms: &terms, ..book(&catalog, day(TODAY)) };
    let (_, aligned) = align(&license(), day("2026-06-14"), &book).unwrap();
    assert_eq!(aligned.price, line(71, 10, Percent::whole(20)));
    assert_eq!(aligned.price.net.minor, 568);
}

#[test]
fn nothing_to_align_costs_nothing() {
    let all = align_all(&[], day("2027-06-01"), &book(&catalog(), day(TODAY))).unwrap();
    assert!(all.lines.is_empty() && all.totals.is_empty());
}

#[test]
fn amounts_that_do_not_fit_are_refused() {
    let mut catalog = catalog();
    catalog.editions[0].prices[0].minor = domain::catalog::MAX_PRICE_MINOR;
    let target = day("2031-05-15");
    let huge = |id| numbered(id, LicenseRow { seats: Some(i32::MAX), ..license() });
    let refused = align(&huge(1), target, &book(&catalog, day(TODAY)));
    assert_eq!(refused, Err(Refusal::PriceBeyondLimit));
    // Each fits, all together do not.
    let year: Vec<_> = (1..=5).map(huge).collect();
    let refused = align_all(&year, day("2027-06-01"), &book(&catalog, day(TODAY)));
    assert_eq!(refused, Err(Refusal::PriceBeyondLimit));
}

proptest! {
    /// Two steps cost what one costs, up to what rounding does to each seat.
    #[test]
    fn the_price_follows_the_days(
        seats in 1..=1_000_000, a in 1_u64..800, b in 1_u64..800, minor in 0_i64..=1_000_000_000
    ) {
        let mut catalog = catalog();
        catalog.editions[0].prices[0].minor = minor;
        let old = LicenseRow { seats: Some(seats), ..license() };
        let (today, first) = (day(TODAY), day("2026-06-01") + Days::new(a));
        let last = first + Days::new(b);
        let (between, one) = align(&old, first, &book(&catalog, today)).unwrap();
        let (after, two) = align(&between, last, &book(&catalog, today)).unwrap();
        let (direct, both) = align(&old, last, &book(&catalog, today)).unwrap();
        prop_assert_eq!(after, direct);
        prop_assert_eq!(one.days + two.days, both.days);
        let net = |aligned: &Aligned| aligned.price.net.minor;
        prop_assert!((net(&one) + net(&two) - net(&both)).abs() <= i64::from(seats));
    }
}
