//! Requests that spend happen once: the same key again gets the same answer.

use crate::error::{Result, touched};
use crate::org::org_hold_own;
use crate::pool::Store;
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::ids::PersonId;
use serde_json::Value;
use uuid::Uuid;

/// What a key is worth.
#[derive(Clone, PartialEq, Debug)]
pub enum Claim {
    /// It is this transaction's: do the work, then [`idempotency_keep`].
    Free,
    /// The same request was answered so.
    Answered(Value),
    /// Another request carried this key.
    OtherRequest,
}

/// Claims a key for this transaction, and holds the scope's own organization. While another one with the same key is under way, this
/// waits for its end; rolled back, the key is free again.
///
/// # Errors
/// Database errors.
pub async fn idempotency_claim(
    tx: &mut TenantTx,
    person: PersonId,
    key: Uuid,
    request_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Claim> {
    let scope = tx.scope();
    // It goes along with the organization, which is held before anything of it.
    org_hold_own(tx).await?;
    let done = sqlx::query(
        "INSERT INTO idempotency (root_id, tkey, person_id, key, request_hash, at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (root_id, person_id, key) DO NOTHING",
    )
    .bind(scope.root.0)
    .bind(scope.lo)
    .bind(person.0)
    .bind(key)
    .bind(request_hash)
    .bind(now)
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 1 {
        return Ok(Claim::Free);
    }
    let (hash, answer): (Vec<u8>, Option<Value>) = sqlx::query_as(
        "SELECT request_hash, answer FROM idempotency
         WHERE root_id = $1 AND person_id = $2 AND key = $3",
    )
    .bind(scope.root.0)
    .bind(person.0)
    .bind(key)
    .fetch_one(tx.conn())
    .await?;
    Ok(match answer {
        Some(answer) if hash == request_hash => Claim::Answered(answer),
        _ => Claim::OtherRequest,
    })
}

/// Keeps the answer of a claimed key.
///
/// # Errors
/// [`crate::StoreError::NotFound`] when the key was not claimed.
pub async fn idempotency_keep(
    tx: &mut TenantTx,
    person: PersonId,
    key: Uuid,
    answer: &Value,
) -> Result<()> {
    let done = sqlx::query(
        "UPDATE idempotency SET answer = $4 WHERE root_id = $1 AND person_id = $2 AND key = $3",
    )
    .bind(tx.root())
    .bind(person.0)
    .bind(key)
    .bind(answer)
    .execute(tx.conn())
    .await?;
    touched(&done)
}

impl Store {
    /// Forgets keys claimed before a moment, in every root; how many.
    ///
    /// # Errors
    /// Database errors; roots done until then stay done.
    pub async fn idempotency_prune(&self, before: DateTime<Utc>) -> Result<u64> {
        self.prune("DELETE FROM idempotency WHERE root_id = $1 AND at < $2", before).await
    }
}
