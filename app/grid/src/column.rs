//! What a grid declares about itself. One declaration serves the SQL compiler, the
//! evaluation in Rust, the URL and the component.

use chrono::{DateTime, NaiveDate, Utc};
use domain::license::{CatalogRef, OrgRef};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Index of a column in its grid's declaration.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ColumnId(pub u8);

/// What a column holds. It decides how values are compared, grouped, filtered and shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ColumnType {
    /// Free text, compared by [`domain::text::fold`].
    Text,
    /// One of a known set of things with an id and a name (product, customer), compared by
    /// folded name, then id.
    Ref,
    /// One of a fixed set of slugs with a rank (status), compared by rank.
    Choice(&'static [&'static str]),
    /// A whole number.
    Number,
    /// A day. Of a moment the day (UTC) is the key and the time of day the label
    /// ([`Cell::moment`]): sorted by both, grouped and filtered by the day alone.
    Date,
}

/// A column's declaration.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Column {
    /// Stable name: in URLs, in CSS classes, in messages (`column-<key>`).
    pub key: &'static str,
    /// What it holds.
    pub kind: ColumnType,
    /// Can be dragged to the group area.
    pub groupable: bool,
    /// Can be sorted by.
    pub sortable: bool,
    /// Takes part in the quick search (DOMAIN.md D19).
    pub searchable: bool,
    /// Can be filtered by.
    pub filterable: bool,
    /// Kept from customers.
    pub internal: bool,
    /// Shown before the person chooses columns.
    pub visible: bool,
    /// Can be edited in place.
    pub editable: bool,
    /// Of a number, the lower bounds of its bands, ascending; what lies below the first
    /// belongs to the first. Empty if it has none.
    pub bands: &'static [i64],
    /// Of a day, whether it says when something happened, so that its usual filters look back.
    pub past: bool,
}

impl Column {
    /// A text that groups, sorts and filters: what a declaration starts from.
    pub const PLAIN: Self = Self {
        key: "",
        kind: ColumnType::Text,
        groupable: true,
        sortable: true,
        searchable: false,
        filterable: true,
        internal: false,
        visible: true,
        editable: false,
        bands: &[],
        past: false,
    };
}

/// A sum shown on group rows and in the footer, beside the count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sum {
    /// Stable name.
    pub key: &'static str,
    /// The column under whose header it is shown.
    pub column: ColumnId,
}

impl Sum {
    /// A sum below the column of this index.
    #[must_use]
    pub const fn at(key: &'static str, column: u8) -> Self {
        Self { key, column: ColumnId(column) }
    }
}

/// A view that comes with the grid.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BuiltInView {
    /// Stable name: in messages (`view-<key>`), and where it is somebody's default.
    pub key: &'static str,
    /// Its state, as in the page's address.
    pub state: &'static str,
}

/// A tab of a grid's page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tab {
    /// Stable name, used in URLs.
    pub key: &'static str,
    /// A choice's column and the ranks that the tab's rows have there; none for all rows.
    pub only: Option<(ColumnId, &'static [i64])>,
}

/// A grid's declaration.
#[derive(Debug)]
pub struct GridSpec {
    /// Stable name: `licenses`.
    pub name: &'static str,
    /// All columns in their default order. At most 64.
    pub columns: &'static [Column],
    /// The sums of group rows. At most 4.
    pub sums: &'static [Sum],
    /// Sort used when the person chose none; the row id always breaks ties.
    pub default_sort: &'static [(ColumnId, Direction)],
    /// Views that everybody is offered.
    pub views: &'static [BuiltInView],
    /// Tabs of its page, the first of which is the default; empty if it has none.
    pub tabs: &'static [Tab],
}

impl GridSpec {
    /// The column with this key.
    #[must_use]
    pub fn by_key(&self, key: &str) -> Option<ColumnId> {
        let at = self.columns.iter().position(|column| column.key == key)?;
        u8::try_from(at).ok().map(ColumnId)
    }

