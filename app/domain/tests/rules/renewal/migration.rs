//! Renewing to another edition.

use super::TODAY;
use crate::entitlement::CATALOG;
use crate::sample::{book, catalog, day, edition, license, line};
use chrono::Days;
use domain::catalog::{Catalog, MigrationPolicy, Product};
use domain::dates::add_years;
use domain::license::{CatalogRef, LicenseKind, LicenseRow};
use domain::price::Percent;
use domain::renewal::{
    Migration, MigrationWish, Refusal, carried_days, family_free, migrate, targets,
};
use proptest::prelude::*;
use rstest::rstest;

/// `home` migrates to `business` and to `fortress` of another product.
fn migrating(policy: MigrationPolicy) -> Catalog {
    let mut catalog = catalog();
    catalog.products[0].renewal.migration = Some(policy);
    let mut other = Product { id: 11, code: "fort".to_owned(), ..catalog.products[0].clone() };
    other.name = "Fort".to_owned();
    other.aliases = Vec::new();
    other.renewal.migration = None;
    other.renewal.years = vec![2];
    catalog.products.push(other);
    catalog.editions.push(edition(110, 11, "fortress"));
    catalog.editions[0].upgrades_to = vec![101, 110];
    catalog.editions[1].prices[0].minor = 3_000;
    assert_eq!(catalog.validate(), Ok(()));
    catalog
}

fn wish(seats: i32) -> MigrationWish {
    MigrationWish { to: 101, years: 1, seats: Some(seats) }
}

/// The sample with so many seats, so many days before its end.
fn left(seats: i32, days: u64) -> LicenseRow {
    LicenseRow {
        seats: Some(seats),
        used: 1,
        expires: Some(day(TODAY) + Days::new(days)),
        ..license()
    }
}

fn done(old: &LicenseRow, wish: MigrationWish, policy: MigrationPolicy) -> (LicenseRow, Migration) {
    migrate(old, wish, &book(&migrating(policy), day(TODAY))).unwrap()
}

#[test]
fn six_hundred_and_forty_device_days_last_46_days_for_14_seats() {
    let old = left(10, 64);
    let (after, migration) = done(&old, wish(14), MigrationPolicy::Carry);
    let expected = Migration {
        to: 101,
        years: 1,
        seats: 14,
        policy: MigrationPolicy::Carry,
        device_days: 640,
        exact: 4_571,
        carried_days: 46,
        returned_seats: 0,
        residue: 0,
        new_expires: day("2027-06-30"),
        price: line(3_000, 14, Percent::ZERO),
    };
    assert_eq!(migration, expected);
    let expected = LicenseRow {
        edition: CatalogRef { id: 101, name: "business".to_owned() },
        seats: Some(14),
        term_years: Some(1),
        expires: Some(day("2027-06-30")),
        anchor_day: 30,
        ..old
    };
    assert_eq!(after, expected);
}

#[rstest]
#[case::as_many_seats(10, 64, 10, 6_400, 64, 0)]
#[case::fewer_seats_are_capped(10, 64, 4, 16_000, 64, 640 - 4 * 64)]
#[case::even(10, 64, 20, 3_200, 32, 0)]
#[case::half_a_hundredth_goes_up(1, 1, 200, 1, 1, 0)]
#[case::last_day(10, 0, 14, 0, 0, 0)]
fn d12_carry(
    #[case] seats: i32,
    #[case] days: u64,
    #[case] new_seats: i32,
    #[case] exact: i64,
    #[case] carried: i64,
    #[case] residue: i64,
) {
    let (_, migration) = done(&left(seats, days), wish(new_seats), MigrationPolicy::Carry);
    let Migration { exact: e, carried_days, residue: r, returned_seats, .. } = migration;
    assert_eq!((e, carried_days, r, returned_seats), (exact, carried, residue, 0));
}

#[rstest]
#[case::t9_one_year(50, 219, 1, 3_000, 30, 0)]
#[case::t9_with_residue(20, 180, 1, 986, 9, 315)]
#[case::t9_three_years(10, 730, 3, 667, 6, 730)]
fn d12_return(
    #[case] seats: i32,
    #[case] days: u64,
    #[case] term: i16,
    #[case] exact: i64,
    #[case] back: i64,
    #[case] residue: i64,
) {
    let old = LicenseRow { term_years: Some(term), ..left(seats, days) };
    let (after, migration) = done(&old, wish(seats), MigrationPolicy::Return);
    assert_eq!(
        (migration.exact, migration.returned_seats, migration.residue, migration.carried_days),
        (exact, back, residue, 0)
    );
    // Nothing is carried: the new term begins today.
    assert_eq!((after.expires, after.anchor_day), (Some(day("2027-05-15")), 15));
}

