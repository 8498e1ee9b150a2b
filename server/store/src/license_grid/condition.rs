//! Which rows: scope, filters, search, group paths.

use super::View;
use super::column::{Source, source};
use chrono::NaiveDate;
use domain::license::LicenseStatus;
use domain::text::fold;
use grid::column::{Audience, ColumnId, Key};
use grid::level::{Bucket, Level, band_end, span};
use grid::licenses::LICENSES;
use grid::order::group_key;
use grid::query::Filter;
use grid::search::{Needle, Pattern};
use sqlx::{Encode, Postgres, QueryBuilder, Type};
use uuid::Uuid;

type Sql = QueryBuilder<Postgres>;

impl View<'_> {
    /// `WHERE` with everything but a group path. The scope stands here as well as in the
    /// row-level security: the planner needs plain values to choose by.
    pub(super) fn push_where(&self, sql: &mut Sql) {
        sql.push(" WHERE root_id = ").push_bind(self.scope.root.0);
        sql.push(" AND tkey BETWEEN ").push_bind(self.scope.lo);
        sql.push(" AND ").push_bind(self.scope.hi);
        for (column, filter) in &self.query.filters {
            sql.push(" AND ");
            self.push_filter(sql, *column, filter);
        }
        let text = match self.audience {
            Audience::Provider => "search_all",
            Audience::Customer => "search_public",
        };
        for pattern in Needle::parse(&self.query.search).like_patterns() {
            sql.push(format_args!(" AND {text} LIKE ")).push_bind(pattern);
        }
    }

    fn push_filter(&self, sql: &mut Sql, column: ColumnId, filter: &Filter) {
        match filter {
            Filter::OneOf(keys) => self.push_one_of(sql, column, keys),
            Filter::Like(text) => self.push_like(sql, column, text),
            Filter::Between(from, to) => push_between(sql, column, from.as_ref(), to.as_ref()),
            Filter::Span(span) => {
                let (from, to) = span.days(self.today);
                let (from, to) = (from.map(Key::Day), to.map(Key::Day));
                push_between(sql, column, from.as_ref(), to.as_ref());
            }
        }
    }

    /// The value is one of these keys; of a date, exactly this day.
    fn push_one_of(&self, sql: &mut Sql, column: ColumnId, keys: &[Key]) {
        let name = match source(column) {
            Source::Status => return self.push_status_in(sql, keys),
            Source::Text { text, .. } => text,
            Source::Org { id, .. } => id,
            Source::Entry(name, _) | Source::Number(name) | Source::Date(name) => name,
        };
        sql.push("(FALSE");
        match source(column) {
            Source::Text { .. } => push_any(sql, name, texts(keys)),
            Source::Org { .. } => push_any(sql, name, uuids(keys)),
            Source::Date(_) => push_any(sql, name, days(keys)),
            Source::Entry(..) | Source::Number(_) | Source::Status => {
                push_any(sql, name, ints(keys));
            }
        }
        if keys.contains(&Key::None) {
            sql.push(format_args!(" OR {name} IS NULL"));
        }
        sql.push(")");
    }

    /// A set of statuses as conditions on the dates themselves, which the planner can judge;
    /// of a computed status it knows nothing.
    fn push_status_in(&self, sql: &mut Sql, keys: &[Key]) {
        let wanted = |status: LicenseStatus| keys.contains(&Key::Int(status.rank()));
        sql.push("(FALSE");
        if wanted(LicenseStatus::Redeemed) {
            sql.push(" OR redeemed_by IS NOT NULL");
        }
        let (unused, lapsed) = (wanted(LicenseStatus::Unused), wanted(LicenseStatus::Lapsed));
        if unused || lapsed {
            sql.push(" OR redeemed_by IS NULL AND activated IS NULL");
            if !lapsed {
                sql.push(" AND (expires IS NULL OR expires >= ").push_bind(self.today).push(")");
            } else if !unused {
                sql.push(" AND expires < ").push_bind(self.today);
            }
        }
        let expired = wanted(LicenseStatus::Expired);
        let soon = wanted(LicenseStatus::ExpiresSoon);
        let active = wanted(LicenseStatus::Active);
        if expired || soon || active {
            sql.push(" OR redeemed_by IS NULL AND activated IS NOT NULL");
            if !(expired && soon && active) {
                sql.push(" AND (FALSE");
                if expired {
                    sql.push(" OR expires < ").push_bind(self.today);
                }
                if soon {
                    sql.push(" OR expires BETWEEN ").push_bind(self.today);
                    sql.push(" AND ").push_bind(self.soon());
                }
                if active {
                    sql.push(" OR expires > ").push_bind(self.soon()).push(" OR expires IS NULL");
                }
                sql.push(")");
            }
        }
        sql.push(")");
    }

    fn push_like(&self, sql: &mut Sql, column: ColumnId, text: &str) {
        let pattern = Pattern::parse(text);
        match source(column) {
            Source::Text { fold, .. } | Source::Org { fold, .. } => {
                sql.push(format_args!("{fold} LIKE ")).push_bind(pattern.like());
            }
            Source::Entry(name, kind) => {
                let named = |id: &i32| pattern.matches(&fold(self.entry_name(kind, *id)));
                let ids: Vec<i32> = self.ranked(kind).into_iter().filter(named).collect();
                sql.push(format_args!("{name} = ANY(")).push_bind(ids).push(")");
            }
            Source::Status | Source::Number(_) | Source::Date(_) => {
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
        let column = LICENSES.column(level.column);
        if group_key(column, level.bucket, key.clone()) != *key {
            sql.push("FALSE"); // no group's key
            return;
        }
        match (source(level.column), key) {
            (Source::Date(_), Key::Day(day)) => {
                let (first, last) = span(level.bucket, *day);
                push_between(sql, level.column, Some(&Key::Day(first)), Some(&Key::Day(last)));
            }
            (Source::Number(_), Key::Int(lower)) if level.bucket == Bucket::Band => {
                let from = (column.bands.first() != Some(lower)).then_some(Key::Int(*lower));
                let to = band_end(column.bands, *lower).map(Key::Int);
                push_between(sql, level.column, from.as_ref(), to.as_ref());
            }
            _ => self.push_one_of(sql, level.column, std::slice::from_ref(key)),
        }
    }
}

/// Both ends inclusive and optional; a bound of another type than the column's holds for none.
fn push_between(sql: &mut Sql, column: ColumnId, from: Option<&Key>, to: Option<&Key>) {
    let name = match source(column) {
        Source::Number(name) | Source::Date(name) => name,
        _ => "NULL",
    };
    sql.push(format_args!("({name} IS NOT NULL"));
    for (operator, bound) in [(">=", from), ("<=", to)] {
        match (source(column), bound) {
            (_, None) => {}
            (Source::Number(_), Some(Key::Int(number))) => {
                sql.push(format_args!(" AND {name} {operator} ")).push_bind(*number);
            }
            (Source::Date(_), Some(Key::Day(day))) => {
                sql.push(format_args!(" AND {name} {operator} ")).push_bind(*day);
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
