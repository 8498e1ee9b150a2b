//! The declaration of the license grid.

use crate::column::{
    BuiltInView, Cell, Column, ColumnId, ColumnType, Direction, GridSpec, Row, Sum, Tab,
};
use chrono::NaiveDate;
use domain::license::{LicenseRow, LicenseStatus};
use uuid::Uuid;

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
/// Whether it renews by itself on its last day.
pub const AUTO: ColumnId = ColumnId(13);

/// What [`AUTO`] says, by rank.
pub const AUTO_SLUGS: [&str; 2] = ["off", "on"];

/// Within so many days an unused key lapses soon; so says the view `lapses-soon`, too.
pub const LAPSE_DAYS: u16 = 60;

/// Licenses in use, expired ones included; coupons, lapsed ones included; everything, redeemed
/// coupons included.
const TABS: [Tab; 3] = {
    use LicenseStatus::{Active, Expired, ExpiresSoon, Lapsed, Unused};
    const ACTIVE: [i64; 3] = [Expired.rank(), ExpiresSoon.rank(), Active.rank()];
    const UNUSED: [i64; 2] = [Unused.rank(), Lapsed.rank()];
    [
        Tab { key: "active", only: Some((STATUS, &ACTIVE)) },
        Tab { key: "unused", only: Some((STATUS, &UNUSED)) },
        Tab { key: "all", only: None },
    ]
};

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
        Column { key: "purchased", kind: ColumnType::Date, past: true, ..Column::PLAIN },
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
        Column {
            key: "auto",
            kind: ColumnType::Choice(&AUTO_SLUGS),
            visible: false,
            internal: true,
            ..Column::PLAIN
        },
    ],
    sums: &[Sum { key: "seats", column: SEATS }, Sum { key: "used", column: SEATS }],
    default_sort: &[(EXPIRES, Direction::Up)],
    views: &[
        BuiltInView { key: "expires-soon", state: "status=expires-soon" },
        BuiltInView { key: "expired", state: "status=expired" },
        BuiltInView { key: "unused", state: "tab=unused" },
        BuiltInView { key: "lapses-soon", state: "tab=unused&expires=next-60" },
    ],
    tabs: &TABS,
};

impl Row for LicenseRow {
    fn id(&self) -> Uuid {
        self.id.0
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn cell(&self, column: ColumnId, today: NaiveDate) -> Cell {
        match column {
            NAME => Cell::text(Some(&self.name)),
            KEY => Cell::text(Some(&self.key)),
            PRODUCT => Cell::entry(&self.product),
            EDITION => Cell::entry(&self.edition),
            CUSTOMER => Cell::org(self.customer.as_ref()),
            SEATS => self.seats.map_or(Cell::NONE, Cell::int),
            STATUS => Cell::int(self.status(today).rank()),
            PURCHASED => Cell::day(Some(self.purchased)),
            EXPIRES => Cell::day(self.expires),
            NOTE => Cell::text(self.note.as_deref()),
            ORDER => Cell::text(self.order_no.as_deref()),
            VENDOR => Cell::entry(&self.vendor),
            PARTNER => Cell::org(Some(&self.partner)),
            AUTO => Cell::int(i64::from(self.auto_years.is_some())),
            ColumnId(_) => Cell::NONE,
        }
    }

    fn sums(&self) -> Vec<i64> {
        vec![i64::from(self.seats.unwrap_or(0)), i64::from(self.used)]
    }
}
