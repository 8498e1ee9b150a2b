//! Invoices without their lines.

use super::month;
use crate::error::{Result, StoreError};
use crate::order::currency;
use crate::tx::TenantTx;
use chrono::{DateTime, NaiveDate, Utc};
use domain::billing::{Invoice, InvoiceState, Month};
use domain::ids::{InvoiceId, OrgId};
use domain::license::OrgRef;
use domain::money::{Currency, Money};
use sqlx::FromRow;
use uuid::Uuid;

#[derive(FromRow)]
struct InvoiceDbRow {
    id: Uuid,
    version: i32,
    org_id: Uuid,
    org_name: String,
    month: NaiveDate,
    currency: String,
    state: String,
    number: Option<String>,
    created_at: DateTime<Utc>,
    locked_at: Option<DateTime<Utc>>,
    lines: i64,
    net_minor: i64,
}

impl TryFrom<InvoiceDbRow> for Invoice {
    type Error = StoreError;
    fn try_from(row: InvoiceDbRow) -> Result<Self> {
        let currency = currency(&row.currency)?;
        Ok(Self {
            id: InvoiceId(row.id),
            version: row.version,
            partner: OrgRef { id: OrgId(row.org_id), name: row.org_name },
            month: month(row.month)?,
            currency,
            state: InvoiceState::from_slug(&row.state)
                .ok_or_else(|| StoreError::unknown("invoice state", row.state))?,
            number: row.number,
            created_at: row.created_at,
            locked_at: row.locked_at,
            lines: row.lines,
            net: Money { minor: row.net_minor, currency },
        })
    }
}

/// The statement that reads [`InvoiceDbRow`]s, with which ones.
macro_rules! select {
    ($which:literal) => {
        concat!(
            "SELECT i.id, i.version, i.org_id, o.name AS org_name, i.month, i.currency, i.state,
                    i.number, i.created_at, i.locked_at, l.lines, l.net_minor
             FROM invoice i
             JOIN organization o ON o.root_id = i.root_id AND o.id = i.org_id
             CROSS JOIN LATERAL (
                 SELECT count(*) AS lines, COALESCE(sum(n.net_minor), 0)::bigint AS net_minor
                 FROM invoice_line n WHERE n.root_id = $1 AND n.invoice_id = i.id) l
             WHERE i.root_id = $1 AND ",
            $which
        )
    };
}

/// One invoice.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn invoice_get(tx: &mut TenantTx, id: InvoiceId) -> Result<Invoice> {
    let row: Option<InvoiceDbRow> = sqlx::query_as(select!("i.id = $2"))
        .bind(tx.root())
        .bind(id.0)
        .fetch_optional(tx.conn())
        .await?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// The newest invoices in scope, of one partner or of all, at most so many.
