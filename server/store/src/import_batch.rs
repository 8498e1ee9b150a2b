//! What imports write in batches, and how they are kept from staying half done.

use crate::error::{Result, StoreError};
use crate::log::NewLogEntry;
use crate::log::digest::{Content, Hash, kept};
use crate::pool::Store;
use crate::tx::{TenantTx, whole};
use chrono::{DateTime, Utc};
use domain::ids::ImportId;
use domain::import::ImportState;
use domain::text::fold;
use serde_json::Value;
use uuid::Uuid;

/// Entries of one statement.
const BATCH: usize = 1_000;

/// Writes many log entries; their links are made when the transaction ends.
///
/// # Errors
/// [`StoreError::NotFound`] when an organization is not in scope.
pub async fn log_append_many(tx: &mut TenantTx, entries: &[NewLogEntry]) -> Result<()> {
    for batch in entries.chunks(BATCH) {
        let batch: Vec<Written<'_>> = batch.iter().map(Written::of).collect();
        let done = sqlx::query(
            "INSERT INTO action_log
                 (root_id, id, tkey, org_id, at, person_id, actor, action, entity, entity_id,
                  before, after, actor_fold, subject, subject_fold)
             SELECT $1, n.id, o.tkey, o.id, n.at, n.person_id, n.actor, n.action, n.entity,
                    n.entity_id, n.before, n.after, n.actor_fold, n.subject, n.subject_fold
             FROM unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::uuid[], $6::text[],
                         $7::text[], $8::text[], $9::uuid[], $10::jsonb[], $11::jsonb[],
                         $12::text[], $13::text[], $14::text[])
                  AS n (id, org, at, person_id, actor, action, entity, entity_id, before, after,
                        actor_fold, subject, subject_fold)
             JOIN organization o ON o.root_id = $1 AND o.id = n.org",
        )
        .bind(tx.root())
        .bind(batch.iter().map(|w| w.id).collect::<Vec<_>>())
        .bind(batch.iter().map(|w| w.entry.org.0).collect::<Vec<_>>())
        .bind(batch.iter().map(|w| w.entry.at).collect::<Vec<_>>())
        .bind(batch.iter().map(|w| w.entry.person.map(|p| p.0)).collect::<Vec<_>>())
        .bind(batch.iter().map(|w| &w.entry.actor[..]).collect::<Vec<_>>())
        .bind(batch.iter().map(|w| &w.entry.action[..]).collect::<Vec<_>>())
        .bind(batch.iter().map(|w| &w.entry.entity[..]).collect::<Vec<_>>())
        .bind(batch.iter().map(|w| w.entry.entity_id).collect::<Vec<_>>())
        .bind(batch.iter().map(|w| &w.before).collect::<Vec<_>>())
        .bind(batch.iter().map(|w| &w.after).collect::<Vec<_>>())
        .bind(batch.iter().map(|w| &w.actor_fold[..]).collect::<Vec<_>>())
        .bind(batch.iter().map(|w| w.entry.subject.as_deref()).collect::<Vec<_>>())
        .bind(batch.iter().map(|w| w.subject_fold.as_deref()).collect::<Vec<_>>())
        .execute(tx.conn())
        .await?;
        if done.rows_affected() != batch.len() as u64 {
            return Err(StoreError::NotFound);
        }
        for written in &batch {
            tx.logged.add(written.id, written.digest(), written.entry);
        }
    }
    Ok(())
}

/// An entry as it is written.
struct Written<'a> {
    entry: &'a NewLogEntry,
    id: Uuid,
    actor_fold: String,
    subject_fold: Option<String>,
    before: Value,
    after: Value,
}

impl<'a> Written<'a> {
    fn of(entry: &'a NewLogEntry) -> Self {
        Self {
            entry,
            id: Uuid::now_v7(),
            actor_fold: fold(&entry.actor),
            subject_fold: entry.subject.as_deref().map(fold),
            before: kept(&entry.before),
            after: kept(&entry.after),
        }
    }

    fn digest(&self) -> Hash {
        let entry = self.entry;
        let content = Content {
            id: self.id,
            at: entry.at,
            person: entry.person.map(|person| person.0),
            actor: [&entry.actor, &self.actor_fold],
            action: &entry.action,
            entity: &entry.entity,
            entity_id: entry.entity_id,
            subject: [entry.subject.as_deref(), self.subject_fold.as_deref()],
            org: Some(entry.org.0),
            before: &self.before,
            after: &self.after,
        };
        content.digest()
    }
}

/// Notes how far a running import is, in a transaction of its own. False when it runs no
/// more: somebody stopped it.
///
/// # Errors
/// Database errors.
pub async fn import_beat(
    tx: &mut TenantTx,
    id: ImportId,
    done_rows: i32,
    total_rows: i32,
    now: DateTime<Utc>,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE import SET done_rows = $3, total_rows = $4, updated_at = $5
         WHERE root_id = $1 AND id = $2 AND state = $6",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(done_rows)
    .bind(total_rows)
    .bind(now)
    .bind(ImportState::Running.slug())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

impl Store {
    /// Marks as failed, in every root, the imports that are said to run but have shown no
    /// sign of life since a moment; how many. `error` is added to their reports. It is safe
    /// even when one does run: its transaction ends by finding itself failed, and is undone.
    ///
    /// # Errors
    /// Database errors; roots done until then stay done.
    pub async fn imports_interrupted(
        &self,
        silent_since: DateTime<Utc>,
        error: &Value,
        now: DateTime<Utc>,
    ) -> Result<u64> {
        let mut marked = 0;
        for root in self.root_list().await? {
            let mut tx = self.begin(whole(root)).await?;
            let done = sqlx::query(
                "UPDATE import SET state = $3, version = version + 1, updated_at = $4, file = NULL,
                     report = coalesce(report, '{}') || jsonb_build_object('error', $5::jsonb)
                 WHERE root_id = $1 AND state = $6 AND updated_at <= $2",
            )
            .bind(root.0)
            .bind(silent_since)
            .bind(ImportState::Failed.slug())
            .bind(now)
            .bind(error)
            .bind(ImportState::Running.slug())
            .execute(tx.conn())
            .await?;
            tx.commit().await?;
            marked += done.rows_affected();
        }
        Ok(marked)
    }

    /// Forgets, in every root, the files of imports that were uploaded and then left alone
    /// since a moment; how many.
    ///
    /// # Errors
    /// Database errors; roots done until then stay done.
    pub async fn imports_forget(&self, untouched_since: DateTime<Utc>) -> Result<u64> {
        let mut forgotten = 0;
        for root in self.root_list().await? {
            let mut tx = self.begin(whole(root)).await?;
            let done = sqlx::query(
                "UPDATE import SET file = NULL
                 WHERE root_id = $1 AND updated_at <= $2 AND file IS NOT NULL AND state <> $3",
            )
            .bind(root.0)
            .bind(untouched_since)
            .bind(ImportState::Running.slug())
            .execute(tx.conn())
            .await?;
            tx.commit().await?;
            forgotten += done.rows_affected();
        }
        Ok(forgotten)
    }
}
