#![allow(clippy::unwrap_used)]
//! Nobody is told of a row out of scope, and no customer of the partner's own words.

use super::*;
use domain::ids::{OrgId, PersonId, RootId, Scope};
use domain::license::{CatalogRef, LicenseKind, OrgRef};
use domain::people::{OrgKind, Role};
use domain::tenancy::{self, Interval};
use uuid::Uuid;

const VIEW: u32 = 7;
const NOTE: &str = "Pays late";
const ORDER: &str = "PO-4711";

fn today() -> NaiveDate {
    "2026-06-15".parse().unwrap()
}

fn partner(k: i64) -> Interval {
    tenancy::partner_interval(k).unwrap()
}

/// A customer of a partner.
fn customer(k: i64, j: i64) -> Interval {
    tenancy::customer_interval(partner(k).lo, j).unwrap()
}

fn somebody(org_kind: OrgKind, Interval { lo, hi }: Interval) -> Principal {
    Principal {
        person: PersonId(Uuid::from_u128(1)),
        name: "Ada".into(),
        email: "ada@example.com".into(),
        org: OrgId(Uuid::from_u128(2)),
        org_name: "Org".into(),
        org_kind,
        role: Role::Owner,
        scope: Scope { root: RootId(1), lo, hi },
        language: None,
    }
}

fn row() -> LicenseRow {
    let entry = |id, name: &str| CatalogRef { id, name: name.into() };
    let org = |id, name: &str| OrgRef { id: OrgId(Uuid::from_u128(id)), name: name.into() };
    LicenseRow {
        id: LicenseId(Uuid::from_u128(9)),
        version: 1,
        name: "Office".into(),
        key: "KEY-1".into(),
        vendor: entry(1, "Acme"),
        product: entry(11, "Shield"),
        edition: entry(101, "Pro"),
        partner: org(3, "Partner"),
        customer: Some(org(4, "Customer")),
        kind: LicenseKind::Term,
        seats: Some(10),
        used: 3,
        term_years: Some(1),
        purchased: "2026-01-10".parse().unwrap(),
        activated: "2026-01-15".parse().ok(),
        expires: "2027-01-14".parse().ok(),
        anchor_day: 14,
        note: Some(NOTE.into()),
        order_no: Some(ORDER.into()),
        redeemed_by: None,
    }
}

/// A license of the organization with key `from` goes to the one with key `to`.
fn change(from: Interval, to: Interval) -> FeedRow {
    let before = row();
    FeedRow {
        pos: 1,
        tkey: to.lo,
        tkey_before: Some(from.lo),
        kind: "changed".into(),
        entity: "license".into(),
        entity_id: Some(before.id.0),
        after: Some(LicenseRow { version: 2, ..before.clone() }),
        before: Some(before),
    }
}

/// What somebody is told who looks at all licenses, and who looks at this one.
fn told(change: &FeedRow, who: &Principal) -> [Told; 2] {
    let change = Arc::new(change.clone());
    [Topic::parse("licenses", "tab=all", who), Topic::parse("license", &row().id.to_string(), who)]
        .map(|topic| {
            let (topic, mut told) = (topic.unwrap(), Told::default());
            told.add(std::slice::from_ref(&change), [(VIEW, &topic)].into_iter(), who, today());
            told
        })
}

#[test]
fn rows_of_others_are_not_told() {
    let subject = customer(1, 1);
    let new = FeedRow { before: None, tkey_before: None, ..change(subject, subject) };
    let gone = FeedRow { after: None, ..change(subject, subject) };
    for other in [
        somebody(OrgKind::Customer, customer(1, 2)),
        somebody(OrgKind::Customer, customer(2, 1)),
        somebody(OrgKind::Partner, partner(2)),
    ] {
        for change in [&change(subject, subject), &new, &gone] {
            for told in told(change, &other) {
                assert_eq!(told, Told::default(), "{:?} of {:?}", change, other.scope);
            }
        }
    }
    // A coupon is the partner's and none of its customers'.
    for told in told(&change(partner(1), partner(1)), &somebody(OrgKind::Customer, subject)) {
        assert_eq!(told, Told::default());
    }
}

#[test]
fn whoever_loses_a_row_is_told_that_it_left_and_not_what_it_became() {
    for (from, to, loser) in [
        (customer(1, 1), customer(1, 2), somebody(OrgKind::Customer, customer(1, 1))),
        (customer(1, 1), customer(2, 1), somebody(OrgKind::Partner, partner(1))),
    ] {
        for told in told(&change(from, to), &loser) {
            assert!(told.rows.is_empty(), "{:?}", told.rows);
            assert!(told.reflow.contains(&VIEW));
        }
    }
}

#[test]
fn whoever_gets_a_row_does_not_see_what_it_was() {
    let change = change(customer(1, 1), customer(2, 1));
    for (kind, interval) in [(OrgKind::Customer, customer(2, 1)), (OrgKind::Partner, partner(2))] {
        let seen = Seen::new(&change, &somebody(kind, interval));
        assert_eq!(seen.before, None);
        assert_eq!(seen.after.unwrap().version, 2);
    }
}

#[test]
fn customers_are_told_without_the_partners_own_words() {
    let own = customer(1, 1);
    let change = change(own, own);
    let who = somebody(OrgKind::Customer, own);
    let seen = Seen::new(&change, &who);
    for row in [seen.before.unwrap(), seen.after.unwrap()] {
        assert_eq!((row.note, row.order_no), (None, None));
    }
    let [grid, _] = told(&change, &who);
    assert_eq!(grid.rows.len(), 1, "told of the change itself");
    let sent = serde_json::to_string(&grid.rows).unwrap();
    assert!(!sent.contains(NOTE) && !sent.contains(ORDER), "{sent}");
}

#[test]
fn partners_and_distributors_are_told_everything_below_them() {
    let own = customer(1, 1);
    for (kind, interval) in [(OrgKind::Partner, partner(1)), (OrgKind::Distributor, tenancy::ROOT)]
    {
        let [grid, _] = told(&change(own, own), &somebody(kind, interval));
        let row = &grid.rows[&row().id];
        assert_eq!((row.note.as_deref(), row.order_no.as_deref()), (Some(NOTE), Some(ORDER)));
    }
}

/// A customer cannot search for what it may not read by watching what answers.
#[test]
fn a_customers_query_does_not_reach_the_partners_own_words() {
    let own = customer(1, 1);
    let who = somebody(OrgKind::Customer, own);
    let topic = Topic::parse("licenses", "tab=all&q=Pays", &who).unwrap();
    let mut told = Told::default();
    told.add(&[Arc::new(change(own, own))], [(VIEW, &topic)].into_iter(), &who, today());
    assert_eq!(told, Told::default());
}
