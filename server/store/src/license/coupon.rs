//! Coupons: licenses bought and not yet activated (DOMAIN.md 1.4.9, D16).

use super::row::{COLUMNS, LicenseDbRow, rows};
use crate::error::Result;
use crate::tx::TenantTx;
use chrono::NaiveDate;
use domain::catalog::Catalog;
use domain::ids::LicenseId;
use domain::license::LicenseRow;
use sqlx::AssertSqlSafe;

/// Most coupons offered for a license; the first one is taken.
const MOST: i64 = 20;

/// Which coupons may renew a license: `$1` to `$4` are its root, partner, edition and seats,
/// `$5` is today. Whoever takes one looks at its years besides.
const FITS: &str = "root_id = $1 AND partner_id = $2 AND edition_id = $3 AND seats = $4
    AND activated IS NULL AND redeemed_by IS NULL AND note IS NULL AND kind = 'term'
    AND (expires >= $5 OR expires IS NULL)";

/// The coupons that may renew a license on `today`, the one to be taken first: same partner,
/// edition and seats, not lapsed, without a note; soonest end first, then day of purchase,
/// then id (D16).
///
/// # Errors
/// Database errors.
pub async fn coupons_for(
    tx: &mut TenantTx,
    catalog: &Catalog,
    license: &LicenseRow,
    today: NaiveDate,
) -> Result<Vec<LicenseRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM license
         WHERE {FITS} AND term_years IS NOT NULL
         ORDER BY expires, purchased, id LIMIT $6"
    );
    let found: Vec<LicenseDbRow> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(tx.root())
        .bind(license.partner.id.0)
        .bind(license.edition.id)
        .bind(license.seats)
        .bind(today)
        .bind(MOST)
        .fetch_all(tx.conn())
        .await?;
    rows(found, catalog)
}

/// The first coupon of so many years, or of any, that may renew a license on `today`, in the order of
/// [`coupons_for`], locked until the transaction ends. One that somebody else works on is
/// passed over: waiting for it out of the order of ids could wait for each other.
///
/// # Errors
/// Database errors.
pub async fn coupon_take(
    tx: &mut TenantTx,
    catalog: &Catalog,
    license: &LicenseRow,
    years: Option<i16>,
    today: NaiveDate,
) -> Result<Option<LicenseRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM license
         WHERE {FITS} AND term_years = coalesce($6, term_years)
         ORDER BY expires, purchased, id LIMIT 1 FOR UPDATE SKIP LOCKED"
    );
    let found: Option<LicenseDbRow> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(tx.root())
        .bind(license.partner.id.0)
        .bind(license.edition.id)
        .bind(license.seats)
        .bind(today)
        .bind(years)
        .fetch_optional(tx.conn())
        .await?;
    found.map(|row| row.into_row(catalog)).transpose()
}

/// The coupons that may renew some licenses on `today`, of so many years if that is said, but for
/// those in `taken`: of each partner, edition and number of seats as many as there are licenses
/// at most, those first that are taken first. In no particular order otherwise.
///
/// # Errors
/// Database errors.
pub async fn coupons_for_many(
    tx: &mut TenantTx,
    catalog: &Catalog,
    licenses: &[LicenseRow],
    years: Option<i16>,
    taken: &[LicenseId],
    today: NaiveDate,
) -> Result<Vec<LicenseRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM
             (SELECT partner, edition, seat, count(*) AS wanted
              FROM unnest($2::uuid[], $3::int[], $4::int[]) AS n (partner, edition, seat)
              WHERE seat IS NOT NULL GROUP BY 1, 2, 3) w
         CROSS JOIN LATERAL
             (SELECT * FROM license
              WHERE root_id = $1 AND partner_id = w.partner AND edition_id = w.edition
                AND seats = w.seat AND activated IS NULL AND redeemed_by IS NULL
                AND note IS NULL AND kind = 'term' AND (expires >= $5 OR expires IS NULL)
                AND term_years = coalesce($6, term_years) AND id <> ALL($7)
              ORDER BY expires, purchased, id LIMIT w.wanted) c"
    );
    let found: Vec<LicenseDbRow> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(tx.root())
        .bind(licenses.iter().map(|row| row.partner.id.0).collect::<Vec<_>>())
        .bind(licenses.iter().map(|row| row.edition.id).collect::<Vec<_>>())
        .bind(licenses.iter().map(|row| row.seats).collect::<Vec<_>>())
        .bind(today)
        .bind(years)
        .bind(taken.iter().map(|id| id.0).collect::<Vec<_>>())
        .fetch_all(tx.conn())
        .await?;
    rows(found, catalog)
}

/// Consumes a coupon for a license, if it is unused and not lapsed on `today`; the coupon
/// after it, or none when somebody was faster (invariant 15).
///
/// # Errors
/// Database errors.
pub async fn coupon_redeem(
    tx: &mut TenantTx,
    catalog: &Catalog,
    coupon: LicenseId,
    license: LicenseId,
    today: NaiveDate,
) -> Result<Option<LicenseRow>> {
    let sql = format!(
        "UPDATE license SET redeemed_by = $3, version = version + 1
         WHERE root_id = $1 AND id = $2 AND activated IS NULL AND redeemed_by IS NULL
           AND (expires >= $4 OR expires IS NULL)
         RETURNING {COLUMNS}"
    );
    let row: Option<LicenseDbRow> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(tx.root())
        .bind(coupon.0)
        .bind(license.0)
        .bind(today)
        .fetch_optional(tx.conn())
        .await?;
    row.map(|row| row.into_row(catalog)).transpose()
}

/// Gives back a coupon that this license consumed; none when it did not.
///
/// # Errors
/// Database errors.
pub async fn coupon_restore(
    tx: &mut TenantTx,
    catalog: &Catalog,
    coupon: LicenseId,
    license: LicenseId,
) -> Result<Option<LicenseRow>> {
    let sql = format!(
        "UPDATE license SET redeemed_by = NULL, version = version + 1
         WHERE root_id = $1 AND id = $2 AND redeemed_by = $3
         RETURNING {COLUMNS}"
    );
    let row: Option<LicenseDbRow> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(tx.root())
        .bind(coupon.0)
        .bind(license.0)
        .fetch_optional(tx.conn())
        .await?;
    row.map(|row| row.into_row(catalog)).transpose()
}
