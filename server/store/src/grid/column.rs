//! How columns are written in SQL.

use super::View;
use super::source::{EntryKind, Made, Source, Sql};
use grid::level::{Bucket, Level};

impl<R: Source> View<'_, R> {
    /// ` FROM …`, by the name `t`.
    pub(super) fn push_from(&self, sql: &mut Sql) {
        sql.push(" FROM ");
        R::push_from(self, sql);
        sql.push(" AS t");
    }

    /// The key of the group that a row belongs to, as [`grid::order::group_key`] has it.
    pub(super) fn push_key(&self, sql: &mut Sql, level: &Level) {
        match (R::made_of(level.column), unit(level.bucket)) {
            (Made::Text { text: name, .. } | Made::Org { id: name, .. }, _)
            | (Made::Entry(name, _) | Made::Date(name), None) => sql.push(name),
            // Of a timestamp without zone: the only form that no setting changes.
            (Made::Date(name), Some(unit)) => {
                sql.push(format_args!("date_trunc('{unit}', {name}::timestamp)::date"))
            }
            (Made::Moment(name), Some(unit)) => {
                sql.push(format_args!("date_trunc('{unit}', {name} AT TIME ZONE 'UTC')::date"))
            }
            (Made::Moment(name), None) => sql.push(day_of(&name)),
            (Made::Number(name), _) if level.bucket == Bucket::Band => {
                push_band(sql, &name, R::SPEC.column(level.column).bands)
            }
            (Made::Number(name) | Made::Entry(name, _), _) => sql.push(name),
            (Made::Choice, _) => {
                R::push_rank(self, sql, level.column);
                sql
            }
        };
    }

    /// The ids of a catalog list in the order of their names.
    pub(super) fn ranked(&self, kind: EntryKind) -> Vec<i32> {
        let mut ranks = match kind {
            EntryKind::Vendor => self.catalog.vendor_ranks(),
            EntryKind::Product => self.catalog.product_ranks(),
            EntryKind::Edition => self.catalog.edition_ranks(),
        };
        ranks.sort_by_key(|(_, rank)| *rank);
        ranks.into_iter().map(|(id, _)| id).collect()
    }

    /// The name of a catalog entry; empty when unknown.
    pub(super) fn entry_name(&self, kind: EntryKind, id: i32) -> &str {
        match kind {
            EntryKind::Vendor => self.catalog.vendor(id).map(|v| v.name.as_str()),
            EntryKind::Product => self.catalog.product(id).map(|p| p.name.as_str()),
            EntryKind::Edition => self.catalog.edition(id).map(|e| e.name.as_str()),
        }
        .unwrap_or_default()
    }
}

/// The day (UTC) of a moment.
pub(super) fn day_of(moment: &str) -> String {
    format!("({moment} AT TIME ZONE 'UTC')::date")
}

/// What a bucket of days is called in SQL; none where each day is its own.
fn unit(bucket: Bucket) -> Option<&'static str> {
    match bucket {
        Bucket::Year => Some("year"),
        Bucket::Quarter => Some("quarter"),
        Bucket::Month => Some("month"),
        Bucket::Week => Some("week"),
        Bucket::Day | Bucket::Value | Bucket::Band => None,
    }
}

/// The lower bound of a number's band. The first one stands twice, for the numbers below it,
/// of which `width_bucket` says 0; of no number it says NULL.
fn push_band<'q>(sql: &'q mut Sql, name: &str, bands: &[i64]) -> &'q mut Sql {
    let bounds = bands.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    let first = bands.first().copied().unwrap_or_default();
    sql.push(format_args!(
        "(ARRAY[{first},{bounds}]::int[])[width_bucket({name}, ARRAY[{bounds}]::int[]) + 1]"
    ))
}
