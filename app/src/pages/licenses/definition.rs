//! The license grid: its source, its texts, its cells.

use super::cells;
use crate::api::licenses::{license_page, rename_license, set_license_note};
use crate::grid::{
    Answer, CellContext, GridDef, GridRow, Item, import_link, packed, told, unpacked, written,
};
use crate::i18n::Messages;
use crate::ui::Html;
use chrono::NaiveDate;
use domain::license::LicenseRow;
use domain::{name, note};
use grid::column::{ColumnId, GridSpec};
use grid::licenses::{CUSTOMER, EDITION, EXPIRES, LICENSES as SPEC, NAME, NOTE, PRODUCT, STATUS};
use leptos::prelude::IntoAny;

impl GridRow for LicenseRow {
    fn spec(&self) -> &'static GridSpec {
        &SPEC
    }

    fn title(&self) -> &str {
        &self.name
    }

    fn draw(&self, column: ColumnId, context: CellContext, html: &mut Html) {
        cells::cell(self, column, context, html);
    }

    fn shown(&self, t: Messages, column: ColumnId, today: NaiveDate) -> String {
        cells::plain_text(t, self, column, today)
    }

    fn text(&self, column: ColumnId) -> String {
        match column {
            NOTE => self.note.clone().unwrap_or_default(),
            _ => self.name.clone(),
        }
    }

    fn save(&self, column: ColumnId, text: String) -> Answer<Item> {
        match column {
            NOTE => written(set_license_note(self.id, self.version, text)),
            _ => written(rename_license(self.id, self.version, text)),
        }
    }
}

/// The license grid.
pub(crate) static LICENSES: GridDef = GridDef {
    spec: &SPEC,
    path: "/licenses",
    filters: &[PRODUCT, EDITION, CUSTOMER, STATUS, EXPIRES],
    fetch: |state, start, len| packed(license_page(state, start, len)),
    page: unpacked::<LicenseRow>,
    told: told::<LicenseRow>,
    check: |column, text| match column {
        NOTE => note::parse(text).map(drop),
        _ => name::parse(text).map(drop),
    },
    limit: |column| if column == NOTE { note::MAX_CHARS } else { name::MAX_CHARS },
    current: |error| error.current.as_deref().cloned().map(Item::new),
    selectable: true,
    actions: true,
    beside: |_| ().into_any(),
    way_on: import_link,
    count: |_, t, rows, sums| {
        let sum = |at: usize| t.number(sums.get(at).copied().unwrap_or_default());
        t.license_count(rows, sum(0), sum(1))
    },
    sums: |_, t, _, sums| {
        let sum = |at: usize| t.number(sums.get(at).copied().unwrap_or_default());
        format!("{} / {}", sum(1), sum(0))
    },
};

const _: () = assert!(NAME.0 == 0, "the first column carries the labels of groups");
