//! Where an organization stands: whether it is active, and whether it and those above it may
//! be assisted.

use crate::error::{Result, StoreError};
use crate::tx::TenantTx;
use domain::catalog::Catalog;
use domain::ids::{EntitlementId, OrgId};
use domain::organization::OrgState;
use domain::people::OrgKind;
use domain::tenancy::Interval;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

/// An organization as far as entitlements depend on it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChainOrg {
    /// Its id.
    pub id: OrgId,
    /// Its parent; none for the top of the tree.
    pub parent: Option<OrgId>,
    /// What it is.
    pub kind: OrgKind,
    /// Its name.
    pub name: String,
    /// The tenant keys of it and everything below it.
    pub interval: Interval,
    /// Whether it is active, not suspended or closed.
    pub open: bool,
    /// Whether its parent may assist with its security management.
    pub assistance: bool,
}

#[derive(FromRow)]
struct ChainDbRow {
    id: Uuid,
    parent_id: Option<Uuid>,
    kind: String,
    name: String,
    lo: i64,
    hi: i64,
    state: String,
    assistance: bool,
}

/// An organization and those above it as far as they are in scope, itself first.
///
/// # Errors
/// [`StoreError::NotFound`] when it is not in scope.
pub async fn org_chain(tx: &mut TenantTx, org: OrgId) -> Result<Vec<ChainOrg>> {
    chain(tx, org).await
}

/// The same, locked in ascending order of ids until the transaction ends: nobody else grants
/// something to the organization, and nobody switches assistance off or suspends one of them
/// meanwhile.
///
/// # Errors
/// [`StoreError::NotFound`] when it is not in scope, [`StoreError::Stale`] when it was moved at
/// this moment.
pub async fn org_chain_lock(tx: &mut TenantTx, org: OrgId) -> Result<Vec<ChainOrg>> {
    let before = chain(tx, org).await?;
    let mut ids: Vec<OrgId> = before.iter().map(|one| one.id).collect();
    ids.sort_unstable();
    for id in ids {
        let mode = if id == org { " FOR NO KEY UPDATE" } else { " FOR SHARE" };
        one(tx, id, mode).await?;
    }
    // What was waited for may have changed it.
    let now = chain(tx, org).await?;
    let same = before.iter().map(|one| one.id).eq(now.iter().map(|one| one.id));
    if same { Ok(now) } else { Err(StoreError::Stale { id: org.0 }) }
}

async fn chain(tx: &mut TenantTx, org: OrgId) -> Result<Vec<ChainOrg>> {
    let mut found = vec![one(tx, org, "").await?.ok_or(StoreError::NotFound)?];
    while let Some(parent) = found.last().and_then(|last| last.parent) {
        match one(tx, parent, "").await? {
            Some(above) => found.push(above),
            None => break,
        }
    }
    Ok(found)
}

async fn one(tx: &mut TenantTx, id: OrgId, mode: &'static str) -> Result<Option<ChainOrg>> {
    let sql = "SELECT id, parent_id, kind, name, lo, hi, state, assistance FROM organization
               WHERE root_id = $1 AND id = $2";
    let row: Option<ChainDbRow> = sqlx::query_as(AssertSqlSafe(format!("{sql}{mode}")))
        .bind(tx.root())
        .bind(id.0)
        .fetch_optional(tx.conn())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let kind = OrgKind::from_slug(&row.kind)
        .ok_or_else(|| StoreError::unknown("organization kind", &row.kind))?;
    Ok(Some(ChainOrg {
        id: OrgId(row.id),
        parent: row.parent_id.map(OrgId),
        kind,
        name: row.name,
        interval: Interval { lo: row.lo, hi: row.hi },
        open: row.state == OrgState::Active.slug(),
        assistance: row.assistance,
    }))
}

/// A service that needs assistance, and so keeps it switched on along the chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AssistanceLock {
    /// Who has the service.
    pub org: OrgId,
    /// Its name.
    pub org_name: String,
    /// The entitlement that it is part of.
    pub entitlement: EntitlementId,
    /// The service, by its id in the catalog.
    pub service: i32,
}

/// The active services of an organization and of those below it that need assistance: while
/// there is one, assistance cannot be switched off (DOMAIN.md 1.2.5). Ask with the
/// organization's row locked for update; a grant holds it, too.
///
/// # Errors
/// [`StoreError::NotFound`] when the organization is not in scope.
pub async fn entitlement_assistance_locks(
    tx: &mut TenantTx,
    org: OrgId,
    catalog: &Catalog,
) -> Result<Vec<AssistanceLock>> {
    let services: Vec<i32> = catalog
        .extras
        .iter()
        .filter(|extra| extra.needs_assistance)
        .map(|extra| extra.id)
        .collect();
    let interval = crate::org::org_get(tx, org).await?.interval;
    let rows: Vec<(Uuid, String, Uuid, i32)> = sqlx::query_as(
        "SELECT e.org_id, o.name, e.id, x.extra_id
         FROM entitlement e
         JOIN entitlement_extra x ON x.root_id = e.root_id AND x.entitlement_id = e.id
         JOIN organization o ON o.root_id = e.root_id AND o.id = e.org_id
         WHERE e.root_id = $1 AND e.tkey BETWEEN $2 AND $3 AND e.state = 'active'
           AND x.extra_id = ANY($4)
         ORDER BY o.name_fold, e.id, x.extra_id",
    )
    .bind(tx.root())
    .bind(interval.lo)
    .bind(interval.hi)
    .bind(services)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(org, org_name, entitlement, service)| AssistanceLock {
            org: OrgId(org),
            org_name,
            entitlement: EntitlementId(entitlement),
            service,
        })
        .collect())
}
