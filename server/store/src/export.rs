//! Files that are made for download, kept in pieces until they are forgotten.

use crate::error::{Result, StoreError};
use crate::pool::Store;
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::export::ExportState;
use domain::ids::{ExportId, PersonId};
use serde_json::Value;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

/// A file to be made.
#[derive(Clone, PartialEq, Debug)]
pub struct NewExport {
    /// Its id, which nobody can guess.
    pub id: ExportId,
    /// Who asks for it.
    pub person: PersonId,
    /// What is asked.
    pub ask: Value,
    /// The file's name.
    pub file_name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// When.
    pub at: DateTime<Utc>,
}

/// A file, without its content.
#[derive(Clone, PartialEq, Debug)]
pub struct ExportJob {
    /// Its id.
    pub id: ExportId,
    /// What was asked.
    pub ask: Value,
    /// The file's name.
    pub file_name: String,
    /// Its media type.
    pub media_type: String,
    /// Where it stands.
    pub state: ExportState,
    /// Rows written so far.
    pub rows: i64,
    /// Its size once it is ready.
    pub bytes: i64,
    /// Why it failed.
    pub reason: Option<String>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// The last sign of life of who makes it.
    pub updated_at: DateTime<Utc>,
}

const COLUMNS: &str =
    "id, ask, file_name, media_type, state, rows, bytes, reason, created_at, updated_at";

#[derive(FromRow)]
struct JobDbRow {
    id: Uuid,
    ask: Value,
    file_name: String,
    media_type: String,
    state: String,
    rows: i64,
    bytes: i64,
    reason: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl TryFrom<JobDbRow> for ExportJob {
    type Error = StoreError;
    fn try_from(row: JobDbRow) -> Result<Self> {
        Ok(Self {
            id: ExportId(row.id),
            ask: row.ask,
            file_name: row.file_name,
            media_type: row.media_type,
            state: ExportState::from_slug(&row.state)
                .ok_or_else(|| StoreError::unknown("state of an export", &row.state))?,
            rows: row.rows,
            bytes: row.bytes,
            reason: row.reason,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// Notes that a file is being made. It lives at the scope's own organization.
///
/// # Errors
/// Database errors.
pub async fn export_create(tx: &mut TenantTx, new: &NewExport) -> Result<()> {
    let scope = tx.scope();
    sqlx::query(
        "INSERT INTO export_job (root_id, id, tkey, person_id, ask, file_name, media_type, state,
                                 created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
    )
    .bind(scope.root.0)
    .bind(new.id.0)
    .bind(scope.lo)
    .bind(new.person.0)
    .bind(&new.ask)
    .bind(&new.file_name)
    .bind(new.media_type)
    .bind(ExportState::Running.slug())
    .bind(new.at)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A person's files that were asked for after a moment, oldest first.
///
/// # Errors
/// Database errors.
pub async fn export_list(
    tx: &mut TenantTx,
    person: PersonId,
    since: DateTime<Utc>,
) -> Result<Vec<ExportJob>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM export_job
         WHERE root_id = $1 AND person_id = $2 AND created_at > $3 ORDER BY created_at, id"
    );
    let rows: Vec<JobDbRow> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(tx.root())
        .bind(person.0)
        .bind(since)
        .fetch_all(tx.conn())
        .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// A person's file that was asked for after a moment.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none, or it is another person's.
pub async fn export_get(
    tx: &mut TenantTx,
    id: ExportId,
    person: PersonId,
    since: DateTime<Utc>,
) -> Result<ExportJob> {
    let sql = format!(
        "SELECT {COLUMNS} FROM export_job
         WHERE root_id = $1 AND id = $2 AND person_id = $3 AND created_at > $4"
    );
    let row: Option<JobDbRow> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(tx.root())
        .bind(id.0)
        .bind(person.0)
        .bind(since)
        .fetch_optional(tx.conn())
        .await?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// Shows a sign of life of a file that is being made, and how far it is. False when it is not
/// wanted any more.
///
/// # Errors
/// Database errors.
pub async fn export_advance(
    tx: &mut TenantTx,
    id: ExportId,
    rows: i64,
    now: DateTime<Utc>,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE export_job SET rows = $3, updated_at = $4
         WHERE root_id = $1 AND id = $2 AND state = $5",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(rows)
    .bind(now)
    .bind(ExportState::Running.slug())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps a piece of a file that is being made. False when it is not wanted any more.
///
/// # Errors
/// Database errors.
pub async fn export_chunk_put(
    tx: &mut TenantTx,
    id: ExportId,
    seq: i32,
    content: &[u8],
) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO export_chunk (root_id, tkey, job_id, seq, content)
         SELECT root_id, tkey, id, $3, $4 FROM export_job
         WHERE root_id = $1 AND id = $2 AND state = $5",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(seq)
    .bind(content)
    .bind(ExportState::Running.slug())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A piece of a file; none behind its last one, and none when it is not there any more.
///
/// # Errors
/// Database errors.
pub async fn export_chunk_get(
    tx: &mut TenantTx,
    id: ExportId,
    seq: i32,
) -> Result<Option<Vec<u8>>> {
    Ok(sqlx::query_scalar(
        "SELECT c.content FROM export_job j
         JOIN export_chunk c ON c.root_id = j.root_id AND c.tkey = j.tkey AND c.job_id = j.id
         WHERE j.root_id = $1 AND j.id = $2 AND c.seq = $3",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(seq)
    .fetch_optional(tx.conn())
    .await?)
}

/// Ends the making of a file: with its size, or with the reason why there is none. What is not
/// wanted any more stays gone.
///
/// # Errors
/// Database errors.
pub async fn export_end(
    tx: &mut TenantTx,
    id: ExportId,
    made: std::result::Result<(i64, i64), &str>,
    now: DateTime<Utc>,
) -> Result<()> {
    let (state, rows, bytes, reason) = match made {
        Ok((rows, bytes)) => (ExportState::Ready, Some(rows), bytes, None),
        Err(reason) => (ExportState::Failed, None, 0, Some(reason)),
    };
    sqlx::query(
        "UPDATE export_job SET state = $3, rows = coalesce($4, rows), bytes = $5,
                               reason = $6, updated_at = $7
         WHERE root_id = $1 AND id = $2 AND state = $8",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(state.slug())
    .bind(rows)
    .bind(bytes)
    .bind(reason)
    .bind(now)
    .bind(ExportState::Running.slug())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets a person's file. False when there is none.
///
/// # Errors
/// Database errors.
pub async fn export_delete(tx: &mut TenantTx, id: ExportId, person: PersonId) -> Result<bool> {
    let done =
        sqlx::query("DELETE FROM export_job WHERE root_id = $1 AND id = $2 AND person_id = $3")
            .bind(tx.root())
            .bind(id.0)
            .bind(person.0)
            .execute(tx.conn())
            .await?;
    Ok(done.rows_affected() == 1)
}

impl Store {
    /// Forgets files that were asked for before a moment, in every root; how many.
    ///
    /// # Errors
    /// Database errors; roots done until then stay done.
    pub async fn export_prune(&self, before: DateTime<Utc>) -> Result<u64> {
        self.prune("DELETE FROM export_job WHERE root_id = $1 AND created_at <= $2", before).await
    }
}
