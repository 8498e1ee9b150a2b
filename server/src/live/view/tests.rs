#![allow(clippy::unwrap_used)]
//! Nobody is told of a row out of scope, and no customer of the partner's own words.

use super::*;
use app::live::wire::Ask;
use domain::ids::{OrgId, PersonId, RootId, Scope};
use domain::license::{CatalogRef, LicenseKind, OrgRef};
use domain::people::{OrgKind, Preferences, Role};
use domain::tenancy::{self, Interval, ROOT};
use uuid::Uuid;

const NOTE: &str = "Pays late";
const ORDER: &str = "PO-4711";

pub(in crate::live) fn today() -> NaiveDate {
    "2026-06-15".parse().unwrap()
}

fn partner(k: i64) -> Interval {
    tenancy::partner_interval(k).unwrap()
}

/// A customer of a partner.
fn customer(k: i64, j: i64) -> Interval {
    tenancy::customer_interval(partner(k).lo, j).unwrap()
}

pub(in crate::live) fn somebody(org_kind: OrgKind, Interval { lo, hi }: Interval) -> Principal {
    Principal {
        person: PersonId(Uuid::from_u128(1)),
        name: "Ada".into(),
        email: "ada@example.com".into(),
        org: OrgId(Uuid::from_u128(2)),
        org_name: "Org".into(),
        org_kind,
        role: Role::Owner,
        grants: Role::Owner.grants(),
        scope: Scope { root: RootId(1), lo, hi },
        language: None,
        session: None,
        proved_at: None,
        preferences: Preferences::default(),
    }
}

pub(in crate::live) fn row() -> LicenseRow {
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
        auto_years: None,
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

/// Whether a change touches the grid of all licenses, and the page of this one.
fn told(change: &FeedRow, state: &str, who: &Principal) -> (bool, bool) {
    let ask = Ask {
        grid: "licenses".into(),
        state: state.into(),
        turn: 1,
        start: 0,
        len: 50,
        anchor: None,
        near: Vec::new(),
    };
    let changes = [Arc::new(change.clone())];
    let touched = touches(&GridView::new::<LicenseRow>(ask, who), &changes, who, today());
    (touched > 0, concerns(row().id, &changes, who))
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
            let told = told(change, "tab=all", &other);
            assert_eq!(told, (false, false), "{:?} of {:?}", change, other.scope);
        }
    }
    // A coupon is the partner's and none of its customers'.
    let coupon = change(partner(1), partner(1));
    assert_eq!(told(&coupon, "tab=all", &somebody(OrgKind::Customer, subject)), (false, false));
}

#[test]
fn entitlements_are_told_within_the_scope() {
    let subject = customer(1, 1);
    let licenses = change(subject, subject);
    let granted = FeedRow {
        entity: "entitlement".into(),
        entity_id: None,
        before: None,
        after: None,
        tkey_before: None,
        ..licenses.clone()
    };
    let told = |change: &FeedRow, who: &Principal| entitles(&[Arc::new(change.clone())], who);
    for (who, expected) in [
        (somebody(OrgKind::Customer, subject), true),
        (somebody(OrgKind::Partner, partner(1)), true),
        (somebody(OrgKind::Customer, customer(1, 2)), false),
        (somebody(OrgKind::Partner, partner(2)), false),
    ] {
        assert_eq!(told(&granted, &who), expected, "{:?}", who.scope);
        assert!(!told(&licenses, &who), "a license is no entitlement");
    }
}

#[test]
fn what_needs_doing_changes_with_dates_and_orders_alone() {
    let told = |change: &FeedRow, who: &Principal| needs_doing(&[Arc::new(change.clone())], who);
    let (here, elsewhere) =
        (somebody(OrgKind::Partner, partner(1)), somebody(OrgKind::Partner, partner(2)));
    // The version alone differs.
    let same = change(customer(1, 1), customer(1, 1));
    assert!(!told(&same, &here));
    let mut longer = same.clone();
    let row = longer.after.as_mut().unwrap();
    row.expires = row.expires.and_then(|day| day.succ_opt()).or(Some(NaiveDate::default()));
    let order = FeedRow { entity: "order".to_owned(), before: None, after: None, ..same.clone() };
    let asked = FeedRow { entity: "discount".to_owned(), ..order.clone() };
    assert!(discounts(&[Arc::new(asked.clone())], &here));
    assert!(!discounts(&[Arc::new(asked.clone())], &elsewhere));
    assert!(!discounts(&[Arc::new(order.clone())], &here), "an order is no discount");
    for change in [longer, order, asked] {
        assert!(told(&change, &here));
        assert!(!told(&change, &elsewhere));
    }
    let moved = change(customer(1, 1), customer(2, 1));
    assert!(told(&moved, &here) && told(&moved, &elsewhere));
}

