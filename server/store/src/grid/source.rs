//! What the compiler knows of a grid besides its declaration: where its rows lie.

use super::View;
use crate::error::Result;
use domain::catalog::Catalog;
use grid::column::{Audience, ColumnId, ColumnType, GridSpec, Key, Row};
use sqlx::postgres::PgRow;
use sqlx::{Postgres, QueryBuilder};
use std::borrow::Cow;

/// A statement being written.
pub type Sql = QueryBuilder<Postgres>;
/// A name or an expression of our own.
pub type Name = Cow<'static, str>;

/// What a column is made of in the database.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Made {
    /// Text with its folded twin.
    Text {
        /// The text.
        text: Name,
        /// The twin.
        fold: Name,
    },
    /// An organization.
    Org {
        /// Its id.
        id: Name,
        /// Its name.
        name: Name,
        /// The name folded.
        fold: Name,
    },
    /// An entry of the catalog, whose names are in memory.
    Entry(Name, EntryKind),
    /// One of the declaration's slugs, or whatever else [`Source::push_rank`] knows.
    Choice,
    /// A whole number.
    Number(Name),
    /// A day.
    Date(Name),
    /// A moment.
    Moment(Name),
}

/// Which list of the catalog an entry is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EntryKind {
    /// Vendors.
    Vendor,
    /// Products.
    Product,
    /// Editions.
    Edition,
}

/// Rows of a grid in the database. A table or a subselect has them, with `root_id`, `tkey` and
/// `id`, the declaration's sums by their keys, and columns by the declaration's keys, where a
/// source does not say otherwise: a text beside its folded twin `<key>_fold`, an organization as
/// `<key>_id`, `<key>_name` and `<key>_fold`. No text of a client's may get into a statement.
pub trait Source: Row + Send + Unpin + Sized + 'static {
    /// The grid's declaration.
    const SPEC: &'static GridSpec;
    /// What [`Self::read`] reads.
    const COLUMNS: &'static str = "*";

    /// Writes the table, or the subselect in parentheses.
    fn push_from(view: &View<'_, Self>, sql: &mut Sql);

    /// Reads a row.
    ///
    /// # Errors
    /// When the database holds what it must not.
    fn read(row: &PgRow, catalog: &Catalog) -> Result<Self>;

    /// A condition for all rows, ` AND …`; empty for none.
    #[must_use]
    fn only(_: Audience) -> &'static str {
        ""
    }

    /// What a column is made of.
    #[must_use]
    fn made_of(column: ColumnId) -> Made {
        named(Self::SPEC, column)
    }

    /// What the quick search reads: [`grid::search::text`] of a row.
    #[must_use]
    fn searched(audience: Audience) -> Name {
        let seen = Self::SPEC.ids().filter(|(_, c)| c.searchable && audience.sees(c));
        let folds = seen.filter_map(|(id, _)| match Self::made_of(id) {
            Made::Text { fold, .. } | Made::Org { fold, .. } => Some(fold),
            _ => None,
        });
        format!("concat_ws(E'\\n', {})", folds.collect::<Vec<_>>().join(", ")).into()
    }

    /// Writes a choice's rank: the place of its slug.
    fn push_rank(_: &View<'_, Self>, sql: &mut Sql, column: ColumnId) {
        let Column { key, slugs } = choice(Self::SPEC, column);
        let slugs = slugs.iter().map(|slug| format!("'{slug}'")).collect::<Vec<_>>().join(", ");
        sql.push(format_args!("(array_position(ARRAY[{slugs}]::text[], {key}) - 1)"));
    }

    /// Writes whether a choice has one of these ranks.
    fn push_rank_in(view: &View<'_, Self>, sql: &mut Sql, column: ColumnId, keys: &[Key]) {
        let ranks =
            keys.iter().filter_map(|key| if let Key::Int(n) = key { Some(*n) } else { None });
        sql.push("(FALSE OR ");
        Self::push_rank(view, sql, column);
        sql.push(" = ANY(").push_bind(ranks.collect::<Vec<i64>>()).push(")");
        if keys.contains(&Key::None) {
            sql.push(" OR ");
            Self::push_rank(view, sql, column);
            sql.push(" IS NULL");
        }
        sql.push(")");
    }
}

/// What a column is made of that has the name of its key.
pub(super) fn named(spec: &GridSpec, column: ColumnId) -> Made {
    let column = spec.column(column);
    let key = column.key;
    match column.kind {
        ColumnType::Text => Made::Text { text: key.into(), fold: format!("{key}_fold").into() },
        ColumnType::Ref => Made::Org {
            id: format!("{key}_id").into(),
            name: format!("{key}_name").into(),
            fold: format!("{key}_fold").into(),
        },
        ColumnType::Choice(_) => Made::Choice,
        ColumnType::Number => Made::Number(key.into()),
        ColumnType::Date => Made::Date(key.into()),
    }
}

struct Column {
    key: &'static str,
    slugs: &'static [&'static str],
}

fn choice(spec: &GridSpec, column: ColumnId) -> Column {
    let column = spec.column(column);
    match column.kind {
        ColumnType::Choice(slugs) => Column { key: column.key, slugs },
        _ => Column { key: column.key, slugs: &[] },
    }
}
