//! Entitlements whose end has come.

use crate::error::{Result, StoreError, touched};
use crate::tx::TenantTx;
use chrono::NaiveDate;
use domain::entitlement::Entitlement;
use domain::ids::{EntitlementId, OrgId};
use uuid::Uuid;

/// Active entitlements in scope whose last day has passed, with their organizations, those
/// nearest to the top of the tree first.
///
/// # Errors
/// Database errors.
pub async fn entitlements_due(
    tx: &mut TenantTx,
    today: NaiveDate,
) -> Result<Vec<(EntitlementId, OrgId)>> {
    let due: Vec<(Uuid, Uuid)> = sqlx::query_as(
        "SELECT e.id, e.org_id FROM entitlement e
         JOIN organization o ON o.root_id = e.root_id AND o.id = e.org_id
         WHERE e.root_id = $1 AND e.state = 'active' AND e.ends < $2
         ORDER BY o.hi - o.lo DESC, e.id",
    )
    .bind(tx.root())
    .bind(today)
    .fetch_all(tx.conn())
    .await?;
    Ok(due.into_iter().map(|(id, org)| (EntitlementId(id), OrgId(org))).collect())
}

/// Moves the end of an active entitlement that goes on by itself.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed since `before` was read.
pub async fn entitlement_prolong(
    tx: &mut TenantTx,
    before: &Entitlement,
    ends: NaiveDate,
) -> Result<Entitlement> {
    let done = sqlx::query(
        "UPDATE entitlement SET ends = $4, version = version + 1
         WHERE root_id = $1 AND id = $2 AND version = $3 AND state = 'active'",
    )
    .bind(tx.root())
    .bind(before.id.0)
    .bind(before.version)
    .bind(ends)
    .execute(tx.conn())
    .await?;
    touched(&done).map_err(|_| StoreError::Stale { id: before.id.0 })?;
    super::entitlement_get(tx, before.id).await
}
