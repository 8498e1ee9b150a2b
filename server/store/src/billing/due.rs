//! Licenses that owe months which have no line yet.

use super::month;
use crate::error::Result;
use crate::license::{COLUMNS, LicenseDbRow};
use crate::tx::TenantTx;
use chrono::NaiveDate;
use domain::billing::Month;
use domain::catalog::Catalog;
use domain::ids::{LicenseId, OrgId};
use domain::license::LicenseRow;
use sqlx::{AssertSqlSafe, FromRow, Row};
use std::collections::HashSet;
use uuid::Uuid;

/// A place among the licenses that are charged by the month, partner by partner.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct PlanCursor {
    /// The partner that holds the license.
    pub partner: OrgId,
    /// The license.
    pub license: LicenseId,
}

impl PlanCursor {
    /// Before all of them.
    pub const START: Self = Self { partner: OrgId(Uuid::nil()), license: LicenseId(Uuid::nil()) };
}

/// What is asked of the licenses of a root.
#[derive(Clone, Debug)]
pub struct PlanQuery {
    /// Products that are charged by the month.
    pub products: Vec<i32>,
    /// Of these, those whose opening costs something.
    pub with_fee: Vec<i32>,
    /// The first month that is charged.
    pub since: Month,
    /// The day.
    pub today: NaiveDate,
}

/// Licenses behind a place that owe something by the day, at most so many in order. Lines of a
/// license are made for all months that it owes at once, so the newest one tells how far it is.
///
/// # Errors
/// Database errors.
pub async fn plans_due(
    tx: &mut TenantTx,
    query: &PlanQuery,
    after: PlanCursor,
    limit: i64,
) -> Result<Vec<PlanCursor>> {
    let Some(running) = Month::of(query.today) else { return Ok(Vec::new()) };
    let last = running.previous().unwrap_or(running);
    let rows: Vec<(Uuid, Uuid)> = sqlx::query_as(
        "SELECT l.partner_id, l.id FROM license l
         LEFT JOIN LATERAL (
             SELECT i.month FROM invoice_line i
             WHERE i.root_id = $1 AND i.license_id = l.id AND i.kind <> 'adjustment'
             ORDER BY i.month DESC LIMIT 1) newest ON true
         WHERE l.root_id = $1 AND l.kind IN ('monthly', 'usage') AND l.activated IS NOT NULL
           AND (l.partner_id, l.id) > ($2, $3)
           AND l.product_id = ANY($4) AND l.activated <= $6
           AND (l.expires IS NULL OR l.expires >= GREATEST(l.activated, $7))
           AND CASE WHEN newest.month IS NULL
               THEN l.activated < $8 AND $7 < $8 OR l.product_id = ANY($5) AND l.activated >= $7
               ELSE newest.month < LEAST($9, date_trunc('month', l.expires)::date) END
         ORDER BY l.partner_id, l.id LIMIT $10",
    )
    .bind(tx.root())
    .bind(after.partner.0)
    .bind(after.license.0)
    .bind(&query.products)
    .bind(&query.with_fee)
    .bind(query.today)
    .bind(query.since.first_day())
    .bind(running.first_day())
    .bind(last.first_day())
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    let cursor =
        |(partner, license)| PlanCursor { partner: OrgId(partner), license: LicenseId(license) };
    Ok(rows.into_iter().map(cursor).collect())
}

/// Those of these licenses that a partner holds, each with the newest month that has a line.
///
/// # Errors
/// Database errors.
pub async fn plans_get(
    tx: &mut TenantTx,
    catalog: &Catalog,
    partner: OrgId,
    licenses: &[LicenseId],
) -> Result<Vec<(LicenseRow, Option<Month>)>> {
    let sql = format!(
        "SELECT {COLUMNS},
                (SELECT max(i.month) FROM invoice_line i
                 WHERE i.root_id = $1 AND i.license_id = license.id AND i.kind <> 'adjustment')
                AS newest
         FROM license WHERE root_id = $1 AND id = ANY($2) AND partner_id = $3 ORDER BY id"
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(tx.root())
        .bind(licenses.iter().map(|id| id.0).collect::<Vec<_>>())
        .bind(partner.0)
        .fetch_all(tx.conn())
        .await?;
    rows.iter()
        .map(|row| {
            let newest: Option<NaiveDate> = row.try_get("newest")?;
            let license = LicenseDbRow::from_row(row)?.into_row(catalog)?;
            Ok((license, newest.map(month).transpose()?))
        })
        .collect()
}

/// Those of these licenses whose opening was paid for with the order that they came of.
///
/// # Errors
/// Database errors.
pub async fn opened_by_order(
    tx: &mut TenantTx,
    licenses: &[LicenseId],
) -> Result<HashSet<LicenseId>> {
    let rows: Vec<(Uuid,)> = sqlx::query_as(
        "SELECT k.license_id FROM order_key k
         JOIN order_line l ON l.root_id = k.root_id AND l.id = k.line_id
         WHERE k.root_id = $1 AND k.license_id = ANY($2) AND NOT k.void
           AND l.years = 0 AND l.net_minor IS NOT NULL",
    )
    .bind(tx.root())
    .bind(licenses.iter().map(|id| id.0).collect::<Vec<_>>())
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(id,)| LicenseId(id)).collect())
}

/// Those of these licenses that are in scope, in no particular order.
///
/// # Errors
/// Database errors.
pub async fn licenses_of(
    tx: &mut TenantTx,
    catalog: &Catalog,
    licenses: &[LicenseId],
) -> Result<Vec<LicenseRow>> {
    let sql = format!("SELECT {COLUMNS} FROM license WHERE root_id = $1 AND id = ANY($2)");
    let found: Vec<LicenseDbRow> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(tx.root())
        .bind(licenses.iter().map(|id| id.0).collect::<Vec<_>>())
        .fetch_all(tx.conn())
        .await?;
    crate::license::rows(found, catalog)
}
