//! Which rows: scope, filters, search, group paths.

use super::View;
use super::column::day_of;
use super::source::{Made, Source, Sql};
use chrono::{NaiveDate, NaiveTime};
use domain::text::fold;
use grid::column::{ColumnId, Key};
use grid::level::{Bucket, Level, band_end, span};
use grid::order::group_key;
use grid::query::Filter;
use grid::search::{Needle, Pattern};
use sqlx::{Encode, Postgres, Type};
use uuid::Uuid;

impl<R: Source> View<'_, R> {
    /// `WHERE` with everything but a group path. The scope stands here as well as in the
    /// row-level security: the planner needs plain values to choose by.
    pub(super) fn push_where(&self, sql: &mut Sql) {
        sql.push(" WHERE TRUE");
        self.push_scope(sql, "");
        sql.push(R::only(self.audience));
        for (column, filter) in &self.query.filters {
            sql.push(" AND ");
            self.push_filter(sql, *column, filter);
        }
        let text = R::searched(self.audience);
        for pattern in Needle::parse(&self.query.search).like_patterns() {
            sql.push(format_args!(" AND {text} LIKE ")).push_bind(pattern);
        }
    }

    /// ` AND` the scope, of the table that this prefix names.
    pub(super) fn push_scope(&self, sql: &mut Sql, of: &str) {
        sql.push(format_args!(" AND {of}root_id = ")).push_bind(self.scope.root.0);
        sql.push(format_args!(" AND {of}tkey BETWEEN ")).push_bind(self.scope.lo);
        sql.push(" AND ").push_bind(self.scope.hi);
    }

    /// The scope, of the table that this prefix names, as far as those who look may assist the
    /// organizations there (DOMAIN.md 1.2.5): their own, and those below that let themselves be
    /// assisted, as do all between. No tree is deeper than three, so these are one.
    pub(super) fn push_assisted(&self, sql: &mut Sql, of: &str) {
        sql.push(format_args!("({of}tkey = ")).push_bind(self.scope.lo);
        sql.push(
            " OR EXISTS (SELECT FROM organization near LEFT JOIN organization above
                 ON above.root_id = near.root_id AND above.id = near.parent_id
                    AND above.tkey <> ",
        );
        sql.push_bind(self.scope.lo);
        sql.push(format_args!(
            " WHERE near.root_id = {of}root_id AND near.tkey = {of}tkey AND near.assistance
                 AND coalesce(above.assistance, true)))"
        ));
        self.push_scope(sql, of);
    }

    fn push_filter(&self, sql: &mut Sql, column: ColumnId, filter: &Filter) {
        match filter {
            Filter::OneOf(keys) => self.push_one_of(sql, column, keys),
            Filter::Like(text) => self.push_like(sql, column, text),
            Filter::Between(from, to) => push_between::<R>(sql, column, from.as_ref(), to.as_ref()),
            Filter::Span(span) => {
                let (from, to) = span.days(self.today);
                let (from, to) = (from.map(Key::Day), to.map(Key::Day));
                push_between::<R>(sql, column, from.as_ref(), to.as_ref());
            }
        }
    }

    /// The value is one of these keys; of a date, exactly this day.
    fn push_one_of(&self, sql: &mut Sql, column: ColumnId, keys: &[Key]) {
        sql.push("(FALSE");
        let name = match R::made_of(column) {
            Made::Choice => {
                sql.push(" OR ");
                R::push_rank_in(self, sql, column, keys);
                sql.push(")");
                return;
            }
            Made::Text { text: name, .. } => {
                push_any(sql, &name, texts(keys));
                name
            }
            Made::Org { id: name, .. } => {
                push_any(sql, &name, uuids(keys));
                name
            }
            Made::Date(name) => {
                push_any(sql, &name, days(keys));
                name
            }
            Made::Moment(name) => {
                push_any(sql, &day_of(&name), days(keys));
                name
            }
            Made::Entry(name, _) | Made::Number(name) => {
                push_any(sql, &name, ints(keys));
                name
            }
        };
        if keys.contains(&Key::None) {
            sql.push(format_args!(" OR {name} IS NULL"));
        }
        sql.push(")");
    }

    fn push_like(&self, sql: &mut Sql, column: ColumnId, text: &str) {
        let pattern = Pattern::parse(text);
        match R::made_of(column) {
            Made::Text { fold, .. } | Made::Org { fold, .. } => {
                sql.push(format_args!("{fold} LIKE ")).push_bind(pattern.like());
            }
            Made::Entry(name, kind) => {
                let named = |id: &i32| pattern.matches(&fold(self.entry_name(kind, *id)));
                let ids: Vec<i32> = self.ranked(kind).into_iter().filter(named).collect();
                sql.push(format_args!("{name} = ANY(")).push_bind(ids).push(")");
            }
            Made::Choice | Made::Number(_) | Made::Date(_) | Made::Moment(_) => {
                sql.push("FALSE");
            }
        }
    }

    /// Rows of the groups with these paths, which are of one length.
    pub(super) fn push_paths(&self, sql: &mut Sql, paths: &[&[Key]]) {
        sql.push(" AND (FALSE");
        for path in paths {
            sql.push(" OR (TRUE");
            for (level, key) in self.query.group.iter().zip(*path) {
                sql.push(" AND ");
                self.push_group(sql, level, key);
            }
            sql.push(")");
        }
        sql.push(")");
    }

    /// Rows of the group with this key. Buckets are ranges of the column itself, which the
    /// planner can judge; of a computed key it knows nothing.
    fn push_group(&self, sql: &mut Sql, level: &Level, key: &Key) {
        let column = R::SPEC.column(level.column);
        if group_key(column, level.bucket, key.clone()) != *key {
            sql.push("FALSE"); // no group's key
            return;
        }
        match (R::made_of(level.column), key) {
            (Made::Date(_) | Made::Moment(_), Key::Day(day)) => {
                let (first, last) = span(level.bucket, *day);
                push_between::<R>(sql, level.column, Some(&Key::Day(first)), Some(&Key::Day(last)));
            }
            (Made::Number(_), Key::Int(lower)) if level.bucket == Bucket::Band => {
                let from = (column.bands.first() != Some(lower)).then_some(Key::Int(*lower));
                let to = band_end(column.bands, *lower).map(Key::Int);
                push_between::<R>(sql, level.column, from.as_ref(), to.as_ref());
            }
            _ => self.push_one_of(sql, level.column, std::slice::from_ref(key)),
        }
    }
}

