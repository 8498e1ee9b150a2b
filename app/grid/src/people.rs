//! The people grid: who may sign in where, and as what.

use crate::column::{BuiltInView, Cell, Column, ColumnId, ColumnType, Direction, GridSpec, Row};
use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::PersonId;
use domain::license::OrgRef;
use domain::people::{ACCESS, Access, Role};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Somebody who may sign in, was invited to, or may not any more.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PersonRow {
    /// Who; of an invitation, who it will be.
    pub id: PersonId,
    /// Raised by every write.
    pub version: i32,
    /// Display name.
    pub name: String,
    /// The address to sign in with.
    pub email: String,
    /// Its organization.
    pub org: OrgRef,
    /// What it is there.
    pub role: Role,
    /// Of a custom role the name of its permission set.
    pub set: Option<String>,
    /// Whether it may sign in.
    pub access: Access,
    /// Its last use, to within a few minutes.
    pub seen: Option<DateTime<Utc>>,
    /// When it joined or was invited (UTC).
    #[serde(with = "domain::wire::day")]
    pub created: NaiveDate,
    /// Whether it has a second factor, or a passkey; none of who has no account yet.
    pub mfa: Option<bool>,
}

/// Whether somebody has a second factor.
const MFA: &[&str] = &["yes", "no"];

/// The role, where a custom one is called by its set.
pub const ROLE: ColumnId = ColumnId(3);

/// The people grid.
pub static PEOPLE: GridSpec = GridSpec {
    name: "people",
    columns: &[
        Column { key: "name", groupable: false, searchable: true, ..Column::PLAIN },
        Column { key: "email", groupable: false, searchable: true, ..Column::PLAIN },
        Column { key: "organization", kind: ColumnType::Ref, searchable: true, ..Column::PLAIN },
        Column { key: "role", kind: ColumnType::Choice(Role::SLUGS), ..Column::PLAIN },
        Column { key: "access", kind: ColumnType::Choice(ACCESS), ..Column::PLAIN },
        Column { key: "seen", kind: ColumnType::Date, past: true, ..Column::PLAIN },
        Column { key: "created", kind: ColumnType::Date, past: true, ..Column::PLAIN },
        Column { key: "factor", kind: ColumnType::Choice(MFA), ..Column::PLAIN },
    ],
    sums: &[],
    default_sort: &[(ColumnId(0), Direction::Up)],
    views: &[BuiltInView { key: "invited", state: "access=invited" }],
    tabs: &[],
};

impl Row for PersonRow {
    fn id(&self) -> Uuid {
        self.id.0
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn cell(&self, column: ColumnId, _: NaiveDate) -> Cell {
        match column.0 {
            0 => Cell::text(Some(&self.name)),
            1 => Cell::text(Some(&self.email)),
            2 => Cell::org(Some(&self.org)),
            3 => Cell::choice(Role::SLUGS, self.role.slug()),
            4 => Cell::choice(ACCESS, self.access.slug()),
            5 => self.seen.map_or(Cell::NONE, Cell::moment),
            6 => Cell::day(Some(self.created)),
            _ => self.mfa.map_or(Cell::NONE, |has| Cell::int(i64::from(!has))),
        }
    }
}
