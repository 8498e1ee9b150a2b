//! Entitlements of an organization that moves to another parent.

use super::entitlement_get;
use super::transfer::By;
use super::write::{give_back, take};
use crate::error::{Result, touched};
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::entitlement::Rehomed;
use domain::ids::PersonId;

/// Lets the entitlements of an organization draw from its new parent's, as
/// [`domain::entitlement::rehome()`] says: the old parent gets the seats back, the new one gives
/// them. It is called in the transaction that moves the organization, whose caller has locked
/// what both parents and the organization hold ([`super::entitlements_lock`]); the tenant keys
/// go along with the organization's. False when the new parent has too few seats left; then
/// nothing of the transaction may be kept.
///
/// # Errors
/// [`crate::StoreError::NotFound`] when one of them is not in scope.
pub async fn entitlements_rehome(
    tx: &mut TenantTx,
    moved: &[Rehomed],
    person: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let by = By { person, at: now };
    for Rehomed { entitlement, to, .. } in moved {
        let before = entitlement_get(tx, *entitlement).await?;
        if !give_back(tx, &before, by).await? || !take(tx, &before, *to, by).await? {
            return Ok(false);
        }
        let done = sqlx::query(
            "UPDATE entitlement SET parent_id = $3, version = version + 1
             WHERE root_id = $1 AND id = $2",
        )
        .bind(tx.root())
        .bind(entitlement.0)
        .bind(to.0)
        .execute(tx.conn())
        .await?;
        touched(&done)?;
    }
    Ok(true)
}
