//! Browsers and addresses that somebody signed in from before.

use crate::error::Result;
use crate::pool::Store;
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::ids::PersonId;

/// Remembers that a person signed in with this browser, from this address.
///
/// # Errors
/// Database errors.
pub async fn device_seen(
    tx: &mut TenantTx,
    person: PersonId,
    token_hash: &[u8],
    address: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO known_device (person_id, token_hash, address, seen_at)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (person_id, token_hash, address) DO UPDATE SET seen_at = $4",
    )
    .bind(person.0)
    .bind(token_hash)
    .bind(address)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How a person is known where it signs in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Known {
    /// It has signed in with this browser before.
    pub device: bool,
    /// It has signed in from this address before.
    pub address: bool,
}

impl Store {
    /// Whether a person signed in with this browser or from this address since a moment.
    ///
    /// # Errors
    /// Database errors.
    pub async fn device_known(
        &self,
        person: PersonId,
        token_hash: Option<&[u8]>,
        address: &str,
        since: DateTime<Utc>,
    ) -> Result<Known> {
        let (device, address) = sqlx::query_as(
            "SELECT coalesce(bool_or(token_hash = $2), false), coalesce(bool_or(address = $3), false)
             FROM known_device WHERE person_id = $1 AND seen_at > $4",
        )
        .bind(person.0)
        .bind(token_hash)
        .bind(address)
        .bind(since)
        .fetch_one(self.pool())
        .await?;
        Ok(Known { device, address })
    }

    /// Forgets browsers that were last here before `before`; how many.
    ///
    /// # Errors
    /// Database errors.
    pub async fn device_prune(&self, before: DateTime<Utc>) -> Result<u64> {
        let done = sqlx::query("DELETE FROM known_device WHERE seen_at < $1")
            .bind(before)
            .execute(self.pool())
            .await?;
        Ok(done.rows_affected())
    }
}
