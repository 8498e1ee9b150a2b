//! Imports, from upload to report.

use crate::error::{Result, StoreError, touched};
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::ids::{ImportId, PersonId};
use domain::import::ImportState;
use serde_json::Value;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

/// One import, without its file.
#[derive(Clone, PartialEq, Debug)]
pub struct Import {
    /// Its id.
    pub id: ImportId,
    /// Raised by every write but those of progress.
    pub version: i32,
    /// Who uploaded the file.
    pub person: PersonId,
    /// The file's name.
    pub file_name: String,
    /// How far it is.
    pub state: ImportState,
    /// Column mapping and choices.
    pub settings: Value,
    /// Rows written so far.
    pub done_rows: i32,
    /// Rows to write.
    pub total_rows: i32,
    /// What it tells, once there is something.
    pub report: Option<Value>,
    /// When it was uploaded.
    pub created_at: DateTime<Utc>,
    /// When it last changed, progress included.
    pub updated_at: DateTime<Utc>,
}

const COLUMNS: &str = "id, version, person_id, file_name, state, settings, done_rows, total_rows, \
    report, created_at, updated_at";

#[derive(FromRow)]
struct ImportDbRow {
    id: Uuid,
    version: i32,
    person_id: Uuid,
    file_name: String,
    state: String,
    settings: Value,
    done_rows: i32,
    total_rows: i32,
    report: Option<Value>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl TryFrom<ImportDbRow> for Import {
    type Error = StoreError;
    fn try_from(row: ImportDbRow) -> Result<Self> {
        Ok(Self {
            id: ImportId(row.id),
            version: row.version,
            person: PersonId(row.person_id),
            file_name: row.file_name,
            state: ImportState::from_slug(&row.state)
                .ok_or_else(|| StoreError::unknown("import state", &row.state))?,
            settings: row.settings,
            done_rows: row.done_rows,
            total_rows: row.total_rows,
            report: row.report,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// Keeps an uploaded file. It lives at the scope's own organization.
///
/// # Errors
/// Database errors.
pub async fn import_create(
    tx: &mut TenantTx,
    id: ImportId,
    person: PersonId,
    file_name: &str,
    file: &[u8],
    settings: &Value,
    now: DateTime<Utc>,
) -> Result<()> {
    let scope = tx.scope();
    sqlx::query(
        "INSERT INTO import
             (root_id, id, tkey, person_id, file_name, file, state, settings, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
    )
    .bind(scope.root.0)
    .bind(id.0)
    .bind(scope.lo)
    .bind(person.0)
    .bind(file_name)
    .bind(file)
    .bind(ImportState::Uploaded.slug())
    .bind(settings)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// One import.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn import_get(tx: &mut TenantTx, id: ImportId) -> Result<Import> {
    let sql = format!("SELECT {COLUMNS} FROM import WHERE root_id = $1 AND id = $2");
    let row: Option<ImportDbRow> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(tx.root())
        .bind(id.0)
        .fetch_optional(tx.conn())
        .await?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// The file of an import; none once it was forgotten.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such import in scope.
pub async fn import_file(tx: &mut TenantTx, id: ImportId) -> Result<Option<Vec<u8>>> {
    sqlx::query_scalar("SELECT file FROM import WHERE root_id = $1 AND id = $2")
        .bind(tx.root())
        .bind(id.0)
        .fetch_optional(tx.conn())
        .await?
        .ok_or(StoreError::NotFound)
}

/// The newest imports in scope.
///
/// # Errors
/// Database errors.
pub async fn import_list(tx: &mut TenantTx, limit: i64) -> Result<Vec<Import>> {
    let scope = tx.scope();
    let sql = format!(
        "SELECT {COLUMNS} FROM import WHERE root_id = $1 AND tkey BETWEEN $2 AND $3
         ORDER BY created_at DESC, id DESC LIMIT $4"
    );
    let rows: Vec<ImportDbRow> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(scope.root.0)
        .bind(scope.lo)
        .bind(scope.hi)
        .bind(limit)
        .fetch_all(tx.conn())
        .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Writes state, settings and report, if the import still has the version of `import`; the
/// new version. Progress is not written.
///
/// # Errors
/// [`StoreError::Stale`] when somebody else was faster.
pub async fn import_update(tx: &mut TenantTx, import: &Import, now: DateTime<Utc>) -> Result<i32> {
    let version: Option<i32> = sqlx::query_scalar(
        "UPDATE import SET state = $4, settings = $5, report = $6, version = version + 1,
                           updated_at = $7
         WHERE root_id = $1 AND id = $2 AND version = $3 RETURNING version",
    )
    .bind(tx.root())
    .bind(import.id.0)
    .bind(import.version)
    .bind(import.state.slug())
    .bind(&import.settings)
    .bind(&import.report)
    .bind(now)
    .fetch_optional(tx.conn())
    .await?;
    version.ok_or(StoreError::Stale { id: import.id.0 })
}

/// Notes how far an import is. In a transaction of its own, or nobody sees it before the end.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such import in scope.
pub async fn import_progress(
    tx: &mut TenantTx,
    id: ImportId,
    done_rows: i32,
    total_rows: i32,
    now: DateTime<Utc>,
) -> Result<()> {
    let done = sqlx::query(
        "UPDATE import SET done_rows = $3, total_rows = $4, updated_at = $5
         WHERE root_id = $1 AND id = $2",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(done_rows)
    .bind(total_rows)
    .bind(now)
    .execute(tx.conn())
    .await?;
    touched(&done)
}

/// Forgets the file of an import.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such import in scope.
pub async fn import_forget_file(tx: &mut TenantTx, id: ImportId) -> Result<()> {
    let done = sqlx::query("UPDATE import SET file = NULL WHERE root_id = $1 AND id = $2")
        .bind(tx.root())
        .bind(id.0)
        .execute(tx.conn())
        .await?;
    touched(&done)
}
