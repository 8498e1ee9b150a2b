//! The action log: who did what. Insert-only, and each entry a link of its root's chain.

pub mod audit;
mod chain;
pub mod checkpoint;
pub mod digest;

pub(crate) use chain::{Logged, log_finish, log_link};

use crate::error::Result;
use crate::import_batch::log_append_many;
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::history::{FieldChange, HistoryEntry};
use domain::ids::{LogId, OrgId, PersonId};
use domain::sign_in::agent;
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
    /// What that is called now.
    pub subject: Option<String>,
    /// The organization where it was done; people in its scope may read it.
    pub org: OrgId,
    /// The changed fields before, an object by column key.
    pub before: Value,
    /// The changed fields after, likewise.
    pub after: Value,
}

impl NewLogEntry {
    /// Whether it is nobody else's: named views and the language and looks that somebody chose. Nobody is
    /// told of it, and the activity leaves it out (`grid/activity.rs`).
    #[must_use]
    pub fn is_private(&self) -> bool {
        let chosen = ["language-chosen", "preferences-chosen"];
        self.entity == "view" || chosen.contains(&&*self.action)
    }
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

impl LogEntry {
    /// The entry as histories show it.
    #[must_use]
    pub fn into_history(self) -> HistoryEntry {
        let text = |object: &Value, key: &str| match object.get(key) {
            None | Some(Value::Null) => None,
            // What browsers call themselves is kept as it came; nobody wants to read it.
            Some(Value::String(text)) if key == "agent" => {
                Some(agent(text).unwrap_or_else(|| text.clone()))
            }
            Some(Value::String(text)) => Some(text.clone()),
            Some(other) => Some(other.to_string()),
        };
        let keys = [&self.before, &self.after].into_iter().filter_map(Value::as_object);
        let fields = keys.flat_map(|object| object.keys()).map(|key| {
            let (before, after) = (text(&self.before, key), text(&self.after, key));
            (key.clone(), FieldChange { before, after })
        });
        let fields = fields.collect();
        HistoryEntry { at: self.at, actor: self.actor, action: self.action, fields }
    }
}

/// Writes an entry; its link is made when the transaction ends.
///
/// # Errors
/// [`crate::StoreError::NotFound`] when the organization is not in scope.
pub async fn log_append(tx: &mut TenantTx, entry: &NewLogEntry) -> Result<()> {
    log_append_many(tx, std::slice::from_ref(entry)).await
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

/// What was done to one thing of certain kinds, newest first, at most `limit` entries.
///
/// # Errors
/// Database errors.
pub async fn log_of_actions(
    tx: &mut TenantTx,
    entity_id: Uuid,
    actions: &[&str],
    limit: i64,
) -> Result<Vec<LogEntry>> {
    Ok(sqlx::query_as(
        "SELECT id, at, actor, action, entity, before, after FROM action_log
         WHERE root_id = $1 AND entity_id = $2 AND action = ANY($3) ORDER BY id DESC LIMIT $4",
    )
    .bind(tx.root())
    .bind(entity_id)
    .bind(actions)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}
