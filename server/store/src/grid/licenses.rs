//! Licenses as a grid's rows. They are one table without joins, whose names and folded texts
//! are kept for this.

use super::View;
use super::source::{EntryKind, Made, Name, Source, Sql};
use crate::error::Result;
use crate::license::{COLUMNS, LicenseDbRow};
use chrono::NaiveDate;
use domain::catalog::Catalog;
use domain::license::{EXPIRES_SOON_DAYS, LicenseRow, LicenseStatus};
use grid::column::{Audience, ColumnId, GridSpec, Key};
use grid::licenses::{self as l, LICENSES};
use sqlx::FromRow;
use sqlx::postgres::PgRow;

impl Source for LicenseRow {
    const SPEC: &'static GridSpec = &LICENSES;
    const COLUMNS: &'static str = COLUMNS;

    fn push_from(_: &View<'_, Self>, sql: &mut Sql) {
        sql.push("license");
    }

    fn read(row: &PgRow, catalog: &Catalog) -> Result<Self> {
        LicenseDbRow::from_row(row)?.into_row(catalog)
    }

    fn made_of(column: ColumnId) -> Made {
        let text = |text: &'static str, fold: &'static str| Made::Text {
            text: text.into(),
            fold: fold.into(),
        };
        match column {
            l::NAME => text("name", "name_fold"),
            l::KEY => text("license_key", "key_fold"),
            l::NOTE => text("note", "note_fold"),
            l::ORDER => text("order_no", "order_fold"),
            l::PRODUCT => Made::Entry("product_id".into(), EntryKind::Product),
            l::EDITION => Made::Entry("edition_id".into(), EntryKind::Edition),
            l::VENDOR => Made::Entry("vendor_id".into(), EntryKind::Vendor),
            l::CUSTOMER => Made::Org {
                id: "customer_id".into(),
                name: "customer_name".into(),
                fold: "customer_fold".into(),
            },
            l::PARTNER => Made::Org {
                id: "partner_id".into(),
                name: "partner_name".into(),
                fold: "partner_fold".into(),
            },
            l::SEATS => Made::Number("seats".into()),
            l::STATUS | l::AUTO => Made::Choice,
            l::PURCHASED => Made::Date("purchased".into()),
            l::EXPIRES => Made::Date("expires".into()),
            // A test holds that there is no other.
            ColumnId(_) => Made::Number("NULL::int".into()),
        }
    }

    fn searched(audience: Audience) -> Name {
        match audience {
            Audience::Provider => "search_all".into(),
            Audience::Customer => "search_public".into(),
        }
    }

    /// [`domain::license::status`] as a rank; of the other choice whether there are years.
    fn push_rank(view: &View<'_, Self>, sql: &mut Sql, column: ColumnId) {
        if column == l::AUTO {
            sql.push("(CASE WHEN auto_years IS NULL THEN 0 ELSE 1 END)");
            return;
        }
        let rank = LicenseStatus::rank;
        sql.push(format_args!(
            "CASE WHEN redeemed_by IS NOT NULL THEN {redeemed} \
             WHEN activated IS NULL THEN CASE WHEN expires < ",
            redeemed = rank(LicenseStatus::Redeemed),
        ));
        sql.push_bind(view.today);
        sql.push(format_args!(
            " THEN {} ELSE {} END WHEN expires < ",
            rank(LicenseStatus::Lapsed),
            rank(LicenseStatus::Unused),
        ));
        sql.push_bind(view.today);
        sql.push(format_args!(" THEN {} WHEN expires <= ", rank(LicenseStatus::Expired)));
        sql.push_bind(soon(view.today));
        sql.push(format_args!(
            " THEN {} ELSE {} END",
            rank(LicenseStatus::ExpiresSoon),
            rank(LicenseStatus::Active)
        ));
    }

    /// A set of statuses as conditions on the dates themselves, which the planner can judge;
    /// of a computed status it knows nothing.
    fn push_rank_in(view: &View<'_, Self>, sql: &mut Sql, column: ColumnId, keys: &[Key]) {
        if column == l::AUTO {
            let any = |rank| if keys.contains(&Key::Int(rank)) { "TRUE" } else { "FALSE" };
            let (off, on) = (any(0), any(1));
            sql.push(format_args!("(CASE WHEN auto_years IS NULL THEN {off} ELSE {on} END)"));
            return;
        }
        let wanted = |status: LicenseStatus| keys.contains(&Key::Int(status.rank()));
        let (today, soon) = (view.today, soon(view.today));
        sql.push("(FALSE");
        if wanted(LicenseStatus::Redeemed) {
            sql.push(" OR redeemed_by IS NOT NULL");
        }
        let (unused, lapsed) = (wanted(LicenseStatus::Unused), wanted(LicenseStatus::Lapsed));
        if unused || lapsed {
            sql.push(" OR redeemed_by IS NULL AND activated IS NULL");
            if !lapsed {
                sql.push(" AND (expires IS NULL OR expires >= ").push_bind(today).push(")");
            } else if !unused {
                sql.push(" AND expires < ").push_bind(today);
            }
        }
        let expired = wanted(LicenseStatus::Expired);
        let ends = wanted(LicenseStatus::ExpiresSoon);
        let active = wanted(LicenseStatus::Active);
        if expired || ends || active {
            sql.push(" OR redeemed_by IS NULL AND activated IS NOT NULL");
            if !(expired && ends && active) {
                sql.push(" AND (FALSE");
                if expired {
                    sql.push(" OR expires < ").push_bind(today);
                }
                if ends {
                    sql.push(" OR expires BETWEEN ").push_bind(today);
                    sql.push(" AND ").push_bind(soon);
                }
                if active {
                    sql.push(" OR expires > ").push_bind(soon).push(" OR expires IS NULL");
                }
                sql.push(")");
            }
        }
        sql.push(")");
    }
}

/// The last day that counts as soon.
pub(super) fn soon(today: NaiveDate) -> NaiveDate {
    today + chrono::Duration::days(EXPIRES_SOON_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_source() {
        for (id, column) in LICENSES.ids() {
            let made = LicenseRow::made_of(id);
            assert_ne!(made, Made::Number("NULL::int".into()), "column {}", column.key);
        }
    }
}
