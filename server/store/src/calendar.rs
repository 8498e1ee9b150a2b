//! Secret addresses of calendars: found before a tenant is known.

use crate::error::Result;
use crate::pool::Store;
use crate::tx::TenantTx;
use chrono::{DateTime, Duration, Utc};
use domain::ids::{PersonId, RootId};
use uuid::Uuid;

/// A calendar's use is written down at most this often.
const TOUCH_EVERY: Duration = Duration::hours(1);

/// Gives a person's calendar an address; one that it had is good for nothing any more. Whether
/// it had one.
///
/// # Errors
/// Database errors.
pub async fn calendar_put(
    tx: &mut TenantTx,
    person: PersonId,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<bool> {
    let had = calendar_delete(tx, person).await?;
    sqlx::query(
        "INSERT INTO calendar_feed (token_hash, root_id, person_id, created_at)
         VALUES ($2, $1, $3, $4)
         ON CONFLICT (person_id) DO UPDATE
             SET token_hash = excluded.token_hash, root_id = excluded.root_id,
                 created_at = excluded.created_at, last_used_at = NULL",
    )
    .bind(tx.root())
    .bind(hash)
    .bind(person.0)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(had)
}

/// Ends the address of a person's calendar; whether it had one.
///
/// # Errors
/// Database errors.
pub async fn calendar_delete(tx: &mut TenantTx, person: PersonId) -> Result<bool> {
    let done = sqlx::query("DELETE FROM calendar_feed WHERE root_id = $1 AND person_id = $2")
        .bind(tx.root())
        .bind(person.0)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Since when a person's calendar has its address, and when it was last read, to within an hour.
///
/// # Errors
/// Database errors.
pub async fn calendar_of(
    tx: &mut TenantTx,
    person: PersonId,
) -> Result<Option<(DateTime<Utc>, Option<DateTime<Utc>>)>> {
    Ok(sqlx::query_as(
        "SELECT created_at, last_used_at FROM calendar_feed WHERE root_id = $1 AND person_id = $2",
    )
    .bind(tx.root())
    .bind(person.0)
    .fetch_optional(tx.conn())
    .await?)
}

impl Store {
    /// Whose calendar an address is: nobody's who may not sign in, and no demo's unless `demo`.
    ///
    /// # Errors
    /// Database errors.
    pub async fn calendar_find(
        &self,
        hash: &[u8],
        demo: bool,
        now: DateTime<Utc>,
    ) -> Result<Option<(RootId, PersonId)>> {
        let row: Option<(i64, Uuid)> = sqlx::query_as(
            "SELECT c.root_id, c.person_id FROM calendar_feed c
             JOIN account a ON a.person_id = c.person_id AND a.root_id = c.root_id AND a.active
             JOIN root r ON r.id = c.root_id
             WHERE c.token_hash = $1 AND ($2 OR NOT r.demo)",
        )
        .bind(hash)
        .bind(demo)
        .fetch_optional(self.pool())
        .await?;
        if row.is_some() {
            sqlx::query(
                "UPDATE calendar_feed SET last_used_at = $2
                 WHERE token_hash = $1 AND (last_used_at IS NULL OR last_used_at < $3)",
            )
            .bind(hash)
            .bind(now)
            .bind(now - TOUCH_EVERY)
            .execute(self.pool())
            .await?;
        }
        Ok(row.map(|(root, person)| (RootId(root), PersonId(person))))
    }
}
