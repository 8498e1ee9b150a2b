#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Licenses that renew by themselves: once for each end, by whoever looks, and only while the
//! person who wanted it may do so.

mod support;

use chrono::{Days, NaiveDate};
use domain::command::{RenewLicense, RenewWith};
use domain::dates::add_years;
use domain::ids::LicenseId;
use domain::license::LicenseRow;
use domain::people::Principal;
use domain::renewal::Agreed;
use services::ServiceError;
use support::Portal;
use uuid::Uuid;

/// A license that renews by itself for a year, and the day it ends.
async fn set(portal: &Portal, who: &Principal) -> (LicenseRow, NaiveDate) {
    for row in portal.rows(who, "tab=active&sort=expires").await {
        let ahead = row.expires.is_some_and(|end| end > portal.clock.today() + Days::new(5));
        if ahead && portal.services.renewal_offer(who, row.id).await.is_ok() {
            let set = portal.services.auto_renewal_set(who, row.id, row.version, Some(1)).await;
            assert_eq!(set.unwrap().unwrap().person, who.name);
            let end = row.expires.unwrap();
            return (row, end);
        }
    }
    panic!("the demo has no such license");
}

/// The same once it renews by itself for a year.
fn marked(row: &LicenseRow) -> LicenseRow {
    LicenseRow { auto_years: Some(1), ..row.clone() }
}

fn go_to(portal: &Portal, day: NaiveDate) {
    portal.clock.set(day.and_hms_opt(3, 0, 0).unwrap().and_utc());
}

async fn row(portal: &Portal, who: &Principal, id: LicenseId) -> LicenseRow {
    portal.services.license_get(who, id).await.unwrap().0
}

async fn history(portal: &Portal, who: &Principal, id: LicenseId) -> Vec<(String, String)> {
    let entries = portal.services.license_history(who, id).await.unwrap();
    entries.into_iter().map(|entry| (entry.action, entry.actor)).collect()
}

fn for_a_year(license: &LicenseRow) -> RenewLicense {
    RenewLicense {
        id: license.id,
        version: license.version,
        with: RenewWith::Years(1),
        idempotency: Uuid::new_v4(),
        again: false,
        price: Agreed::AnyPrice,
    }
}

#[tokio::test]
async fn on_the_day_it_ends_it_is_renewed_once_by_however_many() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (before, end) = set(&portal, &who).await;
    assert_eq!(portal.services.auto_renewals().await.unwrap(), 0, "its end is ahead");
    go_to(&portal, end);

    let runs = (0..4).map(|_| {
        let services = portal.services.clone();
        tokio::spawn(async move { services.auto_renewals().await.unwrap() })
    });
    let done: u64 = futures::future::join_all(runs).await.into_iter().map(Result::unwrap).sum();

    assert_eq!(done, 1);
    assert_eq!(portal.services.auto_renewals().await.unwrap(), 0);
    let now = row(&portal, &who, before.id).await;
    assert_eq!(now.version, before.version + 1);
    assert_eq!(now.expires, add_years(end, before.anchor_day, 1));
    let told = history(&portal, &who, before.id).await;
    assert_eq!(told[0], ("renewed".to_owned(), who.name.clone()));
    let orders = format!("SELECT count(*)::text FROM order_line WHERE license_id = '{}'", now.id);
    assert_eq!(store::testing::texts(&portal.url, &orders).await, ["1"]);

    // And a year later again.
    go_to(&portal, now.expires.unwrap() + Days::new(1));
    assert_eq!(portal.services.auto_renewals().await.unwrap(), 1);
}

#[tokio::test]
async fn one_that_was_renewed_before_is_left() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (before, end) = set(&portal, &who).await;
    portal.services.renew_license(&who, for_a_year(&before)).await.unwrap();
    go_to(&portal, end);
    assert_eq!(portal.services.auto_renewals().await.unwrap(), 0);
}

#[tokio::test]
async fn what_is_switched_off_ends() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (before, end) = set(&portal, &who).await;
    let services = &portal.services;
    let offer = services.renewal_offer(&who, before.id).await.unwrap();
    assert_eq!(offer.auto.unwrap().years, 1);
    let off = services.auto_renewal_set(&who, before.id, before.version, None).await.unwrap();
    assert_eq!(off, None);
    assert_eq!(portal.rows(&who, "tab=active&auto=on").await, []);
    go_to(&portal, end);
    assert_eq!(services.auto_renewals().await.unwrap(), 0);
    assert_eq!(row(&portal, &who, before.id).await, before);
}

#[tokio::test]
async fn who_may_not_any_more_renews_nothing_and_that_is_told_once() {
    for locked_out in [true, false] {
        let portal = Portal::new().await;
        let who = portal.partner().await;
        let (before, end) = set(&portal, &who).await;
        let sql = match locked_out {
            true => format!("UPDATE person SET deactivated_at = now() WHERE id = '{}'", who.person),
            false => format!(
                "UPDATE organization SET direct_purchase = false WHERE id = '{}'",
                before.partner.id
            ),
        };
        assert_eq!(store::testing::change(&portal.url, &sql).await, 1);
        go_to(&portal, end);
        for _ in 0..2 {
            assert_eq!(portal.services.auto_renewals().await.unwrap(), 0);
        }
        let reader = portal.person("owner@kranich.example").await;
        assert_eq!(row(&portal, &reader, before.id).await, marked(&before));
        let told = history(&portal, &reader, before.id).await;
        assert_eq!(told[0], ("auto-renewal-refused".to_owned(), String::new()));
        assert_ne!(told[1].0, "auto-renewal-refused", "once");
        // Those who may renew get one mail each, with the reason.
        let sql = "SELECT DISTINCT data->>'refusal' || ' ' || count(*) OVER () FROM mail
                   WHERE template = 'auto-renewal-refused'";
        let expected = if locked_out { "forbidden 2" } else { "direct-purchase-off 3" };
        assert_eq!(store::testing::texts(&portal.url, sql).await, [expected]);
    }
}

