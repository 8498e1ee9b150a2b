//! The queries of grids, compiled to SQL from their declarations and sources. Every value is
//! bound; of what a client sends nothing reaches a statement's text. The result equals
//! [`grid::eval::View::page`] over the same rows; property tests hold the two together.

mod activity;
mod column;
mod condition;
mod count;
mod customers;
mod licenses;
mod orders;
mod people;
mod rows;
mod source;

use crate::error::Result;
use crate::feed::feed_pos;
use crate::tx::TenantTx;
use chrono::NaiveDate;
use domain::catalog::Catalog;
use futures::{Stream, StreamExt};
use grid::column::{Audience, ColumnId, Direction};
use grid::level::{Bucket, Level};
use grid::order::GroupOrder;
use grid::page::{FilterOption, Line, Page};
use grid::query::{Query, Window};
use grid::tree::{Segment, Tree, open_at};
pub use source::{EntryKind, Made, Name, Source, Sql};
use sqlx::Execute;
use sqlx::postgres::{PgArguments, PgRow};
use std::marker::PhantomData;
use uuid::Uuid;

/// Who looks at a grid, and when.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// Names of what rows name by number.
    pub catalog: &'a Catalog,
    /// Who looks.
    pub audience: Audience,
    /// The day that statuses and spans follow from.
    pub today: NaiveDate,
}

/// A query as somebody looks at it on some day: what every statement is compiled from.
pub struct View<'a, R> {
    query: &'a Query,
    audience: Audience,
    today: NaiveDate,
    catalog: &'a Catalog,
    scope: domain::ids::Scope,
    rows: PhantomData<fn() -> R>,
}

/// A window of the visible list, with the numbers around it. In a reading transaction
/// ([`crate::Store::begin_read`]) all of it is of one moment, the feed position too.
///
/// # Errors
/// Database errors.
pub async fn grid_page<R: Source>(
    tx: &mut TenantTx,
    seen: Seen<'_>,
    query: &Query,
    window: Window,
) -> Result<Page<R>> {
    let view = View::<R>::new(tx, seen, query);
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
    Ok(tree.page(pos, seen.today, window, lines))
}

impl<'a, R: Source> View<'a, R> {
    fn new(tx: &TenantTx, Seen { catalog, audience, today }: Seen<'a>, query: &'a Query) -> Self {
        Self { query, audience, today, catalog, scope: tx.scope(), rows: PhantomData }
    }

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
        Ok(Tree::grouped(R::SPEC, self.query, counted))
    }
}

/// The values that a column has under the query's other filters, with their counts, in the
/// order of groups.
///
/// # Errors
/// Database errors.
pub async fn grid_options<R: Source>(
    tx: &mut TenantTx,
    seen: Seen<'_>,
    query: &Query,
    column: ColumnId,
) -> Result<Vec<FilterOption>> {
    let query = Query {
        group: vec![Level::of(column, Bucket::Value)],
        filters: query.filters.iter().filter(|(id, _)| *id != column).cloned().collect(),
        search: query.search.clone(),
        ..Query::default()
    };
    let view = View::<R>::new(tx, seen, &query);
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
pub async fn grid_ids<R: Source>(
    tx: &mut TenantTx,
    seen: Seen<'_>,
    query: &Query,
    limit: u32,
) -> Result<Vec<Uuid>> {
    let view = View::<R>::new(tx, seen, query);
    let mut sql = Sql::new("SELECT id");
    view.push_from(&mut sql);
    view.push_where(&mut sql);
    sql.push(" ORDER BY id LIMIT ").push_bind(i64::from(limit));
    Ok(sql.build_query_scalar().persistent(false).fetch_all(tx.conn()).await?)
}

/// A row with what the groups around it hold.
#[derive(Clone, PartialEq, Debug)]
pub struct Exported<R> {
    /// The row.
    pub row: R,
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
pub fn grid_export<'a, R: Source>(
    tx: &'a mut TenantTx,
    seen: Seen<'a>,
    query: &Query,
    picked: &Picked,
) -> Result<impl Stream<Item = Result<Exported<R>>> + Send + 'a> {
    let view = View::<R>::new(tx, seen, query);
    let mut builder = view.export(picked);
    let mut built = builder.build().persistent(false);
    let arguments: PgArguments =
        built.take_arguments().map_err(sqlx::Error::Encode)?.unwrap_or_default();
    let rows = sqlx::query_with(built.sql(), arguments).persistent(false).fetch(tx.conn());
    let depth = query.group.len();
    Ok(rows.map(move |row| {
        let row = row?;
        let figures = |depth| rows::figures(&row, depth, R::SPEC.sums.len());
        let groups = (0..depth).map(figures).collect::<Result<_>>()?;
        Ok(Exported { row: R::read(&row, seen.catalog)?, groups })
    }))
}

/// Runs a compiled statement. It is not prepared for good: its plan must follow the values.
async fn fetch(tx: &mut TenantTx, mut builder: Sql) -> Result<Vec<PgRow>> {
    Ok(builder.build().persistent(false).fetch_all(tx.conn()).await?)
}
