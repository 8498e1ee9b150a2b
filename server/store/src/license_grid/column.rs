//! How each column of the license grid is written in SQL.

use super::View;
use domain::license::{EXPIRES_SOON_DAYS, LicenseStatus};
use grid::column::ColumnId;
use grid::level::{Bucket, Level};
use grid::licenses::{self as l, LICENSES};
use sqlx::{Postgres, QueryBuilder};

/// What a column is made of in the database.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Source {
    /// Text with its folded twin.
    Text { text: &'static str, fold: &'static str },
    /// An organization: id, name, folded name.
    Org { id: &'static str, name: &'static str, fold: &'static str },
    /// An entry of the catalog, whose names are in memory.
    Entry(&'static str, EntryKind),
    /// The status, which follows from dates.
    Status,
    /// A whole number.
    Number(&'static str),
    /// A day.
    Date(&'static str),
}

/// Which list of the catalog an entry is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum EntryKind {
    Vendor,
    Product,
    Edition,
}

/// The source of a column of the license grid.
pub(super) fn source(column: ColumnId) -> Source {
    match column {
        l::NAME => Source::Text { text: "name", fold: "name_fold" },
        l::KEY => Source::Text { text: "license_key", fold: "key_fold" },
        l::NOTE => Source::Text { text: "note", fold: "note_fold" },
        l::ORDER => Source::Text { text: "order_no", fold: "order_fold" },
        l::PRODUCT => Source::Entry("product_id", EntryKind::Product),
        l::EDITION => Source::Entry("edition_id", EntryKind::Edition),
        l::VENDOR => Source::Entry("vendor_id", EntryKind::Vendor),
        l::CUSTOMER => {
            Source::Org { id: "customer_id", name: "customer_name", fold: "customer_fold" }
        }
        l::PARTNER => Source::Org { id: "partner_id", name: "partner_name", fold: "partner_fold" },
        l::SEATS => Source::Number("seats"),
        l::STATUS => Source::Status,
        l::PURCHASED => Source::Date("purchased"),
        l::EXPIRES => Source::Date("expires"),
        // A test holds that there is no other.
        ColumnId(_) => Source::Number("NULL::int"),
    }
}

/// The declaration's sums, in its order.
pub(super) const SUMS: [&str; 2] = ["seats", "used"];

impl View<'_> {
    /// The key of the group that a row belongs to, as [`grid::order::group_key`] has it.
    pub(super) fn push_key(&self, sql: &mut QueryBuilder<Postgres>, level: &Level) {
        match (source(level.column), unit(level.bucket)) {
            (Source::Text { text: name, .. } | Source::Org { id: name, .. }, _)
            | (Source::Entry(name, _) | Source::Date(name), None) => sql.push(name),
            // Of a timestamp without zone: the only form that no setting changes.
            (Source::Date(name), Some(unit)) => {
                sql.push(format_args!("date_trunc('{unit}', {name}::timestamp)::date"))
            }
            (Source::Number(name), _) if level.bucket == Bucket::Band => {
                push_band(sql, name, LICENSES.column(level.column).bands)
            }
            (Source::Number(name) | Source::Entry(name, _), _) => sql.push(name),
            (Source::Status, _) => self.push_status(sql),
        };
    }

    /// [`domain::license::status`] as a rank.
    pub(super) fn push_status<'q>(
        &self,
        sql: &'q mut QueryBuilder<Postgres>,
    ) -> &'q mut QueryBuilder<Postgres> {
        let rank = LicenseStatus::rank;
        sql.push(format_args!(
            "CASE WHEN redeemed_by IS NOT NULL THEN {redeemed} \
             WHEN activated IS NULL THEN CASE WHEN expires < ",
            redeemed = rank(LicenseStatus::Redeemed),
        ));
        sql.push_bind(self.today);
        sql.push(format_args!(
            " THEN {} ELSE {} END WHEN expires < ",
            rank(LicenseStatus::Lapsed),
            rank(LicenseStatus::Unused),
        ));
        sql.push_bind(self.today);
        sql.push(format_args!(" THEN {} WHEN expires <= ", rank(LicenseStatus::Expired)));
        sql.push_bind(self.soon());
        sql.push(format_args!(
            " THEN {} ELSE {} END",
            rank(LicenseStatus::ExpiresSoon),
            rank(LicenseStatus::Active)
        ))
    }

    /// The last day that counts as soon.
    pub(super) fn soon(&self) -> chrono::NaiveDate {
        self.today + chrono::Duration::days(EXPIRES_SOON_DAYS)
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
fn push_band<'q>(
    sql: &'q mut QueryBuilder<Postgres>,
    name: &str,
    bands: &[i64],
) -> &'q mut QueryBuilder<Postgres> {
    let bounds = bands.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    let first = bands.first().copied().unwrap_or_default();
    sql.push(format_args!(
        "(ARRAY[{first},{bounds}]::int[])[width_bucket({name}, ARRAY[{bounds}]::int[]) + 1]"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_source() {
        for (id, column) in LICENSES.ids() {
            assert_ne!(source(id), Source::Number("NULL::int"), "column {}", column.key);
        }
    }

    #[test]
    fn sums_are_the_declared_ones() {
        let declared: Vec<&str> = LICENSES.sums.iter().map(|sum| sum.key).collect();
        assert_eq!(declared, SUMS);
    }
}
