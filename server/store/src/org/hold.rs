//! Holding organizations before what they have is written: the first locks of whoever buys.

use crate::error::{Result, StoreError};
use crate::tx::TenantTx;
use domain::ids::{LicenseId, OrgId};
use domain::organization::OrgState;
use std::collections::HashMap;
use uuid::Uuid;

/// Holds organizations until the end of the transaction: they are neither renamed, moved, handed
/// over nor closed meanwhile, and what names them can be written without waiting. Whoever writes
/// orders, licenses or numbers of an organization that another one may lock in full holds it
/// before those.
///
/// # Errors
/// Database errors.
pub async fn org_hold(tx: &mut TenantTx, ids: impl Iterator<Item = OrgId>) -> Result<()> {
    let ids: Vec<Uuid> = ids.map(|id| id.0).collect();
    sqlx::query(
        "SELECT 1 FROM organization WHERE root_id = $1 AND id = ANY($2)
         ORDER BY id FOR KEY SHARE",
    )
    .bind(tx.root())
    .bind(ids)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The same of the scope's own organization.
///
/// # Errors
/// Database errors.
pub async fn org_hold_own(tx: &mut TenantTx) -> Result<()> {
    sqlx::query("SELECT 1 FROM organization WHERE root_id = $1 AND tkey = $2 FOR KEY SHARE")
        .bind(tx.root())
        .bind(tx.scope().lo)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The same of the partners that hold these licenses, which are to be locked after them.
///
/// # Errors
/// Database errors.
pub async fn partners_hold(tx: &mut TenantTx, licenses: &[LicenseId]) -> Result<()> {
    sqlx::query(
        "SELECT 1 FROM organization WHERE root_id = $1 AND id IN
             (SELECT partner_id FROM license WHERE root_id = $1 AND id = ANY($2))
         ORDER BY id FOR KEY SHARE",
    )
    .bind(tx.root())
    .bind(licenses.iter().map(|id| id.0).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether the people of these organizations can work; those that are not in scope are left out.
///
/// # Errors
/// Database errors.
pub async fn org_states(
    tx: &mut TenantTx,
    ids: impl Iterator<Item = OrgId>,
) -> Result<HashMap<OrgId, OrgState>> {
    let ids: Vec<Uuid> = ids.map(|id| id.0).collect();
    let rows: Vec<(Uuid, String)> =
        sqlx::query_as("SELECT id, state FROM organization WHERE root_id = $1 AND id = ANY($2)")
            .bind(tx.root())
            .bind(ids)
            .fetch_all(tx.conn())
            .await?;
    let state = |(id, slug): (Uuid, String)| {
        let state = OrgState::from_slug(&slug);
        Ok((OrgId(id), state.ok_or_else(|| StoreError::unknown("organization state", slug))?))
    };
    rows.into_iter().map(state).collect()
}
