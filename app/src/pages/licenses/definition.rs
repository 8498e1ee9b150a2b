//! The license grid: its source, its texts, its cells.

use super::cells;
use crate::api::licenses::{license_page, rename_license, set_license_note};
use crate::grid::{GridDef, GridRow, import_link};
use crate::i18n::Messages;
use chrono::NaiveDate;
use domain::license::LicenseRow;
use domain::{name, note};
use grid::column::{ColumnId, GridSpec};
use grid::licenses::{CUSTOMER, EDITION, EXPIRES, LICENSES as SPEC, NAME, NOTE, PRODUCT, STATUS};

impl GridRow for LicenseRow {
    const SPEC: &'static GridSpec = &SPEC;

    fn title(&self) -> &str {
        &self.name
    }

    fn text(&self, column: ColumnId) -> String {
        match column {
            NOTE => self.note.clone().unwrap_or_default(),
            _ => self.name.clone(),
        }
    }

    fn shown(&self, t: Messages, column: ColumnId, today: NaiveDate) -> String {
        cells::plain_text(t, self, column, today)
    }
}

/// The license grid.
pub(crate) static LICENSES: GridDef<LicenseRow> = GridDef {
    spec: &SPEC,
    path: "/licenses",
    filters: &[PRODUCT, EDITION, CUSTOMER, STATUS, EXPIRES],
    fetch: |state, start, len| Box::pin(license_page(state, start, len)),
    save: |row, column, text| match column {
        NOTE => Box::pin(set_license_note(row.id, row.version, text)),
        _ => Box::pin(rename_license(row.id, row.version, text)),
    },
    check: |column, text| match column {
        NOTE => note::parse(text).map(drop),
        _ => name::parse(text).map(drop),
    },
    limit: |column| if column == NOTE { note::MAX_CHARS } else { name::MAX_CHARS },
    current: |error| error.current.as_deref().cloned(),
    cell: cells::cell,
    selectable: true,
    actions: true,
    way_on: import_link,
    count: |t, rows, sums| {
        let sum = |at: usize| t.number(sums.get(at).copied().unwrap_or_default());
        t.license_count(rows, sum(0), sum(1))
    },
    sums: |t, _, sums| {
        let sum = |at: usize| t.number(sums.get(at).copied().unwrap_or_default());
        format!("{} / {}", sum(1), sum(0))
    },
};

const _: () = assert!(NAME.0 == 0, "the first column carries the labels of groups");
