#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Nothing is charged for a customer or a partner that is suspended: whoever asks, and however.

mod support;

use chrono::Days;
use domain::bulk::{BulkAction, BulkState, Selection, StartBulk};
use domain::command::{Coterm, MigrateLicense, RenewLicense, RenewWith};
use domain::ids::OrgId;
use domain::license::LicenseRow;
use domain::people::Principal;
use domain::renewal::{Agreed, MigrationWish, Planned, PreviewRenewals};
use services::ServiceError;
use support::Portal;
use uuid::Uuid;

async fn suspend(portal: &Portal, org: OrgId) {
    let sql = format!(
        "UPDATE organization SET state = 'suspended', suspended_by = id WHERE id = '{org}'"
    );
    assert_eq!(store::testing::change(&portal.url, &sql).await, 1);
}

fn code<T: std::fmt::Debug>(answer: Result<T, ServiceError>) -> &'static str {
    match answer {
        Err(ServiceError::Refused(code)) => code,
        other => panic!("{other:?}"),
    }
}

/// Everything that would charge something for a license is refused for this reason.
async fn refused(portal: &Portal, who: &Principal, row: &LicenseRow, why: &str) {
    let services = &portal.services;
    let (id, version) = (row.id, row.version);
    assert_eq!(code(services.renewal_offer(who, id).await), why);
    assert_eq!(code(services.migration_offer(who, id, None).await), why);
    assert_eq!(code(services.auto_renewal_set(who, id, version, Some(1)).await), why);
    let (again, price) = (false, Agreed::AnyPrice);
    for with in [RenewWith::Years(1), RenewWith::Coupon(id)] {
        let idempotency = Uuid::new_v4();
        let ask = RenewLicense { id, version, with, idempotency, again, price: price.clone() };
        assert_eq!(code(services.renew_license(who, ask).await), why);
    }
    let wish = MigrationWish { to: row.edition.id, years: 1, seats: None };
    let idempotency = Uuid::new_v4();
    let ask = MigrateLicense { id, version, wish, idempotency, again, price: price.clone() };
    assert_eq!(code(services.migrate_license(who, ask).await), why);

    let customer = row.customer.clone().unwrap().id;
    let date = portal.clock.today() + Days::new(900);
    assert_eq!(code(services.coterm_offer(who, customer, date).await), why);
    let (licenses, totals) = (vec![(id, version)], Vec::new());
    let ask = Coterm { customer, date, licenses, totals, idempotency: Uuid::new_v4() };
    assert_eq!(code(services.coterm(who, ask).await), why);

    let selection = Selection::Named(vec![id]);
    for (years, coupons) in [(Some(1), false), (Some(1), true), (None, true)] {
        let ask = PreviewRenewals { selection: selection.clone(), years, coupons, again: true };
        let told = services.renewal_preview(who, ask).await.unwrap();
        assert_eq!(told.lines[0].planned, Planned::Refused(why.to_owned()));
        let action = BulkAction::Renew { years, coupons, again: true, price: price.clone() };
        let ask = StartBulk { selection: selection.clone(), action, idempotency: Uuid::new_v4() };
        let begun = services.bulk_start(who, ask).await.unwrap();
        while services.bulk_progress(who, begun.id).await.unwrap().state == BulkState::Running {
            tokio::task::yield_now().await;
        }
        let report = services.bulk_report(who, begun.id, None, 0, 10).await.unwrap();
        assert_eq!(report[0].reason.as_ref().unwrap().code, why);
    }
    assert_eq!(services.license_get(who, id).await.unwrap().0, *row, "nothing is written");
}

#[tokio::test]
async fn nothing_is_renewed_for_a_suspended_customer() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let row = portal.renewable(&who).await;
    suspend(&portal, row.customer.clone().unwrap().id).await;
    refused(&portal, &who, &row, "customer-suspended").await;
}

#[tokio::test]
async fn nothing_is_renewed_for_a_suspended_partner() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let row = portal.renewable(&who).await;
    suspend(&portal, row.partner.id).await;
    let distributor = portal.person("owner@nordlicht.example").await;
    refused(&portal, &distributor, &row, "partner-suspended").await;
}

#[tokio::test]
async fn one_that_renews_by_itself_is_never_charged_to_somebody_suspended() {
    for of_customer in [true, false] {
        let portal = Portal::new().await;
        let who = portal.partner().await;
        let services = &portal.services;
        let mut found = None;
        for row in portal.rows(&who, "tab=active&sort=expires").await {
            let ahead = row.expires.is_some_and(|end| end > portal.clock.today() + Days::new(5));
            if ahead && services.renewal_offer(&who, row.id).await.is_ok() {
                found = Some(row);
                break;
            }
        }
        let row = found.expect("the demo has such a license");
        services.auto_renewal_set(&who, row.id, row.version, Some(1)).await.unwrap();
        let org = if of_customer { row.customer.clone().unwrap().id } else { row.partner.id };
        suspend(&portal, org).await;
        let end = row.expires.unwrap();
        portal.clock.set(end.and_hms_opt(3, 0, 0).unwrap().and_utc());
        assert_eq!(services.auto_renewals().await.unwrap(), 0);
        let sql = format!("SELECT count(*)::text FROM order_line WHERE license_id = '{}'", row.id);
        assert_eq!(store::testing::texts(&portal.url, &sql).await, ["0"]);
        let sql =
            "SELECT after ->> 'refusal' FROM action_log WHERE action = 'auto-renewal-refused'";
        let why = if of_customer { "customer-suspended" } else { "partner-suspended" };
        assert_eq!(store::testing::texts(&portal.url, sql).await, [why]);
    }
}
