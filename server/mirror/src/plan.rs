//! A query made ready for a table: numbers instead of keys, so that a million rows are judged
//! in a few milliseconds. It holds until a name changes or the day turns.

use crate::bits::Bits;
use crate::column::{Column, NONE};
use crate::table::{Mirrored, Sums, Table};
use grid::column::{Audience, ColumnId, Direction, Key};
use grid::level::{Bucket, Level, Measure, band, span};
use grid::query::{Filter, Query};
use grid::search::{Needle, Pattern};
use memchr::memmem::Finder;
use std::cmp::Ordering;
use std::ops::RangeInclusive;

/// A prepared query.
pub(crate) struct Plan {
    pub(crate) scope: (i64, i64),
    audience: Audience,
    tests: Vec<(ColumnId, Test)>,
    words: Vec<Words>,
    pub(crate) sort: Vec<(ColumnId, Direction)>,
    pub(crate) levels: Vec<Level>,
    /// Per level, the bucket of each day that the column had when the plan was made.
    buckets: Vec<Days>,
}

/// A condition on a column's number, or on its text.
enum Test {
    Numbers(Vec<i64>),
    Codes { known: Bits, upto: u32, keys: Option<Vec<Key>>, pattern: Option<Words>, none: bool },
    Range(RangeInclusive<i64>),
    Missing(bool),
    Like(Words),
    Texts { keys: Vec<Key>, none: bool },
    Never,
}

