#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Invoices: drafts follow what becomes known, locked ones stay as they are.

#[path = "support/house.rs"]
mod house;

use domain::billing::{Invoice, InvoiceState, LineKind};
use domain::people::{Language, Role};
use house::{House, PLAIN, WITH_FEE, day};
use services::ServiceError;
use services::export::Words;
use std::io::Read;
use store::testing::{Locked, until_waiting};

async fn run(house: &House) -> services::billing::Closed {
    house.services.usage_snapshot_take().await.unwrap();
    house.services.months_close().await.unwrap()
}

async fn record(
    house: &House,
    license: &domain::license::LicenseRow,
    on: &str,
    active: u32,
) -> bool {
    house.services.usage_record(house.root, license.id, day(on), active).await.unwrap()
}

async fn invoice(house: &House, month: &str) -> Invoice {
    let all = house.services.invoice_list(&house.owner, None).await.unwrap();
    all.into_iter().find(|it| it.month.to_string() == month).expect(month)
}

async fn told(house: &House, month: &str) -> Vec<String> {
    let id = invoice(house, month).await.id;
    let detail = house.services.invoice_get(&house.owner, id, (0, 100)).await.unwrap();
    let told = detail.lines.iter().map(|line| {
        format!(
            "{} {} {}x{} {}",
            line.month,
            line.kind.slug(),
            line.devices,
            line.unit_minor,
            line.net.minor
        )
    });
    told.collect()
}

#[tokio::test]
async fn a_draft_follows_and_a_locked_month_is_mended_by_later_lines() {
    let house = House::new("2026-06-10T10:00:00Z").await;
    let plan = house.plan(PLAIN, "2026-06-02", 3).await;
    run(&house).await;
    house.set("2026-07-01T00:00:00Z");
    run(&house).await;
    let drafted = invoice(&house, "2026-06").await;
    assert_eq!((drafted.state, drafted.net.minor), (InvoiceState::Draft, 447));
    // Less than was known says nothing.
    assert!(!record(&house, &plan, "2026-06-10", 2).await);
    assert!(record(&house, &plan, "2026-06-20", 5).await);
    assert_eq!(run(&house).await.replaced, 1);
    assert_eq!(told(&house, "2026-06").await, ["2026-06 usage 5x149 745"]);

    let now = invoice(&house, "2026-06").await;
    let stale = house.services.invoice_lock(&house.distributor, now.id, drafted.version).await;
    assert!(matches!(stale, Err(ServiceError::Conflict(None))), "{stale:?}");
    let locked =
        house.services.invoice_lock(&house.distributor, now.id, now.version).await.unwrap();
    assert_eq!((locked.state, locked.number.as_deref()), (InvoiceState::Locked, Some("M-000001")));

    for (active, net) in [(9, 4 * 149), (10, 149)] {
        assert!(record(&house, &plan, "2026-06-21", active).await);
        let closed = run(&house).await;
        assert_eq!((closed.replaced, closed.adjusted, closed.lines), (0, 1, 0), "{net}");
        assert_eq!(run(&house).await, services::billing::Closed::default());
    }
    assert_eq!(told(&house, "2026-06").await, ["2026-06 usage 5x149 745"]);
    let running = ["2026-06 adjustment 4x149 596", "2026-06 adjustment 1x149 149"];
    assert_eq!(told(&house, "2026-07").await, running);
    // The running month is not locked before it is over; then it has its own line, too.
    let july = invoice(&house, "2026-07").await;
    let early = house.services.invoice_lock(&house.distributor, july.id, july.version).await;
    assert!(matches!(early, Err(ServiceError::Refused("invoice-month-running"))), "{early:?}");
    house.set("2026-08-01T00:00:00Z");
    run(&house).await;
    let july = invoice(&house, "2026-07").await;
    assert_eq!(july.lines, 3);
    let july =
        house.services.invoice_lock(&house.distributor, july.id, july.version).await.unwrap();
    assert_eq!(july.number.as_deref(), Some("M-000002"));
    let again = house.services.invoice_lock(&house.distributor, july.id, july.version).await;
    assert!(matches!(again, Err(ServiceError::Refused("invoice-locked"))), "{again:?}");
}

#[tokio::test]
async fn a_month_that_turns_up_after_its_invoice_was_locked_is_on_the_next() {
    let house = House::new("2026-06-10T10:00:00Z").await;
    house.plan(PLAIN, "2026-06-02", 3).await;
    run(&house).await;
    house.set("2026-07-03T00:00:00Z");
    run(&house).await;
    let june = invoice(&house, "2026-06").await;
    house.services.invoice_lock(&house.distributor, june.id, june.version).await.unwrap();
    house.plan(PLAIN, "2026-06-05", 4).await;
    assert_eq!(run(&house).await.lines, 1);
    // Nobody counted it in June.
    assert_eq!(told(&house, "2026-07").await, ["2026-06 usage 0x149 0"]);
    assert_eq!(told(&house, "2026-06").await.len(), 1);
}

