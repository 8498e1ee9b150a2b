//! Charging by the month: what was in use, and the invoices that are made of it.
//!
//! Lines of a root are made by one transaction at a time, which holds [`head_lock`]; who counts
//! devices holds [`head_share`]. So nothing is counted unseen while a month is being closed.

mod due;
mod invoice;
mod line;
mod usage;

pub use due::{PlanCursor, PlanQuery, licenses_of, opened_by_order, plans_due, plans_get};
pub use invoice::{
    invoice_get, invoice_lock, invoice_number, invoice_open, invoice_touch, invoices_of,
    invoices_settle, partner_hold,
};
pub use line::{Known, NewLine, line_known, line_replace, lines_delete, lines_insert, lines_of};
pub use usage::{Late, Taken, late_done, late_next, usage_of, usage_record, usage_take};

use crate::error::{Result, StoreError};
use crate::tx::TenantTx;
use chrono::NaiveDate;
use domain::billing::Month;

/// Since when a root is charged by the month, and how far that is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Head {
    /// The first month that is charged at all.
    pub since: Month,
    /// The last month that was closed.
    pub closed: Month,
}

/// A month as it is stored, by its first day.
pub(crate) fn month(first: NaiveDate) -> Result<Month> {
    Month::of(first).ok_or_else(|| StoreError::unknown("month", first))
}

/// Begins to charge a root by the month, from this one on, unless that was begun before.
///
/// # Errors
/// Database errors.
pub async fn head_begin(tx: &mut TenantTx, since: Month) -> Result<()> {
    let closed = since.previous().unwrap_or(since);
    sqlx::query(
        "INSERT INTO billing_head (root_id, since, closed) VALUES ($1, $2, $3)
         ON CONFLICT (root_id) DO NOTHING",
    )
    .bind(tx.root())
    .bind(since.first_day())
    .bind(closed.first_day())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How far a root is, held so that no month is closed until the transaction ends; none before
/// [`head_begin`].
///
/// # Errors
/// Database errors.
pub async fn head_share(tx: &mut TenantTx) -> Result<Option<Head>> {
    head(tx, "SELECT since, closed FROM billing_head WHERE root_id = $1 FOR SHARE").await
}

/// The same, held so that nobody else makes lines or counts until the transaction ends.
///
/// # Errors
/// Database errors.
pub async fn head_lock(tx: &mut TenantTx) -> Result<Option<Head>> {
    head(tx, "SELECT since, closed FROM billing_head WHERE root_id = $1 FOR UPDATE").await
}

/// The same, without holding it.
///
/// # Errors
/// Database errors.
pub async fn head_read(tx: &mut TenantTx) -> Result<Option<Head>> {
    head(tx, "SELECT since, closed FROM billing_head WHERE root_id = $1").await
}

async fn head(tx: &mut TenantTx, sql: &'static str) -> Result<Option<Head>> {
    let row: Option<(NaiveDate, NaiveDate)> =
        sqlx::query_as(sql).bind(tx.root()).fetch_optional(tx.conn()).await?;
    row.map(|(since, closed)| Ok(Head { since: month(since)?, closed: month(closed)? })).transpose()
}

/// Notes that a month is being closed: what is counted of it from now on is late.
///
/// # Errors
/// Database errors.
pub async fn head_close(tx: &mut TenantTx, closed: Month) -> Result<()> {
    sqlx::query("UPDATE billing_head SET closed = $2 WHERE root_id = $1 AND closed < $2")
        .bind(tx.root())
        .bind(closed.first_day())
        .execute(tx.conn())
        .await?;
    Ok(())
}
