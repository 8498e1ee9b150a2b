//! Counts and sums: of everything, and of the groups of one level.

use super::column::{SUMS, Source, source};
use super::{View, fetch};
use crate::error::{Result, StoreError};
use crate::tx::TenantTx;
use chrono::NaiveDate;
use grid::column::Key;
use grid::level::Level;
use grid::tree::Counted;
use sqlx::postgres::PgRow;
use sqlx::{Postgres, QueryBuilder, Row};
use uuid::Uuid;

impl View<'_> {
    /// Rows of the query, and the declaration's sums over them.
    pub(super) async fn totals(&self, tx: &mut TenantTx) -> Result<(u64, Vec<i64>)> {
        let mut sql = QueryBuilder::new("SELECT ");
        push_figures(&mut sql);
        sql.push(" FROM license");
        self.push_where(&mut sql);
        let rows = fetch(tx, sql).await?;
        figures(rows.first().ok_or(StoreError::NotFound)?, 0)
    }

    /// The groups of a level (0 outermost) below these parents.
    pub(super) async fn groups(
        &self,
        tx: &mut TenantTx,
        level: usize,
        parents: &[&[Key]],
    ) -> Result<Vec<Counted>> {
        let levels = self.query.group.get(..=level).ok_or(StoreError::NotFound)?;
        let mut sql = QueryBuilder::new("");
        let innermost = source(levels[level].column);
        if let Source::Org { id, name, .. } = innermost {
            self.push_named(&mut sql, id, name, levels.len());
        } else {
            sql.push("SELECT g.*, NULL::text FROM (");
        }
        sql.push("SELECT ");
        for (level, at) in levels.iter().zip(1..) {
            self.push_key(&mut sql, level);
            sql.push(format_args!(" AS k{at}, "));
        }
        push_figures(&mut sql);
        sql.push(" FROM license");
        self.push_where(&mut sql);
        if level > 0 {
            self.push_paths(&mut sql, parents);
        }
        // By position: the same expression with other parameters would be another one.
        sql.push(" GROUP BY ");
        for at in 1..=levels.len() {
            sql.push(if at == 1 { "" } else { ", " }).push(at);
        }
        sql.push(") g");
        if let Source::Org { .. } = innermost {
            sql.push(format_args!(" LEFT JOIN organization o ON o.id = g.k{}", levels.len()));
            sql.push(" AND o.root_id = ").push_bind(self.scope.root.0);
        }
        fetch(tx, sql).await?.iter().map(|row| self.counted(row, levels)).collect()
    }

    /// The start of a statement that names each group's organization `g.k<at>`. Only then,
    /// not while counting: names lie in no index. Who may not see the organization itself (a
    /// customer its partner) reads the name from a license.
    fn push_named(&self, sql: &mut QueryBuilder<Postgres>, id: &str, name: &str, at: usize) {
        sql.push(format_args!(
            "SELECT g.*, coalesce(o.name, (SELECT n.{name} FROM license n WHERE n.{id} = g.k{at} \
             AND n.root_id = "
        ));
        sql.push_bind(self.scope.root.0);
        sql.push(" AND n.tkey BETWEEN ").push_bind(self.scope.lo);
        sql.push(" AND ").push_bind(self.scope.hi).push(" LIMIT 1)) FROM (");
    }

    fn counted(&self, row: &PgRow, levels: &[Level]) -> Result<Counted> {
        let mut path = Vec::with_capacity(levels.len());
        for (at, level) in levels.iter().enumerate() {
            path.push(key(row, at, source(level.column))?);
        }
        let label = match (levels.last().map(|level| source(level.column)), path.last()) {
            (Some(Source::Entry(_, kind)), Some(Key::Int(id))) => i32::try_from(*id)
                .map(|id| self.entry_name(kind, id))
                .unwrap_or_default()
                .to_owned(),
            (Some(Source::Text { .. }), Some(Key::Text(text))) => text.clone(),
            _ => {
                row.try_get::<Option<String>, _>(levels.len() + 1 + SUMS.len())?.unwrap_or_default()
            }
        };
        let (count, sums) = figures(row, levels.len())?;
        Ok(Counted { path, label, count, sums })
    }
}

fn push_figures(sql: &mut QueryBuilder<Postgres>) {
    sql.push("count(*)");
    for sum in SUMS {
        sql.push(format_args!(", coalesce(sum({sum}), 0) AS {sum}"));
    }
}

fn figures(row: &PgRow, at: usize) -> Result<(u64, Vec<i64>)> {
    let count: i64 = row.try_get(at)?;
    let sums = (0..SUMS.len()).map(|sum| row.try_get(at + 1 + sum)).collect::<Result<_, _>>()?;
    Ok((count.unsigned_abs(), sums))
}

fn key(row: &PgRow, at: usize, source: Source) -> Result<Key> {
    let key = match source {
        Source::Text { .. } => row.try_get::<Option<String>, _>(at)?.map(Key::Text),
        Source::Org { .. } => row.try_get::<Option<Uuid>, _>(at)?.map(Key::Id),
        Source::Date(_) => row.try_get::<Option<NaiveDate>, _>(at)?.map(Key::Day),
        Source::Entry(..) | Source::Number(_) | Source::Status => {
            row.try_get::<Option<i32>, _>(at)?.map(|number| Key::Int(number.into()))
        }
    };
    Ok(key.unwrap_or(Key::None))
}
