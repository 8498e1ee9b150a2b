//! Second factors: authenticators (time-based codes), recovery codes and passkeys.

use crate::error::{Result, StoreError, touched};
use crate::pool::Store;
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::ids::{PasskeyId, PersonId, RootId};
use sqlx::FromRow;
use uuid::Uuid;

/// A time-based authenticator.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct Authenticator {
    /// The secret, sealed.
    pub secret: Vec<u8>,
    /// When it was added.
    pub added_at: DateTime<Utc>,
}

/// A passkey.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Passkey {
    /// What lists call it.
    pub id: PasskeyId,
    /// What the authenticator calls it.
    pub credential: Vec<u8>,
    /// Whose.
    pub person: PersonId,
    /// What its owner calls it.
    pub name: String,
    /// Public key and what never changes.
    pub fixed: Vec<u8>,
    /// Counter and flags.
    pub moving: Vec<u8>,
    /// When it was added.
    pub added_at: DateTime<Utc>,
    /// When somebody last signed in with it.
    pub used_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct PasskeyRow {
    id: Uuid,
    credential_id: Vec<u8>,
    person_id: Uuid,
    name: String,
    static_state: Vec<u8>,
    dynamic_state: Vec<u8>,
    added_at: DateTime<Utc>,
    used_at: Option<DateTime<Utc>>,
}

impl From<PasskeyRow> for Passkey {
    fn from(row: PasskeyRow) -> Self {
        Self {
            id: PasskeyId(row.id),
            credential: row.credential_id,
            person: PersonId(row.person_id),
            name: row.name,
            fixed: row.static_state,
            moving: row.dynamic_state,
            added_at: row.added_at,
            used_at: row.used_at,
        }
    }
}

/// Which second factors an account has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Has {
    /// An authenticator.
    pub authenticator: bool,
    /// A passkey at least.
    pub passkey: bool,
    /// Recovery codes left.
    pub recovery: i64,
}

impl Has {
    /// Whether there is a second factor at all; recovery codes alone are none.
    #[must_use]
    pub fn any(self) -> bool {
        self.authenticator || self.passkey
    }
}

/// Gives an account an authenticator in place of the one it had. `last_step` is the step of
/// the code that confirmed it.
///
/// # Errors
/// Database errors.
pub async fn authenticator_set(
    tx: &mut TenantTx,
    person: PersonId,
    secret: &[u8],
    last_step: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO authenticator (person_id, secret, last_step, added_at)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (person_id) DO UPDATE SET secret = $2, last_step = $3, added_at = $4",
    )
    .bind(person.0)
    .bind(secret)
    .bind(last_step)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes an account's authenticator.
///
/// # Errors
/// [`StoreError::NotFound`] when it has none.
pub async fn authenticator_remove(tx: &mut TenantTx, person: PersonId) -> Result<()> {
    let done = sqlx::query("DELETE FROM authenticator WHERE person_id = $1")
        .bind(person.0)
        .execute(tx.conn())
        .await?;
    touched(&done)
}

