//! The grid in SQL equals the grid in Rust.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use chrono::NaiveDate;
use domain::ids::{LicenseId, Scope};
use domain::license::{CatalogRef, LicenseKind, LicenseRow};
use futures::TryStreamExt;
use grid::column::{Audience, ColumnId, ColumnType, Direction, Key, Row};
use grid::eval::View;
use grid::level::{Bucket, Level, Measure};
use grid::licenses::LICENSES;
use grid::page::{Group, Line};
use grid::query::{Filter, MAX_WINDOW, Query, Span, Window};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use store::license_grid::{
    Exported, Figures, Picked, license_export, license_ids, license_options, license_page,
};
use support::{Database, Tree, catalog, day};

const DATA_SETS: usize = 8;
const CASES: u32 = 90;
const TEXTS: [&str; 8] =
    ["Äpfel", "apfel", "APFEL 2", "100%_\\*", "Straße 1", "strasse 1", "a_b", "Ω"];
const SEARCHES: [&str; 11] =
    ["", "*", "apfel", "STRASSE", "%", "_", "\\", "a*el", "key 0", "* muller", "2 apf"];
const DAYS: [&str; 9] = [
    "2026-05-31",
    "2026-06-01",
    "2026-06-14",
    "2026-06-15",
    "2026-07-15",
    "2026-07-16",
    "2026-12-31",
    "2027-01-01",
    "2027-02-28",
];

/// A few, and the ends of bands.
const SEATS: [i32; 9] = [1, 2, 3, 4, 5, 9, 10, 999, 1000];

fn days() -> impl Strategy<Value = NaiveDate> {
    select(&DAYS[..]).prop_map(day)
}

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

fn columns(
    audience: Audience,
    wanted: fn(&grid::column::Column) -> bool,
) -> impl Strategy<Value = Vec<ColumnId>> {
    let all: Vec<ColumnId> = LICENSES
        .ids()
        .filter(|(_, column)| wanted(column) && audience.sees(column))
        .map(|(id, _)| id)
        .collect();
    prop::sample::subsequence(all, 0..=3).prop_shuffle()
}

fn directed(columns: Vec<ColumnId>, downs: u8) -> Vec<(ColumnId, Direction)> {
    let direction = |at| if downs >> at & 1 == 1 { Direction::Down } else { Direction::Up };
    columns.into_iter().enumerate().map(|(at, id)| (id, direction(at))).collect()
}

/// Up to three levels, several of a column among them.
fn levels(audience: Audience) -> impl Strategy<Value = Vec<Level>> {
    let groupable = LICENSES.ids().filter(|(_, c)| c.groupable && audience.sees(c));
    let all: Vec<Level> = groupable
        .flat_map(|(id, column)| Bucket::choices(column).iter().map(move |b| Level::of(id, *b)))
        .collect();
    let measures: Vec<Measure> = Measure::choices(&LICENSES).collect();
    let order = (select(measures), select(&[Direction::Up, Direction::Down][..]));
    (prop::sample::subsequence(all, 0..=3).prop_shuffle(), prop::collection::vec(order, 3))
        .prop_map(|(levels, orders)| {
            let ordered = |(level, (by, direction))| Level { by, direction, ..level };
            levels.into_iter().zip(orders).map(ordered).collect()
        })
}

/// A filter that fits a column, from values that rows have and some that none has.
fn filter(rows: &[LicenseRow], id: ColumnId, today: NaiveDate) -> BoxedStrategy<Filter> {
    let mut keys: Vec<Key> = rows.iter().map(|row| row.cell(id, today).key).collect();
    keys.extend([Key::None, Key::Int(99), Key::Text("nothing".into())]);
    let set = prop::collection::vec(select(keys), 0..4).prop_map(Filter::OneOf);
    match LICENSES.column(id).kind {
        ColumnType::Text => {
            prop_oneof![set, select(&SEARCHES[..]).prop_map(|t| Filter::Like(t.into()))].boxed()
        }
        ColumnType::Number => {
            let bound = || prop::option::of(select(&SEATS[..]).prop_map(|n| Key::Int(n.into())));
            prop_oneof![set, (bound(), bound()).prop_map(|(a, b)| Filter::Between(a, b))].boxed()
        }
        ColumnType::Date => {
            let bound = || prop::option::of(days().prop_map(Key::Day));
            let next = (0..60u16).prop_map(Span::Next);
            let span = prop_oneof![Just(Span::Past), next, Just(Span::ThisQuarter)];
            prop_oneof![
                set,
                (bound(), bound()).prop_map(|(a, b)| Filter::Between(a, b)),
                span.prop_map(Filter::Span)
            ]
            .boxed()
        }
        _ => set.boxed(),
    }
}

fn filters(
    rows: Vec<LicenseRow>,
    audience: Audience,
    today: NaiveDate,
) -> impl Strategy<Value = Vec<(ColumnId, Filter)>> {
    columns(audience, |column| column.filterable).prop_flat_map(move |ids| {
        ids.into_iter()
            .take(2)
            .map(|id| filter(&rows, id, today).prop_map(move |filter| (id, filter)))
            .collect::<Vec<_>>()
    })
}

