//! The declaration of the license grid.

use crate::column::{
    BuiltInView, Cell, Column, ColumnId, ColumnType, Direction, GridSpec, Key, Row, Sum,
};
use chrono::NaiveDate;
use domain::license::{CatalogRef, LicenseRow, LicenseStatus, OrgRef};
use uuid::Uuid;

mod view;

pub use view::{LicenseView, Tab};

const STATUS_SLUGS: [&str; LicenseStatus::ALL.len()] = {
    let mut slugs = [""; LicenseStatus::ALL.len()];
    let mut at = 0;
    while at < slugs.len() {
        slugs[at] = LicenseStatus::ALL[at].slug();
        at += 1;
    }
    slugs
};

/// Display name.
pub const NAME: ColumnId = ColumnId(0);
/// License key.
pub const KEY: ColumnId = ColumnId(1);
/// Product.
pub const PRODUCT: ColumnId = ColumnId(2);
/// Edition.
pub const EDITION: ColumnId = ColumnId(3);
/// Customer.
pub const CUSTOMER: ColumnId = ColumnId(4);
/// Seats used and bought.
pub const SEATS: ColumnId = ColumnId(5);
/// Status on today.
pub const STATUS: ColumnId = ColumnId(6);
/// Day of purchase.
pub const PURCHASED: ColumnId = ColumnId(7);
/// Last day of validity.
pub const EXPIRES: ColumnId = ColumnId(8);
/// The note.
pub const NOTE: ColumnId = ColumnId(9);
/// The partner's order number.
pub const ORDER: ColumnId = ColumnId(10);
/// Vendor.
pub const VENDOR: ColumnId = ColumnId(11);
/// Partner, for a distributor's eyes.
pub const PARTNER: ColumnId = ColumnId(12);

/// The license grid.
pub static LICENSES: GridSpec = GridSpec {
    name: "licenses",
    columns: &[
        Column { key: "name", groupable: false, searchable: true, editable: true, ..Column::PLAIN },
        Column { key: "key", groupable: false, searchable: true, ..Column::PLAIN },
        Column { key: "product", kind: ColumnType::Ref, ..Column::PLAIN },
        Column { key: "edition", kind: ColumnType::Ref, ..Column::PLAIN },
        Column { key: "customer", kind: ColumnType::Ref, searchable: true, ..Column::PLAIN },
        Column {
            key: "seats",
            kind: ColumnType::Number,
            bands: &[1, 5, 10, 25, 50, 100, 250, 500, 1000],
            ..Column::PLAIN
        },
        Column { key: "status", kind: ColumnType::Choice(&STATUS_SLUGS), ..Column::PLAIN },
        Column { key: "purchased", kind: ColumnType::Date, ..Column::PLAIN },
        Column { key: "expires", kind: ColumnType::Date, ..Column::PLAIN },
        Column {
            key: "note",
            groupable: false,
            searchable: true,
            internal: true,
            editable: true,
            ..Column::PLAIN
        },
        Column {
            key: "order",
            groupable: false,
            searchable: true,
            internal: true,
            ..Column::PLAIN
        },
        Column { key: "vendor", kind: ColumnType::Ref, visible: false, ..Column::PLAIN },
        Column { key: "partner", kind: ColumnType::Ref, visible: false, ..Column::PLAIN },
    ],
    sums: &[Sum { key: "seats", column: SEATS }, Sum { key: "used", column: SEATS }],
    default_sort: &[(EXPIRES, Direction::Up)],
    views: &[
        BuiltInView { key: "expires-soon", state: "status=expires-soon" },
        BuiltInView { key: "expired", state: "status=expired" },
        BuiltInView { key: "unused", state: "tab=unused" },
    ],
};

fn text(value: &str) -> Cell {
    Cell { key: Key::Text(value.to_owned()), label: value.to_owned() }
}

fn maybe_text(value: Option<&String>) -> Cell {
    value.map_or(Cell { key: Key::None, label: String::new() }, |v| text(v))
}

fn day(value: Option<NaiveDate>) -> Cell {
    Cell { key: value.map_or(Key::None, Key::Day), label: String::new() }
}

fn entry(value: &CatalogRef) -> Cell {
    Cell { key: Key::Int(i64::from(value.id)), label: value.name.clone() }
}

fn org(value: Option<&OrgRef>) -> Cell {
    value.map_or(Cell { key: Key::None, label: String::new() }, |o| Cell {
        key: Key::Id(o.id.0),
        label: o.name.clone(),
    })
}

impl Row for LicenseRow {
    fn id(&self) -> Uuid {
        self.id.0
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn cell(&self, column: ColumnId, today: NaiveDate) -> Cell {
        match column {
            NAME => text(&self.name),
            KEY => text(&self.key),
            PRODUCT => entry(&self.product),
            EDITION => entry(&self.edition),
            CUSTOMER => org(self.customer.as_ref()),
            SEATS => Cell {
                key: self.seats.map_or(Key::None, |n| Key::Int(i64::from(n))),
                label: String::new(),
            },
            STATUS => Cell { key: Key::Int(self.status(today).rank()), label: String::new() },
            PURCHASED => day(Some(self.purchased)),
            EXPIRES => day(self.expires),
            NOTE => maybe_text(self.note.as_ref()),
            ORDER => maybe_text(self.order_no.as_ref()),
            VENDOR => entry(&self.vendor),
            PARTNER => org(Some(&self.partner)),
            ColumnId(_) => Cell { key: Key::None, label: String::new() },
        }
    }

    fn sums(&self) -> Vec<i64> {
        vec![i64::from(self.seats.unwrap_or(0)), i64::from(self.used)]
    }
}
