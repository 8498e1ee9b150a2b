//! Moving an organization below another parent of its tree: it and all that it has get other
//! tenant keys.

use super::create::intervals_take;
use super::{Org, OrgRow, org_read};
use crate::error::{Result, StoreError};
use crate::tx::TenantTx;
use domain::ids::OrgId;
use domain::organization::OrgState;
use domain::text::fold;
use sqlx::{AssertSqlSafe, Executor};
use uuid::Uuid;

/// Tables whose rows go along: their tenant keys move with their organization's.
pub const MOVED: &[&str] = &[
    "action_log",
    "counter",
    "entitlement",
    "entitlement_extra",
    "entitlement_transfer",
    "idempotency",
    "import",
    "invitation",
    "license",
    "mail",
    "permission_set",
    "person",
    "reminder_sent",
    "saved_view",
    "sign_in_policy",
    "sso_provider",
    "trade_terms",
    "usage_late",
    "usage_snapshot",
    "view_default",
];

/// Tables whose rows stay or go: of a whole root; orders, invoices, carts, price lists and settings
/// of reminders, which are of those who buy and sell, and what they let be renewed by itself, keys
/// that wait to be claimed, and discounts that partners asked for; of those who change many
/// licenses, which organizations that move never do; the feed, whose past nobody reads again;
/// files for download, which are deleted, since they last an hour; and organizations, which are
/// moved by themselves.
pub const UNMOVED: &[&str] = &[
    "auto_renewal",
    "billing_head",
    "bulk_job",
    "bulk_outcome",
    "cart",
    "export_chunk",
    "export_job",
    "feed",
    "feed_head",
    "invoice",
    "invoice_line",
    "log_checkpoint",
    "log_head",
    "log_link",
    "order_key",
    "order_line",
    "organization",
    "price_list",
    "program_evidence",
    "program_request",
    "purchase_order",
    "reminder_head",
    "reminder_settings",
    "stray_key",
];

/// Puts a customer with all that it has below another partner; the organization afterwards.
/// Both, and its old parent, must be locked by the caller. A suspension that it shared with its
/// old parent is its own from now on.
///
/// # Errors
/// [`StoreError::Stale`] when it has another version than `before`, [`StoreError::Duplicate`]
/// when the partner has a customer of its name or a license of one of its keys.
pub async fn org_move(tx: &mut TenantTx, before: &Org, to: &Org) -> Result<OrgRow> {
    let interval =
        intervals_take(tx, to.id, to.kind, 1).await?.pop().ok_or(StoreError::NotFound)?;
    let (lo, hi, by) = (before.interval.lo, before.interval.hi, interval.lo - before.interval.lo);
    let done = sqlx::query(
        "UPDATE organization
         SET parent_id = $3, lo = lo + $4, hi = hi + $4, tkey = tkey + $4, next_lo = next_lo + $4,
             suspended_by = CASE WHEN suspended_by IS NOT NULL THEN id END, version = version + 1
         WHERE root_id = $1 AND id = $2 AND version = $5",
    )
    .bind(tx.root())
    .bind(before.id.0)
    .bind(to.id.0)
    .bind(by)
    .bind(before.version)
    .execute(tx.conn())
    .await?;
    if done.rows_affected() != 1 {
        return Err(StoreError::Stale { id: before.id.0 });
    }
    sqlx::query(
        "UPDATE license SET partner_id = $4, partner_name = $5, partner_fold = $6,
             auto_years = (SELECT a.years FROM auto_renewal a
                           JOIN organization o
                               ON o.root_id = a.root_id AND o.id = $4 AND o.tkey = a.tkey
                           WHERE a.root_id = $1 AND a.license_id = license.id),
             version = version + 1
         WHERE root_id = $1 AND tkey BETWEEN $2 AND $3",
    )
    .bind(tx.root())
    .bind(lo)
    .bind(hi)
    .bind(to.id.0)
    .bind(&to.name)
    .bind(fold(&to.name))
    .execute(tx.conn())
    .await?;
    sqlx::query("DELETE FROM export_job WHERE root_id = $1 AND tkey BETWEEN $2 AND $3")
        .bind(tx.root())
        .bind(lo)
        .bind(hi)
        .execute(tx.conn())
        .await?;
    rekey(tx, (lo, hi), by).await?;
    org_read(tx, before.id).await
}

/// Moves the tenant keys of everything between two. Entries of the log may change in nothing
/// else, and nobody but this may change even that.
async fn rekey(tx: &mut TenantTx, (lo, hi): (i64, i64), by: i64) -> Result<()> {
    tx.conn().execute("SET LOCAL ROLE seatkeeper_mover").await?;
    for table in MOVED {
        // The names are ours.
        let sql = format!(
            "UPDATE {table} SET tkey = tkey + $4 WHERE root_id = $1 AND tkey BETWEEN $2 AND $3"
        );
        sqlx::query(AssertSqlSafe(sql))
            .bind(tx.root())
            .bind(lo)
            .bind(hi)
            .bind(by)
            .execute(tx.conn())
            .await?;
    }
    tx.conn().execute("SET LOCAL ROLE seatkeeper_app").await?;
    Ok(())
}

/// Holds organizations where and as they are until the end of the transaction, so that what is
/// given to them gets the tenant key that they keep, and nobody closes them meanwhile.
///
/// # Errors
/// [`StoreError::NotFound`] when one is closed.
pub async fn org_share(tx: &mut TenantTx, ids: impl Iterator<Item = OrgId>) -> Result<()> {
    let ids: Vec<Uuid> = ids.map(|id| id.0).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let sql = "SELECT state FROM organization WHERE root_id = $1 AND id = ANY($2)
               ORDER BY id FOR SHARE";
    let states: Vec<String> =
        sqlx::query_scalar(sql).bind(tx.root()).bind(ids).fetch_all(tx.conn()).await?;
    match states.iter().any(|state| state == OrgState::Closed.slug()) {
        true => Err(StoreError::NotFound),
        false => Ok(()),
    }
}