#[test]
fn the_page_of_an_order_changes_with_orders_and_the_use_of_keys() {
    let told = |change: &FeedRow, who: &Principal| orders_changed(&[Arc::new(change.clone())], who);
    let (here, elsewhere) =
        (somebody(OrgKind::Partner, partner(1)), somebody(OrgKind::Partner, partner(2)));
    let same = change(partner(1), partner(1));
    assert!(!told(&same, &here), "its version alone differs");
    let mut used = same.clone();
    let row = used.after.as_mut().unwrap();
    row.activated = match row.activated {
        Some(_) => None,
        None => Some(NaiveDate::default()),
    };
    let order = FeedRow { entity: "order".to_owned(), before: None, after: None, ..same.clone() };
    for change in [used, order] {
        assert!(told(&change, &here));
        assert!(told(&change, &somebody(OrgKind::Distributor, Interval { lo: 0, hi: i64::MAX })));
        assert!(!told(&change, &elsewhere));
    }
}

#[test]
fn what_needs_doing_is_worth_something_else_with_other_prices() {
    let told = |change: &FeedRow, who: &Principal| needs_doing(&[Arc::new(change.clone())], who);
    let at = |kind: &str, at: Interval| {
        let (kind, entity) = (kind.to_owned(), "price".to_owned());
        FeedRow { kind, entity, before: None, after: None, ..change(at, at) }
    };
    let (here, elsewhere) =
        (somebody(OrgKind::Partner, partner(1)), somebody(OrgKind::Partner, partner(2)));
    let above = somebody(OrgKind::Distributor, ROOT);
    let terms = at("terms-changed", partner(1));
    assert!(told(&terms, &here) && told(&terms, &above));
    assert!(!told(&terms, &elsewhere), "what one buys for is nobody else's business");
    // All partners may buy by a list of the one above them, which they do not see.
    for kind in ["price-list-created", "price-list-changed", "price-list-deleted"] {
        let list = at(kind, ROOT);
        assert!(told(&list, &here) && told(&list, &elsewhere) && told(&list, &above));
    }
}

#[test]
fn invoices_and_prices_are_told_in_their_scope_alone() {
    let at = |entity: &str, at: Interval| {
        let row =
            FeedRow { entity: entity.to_owned(), before: None, after: None, ..change(at, at) };
        [Arc::new(row)]
    };
    let (here, elsewhere) =
        (somebody(OrgKind::Partner, partner(1)), somebody(OrgKind::Partner, partner(2)));
    for (entity, of_invoices, of_prices) in [
        ("invoice", true, false),
        ("price", false, true),
        ("organization", true, false),
        ("order", false, false),
        ("license", false, false),
    ] {
        let change = at(entity, partner(1));
        assert_eq!(invoiced(&change, &here), of_invoices, "{entity}");
        assert_eq!(prices(&change, &here), of_prices, "{entity}");
        assert!(!invoiced(&change, &elsewhere) && !prices(&change, &elsewhere));
    }
}

