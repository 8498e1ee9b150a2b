//! Changes of many licenses at once, from selection to report.

mod create;
mod outcome;

pub use create::{Changes, NewBulk, NewLine, bulk_create, bulk_create_undo};
pub use outcome::{
    BulkOrders, BulkReported, BulkResult, BulkRow, bulk_next, bulk_orders, bulk_report,
    bulk_results,
};

use crate::error::{Result, StoreError};
use crate::pool::Store;
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::bulk::BulkState;
use domain::ids::{BulkId, PersonId};
use serde_json::Value;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

/// One change of many licenses.
#[derive(Clone, PartialEq, Debug)]
pub struct BulkJob {
    /// Its id.
    pub id: BulkId,
    /// Who began it.
    pub person: PersonId,
    /// What is done to each license.
    pub action: Value,
    /// Whether the licenses were named one by one.
    pub named: bool,
    /// The change that this one takes back.
    pub undo_of: Option<BulkId>,
    /// Whether there is one that takes this one back.
    pub undone: bool,
    /// How far it is.
    pub state: BulkState,
    /// Licenses that were selected.
    pub total: i32,
    /// Licenses changed.
    pub done: i32,
    /// Licenses that were as wanted already.
    pub same: i32,
    /// Licenses left as they are.
    pub refused: i32,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it last showed a sign of life: once it has ended, when that was.
    pub updated_at: DateTime<Utc>,
}

const COLUMNS: &str = "id, person_id, action, named, undo_of, state, total, done, same, refused, \
    created_at, updated_at, EXISTS (SELECT FROM bulk_job u WHERE u.root_id = j.root_id AND u.undo_of = j.id) \
    AS undone";

#[derive(FromRow)]
struct JobDbRow {
    id: Uuid,
    person_id: Uuid,
    action: Value,
    named: bool,
    undo_of: Option<Uuid>,
    undone: bool,
    state: String,
    total: i32,
    done: i32,
    same: i32,
    refused: i32,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl TryFrom<JobDbRow> for BulkJob {
    type Error = StoreError;
    fn try_from(row: JobDbRow) -> Result<Self> {
        Ok(Self {
            id: BulkId(row.id),
            person: PersonId(row.person_id),
            action: row.action,
            named: row.named,
            undo_of: row.undo_of.map(BulkId),
            undone: row.undone,
            state: BulkState::from_slug(&row.state)
                .ok_or_else(|| StoreError::unknown("state of a bulk change", &row.state))?,
            total: row.total,
            done: row.done,
            same: row.same,
            refused: row.refused,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// One change.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn bulk_get(tx: &mut TenantTx, id: BulkId) -> Result<BulkJob> {
    let sql = format!("SELECT {COLUMNS} FROM bulk_job j WHERE root_id = $1 AND id = $2");
    let row: Option<JobDbRow> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(tx.root())
        .bind(id.0)
        .fetch_optional(tx.conn())
        .await?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// The newest changes in scope.
///
/// # Errors
/// Database errors.
pub async fn bulk_list(tx: &mut TenantTx, limit: i64) -> Result<Vec<BulkJob>> {
    let scope = tx.scope();
    let sql = format!(
        "SELECT {COLUMNS} FROM bulk_job j WHERE root_id = $1 AND tkey BETWEEN $2 AND $3
         ORDER BY created_at DESC, id DESC LIMIT $4"
    );
    let rows: Vec<JobDbRow> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(scope.root.0)
        .bind(scope.lo)
        .bind(scope.hi)
        .bind(limit)
        .fetch_all(tx.conn())
        .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// How many changes of the scope's own organization are under way and have shown a sign of
/// life since a moment.
///
/// # Errors
/// Database errors.
pub async fn bulk_running(tx: &mut TenantTx, alive_since: DateTime<Utc>) -> Result<u64> {
    let scope = tx.scope();
    let count: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM bulk_job
         WHERE root_id = $1 AND tkey = $2 AND state = $3 AND updated_at > $4",
    )
    .bind(scope.root.0)
    .bind(scope.lo)
    .bind(BulkState::Running.slug())
    .bind(alive_since)
    .fetch_one(tx.conn())
    .await?;
    Ok(count.unsigned_abs())
}

/// Takes a running change for this transaction: nobody stops it until the transaction ends.
/// False when it runs no more.
///
/// # Errors
/// Database errors.
pub async fn bulk_hold(tx: &mut TenantTx, id: BulkId) -> Result<bool> {
    let held: Option<i32> = sqlx::query_scalar(
        "SELECT 1 FROM bulk_job WHERE root_id = $1 AND id = $2 AND state = $3 FOR UPDATE",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(BulkState::Running.slug())
    .fetch_optional(tx.conn())
    .await?;
    Ok(held.is_some())
}

/// Ends a running change in this state. False when it had ended already.
///
/// # Errors
/// Database errors.
pub async fn bulk_end(
    tx: &mut TenantTx,
    id: BulkId,
    state: BulkState,
    now: DateTime<Utc>,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE bulk_job SET state = $3, updated_at = $4
         WHERE root_id = $1 AND id = $2 AND state = $5",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(state.slug())
    .bind(now)
    .bind(BulkState::Running.slug())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Marks as interrupted the changes in scope that are said to run but have shown no sign of life
/// since a moment; those. One that does run ends by finding itself marked.
///
/// # Errors
/// Database errors.
pub async fn bulk_interrupted(
    tx: &mut TenantTx,
    silent_since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<BulkId>> {
    let marked: Vec<Uuid> = sqlx::query_scalar(
        "UPDATE bulk_job SET state = $3, updated_at = $4
         WHERE root_id = $1 AND state = $5 AND updated_at <= $2 RETURNING id",
    )
    .bind(tx.root())
    .bind(silent_since)
    .bind(BulkState::Interrupted.slug())
    .bind(now)
    .bind(BulkState::Running.slug())
    .fetch_all(tx.conn())
    .await?;
    Ok(marked.into_iter().map(BulkId).collect())
}

impl Store {
    /// Forgets changes begun before a moment with their reports, in every root; how many.
    ///
    /// # Errors
    /// Database errors; roots done until then stay done.
    pub async fn bulk_prune(&self, before: DateTime<Utc>) -> Result<u64> {
        self.prune("DELETE FROM bulk_job WHERE root_id = $1 AND created_at < $2", before).await
    }
}
