//! A small grid with a column of every type, random rows and queries for it.
#![allow(missing_docs, clippy::must_use_candidate, reason = "names of tests")]

use crate::column::{Cell, Column, ColumnId, ColumnType, Direction, GridSpec, Key, Row, Sum};
use crate::level::{Bucket, Level, Measure};
use crate::order::group_key;
use crate::query::{Filter, Query, Span, Window};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use proptest::sample::subsequence;
use uuid::Uuid;

pub const TITLE: ColumnId = ColumnId(0);
pub const PRODUCT: ColumnId = ColumnId(1);
pub const OWNER: ColumnId = ColumnId(2);
pub const SEATS: ColumnId = ColumnId(3);
pub const ENDS: ColumnId = ColumnId(4);
pub const STATE: ColumnId = ColumnId(5);
pub const NOTE: ColumnId = ColumnId(6);

pub static SPEC: GridSpec = GridSpec {
    name: "things",
    columns: &[
        Column { key: "title", searchable: true, ..Column::PLAIN },
        Column { key: "product", kind: ColumnType::Ref, ..Column::PLAIN },
        Column { key: "owner", kind: ColumnType::Ref, searchable: true, ..Column::PLAIN },
        Column { key: "seats", kind: ColumnType::Number, bands: &[2, 3, 5], ..Column::PLAIN },
        Column { key: "ends", kind: ColumnType::Date, ..Column::PLAIN },
        Column {
            key: "state",
            kind: ColumnType::Choice(&["over", "running", "endless"]),
            ..Column::PLAIN
        },
        Column { key: "note", searchable: true, internal: true, groupable: false, ..Column::PLAIN },
    ],
    sums: &[Sum { key: "seats", column: SEATS }],
    default_sort: &[(ENDS, Direction::Up)],
    views: &[],
    tabs: &[],
};

pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap_or_default()
}

pub fn day(offset: u64) -> NaiveDate {
    today() - Days::new(60) + Days::new(offset)
}

/// A row of it.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Thing {
    pub id: u128,
    pub title: String,
    pub product: u8,
    pub owner: Option<u8>,
    pub seats: Option<i64>,
    pub ends: Option<NaiveDate>,
    pub note: Option<String>,
}

/// Names with equal folds, so that ids must break ties.
pub const NAMES: [&str; 5] = ["Öl", "ol", "Zebra", "abc", "Ab*c_d%"];

fn cell(key: Key, label: &str) -> Cell {
    Cell { key, label: label.to_owned() }
}

impl Row for Thing {
    fn id(&self) -> Uuid {
        Uuid::from_u128(self.id)
    }

    fn version(&self) -> i32 {
        1
    }

    fn cell(&self, column: ColumnId, today: NaiveDate) -> Cell {
        let none = || cell(Key::None, "");
        match column {
            TITLE => cell(Key::Text(self.title.clone()), &self.title),
            PRODUCT => cell(Key::Int(self.product.into()), NAMES[usize::from(self.product)]),
            OWNER => self.owner.map_or_else(none, |owner| {
                cell(Key::Id(Uuid::from_u128(owner.into())), NAMES[usize::from(owner)])
            }),
            SEATS => self.seats.map_or_else(none, |seats| cell(Key::Int(seats), "")),
            ENDS => self.ends.map_or_else(none, |ends| cell(Key::Day(ends), "")),
            STATE => cell(Key::Int(self.ends.map_or(2, |ends| (ends >= today).into())), ""),
            NOTE => self.note.as_ref().map_or_else(none, |n| cell(Key::Text(n.clone()), n)),
            _ => none(),
        }
    }

    fn sums(&self) -> Vec<i64> {
        vec![self.seats.unwrap_or(0)]
    }
}

fn title() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(&NAMES[..]).prop_map(str::to_owned),
        "[a-cÄß*%_\\\\,~!]{0,4}",
        Just("none".to_owned()),
    ]
}

pub fn thing(id: u128) -> impl Strategy<Value = Thing> {
    let note = prop::option::of("[a-c \n]{1,6}");
    let ends = prop::option::of((0u64..120).prop_map(day));
    (title(), 0u8..5, prop::option::of(0u8..5), prop::option::of(0i64..8), ends, note).prop_map(
        move |(title, product, owner, seats, ends, note)| Thing {
            id,
            title,
            product,
            owner,
            seats,
            ends,
            note,
        },
    )
}

/// A row of which everything but its id and its end is the same.
#[must_use]
pub fn sample(id: u128, ends: u64) -> Thing {
    Thing {
        id,
        title: "Alpha".into(),
        product: 1,
        owner: Some(1),
        seats: Some(3),
        ends: Some(day(ends)),
        note: None,
    }
}

/// Up to `most` rows with different ids.
pub fn things(most: usize) -> impl Strategy<Value = Vec<Thing>> {
    prop::collection::vec(thing(0), 0..most).prop_map(|mut things| {
        for (at, thing) in things.iter_mut().enumerate() {
            thing.id = (at as u128 * 7919) % 1009; // not in the order of the list
        }
        things
    })
}

