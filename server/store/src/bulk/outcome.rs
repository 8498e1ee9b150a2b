//! The licenses of a change of many, one line each.

use crate::error::{Result, StoreError, touched};
use crate::order::currency;
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::bulk::BulkOutcome;
use domain::ids::{BulkId, LicenseId};
use domain::money::Money;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

/// A license that was not looked at yet.
#[derive(Clone, PartialEq, Debug)]
pub struct BulkRow {
    /// Its place, from 1.
    pub seq: i32,
    /// The license.
    pub license: LicenseId,
    /// What it had when the change began of what that changes.
    pub before: Option<String>,
    /// Of a change that is taken back, what that needs to know.
    pub undo: Option<Value>,
    /// What it cost when that was agreed to; none where it was not to be bought.
    pub agreed: Option<Money>,
}

#[derive(FromRow)]
struct NextDbRow {
    seq: i32,
    license_id: Uuid,
    before: Option<String>,
    undo: Option<Value>,
    agreed: Option<i64>,
    agreed_currency: Option<String>,
}

impl TryFrom<NextDbRow> for BulkRow {
    type Error = StoreError;
    fn try_from(row: NextDbRow) -> Result<Self> {
        let agreed = match (row.agreed, row.agreed_currency) {
            (Some(minor), Some(code)) => Some(Money { minor, currency: currency(&code)? }),
            _ => None,
        };
        let license = LicenseId(row.license_id);
        Ok(Self { seq: row.seq, license, before: row.before, undo: row.undo, agreed })
    }
}

/// What became of a license.
#[derive(Clone, PartialEq, Debug)]
pub struct BulkResult {
    /// Its place, from 1.
    pub seq: i32,
    /// What became of it.
    pub outcome: BulkOutcome,
    /// Why it was refused.
    pub reason: Option<Value>,
    /// What taking it back needs to know, besides what the license had before.
    pub undo: Option<Value>,
}

/// A line of the report.
#[derive(Clone, PartialEq, Debug)]
pub struct BulkReported {
    /// The license.
    pub license: LicenseId,
    /// Its name and key; none when it is not in scope.
    pub shown: Option<(String, String)>,
    /// What became of it; none when it was not looked at.
    pub outcome: Option<BulkOutcome>,
    /// Why it was refused.
    pub reason: Option<Value>,
}

#[derive(FromRow)]
struct ReportDbRow {
    license_id: Uuid,
    name: Option<String>,
    license_key: Option<String>,
    outcome: Option<String>,
    reason: Option<Value>,
}

