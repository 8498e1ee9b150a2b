//! A query evaluated on rows in memory: what the SQL compiler must equal, and how the live
//! hub judges a single changed row.

use crate::column::{Audience, Cell, ColumnId, GridSpec, Key, Row};
use crate::level::Level;
use crate::order::{compare_cells, group_cell};
use crate::page::{Line, Page};
use crate::query::{Filter, Query, Window};
use crate::search::{self, Needle, Pattern};
use crate::tree::{Counted, Segment, Tree};
use chrono::NaiveDate;
use domain::text::fold;
use std::cmp::Ordering;
use std::collections::HashMap;

/// A query as somebody looks at it on some day.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// The grid.
    pub spec: &'a GridSpec,
    /// What is asked.
    pub query: &'a Query,
    /// Who asks.
    pub audience: Audience,
    /// The day that statuses and spans follow from.
    pub today: NaiveDate,
    needle: Needle,
}

impl<'a> View<'a> {
    /// Prepares a query for evaluation.
    #[must_use]
    pub fn new(spec: &'a GridSpec, query: &'a Query, audience: Audience, today: NaiveDate) -> Self {
        Self { spec, query, audience, today, needle: Needle::parse(&query.search) }
    }

    /// Whether the row is part of the result: all filters and the search hold.
    #[must_use]
    pub fn matches<R: Row>(&self, row: &R) -> bool {
        let holds = |(id, filter): &(ColumnId, Filter)| {
            filter_holds(filter, &row.cell(*id, self.today), self.today)
        };
        self.query.filters.iter().all(holds)
            && (self.needle.is_empty()
                || self.needle.matches(&search::text(self.spec, row, self.audience, self.today)))
    }

    /// The order of rows within a group: the sort, then the id.
    #[must_use]
    pub fn compare<R: Row>(&self, a: &R, b: &R) -> Ordering {
        for (id, direction) in self.query.sort_or_default(self.spec) {
            let (a, b) = (a.cell(*id, self.today), b.cell(*id, self.today));
            let order = compare_cells(self.spec.column(*id).kind, &a, &b, *direction);
            if order.is_ne() {
                return order;
            }
        }
        a.id().cmp(&b.id())
    }

    /// The innermost group that the row belongs to; empty when flat.
    #[must_use]
    pub fn group_path<R: Row>(&self, row: &R) -> Vec<Key> {
        self.groups_of(row).into_iter().map(|cell| cell.key).collect()
    }

    /// The keys and labels of the groups that the row belongs to, outermost first.
    #[must_use]
    pub fn groups_of<R: Row>(&self, row: &R) -> Vec<Cell> {
        let cell = |level: &Level| {
            let column = self.spec.column(level.column);
            group_cell(column, level.bucket, row.cell(level.column, self.today))
        };
        self.query.group.iter().map(cell).collect()
    }

    /// The page that the query gives over these rows, at feed position 0.
    #[must_use]
    pub fn page<R: Row + Clone>(&self, rows: &[R], window: Window) -> Page<R> {
        let mut matching: Vec<&R> = rows.iter().filter(|row| self.matches(*row)).collect();
        matching.sort_by(|a, b| self.compare(*a, *b));
        let tree = self.tree(&matching);
        let mut lines = Vec::new();
        for segment in tree.segments(window) {
            match segment {
                Segment::Group(group) => lines.push(Line::Group(group)),
                Segment::Rows { path, offset, len } => lines.extend(
                    matching
                        .iter()
                        .filter(|row| self.group_path(**row) == path)
                        .skip(usize::try_from(offset).unwrap_or(usize::MAX))
                        .take(usize::try_from(len).unwrap_or(usize::MAX))
                        .map(|row| Line::Row((*row).clone())),
                ),
            }
        }
        tree.page(0, self.today, window, lines)
    }

    fn tree<R: Row>(&self, matching: &[&R]) -> Tree {
        if self.query.group.is_empty() {
            let mut sums = vec![0; self.spec.sums.len()];
            matching.iter().for_each(|row| add(&mut sums, &row.sums()));
            return Tree::flat(matching.len() as u64, sums);
        }
        let mut counted: HashMap<Vec<Key>, Counted> = HashMap::new();
        for row in matching {
            let mut path = Vec::new();
            for Cell { key, label } in self.groups_of(*row) {
                path.push(key);
                let group = counted.entry(path.clone()).or_insert_with(|| Counted {
                    path: path.clone(),
                    label: label.clone(),
                    count: 0,
                    sums: vec![0; self.spec.sums.len()],
                });
                group.count += 1;
                add(&mut group.sums, &row.sums());
                if label < group.label {
                    group.label = label;
                }
            }
        }
        Tree::grouped(self.spec, self.query, counted.into_values().collect())
    }
}

fn add(sums: &mut [i64], more: &[i64]) {
    for (sum, part) in sums.iter_mut().zip(more) {
        *sum += part;
    }
}

/// Whether a condition holds for a cell on `today`.
#[must_use]
pub fn filter_holds(filter: &Filter, cell: &Cell, today: NaiveDate) -> bool {
    match filter {
        Filter::OneOf(keys) => keys.contains(&cell.key),
        _ if cell.key == Key::None => false,
        Filter::Like(pattern) => Pattern::parse(pattern).matches(&fold(&cell.label)),
        Filter::Between(from, to) => {
            from.as_ref().is_none_or(|from| *from <= cell.key)
                && to.as_ref().is_none_or(|to| cell.key <= *to)
        }
        Filter::Span(span) => {
            let (from, to) = span.days(today);
            let Key::Day(day) = &cell.key else { return false };
            from.is_none_or(|from| from <= *day) && to.is_none_or(|to| *day <= to)
        }
    }
}

#[cfg(test)]
mod tests;
