//! The customers page. A customer leads to its licenses.

use crate::api::grids::customers_page;
use crate::grid::{GridDef, GridRow, import_link, packed};
use grid::column::{ColumnId, GridSpec};
use grid::customers::{CUSTOMERS as SPEC, CustomerRow};

impl GridRow for CustomerRow {
    fn spec(&self) -> &'static GridSpec {
        &SPEC
    }

    fn title(&self) -> &str {
        &self.org.name
    }

    fn href(&self, column: ColumnId) -> Option<String> {
        let state = format!("customer={}", self.org.id);
        (column == ColumnId(0)).then(|| grid::url::address("/licenses", &state))
    }
}

/// The customers grid: by partner, by what ends, by when.
pub(crate) static CUSTOMERS: GridDef = GridDef {
    way_on: import_link,
    filters: &[ColumnId(1), ColumnId(5), ColumnId(6), ColumnId(7)],
    ..GridDef::read_only::<CustomerRow>(&SPEC, "/customers", |state, start, len| {
        packed(customers_page(state, start, len))
    })
};