/// Both ends inclusive and optional; a bound of another type than the column's holds for none.
fn push_between<R: Source>(sql: &mut Sql, column: ColumnId, from: Option<&Key>, to: Option<&Key>) {
    let made = R::made_of(column);
    let name = match &made {
        Made::Number(name) | Made::Date(name) | Made::Moment(name) => name,
        _ => "NULL",
    };
    sql.push(format_args!("({name} IS NOT NULL"));
    for (operator, bound) in [(">=", from), ("<=", to)] {
        match (&made, bound) {
            (_, None) => {}
            (Made::Number(_), Some(Key::Int(number))) => {
                sql.push(format_args!(" AND {name} {operator} ")).push_bind(*number);
            }
            (Made::Date(_), Some(Key::Day(day))) => {
                sql.push(format_args!(" AND {name} {operator} ")).push_bind(*day);
            }
            // Up to the end of the last day. An index knows moments, not their days.
            (Made::Moment(_), Some(Key::Day(day))) => {
                let (operator, day) = match operator {
                    "<=" => ("<", day.succ_opt().unwrap_or(*day)),
                    first => (first, *day),
                };
                sql.push(format_args!(" AND {name} {operator} "));
                sql.push_bind(day.and_time(NaiveTime::MIN).and_utc());
            }
            _ => {
                sql.push(" AND FALSE");
            }
        }
    }
    sql.push(")");
}

fn push_any<T>(sql: &mut Sql, name: &str, values: Vec<T>)
where
    Vec<T>: for<'q> Encode<'q, Postgres> + Type<Postgres> + Send + 'static,
{
    if !values.is_empty() {
        sql.push(format_args!(" OR {name} = ANY(")).push_bind(values).push(")");
    }
}

fn ints(keys: &[Key]) -> Vec<i64> {
    keys.iter().filter_map(|key| if let Key::Int(n) = key { Some(*n) } else { None }).collect()
}

fn days(keys: &[Key]) -> Vec<NaiveDate> {
    keys.iter().filter_map(|key| if let Key::Day(day) = key { Some(*day) } else { None }).collect()
}

fn uuids(keys: &[Key]) -> Vec<Uuid> {
    keys.iter().filter_map(|key| if let Key::Id(id) = key { Some(*id) } else { None }).collect()
}

fn texts(keys: &[Key]) -> Vec<String> {
    keys.iter()
        .filter_map(|key| if let Key::Text(t) = key { Some(t.clone()) } else { None })
        .collect()
}
