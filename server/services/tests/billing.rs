#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Charging by the month: each month of each license once, whenever and wherever it is done.

#[path = "support/house.rs"]
mod house;

use chrono::Duration;
use domain::billing::{Invoice, InvoiceLine, LineKind};
use domain::license::LicenseKind;
use domain::money::{Currency, Money};
use domain::order::{CheckoutDraft, LineDraft, PlaceOrder, Recipient};
use domain::price::{ListPrice, Percent, PriceList, PriceListDraft, TradeTerms};
use futures::future::join_all;
use house::{House, PLAIN, WITH_FEE, at, day};
use services::Services;
use services::clock::Clock;
use std::sync::Arc;
use uuid::Uuid;

/// Counts and closes as the job does.
async fn run(services: &Services) -> services::billing::Closed {
    services.usage_snapshot_take().await.unwrap();
    services.months_close().await.unwrap()
}

/// Another process with a clock of its own.
async fn other(house: &House, now: &str) -> Services {
    let store = store::Store::connect(&house.url, 10).await.unwrap();
    Services::new(store, Arc::clone(&house.services.catalog), Clock::fixed(at(now)))
}

async fn invoices(house: &House) -> Vec<Invoice> {
    house.services.invoice_list(&house.owner, None).await.unwrap()
}

/// All lines, the oldest invoice's first.
async fn lines(house: &House) -> Vec<(String, InvoiceLine)> {
    let mut all = Vec::new();
    for invoice in invoices(house).await.into_iter().rev() {
        let detail =
            house.services.invoice_get(&house.owner, invoice.id, (0, 1_000)).await.unwrap();
        all.extend(detail.lines.into_iter().map(|line| (invoice.month.to_string(), line)));
    }
    all
}

/// The month of the invoice, what for, and how much.
async fn told(house: &House) -> Vec<String> {
    let told = |(month, line): (String, InvoiceLine)| {
        format!(
            "{month}: {} {} {}x{} {}",
            line.month,
            line.kind.slug(),
            line.devices,
            line.unit_minor,
            line.net.minor
        )
    };
    lines(house).await.into_iter().map(told).collect()
}

/// A day at a time, shortly after midnight.
async fn days(house: &House, from: &str, until: &str) {
    let mut day = day(from);
    while day <= self::day(until) {
        house.set(&format!("{day}T00:07:00Z"));
        run(&house.services).await;
        day = day.succ_opt().unwrap();
    }
}

#[tokio::test]
async fn opening_covers_the_rest_of_the_month_and_usage_comes_after() {
    let house = House::new("2026-03-14T12:00:00Z").await;
    house.plan(WITH_FEE, "2026-03-14", 3).await;
    assert_eq!(run(&house.services).await.lines, 1);
    house.set("2026-04-01T00:00:00Z");
    assert_eq!(run(&house.services).await.lines, 0);
    // April's first day was counted; the last moment of the month owes nothing yet.
    house.set("2026-04-30T23:59:59Z");
    assert_eq!(run(&house.services).await.lines, 0);
    house.set("2026-05-01T00:00:00Z");
    assert_eq!(run(&house.services).await.lines, 1);
    assert_eq!(run(&house.services).await.lines, 0);
    // Three devices cost 8.37, less than the floor.
    let expected = ["2026-03: 2026-03 activation 0x0 1000", "2026-04: 2026-04 usage 3x279 1000"];
    assert_eq!(told(&house).await, expected);
    let [april, march] = &invoices(&house).await[..] else { panic!() };
    assert_eq!((april.lines, april.net.minor, april.currency), (1, 1_000, Currency::Usd));
    assert_eq!(march.number, None);
    let (_, line) = &lines(&house).await[1];
    assert!(line.floor_applied);
    assert_eq!(line.peak_day, Some(day("2026-04-01")));
}

