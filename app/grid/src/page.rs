//! The answer to a query: a window of the visible list, with the numbers around it.

use crate::column::Key;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A window of a grid's visible list. `R` is the row type.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Page<R> {
    /// Feed position the page was read at: live changes up to here are in it.
    pub pos: i64,
    /// The day (UTC) the page was read on: statuses and relative filters follow from it.
    #[serde(with = "domain::wire::day")]
    pub today: NaiveDate,
    /// Rows that match the query, groups not counted.
    pub rows: u64,
    /// The declaration's sums over those rows.
    pub sums: Vec<i64>,
    /// Groups at the outermost level; 0 when flat.
    pub groups: u64,
    /// Length of the visible list: groups plus the rows of open innermost groups.
    pub lines: u64,
    /// Index of the first line below.
    pub start: u64,
    /// The groups around the first line below, outermost first.
    pub above: Vec<Around>,
    /// The lines asked for.
    pub window: Vec<Line<R>>,
}

impl<R> Page<R> {
    /// The same page of other rows.
    #[must_use]
    pub fn map<S>(self, row: impl Fn(R) -> S) -> Page<S> {
        let Self { pos, today, rows, sums, groups, lines, start, above, window } = self;
        let window = window.into_iter().map(|line| line.map(&row)).collect();
        Page { pos, today, rows, sums, groups, lines, start, above, window }
    }
}

/// One line of the visible list.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Line<R> {
    /// A group row.
    Group(Group),
    /// A row.
    Row(R),
}

impl<R> Line<R> {
    /// The same line of another row.
    #[must_use]
    pub fn map<S>(self, row: impl Fn(R) -> S) -> Line<S> {
        match self {
            Self::Group(group) => Line::Group(group),
            Self::Row(held) => Line::Row(row(held)),
        }
    }
}

/// A group row.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Group {
    /// Keys from the outermost level to this one; the length is the level, from 1.
    pub path: Vec<Key>,
    /// Name of the innermost key where the server knows one; empty for numbers, days and choices.
    pub label: String,
    /// Rows below it.
    pub count: u64,
    /// The declaration's sums over those rows.
    pub sums: Vec<i64>,
    /// Whether its lines follow.
    pub open: bool,
    /// Position among its siblings, from 1.
    pub position: u64,
    /// How many siblings there are, itself included.
    pub siblings: u64,
}

/// A group around a line, and its own line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Around {
    /// Index of the group's line.
    pub line: u64,
    /// The group.
    pub group: Group,
}

/// A value that a set filter offers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FilterOption {
    /// Identity.
    pub key: Key,
    /// Name where the server knows one.
    pub label: String,
    /// Rows that have it, other filters applied.
    pub count: u64,
}
