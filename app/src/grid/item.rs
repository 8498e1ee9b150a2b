//! A row of any grid. All grids of the portal share one component and one copy of its code in
//! the browser, so the component knows rows only by what they can do.

use super::def::{Answer, CellContext};
use crate::api::{ApiError, ErrorCode};
use crate::i18n::Messages;
use crate::live::wire::decode;
use crate::ui::Html;
use chrono::NaiveDate;
use grid::column::{Cell, ColumnId, Row};
use grid::page::Page;
use grid::patch::Told;
use serde::de::DeserializeOwned;
use std::any::Any;
use std::future::{Future, ready};
use std::ops::Deref;
use std::sync::Arc;
use uuid::Uuid;

/// What a row type brings to its grid.
pub(crate) trait GridRow: Row + Any + Send + Sync {
    /// What a person calls the row: it names its buttons and its editor.
    fn title(&self) -> &str;
    /// Draws a cell's content.
    fn draw(&self, column: ColumnId, context: CellContext, html: &mut Html);
    /// A cell as plain text, for copying.
    fn plain(&self, t: Messages, column: ColumnId, today: NaiveDate) -> String;
    /// The text that editing a column starts with.
    fn text(&self, _column: ColumnId) -> String {
        String::new()
    }
    /// Writes a cell. A grid without editable columns never asks for it.
    fn save(&self, _column: ColumnId, _text: String) -> Answer<Item> {
        Box::pin(ready(Err(ErrorCode::Forbidden.into())))
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

/// A page on its way.
pub(crate) fn page<R: GridRow>(
    page: impl Future<Output = Result<Page<R>, ApiError>> + Send + 'static,
) -> Answer<Page<Item>> {
    Box::pin(async move { page.await.map(|page| page.map(Item::new)) })
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