#[tokio::test]
async fn what_was_paid_with_the_order_is_not_charged_again() {
    let house = House::new("2026-03-14T12:00:00Z").await;
    let (services, owner) = (&house.services, &house.owner);
    let edition = services.catalog.editions.iter().find(|it| it.code == WITH_FEE).unwrap().id;
    let draft = LineDraft {
        edition,
        years: 0,
        seats: 25,
        count: 1,
        recipient: Recipient::Customer(house.customers[0].id),
        wish: String::new(),
    };
    let cart = services.cart_add(owner, draft).await.unwrap();
    let shop = services.shop(owner).await.unwrap();
    let offer = shop.offers.iter().find(|offer| offer.edition.id == edition).unwrap();
    let total = Money { minor: 1_000, currency: Currency::Usd };
    assert_eq!(cart.totals.gross(), Some(total));
    assert_eq!(offer.line(&shop, 0, 25, 1), cart.lines[0].price);
    assert_eq!(offer.plan.unwrap().due, day("2026-05-01"));
    let ask = PlaceOrder {
        id: cart.id,
        version: cart.version,
        total,
        checkout: CheckoutDraft::default(),
        idempotency: Uuid::new_v4(),
    };
    let placed = services.order_place(owner, ask).await.unwrap();
    let order = services.order_get(owner, placed.id).await.unwrap();
    assert_eq!((order.totals.gross(), &order.lines[0].price), (Some(total), &cart.lines[0].price));
    run(services).await;
    days(&house, "2026-03-15", "2026-05-01").await;
    // The month of opening has its line, with nothing to pay; April costs the floor.
    let expected = ["2026-03: 2026-03 activation 0x0 0", "2026-04: 2026-04 usage 0x279 1000"];
    assert_eq!(told(&house).await, expected);
}

#[tokio::test]
async fn months_that_nobody_closed_are_made_up_for() {
    let house = House::new("2027-12-31T08:00:00Z").await;
    house.plan(PLAIN, "2027-12-31", 5).await;
    run(&house.services).await;
    days(&house, "2028-02-27", "2028-02-29").await;
    house.devices(&house.license_of().await, 9).await;
    // The leap day is the last one that was counted.
    house.set("2028-02-29T23:50:00Z");
    run(&house.services).await;
    house.set("2028-05-02T00:00:00Z");
    assert_eq!(run(&house.services).await.lines, 3, "February to April");
    assert_eq!(
        told(&house).await,
        [
            "2027-12: 2027-12 usage 5x149 745",
            "2028-01: 2028-01 usage 5x149 745",
            "2028-02: 2028-02 usage 9x149 1341",
            "2028-03: 2028-03 usage 9x149 1341",
            "2028-04: 2028-04 usage 9x149 1341",
        ]
    );
    let (_, february) = &lines(&house).await[2];
    assert_eq!(february.peak_day, Some(day("2028-02-29")));
}

#[tokio::test]
async fn what_was_before_the_portal_charged_is_nobodys_debt() {
    let house = House::new("2026-06-15T10:00:00Z").await;
    house.plan(PLAIN, "2020-01-31", 4).await;
    house.plan(WITH_FEE, "2020-01-31", 4).await;
    assert_eq!(run(&house.services).await.lines, 0);
    house.set("2026-07-01T00:00:00Z");
    assert_eq!(run(&house.services).await.lines, 2);
    assert!(lines(&house).await.iter().all(|(_, line)| line.kind == LineKind::Usage));
}

#[tokio::test]
async fn only_what_has_a_plan_is_charged() {
    let house = House::new("2026-06-15T10:00:00Z").await;
    let term = house.license(PLAIN, LicenseKind::Term, "2026-06-01");
    let unopened = domain::license::LicenseRow {
        activated: None,
        ..house.license(PLAIN, LicenseKind::Monthly, "2026-06-01")
    };
    let points = house.license("adaptive-defense-360", LicenseKind::Monthly, "2026-06-01");
    house.add_all(&[term, unopened, points]).await;
    run(&house.services).await;
    house.set("2026-08-01T00:00:00Z");
    assert_eq!(run(&house.services).await, services::billing::Closed::default());
}

