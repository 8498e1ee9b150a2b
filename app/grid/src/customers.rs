//! The customers grid: who has how many licenses, and how many of them end.

use crate::column::{
    BuiltInView, Cell, Column, ColumnId, ColumnType, Direction, GridSpec, Row, Sum,
};
use chrono::NaiveDate;
use domain::license::OrgRef;
use domain::organization::{OrgState, Sector};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A customer, and what its licenses in use come to on the day that it was read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CustomerRow {
    /// The customer.
    pub org: OrgRef,
    /// Who serves it.
    pub partner: OrgRef,
    /// Its licenses, their seats, the used ones, licenses that end soon, and expired ones: what
    /// the columns from `licenses` on hold.
    pub counts: [i64; 5],
    /// The next day on which one ends.
    #[serde(with = "domain::wire::optional_day")]
    pub next: Option<NaiveDate>,
    /// When it was entered (UTC).
    #[serde(with = "domain::wire::day")]
    pub created: NaiveDate,
    /// Whether its people can work.
    pub state: OrgState,
    /// What kind of buyer it is.
    pub sector: Sector,
    /// The number that its partner knows it by.
    pub reference: Option<String>,
    /// The importance of its renewals, 1 to 5.
    pub priority: u8,
}

/// The first band is that of none.
const BANDS: &[i64] = &[0, 1, 5, 10, 25, 50, 100, 250, 1000];
const COUNT: Column = Column { kind: ColumnType::Number, bands: BANDS, ..Column::PLAIN };
const DAY: Column = Column { kind: ColumnType::Date, ..Column::PLAIN };

/// The customers grid.
pub static CUSTOMERS: GridSpec = GridSpec {
    name: "customers",
    columns: &[
        Column { key: "name", groupable: false, searchable: true, ..Column::PLAIN },
        Column { key: "partner", kind: ColumnType::Ref, visible: false, ..Column::PLAIN },
        Column { key: "licenses", ..COUNT },
        Column { key: "seats", ..COUNT },
        Column { key: "used", ..COUNT },
        Column { key: "soon", ..COUNT },
        Column { key: "expired", ..COUNT },
        Column { key: "next", ..DAY },
        Column { key: "created", past: true, ..DAY },
        Column { key: "state", kind: ColumnType::Choice(OrgState::SLUGS), ..Column::PLAIN },
        Column {
            key: "sector",
            kind: ColumnType::Choice(Sector::SLUGS),
            visible: false,
            ..Column::PLAIN
        },
        Column { key: "reference", searchable: true, visible: false, ..Column::PLAIN },
        Column { key: "priority", visible: false, bands: &[1, 2, 3, 4, 5], ..COUNT },
    ],
    sums: &[Sum::at("licenses", 2), Sum::at("seats", 3), Sum::at("used", 4)],
    default_sort: &[(ColumnId(0), Direction::Up)],
    views: &[
        BuiltInView { key: "expires-soon", state: "sort=next&soon=1.." },
        BuiltInView { key: "suspended", state: "state=suspended" },
    ],
    tabs: &[],
};

impl Row for CustomerRow {
    fn id(&self) -> Uuid {
        self.org.id.0
    }

    fn cell(&self, column: ColumnId, _: NaiveDate) -> Cell {
        match column.0 {
            0 => Cell::text(Some(&self.org.name)),
            1 => Cell::org(Some(&self.partner)),
            at @ 2..=6 => Cell::int(self.counts[usize::from(at) - 2]),
            7 => Cell::day(self.next),
            8 => Cell::day(Some(self.created)),
            9 => Cell::choice(OrgState::SLUGS, self.state.slug()),
            10 => Cell::choice(Sector::SLUGS, self.sector.slug()),
            11 => Cell::text(self.reference.as_deref()),
            _ => Cell::int(self.priority),
        }
    }

    fn sums(&self) -> Vec<i64> {
        self.counts[..3].to_vec()
    }
}