#[test]
fn to_an_edition_of_another_product_by_that_ones_years() {
    let catalog = migrating(MigrationPolicy::Carry);
    let to = MigrationWish { to: 110, years: 2, seats: None };
    let (after, migration) = migrate(&license(), to, &book(&catalog, day(TODAY))).unwrap();
    assert_eq!((after.product.name.as_str(), after.edition.id), ("Fort", 110));
    assert_eq!((migration.seats, migration.price.net.minor), (10, 36_000));
    let one_year = MigrationWish { years: 1, ..to };
    let refused = migrate(&license(), one_year, &book(&catalog, day(TODAY)));
    assert_eq!(refused, Err(Refusal::YearsNotOffered));
}

#[test]
fn an_ended_license_carries_nothing_in_grace_or_after() {
    let mut catalog = migrating(MigrationPolicy::Carry);
    catalog.products[0].grace_days = 7;
    for end in ["2026-05-14", "2026-05-01"] {
        let ended = LicenseRow { expires: Some(day(end)), ..license() };
        let (after, migration) = migrate(&ended, wish(10), &book(&catalog, day(TODAY))).unwrap();
        assert_eq!((migration.device_days, migration.carried_days), (0, 0));
        assert_eq!((after.expires, after.anchor_day), (Some(day("2027-05-15")), 15));
    }
}

#[test]
fn a_term_from_a_leap_day_keeps_its_anchor_when_nothing_is_carried() {
    let ended = LicenseRow { expires: Some(day("2028-02-29")), ..license() };
    let catalog = migrating(MigrationPolicy::Carry);
    let (after, _) = migrate(&ended, wish(10), &book(&catalog, day("2028-02-29"))).unwrap();
    assert_eq!((after.expires, after.anchor_day), (Some(day("2029-02-28")), 29));
}

struct Asked {
    license: LicenseRow,
    wish: MigrationWish,
    catalog: Catalog,
}

#[rstest]
#[case::not_offered(|a: &mut Asked| a.catalog.products[0].renewal.migration = None, Refusal::MigrationNotOffered)]
#[case::no_renewals(|a: &mut Asked| a.catalog.products[0].renewal.allowed = false, Refusal::NotOffered)]
#[case::itself(|a: &mut Asked| a.wish.to = 100, Refusal::NotAnUpgrade)]
#[case::downgrade(|a: &mut Asked| { a.license.edition.id = 101; a.wish.to = 100 }, Refusal::NotAnUpgrade)]
#[case::unknown(|a: &mut Asked| a.wish.to = 999, Refusal::NotAnUpgrade)]
#[case::target_without_renewals(|a: &mut Asked| { a.wish.to = 110; a.catalog.products[1].renewal.allowed = false }, Refusal::NotAnUpgrade)]
#[case::no_seats(|a: &mut Asked| a.wish.seats = Some(0), Refusal::SeatsOutOfRange)]
#[case::too_many_seats(|a: &mut Asked| a.wish.seats = Some(1_000_001), Refusal::SeatsOutOfRange)]
#[case::too_many_of_its_own(|a: &mut Asked| { a.license.seats = Some(1_000_001); a.wish.seats = None }, Refusal::SeatsOutOfRange)]
#[case::fewer_than_used(|a: &mut Asked| { a.license.used = 6; a.wish.seats = Some(5) }, Refusal::SeatsInUse)]
#[case::years(|a: &mut Asked| a.wish.years = 2, Refusal::YearsNotOffered)]
#[case::expired_coupon(|a: &mut Asked| a.license.activated = None, Refusal::UnusedCoupon)]
#[case::trial(|a: &mut Asked| a.license.kind = LicenseKind::Trial, Refusal::Trial)]
#[case::no_term(|a: &mut Asked| { a.license.term_years = None; a.catalog.products[0].renewal.migration = Some(MigrationPolicy::Return) }, Refusal::TermUnknown)]
#[case::too_far(|a: &mut Asked| a.license.expires = Some(day("2200-12-31")), Refusal::EndBeyondLimit)]
fn what_is_not_migrated(#[case] spoil: fn(&mut Asked), #[case] why: Refusal) {
    let catalog = migrating(MigrationPolicy::Carry);
    let mut asked = Asked { license: license(), wish: wish(10), catalog };
    spoil(&mut asked);
    let refused = migrate(&asked.license, asked.wish, &book(&asked.catalog, day(TODAY)));
    assert_eq!(refused, Err(why));
}

