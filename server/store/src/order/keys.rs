//! The keys that came of orders' lines: insert-only, but for those that were split or merged.

use crate::error::{Result, StoreError};
use crate::tx::TenantTx;
use chrono::NaiveDate;
use domain::ids::{LicenseId, OrderLineId};
use domain::license::LicenseStatus;
use uuid::Uuid;

/// Writes which keys came of a line.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such line in scope.
pub async fn keys_insert(tx: &mut TenantTx, line: OrderLineId, keys: &[LicenseId]) -> Result<()> {
    let done = sqlx::query(
        "INSERT INTO order_key (root_id, line_id, license_id, tkey)
         SELECT l.root_id, l.id, k.id, l.tkey FROM order_line l, unnest($3::uuid[]) AS k (id)
         WHERE l.root_id = $1 AND l.id = $2",
    )
    .bind(tx.root())
    .bind(line.0)
    .bind(keys.iter().map(|key| key.0).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    match done.rows_affected() == keys.len() as u64 {
        true => Ok(()),
        false => Err(StoreError::NotFound),
    }
}

/// The keys that came of these lines and are still there, each with its line, in the order of
/// their ids; with those that were split or merged since, or without.
///
/// # Errors
/// Database errors.
pub async fn keys_of(
    tx: &mut TenantTx,
    lines: &[OrderLineId],
    with_void: bool,
    today: NaiveDate,
) -> Result<Vec<(OrderLineId, LicenseId, String, LicenseStatus)>> {
    type Key = (Uuid, Uuid, String, bool, bool, Option<NaiveDate>);
    let keys: Vec<Key> = sqlx::query_as(
        "SELECT k.line_id, l.id, l.license_key, l.activated IS NOT NULL,
                l.redeemed_by IS NOT NULL, l.expires
         FROM order_key k JOIN license l ON l.root_id = k.root_id AND l.id = k.license_id
         WHERE k.root_id = $1 AND k.line_id = ANY($2) AND ($3 OR NOT k.void) ORDER BY l.id",
    )
    .bind(tx.root())
    .bind(lines.iter().map(|line| line.0).collect::<Vec<_>>())
    .bind(with_void)
    .fetch_all(tx.conn())
    .await?;
    let read = |(line, id, key, activated, redeemed, expires)| {
        let status = domain::license::status(activated, redeemed, expires, today);
        (OrderLineId(line), LicenseId(id), key, status)
    };
    Ok(keys.into_iter().map(read).collect())
}

/// Writes that keys were split or merged: the new ones count for each line that the old ones came
/// of, and the old ones count no more. Keys of no order are passed over.
///
/// # Errors
/// Database errors.
pub async fn keys_exchange(tx: &mut TenantTx, old: &[LicenseId], new: &[LicenseId]) -> Result<()> {
    let ids = |keys: &[LicenseId]| keys.iter().map(|key| key.0).collect::<Vec<_>>();
    sqlx::query(
        "WITH gone AS (
             UPDATE order_key SET void = true
             WHERE root_id = $1 AND license_id = ANY($2) AND NOT void
             RETURNING line_id, tkey)
         INSERT INTO order_key (root_id, line_id, license_id, tkey)
         SELECT DISTINCT $1::bigint, g.line_id, k.id, g.tkey
         FROM gone g CROSS JOIN unnest($3::uuid[]) AS k (id)",
    )
    .bind(tx.root())
    .bind(ids(old))
    .bind(ids(new))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether all keys of these lines are still here, and as they were delivered: nobody has given
/// them away, renamed or used them.
///
/// # Errors
/// Database errors.
pub async fn keys_untouched(tx: &mut TenantTx, lines: &[OrderLineId]) -> Result<bool> {
    Ok(sqlx::query_scalar(
        "SELECT NOT EXISTS (
             SELECT FROM order_key k
             LEFT JOIN license l ON l.root_id = k.root_id AND l.id = k.license_id
             WHERE k.root_id = $1 AND k.line_id = ANY($2)
               AND (l.id IS NULL OR l.version > 1 OR l.used > 0))",
    )
    .bind(tx.root())
    .bind(lines.iter().map(|line| line.0).collect::<Vec<_>>())
    .fetch_one(tx.conn())
    .await?)
}
