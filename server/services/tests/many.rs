#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, missing_docs)]
//! Buying and renewing many licenses at once: how many statements it takes, and, not by itself,
//! how long: `tools/bench figures many`.

#[path = "support/house.rs"]
mod house;

use chrono::Days;
use domain::bulk::{BulkAction, BulkState, Selection, StartBulk};
use domain::license::{LicenseKind, LicenseRow};
use domain::order::{CheckoutDraft, LineDraft, OrderDetail, PlaceOrder, Recipient};
use house::{House, WITH_FEE};
use services::Services;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::testing::Statements;
use uuid::Uuid;

const NOW: &str = "2026-06-15T10:00:00Z";

/// A house whose statements are counted.
async fn counted() -> (House, Statements) {
    let mut house = House::new(NOW).await;
    let (statements, store) = Statements::counted(&house.url, 5).await;
    let catalog = Arc::clone(&house.services.catalog);
    house.services = Services::new(store, catalog, house.clock.clone()).with_mail();
    (house, statements)
}

async fn cart(house: &House, count: u32) -> OrderDetail {
    let line = LineDraft {
        edition: 40_102,
        years: 1,
        seats: 5,
        count,
        recipient: Recipient::Stock,
        wish: String::new(),
    };
    house.services.cart_add(&house.owner, line).await.unwrap()
}

async fn place(house: &House, cart: &OrderDetail) {
    let ask = PlaceOrder {
        id: cart.id,
        version: cart.version,
        total: cart.totals.gross().unwrap(),
        checkout: CheckoutDraft::default(),
        idempotency: Uuid::new_v4(),
    };
    house.services.order_place(&house.owner, ask).await.unwrap();
}

/// Licenses of a customer that end within a year.
async fn licenses(house: &House, count: u64) {
    let row = |at| LicenseRow {
        expires: Some(house.clock.today() + Days::new(1 + at % 360)),
        term_years: Some(1),
        seats: Some(5),
        ..house.license(WITH_FEE, LicenseKind::Term, "2025-06-01")
    };
    let rows: Vec<LicenseRow> = (0..count).map(row).collect();
    house.add_all(&rows).await;
}

/// Renews all licenses that there are, for a year each.
async fn renew_all(house: &House, count: u64, coupons: bool) {
    let ask = StartBulk {
        selection: Selection::All { state: "tab=active".to_owned(), except: Vec::new() },
        action: BulkAction::Renew {
            years: Some(1),
            coupons,
            again: false,
            price: domain::renewal::Agreed::AnyPrice,
        },
        idempotency: Uuid::new_v4(),
    };
    let services = &house.services;
    let begun = services.bulk_start(&house.owner, ask).await.unwrap();
    let mut pause = tokio::time::interval(Duration::from_millis(20));
    let ended = loop {
        pause.tick().await;
        let progress = services.bulk_progress(&house.owner, begun.id).await.unwrap();
        if progress.state != BulkState::Running {
            break progress;
        }
    };
    assert_eq!((ended.state, u64::from(ended.done)), (BulkState::Done, count), "{ended:?}");
}

fn sum(counts: &BTreeMap<String, u64>) -> u64 {
    counts.values().sum()
}

#[tokio::test]
async fn a_thousand_licenses_take_no_more_statements_than_ten() {
    let (house, statements) = counted().await;
    let mut needed = Vec::new();
    for count in [10, 10, 1_000] {
        let cart = cart(&house, count).await;
        drop(statements.take());
        place(&house, &cart).await;
        needed.push(statements.take());
    }
    assert!(sum(&needed[1]) > 5, "they are counted: {:?}", needed[1]);
    assert_eq!(needed[2], needed[1]);
    assert!(sum(&needed[2]) <= 40, "{:?}", needed[2]);
}

/// Each renewal is an order of its own, which can be taken back alone; what a group of them needs
/// in common is asked once.
#[tokio::test]
async fn renewing_many_asks_little_of_each() {
    let (house, statements) = counted().await;
    licenses(&house, 200).await;
    drop(statements.take());
    renew_all(&house, 200, false).await;
    let counts = statements.take();
    // Whoever watches asks as often as it likes.
    let watched = ["COMMIT", "SELECT id, person_id, action, …"];
    let needed: u64 =
        counts.iter().filter(|(first, _)| !watched.contains(&first.as_str())).map(|it| it.1).sum();
    assert!(needed < 200 * 6, "{counts:#?}");
}

fn set(name: &str, otherwise: u32) -> u32 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

#[tokio::test]
#[ignore = "takes minutes"]
async fn figures_of_buying_and_renewing() {
    let (house, statements) = counted().await;
    for count in [10, set("KEYS", 1_000)] {
        let mut times = Vec::new();
        for _ in 0..9 {
            let cart = cart(&house, count).await;
            drop(statements.take());
            let begun = Instant::now();
            place(&house, &cart).await;
            times.push(begun.elapsed().as_secs_f64() * 1_000.0);
        }
        let statements = sum(&statements.take());
        println!("an order of {count}: {:.0} ms, {statements} statements", median(times));
    }
    let count = u64::from(set("RENEWALS", 10_000));
    licenses(&house, count).await;
    drop(statements.take());
    let begun = Instant::now();
    renew_all(&house, count, false).await;
    let took = begun.elapsed().as_secs_f64();
    let statements = sum(&statements.take());
    println!("renewing {count}: {took:.1} s, {statements} statements");
}
