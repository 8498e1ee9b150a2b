#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Two processes whose clocks are ten minutes off, one behind and one ahead, over a database whose
//! own clock stands at the end of a day that is special: everything happens once, on the day that
//! the processes' clocks say, and nothing carries the database's time.
//!
//! The database runs under libfaketime, which `tools/setup test` installs; it goes on from the
//! moment that it is given.

#[path = "support/house.rs"]
mod house;

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use domain::command::{RenewLicense, RenewWith};
use domain::dates::{add_years, anchor_of};
use domain::ids::LicenseId;
use domain::license::{LicenseKind, LicenseRow};
use domain::order::{CheckoutDraft, LineDraft, QUOTE_DAYS, Recipient};
use house::{House, PLAIN, WITH_FEE, at};
use rstest::rstest;
use services::Services;
use services::clock::Clock;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use uuid::Uuid;

/// A Postgres of its own whose clock is another one.
struct OtherTime {
    child: Child,
    url: String,
}

impl OtherTime {
    fn start(now: DateTime<Utc>, zone: &str) -> Self {
        #[expect(clippy::disallowed_methods, reason = "how far the other clock is from this one")]
        let offset = (now - Utc::now()).num_seconds();
        // It stops when its input ends, however this test does.
        let mut child =
            Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tools/with-postgres"))
                .args(["sh", "-c", "echo \"$DATABASE_URL\" && cat"])
                .env("POSTGRES_FAKETIME", format!("{offset:+}"))
                .env("POSTGRES_TIMEZONE", zone)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        assert!(!url.is_empty(), "Postgres starts under libfaketime: run tools/setup test");
        Self { child, url: url.trim().to_owned() }
    }
}

