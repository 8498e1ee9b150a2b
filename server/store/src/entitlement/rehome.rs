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
/// [`domain::entitlement::rehome`] says: the old parent gets the seats back, the new one gives
/// them. It is called in the transaction that moves the organization, behind the statement that
/// gives it its new tenant key, which its entitlements take over; whoever calls it has locked
/// what both parents and the organization hold ([`super::entitlements_lock`]). False when the
/// new parent has too few seats left; then nothing of the transaction may be kept.
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
            "UPDATE entitlement SET parent_id = $3, version = version + 1,
                    tkey = (SELECT o.tkey FROM organization o
                            WHERE o.root_id = $1 AND o.id = entitlement.org_id)
             WHERE root_id = $1 AND id = $2",
        )
        .bind(tx.root())
        .bind(entitlement.0)
        .bind(to.0)
        .execute(tx.conn())
        .await?;
        touched(&done)?;
    }
    // Ended ones and extras live where the organization lives, too.
    sqlx::query(
        "UPDATE entitlement e SET tkey = o.tkey FROM organization o, entitlement m
         WHERE e.root_id = $1 AND o.root_id = $1 AND m.root_id = $1 AND m.id = ANY($2)
           AND e.org_id = m.org_id AND o.id = e.org_id AND e.tkey <> o.tkey",
    )
    .bind(tx.root())
    .bind(moved.iter().map(|moved| moved.entitlement.0).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "UPDATE entitlement_extra x SET tkey = e.tkey FROM entitlement e, entitlement m
         WHERE x.root_id = $1 AND e.root_id = $1 AND m.root_id = $1 AND m.id = ANY($2)
           AND e.org_id = m.org_id AND x.entitlement_id = e.id AND x.tkey <> e.tkey",
    )
    .bind(tx.root())
    .bind(moved.iter().map(|moved| moved.entitlement.0).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    Ok(true)
}
