//! The orders grid: what was bought, line by line.

use crate::column::{
    BuiltInView, Cell, Column, ColumnId, ColumnType, Direction, GridSpec, Row, Sum,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::{OrderId, OrderLineId};
use domain::license::{CatalogRef, OrgRef};
use domain::money::Currency;
use domain::order::{LineKind, OrderState, Usage};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A line of an order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OrderRow {
    /// The line's id.
    pub id: OrderLineId,
    /// The order.
    pub order: OrderId,
    /// The order's version.
    pub version: i32,
    /// The order's number.
    pub number: String,
    /// What was bought.
    pub kind: LineKind,
    /// How far the order is.
    pub state: OrderState,
    /// How much of what was delivered is in use; none where there are no keys, or where they were
    /// given back.
    pub usage: Option<Usage>,
    /// Who bought.
    pub partner: OrgRef,
    /// Whom it is for.
    pub customer: Option<String>,
    /// The product.
    pub product: CatalogRef,
    /// The edition.
    pub edition: CatalogRef,
    /// Seats of each license.
    pub seats: i32,
    /// Licenses.
    pub count: i32,
    /// The term in years; 0 is by month. None of what only moves an end.
    pub years: Option<i16>,
    /// What it costs before tax, in minor units; none while only the seller can tell.
    pub net: Option<i64>,
    /// Of the amount.
    pub currency: Currency,
    /// When it was asked for, or bought.
    pub at: DateTime<Utc>,
    /// The buyer's own order number.
    pub own_number: Option<String>,
    /// What the customer knows it by.
    pub reference: Option<String>,
    /// Who made it.
    pub person: String,
}

const NUMBER: Column = Column { kind: ColumnType::Number, ..Column::PLAIN };

/// The column of the order's number, which leads to the order.
pub const ORDER: ColumnId = ColumnId(0);
/// The column of the order's state.
pub const STATE: ColumnId = ColumnId(2);
/// The column of how much is in use.
pub const USAGE: ColumnId = ColumnId(3);
/// The column of what it costs, in the currency that its own column names.
pub const NET: ColumnId = ColumnId(11);

/// The orders grid.
pub static ORDERS: GridSpec = GridSpec {
    name: "orders",
    columns: &[
        Column { key: "number", searchable: true, ..Column::PLAIN },
        Column { key: "line", kind: ColumnType::Choice(LineKind::SLUGS), ..Column::PLAIN },
        Column { key: "progress", kind: ColumnType::Choice(OrderState::SLUGS), ..Column::PLAIN },
        Column { key: "usage", kind: ColumnType::Choice(Usage::SLUGS), ..Column::PLAIN },
        Column { key: "partner", kind: ColumnType::Ref, visible: false, ..Column::PLAIN },
        Column { key: "customer", searchable: true, ..Column::PLAIN },
        Column { key: "product", kind: ColumnType::Ref, ..Column::PLAIN },
        Column { key: "edition", kind: ColumnType::Ref, ..Column::PLAIN },
        Column { key: "seats", bands: &[1, 5, 10, 25, 50, 100, 250, 1000], ..NUMBER },
        Column { key: "count", bands: &[1, 2, 10, 25, 50, 100, 250, 500, 1000], ..NUMBER },
        Column { key: "years", bands: &[0, 1, 2, 3, 5], ..NUMBER },
        Column { key: "net", groupable: false, ..NUMBER },
        Column {
            key: "currency",
            kind: ColumnType::Choice(Currency::SLUGS),
            visible: false,
            ..Column::PLAIN
        },
        Column { key: "at", kind: ColumnType::Date, past: true, ..Column::PLAIN },
        Column { key: "own-number", searchable: true, ..Column::PLAIN },
        Column { key: "customer-reference", searchable: true, visible: false, ..Column::PLAIN },
        Column { key: "person", visible: false, ..Column::PLAIN },
    ],
    sums: &[Sum::at("count", 9)],
    default_sort: &[(ColumnId(13), Direction::Down)],
    views: &[
        BuiltInView { key: "open-orders", state: "progress=quoted,approved" },
        BuiltInView { key: "not-activated", state: "usage=not-activated,partly-activated" },
        BuiltInView { key: "by-order", state: "group=number" },
    ],
    tabs: &[],
};

impl Row for OrderRow {
    fn id(&self) -> Uuid {
        self.id.0
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn cell(&self, column: ColumnId, _: NaiveDate) -> Cell {
        match column.0 {
            0 => Cell::text(Some(&self.number)),
            1 => Cell::choice(LineKind::SLUGS, self.kind.slug()),
            2 => Cell::choice(OrderState::SLUGS, self.state.slug()),
            3 => self.usage.map_or(Cell::NONE, |usage| Cell::choice(Usage::SLUGS, usage.slug())),
            4 => Cell::org(Some(&self.partner)),
            5 => Cell::text(self.customer.as_deref()),
            6 => Cell::entry(&self.product),
            7 => Cell::entry(&self.edition),
            8 => Cell::int(self.seats),
            9 => Cell::int(self.count),
            10 => self.years.map_or(Cell::NONE, Cell::int),
            11 => self.net.map_or(Cell::NONE, Cell::int),
            12 => Cell::choice(Currency::SLUGS, self.currency.slug()),
            13 => Cell::moment(self.at),
            14 => Cell::text(self.own_number.as_deref()),
            15 => Cell::text(self.reference.as_deref()),
            _ => Cell::text(Some(&self.person)),
        }
    }

    fn sums(&self) -> Vec<i64> {
        vec![i64::from(self.count)]
    }
}