impl Drop for OtherTime {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// All that a process does by itself.
async fn round(services: &Services) {
    services.usage_snapshot_take().await.unwrap();
    services.months_close().await.unwrap();
    services.reminders_send().await.unwrap();
    services.orders_tidy().await.unwrap();
    services.auto_renewals().await.unwrap();
}

/// A license that ends on a day.
async fn ending(house: &House, end: NaiveDate) -> LicenseRow {
    let row = LicenseRow {
        expires: Some(end),
        term_years: Some(1),
        anchor_day: anchor_of(end),
        seats: Some(5),
        ..house.license(WITH_FEE, LicenseKind::Term, "2025-01-31")
    };
    house.add(&row).await;
    row
}

/// One that renews itself.
async fn renewing(house: &House, end: NaiveDate) -> LicenseRow {
    let row = ending(house, end).await;
    house.services.auto_renewal_set(&house.owner, row.id, row.version, Some(1)).await.unwrap();
    row
}

/// A quote that was made in time to hold until a day.
async fn quote(house: &House, until: NaiveDate) {
    let line = LineDraft {
        edition: 40_102,
        years: 1,
        seats: 5,
        count: 1,
        recipient: Recipient::Customer(house.customers[0].id),
        wish: String::new(),
    };
    let made = until - Days::new(QUOTE_DAYS);
    house.clock.set(made.and_hms_opt(12, 0, 0).unwrap().and_utc());
    let cart = house.services.cart_add(&house.owner, line).await.unwrap();
    let checkout = CheckoutDraft::default();
    let services = &house.services;
    services.order_quote(&house.owner, cart.id, cart.version, checkout, false).await.unwrap();
}

/// When something was logged, of one thing or any.
async fn logged(house: &House, action: &str, of: Option<LicenseId>) -> Vec<DateTime<Utc>> {
    let of = of.map(|id| format!("AND entity_id = '{id}'")).unwrap_or_default();
    let sql = format!(
        "SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM action_log
         WHERE action = '{action}' {of} ORDER BY at"
    );
    house.texts(&sql).await.iter().map(|text| at(text)).collect()
}

/// Once, on a day.
async fn once_on(house: &House, day: NaiveDate, action: &str, of: Option<LicenseId>) {
    let when = logged(house, action, of).await;
    let days: Vec<NaiveDate> = when.iter().map(DateTime::date_naive).collect();
    assert_eq!(days, [day], "{action}: {when:?}");
}

/// Columns of moments that hold one which is no fixed clock's: those stand at whole seconds.
async fn strange_moments(house: &House) -> Vec<String> {
    let columns = "SELECT table_name || ' ' || column_name FROM information_schema.columns
        WHERE table_schema = 'public' AND data_type = 'timestamp with time zone'
          AND table_name <> '_sqlx_migrations'";
    let columns = house.texts(columns).await;
    assert!(columns.len() > 50, "{columns:?}");
    let mut strange = Vec::new();
    for column in columns {
        let (table, name) = column.split_once(' ').unwrap();
        let sql = format!(
            "SELECT {name}::text FROM {table} WHERE date_trunc('second', {name}) <> {name} LIMIT 1"
        );
        strange.extend(house.texts(&sql).await.iter().map(|value| format!("{column}: {value}")));
    }
    strange
}

#[rstest]
#[case::leap_day("2028-02-29T23:55:00Z", "UTC")]
#[case::month_end("2026-06-30T23:59:50Z", "UTC")]
#[case::year_end_elsewhere("2027-12-31T23:59:50Z", "Asia/Kathmandu")]
#[case::summer_time_begins("2026-03-28T23:55:00Z", "Europe/Berlin")]
#[case::summer_time_ends("2026-10-24T23:55:00Z", "Europe/Berlin")]
// Months begin in Berlin an hour or two before they do for us.
#[case::midnight_in_berlin("2026-03-31T21:59:50Z", "Europe/Berlin")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_minutes_off_everything_happens_once_on_its_day(
    #[case] night: &str,
    #[case] zone: &str,
) {
    let night = at(night);
    let (last, next) = (night.date_naive(), night.date_naive() + Days::new(1));
    let postgres = OtherTime::start(night, zone);
    let url = store::testing::empty_database_beside(&postgres.url).await;
    let house = House::over(url, &format!("{last}T08:00:00Z"), |_| {}).await;
    let told = house.texts("SELECT extract(epoch FROM now())::bigint::text").await;
    let off = told[0].parse::<i64>().unwrap() - night.timestamp();
    assert!((0..60).contains(&off), "the database's clock is {off} s off");
    let lives = "SELECT setting FROM pg_file_settings WHERE lower(name) = 'timezone'
        ORDER BY seqno DESC LIMIT 1";
    assert_eq!(house.texts(lives).await, [zone]);

    quote(&house, last).await;
    house.plan(PLAIN, "2025-11-30", 3).await;
    house.clock.set(night - Duration::days(1));
    round(&house.services).await;
    let today = renewing(&house, last).await;
    let tomorrow = renewing(&house, next).await;
    let reminded = ending(&house, next + Days::new(7)).await;
    let by_hand = ending(&house, next + Days::new(200)).await;
    let renewal = RenewLicense {
        id: by_hand.id,
        version: by_hand.version,
        with: RenewWith::Years(1),
        idempotency: Uuid::new_v4(),
        again: false,
        price: domain::renewal::Agreed::AnyPrice,
    };

    let behind = house.services.clone();
    let store = store::Store::connect(&house.url, 10).await.unwrap();
    let clock = Clock::fixed(night);
    let ahead = Services::new(store, Arc::clone(&behind.catalog), clock).with_mail();
    let mut renewed = Vec::new();
    for minutes in [-15, -10, -5, 0, 5, 10, 15, 60, 75, 120, 135] {
        behind.clock.set(night + Duration::minutes(minutes - 10));
        ahead.clock.set(night + Duration::minutes(minutes + 10));
        tokio::join!(round(&behind), round(&ahead));
        if minutes.abs() <= 10 {
            for services in [&ahead, &behind] {
                let answer = services.renew_license(&house.owner, renewal.clone()).await.unwrap();
                renewed.push((answer.order, answer.row.expires));
            }
        }
    }

    // A quarter past the hour of two, both are past midnight of UTC.
    let lines = house.texts("SELECT month::text || ' ' || net_minor FROM invoice_line").await;
    match anchor_of(next) {
        1 => {
            let first = last.format("%Y-%m-01");
            assert_eq!(lines, [format!("{first} {}", 3 * 149)]);
            once_on(&house, next, "invoice-drafted", None).await;
        }
        _ => assert_eq!(lines, [""; 0]),
    }
    once_on(&house, next, "order-expired", None).await;
    for license in [&today, &tomorrow] {
        let end = license.expires.unwrap();
        once_on(&house, end, "renewed", Some(license.id)).await;
        let now = house.services.license_get(&house.owner, license.id).await.unwrap().0;
        assert_eq!(now.expires, add_years(end, license.anchor_day, 1));
    }
    let steps = format!(
        "SELECT step || ' ' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD') FROM reminder_sent
         WHERE license_id = '{}' AND audience = 'partner' ORDER BY at",
        reminded.id
    );
    assert_eq!(house.texts(&steps).await, [format!("14 {last}"), format!("7 {next}")]);
    assert_eq!(renewed.len(), 10);
    assert!(renewed.iter().all(|one| *one == renewed[0]), "{renewed:?}");
    assert_eq!(renewed[0].1, add_years(by_hand.expires.unwrap(), by_hand.anchor_day, 1));
    let strange = strange_moments(&house).await;
    assert!(strange.is_empty(), "the database's time: {strange:?}");
    assert_eq!(house.change("UPDATE root SET created_at = now()").await, 1);
    assert_eq!(strange_moments(&house).await.len(), 1, "it would be seen");
    behind.store.close().await;
    ahead.store.close().await;
}
