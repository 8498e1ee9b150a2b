//! What is half done for a moment: sign-ins that wait for a second factor, and ceremonies whose
//! other half is elsewhere. A secret is known to its browser alone; here its SHA-256 stands for it.

use crate::error::Result;
use crate::pool::Store;
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::ids::{PersonId, RootId};
use sqlx::FromRow;
use uuid::Uuid;

/// A sign-in whose first factor was right.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PendingSignIn {
    /// Who signs in.
    pub person: PersonId,
    /// The tree that holds the person.
    pub root: RootId,
    /// The first factor.
    pub method: String,
    /// A new authenticator, sealed, when one has to be set up.
    pub setup: Option<Vec<u8>>,
}

#[derive(FromRow)]
struct PendingRow {
    person_id: Uuid,
    root_id: i64,
    method: String,
    setup: Option<Vec<u8>>,
}

impl From<PendingRow> for PendingSignIn {
    fn from(row: PendingRow) -> Self {
        Self {
            person: PersonId(row.person_id),
            root: RootId(row.root_id),
            method: row.method,
            setup: row.setup,
        }
    }
}

/// What a ceremony left.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ceremony {
    /// Whose it is, where that is known.
    pub person: Option<PersonId>,
    /// What it needs to go on.
    pub content: Vec<u8>,
}

/// Ends a waiting sign-in; whether it was there. Of two who finish it at once, one does.
///
/// # Errors
/// Database errors.
pub async fn pending_take(tx: &mut TenantTx, token_hash: &[u8]) -> Result<bool> {
    let done = sqlx::query("DELETE FROM pending_sign_in WHERE token_hash = $1")
        .bind(token_hash)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

impl Store {
    /// Remembers a sign-in that waits for its second factor.
    ///
    /// # Errors
    /// Database errors.
    pub async fn pending_insert(
        &self,
        token_hash: &[u8],
        pending: &PendingSignIn,
        now: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Result<()> {
        sqlx::query(
            "INSERT INTO pending_sign_in
                 (token_hash, person_id, root_id, method, setup, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(token_hash)
        .bind(pending.person.0)
        .bind(pending.root.0)
        .bind(&pending.method)
        .bind(&pending.setup)
        .bind(now)
        .bind(expires_at)
        .execute(self.pool())
        .await?;
        Ok(())
    }

    /// The sign-in that waits under this token's hash, if it may still be tried: it has not
    /// ended, and its account may sign in.
    ///
    /// # Errors
    /// Database errors.
    pub async fn pending_find(
        &self,
        token_hash: &[u8],
        now: DateTime<Utc>,
        most_tries: i16,
        demo: bool,
    ) -> Result<Option<PendingSignIn>> {
        let row: Option<PendingRow> = sqlx::query_as(
            "SELECT p.person_id, p.root_id, p.method, p.setup FROM pending_sign_in p
                 JOIN account a ON a.person_id = p.person_id AND a.active
                 JOIN root r ON r.id = a.root_id AND ($4 OR NOT r.demo)
             WHERE p.token_hash = $1 AND p.expires_at > $2 AND p.tries < $3",
        )
        .bind(token_hash)
        .bind(now)
        .bind(most_tries)
        .bind(demo)
        .fetch_optional(self.pool())
        .await?;
        Ok(row.map(Into::into))
    }

    /// Counts a try; false when there may be no more. Many at once are counted one by one.
    ///
    /// # Errors
    /// Database errors.
    pub async fn pending_try(&self, token_hash: &[u8], most_tries: i16) -> Result<bool> {
        let done = sqlx::query(
            "UPDATE pending_sign_in SET tries = tries + 1 WHERE token_hash = $1 AND tries < $2",
        )
        .bind(token_hash)
        .bind(most_tries)
        .execute(self.pool())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Remembers half of a ceremony.
    ///
    /// # Errors
    /// Database errors.
    pub async fn ceremony_insert(
        &self,
        key_hash: &[u8],
        kind: &str,
        ceremony: &Ceremony,
        expires_at: DateTime<Utc>,
    ) -> Result<()> {
        sqlx::query(
            "INSERT INTO ceremony (key_hash, kind, person_id, content, expires_at)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(key_hash)
        .bind(kind)
        .bind(ceremony.person.map(|person| person.0))
        .bind(&ceremony.content)
        .bind(expires_at)
        .execute(self.pool())
        .await?;
        Ok(())
    }

    /// Takes a ceremony of this kind out; none when it is not there, was taken, or is over.
    ///
    /// # Errors
    /// Database errors.
    pub async fn ceremony_take(
        &self,
        key_hash: &[u8],
        kind: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Ceremony>> {
        let row: Option<(Option<Uuid>, Vec<u8>, DateTime<Utc>)> = sqlx::query_as(
            "DELETE FROM ceremony WHERE key_hash = $1 AND kind = $2
             RETURNING person_id, content, expires_at",
        )
        .bind(key_hash)
        .bind(kind)
        .fetch_optional(self.pool())
        .await?;
        Ok(row
            .filter(|(_, _, expires_at)| *expires_at > now)
            .map(|(person, content, _)| Ceremony { person: person.map(PersonId), content }))
    }

    /// Forgets what nobody finished before `before`; how many.
    ///
    /// # Errors
    /// Database errors.
    pub async fn pending_prune(&self, before: DateTime<Utc>) -> Result<u64> {
        let mut pruned = 0;
        for sql in [
            "DELETE FROM pending_sign_in WHERE expires_at < $1",
            "DELETE FROM ceremony WHERE expires_at < $1",
        ] {
            let done = sqlx::query(sql).bind(before).execute(self.pool()).await?;
            pruned += done.rows_affected();
        }
        Ok(pruned)
    }
}