#[tokio::test]
async fn prices_of_a_locked_month_stay() {
    let house = House::new("2026-06-10T10:00:00Z").await;
    let plan = house.plan(PLAIN, "2026-06-02", 3).await;
    run(&house).await;
    house.set("2026-07-01T00:00:00Z");
    run(&house).await;
    let june = invoice(&house, "2026-06").await;
    house.services.invoice_lock(&house.distributor, june.id, june.version).await.unwrap();
    let mut tx = house.services.store.begin(store::whole(house.root)).await.unwrap();
    let terms = domain::price::TradeTerms {
        discount: domain::price::Percent::whole(50),
        ..Default::default()
    };
    store::price::terms_set(&mut tx, house.partner.id, 0, &terms).await.unwrap();
    tx.commit().await.unwrap();
    assert!(record(&house, &plan, "2026-06-21", 4).await);
    run(&house).await;
    assert_eq!(told(&house, "2026-07").await, ["2026-06 adjustment 1x149 149"]);
}

#[tokio::test]
async fn the_seller_locks_and_others_look_as_far_as_they_may() {
    let house = House::new("2026-06-10T10:00:00Z").await;
    house.plan(PLAIN, "2026-06-02", 3).await;
    run(&house).await;
    house.set("2026-07-01T00:00:00Z");
    run(&house).await;
    let june = invoice(&house, "2026-06").await;
    let reader = house.person(&house.top, "reader@example.com", Role::ReadOnly, None).await;
    let below = house.person(&house.customers[0], "below@example.com", Role::Owner, None).await;
    for who in [&house.owner, &reader, &below] {
        let refused = house.services.invoice_lock(who, june.id, june.version).await.unwrap_err();
        assert!(matches!(refused, ServiceError::Forbidden), "{}: {refused:?}", who.email);
    }
    let looked = |who| house.services.invoice_get(who, june.id, (0, 10));
    assert!(looked(&house.distributor).await.unwrap().may_lock);
    assert!(!looked(&house.owner).await.unwrap().may_lock);
    assert!(!looked(&reader).await.unwrap().may_lock);
    assert!(matches!(looked(&below).await.unwrap_err(), ServiceError::Forbidden));
    // The database itself keeps lines of locked invoices as they are.
    house.services.invoice_lock(&house.distributor, june.id, june.version).await.unwrap();
    let sql = format!(
        "SET ROLE seatkeeper_app; SET app.root = '{}'; SET app.lo = '0'; SET app.hi = '{}'; \
         UPDATE invoice_line SET net_minor = 0",
        house.root.0,
        i64::MAX
    );
    store::testing::execute(&house.url, &sql).await;
    assert_eq!(told(&house, "2026-06").await, ["2026-06 usage 3x149 447"]);
}

#[tokio::test]
async fn at_the_top_of_a_tree_the_partner_locks_itself() {
    let house = House::new("2026-06-10T10:00:00Z").await;
    let mut tx = house.services.store.begin_new_root(house.clock.now()).await.unwrap();
    let kind = domain::people::OrgKind::Partner;
    let top = store::org::org_create_top(&mut tx, kind, "Solo", house.clock.now()).await.unwrap();
    let root = tx.scope().root;
    tx.commit().await.unwrap();
    let solo = House { root, customers: vec![top.clone()], partner: top.clone(), ..house };
    let owner = solo.person(&top, "solo@example.com", Role::Owner, None).await;
    let license = domain::license::LicenseRow {
        customer: None,
        used: 2,
        ..solo.license(PLAIN, domain::license::LicenseKind::Monthly, "2026-06-02")
    };
    solo.add(&license).await;
    let solo = House { owner, ..solo };
    run(&solo).await;
    solo.set("2026-07-01T00:00:00Z");
    run(&solo).await;
    let june = invoice(&solo, "2026-06").await;
    let locked = solo.services.invoice_lock(&solo.owner, june.id, june.version).await.unwrap();
    assert_eq!(locked.net.minor, 298);
}

fn words(_: Language, family: &str, name: &str) -> String {
    format!("{family}-{name}")
}

