//! What one grid brings to the component: its declaration, its source, and how its cells look.

use super::item::{GridRow, Item, Packed, told, unpacked};
use super::levels;
use crate::api::{ApiError, ErrorCode};
use crate::i18n::Messages;
use chrono::NaiveDate;
use domain::field::FieldError;
use grid::column::{ColumnId, ColumnType, GridSpec, Key};
use grid::level::Level;
use grid::page::Page;
use grid::patch::Told;
use grid::search::Needle;
use leptos::prelude::{AnyView, IntoAny};
use serde::de::DeserializeOwned;
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
    /// Columns offered in the filter bar, in this order.
    pub(crate) filters: &'static [ColumnId],
    /// Reads a window: state, first line, number of lines.
    pub(crate) fetch: fn(String, u32, u32) -> Answer<Packed>,
    /// Unpacks it.
    pub(crate) page: fn(&Packed) -> Option<Page<Item>>,
    /// Reads what the live socket tells.
    pub(crate) told: fn(&[u8]) -> Option<Told<Item>>,
    /// What is wrong with a text typed into a column, before it is sent.
    pub(crate) check: fn(ColumnId, &str) -> Result<(), FieldError>,
    /// Longest text of an editable column, in characters.
    pub(crate) limit: fn(ColumnId) -> usize,
    /// The row a conflict's answer brought.
    pub(crate) current: fn(&ApiError) -> Option<Item>,
    /// Whether rows can be selected: there is something that can be done to many of them.
    pub(crate) selectable: bool,
    /// Whether rows have a menu of what can be done to them.
    pub(crate) actions: bool,
    /// What stands beside the title of its page.
    pub(crate) beside: fn(Messages) -> AnyView,
    /// What to do next when there is nothing at all, by whether whoever looks may import.
    pub(crate) way_on: fn(Messages, bool) -> AnyView,
    /// The count line: rows, sums.
    pub(crate) count: fn(&GridSpec, Messages, u64, &[i64]) -> String,
    /// The sums that a group row has in a column.
    pub(crate) sums: fn(&GridSpec, Messages, ColumnId, &[i64]) -> String,
}

impl GridDef {
    /// A grid that is only read: its cells are the texts of their values.
    pub(crate) const fn read_only<R: GridRow + DeserializeOwned>(
        spec: &'static GridSpec,
        path: &'static str,
        fetch: fn(String, u32, u32) -> Answer<Packed>,
    ) -> Self {
        Self {
            spec,
            path,
            filters: &[],
            fetch,
            page: unpacked::<R>,
            told: told::<R>,
            check: |_, _| Ok(()),
            limit: |_| 0,
            current: |_| None,
            selectable: false,
            actions: false,
            beside: |_| ().into_any(),
            way_on: |_, _| ().into_any(),
            count: |spec, t, rows, sums| {
                let sums = spec.sums.iter().zip(sums);
                let sums = sums.map(|(sum, n)| format!("{}: {}", t.column(sum.key), t.number(*n)));
                let parts = std::iter::once(t.grid_count(rows)).chain(sums);
                parts.collect::<Vec<_>>().join(" · ")
            },
            sums: |spec, t, column, sums| {
                let sums = spec.sums.iter().zip(sums).filter(|(sum, _)| sum.column == column);
                sums.map(|(_, n)| t.number(*n)).collect::<Vec<_>>().join(" / ")
            },
        }
    }

    /// Reads a window: state, first line, number of lines.
    pub(crate) fn read(&'static self, state: String, start: u32, len: u32) -> Answer<Page<Item>> {
        let page = (self.fetch)(state, start, len);
        Box::pin(async move {
            page.await.and_then(|page| (self.page)(&page).ok_or(ErrorCode::Internal.into()))
        })
    }

    /// All sums of a group in one line.
    #[must_use]
    pub(crate) fn all_sums(&self, t: Messages, sums: &[i64]) -> String {
        let columns = self.spec.ids().filter(|(id, _)| self.spec.has_sums(*id));
        let texts: Vec<(&str, String)> =
            columns.map(|(id, column)| (column.key, (self.sums)(self.spec, t, id, sums))).collect();
        match texts.as_slice() {
            [(_, only)] => only.clone(),
            more => {
                let named = more.iter().map(|(key, text)| format!("{}: {text}", t.column(key)));
                named.collect::<Vec<_>>().join(" · ")
            }
        }
    }

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
            Key::Int(rank) if label.is_empty() => t.choice(column, *rank),
            Key::Day(day) => levels::days(t, level.bucket, *day),
            Key::Text(text) if label.is_empty() => text.clone(),
            _ => label.to_owned(),
        }
    }
}
