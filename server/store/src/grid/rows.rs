//! The rows themselves, in order.

use super::source::{Made, Source, Sql};
use super::{Figures, Picked, View, fetch};
use crate::error::Result;
use crate::tx::TenantTx;
use grid::column::{ColumnId, Direction, Key};
use grid::level::{Level, Measure};
use sqlx::Row;
use sqlx::postgres::PgRow;

/// From this offset on, the ids of a window are found first and its rows read by them: an
/// index can be walked over without reading the rows that are skipped.
const FAR: u64 = 300;

/// From which end rows are counted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Forward,
    Backward,
}

impl<R: Source> View<'_, R> {
    /// A run of rows of one innermost group (of everything when the path is empty), of which
    /// there are `total`, if that is known.
    pub(super) async fn rows(
        &self,
        tx: &mut TenantTx,
        path: &[Key],
        total: Option<u64>,
        offset: u64,
        len: u64,
    ) -> Result<Vec<R>> {
        let mut sql = Sql::new("SELECT ");
        sql.push(R::COLUMNS);
        self.push_from(&mut sql);
        if offset < FAR {
            self.push_run(&mut sql, path, Way::Forward, offset, len);
        } else {
            // Whichever end is nearer.
            let behind = total.and_then(|total| total.checked_sub(offset + len));
            let (way, skipped) = match behind {
                Some(behind) if behind < offset => (Way::Backward, behind),
                _ => (Way::Forward, offset),
            };
            sql.push(" WHERE root_id = ").push_bind(self.scope.root.0);
            sql.push(" AND id = ANY(ARRAY(SELECT id");
            self.push_from(&mut sql);
            self.push_run(&mut sql, path, way, skipped, len);
            sql.push(")) ORDER BY ");
            self.push_order(&mut sql, Way::Forward, self.query.sort_or_default(R::SPEC));
            sql.push("id");
        }
        fetch(tx, sql).await?.iter().map(|row| R::read(row, self.catalog)).collect()
    }

    fn push_run(&self, sql: &mut Sql, path: &[Key], way: Way, offset: u64, len: u64) {
        self.push_where(sql);
        if !path.is_empty() {
            self.push_paths(sql, &[path]);
        }
        sql.push(" ORDER BY ");
        self.push_order(sql, way, self.query.sort_or_default(R::SPEC));
        sql.push(if way == Way::Forward { "id LIMIT " } else { "id DESC LIMIT " });
        sql.push_bind(i64::try_from(len).unwrap_or(i64::MAX));
        sql.push(" OFFSET ").push_bind(i64::try_from(offset).unwrap_or(i64::MAX));
    }

    /// Every picked row of the query, group by group, each with the figures of its groups as `g0_0`
    /// (the outermost group's count), `g0_1` (its first sum) and so on. They are worked out
    /// beside the rows, so that nobody has to keep the groups.
    pub(super) fn export(&self, picked: &Picked) -> Sql {
        let levels = &self.query.group;
        let mut sql = Sql::new("SELECT ");
        sql.push(R::COLUMNS);
        for depth in 0..levels.len() {
            for figure in 0..=R::SPEC.sums.len() {
                sql.push(", ");
                push_figure::<R>(&mut sql, figure, depth);
                sql.push(format_args!(" AS g{depth}_{figure}"));
            }
        }
        self.push_from(&mut sql);
        self.push_where(&mut sql);
        push_picked(&mut sql, picked);
        for depth in 0..levels.len() {
            sql.push(if depth == 0 { " WINDOW " } else { ", " });
            sql.push(format_args!("g{depth} AS (PARTITION BY "));
            for (at, level) in levels[..=depth].iter().enumerate() {
                sql.push(if at == 0 { "" } else { ", " });
                self.push_key(&mut sql, level);
            }
            sql.push(")");
        }
        sql.push(" ORDER BY ");
        for (depth, level) in levels.iter().enumerate() {
            self.push_group_order(&mut sql, level, depth);
        }
        self.push_order(&mut sql, Way::Forward, self.query.sort_or_default(R::SPEC));
        sql.push("id");
        sql
    }

    /// The order of the groups of a level.
    fn push_group_order(&self, sql: &mut Sql, level: &Level, depth: usize) {
        let figure = match level.by {
            Measure::Value => None,
            Measure::Count => Some(0),
            Measure::Sum(at) => Some(1 + usize::from(at)),
        };
        let direction = if let Some(figure) = figure {
            push_figure::<R>(sql, figure, depth);
            push_direction(sql, Way::Forward, level.direction);
            Direction::Up
        } else {
            level.direction
        };
        match R::made_of(level.column) {
            Made::Date(_) | Made::Moment(_) | Made::Number(_) => {
                self.push_key(sql, level);
                push_direction(sql, Way::Forward, direction);
            }
            Made::Text { text, .. } => {
                self.push_order(sql, Way::Forward, &[(level.column, direction)]);
                sql.push(format_args!("{text} COLLATE \"C\""));
                push_direction(sql, Way::Forward, direction);
            }
            _ => self.push_order(sql, Way::Forward, &[(level.column, direction)]),
        }
    }

    /// Sort keys, each with a comma behind it; the caller ends with the id.
    fn push_order(&self, sql: &mut Sql, way: Way, sort: &[(ColumnId, Direction)]) {
        for (column, direction) in sort {
            match R::made_of(*column) {
                Made::Text { fold, .. } => {
                    sql.push(fold);
                }
                Made::Org { id, fold, .. } => {
                    sql.push(fold);
                    push_direction(sql, way, *direction);
                    sql.push(id);
                }
                Made::Entry(id, kind) => {
                    sql.push("array_position(").push_bind(self.ranked(kind));
                    sql.push(format_args!(", {id})"));
                }
                Made::Number(name) | Made::Date(name) | Made::Moment(name) => {
                    sql.push(name);
                }
                Made::Choice => R::push_rank(self, sql, *column),
            }
            push_direction(sql, way, *direction);
        }
    }
}