#[test]
fn who_is_over_its_seats_already_may_keep_them() {
    let over = LicenseRow { used: 12, ..license() };
    let catalog = migrating(MigrationPolicy::Carry);
    assert!(migrate(&over, wish(10), &book(&catalog, day(TODAY))).is_ok());
    assert_eq!(migrate(&over, wish(9), &book(&catalog, day(TODAY))), Err(Refusal::SeatsInUse));
}

fn names(edition: i32, catalog: &Catalog) -> Vec<&str> {
    let product = catalog.edition(edition).unwrap().product;
    let mut row = license();
    (row.edition.id, row.product.id) = (edition, product);
    targets(&row, catalog).into_iter().map(|edition| edition.code.as_str()).collect()
}

#[test]
fn targets_are_those_of_the_catalog() {
    let mut sample = migrating(MigrationPolicy::Carry);
    assert_eq!(names(100, &sample), ["business", "fortress"]);
    assert!(names(101, &sample).is_empty());
    sample.products[1].renewal.allowed = false;
    assert_eq!(names(100, &sample), ["business"]);
    sample.products[0].renewal.migration = None;
    assert!(names(100, &sample).is_empty());
    assert_eq!(names(40101, &CATALOG), ["business-security", "enterprise-security"]);
    assert_eq!(names(30301, &CATALOG), ["adaptive-defense-360"]);
    assert!(names(10101, &CATALOG).is_empty());
}

proptest! {
    /// Invariant 3, with the days carried over.
    #[test]
    fn carrying_conserves_device_days(
        seats in 1..=1_000_000, days in 0_u64..3_650, new in 1..=1_000_000
    ) {
        let old = left(seats, days);
        let (after, m) = done(&old, wish(new), MigrationPolicy::Carry);
        let left = i64::try_from(days).unwrap();
        let carried = m.carried_days * i64::from(new);
        prop_assert_eq!(m.device_days, i64::from(seats) * left);
        prop_assert!(m.carried_days <= left && m.carried_days <= carried_days(m.device_days, new));
        prop_assert!(carried + m.residue >= m.device_days);
        prop_assert!(carried + m.residue - m.device_days < i64::from(new));
        if m.residue > 0 {
            prop_assert_eq!(m.carried_days, left);
            prop_assert_eq!(carried + m.residue, m.device_days);
        }
        let term = add_years(day(TODAY), 15, 1).unwrap();
        prop_assert_eq!((m.new_expires - term).num_days(), m.carried_days);
        prop_assert_eq!(after.expires, Some(m.new_expires));
    }

    /// Invariant 3, with the seats given back.
    #[test]
    fn returning_conserves_device_days(
        seats in 1..=1_000_000, days in 0_u64..3_650, term in 1_i16..=5, new in 1..=1_000_000
    ) {
        let old = LicenseRow { term_years: Some(term), ..left(seats, days) };
        let (_, m) = done(&old, wish(new), MigrationPolicy::Return);
        prop_assert_eq!(m.returned_seats * 365 * i64::from(term) + m.residue, m.device_days);
        prop_assert_eq!(m.carried_days, 0);
    }

    /// Every target is one that a license can really migrate to.
    #[test]
    fn targets_and_migrations_agree(to in 90..120_i32, seats in 4..=20_i32) {
        let catalog = migrating(MigrationPolicy::Carry);
        let offered = targets(&license(), &catalog).iter().any(|edition| edition.id == to);
        let years = if to == 110 { 2 } else { 1 };
        let wish = MigrationWish { to, years, seats: Some(seats) };
        prop_assert_eq!(migrate(&license(), wish, &book(&catalog, day(TODAY))).is_ok(), offered);
    }
}

#[rstest]
#[case::nothing_else(&[], true)]
#[case::another_license_of_it(&[11], true)]
#[case::a_rival(&[10], false)]
#[case::one_of_another_family(&[12], true)]
#[case::both(&[12, 10], false)]
fn of_a_family_a_customer_has_one_product(#[case] held: &[i32], #[case] free: bool) {
    let mut catalog = catalog();
    for (id, family) in [(11, Some("shields")), (12, None)] {
        let code = format!("product-{id}");
        let product =
            Product { id, code, family: family.map(str::to_owned), ..catalog.products[0].clone() };
        catalog.products.push(product);
    }
    catalog.products[0].family = Some("shields".to_owned());
    let verdict = family_free(&catalog, 11, held.iter().copied());
    assert_eq!(verdict, if free { Ok(()) } else { Err(Refusal::FamilyHeld) });
}
