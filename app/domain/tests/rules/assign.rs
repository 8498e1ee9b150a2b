//! Giving licenses to other customers.

use crate::sample::{coupon, day, license};
use domain::assign::{Recipient, Refusal, assign};
use domain::ids::OrgId;
use domain::license::{LicenseKind, LicenseRow, OrgRef};
use rstest::rstest;
use uuid::Uuid;

fn other() -> OrgRef {
    OrgRef { id: OrgId(Uuid::from_u128(3)), name: "Other".to_owned() }
}

fn to_other() -> Recipient {
    Recipient { customer: other(), partner: license().partner.id }
}

fn idle() -> LicenseRow {
    LicenseRow { used: 0, ..license() }
}

#[test]
fn an_idle_license_keeps_its_dates() {
    let given = assign(&idle(), &to_other(), false, day("2026-03-01")).unwrap();
    assert_eq!(given, LicenseRow { customer: Some(other()), ..idle() });
}

#[test]
fn a_coupons_term_begins_today() {
    let unused = coupon(5, 10, "2026-12-31");
    let given = assign(&unused, &to_other(), false, day("2026-02-28")).unwrap();
    let expected = LicenseRow {
        customer: Some(other()),
        activated: Some(day("2026-02-28")),
        expires: Some(day("2027-02-28")),
        anchor_day: 28,
        ..unused
    };
    assert_eq!(given, expected);
}

#[test]
fn a_reserved_coupon_is_given_when_it_is_named() {
    let reserved =
        LicenseRow { note: Some("for the school".to_owned()), ..coupon(5, 10, "2026-12-31") };
    let today = day("2026-03-01");
    assert_eq!(assign(&reserved, &to_other(), false, today), Err(Refusal::Reserved));
    let given = assign(&reserved, &to_other(), true, today).unwrap();
    assert_eq!((given.customer, given.note), (Some(other()), reserved.note));
    // The note of a license in use reserves nothing.
    let noted = LicenseRow { note: Some("pays late".to_owned()), ..idle() };
    assign(&noted, &to_other(), false, today).unwrap();
}

#[test]
fn to_its_own_customer_nothing_changes() {
    let to = Recipient { customer: license().customer.unwrap(), ..to_other() };
    assert_eq!(assign(&license(), &to, false, day("2026-03-01")), Ok(license()));
}

#[rstest]
#[case::seats_in_use(license(), Refusal::InUse)]
#[case::expired(LicenseRow { expires: Some(day("2026-02-28")), ..idle() }, Refusal::Expired)]
#[case::by_usage(LicenseRow { kind: LicenseKind::Usage, ..idle() }, Refusal::Kind)]
#[case::by_month(LicenseRow { kind: LicenseKind::Monthly, ..idle() }, Refusal::Kind)]
#[case::trial(LicenseRow { kind: LicenseKind::Trial, ..idle() }, Refusal::Kind)]
#[case::lapsed(coupon(5, 10, "2026-02-28"), Refusal::Lapsed)]
#[case::redeemed(
    LicenseRow { redeemed_by: Some(license().id), ..coupon(5, 10, "2026-12-31") },
    Refusal::Redeemed
)]
#[case::no_term(
    LicenseRow { term_years: None, ..coupon(5, 10, "2026-12-31") },
    Refusal::NoTerm
)]
#[case::too_long(
    LicenseRow { term_years: Some(1_000), ..coupon(5, 10, "2026-12-31") },
    Refusal::NoTerm
)]
fn refused(#[case] row: LicenseRow, #[case] why: Refusal) {
    assert_eq!(assign(&row, &to_other(), true, day("2026-03-01")), Err(why));
}

#[test]
fn a_license_stays_with_its_partner() {
    let to = Recipient { partner: OrgId(Uuid::from_u128(9)), ..to_other() };
    assert_eq!(assign(&idle(), &to, true, day("2026-03-01")), Err(Refusal::OtherPartner));
}

#[test]
fn reasons_have_names_of_their_own() {
    let slugs: std::collections::HashSet<_> = Refusal::ALL.iter().map(|why| why.slug()).collect();
    assert_eq!(slugs.len(), Refusal::ALL.len());
}
