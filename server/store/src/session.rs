//! Sessions. A token is known to its browser alone; here its SHA-256 stands for it.

use crate::error::Result;
use crate::pool::Store;
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::ids::{PersonId, RootId};
use sqlx::FromRow;
use uuid::Uuid;

/// A signed-in browser.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    /// SHA-256 of the token.
    pub token_hash: Vec<u8>,
    /// Who signed in.
    pub person: PersonId,
    /// The tree that holds the person.
    pub root: RootId,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Last use.
    pub seen_at: DateTime<Utc>,
    /// From then on it counts no more.
    pub expires_at: DateTime<Utc>,
    /// What the browser calls itself.
    pub agent: String,
}

#[derive(FromRow)]
struct SessionRow {
    token_hash: Vec<u8>,
    person_id: Uuid,
    root_id: i64,
    created_at: DateTime<Utc>,
    seen_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    agent: String,
}

impl From<SessionRow> for Session {
    fn from(row: SessionRow) -> Self {
        Self {
            token_hash: row.token_hash,
            person: PersonId(row.person_id),
            root: RootId(row.root_id),
            created_at: row.created_at,
            seen_at: row.seen_at,
            expires_at: row.expires_at,
            agent: row.agent,
        }
    }
}

impl Store {
    /// Remembers a sign-in.
    ///
    /// # Errors
    /// Database errors.
    pub async fn session_insert(
        &self,
        token_hash: &[u8],
        person: PersonId,
        root: RootId,
        now: DateTime<Utc>,
        expires_at: DateTime<Utc>,
        agent: &str,
    ) -> Result<()> {
        sqlx::query(
            "INSERT INTO session
                 (token_hash, person_id, root_id, created_at, seen_at, expires_at, agent)
             VALUES ($1, $2, $3, $4, $4, $5, $6)",
        )
        .bind(token_hash)
        .bind(person.0)
        .bind(root.0)
        .bind(now)
        .bind(expires_at)
        .bind(agent)
        .execute(self.pool())
        .await?;
        Ok(())
    }

    /// The session of a token's hash, if it has not ended by `now` and its account may sign
    /// in: active, and no demo's unless `demo`.
    ///
    /// # Errors
    /// Database errors.
    pub async fn session_find(
        &self,
        token_hash: &[u8],
        now: DateTime<Utc>,
        demo: bool,
    ) -> Result<Option<Session>> {
        let row: Option<SessionRow> = sqlx::query_as(
            "SELECT s.token_hash, s.person_id, s.root_id, s.created_at, s.seen_at, s.expires_at,
                    s.agent
             FROM session s JOIN account a ON a.person_id = s.person_id AND a.active
                  JOIN root r ON r.id = a.root_id AND ($3 OR NOT r.demo)
             WHERE s.token_hash = $1 AND s.expires_at > $2",
        )
        .bind(token_hash)
        .bind(now)
        .bind(demo)
        .fetch_optional(self.pool())
        .await?;
        Ok(row.map(Into::into))
    }

    /// Notes a session's use and moves its end; a session that is gone stays gone.
    ///
    /// # Errors
    /// Database errors.
    pub async fn session_touch(
        &self,
        token_hash: &[u8],
        seen_at: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Result<()> {
        sqlx::query("UPDATE session SET seen_at = $2, expires_at = $3 WHERE token_hash = $1")
            .bind(token_hash)
            .bind(seen_at)
            .bind(expires_at)
            .execute(self.pool())
            .await?;
        Ok(())
    }

    /// Ends one session; ending one that is gone is no error.
    ///
    /// # Errors
    /// Database errors.
    pub async fn session_delete(&self, token_hash: &[u8]) -> Result<()> {
        sqlx::query("DELETE FROM session WHERE token_hash = $1")
            .bind(token_hash)
            .execute(self.pool())
            .await?;
        Ok(())
    }

    /// A person's sessions that have not ended by `now`, the last used first.
    ///
    /// # Errors
    /// Database errors.
    pub async fn session_list(&self, person: PersonId, now: DateTime<Utc>) -> Result<Vec<Session>> {
        let rows: Vec<SessionRow> = sqlx::query_as(
            "SELECT token_hash, person_id, root_id, created_at, seen_at, expires_at, agent
             FROM session WHERE person_id = $1 AND expires_at > $2
             ORDER BY seen_at DESC, token_hash",
        )
        .bind(person.0)
        .bind(now)
        .fetch_all(self.pool())
        .await?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// Forgets sessions that ended before `before`; how many.
    ///
    /// # Errors
    /// Database errors.
    pub async fn session_prune(&self, before: DateTime<Utc>) -> Result<u64> {
        let done = sqlx::query("DELETE FROM session WHERE expires_at < $1")
            .bind(before)
            .execute(self.pool())
            .await?;
        Ok(done.rows_affected())
    }
}

/// Ends all sessions of a person of the transaction's tree, but for the one whose token hash is
/// `keep`; how many.
///
/// # Errors
/// Database errors.
pub async fn session_end_all(
    tx: &mut TenantTx,
    person: PersonId,
    keep: Option<&[u8]>,
) -> Result<u64> {
    let done = sqlx::query(
        "DELETE FROM session
         WHERE root_id = $1 AND person_id = $2 AND token_hash IS DISTINCT FROM $3",
    )
    .bind(tx.root())
    .bind(person.0)
    .bind(keep)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
