//! The rows themselves, in order.

use super::column::{Source, source};
use super::{View, fetch, read};
use crate::error::Result;
use crate::license::COLUMNS;
use crate::tx::TenantTx;
use domain::license::LicenseRow;
use grid::column::{ColumnId, Direction, Key};
use grid::licenses::LICENSES;
use sqlx::{Postgres, QueryBuilder};

/// From this offset on, the ids of a window are found first and its rows read by them: an
/// index can be walked over without reading the rows that are skipped.
const FAR: u64 = 300;

impl View<'_> {
    /// A run of rows of one innermost group (of everything when the path is empty).
    pub(super) async fn rows(
        &self,
        tx: &mut TenantTx,
        path: &[Key],
        offset: u64,
        len: u64,
    ) -> Result<Vec<LicenseRow>> {
        let mut sql = QueryBuilder::new("SELECT ");
        sql.push(COLUMNS);
        if offset < FAR {
            sql.push(" FROM license");
            self.push_run(&mut sql, path, offset, len);
        } else {
            sql.push(" FROM license WHERE root_id = ").push_bind(self.scope.root.0);
            sql.push(" AND id = ANY(ARRAY(SELECT id FROM license");
            self.push_run(&mut sql, path, offset, len);
            sql.push(")) ORDER BY ");
            self.push_order(&mut sql, self.query.sort_or_default(&LICENSES));
            sql.push("id");
        }
        fetch(tx, sql).await?.iter().map(|row| read(row, self.catalog)).collect()
    }

    fn push_run(&self, sql: &mut QueryBuilder<Postgres>, path: &[Key], offset: u64, len: u64) {
        self.push_where(sql);
        if !path.is_empty() {
            self.push_paths(sql, &[path]);
        }
        sql.push(" ORDER BY ");
        self.push_order(sql, self.query.sort_or_default(&LICENSES));
        sql.push("id LIMIT ").push_bind(i64::try_from(len).unwrap_or(i64::MAX));
        sql.push(" OFFSET ").push_bind(i64::try_from(offset).unwrap_or(i64::MAX));
    }

    /// Every row of the query, group by group.
    pub(super) fn export(&self) -> QueryBuilder<Postgres> {
        let mut sql = QueryBuilder::new("SELECT ");
        sql.push(COLUMNS).push(" FROM license");
        self.push_where(&mut sql);
        sql.push(" ORDER BY ");
        for (column, direction) in &self.query.group {
            self.push_group_order(&mut sql, *column, *direction);
        }
        self.push_order(&mut sql, self.query.sort_or_default(&LICENSES));
        sql.push("id");
        sql
    }

    fn push_group_order(
        &self,
        sql: &mut QueryBuilder<Postgres>,
        column: ColumnId,
        direction: Direction,
    ) {
        match source(column) {
            Source::Date(_) => {
                self.push_key(sql, column);
                push_direction(sql, direction);
            }
            Source::Text { text, .. } => {
                self.push_order(sql, &[(column, direction)]);
                sql.push(format_args!("{text} COLLATE \"C\""));
                push_direction(sql, direction);
            }
            _ => self.push_order(sql, &[(column, direction)]),
        }
    }

    /// Sort keys, each with a comma behind it; the caller ends with the id.
    fn push_order(&self, sql: &mut QueryBuilder<Postgres>, sort: &[(ColumnId, Direction)]) {
        for (column, direction) in sort {
            match source(*column) {
                Source::Text { fold, .. } => {
                    sql.push(fold);
                }
                Source::Org { id, fold, .. } => {
                    sql.push(fold);
                    push_direction(sql, *direction);
                    sql.push(id);
                }
                Source::Entry(id, kind) => {
                    sql.push("array_position(").push_bind(self.ranked(kind));
                    sql.push(format_args!(", {id})"));
                }
                Source::Number(name) | Source::Date(name) => {
                    sql.push(name);
                }
                Source::Status => self.push_key(sql, *column),
            }
            push_direction(sql, *direction);
        }
    }
}

/// Without a value last, in both directions.
fn push_direction(sql: &mut QueryBuilder<Postgres>, direction: Direction) {
    sql.push(match direction {
        Direction::Up => ", ",
        Direction::Down => " DESC NULLS LAST, ",
    });
}
