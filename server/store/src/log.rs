//! The action log: who did what. Insert-only.

use crate::error::{Result, touched};
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::ids::{LogId, OrgId, PersonId};
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

/// An entry to be written.
#[derive(Clone, PartialEq, Debug)]
pub struct NewLogEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// Who; none for the system itself.
    pub person: Option<PersonId>,
    /// The name it goes by.
    pub actor: String,
    /// What was done: `renewed`.
    pub action: String,
    /// To what: `license`.
    pub entity: String,
    /// To which; none for a deed on many.
    pub entity_id: Option<Uuid>,
    /// The organization where it was done; people in its scope may read it.
    pub org: OrgId,
    /// The changed fields before, an object by column key.
    pub before: Value,
    /// The changed fields after, likewise.
    pub after: Value,
}

/// An entry that was written.
#[derive(Clone, PartialEq, Debug, FromRow)]
pub struct LogEntry {
    /// Its id, ascending in time: a [`LogId`].
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// The name of who did it, as it was then.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// To what.
    pub entity: String,
    /// The changed fields before, an object by column key.
    pub before: Value,
    /// The changed fields after, likewise.
    pub after: Value,
}

/// Writes an entry.
///
/// # Errors
/// [`crate::StoreError::NotFound`] when the organization is not in scope.
pub async fn log_append(tx: &mut TenantTx, entry: &NewLogEntry) -> Result<()> {
    let done = sqlx::query(
        "INSERT INTO action_log
             (root_id, id, tkey, at, person_id, actor, action, entity, entity_id, before, after)
         SELECT $1, $2, o.tkey, $4, $5, $6, $7, $8, $9, $10, $11 FROM organization o
         WHERE o.root_id = $1 AND o.id = $3",
    )
    .bind(tx.root())
    .bind(Uuid::now_v7())
    .bind(entry.org.0)
    .bind(entry.at)
    .bind(entry.person.map(|person| person.0))
    .bind(&entry.actor)
    .bind(&entry.action)
    .bind(&entry.entity)
    .bind(entry.entity_id)
    .bind(&entry.before)
    .bind(&entry.after)
    .execute(tx.conn())
    .await?;
    touched(&done)
}

/// What was done to one thing, newest first, at most `limit` entries older than `before`.
///
/// # Errors
/// Database errors.
pub async fn log_of(
    tx: &mut TenantTx,
    entity_id: Uuid,
    limit: i64,
    before: Option<LogId>,
) -> Result<Vec<LogEntry>> {
    Ok(sqlx::query_as(
        "SELECT id, at, actor, action, entity, before, after FROM action_log
         WHERE root_id = $1 AND entity_id = $2 AND ($3::uuid IS NULL OR id < $3)
         ORDER BY id DESC LIMIT $4",
    )
    .bind(tx.root())
    .bind(entity_id)
    .bind(before.map(|id| id.0))
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}
