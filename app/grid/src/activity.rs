//! The activity grid: who did what, when.

use crate::column::{Cell, Column, ColumnId, ColumnType, Direction, GridSpec, Row};
use chrono::NaiveDate;
use domain::history::{DEEDS, HistoryEntry};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An entry of the action log.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ActivityRow {
    /// Its id.
    pub id: Uuid,
    /// What it was done to: one of [`ENTITIES`].
    pub entity: String,
    /// Which of them.
    pub entity_id: Option<Uuid>,
    /// What that was called then.
    pub subject: Option<String>,
    /// Who, when, what, and what it changed.
    pub entry: HistoryEntry,
}

/// What something can have been done to.
pub const ENTITIES: &[&str] = &[
    "license",
    "organization",
    "person",
    "entitlement",
    "permission-set",
    "token",
    "order",
    "price",
    "invoice",
    "reminder",
    "discount",
];
/// Of these, what is an organization's own business where it lets nobody assist.
pub const ABOUT_PEOPLE: &[&str] = &["person", "permission-set", "token"];
const TEXT: Column = Column { searchable: true, ..Column::PLAIN };
/// Worked out of a row, and not known to the database.
const TOLD: Column =
    Column { groupable: false, sortable: false, filterable: false, ..Column::PLAIN };

/// The activity grid.
pub static ACTIVITY: GridSpec = GridSpec {
    name: "activity",
    columns: &[
        Column { key: "at", kind: ColumnType::Date, past: true, ..Column::PLAIN },
        Column { key: "actor", ..TEXT },
        Column { key: "action", kind: ColumnType::Choice(DEEDS), ..Column::PLAIN },
        Column { key: "entity", kind: ColumnType::Choice(ENTITIES), ..Column::PLAIN },
        Column { key: "subject", ..TEXT },
        Column { key: "changes", ..TOLD },
    ],
    sums: &[],
    default_sort: &[(ColumnId(0), Direction::Down)],
    views: &[],
    tabs: &[],
};

impl Row for ActivityRow {
    fn id(&self) -> Uuid {
        self.id
    }

    fn cell(&self, column: ColumnId, _: NaiveDate) -> Cell {
        match column.0 {
            0 => Cell::moment(self.entry.at),
            1 => Cell::text(Some(&self.entry.actor)),
            2 => Cell::choice(DEEDS, &self.entry.action),
            3 => Cell::choice(ENTITIES, &self.entity),
            4 => Cell::text(self.subject.as_deref()),
            _ => Cell::text(Some(&self.entry.told(str::to_owned))),
        }
    }
}
