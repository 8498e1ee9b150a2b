#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::{DEFAULT_LICENSES, DemoLicense, DemoPlan, plan};
use chrono::NaiveDate;
use domain::ids::OrgId;
use domain::license::{LicenseKind, LicenseStatus};
use domain::people::{OrgKind, Role};
use domain::price::{PriceBook, TradeTerms};
use domain::renewal::renewal_offer;
use domain::text::fold;
use domain::{name, note};
use std::collections::{HashMap, HashSet};

fn today() -> NaiveDate {
    "2026-05-15".parse().unwrap()
}

fn demo(licenses: u32) -> DemoPlan {
    plan(&crate::catalog::load().unwrap().0, today(), licenses)
}

fn rows(licenses: u32) -> Vec<DemoLicense> {
    demo(licenses).licenses().collect()
}

#[test]
fn the_same_plan_every_time() {
    let (one, two) = (demo(500), demo(500));
    assert_eq!(one.orgs, two.orgs);
    assert_eq!(one.people, two.people);
    assert_eq!(one.entitlements, two.entitlements);
    assert!(one.licenses().eq(two.licenses()));
    // A bigger demo begins with the smaller one, and a license can be made out of turn.
    assert!(demo(900).licenses().take(500).eq(one.licenses()));
    assert_eq!(Some(super::license::license(&one, 317)), one.licenses().nth(317));
}

#[test]
fn sizes_are_as_promised() {
    let count = |plan: &DemoPlan, kind| plan.orgs.iter().filter(|org| org.kind == kind).count();
    let small = demo(DEFAULT_LICENSES);
    assert_eq!(count(&small, OrgKind::Distributor), 1);
    assert_eq!(count(&small, OrgKind::Partner), 3);
    assert_eq!(count(&small, OrgKind::Customer), 250);
    assert_eq!(small.licenses().count(), 12_000);
    let big = count(&demo(1_000_000), OrgKind::Customer);
    assert!((95_000..105_000).contains(&big), "{big}");
}

#[test]
fn siblings_have_different_names_and_disjoint_intervals() {
    let plan = demo(1_000_000);
    let mut names = HashSet::new();
    for (at, org) in plan.orgs.iter().enumerate() {
        assert!(names.insert((org.parent, fold(&org.name))), "{}", org.name);
        let Some(parent) = org.parent else { continue };
        assert!(parent < at);
        let outer = plan.orgs[parent].interval;
        assert!(outer.lo < org.interval.lo && org.interval.hi <= outer.hi);
        let before = &plan.orgs[at - 1];
        if before.parent == org.parent {
            assert!(before.interval.hi < org.interval.lo);
        }
    }
}

#[test]
fn keys_and_ids_are_unique_and_ids_ascend() {
    let rows = rows(60_000);
    let keys: HashSet<_> = rows.iter().map(|made| (made.row.partner.id, &made.row.key)).collect();
    assert_eq!(keys.len(), rows.len());
    assert!(rows.is_sorted_by(|a, b| a.row.id < b.row.id));
    assert!(rows.iter().all(|made| made.row.id.0.get_version_num() == 7));
}

#[test]
fn every_row_keeps_the_rules_of_the_schema() {
    let plan = demo(20_000);
    let orgs: HashMap<OrgId, _> = plan.orgs.iter().map(|org| (org.id, org)).collect();
    let mut seen = HashSet::new();
    for DemoLicense { row, tkey } in plan.licenses() {
        let partner = orgs[&row.partner.id];
        assert_eq!((partner.kind, &partner.name), (OrgKind::Partner, &row.partner.name));
        let holder = row.customer.as_ref().map_or(partner, |customer| orgs[&customer.id]);
        assert_eq!(tkey, holder.interval.lo);
        assert!((partner.interval.lo..=partner.interval.hi).contains(&tkey));
        assert_eq!(row.customer.is_some(), row.activated.is_some());
        assert!(row.used >= 0 && row.seats.is_none_or(|seats| row.used <= seats && seats > 0));
        assert_eq!(row.seats.is_none(), row.kind == LicenseKind::Usage);
        assert_eq!(row.term_years.is_some(), row.kind == LicenseKind::Term);
        assert!(row.purchased <= today() && row.activated.is_none_or(|day| day <= today()));
        assert!(row.activated.is_none_or(|day| row.purchased <= day));
        assert!((1..=31).contains(&row.anchor_day));
        assert_eq!(name::parse(&row.name), Ok(row.name.clone()));
        assert_eq!(note::parse(row.note.as_deref().unwrap_or("")), Ok(row.note.clone()));
        if let Some(taker) = row.redeemed_by {
            assert!(seen.contains(&taker) && row.activated.is_none());
        }
        seen.insert(row.id);
    }
}

