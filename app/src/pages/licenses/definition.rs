//! The license grid: its source, its texts, its cells.

use super::cells;
use crate::api::licenses::{
    license_groups, license_options, license_page, rename_license, set_license_note,
};
use crate::grid::{Answer, CellContext, GridDef, GridRow, Item, page, told, written};
use crate::i18n::Messages;
use crate::ui::Html;
use chrono::NaiveDate;
use domain::license::{LicenseRow, LicenseStatus};
use domain::policy::Action;
use domain::{name, note};
use grid::column::ColumnId;
use grid::licenses::{
    CUSTOMER, EDITION, EXPIRES, LICENSES as SPEC, NAME, NOTE, PRODUCT, SEATS, STATUS,
};
use leptos::prelude::*;

impl GridRow for LicenseRow {
    fn title(&self) -> &str {
        &self.name
    }

    fn draw(&self, column: ColumnId, context: CellContext, html: &mut Html) {
        cells::cell(self, column, context, html);
    }

    fn plain(&self, t: Messages, column: ColumnId, today: NaiveDate) -> String {
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
    tabs: &["active", "unused", "all"],
    filters: &[PRODUCT, EDITION, CUSTOMER, STATUS, EXPIRES],
    sums_at: SEATS,
    fetch: |state, start, len| page(license_page(state, start, len)),
    told: told::<LicenseRow>,
    groups: |state| Box::pin(license_groups(state)),
    options: |state, column, search| Box::pin(license_options(state, column, search)),
    check: |column, text| match column {
        NOTE => note::parse(text).map(drop),
        _ => name::parse(text).map(drop),
    },
    limit: |column| if column == NOTE { note::MAX_CHARS } else { name::MAX_CHARS },
    current: |error| error.current.as_deref().cloned().map(Item::new),
    selectable: true,
    choice: |t, column, rank| match (column, LicenseStatus::from_rank(rank)) {
        (STATUS, Some(status)) => t.status(status.slug()),
        _ => t.number(rank),
    },
    way_on: |t| {
        let link = view! { <a class="button button--primary" href="/import">{t.nav_import()}</a> };
        super::may(Action::Import).then_some(link).into_any()
    },
    count: |t, rows, sums| {
        let sum = |at: usize| t.number(sums.get(at).copied().unwrap_or_default());
        t.license_count(rows, sum(0), sum(1))
    },
    sums: |t, sums| {
        let sum = |at: usize| t.number(sums.get(at).copied().unwrap_or_default());
        format!("{} / {}", sum(1), sum(0))
    },
};

const _: () = assert!(NAME.0 == 0, "the first column carries the labels of groups");
