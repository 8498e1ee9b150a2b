//! The license grid's queries, compiled to SQL from the grid's declaration. Every value is
//! bound; of what a client sends nothing reaches a statement's text. The result equals
//! [`grid::eval::View::page`] over the same rows; a property test holds the two together.

mod column;
mod condition;
mod count;
mod rows;

use crate::error::Result;
use crate::feed::feed_pos;
use crate::license::LicenseDbRow;
use crate::tx::TenantTx;
use chrono::NaiveDate;
use domain::catalog::Catalog;
use domain::ids::LicenseId;
use domain::license::LicenseRow;
use futures::{Stream, StreamExt};
use grid::column::{Audience, ColumnId, Direction};
use grid::level::{Bucket, Level};
use grid::licenses::LICENSES;
use grid::order::GroupOrder;
use grid::page::{FilterOption, Line, Page};
use grid::query::{Query, Window};
use grid::tree::{Segment, Tree, open_at};
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::{Execute, FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

/// A query as somebody looks at it on some day: what every statement is compiled from.
struct View<'a> {
    query: &'a Query,
    audience: Audience,
    today: NaiveDate,
    catalog: &'a Catalog,
    scope: domain::ids::Scope,
}

/// A window of the visible list, with the numbers around it. In a reading transaction
/// ([`crate::Store::begin_read`]) all of it is of one moment, the feed position too.
///
/// # Errors
/// Database errors.
pub async fn license_page(
    tx: &mut TenantTx,
    catalog: &Catalog,
    audience: Audience,
    query: &Query,
    window: Window,
    today: NaiveDate,
) -> Result<Page<LicenseRow>> {
    let view = View { query, audience, today, catalog, scope: tx.scope() };
    let pos = feed_pos(tx).await?;
    let tree = view.tree(tx).await?;
    let mut lines = Vec::new();
    for segment in tree.segments(window) {
        match segment {
            Segment::Group(group) => lines.push(Line::Group(group)),
            Segment::Rows { path, offset, len } => {
                let total = path.is_empty().then(|| tree.lines());
                let rows = view.rows(tx, &path, total, offset, len).await?;
                lines.extend(rows.into_iter().map(Line::Row));
            }
        }
    }
    Ok(tree.page(pos, today, window, lines))
}

impl View<'_> {
    async fn tree(&self, tx: &mut TenantTx) -> Result<Tree> {
        if self.query.group.is_empty() {
            let (rows, sums) = self.totals(tx).await?;
            return Ok(Tree::flat(rows, sums));
        }
        let mut counted = Vec::new();
        for level in 0..self.query.group.len() {
            let parents = open_at(self.query, level);
            if !parents.is_empty() {
                counted.extend(self.groups(tx, level, &parents).await?);
            }
        }
        Ok(Tree::grouped(&LICENSES, self.query, counted))
    }
}

/// The values that a column has under the query's other filters, with their counts, in the
/// order of groups.
///
/// # Errors
/// Database errors.
pub async fn license_options(
    tx: &mut TenantTx,
    catalog: &Catalog,
    audience: Audience,
    query: &Query,
    column: ColumnId,
    today: NaiveDate,
) -> Result<Vec<FilterOption>> {
    let query = Query {
        group: vec![Level::of(column, Bucket::Value)],
        filters: query.filters.iter().filter(|(id, _)| *id != column).cloned().collect(),
        search: query.search.clone(),
        ..Query::default()
    };
    let view = View { query: &query, audience, today, catalog, scope: tx.scope() };
    let mut options: Vec<(GroupOrder, FilterOption)> = view
        .groups(tx, 0, &[&[]])
        .await?
        .into_iter()
        .filter_map(|group| {
            let key = group.path.into_iter().next()?;
            let order = GroupOrder::new(&key, &group.label);
            Some((order, FilterOption { key, label: group.label, count: group.count }))
        })
        .collect();
    options.sort_by(|(a, _), (b, _)| a.compare(b, Direction::Up));
    Ok(options.into_iter().map(|(_, option)| option).collect())
}

/// The ids of the rows of a query in ascending order, at most `limit`.
///
/// # Errors
/// Database errors.
pub async fn license_ids(
    tx: &mut TenantTx,
    catalog: &Catalog,
    audience: Audience,
    query: &Query,
    today: NaiveDate,
    limit: u32,
) -> Result<Vec<LicenseId>> {
    let view = View { query, audience, today, catalog, scope: tx.scope() };
    let mut sql = QueryBuilder::new("SELECT id FROM license");
    view.push_where(&mut sql);
    sql.push(" ORDER BY id LIMIT ").push_bind(i64::from(limit));
    let ids: Vec<Uuid> = sql.build_query_scalar().persistent(false).fetch_all(tx.conn()).await?;
    Ok(ids.into_iter().map(LicenseId).collect())
}

/// A row with what the groups around it hold.
#[derive(Clone, PartialEq, Debug)]
pub struct Exported {
    /// The row.
    pub row: LicenseRow,
    /// Its groups, outermost first.
    pub groups: Vec<Figures>,
}

/// What a group holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figures {
    /// Rows.
    pub count: u64,
    /// The declaration's sums over them.
    pub sums: Vec<i64>,
}

/// Which rows of a query are exported.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Picked {
    /// All.
    #[default]
    All,
    /// These.
    Only(Vec<Uuid>),
    /// All but these.
    But(Vec<Uuid>),
}

/// All picked rows of a query in the order of the grid with every group open, one by one as they
/// arrive, so that a million need no memory; the figures of their groups are of the same
/// moment, as one statement tells both.
///
/// # Errors
/// Each item may be a database error, after which the stream ends.
pub fn license_export<'a>(
    tx: &'a mut TenantTx,
    catalog: &'a Catalog,
    audience: Audience,
    query: &Query,
    picked: &Picked,
    today: NaiveDate,
) -> Result<impl Stream<Item = Result<Exported>> + Send + 'a> {
    let view = View { query, audience, today, catalog, scope: tx.scope() };
    let mut builder = view.export(picked);
    let mut built = builder.build().persistent(false);
    let arguments: PgArguments =
        built.take_arguments().map_err(sqlx::Error::Encode)?.unwrap_or_default();
    let rows = sqlx::query_with(built.sql(), arguments).persistent(false).fetch(tx.conn());
    let depth = query.group.len();
    Ok(rows.map(move |row| {
        let row = row?;
        let groups = (0..depth).map(|depth| rows::figures(&row, depth)).collect::<Result<_>>()?;
        Ok(Exported { row: read(&row, catalog)?, groups })
    }))
}

fn read(row: &PgRow, catalog: &Catalog) -> Result<LicenseRow> {
    LicenseDbRow::from_row(row)?.into_row(catalog)
}

/// Runs a compiled statement. It is not prepared for good: its plan must follow the values.
async fn fetch(tx: &mut TenantTx, mut builder: QueryBuilder<Postgres>) -> Result<Vec<PgRow>> {
    Ok(builder.build().persistent(false).fetch_all(tx.conn()).await?)
}
