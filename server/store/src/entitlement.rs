//! Entitlements: what organizations may use or grant further, and the ledger of the seats that
//! they draw from each other. Which of it is right, `domain::entitlement` judges; the balances
//! hold by conditional updates and by the tables' own checks.

mod chain;
mod expiry;
mod rehome;
mod transfer;
mod write;

pub use chain::{
    AssistanceLock, ChainOrg, entitlement_assistance_locks, org_chain, org_chain_lock,
};
pub use expiry::{entitlement_prolong, entitlements_due};
pub use rehome::{entitlements_rehome, entitlements_release};
pub use write::{NewEntitlement, entitlement_change, entitlement_end, entitlement_grant};

use crate::error::{Result, StoreError};
use crate::tx::TenantTx;
use chrono::NaiveDate;
use domain::entitlement::{Child, Entitlement, HeldExtra};
use domain::ids::{EntitlementId, OrgId};
use domain::license::LicenseKind;
use sqlx::FromRow;
use std::collections::HashMap;
use uuid::Uuid;

#[derive(FromRow)]
struct EntitlementDbRow {
    id: Uuid,
    org_id: Uuid,
    parent_id: Option<Uuid>,
    product_id: i32,
    edition_id: i32,
    kind: String,
    term_years: Option<i16>,
    seats: Option<i32>,
    reserved: i64,
    starts: NaiveDate,
    ends: Option<NaiveDate>,
    anchor_day: i16,
    auto_renew_months: Option<i16>,
    resale: bool,
    ended: Option<NaiveDate>,
    version: i32,
}

impl EntitlementDbRow {
    fn with(self, extras: Vec<HeldExtra>) -> Result<Entitlement> {
        let kind = LicenseKind::from_slug(&self.kind)
            .ok_or_else(|| StoreError::unknown("license kind", &self.kind))?;
        Ok(Entitlement {
            id: EntitlementId(self.id),
            version: self.version,
            org: OrgId(self.org_id),
            parent: self.parent_id.map(EntitlementId),
            product: self.product_id,
            edition: self.edition_id,
            kind,
            term_years: self.term_years,
            seats: self.seats,
            reserved: self.reserved,
            extras,
            starts: self.starts,
            ends: self.ends,
            anchor_day: self.anchor_day,
            auto_renew_months: self.auto_renew_months,
            resale: self.resale,
            ended: self.ended,
        })
    }
}

/// What is read of each.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, org_id, parent_id, product_id, edition_id, kind, term_years, seats,
                    reserved, starts, ends, anchor_day, auto_renew_months, resale, ended, version
             FROM entitlement ",
            $rest
        )
    };
}

/// One entitlement.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn entitlement_get(tx: &mut TenantTx, id: EntitlementId) -> Result<Entitlement> {
    let row: Option<EntitlementDbRow> = sqlx::query_as(select!("WHERE root_id = $1 AND id = $2"))
        .bind(tx.root())
        .bind(id.0)
        .fetch_optional(tx.conn())
        .await?;
    let row = row.ok_or(StoreError::NotFound)?;
    with_extras(tx, vec![row]).await?.pop().ok_or(StoreError::NotFound)
}

/// What an organization holds, ended ones too, oldest first.
///
/// # Errors
/// Database errors.
pub async fn entitlements_of(tx: &mut TenantTx, org: OrgId) -> Result<Vec<Entitlement>> {
    let rows = sqlx::query_as(select!("WHERE root_id = $1 AND org_id = $2 ORDER BY id"))
        .bind(tx.root())
        .bind(org.0)
        .fetch_all(tx.conn())
        .await?;
    with_extras(tx, rows).await
}

/// Locks what these organizations hold, in ascending order of ids, and reads all of it, ended
/// ones too. Whoever changes seats does this first.
///
/// # Errors
/// Database errors.
pub async fn entitlements_lock(tx: &mut TenantTx, orgs: &[OrgId]) -> Result<Vec<Entitlement>> {
    let rows = sqlx::query_as(select!(
        "WHERE root_id = $1 AND org_id = ANY($2) ORDER BY id FOR NO KEY UPDATE"
    ))
    .bind(tx.root())
    .bind(orgs.iter().map(|org| org.0).collect::<Vec<_>>())
    .fetch_all(tx.conn())
    .await?;
    with_extras(tx, rows).await
}

/// What draws from an entitlement and has not ended, with the names of whose it is.
///
/// # Errors
/// Database errors.
pub async fn entitlement_children(tx: &mut TenantTx, id: EntitlementId) -> Result<Vec<Child>> {
    let rows = sqlx::query_as(select!(
        "WHERE root_id = $1 AND parent_id = $2 AND state = 'active' ORDER BY id"
    ))
    .bind(tx.root())
    .bind(id.0)
    .fetch_all(tx.conn())
    .await?;
    let held = with_extras(tx, rows).await?;
    let names: HashMap<Uuid, String> =
        sqlx::query_as("SELECT id, name FROM organization WHERE root_id = $1 AND id = ANY($2)")
            .bind(tx.root())
            .bind(held.iter().map(|held| held.org.0).collect::<Vec<_>>())
            .fetch_all(tx.conn())
            .await?
            .into_iter()
            .collect();
    let child = |entitlement: Entitlement| {
        let org = names.get(&entitlement.org.0).cloned().unwrap_or_default();
        Child { org, entitlement }
    };
    Ok(held.into_iter().map(child).collect())
}

/// How many entitlements of an organization have not ended: with any it is not closed.
///
/// # Errors
/// Database errors.
pub async fn entitlements_active(tx: &mut TenantTx, org: OrgId) -> Result<i64> {
    let sql = "SELECT count(*) FROM entitlement
               WHERE root_id = $1 AND org_id = $2 AND state = 'active'";
    Ok(sqlx::query_scalar(sql).bind(tx.root()).bind(org.0).fetch_one(tx.conn()).await?)
}

/// Seats that a customer's licenses of each edition have in use on a day.
///
/// # Errors
/// Database errors.
pub async fn seats_in_use(
    tx: &mut TenantTx,
    customer: OrgId,
    today: NaiveDate,
) -> Result<HashMap<i32, i64>> {
    let used: Vec<(i32, i64)> = sqlx::query_as(
        "SELECT edition_id, sum(used)::bigint FROM license
         WHERE root_id = $1 AND customer_id = $2 AND activated IS NOT NULL
           AND (expires IS NULL OR expires >= $3)
         GROUP BY edition_id",
    )
    .bind(tx.root())
    .bind(customer.0)
    .bind(today)
    .fetch_all(tx.conn())
    .await?;
    Ok(used.into_iter().collect())
}

async fn with_extras(tx: &mut TenantTx, rows: Vec<EntitlementDbRow>) -> Result<Vec<Entitlement>> {
    let extras: Vec<(Uuid, i32, Option<i32>, i64)> = sqlx::query_as(
        "SELECT entitlement_id, extra_id, seats, reserved FROM entitlement_extra
         WHERE root_id = $1 AND entitlement_id = ANY($2) ORDER BY entitlement_id, extra_id",
    )
    .bind(tx.root())
    .bind(rows.iter().map(|row| row.id).collect::<Vec<_>>())
    .fetch_all(tx.conn())
    .await?;
    let mut by_id: HashMap<Uuid, Vec<HeldExtra>> = HashMap::new();
    for (id, extra, seats, reserved) in extras {
        by_id.entry(id).or_default().push(HeldExtra { extra, seats, reserved });
    }
    rows.into_iter()
        .map(|row| {
            let extras = by_id.remove(&row.id).unwrap_or_default();
            row.with(extras)
        })
        .collect()
}
