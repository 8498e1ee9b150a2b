//! Splitting and merging unused keys.

use crate::sample::{catalog, coupon, day, license};
use domain::catalog::Catalog;
use domain::coupon::{Exchange, NewCoupon, Refusal, merge, split};
use domain::ids::{LicenseId, OrgId};
use domain::license::{LicenseKind, LicenseRow};
use proptest::prelude::*;
use rstest::rstest;
use uuid::Uuid;

const TODAY: &str = "2026-05-15";

fn divisible() -> Catalog {
    let mut catalog = catalog();
    catalog.products[0].divisible_coupons = true;
    catalog
}

/// 10 seats, reserved, ordered.
fn reserved() -> LicenseRow {
    LicenseRow {
        note: Some("for Meier".to_owned()),
        order_no: Some("A-17".to_owned()),
        ..coupon(5, 10, "2026-07-01")
    }
}

/// The part of the sample's keys with so many seats.
fn part(seats: i32) -> NewCoupon {
    NewCoupon {
        seats,
        term_years: 1,
        purchased: day("2025-06-02"),
        lapses: Some(day("2026-07-01")),
        anchor_day: 1,
        note: Some("for Meier".to_owned()),
        order_no: Some("A-17".to_owned()),
    }
}

#[test]
fn the_parts_of_a_key_keep_its_dates_and_note() {
    let exchange = split(&reserved(), &[3, 6, 1], &divisible(), day(TODAY)).unwrap();
    let expected = Exchange {
        like: reserved().id,
        void: vec![(reserved().id, 7)],
        new: vec![part(3), part(6), part(1)],
    };
    assert_eq!(exchange, expected);
}

#[rstest]
#[case::one(vec![10], Refusal::Count)]
#[case::none(vec![], Refusal::Count)]
#[case::too_many(vec![1; 51], Refusal::Count)]
#[case::empty(vec![10, 0], Refusal::EmptyPart)]
#[case::negative(vec![11, -1], Refusal::EmptyPart)]
#[case::too_little(vec![3, 6], Refusal::Sum)]
#[case::too_much(vec![5, 6], Refusal::Sum)]
#[case::overflowing(vec![i32::MAX, i32::MAX, 12], Refusal::Sum)]
fn parts_that_are_refused(#[case] parts: Vec<i32>, #[case] why: Refusal) {
    assert_eq!(split(&reserved(), &parts, &divisible(), day(TODAY)), Err(why));
}

#[test]
fn fifty_parts_are_possible() {
    let fifty = coupon(5, 50, TODAY);
    let exchange = split(&fifty, &[1; 50], &divisible(), day(TODAY)).unwrap();
    assert_eq!(exchange.new.len(), 50);
}

#[rstest]
#[case::in_use(|c: &mut LicenseRow| c.activated = Some(day("2026-01-01")), Refusal::Activated)]
#[case::expired(|c: &mut LicenseRow| { c.activated = Some(day("2025-01-01")); c.expires = Some(day("2026-01-01")) }, Refusal::Activated)]
#[case::redeemed(|c: &mut LicenseRow| c.redeemed_by = Some(license().id), Refusal::Redeemed)]
#[case::lapsed(|c: &mut LicenseRow| c.expires = Some(day("2026-05-14")), Refusal::Lapsed)]
#[case::trial(|c: &mut LicenseRow| c.kind = LicenseKind::Trial, Refusal::Kind)]
#[case::monthly(|c: &mut LicenseRow| c.kind = LicenseKind::Monthly, Refusal::Kind)]
#[case::no_term(|c: &mut LicenseRow| c.term_years = None, Refusal::Kind)]
#[case::unlimited(|c: &mut LicenseRow| c.seats = None, Refusal::Kind)]
#[case::unknown_product(|c: &mut LicenseRow| c.product.id = 999, Refusal::NotDivisible)]
fn keys_that_stay_as_they_are(#[case] spoil: fn(&mut LicenseRow), #[case] why: Refusal) {
    let (catalog, today) = (divisible(), day(TODAY));
    let fine = coupon(5, 10, "2026-07-01");
    let mut spoiled = coupon(6, 10, "2026-07-01");
    assert!(split(&spoiled, &[4, 6], &catalog, today).is_ok());
    spoil(&mut spoiled);
    assert_eq!(split(&spoiled, &[4, 6], &catalog, today), Err(why));
    assert_eq!(merge(&[fine.clone(), spoiled.clone()], &catalog, today), Err(why));
    assert_eq!(merge(&[spoiled, fine], &catalog, today), Err(why));
}

#[test]
fn the_catalog_says_whether_keys_are_divided() {
    let (today, two) = (day(TODAY), [coupon(5, 10, TODAY), coupon(6, 10, TODAY)]);
    assert_eq!(split(&two[0], &[4, 6], &catalog(), today), Err(Refusal::NotDivisible));
    assert_eq!(merge(&two, &catalog(), today), Err(Refusal::NotDivisible));
}

#[test]
fn a_merged_key_has_all_seats_and_the_earliest_dates() {
    let early = LicenseRow { anchor_day: 20, ..coupon(6, 4, "2026-06-20") };
    let first = LicenseRow { purchased: day("2025-01-03"), ..coupon(7, 1, "2026-08-01") };
    let endless = LicenseRow { expires: None, ..coupon(8, 2, "2026-08-01") };
    let exchange = merge(&[endless, early, first], &divisible(), day(TODAY)).unwrap();
    let id = |n| LicenseId(Uuid::from_u128(n));
    let one = NewCoupon {
        purchased: day("2025-01-03"),
        lapses: Some(day("2026-06-20")),
        anchor_day: 20,
        note: None,
        order_no: None,
        ..part(7)
    };
    let expected =
        Exchange { like: id(8), void: vec![(id(8), 7), (id(6), 7), (id(7), 7)], new: vec![one] };
    assert_eq!(exchange, expected);
}

