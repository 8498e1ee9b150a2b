//! The activity page. What happened to a license leads to it.

use crate::api::grids::activity_page;
use crate::grid::{GridDef, GridRow, licenses_link, packed, value_text};
use crate::i18n::Messages;
use chrono::NaiveDate;
use grid::activity::{ACTIVITY as SPEC, ActivityRow};
use grid::column::{ColumnId, GridSpec};

impl GridRow for ActivityRow {
    fn spec(&self) -> &'static GridSpec {
        &SPEC
    }

    fn title(&self) -> &str {
        self.subject.as_deref().unwrap_or_default()
    }

    fn href(&self, column: ColumnId) -> Option<String> {
        let license = self.entity_id.filter(|_| self.entity == "license")?;
        (column == ColumnId(4)).then(|| format!("/licenses/{license}"))
    }

    fn shown(&self, t: Messages, column: ColumnId, today: NaiveDate) -> String {
        match column {
            ColumnId(5) => self.entry.told(|field| t.column(field)),
            _ => value_text(t, self, column, today),
        }
    }
}

/// The activity grid: by day, person, action and kind.
pub(crate) static ACTIVITY: GridDef = GridDef {
    way_on: licenses_link,
    filters: &[ColumnId(0), ColumnId(1), ColumnId(2), ColumnId(3)],
    ..GridDef::read_only::<ActivityRow>(&SPEC, "/activity", |state, start, len| {
        packed(activity_page(state, start, len))
    })
};
