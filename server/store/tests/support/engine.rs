//! Whether the grid in SQL equals the grid in Rust, for rows of any source.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

use crate::support::{Database, catalog, day};
use chrono::NaiveDate;
use domain::ids::Scope;
use futures::TryStreamExt;
use grid::column::{Audience, Column, ColumnId, ColumnType, Direction, Key};
use grid::eval::View;
use grid::level::{Bucket, Level, Measure};
use grid::page::{Group, Line, Page};
use grid::query::{Filter, MAX_WINDOW, Query, Span, Window};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::fmt::Debug;
use store::grid::{Exported, Figures, Picked, Seen, Source, grid_export, grid_ids, grid_page};
use uuid::Uuid;

pub const SEARCHES: [&str; 11] =
    ["", "*", "apfel", "STRASSE", "%", "_", "\\", "a*el", "key 0", "* muller", "2 apf"];
pub const DAYS: [&str; 9] = [
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
pub const SEATS: [i32; 9] = [1, 2, 3, 4, 5, 9, 10, 999, 1000];

pub fn days() -> impl Strategy<Value = NaiveDate> {
    select(&DAYS[..]).prop_map(day)
}

/// What a test asks of rows.
pub trait Rows: Source + Clone + Debug + PartialEq + Sync {}
impl<R: Source + Clone + Debug + PartialEq + Sync> Rows for R {}

fn columns<R: Rows>(
    audience: Audience,
    wanted: fn(&Column) -> bool,
) -> impl Strategy<Value = Vec<ColumnId>> {
    let all: Vec<ColumnId> = R::SPEC
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
fn levels<R: Rows>(audience: Audience) -> impl Strategy<Value = Vec<Level>> {
    let groupable = R::SPEC.ids().filter(|(_, c)| c.groupable && audience.sees(c));
    let all: Vec<Level> = groupable
        .flat_map(|(id, column)| Bucket::choices(column).iter().map(move |b| Level::of(id, *b)))
        .collect();
    let measures: Vec<Measure> = Measure::choices(R::SPEC).collect();
    let order = (select(measures), select(&[Direction::Up, Direction::Down][..]));
    (prop::sample::subsequence(all, 0..=3).prop_shuffle(), prop::collection::vec(order, 3))
        .prop_map(|(levels, orders)| {
            let ordered = |(level, (by, direction))| Level { by, direction, ..level };
            levels.into_iter().zip(orders).map(ordered).collect()
        })
}

/// A filter that fits a column, from values that rows have and some that none has.
fn filter<R: Rows>(rows: &[R], id: ColumnId, today: NaiveDate) -> BoxedStrategy<Filter> {
    let mut keys: Vec<Key> = rows.iter().map(|row| row.cell(id, today).key).collect();
    keys.extend([Key::None, Key::Int(99), Key::Text("nothing".into())]);
    let set = prop::collection::vec(select(keys), 0..4).prop_map(Filter::OneOf);
    match R::SPEC.column(id).kind {
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
            let last = (0..60u16).prop_map(Span::Last);
            let span = prop_oneof![Just(Span::Past), next, last, Just(Span::ThisQuarter)];
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

fn filters<R: Rows>(
    rows: Vec<R>,
    audience: Audience,
    today: NaiveDate,
) -> impl Strategy<Value = Vec<(ColumnId, Filter)>> {
    columns::<R>(audience, |column| column.filterable).prop_flat_map(move |ids| {
        ids.into_iter()
            .take(2)
            .map(|id| filter(&rows, id, today).prop_map(move |filter| (id, filter)))
            .collect::<Vec<_>>()
    })
}

pub fn query_strategy<R: Rows>(
    rows: Vec<R>,
    audience: Audience,
    today: NaiveDate,
) -> impl Strategy<Value = (Query, Window)> {
    let opened = prop::collection::vec((any::<Index>(), 0..4usize), 0..10);
    (
        (levels::<R>(audience), columns::<R>(audience, |c| c.sortable), any::<u8>()),
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
            let view = View::new(R::SPEC, &query, audience, today);
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

pub struct Case<'a> {
    pub database: &'a Database,
    pub audience: Audience,
    pub today: NaiveDate,
}

impl Case<'_> {
    /// Compares page, ids and export of one query in one scope, which has these rows.
    pub async fn check<R: Rows>(
        &self,
        rows: &[R],
        query: &Query,
        window: Window,
        scope: Scope,
    ) -> Result<(), TestCaseError> {
        let catalog = catalog();
        let seen = Seen { catalog: &catalog, audience: self.audience, today: self.today };
        let view = View::new(R::SPEC, query, self.audience, self.today);
        let mut tx = self.database.store.begin_read(scope).await.unwrap();
        let page = grid_page::<R>(&mut tx, seen, query, window).await.unwrap();
        // Where the feed was is nothing of the rows.
        let pos = page.pos;
        prop_assert_eq!(&page, &Page { pos, ..view.page(rows, window) });

        let all: Vec<Exported<R>> =
            grid_export(&mut tx, seen, query, &Picked::All).unwrap().try_collect().await.unwrap();
        prop_assert_eq!(all.len() as u64, page.rows);
        prop_assert_eq!(all, self.unfolded(query, rows));

        let ids = grid_ids::<R>(&mut tx, seen, query, 50).await.unwrap();
        let matching = rows.iter().filter(|row| view.matches(*row)).map(|row| row.id());
        let mut matching: Vec<Uuid> = matching.collect();
        matching.sort_unstable();
        matching.truncate(50);
        prop_assert_eq!(ids, matching);
        Ok(())
    }

    /// The rows of a query in the order of the grid with every group open, each with the
    /// figures of the groups around it.
    fn unfolded<R: Rows>(&self, query: &Query, rows: &[R]) -> Vec<Exported<R>> {
        let mut query = query.clone();
        let view = View::new(R::SPEC, &query, self.audience, self.today);
        let mut open: Vec<Vec<Key>> = Vec::new();
        for path in rows.iter().map(|row| view.group_path(row)) {
            open.extend((1..=path.len()).map(|depth| path[..depth].to_vec()));
        }
        open.sort();
        open.dedup();
        query.open = open;
        let view = View::new(R::SPEC, &query, self.audience, self.today);
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

/// The columns that can be sorted by, up and down.
pub fn sorts<R: Rows>() -> impl Iterator<Item = Vec<(ColumnId, Direction)>> {
    let sortable = R::SPEC.ids().filter(|(_, column)| column.sortable);
    sortable.flat_map(|(id, _)| [Direction::Up, Direction::Down].map(|to| vec![(id, to)]))
}