///
/// # Errors
/// Database errors.
pub async fn invoices_of(
    tx: &mut TenantTx,
    partner: Option<OrgId>,
    limit: i64,
) -> Result<Vec<Invoice>> {
    let rows: Vec<InvoiceDbRow> = sqlx::query_as(select!(
        "i.tkey BETWEEN $2 AND $3 AND ($4::uuid IS NULL OR i.org_id = $4)
         ORDER BY i.month DESC, o.name_fold, i.currency, i.id LIMIT $5"
    ))
    .bind(tx.root())
    .bind(tx.scope().lo)
    .bind(tx.scope().hi)
    .bind(partner.map(|id| id.0))
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The invoice of a partner for a month in a currency, made if there is none, with how far it
/// is. It stays so until the transaction ends.
///
/// # Errors
/// [`StoreError::NotFound`] when the partner is not in scope.
pub async fn invoice_open(
    tx: &mut TenantTx,
    partner: OrgId,
    (month, currency): (Month, Currency),
    now: DateTime<Utc>,
) -> Result<(InvoiceId, InvoiceState)> {
    sqlx::query(
        "INSERT INTO invoice (root_id, id, tkey, org_id, month, currency, created_at)
         SELECT $1, $2, o.tkey, o.id, $4, $5, $6 FROM organization o
         WHERE o.root_id = $1 AND o.id = $3
         ON CONFLICT (root_id, org_id, month, currency) DO NOTHING",
    )
    .bind(tx.root())
    .bind(Uuid::now_v7())
    .bind(partner.0)
    .bind(month.first_day())
    .bind(currency.code())
    .bind(now)
    .execute(tx.conn())
    .await?;
    let row: Option<(Uuid, String)> = sqlx::query_as(
        "SELECT id, state FROM invoice
         WHERE root_id = $1 AND org_id = $2 AND month = $3 AND currency = $4 FOR UPDATE",
    )
    .bind(tx.root())
    .bind(partner.0)
    .bind(month.first_day())
    .bind(currency.code())
    .fetch_optional(tx.conn())
    .await?;
    let (id, state) = row.ok_or(StoreError::NotFound)?;
    let state = InvoiceState::from_slug(&state)
        .ok_or_else(|| StoreError::unknown("invoice state", state))?;
    Ok((InvoiceId(id), state))
}

/// The next number of a partner's invoices. Whoever takes one keeps others of the same partner
/// waiting until its transaction ends.
///
/// # Errors
/// [`StoreError::NotFound`] when the partner is not in scope.
pub async fn invoice_number(tx: &mut TenantTx, partner: OrgId) -> Result<String> {
    let value: Option<i64> = sqlx::query_scalar(
        "INSERT INTO counter AS c (root_id, tkey, name, value)
         SELECT root_id, tkey, 'invoice', 1 FROM organization WHERE root_id = $1 AND id = $2
         ON CONFLICT (root_id, tkey, name) DO UPDATE SET value = c.value + 1 RETURNING value",
    )
    .bind(tx.root())
    .bind(partner.0)
    .fetch_optional(tx.conn())
    .await?;
    Ok(format!("M-{:06}", value.ok_or(StoreError::NotFound)?))
}

/// Raises the version of a draft whose lines have changed, so that nobody locks what it has not
/// seen.
///
/// # Errors
/// Database errors.
pub async fn invoice_touch(tx: &mut TenantTx, id: InvoiceId) -> Result<()> {
    sqlx::query("UPDATE invoice SET version = version + 1 WHERE root_id = $1 AND id = $2")
        .bind(tx.root())
        .bind(id.0)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Locks a draft under a number, if it still has this version.
///
/// # Errors
/// [`StoreError::Stale`] when it has another one, or is locked.
pub async fn invoice_lock(
    tx: &mut TenantTx,
    (id, version): (InvoiceId, i32),
    number: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let done = sqlx::query(
        "UPDATE invoice SET state = 'locked', number = $4, locked_at = $5, version = version + 1
         WHERE root_id = $1 AND id = $2 AND version = $3 AND state = 'draft'",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(version)
    .bind(number)
    .bind(now)
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale { id: id.0 }) }
}

/// Holds a partner in its tree until the transaction ends; false when it is not in scope. Comes
/// before its invoices are held, as for whoever takes it into another tree.
///
/// # Errors
/// Database errors.
pub async fn partner_hold(tx: &mut TenantTx, partner: OrgId) -> Result<bool> {
    let sql = "SELECT id FROM organization WHERE root_id = $1 AND id = $2 FOR KEY SHARE";
    let held: Option<Uuid> =
        sqlx::query_scalar(sql).bind(tx.root()).bind(partner.0).fetch_optional(tx.conn()).await?;
    Ok(held.is_some())
}

/// Locks all drafts of a partner that is leaving its seller: what it owes for until now is the
/// old one's business. How many.
///
/// # Errors
/// Database errors.
pub async fn invoices_settle(tx: &mut TenantTx, partner: OrgId, now: DateTime<Utc>) -> Result<u64> {
    let done = sqlx::query(
        "WITH draft AS (
             SELECT id, tkey, row_number() OVER (ORDER BY month, currency) AS place,
                    count(*) OVER () AS drafts
             FROM invoice WHERE root_id = $1 AND org_id = $2 AND state = 'draft'),
         taken AS (
             INSERT INTO counter AS c (root_id, tkey, name, value)
             SELECT DISTINCT $1, tkey, 'invoice', drafts FROM draft
             ON CONFLICT (root_id, tkey, name) DO UPDATE SET value = c.value + excluded.value
             RETURNING value)
         UPDATE invoice i SET state = 'locked', locked_at = $3, version = i.version + 1,
             number = 'M-' || lpad((t.value - d.drafts + d.place)::text, 6, '0')
         FROM draft d CROSS JOIN taken t
         WHERE i.root_id = $1 AND i.id = d.id AND i.state = 'draft'",
    )
    .bind(tx.root())
    .bind(partner.0)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
