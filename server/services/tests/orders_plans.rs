#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Plans that are bought: what they are, what they cost by the month, and taking them back.

#[path = "support/house.rs"]
mod house;
#[path = "support/trade.rs"]
mod trade;

use domain::billing::{InvoiceLine, LineKind as Kind};
use domain::license::{LicenseKind, LicenseStatus};
use domain::order::{LineKind, OrderDetail, OrderState};
use house::House;
use trade::usd;

/// What the portal does by itself every quarter of an hour.
async fn round(house: &House) {
    house.services.usage_snapshot_take().await.unwrap();
    house.services.months_close().await.unwrap();
}

/// Buys a plan as it was when its opening was charged by the month and not with the order.
async fn plan_on_invoices(house: &House) -> OrderDetail {
    let order = house.buy(&[house.by_month()]).await;
    let line = order.lines[0].id;
    let sql =
        format!("UPDATE order_line SET unit_minor = NULL, net_minor = NULL WHERE id = '{line}'");
    assert_eq!(house.change(&sql).await, 1);
    order
}

async fn invoices(house: &House) -> Vec<(String, Vec<InvoiceLine>)> {
    let services = &house.services;
    let mut found = Vec::new();
    for invoice in services.invoice_list(&house.owner, None).await.unwrap() {
        let detail = services.invoice_get(&house.owner, invoice.id, (0, 100)).await.unwrap();
        found.push((invoice.month.to_string(), detail.lines));
    }
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

#[tokio::test]
async fn a_plan_for_a_customer_is_open_from_today_and_has_no_end() {
    let house = House::new("2026-06-15T10:00:00Z").await;
    let order = house.buy(&[house.by_month()]).await;
    assert_eq!((order.lines[0].kind, order.lines[0].years), (LineKind::Monthly, 0));
    let license = house.license_of().await;
    assert_eq!(license.kind, LicenseKind::Monthly);
    assert_eq!((license.seats, license.term_years, license.expires), (Some(5), None, None));
    assert_eq!(license.activated, Some(house::day("2026-06-15")));
    assert_eq!(license.customer.map(|org| org.id), Some(house.customers[0].id));
    assert_eq!(license.used, 0);
}

#[tokio::test]
async fn a_plan_that_is_taken_back_leaves_nothing_on_the_draft() {
    let house = House::new("2026-06-15T10:00:00Z").await;
    let kept = house.plan(house::WITH_FEE, "2026-06-10", 3).await;
    let order = plan_on_invoices(&house).await;
    round(&house).await;
    let before = invoices(&house).await;
    assert_eq!(before[0].1.len(), 2, "both were opened this month");
    let services = &house.services;
    let canceled = services.order_cancel(&house.owner, order.id, order.version, "").await.unwrap();
    assert_eq!(canceled.state, OrderState::Canceled);
    let left = invoices(&house).await;
    let ids: Vec<_> = left[0].1.iter().map(|line| line.license).collect();
    assert_eq!(ids, [kept.id]);
    let (id, ..) = order.lines[0].keys[0];
    let license = services.license_get(&house.owner, id).await.unwrap().0;
    assert_eq!(license.status(house.clock.today()), LicenseStatus::Lapsed);
    round(&house).await;
    assert_eq!(invoices(&house).await, left, "it does not come again");
    let told = "SELECT actor || ' ' || action || ' ' || (after->>'net') FROM action_log
        WHERE entity = 'invoice' ORDER BY at, id DESC";
    assert!(house.texts(told).await.contains(&"ada invoice-changed -10.00 USD".to_owned()));
}

/// What was paid for with the order costs nothing by the month, and goes with the order.
#[tokio::test]
async fn a_plan_by_its_order_is_charged_and_given_back_there() {
    let house = House::new("2026-06-15T10:00:00Z").await;
    let order = house.buy(&[house.by_month()]).await;
    assert_eq!(order.totals.net, usd(1_000));
    round(&house).await;
    let (id, ..) = order.lines[0].keys[0];
    let lines = invoices(&house).await.remove(0).1;
    assert_eq!((lines.len(), lines[0].license, lines[0].net), (1, id, usd(0)));
    let services = &house.services;
    services.order_cancel(&house.owner, order.id, order.version, "").await.unwrap();
    round(&house).await;
    assert!(invoices(&house).await.iter().all(|(_, lines)| lines.is_empty()));
    assert_eq!(services.license_get(&house.owner, id).await.unwrap().0.customer, None);
}

/// Opened on one of the last days of a month, and given back when that was invoiced.
#[tokio::test]
async fn what_a_locked_invoice_charged_is_given_back_on_the_next() {
    let house = House::new("2026-06-25T10:00:00Z").await;
    round(&house).await;
    let order = plan_on_invoices(&house).await;
    round(&house).await;
    house.set("2026-07-02T10:00:00Z");
    round(&house).await;
    let services = &house.services;
    let invoice = services.invoice_list(&house.distributor, None).await.unwrap().remove(0);
    assert_eq!(invoice.net, usd(1_000));
    services.invoice_lock(&house.distributor, invoice.id, invoice.version).await.unwrap();
    // What is locked stays, whoever asks: the schema sees to it.
    let line = &invoices(&house).await[0].1[0];
    let mut tx = services.store.begin(store::whole(house.root)).await.unwrap();
    let gone = store::billing::lines_delete(&mut tx, &[(line.license, line.month)]).await;
    assert!(matches!(gone, Err(store::StoreError::Stale { .. })), "{gone:?}");
    drop(tx);
    services.order_cancel(&house.distributor, order.id, order.version, "").await.unwrap();
    let all = invoices(&house).await;
    let months: Vec<_> = all.iter().map(|(month, lines)| (&**month, lines.len())).collect();
    assert_eq!(months, [("2026-06", 1), ("2026-07", 1)]);
    let credit = &all[1].1[0];
    assert_eq!((credit.kind, credit.net), (Kind::Adjustment, usd(-1_000)));
    assert_eq!(credit.month.to_string(), "2026-06");
    house.set("2026-08-01T10:00:00Z");
    round(&house).await;
    assert_eq!(invoices(&house).await, all, "nothing else is owed");
}

/// Whoever is first: nothing is owed in the end.
#[tokio::test]
async fn a_round_that_runs_meanwhile_charges_nothing_that_was_taken_back() {
    let house = House::new("2026-06-15T10:00:00Z").await;
    round(&house).await;
    for _ in 0..8 {
        let order = plan_on_invoices(&house).await;
        let services = &house.services;
        let cancel = services.order_cancel(&house.owner, order.id, order.version, "");
        let (canceled, ()) = tokio::join!(cancel, round(&house));
        canceled.unwrap();
        assert!(invoices(&house).await.iter().all(|(_, lines)| lines.is_empty()));
    }
}