#[tokio::test]
async fn only_who_may_renew_sets_it() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let row = portal.renewable(&who).await;
    for email in ["owner@westernhagen.example", "reader@kranich.example"] {
        let who = portal.person(email).await;
        let set = portal.services.auto_renewal_set(&who, row.id, row.version, Some(1)).await;
        assert!(matches!(set, Err(ServiceError::Forbidden)), "{email}");
    }
    let other = portal.person("owner@bergfried.example").await;
    let set = portal.services.auto_renewal_set(&other, row.id, row.version, Some(1)).await;
    assert!(matches!(set, Err(ServiceError::NotFound)));
    let set = portal.services.auto_renewal_set(&who, row.id, row.version, Some(9)).await;
    assert!(matches!(set, Err(ServiceError::Refused("years-not-offered"))));
}

#[tokio::test]
async fn the_grid_shows_and_filters_it_for_the_partner_alone() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (before, _) = set(&portal, &who).await;
    assert_eq!(portal.rows(&who, "tab=all&auto=on").await, [marked(&before)]);
    let page = portal.page(&who, "tab=all&auto=off").await;
    let all = portal.page(&who, "tab=all").await;
    assert_eq!(page.rows + 1, all.rows);
    // Its end came off the same row, so renewing or undoing it is not in the way.
    assert_eq!(row(&portal, &who, before.id).await.version, before.version);
    // Another partner has its own wishes: the license's do not go along.
    let customer = before.customer.clone().unwrap().id;
    let distributor = portal.person("owner@nordlicht.example").await;
    let other = portal.person("owner@bergfried.example").await;
    let services = &portal.services;
    let org = services.organization_get(&distributor, customer).await.unwrap();
    services.organization_move(&distributor, customer, org.version, other.org).await.unwrap();
    assert_eq!(row(&portal, &other, before.id).await.auto_years, None);
    let org = services.organization_get(&distributor, customer).await.unwrap();
    services.organization_move(&distributor, customer, org.version, who.org).await.unwrap();
    assert_eq!(row(&portal, &who, before.id).await.auto_years, Some(1));
}

/// The order by which a license was renewed the last time.
async fn last_order(portal: &Portal, id: LicenseId) -> domain::ids::OrderId {
    let sql = format!("SELECT order_id::text FROM order_line WHERE license_id = '{id}'");
    store::testing::texts(&portal.url, &sql).await.last().unwrap().parse().unwrap()
}

#[tokio::test]
async fn one_that_is_taken_back_does_not_renew_by_itself_any_more_and_that_is_told() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (before, end) = set(&portal, &who).await;
    go_to(&portal, end);
    let services = &portal.services;
    assert_eq!(services.auto_renewals().await.unwrap(), 1);
    let order = last_order(&portal, before.id).await;

    let undone = services.undo_renewal(&who, order).await.unwrap();

    assert_eq!((undone.expires, undone.auto_years), (before.expires, None));
    assert_eq!(services.auto_renewals().await.unwrap(), 0, "it stays taken back");
    assert_eq!(row(&portal, &who, before.id).await, undone);
    let told = history(&portal, &who, before.id).await;
    assert_eq!(told[0], ("auto-renewal-changed".to_owned(), who.name.clone()));
    assert_eq!(told[1], ("renewal-undone".to_owned(), who.name.clone()));
    assert_eq!(portal.rows(&who, "tab=all&auto=on").await, []);
}

#[tokio::test]
async fn taking_a_renewal_ahead_of_the_end_back_leaves_what_is_to_come() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (before, end) = set(&portal, &who).await;
    let services = &portal.services;
    let renewed = services.renew_license(&who, for_a_year(&before)).await.unwrap();
    let undone = services.undo_renewal(&who, renewed.order).await.unwrap();
    assert_eq!(undone.auto_years, Some(1));
    go_to(&portal, end);
    assert_eq!(services.auto_renewals().await.unwrap(), 1);
}

#[tokio::test]
async fn one_that_left_its_partner_is_refused_without_waiting_for_itself() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (_, end) = set(&portal, &who).await;
    // Who wanted it works for somebody else by now.
    let other = portal.person("owner@bergfried.example").await;
    let sql = format!(
        "UPDATE person SET org_id = '{}', tkey = {} WHERE id = '{}'",
        other.org, other.scope.lo, who.person
    );
    assert_eq!(store::testing::change(&portal.url, &sql).await, 1);
    go_to(&portal, end);
    // With a single connection, a second transaction inside of the first would wait for ever.
    let store = store::Store::connect(&portal.url, 1).await.unwrap();
    let catalog = std::sync::Arc::clone(&portal.services.catalog);
    let alone = services::Services::new(store, catalog, portal.clock.clone());
    assert_eq!(alone.auto_renewals().await.unwrap(), 0);
    let sql = "SELECT after ->> 'refusal' FROM action_log WHERE action = 'auto-renewal-refused'";
    assert_eq!(store::testing::texts(&portal.url, sql).await, ["not-found"]);
}
