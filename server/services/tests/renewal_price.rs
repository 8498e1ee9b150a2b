#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Nobody is charged a price that nobody saw: one, a migration, and a selection.

mod support;

use domain::bulk::{BulkAction, BulkLine, BulkOutcome, BulkState, Selection, StartBulk};
use domain::command::{MigrateLicense, RenewLicense, RenewWith};
use domain::ids::BulkId;
use domain::license::LicenseRow;
use domain::money::Money;
use domain::people::Principal;
use domain::price::Percent;
use domain::renewal::{Agreed, MigrationWish, PreviewRenewals, RenewalPreview};
use services::ServiceError;
use store::testing::{Locked, until_waiting};
use support::Portal;
use uuid::Uuid;

/// The partner buys for this much less from now on.
async fn discount(portal: &Portal, who: &Principal, percent: u8) {
    let distributor = portal.person("owner@nordlicht.example").await;
    let now = portal.services.terms_get(&distributor, Some(who.org)).await.unwrap();
    let discount = Percent::whole(percent);
    let wish = domain::price::TradeTerms { discount, ..now.terms };
    portal.services.terms_set(&distributor, who.org, now.version, wish).await.unwrap();
}

fn code(error: ServiceError) -> &'static str {
    match error {
        ServiceError::Refused(code) => code,
        other => panic!("{other:?}"),
    }
}

async fn orders(portal: &Portal) -> Vec<String> {
    store::testing::texts(&portal.url, "SELECT count(*)::text FROM purchase_order").await
}

#[tokio::test]
async fn a_renewal_costs_what_was_seen_or_is_asked_again() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let row = portal.renewable(&who).await;
    let services = &portal.services;
    let seen = services.renewal_offer(&who, row.id).await.unwrap().choices[0].clone();
    assert!(seen.price.net.minor > 0);
    let ask = |price: Agreed| RenewLicense {
        id: row.id,
        version: row.version,
        with: RenewWith::Years(seen.years),
        idempotency: Uuid::new_v4(),
        again: false,
        price,
    };
    discount(&portal, &who, 63).await;
    let before = orders(&portal).await;
    for price in [Agreed::from(seen.price.net), Agreed::default()] {
        let refused = services.renew_license(&who, ask(price)).await.unwrap_err();
        assert_eq!(code(refused), "price-changed");
    }
    assert_eq!(services.license_get(&who, row.id).await.unwrap().0, row, "nothing is written");
    assert_eq!(orders(&portal).await, before);
    // Shown anew, it is bought at that price.
    let now = services.renewal_offer(&who, row.id).await.unwrap().choices[0].clone();
    assert!(now.price.net.minor < seen.price.net.minor);
    let renewed = services.renew_license(&who, ask(now.price.net.into())).await.unwrap();
    let order = services.order_get(&who, renewed.order).await.unwrap();
    assert_eq!(order.totals.net, now.price.net);
}

#[tokio::test]
async fn a_coupon_needs_no_price() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let (row, coupon) = portal.with_coupon(&who).await;
    let ask = RenewLicense {
        id: row.id,
        version: row.version,
        with: RenewWith::Coupon(coupon.id),
        idempotency: Uuid::new_v4(),
        again: false,
        price: Agreed::default(),
    };
    portal.services.renew_license(&who, ask).await.unwrap();
}