#[tokio::test]
async fn volume_discounts_follow_the_peak_and_the_partners_discount_comes_before() {
    let house = House::new("2026-06-15T10:00:00Z").await;
    let mut tx = house.services.store.begin(store::whole(house.root)).await.unwrap();
    let terms = TradeTerms { discount: Percent::whole(20), ..TradeTerms::default() };
    store::price::terms_set(&mut tx, house.partner.id, 0, &terms).await.unwrap();
    let list = |name: &str, from: &str, minor| PriceList {
        id: domain::ids::PriceListId(Uuid::now_v7()),
        version: 1,
        draft: PriceListDraft {
            name: name.to_owned(),
            currency: Currency::Usd,
            from: day(from),
            until: None,
            prices: vec![ListPrice { edition: 40_102, years: 0, minor }],
        },
    };
    for list in [list("Summer", "2026-07-01", 300), list("Late", "2026-08-02", 100)] {
        store::price::list_insert(&mut tx, house.top.id, &list, at("2026-06-01T00:00:00Z"))
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    house.plan(WITH_FEE, "2026-05-31", 100).await;
    run(&house.services).await;
    house.set("2026-09-01T00:00:00Z");
    run(&house.services).await;
    assert_eq!(
        told(&house).await,
        [
            // 2.79 less 20 % is 2.232, so 2.23; a hundred of them less 10 %.
            "2026-06: 2026-06 usage 100x223 20070",
            "2026-07: 2026-07 usage 100x240 21600",
            // A list from the 2nd on is not in force on the 1st.
            "2026-08: 2026-08 usage 100x240 21600",
        ]
    );
}

#[tokio::test]
async fn a_foreign_currency_has_an_invoice_of_its_own_and_no_floor() {
    let house = House::new("2026-06-01T10:00:00Z").await;
    let mut tx = house.services.store.begin(store::whole(house.root)).await.unwrap();
    let terms = TradeTerms { currency: Some(Currency::Eur), ..TradeTerms::default() };
    store::price::terms_set(&mut tx, house.partner.id, 0, &terms).await.unwrap();
    let list = PriceList {
        id: domain::ids::PriceListId(Uuid::now_v7()),
        version: 1,
        draft: PriceListDraft {
            name: "Euro".to_owned(),
            currency: Currency::Eur,
            from: day("2026-07-01"),
            until: None,
            prices: vec![ListPrice { edition: 40_102, years: 0, minor: 250 }],
        },
    };
    store::price::list_insert(&mut tx, house.top.id, &list, at("2026-06-01T00:00:00Z"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    house.plan(WITH_FEE, "2026-05-31", 1).await;
    run(&house.services).await;
    house.set("2026-08-01T00:00:00Z");
    run(&house.services).await;
    let currencies: Vec<_> =
        invoices(&house).await.iter().map(|it| (it.month.to_string(), it.net)).collect();
    let of = |month: &str, minor, currency| (month.to_owned(), Money { minor, currency });
    // June is sold in dollars alone, with their floor.
    let expected = [of("2026-07", 250, Currency::Eur), of("2026-06", 1_000, Currency::Usd)];
    assert_eq!(currencies, expected);
}

#[tokio::test]
async fn a_closed_plan_is_charged_for_its_month_and_no_further() {
    let house = House::new("2026-06-10T10:00:00Z").await;
    let plan = house.plan(PLAIN, "2026-06-01", 2).await;
    run(&house.services).await;
    let who = &house.owner;
    let closed = house.services.plan_close(who, plan.id, plan.version).await.unwrap();
    assert_eq!(closed.expires, Some(day("2026-06-10")));
    let again = house.services.plan_close(who, plan.id, closed.version).await.unwrap_err();
    assert!(matches!(again, services::ServiceError::Refused("plan-not-open")), "{again:?}");
    let history = house.services.license_history(who, plan.id).await.unwrap();
    assert_eq!(history[0].action, "plan-closed");
    // Devices that are still there after the end count no more.
    house.devices(&plan, 50).await;
    days(&house, "2026-06-11", "2026-06-12").await;
    house.set("2026-09-01T00:00:00Z");
    run(&house.services).await;
    assert_eq!(told(&house).await, ["2026-06: 2026-06 usage 2x149 298"]);
}

/// Many licenses of two partners, so that there are several transactions.
async fn many(house: &House, count: usize) -> usize {
    let license = || domain::license::LicenseRow {
        used: 7,
        ..house.license(PLAIN, LicenseKind::Monthly, "2026-05-01")
    };
    let rows: Vec<_> = (0..count).map(|_| license()).collect();
    house.add_all(&rows).await;
    run(&house.services).await;
    // Two months are owed at once.
    count * 2
}

async fn once(house: &House, expected: usize) {
    let counts = house
        .texts(
            "SELECT count(*) || ' ' || count(DISTINCT (license_id, month)) || ' ' || sum(net_minor)
             FROM invoice_line WHERE kind <> 'adjustment'",
        )
        .await;
    assert_eq!(counts, [format!("{expected} {expected} {}", expected * 7 * 149)]);
    // The log tells of each line once, and each entry has its live change.
    let logged = house
        .texts("SELECT sum((after->>'lines')::int)::text FROM action_log WHERE action = 'invoice-drafted'")
        .await;
    assert_eq!(logged, [expected.to_string()]);
    let changes = house
        .texts(
            "SELECT count(*) || ' ' || count(DISTINCT f.xmin::text) || ' ' ||
                 (SELECT count(DISTINCT a.xmin::text) FROM action_log a
                  WHERE a.action = 'invoice-drafted')
             FROM feed f WHERE f.entity = 'invoice'",
        )
        .await;
    let changes: Vec<&str> = changes[0].split(' ').collect();
    assert!(changes.iter().all(|count| count == &changes[0]), "{changes:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_at_once_make_each_line_once() {
    let house = House::new("2026-05-20T10:00:00Z").await;
    let expected = many(&house, 2_300).await;
    house.set("2026-07-01T00:00:00Z");
    // One of them is ten minutes ahead.
    let ahead = other(&house, "2026-07-01T00:10:00Z").await;
    let runs = [&house.services, &ahead, &house.services].map(|services| {
        let services = services.clone();
        tokio::spawn(async move { run(&services).await })
    });
    let made: u64 = join_all(runs).await.into_iter().map(|run| run.unwrap().lines).sum();
    assert_eq!(made, expected as u64);
    once(&house, expected).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_anywhere_nothing_is_lost_and_nothing_twice() {
    let house = House::new("2026-05-20T10:00:00Z").await;
    let expected = many(&house, 2_300).await;
    house.set("2026-07-01T00:00:00Z");
    let mut millis = 1;
    loop {
        let services = house.services.clone();
        let running = tokio::spawn(async move { run(&services).await });
        tokio::time::sleep(std::time::Duration::from_millis(millis)).await;
        if running.is_finished() {
            break;
        }
        running.abort();
        let _ = running.await;
        millis += 1 + millis / 3;
    }
    once(&house, expected).await;
    assert_eq!(run(&house.services).await.lines, 0);
}

#[tokio::test]
async fn who_is_ten_minutes_behind_still_counts_for_the_month_that_others_have_closed() {
    let house = House::new("2026-06-30T23:40:00Z").await;
    let plan = house.plan(PLAIN, "2026-06-02", 3).await;
    run(&house.services).await;
    let behind = other(&house, "2026-06-30T23:55:00Z").await;
    house.set("2026-07-01T00:05:00Z");
    assert_eq!(run(&house.services).await.lines, 1);
    house.devices(&plan, 8).await;
    let closed = run(&behind).await;
    assert_eq!((closed.lines, closed.replaced), (0, 1));
    assert_eq!(run(&house.services).await, services::billing::Closed::default());
    assert_eq!(told(&house).await, ["2026-06: 2026-06 usage 8x149 1192"]);
}

#[tokio::test]
async fn clocks_that_are_put_forward_do_not_move_days() {
    // Europe changes on 29 March 2026 at 01:00 UTC, on 25 October likewise; days are UTC's.
    for (before, after) in [("2026-03-28", "2026-03-30"), ("2026-10-24", "2026-10-26")] {
        let house = House::new(&format!("{before}T12:00:00Z")).await;
        house.plan(PLAIN, before, 1).await;
        let mut now = at(&format!("{before}T22:00:00Z"));
        while now < at(&format!("{after}T03:00:00Z")) {
            house.clock.set(now);
            run(&house.services).await;
            now += Duration::minutes(30);
        }
        let days = house.texts("SELECT day::text FROM usage_snapshot ORDER BY day").await;
        assert_eq!((days.len(), &*days[0], &*days[2]), (3, before, after));
    }
}