#[test]
fn whoever_loses_a_row_is_told_that_it_left() {
    for (from, to, loser) in [
        (customer(1, 1), customer(1, 2), somebody(OrgKind::Customer, customer(1, 1))),
        (customer(1, 1), customer(2, 1), somebody(OrgKind::Partner, partner(1))),
    ] {
        assert_eq!(told(&change(from, to), "tab=all", &loser), (true, true));
        let seen = Seen::new(&change(from, to), &loser);
        assert_eq!(seen.after, None, "not what it became");
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
fn customers_are_judged_without_the_partners_own_words() {
    let own = customer(1, 1);
    let change = change(own, own);
    let who = somebody(OrgKind::Customer, own);
    let seen = Seen::new(&change, &who);
    for row in [seen.before.unwrap(), seen.after.unwrap()] {
        assert_eq!((row.note, row.order_no), (None, None));
    }
    assert_eq!(told(&change, "tab=all", &who), (true, true));
    // It cannot search for what it may not read by watching what answers.
    assert!(!told(&change, "tab=all&q=Pays", &who).0);
}

#[test]
fn what_was_read_already_does_not_count() {
    let own = customer(1, 1);
    let who = somebody(OrgKind::Customer, own);
    let old = FeedRow { pos: 0, ..change(own, own) };
    assert!(!told(&old, "tab=all", &who).0);
}

/// How many of these changes touch a grid that no mirror follows.
fn touched(grid: &str, change: &FeedRow, who: &Principal) -> u64 {
    let (grid, state) = (grid.to_owned(), String::new());
    let topic = Topic::Grid(Ask {
        grid,
        state,
        turn: 1,
        start: 0,
        len: 50,
        anchor: None,
        near: Vec::new(),
    });
    let Some(Viewed::Grid(view)) = Viewed::new(topic, who) else { panic!("a grid") };
    touches(&view, &[Arc::new(change.clone())], who, today())
}

#[test]
fn other_grids_are_touched_by_what_they_show() {
    let own = customer(1, 1);
    let written = |how: fn(LicenseRow) -> LicenseRow| FeedRow {
        after: Some(how(LicenseRow { version: 2, ..row() })),
        ..change(own, own)
    };
    let note = written(|row| LicenseRow { note: None, ..row });
    let seats = written(|row| LicenseRow { seats: Some(99), ..row });
    let somebody_else = somebody(OrgKind::Partner, partner(2));
    let customer = somebody(OrgKind::Customer, own);
    let partner = somebody(OrgKind::Partner, partner(1));
    for (change, customers, activity) in [(&note, 0, 1), (&seats, 1, 1)] {
        assert_eq!(touched("activity", change, &partner), activity);
        assert_eq!(touched("customers", change, &partner), customers);
        assert_eq!(touched("activity", change, &somebody_else), 0);
        assert_eq!(touched("customers", change, &somebody_else), 0);
    }
    assert_eq!(touched("activity", &seats, &customer), 1);
    assert_eq!(touched("activity", &note, &customer), 0, "a note is the partner's own");
}

#[test]
fn what_is_done_to_no_license_is_activity_too() {
    let own = customer(1, 1);
    let logged = |entity: &str, kind: &str, at: Interval| FeedRow {
        tkey: at.lo,
        tkey_before: None,
        kind: kind.into(),
        entity: entity.into(),
        entity_id: None,
        before: None,
        after: None,
        ..change(own, own)
    };
    let (of_partner, of_customer) =
        (somebody(OrgKind::Partner, partner(1)), somebody(OrgKind::Customer, own));
    for (entity, kind) in [("log", "logged"), ("organization", "created"), ("person", "invited")] {
        for at in [partner(1), own] {
            let change = logged(entity, kind, at);
            assert_eq!(touched("activity", &change, &of_partner), 1, "{entity}");
            assert_eq!(touched("activity", &change, &of_customer), 0, "{entity}");
            for grid in ["licenses", "customers"] {
                assert_eq!(touched(grid, &change, &of_partner), 0, "{grid}: {entity}");
            }
        }
        let elsewhere = logged(entity, kind, partner(2));
        assert_eq!(touched("activity", &elsewhere, &of_partner), 0);
    }
    let private = logged("person", "language-chosen", partner(1));
    assert_eq!(touched("activity", &private, &of_partner), 0);
}

#[test]
fn there_is_no_other_grid() {
    let who = somebody(OrgKind::Partner, partner(1));
    let topic = |grid: &str| {
        let (grid, state) = (grid.to_owned(), String::new());
        Topic::Grid(Ask { grid, state, turn: 1, start: 0, len: 50, anchor: None, near: Vec::new() })
    };
    for spec in grid::GRIDS {
        assert!(Viewed::new(topic(spec.name), &who).is_some());
    }
    assert!(Viewed::new(topic("nothing"), &who).is_none());
}
