//! Entitlements of an organization that moves to another parent.

use super::transfer::By;
use super::write::{give_back, take};
use super::{entitlement_get, entitlements_of};
use crate::error::{Result, touched};
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::entitlement::Rehomed;
use domain::ids::{OrgId, PersonId};

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

/// Lets what an organization holds draw from nothing any more: its parent gets the seats back.
/// For one that leaves its tree, whose caller has locked what both hold; false when what was
/// drawn and what is held do not agree, and then nothing of the transaction may be kept.
///
/// # Errors
/// Database errors.
pub async fn entitlements_release(
    tx: &mut TenantTx,
    org: OrgId,
    person: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let by = By { person, at: now };
    for held in entitlements_of(tx, org).await?.iter().filter(|held| held.ended.is_none()) {
        if !give_back(tx, held, by).await? {
            return Ok(false);
        }
    }
    let sql = "UPDATE entitlement SET parent_id = NULL, version = version + 1
               WHERE root_id = $1 AND org_id = $2 AND parent_id IS NOT NULL";
    sqlx::query(sql).bind(tx.root()).bind(org.0).execute(tx.conn()).await?;
    Ok(true)
}
