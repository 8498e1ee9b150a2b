//! A row of any grid. All grids of the portal share one component and one copy of its code in
//! the browser, so the component knows rows only by what they can do.

use super::def::{Answer, CellContext};
use super::mark::marked;
use crate::api::{ApiError, ErrorCode};
use crate::i18n::Messages;
use crate::live::wire::{decode, encode};
use crate::ui::Html;
use chrono::NaiveDate;
use grid::column::{Cell, ColumnId, ColumnType, GridSpec, Key, Row};
use grid::page::Page;
use grid::patch::Told;
use serde::{Serialize, de::DeserializeOwned};
use std::any::Any;
use std::future::{Future, ready};
use std::ops::Deref;
use std::sync::Arc;
use uuid::Uuid;

/// What a row type brings to its grid.
pub(crate) trait GridRow: Row + Any + Send + Sync {
    /// Its grid's declaration.
    fn spec(&self) -> &'static GridSpec;

    /// What a person calls the row: it names its buttons and its editor.
    fn title(&self) -> &str;

    /// Where a cell leads.
    fn href(&self, _column: ColumnId) -> Option<String> {
        None
    }

    /// A cell as plain text.
    fn shown(&self, t: Messages, column: ColumnId, today: NaiveDate) -> String {
        value_text(t, self, column, today)
    }

    /// Draws a cell's content.
    fn draw(&self, column: ColumnId, context: CellContext, html: &mut Html) {
        draw_text(self, column, context, html);
    }

    /// The text that editing a column starts with.
    fn text(&self, _column: ColumnId) -> String {
        String::new()
    }

    /// Writes a cell. A grid without editable columns never asks for it.
    fn save(&self, _column: ColumnId, _text: String) -> Answer<Item> {
        Box::pin(ready(Err(ErrorCode::Forbidden.into())))
    }
}

/// The text of a cell's value.
pub(crate) fn value_text<R: GridRow + ?Sized>(
    t: Messages,
    row: &R,
    column: ColumnId,
    today: NaiveDate,
) -> String {
    let Cell { key, label } = row.cell(column, today);
    let declared = row.spec().column(column);
    match key {
        Key::None => String::new(),
        Key::Int(rank) if matches!(declared.kind, ColumnType::Choice(_)) => {
            t.choice(declared, rank)
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
pub(crate) fn draw_text<R: GridRow + ?Sized>(
    row: &R,
    column: ColumnId,
    context: CellContext,
    html: &mut Html,
) {
    let text = row.shown(context.messages, column, context.today);
    let declared = row.spec().column(column);
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

/// A row.
#[derive(Clone)]
pub(crate) struct Item(Arc<dyn GridRow>);

impl Item {
    /// Of a row type.
    #[must_use]
    pub(crate) fn new(row: impl GridRow) -> Self {
        Self(Arc::new(row))
    }

    /// The row as what it is, for the page that brought it.
    #[must_use]
    pub(crate) fn of<R: GridRow>(&self) -> Option<&R> {
        let any: &dyn Any = &*self.0;
        any.downcast_ref()
    }
}

impl Deref for Item {
    type Target = dyn GridRow;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

impl Row for Item {
    fn id(&self) -> Uuid {
        self.0.id()
    }

    fn version(&self) -> i32 {
        self.0.version()
    }

    fn cell(&self, column: ColumnId, today: NaiveDate) -> Cell {
        self.0.cell(column, today)
    }

    fn sums(&self) -> Vec<i64> {
        self.0.sums()
    }
}

/// A page as it travels: the component does not know what its rows are written like.
pub(crate) type Packed = Vec<u8>;

/// A page on its way.
pub(crate) fn packed<R: GridRow + Serialize>(
    page: impl Future<Output = Result<Page<R>, ApiError>> + Send + 'static,
) -> Answer<Packed> {
    Box::pin(async move { page.await.map(|page| encode(&page)) })
}

/// The page.
pub(crate) fn unpacked<R: GridRow + DeserializeOwned>(page: &Packed) -> Option<Page<Item>> {
    decode::<Page<R>>(page).map(|page| page.map(Item::new))
}

/// A written row on its way.
pub(crate) fn written<R: GridRow>(
    row: impl Future<Output = Result<R, ApiError>> + Send + 'static,
) -> Answer<Item> {
    Box::pin(async move { row.await.map(Item::new) })
}

/// Reads what the live socket tells of a grid.
pub(crate) fn told<R: GridRow + DeserializeOwned>(bytes: &[u8]) -> Option<Told<Item>> {
    decode::<Told<R>>(bytes).map(|told| told.map(Item::new))
}
