//! The license grid in SQL equals the one in Rust.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/engine.rs"]
mod engine;
mod support;

use domain::ids::Scope;
use domain::license::{CatalogRef, LicenseKind, LicenseRow};
use engine::{Case, DAYS, SEATS, days, query_strategy, sorts};
use grid::column::{Audience, Key};
use grid::query::{Filter, Query, Window};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use store::grid::{Seen, grid_options};
use support::{Database, Tree, catalog, day};

const DATA_SETS: usize = 8;
const CASES: u32 = 90;
const TEXTS: [&str; 8] =
    ["Äpfel", "apfel", "APFEL 2", "100%_\\*", "Straße 1", "strasse 1", "a_b", "Ω"];
/// What varies of a row: organization, entry, texts, seats, dates.
fn row_strategy(tree: &Tree) -> impl Strategy<Value = LicenseRow> + use<> {
    let (partners, customers) = (tree.partners.clone(), tree.customers.clone());
    let text = || select(&TEXTS[..]);
    let maybe = |p| prop::option::weighted(p, select(&TEXTS[..]));
    (
        (0..customers.len(), 0..10u8, select(&[101, 102, 103, 201][..])),
        (text(), maybe(0.4), maybe(0.4)),
        (prop::option::weighted(0.8, select(&SEATS[..])), 0..4i32),
        (days(), prop::option::weighted(0.7, days()), prop::option::weighted(0.8, days())),
        (any::<bool>(), any::<u128>()),
    )
        .prop_map(move |(place, texts, numbers, dates, (redeemed, id))| {
            let (customer, chance, edition) = place;
            let partner = &partners[customer / 3];
            let used_by = (chance < 8).then(|| &customers[customer]);
            let mut row = support::license(partner, used_by, 0);
            row.id = domain::ids::LicenseId(uuid::Uuid::from_u128(id));
            let catalog = catalog();
            let edition = catalog.edition(edition).unwrap();
            let product = catalog.product(edition.product).unwrap();
            let vendor = catalog.vendor(product.vendor).unwrap();
            row.edition = CatalogRef { id: edition.id, name: edition.name.clone() };
            row.product = CatalogRef { id: product.id, name: product.name.clone() };
            row.vendor = CatalogRef { id: vendor.id, name: vendor.name.clone() };
            row.kind = LicenseKind::ALL[usize::from(chance) % 4];
            row.name = texts.0.to_owned();
            row.note = texts.1.map(str::to_owned);
            row.order_no = texts.2.map(str::to_owned);
            (row.seats, row.used) = numbers;
            (row.purchased, row.activated, row.expires) = dates;
            row.redeemed_by = (redeemed && row.activated.is_none()).then_some(row.id);
            row
        })
}

fn data_strategy(
    tree: &Tree,
    size: std::ops::Range<usize>,
) -> impl Strategy<Value = Vec<LicenseRow>> + use<> {
    prop::collection::vec(row_strategy(tree), size).prop_map(|mut rows| {
        for (n, row) in rows.iter_mut().enumerate() {
            row.key = format!("{} KEY {n:02}", TEXTS[n % TEXTS.len()]);
        }
        rows
    })
}

/// Those that a scope holds.
fn within(rows: &[LicenseRow], tree: &Tree, scope: Scope) -> Vec<LicenseRow> {
    rows.iter().filter(|row| scope.holds(tree.tkey(row))).cloned().collect()
}

#[test]
fn sql_equals_evaluation() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let database = runtime.block_on(Database::new());
    let mut data = TestRunner::new(Config::default());
    for set in 0..DATA_SETS {
        let tree = runtime.block_on(database.tree());
        let rows = data_strategy(&tree, 0..70).new_tree(&mut data).unwrap().current();
        runtime.block_on(async {
            let mut tx = database.store.begin(tree.scope).await.unwrap();
            store::license::licenses_insert_many(&mut tx, &rows).await.unwrap();
            tx.commit().await.unwrap();
        });
        let audience = if set % 2 == 0 { Audience::Provider } else { Audience::Customer };
        let today = day(DAYS[set % DAYS.len()]);
        let case = Case { database: &database, audience, today };
        let mut runner = TestRunner::new(Config {
            cases: CASES,
            failure_persistence: None,
            ..Config::default()
        });
        let strategy = (query_strategy(rows.clone(), audience, today), 0..3usize);
        let scopes =
            [tree.scope, tree.scope_of(&tree.partners[0]), tree.scope_of(&tree.customers[1])];
        runner
            .run(&strategy, |((query, window), reach)| {
                let rows = within(&rows, &tree, scopes[reach]);
                runtime.block_on(case.check(&rows, &query, window, scopes[reach]))
            })
            .unwrap();
    }
}

/// Far windows are found by ids, from the nearer end.
#[tokio::test]
async fn far_windows_equal_evaluation() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let mut runner = TestRunner::deterministic();
    let rows = data_strategy(&tree, 700..701).new_tree(&mut runner).unwrap().current();
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    store::license::licenses_insert_many(&mut tx, &rows).await.unwrap();
    tx.commit().await.unwrap();
    let (audience, today) = (Audience::Provider, support::today());
    let case = Case { database: &database, audience, today };
    for sort in sorts::<LicenseRow>() {
        let query = Query { sort, ..Query::default() };
        for start in [299, 300, 345, 351, 640, 690, 700, 800] {
            case.check(&rows, &query, Window { start, len: 20 }, tree.scope).await.unwrap();
        }
    }
}

#[tokio::test]
async fn options_count_under_the_other_filters() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let mut rows: Vec<LicenseRow> = (0..5).map(|n| tree.license(n)).collect();
    rows[1].customer = Some(support::org_ref(&tree.customers[1]));
    rows[2].seats = Some(99);
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    store::license::licenses_insert_many(&mut tx, &rows).await.unwrap();
    let query = Query {
        filters: vec![
            (grid::licenses::CUSTOMER, Filter::OneOf(vec![Key::Id(tree.customers[1].id.0)])),
            (grid::licenses::SEATS, Filter::Between(None, Some(Key::Int(10)))),
        ],
        ..Query::default()
    };
    let catalog = catalog();
    let (audience, today) = (Audience::Provider, support::today());
    let seen = Seen { catalog: &catalog, audience, today };
    let column = grid::licenses::CUSTOMER;
    let options = grid_options::<LicenseRow>(&mut tx, seen, &query, column).await.unwrap();
    let shown: Vec<(&str, u64)> = options.iter().map(|o| (o.label.as_str(), o.count)).collect();
    assert_eq!(shown, [("Müller & Söhne", 3), ("TTT-Point AG", 1)]);
    let (query, column) = (Query::default(), grid::licenses::SEATS);
    let options = grid_options::<LicenseRow>(&mut tx, seen, &query, column).await.unwrap();
    let last = options.last().map(|option| (option.key.clone(), option.count));
    assert_eq!(last, Some((Key::Int(99), 1)), "a number, not its band");
}