fn query_strategy(
    rows: Vec<LicenseRow>,
    audience: Audience,
    today: NaiveDate,
) -> impl Strategy<Value = (Query, Window)> {
    let opened = prop::collection::vec((any::<Index>(), 0..4usize), 0..10);
    (
        (levels(audience), columns(audience, |c| c.sortable), any::<u8>()),
        prop_oneof![Just(Vec::new()), filters(rows.clone(), audience, today).boxed()],
        prop_oneof![2 => Just(""), 1 => select(&SEARCHES[..])],
        opened,
        (0..60u32, 0..40u32),
    )
        .prop_map(move |((group, sort, downs), filters, search, opened, (start, len))| {
            let mut query = Query {
                group,
                sort: directed(sort, downs),
                filters,
                search: search.to_owned(),
                open: Vec::new(),
            };
            let view = View::new(&LICENSES, &query, audience, today);
            let mut open: Vec<Vec<Key>> = opened
                .iter()
                .filter(|_| !rows.is_empty())
                .flat_map(|(at, len)| {
                    let path = view.group_path(at.get(&rows));
                    (1..=*len.min(&path.len())).map(move |len| path[..len].to_vec())
                })
                .collect();
            open.extend([vec![Key::Int(-1)], vec![Key::Int(4)], vec![Key::Day(day("2026-06-14"))]]);
            open.sort();
            open.dedup();
            query.open = open;
            (query, Window { start, len })
        })
}

struct Case<'a> {
    database: &'a Database,
    tree: &'a Tree,
    rows: &'a [LicenseRow],
    audience: Audience,
    today: NaiveDate,
}

impl Case<'_> {
    /// Compares page, options and export of one query in one scope.
    async fn check(
        &self,
        query: &Query,
        window: Window,
        scope: Scope,
    ) -> Result<(), TestCaseError> {
        let (catalog, tree) = (catalog(), self.tree);
        let rows: Vec<LicenseRow> =
            self.rows.iter().filter(|row| scope.holds(tree.tkey(row))).cloned().collect();
        let view = View::new(&LICENSES, query, self.audience, self.today);
        let mut tx = self.database.store.begin_read(scope).await.unwrap();
        let page = license_page(&mut tx, &catalog, self.audience, query, window, self.today)
            .await
            .unwrap();
        prop_assert_eq!(&page, &view.page(&rows, window));

        let all: Vec<Exported> =
            license_export(&mut tx, &catalog, self.audience, query, &Picked::All, self.today)
                .unwrap()
                .try_collect()
                .await
                .unwrap();
        prop_assert_eq!(all.len() as u64, page.rows);
        prop_assert_eq!(all, self.unfolded(query, &rows));

        let ids =
            license_ids(&mut tx, &catalog, self.audience, query, self.today, 50).await.unwrap();
        let matching = rows.iter().filter(|row| view.matches(*row)).map(|row| row.id);
        let mut matching: Vec<LicenseId> = matching.collect();
        matching.sort_unstable();
        matching.truncate(50);
        prop_assert_eq!(ids, matching);
        Ok(())
    }

    /// The rows of a query in the order of the grid with every group open, each with the
    /// figures of the groups around it.
    fn unfolded(&self, query: &Query, rows: &[LicenseRow]) -> Vec<Exported> {
        let mut query = query.clone();
        let view = View::new(&LICENSES, &query, self.audience, self.today);
        let mut open: Vec<Vec<Key>> = Vec::new();
        for path in rows.iter().map(|row| view.group_path(row)) {
            open.extend((1..=path.len()).map(|depth| path[..depth].to_vec()));
        }
        open.sort();
        open.dedup();
        query.open = open;
        let view = View::new(&LICENSES, &query, self.audience, self.today);
        let windows = (0..).step_by(MAX_WINDOW as usize);
        let pages = windows.map(|start| view.page(rows, Window { start, len: MAX_WINDOW }));
        let lines = pages.map(|page| page.window).take_while(|window| !window.is_empty()).flatten();
        let mut groups: Vec<Figures> = Vec::new();
        let mut exported = Vec::new();
        for line in lines {
            match line {
                Line::Group(Group { path, count, sums, .. }) => {
                    groups.truncate(path.len() - 1);
                    groups.push(Figures { count, sums });
                }
                Line::Row(row) => exported.push(Exported { row, groups: groups.clone() }),
            }
        }
        exported
    }
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
        let case = Case { database: &database, tree: &tree, rows: &rows, audience, today };
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
                runtime.block_on(case.check(&query, window, scopes[reach]))
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
    let case = Case { database: &database, tree: &tree, rows: &rows, audience, today };
    for (id, _) in LICENSES.ids() {
        for direction in [Direction::Up, Direction::Down] {
            let sort = vec![(id, direction)];
            let query = Query { sort, ..Query::default() };
            for start in [299, 300, 345, 351, 640, 690, 700, 800] {
                case.check(&query, Window { start, len: 20 }, tree.scope).await.unwrap();
            }
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
    let (catalog, today) = (catalog(), support::today());
    let column = grid::licenses::CUSTOMER;
    let options = license_options(&mut tx, &catalog, Audience::Provider, &query, column, today)
        .await
        .unwrap();
    let shown: Vec<(&str, u64)> = options.iter().map(|o| (o.label.as_str(), o.count)).collect();
    assert_eq!(shown, [("Müller & Söhne", 3), ("TTT-Point AG", 1)]);
    let (query, column) = (Query::default(), grid::licenses::SEATS);
    let options = license_options(&mut tx, &catalog, Audience::Provider, &query, column, today)
        .await
        .unwrap();
    let last = options.last().map(|option| (option.key.clone(), option.count));
    assert_eq!(last, Some((Key::Int(99), 1)), "a number, not its band");
}