/// The pieces of a pattern, each ready to be looked for.
struct Words(Vec<Finder<'static>>);

impl Words {
    fn new(pattern: &Pattern) -> Self {
        Self(pattern.pieces().iter().map(|piece| Finder::new(piece).into_owned()).collect())
    }

    #[inline]
    fn found(&self, text: &[u8]) -> bool {
        let mut rest = text;
        self.0.iter().all(|finder| match finder.find(rest) {
            Some(at) => {
                rest = &rest[at + finder.needle().len()..];
                true
            }
            None => false,
        })
    }
}

impl Plan {
    pub(crate) fn new<R: Mirrored>(
        table: &Table<R>,
        scope: (i64, i64),
        audience: Audience,
        query: &Query,
    ) -> Self {
        let tests =
            query.filters.iter().map(|(id, filter)| (*id, test(table, *id, filter))).collect();
        let needle = Needle::parse(&query.search);
        Self {
            scope,
            audience,
            tests,
            words: needle.words().iter().map(Words::new).collect(),
            sort: query.sort_or_default(table.spec).to_vec(),
            levels: query.group.clone(),
            buckets: query.group.iter().map(|level| Days::new(table, level)).collect(),
        }
    }

    /// Whether the row of a slot is part of the result.
    #[inline]
    pub(crate) fn matches<R: Mirrored>(&self, table: &Table<R>, slot: u32) -> bool {
        table.holds(slot, self.scope)
            && self.tests.iter().all(|(id, test)| test.holds(table, *id, slot))
            && (self.words.is_empty() || {
                let text = table.layout.search(table.record(slot), self.audience);
                self.words.iter().all(|words| words.found(text))
            })
    }

    /// The number of the group that a row belongs to at a level, 0 outermost.
    #[inline]
    pub(crate) fn group<R: Mirrored>(&self, table: &Table<R>, level: usize, slot: u32) -> i64 {
        let Level { column, bucket, .. } = self.levels[level];
        let number = table.column(column).number(slot);
        match bucket {
            _ if number == NONE => NONE,
            Bucket::Value | Bucket::Day => number,
            Bucket::Band => band(table.spec.column(column).bands, number).unwrap_or(number),
            Bucket::Year | Bucket::Quarter | Bucket::Month | Bucket::Week => {
                self.buckets[level].bucket(bucket, number)
            }
        }
    }

    /// The numbers of the groups that a row belongs to, outermost first.
    pub(crate) fn path<R: Mirrored>(&self, table: &Table<R>, slot: u32) -> Vec<i64> {
        (0..self.levels.len()).map(|level| self.group(table, level, slot)).collect()
    }

    /// The numbers of a path of keys; none when no row ever had one of them.
    pub(crate) fn numbers<R: Mirrored>(&self, table: &Table<R>, path: &[Key]) -> Option<Vec<i64>> {
        path.iter()
            .zip(&self.levels)
            .map(|(key, level)| table.column(level.column).number_of(key))
            .collect()
    }

    /// The order of rows within a group.
    pub(crate) fn compare<R: Mirrored>(&self, table: &Table<R>, a: u32, b: u32) -> Ordering {
        self.compare_after(table, 0, a, b)
    }

    /// The same, of rows that are equal in the first sort columns.
    pub(crate) fn compare_after<R: Mirrored>(
        &self,
        table: &Table<R>,
        skip: usize,
        a: u32,
        b: u32,
    ) -> Ordering {
        for (id, direction) in &self.sort[skip..] {
            let order = compare_cells(table, *id, *direction, a, b);
            if order.is_ne() {
                return order;
            }
        }
        table.compare_ids(a, b)
    }

    /// The order of the groups of a level by their numbers, counts and sums.
    pub(crate) fn compare_groups<R: Mirrored>(
        &self,
        table: &Table<R>,
        level: usize,
        a: (i64, u64, &Sums),
        b: (i64, u64, &Sums),
    ) -> Ordering {
        let Level { column, by, direction, .. } = self.levels[level];
        let column = table.column(column);
        let values = |direction| {
            none_last(a.0 == NONE, b.0 == NONE)
                .unwrap_or_else(|| directed(column.compare_groups(a.0, b.0), direction))
        };
        let sum = |sums: &Sums, at: u8| sums.get(usize::from(at)).copied().unwrap_or_default();
        let measured = match by {
            Measure::Value => return values(direction),
            Measure::Count => a.1.cmp(&b.1),
            Measure::Sum(at) => sum(a.2, at).cmp(&sum(b.2, at)),
        };
        directed(measured, direction).then_with(|| values(Direction::Up))
    }
}

fn compare_cells<R: Mirrored>(
    table: &Table<R>,
    id: ColumnId,
    direction: Direction,
    a: u32,
    b: u32,
) -> Ordering {
    match table.column(id) {
        Column::Text => {
            let Some(line) = table.layout.line(id) else { return Ordering::Equal };
            let text = |slot| table.layout.text(table.record(slot), line);
            match (text(a), text(b)) {
                (Some(a), Some(b)) => directed(a.cmp(b), direction),
                (a, b) => a.is_none().cmp(&b.is_none()),
            }
        }
        Column::Coded(coded) => {
            let (a, b) = (coded.codes[a as usize], coded.codes[b as usize]);
            if a == b {
                return Ordering::Equal;
            }
            none_last(a == u32::MAX, b == u32::MAX)
                .unwrap_or_else(|| directed(coded.compare_entries(a, b), direction))
        }
        column => {
            let (a, b) = (column.number(a), column.number(b));
            none_last(a == NONE, b == NONE).unwrap_or_else(|| directed(a.cmp(&b), direction))
        }
    }
}

fn none_last(a: bool, b: bool) -> Option<Ordering> {
    (a || b).then(|| a.cmp(&b))
}

fn directed(up: Ordering, direction: Direction) -> Ordering {
    if direction == Direction::Up { up } else { up.reverse() }
}

fn test<R: Mirrored>(table: &Table<R>, id: ColumnId, filter: &Filter) -> Test {
    let column = table.column(id);
    match (column, filter) {
        (Column::Text, Filter::OneOf(keys)) if keys == &[Key::None] => Test::Missing(true),
        (Column::Text, Filter::OneOf(keys)) => {
            Test::Texts { keys: keys.clone(), none: keys.contains(&Key::None) }
        }
        (Column::Text, Filter::Like(text)) => Test::Like(Words::new(&Pattern::parse(text))),
        (Column::Coded(coded), Filter::OneOf(keys)) => {
            let held = |entry: &crate::column::Entry| keys.contains(&entry.key);
            codes(coded, held, Some(keys.clone()), None, keys.contains(&Key::None))
        }
        (Column::Coded(coded), Filter::Like(text)) => {
            let words = Words::new(&Pattern::parse(text));
            let pattern = Words::new(&Pattern::parse(text));
            codes(coded, |entry| words.found(entry.fold.as_bytes()), None, Some(pattern), false)
        }
        (_, Filter::OneOf(keys)) => {
            Test::Numbers(keys.iter().filter_map(|key| column.number_of(key)).collect())
        }
        // Of what is neither text nor a thing, labels are empty: only the empty pattern fits.
        (_, Filter::Like(text)) if Pattern::parse(text).pieces().is_empty() => Test::Missing(false),
        (_, Filter::Like(_)) => Test::Never,
        (Column::Number(_) | Column::Day(_), Filter::Between(from, to)) => {
            range(column, from.as_ref(), to.as_ref())
        }
        (Column::Day(_), Filter::Span(days)) => {
            let (from, to) = days.days(table.today);
            range(column, from.map(Key::Day).as_ref(), to.map(Key::Day).as_ref())
        }
        _ => Test::Never,
    }
}

fn range(column: &Column, from: Option<&Key>, to: Option<&Key>) -> Test {
    let bound = |key: Option<&Key>, open: i64| match key {
        None => Some(open),
        Some(key) => column.number_of(key).filter(|number| *number != NONE),
    };
    match (bound(from, i64::MIN), bound(to, NONE - 1)) {
        (Some(from), Some(to)) => Test::Range(from..=to),
        _ => Test::Never,
    }
}

fn codes(
    coded: &crate::column::Coded,
    holds: impl Fn(&crate::column::Entry) -> bool,
    keys: Option<Vec<Key>>,
    pattern: Option<Words>,
    none: bool,
) -> Test {
    let mut known = Bits::with_room(coded.entries.len());
    for (code, entry) in (0..).zip(&coded.entries) {
        known.set(code, holds(entry));
    }
    let upto = coded.entries.len() as u32;
    Test::Codes { known, upto, keys, pattern, none }
}

impl Test {
    #[inline]
    fn holds<R: Mirrored>(&self, table: &Table<R>, id: ColumnId, slot: u32) -> bool {
        let text = || {
            let line = table.layout.line(id)?;
            table.layout.text(table.record(slot), line)
        };
        match self {
            Self::Numbers(numbers) => numbers.contains(&table.column(id).number(slot)),
            Self::Range(range) => {
                let number = table.column(id).number(slot);
                number != NONE && range.contains(&number)
            }
            Self::Codes { none, .. } if table.column(id).number(slot) == NONE => *none,
            Self::Codes { known, upto, keys, pattern, .. } => {
                let Column::Coded(coded) = table.column(id) else { return false };
                let code = coded.codes[slot as usize];
                if code < *upto {
                    known.has(code)
                } else {
                    // It came after the plan was made.
                    let entry = &coded.entries[code as usize];
                    keys.as_ref().is_some_and(|keys| keys.contains(&entry.key))
                        || pattern.as_ref().is_some_and(|p| p.found(entry.fold.as_bytes()))
                }
            }
            Self::Missing(missing) => match table.column(id) {
                Column::Text => text().is_none() == *missing,
                column => (column.number(slot) == NONE) == *missing,
            },
            Self::Like(words) => text().is_some_and(|text| words.found(text)),
            Self::Texts { none, .. } if text().is_none() => *none,
            Self::Texts { keys, .. } => {
                // Folds are compared first: they are at hand, the text itself is not.
                let folded = text().unwrap_or_default();
                let may_be = |key: &Key| matches!(key, Key::Text(t) if domain::text::fold(t).as_bytes() == folded);
                keys.iter().any(may_be)
                    && table.row(slot).is_some_and(|row| {
                        keys.contains(&grid::column::Row::cell(&row, id, table.today).key)
                    })
            }
            Self::Never => false,
        }
    }
}

/// The first days of buckets by day, since finding one takes a calendar.
struct Days {
    first: i64,
    buckets: Vec<i64>,
}

impl Days {
    /// Most days kept: two centuries.
    const MOST: i64 = 73_000;

    fn new<R: Mirrored>(table: &Table<R>, level: &Level) -> Self {
        let none = Self { first: 0, buckets: Vec::new() };
        let Column::Day(days) = table.column(level.column) else { return none };
        let known = || days.iter().copied().filter(|day| *day != i32::MAX).map(i64::from);
        let (Some(first), Some(last)) = (known().min(), known().max()) else { return none };
        let last = last.min(first + Self::MOST);
        Self { first, buckets: (first..=last).map(|day| first_day(level.bucket, day)).collect() }
    }

    #[inline]
    fn bucket(&self, bucket: Bucket, day: i64) -> i64 {
        let at = usize::try_from(day - self.first).ok();
        match at.and_then(|at| self.buckets.get(at)) {
            Some(first) => *first,
            None => first_day(bucket, day),
        }
    }
}

fn first_day(bucket: Bucket, day: i64) -> i64 {
    use chrono::{Datelike, NaiveDate};
    i32::try_from(day)
        .ok()
        .and_then(NaiveDate::from_num_days_from_ce_opt)
        .map_or(day, |day| span(bucket, day).0.num_days_from_ce().into())
}
