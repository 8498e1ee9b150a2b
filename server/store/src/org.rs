//! Organizations: the tenant tree.

use crate::error::{Result, StoreError};
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::ids::{OrgId, RootId, Scope};
use domain::license::OrgRef;
use domain::people::OrgKind;
use domain::tenancy::{self, Interval};
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
    /// Raised by every write.
    pub version: i32,
}

impl Org {
    /// What its people reach.
    #[must_use]
    pub fn scope(&self, root: RootId) -> Scope {
        Scope { root, lo: self.interval.lo, hi: self.interval.hi }
    }
}

#[derive(FromRow)]
struct OrgDbRow {
    id: Uuid,
    parent_id: Option<Uuid>,
    kind: String,
    name: String,
    lo: i64,
    hi: i64,
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
            version: row.version,
        })
    }
}

/// Makes the top of a tree that has none yet; see [`crate::Store::begin_new_root`].
///
/// # Errors
/// [`StoreError::Corrupt`] for a customer, which cannot be a top.
pub async fn org_create_top(
    tx: &mut TenantTx,
    kind: OrgKind,
    name: &str,
    now: DateTime<Utc>,
) -> Result<Org> {
    let width = tenancy::child_width(kind)
        .ok_or_else(|| StoreError::Corrupt("no tree whose top is a customer".to_owned()))?;
    let (id, interval) = (OrgId(Uuid::now_v7()), tenancy::ROOT);
    sqlx::query(
        "INSERT INTO organization
             (root_id, id, kind, name, name_fold, lo, hi, tkey, next_lo, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $6, $8, $9)",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(kind.slug())
    .bind(name)
    .bind(fold(name))
    .bind(interval.lo)
    .bind(interval.hi)
    .bind(interval.lo + width)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(Org { id, parent: None, kind, name: name.to_owned(), interval, version: 1 })
}

/// Makes a partner below a distributor.
///
/// # Errors
/// As [`customers_create_many`].
pub async fn partner_create(
    tx: &mut TenantTx,
    distributor: OrgId,
    name: &str,
    now: DateTime<Utc>,
) -> Result<Org> {
    let names = [name.to_owned()];
    let made = children_create(tx, distributor, OrgKind::Distributor, &names, now).await?;
    made.into_iter().next().ok_or(StoreError::NotFound)
}

/// Makes a customer below a partner.
///
/// # Errors
/// As [`customers_create_many`].
pub async fn customer_create(
    tx: &mut TenantTx,
    partner: OrgId,
    name: &str,
    now: DateTime<Utc>,
) -> Result<Org> {
    let names = [name.to_owned()];
    let made = children_create(tx, partner, OrgKind::Partner, &names, now).await?;
    made.into_iter().next().ok_or(StoreError::NotFound)
}

/// Makes many customers below a partner, in the order of the names.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such partner in scope,
/// [`StoreError::Duplicate`] when it has a customer of such a folded name,
/// [`StoreError::Corrupt`] when its interval is full.
pub async fn customers_create_many(
    tx: &mut TenantTx,
    partner: OrgId,
    names: &[String],
    now: DateTime<Utc>,
) -> Result<Vec<Org>> {
    children_create(tx, partner, OrgKind::Partner, names, now).await
}

async fn children_create(
    tx: &mut TenantTx,
    parent: OrgId,
    parent_kind: OrgKind,
    names: &[String],
    now: DateTime<Utc>,
) -> Result<Vec<Org>> {
    let (Some(width), kind) = (
        tenancy::child_width(parent_kind),
        if parent_kind == OrgKind::Distributor { OrgKind::Partner } else { OrgKind::Customer },
    ) else {
        return Err(StoreError::NotFound);
    };
    let count = i64::try_from(names.len()).unwrap_or(i64::MAX);
    // The update takes the interval for good: two who create at once get different ones.
    let (end, lo, hi): (i64, i64, i64) = sqlx::query_as(
        "UPDATE organization SET next_lo = next_lo + $4
         WHERE root_id = $1 AND id = $2 AND kind = $3 RETURNING next_lo, lo, hi",
    )
    .bind(tx.root())
    .bind(parent.0)
    .bind(parent_kind.slug())
    .bind(count.saturating_mul(width))
    .fetch_optional(tx.conn())
    .await?
    .ok_or(StoreError::NotFound)?;
    let parent_interval = Interval { lo, hi };
    let mut made = Vec::with_capacity(names.len());
    let mut at = end - count.saturating_mul(width);
    for name in names {
        let interval = parent_interval
            .child(at, width)
            .ok_or_else(|| StoreError::Corrupt(format!("a full interval of {parent}")))?;
        let id = OrgId(Uuid::now_v7());
        let name = name.clone();
        made.push(Org { id, parent: Some(parent), kind, name, interval, version: 1 });
        at += width;
    }
    children_insert(tx, parent, kind, &made, now).await?;
    Ok(made)
}

async fn children_insert(
    tx: &mut TenantTx,
    parent: OrgId,
    kind: OrgKind,
    made: &[Org],
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO organization
             (root_id, id, parent_id, kind, name, name_fold, lo, hi, tkey, next_lo, created_at)
         SELECT $1, id, $2, $3, name, name_fold, lo, hi, lo, next_lo, $4
         FROM unnest($5::uuid[], $6::text[], $7::text[], $8::bigint[], $9::bigint[], $10::bigint[])
             AS child (id, name, name_fold, lo, hi, next_lo)",
    )
    .bind(tx.root())
    .bind(parent.0)
    .bind(kind.slug())
    .bind(now)
    .bind(made.iter().map(|org| org.id.0).collect::<Vec<_>>())
    .bind(made.iter().map(|org| org.name.clone()).collect::<Vec<_>>())
    .bind(made.iter().map(|org| fold(&org.name)).collect::<Vec<_>>())
    .bind(made.iter().map(|org| org.interval.lo).collect::<Vec<_>>())
    .bind(made.iter().map(|org| org.interval.hi).collect::<Vec<_>>())
    .bind(
        made.iter()
            .map(|org| org.interval.lo + tenancy::child_width(kind).unwrap_or(1))
            .collect::<Vec<_>>(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
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
    let row: Option<OrgDbRow> = sqlx::query_as(
        "SELECT id, parent_id, kind, name, lo, hi, version FROM organization
         WHERE root_id = $1 AND id = $2",
    )
    .bind(tx.root())
    .bind(id.0)
    .fetch_optional(tx.conn())
    .await?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// The organizations right below one, by folded name.
///
/// # Errors
/// Database errors.
pub async fn org_children(tx: &mut TenantTx, parent: OrgId) -> Result<Vec<Org>> {
    let rows: Vec<OrgDbRow> = sqlx::query_as(
        "SELECT id, parent_id, kind, name, lo, hi, version FROM organization
         WHERE root_id = $1 AND parent_id = $2 ORDER BY name_fold, id",
    )
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
    let row: Option<OrgDbRow> = sqlx::query_as(
        "SELECT id, parent_id, kind, name, lo, hi, version FROM organization
         WHERE root_id = $1 AND parent_id = $2 AND name_fold = $3",
    )
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
    let rows: Vec<OrgDbRow> = sqlx::query_as(
        "SELECT id, parent_id, kind, name, lo, hi, version FROM organization
         WHERE root_id = $1 AND kind = 'partner' AND name_fold = $2",
    )
    .bind(tx.root())
    .bind(name_fold)
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Customers in scope whose name contains `search` (folded; empty for all), by name.
///
/// # Errors
/// Database errors.
pub async fn customer_options(tx: &mut TenantTx, search: &str, limit: u32) -> Result<Vec<OrgRef>> {
    let scope = tx.scope();
    let rows: Vec<(Uuid, String)> = sqlx::query_as(
        "SELECT id, name FROM organization
         WHERE root_id = $1 AND tkey BETWEEN $2 AND $3 AND kind = 'customer'
           AND position($4 IN name_fold) > 0
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