#[test]
fn the_worked_examples_are_exact() {
    let rows = rows(DEFAULT_LICENSES);
    for (customer, activations) in [("Westernhagen GmbH", 4), ("TTT-Point AG", 6)] {
        let of =
            |made: &&DemoLicense| made.row.customer.as_ref().is_some_and(|c| c.name == customer);
        let found: Vec<_> = rows.iter().filter(of).collect();
        assert_eq!(found.len(), 1, "{customer}");
        let row = &found[0].row;
        assert_eq!((row.seats, row.used), (Some(activations), activations));
        assert_eq!(row.product.name, "Securepoint Antivirus Pro");
    }
}

#[test]
fn there_is_something_of_everything() {
    let rows = rows(DEFAULT_LICENSES);
    for status in LicenseStatus::ALL {
        let count = rows.iter().filter(|made| made.row.status(today()) == status).count();
        assert!(count >= 40, "{status:?}: {count}");
    }
    for kind in LicenseKind::ALL {
        let count = rows.iter().filter(|made| made.row.kind == kind).count();
        assert!(count >= 100, "{kind:?}: {count}");
    }
    let editions: HashSet<_> = rows.iter().map(|made| made.row.edition.id).collect();
    assert_eq!(editions.len(), crate::catalog::load().unwrap().0.editions.len());
    let noted = rows.iter().filter(|made| made.row.note.is_some()).count();
    assert!((1_500..4_000).contains(&noted), "{noted}");
    // Every month of the coming year has ends.
    let months: HashSet<_> = rows
        .iter()
        .filter_map(|made| made.row.expires)
        .map(|end| (end - today()).num_days() / 30)
        .filter(|month| (0..12).contains(month))
        .collect();
    assert_eq!(months.len(), 12);
}

#[test]
fn many_licenses_can_be_renewed_with_a_coupon() {
    let catalog = crate::catalog::load().unwrap().0;
    let terms = TradeTerms::default();
    let book = PriceBook { catalog: &catalog, lists: &[], terms: &terms, on: today() };
    let rows: Vec<_> = rows(2_400).into_iter().map(|made| made.row).collect();
    let (used, coupons): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| row.activated.is_some());
    let offered =
        used.iter().filter_map(|row| renewal_offer(row, &book, &coupons).ok()?.coupon).count();
    assert!(offered >= 60, "{offered}");
}

#[test]
fn every_role_of_every_kind_can_sign_in() {
    let plan = demo(100);
    for kind in [OrgKind::Distributor, OrgKind::Partner, OrgKind::Customer] {
        for role in Role::FIXED {
            let has = |p: &super::DemoPerson| p.role == role && plan.orgs[p.org].kind == kind;
            assert!(plan.people.iter().any(has), "{kind:?} {role:?}");
        }
    }
    let addresses: HashSet<_> = plan.people.iter().map(|person| &person.email).collect();
    assert_eq!(addresses.len(), plan.people.len());
    assert!(super::PASSWORD.chars().count() >= 12);
}

/// Migration 0002 knows an earlier demo by it.
#[test]
fn the_first_persons_id_never_changes() {
    let first = demo(0).people[0].id;
    assert_eq!(first.to_string(), "01941f29-7c00-7bd2-b897-3a2b148a0002");
}

/// All of them are granted: nothing of the constants is refused by the rules.
#[test]
fn distributor_partners_and_customers_have_entitlements() {
    let plan = demo(500);
    let count =
        |kind| plan.entitlements.iter().filter(|one| plan.orgs[one.org].kind == kind).count();
    assert_eq!(count(OrgKind::Distributor), 5);
    assert_eq!(count(OrgKind::Partner), 7);
    assert_eq!(count(OrgKind::Customer), 17);
    let secure = plan
        .entitlements
        .iter()
        .find(|one| plan.orgs[one.org].name.starts_with("Kranich") && one.terms.seats == Some(200));
    let secure = secure.unwrap();
    let drawn = plan.entitlements.iter().filter(|one| one.terms.source == Some(secure.id));
    let drawn = drawn.filter(|one| one.terms.kind != LicenseKind::Trial);
    assert_eq!(drawn.filter_map(|one| one.terms.seats).sum::<i32>(), 162);
}
