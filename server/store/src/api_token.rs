//! Keys of programs. A token is known to its program alone; here its SHA-256 stands for it.

use crate::error::{Result, touched};
use crate::person::grants;
use crate::pool::Store;
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::api_token::TokenView;
use domain::ids::{ApiTokenId, PersonId, RootId};
use domain::policy::{Action, Grants};
use sqlx::FromRow;
use uuid::Uuid;

/// A token.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TokenRow {
    /// What its person sees of it.
    pub view: TokenView,
    /// SHA-256 of it.
    pub hash: Vec<u8>,
    /// Whose it is.
    pub person: PersonId,
    /// The tree that holds the person.
    pub root: RootId,
}

#[derive(FromRow)]
struct TokenDbRow {
    id: Uuid,
    prefix: String,
    token_hash: Vec<u8>,
    person_id: Uuid,
    root_id: i64,
    name: String,
    actions: Vec<String>,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    used_at: Option<DateTime<Utc>>,
    used_from: Option<String>,
}

impl From<TokenDbRow> for TokenRow {
    fn from(row: TokenDbRow) -> Self {
        Self {
            view: TokenView {
                id: ApiTokenId(row.id),
                name: row.name,
                prefix: row.prefix,
                grants: grants(&row.actions),
                created: row.created_at,
                expires: row.expires_at,
                used: row.used_at,
                used_from: row.used_from,
            },
            hash: row.token_hash,
            person: PersonId(row.person_id),
            root: RootId(row.root_id),
        }
    }
}

impl Store {
    /// The token with this prefix, if it is good at `now` and its person may sign in: active,
    /// and no demo's unless `demo`.
    ///
    /// # Errors
    /// Database errors.
    pub async fn api_token_find(
        &self,
        prefix: &str,
        now: DateTime<Utc>,
        demo: bool,
    ) -> Result<Option<TokenRow>> {
        let row: Option<TokenDbRow> = sqlx::query_as(
            "SELECT t.id, t.prefix, t.token_hash, t.person_id, t.root_id, t.name, t.actions,
                    t.created_at, t.expires_at, t.used_at, t.used_from
             FROM api_token t JOIN account a ON a.person_id = t.person_id AND a.active
                  JOIN root r ON r.id = a.root_id AND ($3 OR NOT r.demo)
             WHERE t.prefix = $1 AND t.revoked_at IS NULL AND t.expires_at > $2",
        )
        .bind(prefix)
        .bind(now)
        .bind(demo)
        .fetch_optional(self.pool())
        .await?;
        Ok(row.map(Into::into))
    }

    /// Notes a token's use.
    ///
    /// # Errors
    /// Database errors.
    pub async fn api_token_used(
        &self,
        id: ApiTokenId,
        now: DateTime<Utc>,
        from: &str,
    ) -> Result<()> {
        sqlx::query("UPDATE api_token SET used_at = $2, used_from = $3 WHERE id = $1")
            .bind(id.0)
            .bind(now)
            .bind(from)
            .execute(self.pool())
            .await?;
        Ok(())
    }
}

/// A person's tokens that are good, the newest first.
///
/// # Errors
/// Database errors.
pub async fn api_token_list(
    tx: &mut TenantTx,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<TokenRow>> {
    let rows: Vec<TokenDbRow> = sqlx::query_as(
        "SELECT id, prefix, token_hash, person_id, root_id, name, actions, created_at, expires_at,
                used_at, used_from
         FROM api_token
         WHERE root_id = $1 AND person_id = $2 AND revoked_at IS NULL AND expires_at > $3
         ORDER BY created_at DESC, id",
    )
    .bind(tx.root())
    .bind(person.0)
    .bind(now)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Makes a token.
///
/// # Errors
/// [`crate::StoreError::Duplicate`] when there is one of its prefix.
pub async fn api_token_insert(tx: &mut TenantTx, token: &TokenRow) -> Result<()> {
    let TokenRow { view, hash, person, root } = token;
    sqlx::query(
        "INSERT INTO api_token
             (id, prefix, token_hash, person_id, root_id, name, actions, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(view.id.0)
    .bind(&view.prefix)
    .bind(hash)
    .bind(person.0)
    .bind(root.0)
    .bind(&view.name)
    .bind(slugs(view.grants))
    .bind(view.created)
    .bind(view.expires)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends a person's token.
///
/// # Errors
/// [`crate::StoreError::NotFound`] when it has none of this id that was not ended.
pub async fn api_token_revoke(
    tx: &mut TenantTx,
    person: PersonId,
    id: ApiTokenId,
    now: DateTime<Utc>,
) -> Result<()> {
    let done = sqlx::query(
        "UPDATE api_token SET revoked_at = $4
         WHERE root_id = $1 AND person_id = $2 AND id = $3 AND revoked_at IS NULL",
    )
    .bind(tx.root())
    .bind(person.0)
    .bind(id.0)
    .bind(now)
    .execute(tx.conn())
    .await?;
    touched(&done)
}

/// Ends all tokens of a person; how many.
///
/// # Errors
/// Database errors.
pub async fn api_tokens_revoke(
    tx: &mut TenantTx,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<u64> {
    let done = sqlx::query(
        "UPDATE api_token SET revoked_at = $3
         WHERE root_id = $1 AND person_id = $2 AND revoked_at IS NULL",
    )
    .bind(tx.root())
    .bind(person.0)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

fn slugs(grants: Grants) -> Vec<&'static str> {
    grants.iter().map(Action::slug).collect()
}
