//! Changes of many licenses at once, from selection to report.

use crate::error::{Result, StoreError, touched};
use crate::pool::Store;
use crate::tx::{TenantTx, whole};
use chrono::{DateTime, Utc};
use domain::bulk::BulkState;
use domain::ids::{BulkId, LicenseId, PersonId};
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
}

/// A change to be begun.
#[derive(Clone, PartialEq, Debug)]
pub struct NewBulk {
    /// Its id.
    pub id: BulkId,
    /// Who begins it.
    pub person: PersonId,
    /// What is done to each license.
    pub action: Value,
    /// What of a license it changes.
    pub changes: Changes,
    /// Whether the licenses were named one by one.
    pub named: bool,
    /// When.
    pub at: DateTime<Utc>,
}

/// What of a license a change writes, and what is kept of it from before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Changes {
    /// The note, as it is.
    Note,
    /// The last day, in ISO form.
    Expires,
    /// The customer, by its id.
    Customer,
}

impl Changes {
    const fn before(self) -> &'static str {
        match self {
            Self::Note => "l.note",
            Self::Expires => "to_char(l.expires, 'YYYY-MM-DD')",
            Self::Customer => "l.customer_id::text",
        }
    }
}

const COLUMNS: &str = "id, person_id, action, named, undo_of, state, total, done, same, refused, \
    created_at, EXISTS (SELECT FROM bulk_job u WHERE u.root_id = j.root_id AND u.undo_of = j.id) \
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
        })
    }
}

/// Begins a change of these licenses, each once and in ascending order; those that are not in
/// scope have a line, too. It lives at the scope's own organization.
///
/// # Errors
/// Database errors.
pub async fn bulk_create(tx: &mut TenantTx, new: &NewBulk, ids: &[LicenseId]) -> Result<()> {
    let scope = tx.scope();
    sqlx::query(
        "INSERT INTO bulk_job
             (root_id, id, tkey, person_id, action, named, state, total, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
    )
    .bind(scope.root.0)
    .bind(new.id.0)
    .bind(scope.lo)
    .bind(new.person.0)
    .bind(&new.action)
    .bind(new.named)
    .bind(BulkState::Running.slug())
    .bind(i32::try_from(ids.len()).unwrap_or(i32::MAX))
    .bind(new.at)
    .execute(tx.conn())
    .await?;
    let sql = format!(
        "INSERT INTO bulk_outcome (root_id, tkey, job_id, seq, license_id, before)
         SELECT $1, $2, $3, n.seq, n.id, {before}
         FROM unnest($4::uuid[]) WITH ORDINALITY AS n (id, seq)
         LEFT JOIN license l ON l.root_id = $1 AND l.id = n.id",
        before = new.changes.before(),
    );
    sqlx::query(AssertSqlSafe(sql))
        .persistent(false)
        .bind(scope.root.0)
        .bind(scope.lo)
        .bind(new.id.0)
        .bind(ids.iter().map(|id| id.0).collect::<Vec<_>>())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Begins to take a change back, beside it: a line for each license that it changed. The one
/// that was begun before, when there is one.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such change in scope.
pub async fn bulk_create_undo(
    tx: &mut TenantTx,
    of: BulkId,
    id: BulkId,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<BulkId> {
    let made: Option<i64> = sqlx::query_scalar(
        "INSERT INTO bulk_job (root_id, id, tkey, person_id, action, named, undo_of, state, total,
                               created_at, updated_at)
         SELECT root_id, $3, tkey, $4, action, true, id, $5, done, $6, $6 FROM bulk_job
         WHERE root_id = $1 AND id = $2
         ON CONFLICT (root_id, undo_of) DO NOTHING RETURNING tkey",
    )
    .bind(tx.root())
    .bind(of.0)
    .bind(id.0)
    .bind(person.0)
    .bind(BulkState::Running.slug())
    .bind(now)
    .fetch_optional(tx.conn())
    .await?;
    let Some(tkey) = made else {
        let begun: Option<Uuid> =
            sqlx::query_scalar("SELECT id FROM bulk_job WHERE root_id = $1 AND undo_of = $2")
                .bind(tx.root())
                .bind(of.0)
                .fetch_optional(tx.conn())
                .await?;
        return begun.map(BulkId).ok_or(StoreError::NotFound);
    };
    sqlx::query(
        "INSERT INTO bulk_outcome (root_id, tkey, job_id, seq, license_id, before)
         SELECT root_id, tkey, $4, row_number() OVER (ORDER BY seq), license_id, before
         FROM bulk_outcome
         WHERE root_id = $1 AND tkey = $2 AND job_id = $3 AND outcome = 'done'",
    )
    .bind(tx.root())
    .bind(tkey)
    .bind(of.0)
    .bind(id.0)
    .execute(tx.conn())
    .await?;
    Ok(id)
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

/// How many changes of the scope's own organization are under way.
///
/// # Errors
/// Database errors.
pub async fn bulk_running(tx: &mut TenantTx) -> Result<u64> {
    let scope = tx.scope();
    let count: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM bulk_job WHERE root_id = $1 AND tkey = $2 AND state = $3",
    )
    .bind(scope.root.0)
    .bind(scope.lo)
    .bind(BulkState::Running.slug())
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

impl Store {
    /// Marks as interrupted, in every root, the changes that are said to run but have shown no
    /// sign of life since a moment; how many. One that does run ends by finding itself marked.
    ///
    /// # Errors
    /// Database errors; roots done until then stay done.
    pub async fn bulk_interrupted(
        &self,
        silent_since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<u64> {
        let mut marked = 0;
        for root in self.root_list().await? {
            let mut tx = self.begin(whole(root)).await?;
            let done = sqlx::query(
                "UPDATE bulk_job SET state = $3, updated_at = $4
                 WHERE root_id = $1 AND state = $5 AND updated_at <= $2",
            )
            .bind(root.0)
            .bind(silent_since)
            .bind(BulkState::Interrupted.slug())
            .bind(now)
            .bind(BulkState::Running.slug())
            .execute(tx.conn())
            .await?;
            tx.commit().await?;
            marked += done.rows_affected();
        }
        Ok(marked)
    }

    /// Forgets changes begun before a moment with their reports, in every root; how many.
    ///
    /// # Errors
    /// Database errors; roots done until then stay done.
    pub async fn bulk_prune(&self, before: DateTime<Utc>) -> Result<u64> {
        self.prune("DELETE FROM bulk_job WHERE root_id = $1 AND created_at < $2", before).await
    }
}

/// Adds to what became of a change's licenses, and shows a sign of life.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such change in scope.
pub(crate) async fn bulk_count(
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