#[tokio::test]
async fn the_statement_has_a_row_for_each_line_and_day() {
    let house = House::new("2026-06-28T10:00:00Z").await;
    let plan = house.plan(WITH_FEE, "2026-06-28", 2).await;
    let other = domain::license::LicenseRow {
        name: "=HYPERLINK(\"x\"); \"quoted\"".to_owned(),
        customer: Some(domain::license::OrgRef {
            id: house.customers[1].id,
            name: house.customers[1].name.clone(),
        }),
        used: 1,
        ..house.license(PLAIN, domain::license::LicenseKind::Usage, "2026-06-29")
    };
    house.add(&other).await;
    run(&house).await;
    house.set("2026-06-30T23:50:00Z");
    run(&house).await;
    house.set("2026-08-01T00:00:00Z");
    run(&house).await;
    record(&house, &plan, "2026-07-03", 400).await;
    run(&house).await;
    let words = Words { language: Language::En, texts: words };
    let mut texts = Vec::new();
    for currency in ["USD", "EUR"] {
        let all = house.services.invoice_list(&house.owner, None).await.unwrap();
        let of =
            |it: &&Invoice| it.currency.code() == currency && it.month.to_string() == "2026-07";
        let it = all.iter().find(of).expect(currency);
        let mut made = house.services.invoice_csv(&house.owner, it.id, words).await.unwrap();
        let mut text = String::new();
        made.content.read_to_string(&mut text).unwrap();
        assert_eq!(made.bytes, text.len() as u64);
        assert_eq!(made.file_name, format!("2026-07-draft-{currency}.csv"));
        texts.push((it.net.minor, text));
    }
    for (net, text) in &texts {
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        assert_eq!(&reader.headers().unwrap()[0], "statement-row");
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let days = rows.iter().filter(|row| &row[0] == "statement-day").count();
        assert_eq!((rows.len(), days), (32, 31));
        let sum: f64 = rows.iter().filter_map(|row| row[16].parse::<f64>().ok()).sum();
        assert_eq!((sum * 100.0).round() as i64, *net);
    }
    let of_day = "\"2026-07-03\",400,\"statement-yes\"";
    assert!(texts[0].1.contains("2026-07-03") && texts[0].1.contains("400"), "{of_day}");
    assert!(texts[1].1.contains("\"'=HYPERLINK(\"\"x\"\"); \"\"quoted\"\"\""), "{}", texts[1].1);
    let kinds = [LineKind::Activation.slug(), "day"];
    assert!(!texts[0].1.contains(kinds[0]), "the activation is June's");
}

/// More than are charged in one transaction.
const MANY: usize = 1_001;

#[tokio::test]
async fn what_is_charged_after_an_invoice_was_locked_in_the_middle_comes_on_the_next() {
    let house = House::new("2026-06-01T00:10:00Z").await;
    let services = &house.services;
    services.months_close().await.unwrap();
    house.set("2026-07-01T00:10:00Z");
    services.months_close().await.unwrap();
    let kind = domain::license::LicenseKind::Monthly;
    let rows: Vec<_> = (0..MANY).map(|_| house.license(WITH_FEE, kind, "2026-06-10")).collect();
    house.add_all(&rows).await;

    // Whoever waits for the head first has it between the first thousand and the last one.
    let head = "SELECT 1 FROM billing_head FOR UPDATE";
    let before = Locked::rows(&house.url, head).await;
    let closing = services.clone();
    let closing = tokio::spawn(async move { closing.months_close().await.unwrap() });
    until_waiting(&house.url, 1).await;
    let url = house.url.clone();
    let between = tokio::spawn(async move { Locked::rows(&url, head).await });
    until_waiting(&house.url, 2).await;
    before.release().await;
    let between = between.await.unwrap();
    let [june] = &services.invoice_list(&house.distributor, None).await.unwrap()[..] else {
        panic!("there is one draft by now")
    };
    assert_eq!(june.lines, 1_000);
    let locked = services.invoice_lock(&house.distributor, june.id, june.version).await.unwrap();
    between.release().await;

    assert_eq!(closing.await.unwrap().lines, MANY as u64);
    let all = services.invoice_list(&house.distributor, None).await.unwrap();
    let june = all.iter().find(|it| it.id == locked.id).unwrap();
    assert_eq!((june.state, june.lines, june.net), (InvoiceState::Locked, 1_000, locked.net));
    let july = all.iter().find(|it| it.id != locked.id).unwrap();
    assert_eq!(
        (july.state, july.lines, july.month.to_string()),
        (InvoiceState::Draft, 1, "2026-07".to_owned())
    );
    let detail = services.invoice_get(&house.owner, july.id, (0, 10)).await.unwrap();
    assert_eq!(detail.lines[0].month, june.month);
    // Nothing is charged twice by looking again.
    assert_eq!(services.months_close().await.unwrap().lines, 0);
}
