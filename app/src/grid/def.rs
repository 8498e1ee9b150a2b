//! What one grid brings to the component: its declaration, its source, and how its cells look.

use super::levels;
use super::mark::marked;
use crate::api::{ApiError, ErrorCode};
use crate::i18n::Messages;
use crate::ui::Html;
use chrono::NaiveDate;
use domain::field::FieldError;
use grid::column::{Cell, ColumnId, ColumnType, GridSpec, Key, Row};
use grid::level::Level;
use grid::page::Page;
use grid::search::Needle;
use leptos::prelude::{AnyView, IntoAny};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::future::Future;
use std::pin::Pin;

/// An answer on its way.
pub(crate) type Answer<T> = Pin<Box<dyn Future<Output = Result<T, ApiError>> + Send>>;

/// A row type that grids show.
pub(crate) trait GridRow:
    Row + Clone + PartialEq + DeserializeOwned + Serialize + Send + Sync + 'static
{
    /// Its grid's declaration.
    const SPEC: &'static GridSpec;

    /// What a person calls the row: it names its buttons and its editor.
    fn title(&self) -> &str;

    /// The text that editing a column starts with.
    fn text(&self, _: ColumnId) -> String {
        String::new()
    }

    /// Where a cell leads.
    fn href(&self, _: ColumnId) -> Option<String> {
        None
    }

    /// A cell as plain text.
    fn shown(&self, t: Messages, column: ColumnId, today: NaiveDate) -> String {
        value_text(t, self, column, today)
    }
}

/// The text of a cell's value.
pub(crate) fn value_text<R: GridRow>(
    t: Messages,
    row: &R,
    column: ColumnId,
    today: NaiveDate,
) -> String {
    let Cell { key, label } = row.cell(column, today);
    match key {
        Key::None => String::new(),
        Key::Int(rank) if matches!(R::SPEC.column(column).kind, ColumnType::Choice(_)) => {
            t.choice(R::SPEC.column(column), rank)
        }
        Key::Int(number) if label.is_empty() => t.number(number),
        Key::Day(day) => match label.get(..5) {
            Some(minute) => t.time_utc(format!("{}, {minute}", t.date(day))),
            None => t.date(day),
        },
        _ => label,
    }
}

/// Draws the text of a cell, leading where the cell leads.
fn draw<R: GridRow>(row: &R, column: ColumnId, context: CellContext, html: &mut Html) {
    let text = row.shown(context.messages, column, context.today);
    let declared = R::SPEC.column(column);
    let href = row.href(column);
    if let Some(href) = &href {
        // Reached by the row's keys, not by Tab.
        html.open("a", &[("class", "row-link"), ("href", href), ("tabindex", "-1")]);
    }
    match declared.kind {
        ColumnType::Number | ColumnType::Date => {
            html.element("span", &[("class", "number")], &text);
        }
        _ if declared.searchable => marked(html, &text, context.needle),
        _ => {
            html.element("bdi", &[("class", "clip")], &text);
        }
    }
    if href.is_some() {
        html.close("a");
    }
}

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
pub(crate) struct GridDef<R: 'static> {
    /// Columns, sums, default sort.
    pub(crate) spec: &'static GridSpec,
    /// Where the page lives: `/licenses`.
    pub(crate) path: &'static str,
    /// Columns offered in the filter bar, in this order.
    pub(crate) filters: &'static [ColumnId],
    /// Reads a window: state, first line, number of lines.
    pub(crate) fetch: fn(String, u32, u32) -> Answer<Page<R>>,
    /// Writes a cell: row, column, text.
    pub(crate) save: fn(&R, ColumnId, String) -> Answer<R>,
    /// What is wrong with a text typed into a column, before it is sent.
    pub(crate) check: fn(ColumnId, &str) -> Result<(), FieldError>,
    /// Longest text of an editable column, in characters.
    pub(crate) limit: fn(ColumnId) -> usize,
    /// The row a conflict's answer brought.
    pub(crate) current: fn(&ApiError) -> Option<R>,
    /// Draws a cell's content.
    pub(crate) cell: fn(&R, ColumnId, CellContext, &mut Html),
    /// Whether rows can be selected: there is something that can be done to many of them.
    pub(crate) selectable: bool,
    /// Whether rows have a menu of what can be done to them.
    pub(crate) actions: bool,
    /// What to do next when there is nothing at all.
    pub(crate) way_on: fn(Messages) -> AnyView,
    /// The count line: rows, sums.
    pub(crate) count: fn(Messages, u64, &[i64]) -> String,
    /// The sums that a group row has in a column.
    pub(crate) sums: fn(Messages, ColumnId, &[i64]) -> String,
}

impl<R: GridRow> GridDef<R> {
    /// A grid that is only read: its cells are the texts of their values.
    pub(crate) const fn read_only(
        path: &'static str,
        fetch: fn(String, u32, u32) -> Answer<Page<R>>,
    ) -> Self {
        Self {
            spec: R::SPEC,
            path,
            filters: &[],
            fetch,
            save: |_, _, _| Box::pin(std::future::ready(Err(ErrorCode::Forbidden.into()))),
            check: |_, _| Ok(()),
            limit: |_| 0,
            current: |_| None,
            cell: draw::<R>,
            selectable: false,
            actions: false,
            way_on: |_| ().into_any(),
            count: |t, rows, sums| {
                let sums = R::SPEC.sums.iter().zip(sums);
                let sums = sums.map(|(sum, n)| format!("{}: {}", t.column(sum.key), t.number(*n)));
                let parts = std::iter::once(t.grid_count(rows)).chain(sums);
                parts.collect::<Vec<_>>().join(" · ")
            },
            sums: |t, column, sums| {
                let sums = R::SPEC.sums.iter().zip(sums).filter(|(sum, _)| sum.column == column);
                sums.map(|(_, n)| t.number(*n)).collect::<Vec<_>>().join(" / ")
            },
        }
    }

    /// All sums of a group in one line.
    #[must_use]
    pub(crate) fn all_sums(&self, t: Messages, sums: &[i64]) -> String {
        let columns = self.spec.ids().filter(|(id, _)| self.spec.has_sums(*id));
        let texts: Vec<(&str, String)> =
            columns.map(|(id, column)| (column.key, (self.sums)(t, id, sums))).collect();
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
