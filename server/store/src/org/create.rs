//! New organizations, and the intervals of tenant keys that they get.

use super::Org;
use crate::error::{Result, StoreError};
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::ids::OrgId;
use domain::organization::child_kind;
use domain::people::OrgKind;
use domain::tenancy::{self, Interval};
use domain::text::fold;

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
    let org = Org::fresh(None, kind, name, tenancy::ROOT);
    sqlx::query(
        "INSERT INTO organization
             (root_id, id, kind, name, name_fold, lo, hi, tkey, next_lo, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $6, $8, $9)",
    )
    .bind(tx.root())
    .bind(org.id.0)
    .bind(kind.slug())
    .bind(name)
    .bind(fold(name))
    .bind(org.interval.lo)
    .bind(org.interval.hi)
    .bind(org.interval.lo + width)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(org)
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

pub(super) async fn children_create(
    tx: &mut TenantTx,
    parent: OrgId,
    parent_kind: OrgKind,
    names: &[String],
    now: DateTime<Utc>,
) -> Result<Vec<Org>> {
    let kind = child_kind(parent_kind).ok_or(StoreError::NotFound)?;
    let intervals = intervals_take(tx, parent, parent_kind, names.len()).await?;
    let made: Vec<Org> = names
        .iter()
        .zip(intervals)
        .map(|(name, interval)| Org::fresh(Some(parent), kind, name, interval))
        .collect();
    children_insert(tx, parent, kind, &made, now).await?;
    Ok(made)
}

/// Takes so many intervals for children of a parent, for good: two who create at once get
/// different ones.
pub(crate) async fn intervals_take(
    tx: &mut TenantTx,
    parent: OrgId,
    parent_kind: OrgKind,
    count: usize,
) -> Result<Vec<Interval>> {
    let width = tenancy::child_width(parent_kind).ok_or(StoreError::NotFound)?;
    let count = i64::try_from(count).unwrap_or(i64::MAX);
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
    let first = end - count.saturating_mul(width);
    let child = |n| Interval { lo, hi }.child(first + n * width, width);
    (0..count)
        .map(|n| {
            child(n).ok_or_else(|| StoreError::Corrupt(format!("a full interval of {parent}")))
        })
        .collect()
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
