//! Links that work once. The secret is known to the link alone; here its SHA-256 stands for it.

use crate::error::{Result, StoreError};
use crate::pool::Store;
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::ids::{PersonId, RootId};
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

/// What a link is for. One of another purpose is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// Setting a new password.
    PasswordReset,
    /// Joining an organization.
    Invitation,
}

impl Purpose {
    /// The stable name in the database.
    const fn slug(self) -> &'static str {
        match self {
            Self::PasswordReset => "password-reset",
            Self::Invitation => "invitation",
        }
    }
}

/// A link to be made, in the tree of the transaction that makes it.
#[derive(Clone, PartialEq, Debug)]
pub struct NewToken {
    /// SHA-256 of its secret.
    pub hash: Vec<u8>,
    /// What for.
    pub purpose: Purpose,
    /// Who may use it; none when the person is still to be made.
    pub person: Option<PersonId>,
    /// What it is about besides.
    pub subject: Value,
    /// From then on it does not work any more.
    pub expires_at: DateTime<Utc>,
}

/// A link that works.
#[derive(Clone, PartialEq, Debug)]
pub struct Token {
    /// The tree that it is about.
    pub root: RootId,
    /// Who may use it; none when the person is still to be made.
    pub person: Option<PersonId>,
    /// What it is about besides.
    pub subject: Value,
    /// From then on it does not work any more.
    pub expires_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct TokenRow {
    root_id: i64,
    person_id: Option<Uuid>,
    subject: Value,
    expires_at: DateTime<Utc>,
}

impl From<TokenRow> for Token {
    fn from(row: TokenRow) -> Self {
        Self {
            root: RootId(row.root_id),
            person: row.person_id.map(PersonId),
            subject: row.subject,
            expires_at: row.expires_at,
        }
    }
}

impl Store {
    /// What a link is about, if it works; it goes on working.
    ///
    /// # Errors
    /// Database errors.
    pub async fn token_peek(
        &self,
        hash: &[u8],
        purpose: Purpose,
        now: DateTime<Utc>,
    ) -> Result<Option<Token>> {
        let row: Option<TokenRow> = sqlx::query_as(
            "SELECT root_id, person_id, subject, expires_at FROM one_time_token
             WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3",
        )
        .bind(hash)
        .bind(purpose.slug())
        .bind(now)
        .fetch_optional(self.pool())
        .await?;
        Ok(row.map(Into::into))
    }

    /// What a link is about, whether it works or not, as long as it is not forgotten.
    ///
    /// # Errors
    /// Database errors.
    pub async fn token_find(&self, hash: &[u8], purpose: Purpose) -> Result<Option<Token>> {
        let row: Option<TokenRow> = sqlx::query_as(
            "SELECT root_id, person_id, subject, expires_at FROM one_time_token
             WHERE token_hash = $1 AND purpose = $2",
        )
        .bind(hash)
        .bind(purpose.slug())
        .fetch_optional(self.pool())
        .await?;
        Ok(row.map(Into::into))
    }

    /// Forgets links that ended before `before`, used or not; how many.
    ///
    /// # Errors
    /// Database errors.
    pub async fn token_prune(&self, before: DateTime<Utc>) -> Result<u64> {
        let done = sqlx::query("DELETE FROM one_time_token WHERE expires_at < $1")
            .bind(before)
            .execute(self.pool())
            .await?;
        Ok(done.rows_affected())
    }
}

/// Makes a link.
///
/// # Errors
/// Database errors.
pub async fn token_issue(tx: &mut TenantTx, token: &NewToken, now: DateTime<Utc>) -> Result<()> {
    sqlx::query(
        "INSERT INTO one_time_token
             (token_hash, purpose, root_id, person_id, subject, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&token.hash)
    .bind(token.purpose.slug())
    .bind(tx.root())
    .bind(token.person.map(|person| person.0))
    .bind(&token.subject)
    .bind(now)
    .bind(token.expires_at)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Uses a link of the transaction's tree: of all who do so at once, one succeeds.
///
/// # Errors
/// [`StoreError::NotFound`] when it does not work: used, ended, for something else, or none.
pub async fn token_consume(
    tx: &mut TenantTx,
    hash: &[u8],
    purpose: Purpose,
    now: DateTime<Utc>,
) -> Result<Token> {
    let row: Option<TokenRow> = sqlx::query_as(
        "UPDATE one_time_token SET used_at = $4
         WHERE token_hash = $1 AND purpose = $2 AND root_id = $3
             AND used_at IS NULL AND expires_at > $4
         RETURNING root_id, person_id, subject, expires_at",
    )
    .bind(hash)
    .bind(purpose.slug())
    .bind(tx.root())
    .bind(now)
    .fetch_optional(tx.conn())
    .await?;
    row.map(Into::into).ok_or(StoreError::NotFound)
}

/// How many links for this a person was given since a moment, whether they work or not.
///
/// # Errors
/// Database errors.
pub async fn token_count(
    tx: &mut TenantTx,
    person: PersonId,
    purpose: Purpose,
    since: DateTime<Utc>,
) -> Result<i64> {
    Ok(sqlx::query_scalar(
        "SELECT count(*) FROM one_time_token
         WHERE root_id = $1 AND person_id = $2 AND purpose = $3 AND created_at > $4",
    )
    .bind(tx.root())
    .bind(person.0)
    .bind(purpose.slug())
    .bind(since)
    .fetch_one(tx.conn())
    .await?)
}

/// How many links to invitations somebody was the sender of since a moment, whatever became of
/// them. Those of before it was noted are nobody's.
///
/// # Errors
/// Database errors.
pub async fn invitations_sent(
    tx: &mut TenantTx,
    by: PersonId,
    since: DateTime<Utc>,
) -> Result<i64> {
    Ok(sqlx::query_scalar(
        "SELECT count(*) FROM one_time_token
         WHERE root_id = $1 AND purpose = $2 AND subject ->> 'by' = $3 AND created_at > $4",
    )
    .bind(tx.root())
    .bind(Purpose::Invitation.slug())
    .bind(by.to_string())
    .bind(since)
    .fetch_one(tx.conn())
    .await?)
}

/// Ends all links of a person for this that were not used.
///
/// # Errors
/// Database errors.
pub async fn token_end(
    tx: &mut TenantTx,
    person: PersonId,
    purpose: Purpose,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query(
        "UPDATE one_time_token SET used_at = $4
         WHERE root_id = $1 AND person_id = $2 AND purpose = $3 AND used_at IS NULL",
    )
    .bind(tx.root())
    .bind(person.0)
    .bind(purpose.slug())
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}