/// The next licenses that were not looked at, behind a place, in ascending order of ids.
///
/// # Errors
/// Database errors.
pub async fn bulk_next(
    tx: &mut TenantTx,
    id: BulkId,
    behind: i32,
    limit: i64,
) -> Result<Vec<BulkRow>> {
    let rows: Vec<NextDbRow> = sqlx::query_as(
        "SELECT o.seq, o.license_id, o.before, o.undo, o.agreed, o.agreed_currency FROM bulk_job j
         JOIN bulk_outcome o ON o.root_id = j.root_id AND o.tkey = j.tkey AND o.job_id = j.id
         WHERE j.root_id = $1 AND j.id = $2 AND o.seq > $3 AND o.outcome IS NULL
         ORDER BY o.seq LIMIT $4",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(behind)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Notes what became of licenses, and how far the change is with it.
///
/// # Errors
/// [`StoreError::NotFound`] when a license has no line, or has been looked at already.
pub async fn bulk_results(
    tx: &mut TenantTx,
    id: BulkId,
    results: &[BulkResult],
    now: DateTime<Utc>,
) -> Result<()> {
    let done = sqlx::query(
        "UPDATE bulk_outcome o SET outcome = n.outcome, reason = n.reason, undo = n.undo
         FROM bulk_job j, unnest($3::int[], $4::text[], $5::jsonb[], $6::jsonb[])
             AS n (seq, outcome, reason, undo)
         WHERE j.root_id = $1 AND j.id = $2 AND o.root_id = j.root_id AND o.tkey = j.tkey
           AND o.job_id = j.id AND o.seq = n.seq AND o.outcome IS NULL",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(results.iter().map(|result| result.seq).collect::<Vec<_>>())
    .bind(results.iter().map(|result| result.outcome.slug()).collect::<Vec<_>>())
    .bind(results.iter().map(|result| result.reason.clone()).collect::<Vec<_>>())
    .bind(results.iter().map(|result| result.undo.clone()).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    if done.rows_affected() != results.len() as u64 {
        return Err(StoreError::NotFound);
    }
    let count = |outcome| {
        let of = results.iter().filter(|result| result.outcome == outcome);
        i32::try_from(of.count()).unwrap_or(i32::MAX)
    };
    bulk_count(tx, id, BulkOutcome::ALL.map(count), now).await
}

/// Lines of the report in ascending order of ids, of one outcome or all.
///
/// # Errors
/// Database errors.
pub async fn bulk_report(
    tx: &mut TenantTx,
    id: BulkId,
    outcome: Option<BulkOutcome>,
    offset: i64,
    limit: i64,
) -> Result<Vec<BulkReported>> {
    let rows: Vec<ReportDbRow> = sqlx::query_as(
        "SELECT o.license_id, l.name, l.license_key, o.outcome, o.reason FROM (
             SELECT o.* FROM bulk_job j
             JOIN bulk_outcome o ON o.root_id = j.root_id AND o.tkey = j.tkey AND o.job_id = j.id
             WHERE j.root_id = $1 AND j.id = $2 AND ($3::text IS NULL OR o.outcome = $3)
             ORDER BY o.seq OFFSET $4 LIMIT $5
         ) o LEFT JOIN license l ON l.root_id = o.root_id AND l.id = o.license_id
         ORDER BY o.seq",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(outcome.map(BulkOutcome::slug))
    .bind(offset)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(reported).collect()
}

fn reported(row: ReportDbRow) -> Result<BulkReported> {
    let outcome = row.outcome.map(|slug| {
        BulkOutcome::from_slug(&slug)
            .ok_or_else(|| StoreError::unknown("outcome of a bulk change", &slug))
    });
    Ok(BulkReported {
        license: LicenseId(row.license_id),
        shown: row.name.zip(row.license_key),
        outcome: outcome.transpose()?,
        reason: row.reason,
    })
}

/// Adds to what became of a change's licenses, and shows a sign of life.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such change in scope.
async fn bulk_count(
    tx: &mut TenantTx,
    id: BulkId,
    [done, same, refused]: [i32; 3],
    now: DateTime<Utc>,
) -> Result<()> {
    let done = sqlx::query(
        "UPDATE bulk_job SET done = done + $3, same = same + $4, refused = refused + $5,
                             updated_at = $6
         WHERE root_id = $1 AND id = $2",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(done)
    .bind(same)
    .bind(refused)
    .bind(now)
    .execute(tx.conn())
    .await?;
    touched(&done)
}

/// What a change of many placed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct BulkOrders {
    /// Orders.
    pub orders: u32,
    /// What they cost before tax, one sum for each currency that something was paid in.
    pub totals: Vec<Money>,
}

/// The orders that the licenses of a change were renewed by.
///
/// # Errors
/// Database errors.
pub async fn bulk_orders(tx: &mut TenantTx, id: BulkId) -> Result<BulkOrders> {
    let rows: Vec<(String, i64, i64)> = sqlx::query_as(
        "SELECT p.currency, count(DISTINCT p.id), coalesce(sum(l.net_minor), 0)::bigint FROM bulk_job j
         JOIN bulk_outcome o ON o.root_id = j.root_id AND o.tkey = j.tkey AND o.job_id = j.id
         JOIN purchase_order p ON p.root_id = o.root_id AND p.id = (o.undo ->> 'order')::uuid
         JOIN order_line l ON l.root_id = p.root_id AND l.order_id = p.id
             AND l.revision = p.revision
         WHERE j.root_id = $1 AND j.id = $2 AND o.outcome = 'done' AND o.undo ? 'order'
         GROUP BY p.currency ORDER BY p.currency",
    )
    .bind(tx.root())
    .bind(id.0)
    .fetch_all(tx.conn())
    .await?;
    let mut all = BulkOrders::default();
    for (code, orders, minor) in rows {
        all.orders += u32::try_from(orders).unwrap_or(u32::MAX);
        if minor != 0 {
            all.totals.push(Money { minor, currency: currency(&code)? });
        }
    }
    Ok(all)
}
