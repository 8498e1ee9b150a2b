//! Sessions. A token is known to its browser alone; here its SHA-256 stands for it.

use crate::error::Result;
use crate::pool::Store;
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::ids::{OrgId, PersonId, RootId, Scope, SessionId};
use sqlx::FromRow;
use uuid::Uuid;

/// A signed-in browser.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    /// What lists call it.
    pub id: SessionId,
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
    /// How it began: a slug of `domain::sign_in::METHODS`.
    pub method: String,
    /// Where from.
    pub address: String,
    /// Whether two factors were proved, or one that counts as two.
    pub strong: bool,
    /// When the person last proved to be who it is.
    pub proved_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct SessionRow {
    id: Uuid,
    token_hash: Vec<u8>,
    person_id: Uuid,
    root_id: i64,
    created_at: DateTime<Utc>,
    seen_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    agent: String,
    method: String,
    address: String,
    strong: bool,
    proved_at: DateTime<Utc>,
}

impl From<SessionRow> for Session {
    fn from(row: SessionRow) -> Self {
        Self {
            id: SessionId(row.id),
            token_hash: row.token_hash,
            person: PersonId(row.person_id),
            root: RootId(row.root_id),
            created_at: row.created_at,
            seen_at: row.seen_at,
            expires_at: row.expires_at,
            agent: row.agent,
            method: row.method,
            address: row.address,
            strong: row.strong,
            proved_at: row.proved_at,
        }
    }
}

/// Remembers a sign-in, together with whatever else the transaction writes of it.
///
/// # Errors
/// Database errors.
pub async fn session_insert(tx: &mut TenantTx, session: &Session) -> Result<()> {
    sqlx::query(
        "INSERT INTO session
             (id, token_hash, person_id, root_id, created_at, seen_at, expires_at, agent, method,
              address, strong, proved_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(session.id.0)
    .bind(&session.token_hash)
    .bind(session.person.0)
    .bind(tx.root())
    .bind(session.created_at)
    .bind(session.seen_at)
    .bind(session.expires_at)
    .bind(&session.agent)
    .bind(&session.method)
    .bind(&session.address)
    .bind(session.strong)
    .bind(session.proved_at)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends one session of a person; whether it was there.
///
/// # Errors
/// Database errors.
pub async fn session_end(tx: &mut TenantTx, person: PersonId, id: SessionId) -> Result<bool> {
    let done = sqlx::query("DELETE FROM session WHERE root_id = $1 AND person_id = $2 AND id = $3")
        .bind(tx.root())
        .bind(person.0)
        .bind(id.0)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Ends all sessions of a person but for one; how many.
///
/// # Errors
/// Database errors.
pub async fn session_end_others(
    tx: &mut TenantTx,
    person: PersonId,
    keep: Option<SessionId>,
) -> Result<u64> {
    let done = sqlx::query(
        "DELETE FROM session WHERE root_id = $1 AND person_id = $2 AND id IS DISTINCT FROM $3",
    )
    .bind(tx.root())
    .bind(person.0)
    .bind(keep.map(|id| id.0))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// Ends the sessions that began with one factor alone, of all people of a scope, but for one;
/// how many. The word of an organization's own provider for a second one is enough for `by`,
/// who demands it, and for nobody below.
///
/// # Errors
/// Database errors.
pub async fn session_end_weak(
    tx: &mut TenantTx,
    of: Scope,
    by: OrgId,
    keep: Option<SessionId>,
) -> Result<u64> {
    let done = sqlx::query(
        "DELETE FROM session s USING person p
         WHERE p.root_id = $1 AND p.tkey BETWEEN $2 AND $3 AND s.person_id = p.id
             AND s.root_id = $1 AND (NOT s.strong OR s.method = 'sso' AND p.org_id <> $5)
             AND s.id IS DISTINCT FROM $4",
    )
    .bind(tx.root())
    .bind(of.lo)
    .bind(of.hi)
    .bind(keep.map(|id| id.0))
    .bind(by.0)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// Notes that the person of a session has proved again to be who it is.
///
/// # Errors
/// Database errors.
pub async fn session_proved(tx: &mut TenantTx, id: SessionId, at: DateTime<Utc>) -> Result<()> {
    sqlx::query("UPDATE session SET proved_at = $2 WHERE id = $1")
        .bind(id.0)
        .bind(at)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Ends the sessions of all people of a scope whose organizations are not active; how many.
///
/// # Errors
/// Database errors.
pub async fn session_end_stopped(tx: &mut TenantTx, of: Scope) -> Result<u64> {
    let done = sqlx::query(
        "DELETE FROM session s USING person p
         JOIN organization o ON o.root_id = p.root_id AND o.id = p.org_id AND o.state <> 'active'
         WHERE p.root_id = $1 AND p.tkey BETWEEN $2 AND $3 AND s.person_id = p.id
             AND s.root_id = $1",
    )
    .bind(tx.root())
    .bind(of.lo)
    .bind(of.hi)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

impl Store {
    /// The session of a token's hash, if it has not ended by `now`, began after `begun_after`,
    /// and its account may sign in: active, and no demo's unless `demo`.
    ///
    /// # Errors
    /// Database errors.
    pub async fn session_find(
        &self,
        token_hash: &[u8],
        now: DateTime<Utc>,
        begun_after: DateTime<Utc>,
        demo: bool,
    ) -> Result<Option<Session>> {
        let row: Option<SessionRow> = sqlx::query_as(
            "SELECT s.* FROM session s
                  JOIN account a ON a.person_id = s.person_id AND a.active
                  JOIN root r ON r.id = a.root_id AND ($4 OR NOT r.demo)
             WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.created_at > $3",
        )
        .bind(token_hash)
        .bind(now)
        .bind(begun_after)
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

    /// A person's sessions that have not ended by `now` and began after `begun_after`, the last
    /// used first.
    ///
    /// # Errors
    /// Database errors.
    pub async fn session_list(
        &self,
        person: PersonId,
        now: DateTime<Utc>,
        begun_after: DateTime<Utc>,
    ) -> Result<Vec<Session>> {
        let rows: Vec<SessionRow> = sqlx::query_as(
            "SELECT * FROM session WHERE person_id = $1 AND expires_at > $2 AND created_at > $3
             ORDER BY seen_at DESC, token_hash",
        )
        .bind(person.0)
        .bind(now)
        .bind(begun_after)
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