#[tokio::test]
async fn a_migration_costs_what_was_seen_or_is_asked_again() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let services = &portal.services;
    let mut found = None;
    for row in portal.rows(&who, "tab=active").await {
        let Ok(offer) = services.migration_offer(&who, row.id, None).await else { continue };
        let mut ways = offer.targets.into_iter().flat_map(|target| target.ways);
        if let Some(way) = ways.find(|way| way.price.net.minor > 0) {
            found = Some((row, way));
            break;
        }
    }
    let (row, way) = found.expect("the demo has a license that can be migrated");
    let ask = |price: Money| MigrateLicense {
        id: row.id,
        version: row.version,
        wish: MigrationWish { to: way.to, years: way.years, seats: None },
        idempotency: Uuid::new_v4(),
        again: false,
        price: price.into(),
    };
    discount(&portal, &who, 63).await;
    let refused = services.migrate_license(&who, ask(way.price.net)).await.unwrap_err();
    assert_eq!(code(refused), "price-changed");
    assert_eq!(services.license_get(&who, row.id).await.unwrap().0, row);
    let offer = services.migration_offer(&who, row.id, None).await.unwrap();
    let mut ways = offer.targets.into_iter().flat_map(|target| target.ways);
    let now = ways.find(|now| (now.to, now.years) == (way.to, way.years)).unwrap();
    services.migrate_license(&who, ask(now.price.net)).await.unwrap();
}

fn selection(rows: &[LicenseRow]) -> Selection {
    Selection::Named(rows.iter().map(|row| row.id).collect())
}

async fn preview(portal: &Portal, who: &Principal, rows: &[LicenseRow]) -> RenewalPreview {
    let selection = selection(rows);
    let ask = PreviewRenewals { selection, years: Some(1), coupons: false, again: false };
    portal.services.renewal_preview(who, ask).await.unwrap()
}

fn renew(rows: &[LicenseRow], price: Vec<Money>) -> StartBulk {
    let price = Agreed::Net(price);
    let action = BulkAction::Renew { years: Some(1), coupons: false, again: false, price };
    StartBulk { selection: selection(rows), action, idempotency: Uuid::new_v4() }
}

async fn report(portal: &Portal, who: &Principal, id: BulkId) -> Vec<BulkLine> {
    portal.services.bulk_report(who, id, None, 0, 500).await.unwrap()
}

#[tokio::test]
async fn a_selection_begins_at_the_sum_that_was_seen_or_not_at_all() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let rows = portal.buyable(&who).await;
    let seen = preview(&portal, &who, &rows).await;
    assert_eq!(seen.bought, 5);
    discount(&portal, &who, 63).await;
    let started = portal.services.bulk_start(&who, renew(&rows, seen.totals.clone())).await;
    assert_eq!(code(started.unwrap_err()), "price-changed");
    assert_eq!(portal.services.bulk_list(&who).await.unwrap(), [], "none has begun");
    let now = preview(&portal, &who, &rows).await;
    assert_ne!(now.totals, seen.totals);
    let begun = portal.services.bulk_start(&who, renew(&rows, now.totals)).await.unwrap();
    assert_eq!(portal.ended(&who, begun.id).await.done, 5);
}

#[tokio::test]
async fn what_gets_dearer_while_a_selection_runs_is_left() {
    for (first, then, outcome) in [(63, 5, BulkOutcome::Refused), (5, 63, BulkOutcome::Done)] {
        let portal = Portal::new().await;
        let who = portal.partner().await;
        discount(&portal, &who, first).await;
        let rows = portal.buyable(&who).await;
        let seen = preview(&portal, &who, &rows).await;
        // It begins, but cannot go on.
        let one = rows.iter().map(|row| row.id).min().unwrap();
        let sql = format!("SELECT 1 FROM license WHERE id = '{one}' FOR UPDATE");
        let held = Locked::rows(&portal.url, &sql).await;
        let begun = portal.services.bulk_start(&who, renew(&rows, seen.totals)).await.unwrap();
        until_waiting(&portal.url, 1).await;
        discount(&portal, &who, then).await;
        held.release().await;
        assert_eq!(portal.ended(&who, begun.id).await.state, BulkState::Done);
        for line in report(&portal, &who, begun.id).await {
            assert_eq!(line.outcome, Some(outcome));
            let why = line.reason.map(|reason| reason.code);
            let dearer = outcome == BulkOutcome::Refused;
            assert_eq!(why.as_deref(), dearer.then_some("price-changed"));
        }
    }
}
