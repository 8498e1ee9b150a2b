//! Organizations: the tenant tree.

mod create;
mod detail;
mod hold;
mod moving;
mod state;
mod tree;

pub(crate) use create::intervals_take;
pub use create::{customer_create, customers_create_many, org_create_top, partner_create};
pub use detail::{OrgRow, child_insert, org_lock, org_lock_beside, org_read, org_write};
pub use hold::{org_hold, org_hold_own, org_states, partners_hold};
pub use moving::{MOVED, UNMOVED, org_move, org_share};
pub use state::{OrgCounts, org_activate_with, org_counts, org_set_state, org_suspend_with};
pub use tree::{org_above, partner_options, tree_page};

use crate::error::{Result, StoreError};
use crate::tx::TenantTx;
use domain::ids::{OrgId, RootId, Scope};
use domain::license::OrgRef;
use domain::organization::OrgState;
use domain::people::OrgKind;
use domain::policy::Place;
use domain::tenancy::Interval;
use domain::text::fold;
use sqlx::FromRow;
use uuid::Uuid;

/// An organization.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Org {
    /// Its id.
    pub id: OrgId,
    /// Its parent; none for the top of the tree.
    pub parent: Option<OrgId>,
    /// What it is.
    pub kind: OrgKind,
    /// Its name, unique among its siblings when folded.
    pub name: String,
    /// The tenant keys of its subtree; its own rows carry `lo`.
    pub interval: Interval,
    /// Whether its people can work.
    pub state: OrgState,
    /// Of a suspended one: whose suspension it is, its own or one's above.
    pub suspended_by: Option<OrgId>,
    /// Whether its partner can assist with security management.
    pub assistance: bool,
    /// Raised by every write.
    pub version: i32,
}

impl Org {
    /// What its people reach.
    #[must_use]
    pub fn scope(&self, root: RootId) -> Scope {
        Scope { root, lo: self.interval.lo, hi: self.interval.hi }
    }

    /// Where it is, as the policy asks.
    #[must_use]
    pub fn place(&self, root: RootId) -> Place {
        Place { scope: self.scope(root), assisted: self.assistance }
    }

    /// A new one.
    fn fresh(parent: Option<OrgId>, kind: OrgKind, name: &str, interval: Interval) -> Self {
        Self {
            id: OrgId(Uuid::now_v7()),
            parent,
            kind,
            name: name.to_owned(),
            interval,
            state: OrgState::Active,
            suspended_by: None,
            assistance: true,
            version: 1,
        }
    }
}

/// The statement that reads [`OrgDbRow`]s, with what follows the table's name.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, parent_id, kind, name, lo, hi, state, suspended_by, assistance, version
             FROM organization ",
            $rest
        )
    };
}

#[derive(FromRow)]
struct OrgDbRow {
    id: Uuid,
    parent_id: Option<Uuid>,
    kind: String,
    name: String,
    lo: i64,
    hi: i64,
    state: String,
    suspended_by: Option<Uuid>,
    assistance: bool,
    version: i32,
}

impl TryFrom<OrgDbRow> for Org {
    type Error = StoreError;
    fn try_from(row: OrgDbRow) -> Result<Self> {
        Ok(Self {
            id: OrgId(row.id),
            parent: row.parent_id.map(OrgId),
            kind: OrgKind::from_slug(&row.kind)
                .ok_or_else(|| StoreError::unknown("organization kind", &row.kind))?,
            name: row.name,
            interval: Interval { lo: row.lo, hi: row.hi },
            state: OrgState::from_slug(&row.state)
                .ok_or_else(|| StoreError::unknown("organization state", &row.state))?,
            suspended_by: row.suspended_by.map(OrgId),
            assistance: row.assistance,
            version: row.version,
        })
    }
}

/// The tenant keys of the organization that a tenant key belongs to and of all below it, both
/// ends inclusive.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn org_interval(tx: &mut TenantTx, tkey: i64) -> Result<(i64, i64)> {
    sqlx::query_as("SELECT lo, hi FROM organization WHERE root_id = $1 AND tkey = $2")
        .bind(tx.root())
        .bind(tkey)
        .fetch_optional(tx.conn())
        .await?
        .ok_or(StoreError::NotFound)
}

/// One organization.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn org_get(tx: &mut TenantTx, id: OrgId) -> Result<Org> {
    let row: Option<OrgDbRow> = sqlx::query_as(select!("WHERE root_id = $1 AND id = $2"))
        .bind(tx.root())
        .bind(id.0)
        .fetch_optional(tx.conn())
        .await?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// The organization at the top of the transaction's tree.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn org_top(tx: &mut TenantTx) -> Result<Org> {
    let row: Option<OrgDbRow> =
        sqlx::query_as(select!("WHERE root_id = $1 AND tkey = $2 AND parent_id IS NULL"))
            .bind(tx.root())
            .bind(domain::tenancy::ROOT.lo)
            .fetch_optional(tx.conn())
            .await?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// The organizations right below one, by folded name.
///
/// # Errors
/// Database errors.
pub async fn org_children(tx: &mut TenantTx, parent: OrgId) -> Result<Vec<Org>> {
    let rows: Vec<OrgDbRow> =
        sqlx::query_as(select!("WHERE root_id = $1 AND parent_id = $2 ORDER BY name_fold, id"))
            .bind(tx.root())
            .bind(parent.0)
            .fetch_all(tx.conn())
            .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The child of an organization with this folded name.
///
/// # Errors
/// Database errors.
pub async fn org_by_name_fold(
    tx: &mut TenantTx,
    parent: OrgId,
    name_fold: &str,
) -> Result<Option<Org>> {
    let row: Option<OrgDbRow> =
        sqlx::query_as(select!("WHERE root_id = $1 AND parent_id = $2 AND name_fold = $3"))
            .bind(tx.root())
            .bind(parent.0)
            .bind(name_fold)
            .fetch_optional(tx.conn())
            .await?;
    row.map(TryInto::try_into).transpose()
}

/// The partners in scope with this folded name.
///
/// # Errors
/// Database errors.
pub async fn partners_by_name_fold(tx: &mut TenantTx, name_fold: &str) -> Result<Vec<Org>> {
    let rows: Vec<OrgDbRow> =
        sqlx::query_as(select!("WHERE root_id = $1 AND kind = 'partner' AND name_fold = $2"))
            .bind(tx.root())
            .bind(name_fold)
            .fetch_all(tx.conn())
            .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Customers in scope that are not closed and whose name contains `search` (folded; empty for
/// all), by name.
///
/// # Errors
/// Database errors.
pub async fn customer_options(tx: &mut TenantTx, search: &str, limit: u32) -> Result<Vec<OrgRef>> {
    let scope = tx.scope();
    let rows: Vec<(Uuid, String)> = sqlx::query_as(
        "SELECT id, name FROM organization
         WHERE root_id = $1 AND tkey BETWEEN $2 AND $3 AND kind = 'customer'
           AND state <> 'closed' AND position($4 IN name_fold) > 0
         ORDER BY name_fold, id LIMIT $5",
    )
    .bind(scope.root.0)
    .bind(scope.lo)
    .bind(scope.hi)
    .bind(fold(search.trim()))
    .bind(i64::from(limit))
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(id, name)| OrgRef { id: OrgId(id), name }).collect())
}
