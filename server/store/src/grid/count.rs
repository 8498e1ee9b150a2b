//! Counts and sums: of everything, and of the groups of one level.

use super::source::{Made, Source, Sql};
use super::{View, fetch};
use crate::error::{Result, StoreError};
use crate::tx::TenantTx;
use chrono::NaiveDate;
use grid::column::Key;
use grid::level::Level;
use grid::tree::Counted;
use sqlx::Row;
use sqlx::postgres::PgRow;
use uuid::Uuid;

impl<R: Source> View<'_, R> {
    /// Rows of the query, and the declaration's sums over them.
    pub(super) async fn totals(&self, tx: &mut TenantTx) -> Result<(u64, Vec<i64>)> {
        let mut sql = Sql::new("SELECT ");
        push_figures::<R>(&mut sql);
        self.push_from(&mut sql);
        self.push_where(&mut sql);
        let rows = fetch(tx, sql).await?;
        figures::<R>(rows.first().ok_or(StoreError::NotFound)?, 0)
    }

    /// The groups of a level (0 outermost) below these parents.
    pub(super) async fn groups(
        &self,
        tx: &mut TenantTx,
        level: usize,
        parents: &[&[Key]],
    ) -> Result<Vec<Counted>> {
        let levels = self.query.group.get(..=level).ok_or(StoreError::NotFound)?;
        let mut sql = Sql::new("");
        let innermost = R::made_of(levels[level].column);
        if let Made::Org { id, name, .. } = &innermost {
            self.push_named(&mut sql, id, name, levels.len());
        } else {
            sql.push("SELECT g.*, NULL::text FROM (");
        }
        sql.push("SELECT ");
        for (level, at) in levels.iter().zip(1..) {
            self.push_key(&mut sql, level);
            sql.push(format_args!(" AS k{at}, "));
        }
        push_figures::<R>(&mut sql);
        self.push_from(&mut sql);
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
        if let Made::Org { .. } = innermost {
            sql.push(format_args!(" LEFT JOIN organization o ON o.id = g.k{}", levels.len()));
            sql.push(" AND o.root_id = ").push_bind(self.scope.root.0);
        }
        fetch(tx, sql).await?.iter().map(|row| self.counted(row, levels)).collect()
    }

    /// The start of a statement that names each group's organization `g.k<at>`. Only then,
    /// not while counting: names lie in no index. Who may not see the organization itself (a
    /// customer its partner) reads the name from a row.
    fn push_named(&self, sql: &mut Sql, id: &str, name: &str, at: usize) {
        sql.push(format_args!("SELECT g.*, coalesce(o.name, (SELECT t.{name}"));
        self.push_from(sql);
        sql.push(format_args!(" WHERE t.{id} = g.k{at}"));
        self.push_scope(sql, "t.");
        sql.push(" LIMIT 1)) FROM (");
    }

    fn counted(&self, row: &PgRow, levels: &[Level]) -> Result<Counted> {
        let mut path = Vec::with_capacity(levels.len());
        for (at, level) in levels.iter().enumerate() {
            path.push(key(row, at, &R::made_of(level.column))?);
        }
        let label = match (levels.last().map(|level| R::made_of(level.column)), path.last()) {
            (Some(Made::Entry(_, kind)), Some(Key::Int(id))) => i32::try_from(*id)
                .map(|id| self.entry_name(kind, id))
                .unwrap_or_default()
                .to_owned(),
            (Some(Made::Text { .. }), Some(Key::Text(text))) => text.clone(),
            _ => {
                let at = levels.len() + 1 + R::SPEC.sums.len();
                row.try_get::<Option<String>, _>(at)?.unwrap_or_default()
            }
        };
        let (count, sums) = figures::<R>(row, levels.len())?;
        Ok(Counted { path, label, count, sums })
    }
}

fn push_figures<R: Source>(sql: &mut Sql) {
    sql.push("count(*)");
    for sum in R::SPEC.sums {
        let key = sum.key;
        sql.push(format_args!(", coalesce(sum({key}), 0)::bigint AS {key}"));
    }
}

fn figures<R: Source>(row: &PgRow, at: usize) -> Result<(u64, Vec<i64>)> {
    let count: i64 = row.try_get(at)?;
    let sums = 0..R::SPEC.sums.len();
    let sums = sums.map(|sum| row.try_get(at + 1 + sum)).collect::<Result<_, _>>()?;
    Ok((count.unsigned_abs(), sums))
}

fn key(row: &PgRow, at: usize, made: &Made) -> Result<Key> {
    let key = match made {
        Made::Text { .. } => row.try_get::<Option<String>, _>(at)?.map(Key::Text),
        Made::Org { .. } => row.try_get::<Option<Uuid>, _>(at)?.map(Key::Id),
        Made::Date(_) | Made::Moment(_) => row.try_get::<Option<NaiveDate>, _>(at)?.map(Key::Day),
        // A column of a table is short, a count is long.
        Made::Entry(..) | Made::Number(_) | Made::Choice => row
            .try_get::<Option<i32>, _>(at)
            .map(|number| number.map(i64::from))
            .or_else(|_| row.try_get::<Option<i64>, _>(at))?
            .map(Key::Int),
    };
    Ok(key.unwrap_or(Key::None))
}