fn push_picked(sql: &mut Sql, picked: &Picked) {
    let (how, ids) = match picked {
        Picked::All => return,
        Picked::Only(ids) => (" AND id = ANY(", ids),
        Picked::But(ids) => (" AND id <> ALL(", ids),
    };
    sql.push(how).push_bind(ids.clone()).push(")");
}

/// A figure of the group at this depth: its count, then the declaration's sums.
fn push_figure<R: Source>(sql: &mut Sql, figure: usize, depth: usize) {
    match figure.checked_sub(1).and_then(|sum| R::SPEC.sums.get(sum)) {
        Some(sum) => sql.push(format_args!("coalesce(sum({}) OVER g{depth}, 0)::bigint", sum.key)),
        None => sql.push(format_args!("count(*) OVER g{depth}")),
    };
}

/// What [`View::export`] tells beside a row of its group at this depth.
pub(super) fn figures(row: &PgRow, depth: usize, sums: usize) -> Result<Figures> {
    let figure = |at: usize| row.try_get::<i64, _>(format!("g{depth}_{at}").as_str());
    let sums = (1..=sums).map(figure).collect::<Result<_, _>>()?;
    Ok(Figures { count: figure(0)?.unsigned_abs(), sums })
}

/// Without a value last, in both directions; on the way back, all of it turned round.
fn push_direction(sql: &mut Sql, way: Way, direction: Direction) {
    sql.push(match (way, direction) {
        (Way::Forward, Direction::Up) => ", ",
        (Way::Forward, Direction::Down) => " DESC NULLS LAST, ",
        (Way::Backward, Direction::Up) => " DESC NULLS FIRST, ",
        (Way::Backward, Direction::Down) => " NULLS FIRST, ",
    });
}