fn key(column: ColumnId) -> BoxedStrategy<Key> {
    let some = match column {
        TITLE | NOTE => title().prop_map(Key::Text).boxed(),
        PRODUCT => (0i64..6).prop_map(Key::Int).boxed(),
        OWNER => (0u128..6).prop_map(|id| Key::Id(Uuid::from_u128(id))).boxed(),
        SEATS => (0i64..8).prop_map(Key::Int).boxed(),
        ENDS => (0u64..120).prop_map(|offset| Key::Day(day(offset))).boxed(),
        _ => (0i64..3).prop_map(Key::Int).boxed(),
    };
    prop_oneof![4 => some, 1 => Just(Key::None)].boxed()
}

fn filter(column: ColumnId) -> BoxedStrategy<Filter> {
    let set = prop::collection::vec(key(column), 1..4).prop_map(|mut keys| {
        let mut seen = Vec::new();
        keys.retain(|key| {
            !seen.contains(key) && {
                seen.push(key.clone());
                true
            }
        });
        Filter::OneOf(keys)
    });
    let end = || prop::option::of(key(column).prop_filter("a value", |k| *k != Key::None));
    let range = (end(), end())
        .prop_filter("an end", |(from, to)| from.is_some() || to.is_some())
        .prop_map(|(from, to)| Filter::Between(from, to));
    let span = prop_oneof![
        Just(Span::Past),
        (0u16..90).prop_map(Span::Next),
        (0u16..90).prop_map(Span::Last),
        Just(Span::ThisQuarter),
    ]
    .prop_map(Filter::Span);
    match column {
        TITLE | NOTE => prop_oneof!["[a-c=*\\\\%_, ]{1,3}".prop_map(Filter::Like), set].boxed(),
        SEATS => prop_oneof![set, range].boxed(),
        ENDS => prop_oneof![set, range, span].boxed(),
        _ => set.boxed(),
    }
}

fn ordered(columns: Vec<ColumnId>) -> impl Strategy<Value = Vec<(ColumnId, Direction)>> {
    (subsequence(columns, 0..4).prop_shuffle(), prop::collection::vec(direction(), 4))
        .prop_map(|(columns, directions)| columns.into_iter().zip(directions).collect())
}

fn direction() -> impl Strategy<Value = Direction> {
    prop::sample::select(&[Direction::Up, Direction::Down][..])
}

/// Levels of any bucket and measure, several of a column among them.
fn levels() -> impl Strategy<Value = Vec<Level>> {
    let groupable = SPEC.ids().filter(|(_, column)| column.groupable);
    let all: Vec<Level> = groupable
        .flat_map(|(id, column)| Bucket::choices(column).iter().map(move |b| Level::of(id, *b)))
        .collect();
    let measures: Vec<Measure> = Measure::choices(&SPEC).collect();
    let orders = prop::collection::vec((prop::sample::select(measures), direction()), 4);
    (subsequence(all, 0..4).prop_shuffle(), orders).prop_map(|(levels, orders)| {
        let ordered = |(level, (by, direction))| Level { by, direction, ..level };
        levels.into_iter().zip(orders).map(ordered).collect()
    })
}

/// Any valid query.
pub fn query() -> impl Strategy<Value = Query> {
    let all: Vec<ColumnId> = SPEC.ids().map(|(id, _)| id).collect();
    let filters = prop_oneof![
        Just(Vec::new()),
        subsequence(all.clone(), 1..3).prop_flat_map(|ids| ids
            .into_iter()
            .map(|id| filter(id).prop_map(move |filter| (id, filter)))
            .collect::<Vec<_>>()),
    ];
    let search = prop_oneof![3 => Just(String::new()), 1 => "[a-cÖ]{1,2}( [ab]?\\*?c)?"];
    (levels(), ordered(all), filters, search).prop_flat_map(|(group, sort, filters, search)| {
        open(&group).prop_map(move |open| Query {
            group: group.clone(),
            sort: sort.clone(),
            filters: filters.clone(),
            search: search.clone(),
            open,
        })
    })
}

fn open(group: &[Level]) -> BoxedStrategy<Vec<Vec<Key>>> {
    if group.is_empty() {
        return Just(Vec::new()).boxed();
    }
    let group_key = |level: Level, key| group_key(SPEC.column(level.column), level.bucket, key);
    let keys: Vec<_> = group
        .iter()
        .map(|level| {
            let level = *level;
            key(level.column).prop_map(move |key| group_key(level, key))
        })
        .collect();
    let path = (keys, 1..=group.len()).prop_map(|(mut path, depth)| {
        path.truncate(depth);
        path
    });
    // With each path its ancestors, so that many of them show something.
    prop::collection::vec(path, 0..10)
        .prop_map(|paths| {
            let mut all: Vec<Vec<Key>> = Vec::new();
            for prefix in paths.iter().flat_map(|p| (1..=p.len()).map(|depth| &p[..depth])) {
                if !all.iter().any(|known| known == prefix) {
                    all.push(prefix.to_vec());
                }
            }
            all
        })
        .boxed()
}

pub fn window() -> impl Strategy<Value = Window> {
    (0u32..30, 0u32..30).prop_map(|(start, len)| Window { start, len })
}
