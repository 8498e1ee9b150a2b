//! What one grid brings to the component: its declaration, its source, and how its cells look.

use super::item::Item;
use super::levels;
use crate::api::ApiError;
use crate::i18n::Messages;
use chrono::NaiveDate;
use domain::field::FieldError;
use grid::column::{ColumnId, ColumnType, GridSpec, Key};
use grid::level::Level;
use grid::page::{FilterOption, Page};
use grid::patch::Told;
use grid::search::Needle;
use leptos::prelude::AnyView;
use std::future::Future;
use std::pin::Pin;

/// An answer on its way.
pub(crate) type Answer<T> = Pin<Box<dyn Future<Output = Result<T, ApiError>> + Send>>;

/// What a cell is drawn with.
#[derive(Clone, Copy)]
pub(crate) struct CellContext<'a> {
    /// Texts.
    pub(crate) messages: Messages,
    /// The day the page was read on.
    pub(crate) today: NaiveDate,
    /// The quick search, for highlighting.
    pub(crate) needle: &'a Needle,
    /// Whether this person may edit in place.
    pub(crate) may_edit: bool,
}

/// A grid. All of it is code, so it is a constant of its page.
pub(crate) struct GridDef {
    /// Columns, sums, default sort.
    pub(crate) spec: &'static GridSpec,
    /// Where the page lives: `/licenses`.
    pub(crate) path: &'static str,
    /// Values of `tab=`, the first is the default; empty if there is none.
    pub(crate) tabs: &'static [&'static str],
    /// Columns offered in the filter bar, in this order.
    pub(crate) filters: &'static [ColumnId],
    /// The column whose cell holds the sums of group rows.
    pub(crate) sums_at: ColumnId,
    /// Reads a window: state, first line, number of lines.
    pub(crate) fetch: fn(String, u32, u32) -> Answer<Page<Item>>,
    /// Reads what the live socket tells.
    pub(crate) told: fn(&[u8]) -> Option<Told<Item>>,
    /// Reads the paths of the groups that "expand all" opens: state.
    pub(crate) groups: fn(String) -> Answer<Vec<Vec<Key>>>,
    /// Reads what a set filter offers: state, column's key, search text.
    pub(crate) options: fn(String, String, String) -> Answer<Vec<FilterOption>>,
    /// What is wrong with a text typed into a column, before it is sent.
    pub(crate) check: fn(ColumnId, &str) -> Result<(), FieldError>,
    /// Longest text of an editable column, in characters.
    pub(crate) limit: fn(ColumnId) -> usize,
    /// The row a conflict's answer brought.
    pub(crate) current: fn(&ApiError) -> Option<Item>,
    /// Whether rows can be selected: there is something that can be done to many of them.
    pub(crate) selectable: bool,
    /// The name of a choice's rank: `Expires soon`.
    pub(crate) choice: fn(Messages, ColumnId, i64) -> String,
    /// What to do next when there is nothing at all.
    pub(crate) way_on: fn(Messages) -> AnyView,
    /// The count line: rows, sums.
    pub(crate) count: fn(Messages, u64, &[i64]) -> String,
    /// The sums of a group row.
    pub(crate) sums: fn(Messages, &[i64]) -> String,
}

impl GridDef {
    /// The name of a group of a level where the server sent none: numbers, days, choices, no
    /// value. `label` is what it did send.
    #[must_use]
    pub(crate) fn value(&self, t: Messages, level: Level, key: &Key, label: &str) -> String {
        let column = self.spec.column(level.column);
        match key {
            Key::None => t.grid_none(),
            Key::Int(number) if column.kind == ColumnType::Number => {
                levels::numbers(t, column, level.bucket, *number)
            }
            Key::Int(rank) if label.is_empty() => (self.choice)(t, level.column, *rank),
            Key::Day(day) => levels::days(t, level.bucket, *day),
            Key::Text(text) if label.is_empty() => text.clone(),
            _ => label.to_owned(),
        }
    }
}