/// Gives an account new recovery codes in place of all that it had; none takes them.
///
/// # Errors
/// Database errors.
pub async fn recovery_set(tx: &mut TenantTx, person: PersonId, hashes: &[Vec<u8>]) -> Result<()> {
    sqlx::query("DELETE FROM recovery_code WHERE person_id = $1")
        .bind(person.0)
        .execute(tx.conn())
        .await?;
    sqlx::query("INSERT INTO recovery_code (person_id, code_hash) SELECT $1, unnest($2::bytea[])")
        .bind(person.0)
        .bind(hashes)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Gives an account a passkey.
///
/// # Errors
/// [`StoreError::Duplicate`] when the credential is somebody's already.
pub async fn passkey_insert(tx: &mut TenantTx, passkey: &Passkey) -> Result<()> {
    sqlx::query(
        "INSERT INTO passkey
             (id, credential_id, person_id, name, static_state, dynamic_state, added_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(passkey.id.0)
    .bind(&passkey.credential)
    .bind(passkey.person.0)
    .bind(&passkey.name)
    .bind(&passkey.fixed)
    .bind(&passkey.moving)
    .bind(passkey.added_at)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Renames a person's passkey; what it was called.
///
/// # Errors
/// [`StoreError::NotFound`] when the person has no such passkey.
pub async fn passkey_rename(
    tx: &mut TenantTx,
    person: PersonId,
    id: PasskeyId,
    name: &str,
) -> Result<String> {
    sqlx::query_scalar(
        "UPDATE passkey new SET name = $3 FROM passkey old
         WHERE new.person_id = $1 AND new.id = $2 AND old.credential_id = new.credential_id
         RETURNING old.name",
    )
    .bind(person.0)
    .bind(id.0)
    .bind(name)
    .fetch_optional(tx.conn())
    .await?
    .ok_or(StoreError::NotFound)
}

/// Takes a person's passkey; what it was called.
///
/// # Errors
/// [`StoreError::NotFound`] when the person has no such passkey.
pub async fn passkey_remove(tx: &mut TenantTx, person: PersonId, id: PasskeyId) -> Result<String> {
    sqlx::query_scalar("DELETE FROM passkey WHERE person_id = $1 AND id = $2 RETURNING name")
        .bind(person.0)
        .bind(id.0)
        .fetch_optional(tx.conn())
        .await?
        .ok_or(StoreError::NotFound)
}

/// Takes the code of a step for used; false when it, or one after it, was used before. Of
/// two at once, one is first.
///
/// # Errors
/// Database errors.
pub async fn authenticator_use(tx: &mut TenantTx, person: PersonId, step: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE authenticator SET last_step = $2 WHERE person_id = $1 AND last_step < $2",
    )
    .bind(person.0)
    .bind(step)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a recovery code for used; false when there is no such code, or it was used before.
///
/// # Errors
/// Database errors.
pub async fn recovery_use(
    tx: &mut TenantTx,
    person: PersonId,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE recovery_code SET used_at = $3
         WHERE person_id = $1 AND code_hash = $2 AND used_at IS NULL",
    )
    .bind(person.0)
    .bind(hash)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes a passkey's use: its counter and flags from `before` to `after`. False when
/// somebody used it in between, so that one answer does not count twice.
///
/// # Errors
/// Database errors.
pub async fn passkey_use(
    tx: &mut TenantTx,
    id: PasskeyId,
    before: &[u8],
    after: &[u8],
    now: DateTime<Utc>,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE passkey SET dynamic_state = $3, used_at = $4
         WHERE id = $1 AND dynamic_state = $2",
    )
    .bind(id.0)
    .bind(before)
    .bind(after)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Which second factors an account has, as the transaction sees it.
///
/// # Errors
/// Database errors.
pub async fn factors_have(tx: &mut TenantTx, person: PersonId) -> Result<Has> {
    have(tx.conn(), person).await
}

async fn have(executor: impl sqlx::PgExecutor<'_>, person: PersonId) -> Result<Has> {
    let (authenticator, passkey, recovery) = sqlx::query_as(
        "SELECT EXISTS (SELECT FROM authenticator WHERE person_id = $1),
                EXISTS (SELECT FROM passkey WHERE person_id = $1),
                (SELECT count(*) FROM recovery_code WHERE person_id = $1 AND used_at IS NULL)",
    )
    .bind(person.0)
    .fetch_one(executor)
    .await?;
    Ok(Has { authenticator, passkey, recovery })
}

impl Store {
    /// Which second factors an account has.
    ///
    /// # Errors
    /// Database errors.
    pub async fn factors_of(&self, person: PersonId) -> Result<Has> {
        have(self.pool(), person).await
    }

    /// An account's authenticator, if it has one.
    ///
    /// # Errors
    /// Database errors.
    pub async fn authenticator_of(&self, person: PersonId) -> Result<Option<Authenticator>> {
        Ok(sqlx::query_as("SELECT secret, added_at FROM authenticator WHERE person_id = $1")
            .bind(person.0)
            .fetch_optional(self.pool())
            .await?)
    }

    /// A person's passkeys, the oldest first.
    ///
    /// # Errors
    /// Database errors.
    pub async fn passkey_list(&self, person: PersonId) -> Result<Vec<Passkey>> {
        let rows: Vec<PasskeyRow> =
            sqlx::query_as("SELECT * FROM passkey WHERE person_id = $1 ORDER BY added_at, id")
                .bind(person.0)
                .fetch_all(self.pool())
                .await?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// The passkey that an authenticator calls so, with its person's tree, if the account may
    /// sign in: active, and no demo's unless `demo`.
    ///
    /// # Errors
    /// Database errors.
    pub async fn passkey_find(
        &self,
        credential: &[u8],
        demo: bool,
    ) -> Result<Option<(Passkey, RootId)>> {
        let row: Option<PasskeyRow> =
            sqlx::query_as("SELECT * FROM passkey WHERE credential_id = $1")
                .bind(credential)
                .fetch_optional(self.pool())
                .await?;
        let Some(row) = row else { return Ok(None) };
        let root: Option<i64> = sqlx::query_scalar(
            "SELECT a.root_id FROM account a JOIN root r ON r.id = a.root_id
             WHERE a.person_id = $1 AND a.active AND ($2 OR NOT r.demo)",
        )
        .bind(row.person_id)
        .bind(demo)
        .fetch_optional(self.pool())
        .await?;
        Ok(root.map(|root| (row.into(), RootId(root))))
    }
}