#[test]
fn keys_that_never_lapse_make_one_that_never_does() {
    let endless = |id| LicenseRow { expires: None, ..coupon(id, 2, TODAY) };
    let exchange = merge(&[endless(5), endless(6)], &divisible(), day(TODAY)).unwrap();
    assert_eq!(exchange.new[0].lapses, None);
}

#[rstest]
#[case::same(Some("A-17"), Some("A-17"))]
#[case::another(Some("A-18"), None)]
#[case::none(None, None)]
fn an_order_number_is_kept_when_all_have_it(
    #[case] other: Option<&str>,
    #[case] kept: Option<&str>,
) {
    let other = LicenseRow {
        id: LicenseId(Uuid::from_u128(6)),
        order_no: other.map(str::to_owned),
        ..reserved()
    };
    let exchange = merge(&[reserved(), other], &divisible(), day(TODAY)).unwrap();
    assert_eq!(exchange.new[0].order_no.as_deref(), kept);
    assert_eq!(exchange.new[0].note.as_deref(), Some("for Meier"));
}

#[rstest]
#[case::partner(|c: &mut LicenseRow| c.partner.id = OrgId(Uuid::from_u128(77)), Refusal::Unlike)]
#[case::edition(|c: &mut LicenseRow| c.edition.id = 101, Refusal::Unlike)]
#[case::term(|c: &mut LicenseRow| c.term_years = Some(2), Refusal::Unlike)]
#[case::noted(|c: &mut LicenseRow| c.note = Some("for Meier".to_owned()), Refusal::Notes)]
#[case::twice(|c: &mut LicenseRow| c.id = LicenseId(Uuid::from_u128(5)), Refusal::Twice)]
#[case::too_many_seats(|c: &mut LicenseRow| c.seats = Some(999_991), Refusal::TooManySeats)]
#[case::far_too_many(|c: &mut LicenseRow| c.seats = Some(i32::MAX), Refusal::TooManySeats)]
fn keys_that_are_not_merged(#[case] spoil: fn(&mut LicenseRow), #[case] why: Refusal) {
    let mut two = [coupon(5, 10, "2026-07-01"), coupon(6, 10, "2026-07-01")];
    assert!(merge(&two, &divisible(), day(TODAY)).is_ok());
    spoil(&mut two[1]);
    assert_eq!(merge(&two, &divisible(), day(TODAY)), Err(why));
    two.reverse();
    assert_eq!(merge(&two, &divisible(), day(TODAY)), Err(why));
}

#[test]
fn as_many_seats_as_a_license_may_have() {
    let two = [coupon(5, 10, TODAY), coupon(6, 999_990, TODAY)];
    let exchange = merge(&two, &divisible(), day(TODAY)).unwrap();
    assert_eq!(exchange.new[0].seats, 1_000_000);
}

#[rstest]
#[case(0)]
#[case(1)]
#[case(51)]
fn two_to_fifty_keys_are_merged(#[case] count: u128) {
    let many: Vec<_> = (1..=count).map(|id| coupon(id, 1, TODAY)).collect();
    assert_eq!(merge(&many, &divisible(), day(TODAY)), Err(Refusal::Count));
}

#[test]
fn reasons_have_names_of_their_own() {
    let slugs: std::collections::HashSet<_> = Refusal::ALL.map(Refusal::slug).into();
    assert_eq!(slugs.len(), Refusal::ALL.len());
}

proptest! {
    /// Seats are conserved there and back, and no time is gained.
    #[test]
    fn split_and_merged_again_it_is_the_same(
        parts in prop::collection::vec(1..=20_000_i32, 2..=50)
    ) {
        let (catalog, today) = (divisible(), day(TODAY));
        let whole = LicenseRow { seats: Some(parts.iter().sum()), ..reserved() };
        let apart = split(&whole, &parts, &catalog, today).unwrap();
        let seats: Vec<_> = apart.new.iter().map(|part| part.seats).collect();
        prop_assert_eq!(&seats, &parts);
        let rows: Vec<_> = (100..)
            .zip(&apart.new)
            .map(|(id, part)| LicenseRow {
                id: LicenseId(Uuid::from_u128(id)),
                seats: Some(part.seats),
                expires: part.lapses,
                ..whole.clone()
            })
            .collect();
        let together = merge(&rows, &catalog, today).unwrap();
        prop_assert_eq!(together.void.len(), parts.len());
        prop_assert_eq!(&together.new, &vec![part(whole.seats.unwrap())]);
    }

    #[test]
    fn merging_conserves_seats_and_gains_no_time(
        keys in prop::collection::vec((1..=20_000_i32, 0_u64..400, 0_u64..400), 2..=50)
    ) {
        let (catalog, today) = (divisible(), day(TODAY));
        let rows: Vec<_> = (1..)
            .zip(&keys)
            .map(|(id, (seats, lapses, bought))| LicenseRow {
                expires: Some(today + chrono::Days::new(*lapses)),
                purchased: today - chrono::Days::new(*bought),
                ..coupon(id, *seats, TODAY)
            })
            .collect();
        let exchange = merge(&rows, &catalog, today).unwrap();
        let one = &exchange.new[0];
        prop_assert_eq!(one.seats, keys.iter().map(|key| key.0).sum::<i32>());
        prop_assert_eq!(one.lapses, rows.iter().filter_map(|row| row.expires).min());
        prop_assert_eq!(Some(one.purchased), rows.iter().map(|row| row.purchased).min());
        prop_assert_eq!(exchange.void.len(), rows.len());
    }
}