    /// The view with this key.
    #[must_use]
    pub fn view(&self, key: &str) -> Option<&'static BuiltInView> {
        self.views.iter().find(|view| view.key == key)
    }

    /// Whether sums are shown under this column's header.
    #[must_use]
    pub fn has_sums(&self, id: ColumnId) -> bool {
        self.sums.iter().any(|sum| sum.column == id)
    }

    /// The declaration of a column of this grid.
    #[must_use]
    pub fn column(&self, id: ColumnId) -> &'static Column {
        &self.columns[usize::from(id.0)]
    }

    /// All columns with their ids.
    pub fn ids(&self) -> impl Iterator<Item = (ColumnId, &'static Column)> + use<> {
        self.columns.iter().enumerate().map(|(at, column)| (ColumnId(at as u8), column))
    }
}

/// Who looks at a grid: it decides which columns there are.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Audience {
    /// A distributor or partner.
    Provider,
    /// A customer; internal columns do not exist for it.
    Customer,
}

impl Audience {
    /// Whether the column exists for this audience.
    #[must_use]
    pub fn sees(self, column: &Column) -> bool {
        self == Self::Provider || !column.internal
    }
}

/// Sort direction. Rows without a value come last in both.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Direction {
    /// Smallest first.
    #[default]
    Up,
    /// Largest first.
    Down,
}

/// The identity of a cell's value: what a group is keyed by and a set filter names.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Key {
    /// A number (of a group by bands the lower bound), a choice's rank, a catalog id.
    Int(i64),
    /// A day; of a group, the first day of its bucket.
    Day(#[serde(with = "domain::wire::day")] NaiveDate),
    /// A thing with a uuid.
    Id(Uuid),
    /// Text, unfolded.
    Text(String),
    /// No value. Last, as in every sort.
    None,
}

/// A cell's value as the rules see it: its identity and, for text and things with a name,
/// the text that it is shown and sorted by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cell {
    /// Identity.
    pub key: Key,
    /// Name or text; of a moment its time of day; empty for numbers, days and choices.
    pub label: String,
}

impl Cell {
    /// No value.
    pub const NONE: Self = Self { key: Key::None, label: String::new() };

    /// A number or a choice's rank.
    #[must_use]
    pub fn int(value: impl Into<i64>) -> Self {
        Self { key: Key::Int(value.into()), label: String::new() }
    }

    /// A text, if there is one.
    #[must_use]
    pub fn text(value: Option<&str>) -> Self {
        value.map_or(Self::NONE, |v| Self { key: Key::Text(v.to_owned()), label: v.to_owned() })
    }

    /// A day, if there is one.
    #[must_use]
    pub fn day(value: Option<NaiveDate>) -> Self {
        value.map_or(Self::NONE, |day| Self { key: Key::Day(day), label: String::new() })
    }

    /// A moment.
    #[must_use]
    pub fn moment(at: DateTime<Utc>) -> Self {
        Self { key: Key::Day(at.date_naive()), label: at.format("%T%.6f").to_string() }
    }

    /// An organization, if there is one.
    #[must_use]
    pub fn org(value: Option<&OrgRef>) -> Self {
        value.map_or(Self::NONE, |org| Self { key: Key::Id(org.id.0), label: org.name.clone() })
    }

    /// Something of the catalog.
    #[must_use]
    pub fn entry(value: &CatalogRef) -> Self {
        Self { key: Key::Int(i64::from(value.id)), label: value.name.clone() }
    }

    /// One of these slugs, if it is one, as a choice's rank.
    #[must_use]
    pub fn choice(slugs: &[&str], slug: &str) -> Self {
        let rank = slugs.iter().position(|known| *known == slug);
        rank.and_then(|rank| i64::try_from(rank).ok()).map_or(Self::NONE, Self::int)
    }
}

/// A row that the engine can evaluate queries on.
pub trait Row {
    /// The row's id: identity in windows, and the last tie breaker of every sort.
    fn id(&self) -> Uuid;
    /// Raised by every write; rows that are never written again have none.
    fn version(&self) -> i32 {
        1
    }
    /// The value under a column of the grid's declaration, on `today` (a status follows from it).
    fn cell(&self, column: ColumnId, today: NaiveDate) -> Cell;
    /// The row's part of each of the declaration's sums, in their order.
    fn sums(&self) -> Vec<i64> {
        Vec::new()
    }
}
