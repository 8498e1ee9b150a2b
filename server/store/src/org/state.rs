//! Whether organizations' people can work, and what depends on it.

use super::Org;
use crate::error::{Result, StoreError};
use crate::tx::TenantTx;
use chrono::NaiveDate;
use domain::organization::OrgState;
use domain::tenancy::Interval;
use sqlx::FromRow;

/// What an organization has below it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, FromRow)]
pub struct OrgCounts {
    /// Organizations right below it that are not closed.
    pub children: i64,
    /// Licenses in use by it and those below it that have not expired.
    pub running: i64,
}

/// Counts what an organization has below it today.
///
/// # Errors
/// Database errors.
pub async fn org_counts(tx: &mut TenantTx, org: &Org, today: NaiveDate) -> Result<OrgCounts> {
    let Interval { lo, hi } = org.interval;
    Ok(sqlx::query_as(
        "SELECT (SELECT count(*) FROM organization
                 WHERE root_id = $1 AND parent_id = $2 AND state <> 'closed') AS children,
                (SELECT count(*) FROM license
                 WHERE root_id = $1 AND tkey BETWEEN $3 AND $4 AND activated IS NOT NULL
                   AND (expires IS NULL OR expires >= $5)) AS running",
    )
    .bind(tx.root())
    .bind(org.id.0)
    .bind(lo)
    .bind(hi)
    .bind(today)
    .fetch_one(tx.conn())
    .await?)
}

/// Sets whether an organization's people can work; a suspension is its own.
///
/// # Errors
/// [`StoreError::Stale`] when it has another version than `before`.
pub async fn org_set_state(tx: &mut TenantTx, before: &Org, state: OrgState) -> Result<()> {
    let by = (state == OrgState::Suspended).then_some(before.id.0);
    let done = sqlx::query(
        "UPDATE organization SET state = $3, suspended_by = $4, version = version + 1
         WHERE root_id = $1 AND id = $2 AND version = $5",
    )
    .bind(tx.root())
    .bind(before.id.0)
    .bind(state.slug())
    .bind(by)
    .bind(before.version)
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale { id: before.id.0 }) }
}

/// Suspends all active organizations below one along with it; how many.
///
/// # Errors
/// Database errors.
pub async fn org_suspend_with(tx: &mut TenantTx, org: &Org) -> Result<u64> {
    let done = sqlx::query(
        "UPDATE organization SET state = 'suspended', suspended_by = $2, version = version + 1
         WHERE root_id = $1 AND tkey BETWEEN $3 AND $4 AND id <> $2 AND state = 'active'",
    )
    .bind(tx.root())
    .bind(org.id.0)
    .bind(org.interval.lo)
    .bind(org.interval.hi)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// Brings back all organizations that were suspended along with one; how many. One that was
/// suspended by itself stays so.
///
/// # Errors
/// Database errors.
pub async fn org_activate_with(tx: &mut TenantTx, org: &Org) -> Result<u64> {
    let done = sqlx::query(
        "UPDATE organization SET state = 'active', suspended_by = NULL, version = version + 1
         WHERE root_id = $1 AND suspended_by = $2 AND id <> $2",
    )
    .bind(tx.root())
    .bind(org.id.0)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
