//! What must be found before a tenant is known: trees and accounts.

use crate::error::{Result, StoreError, touched};
use crate::pool::Store;
use crate::tx::TenantTx;
use domain::ids::{PersonId, RootId};
use sqlx::FromRow;
use uuid::Uuid;

/// How somebody signs in.
#[derive(Clone, Debug)]
pub struct Account {
    /// Who.
    pub person: PersonId,
    /// The tree that holds the person.
    pub root: RootId,
    /// The address as it was typed.
    pub email: String,
    /// The address in the form that is compared: one account per key.
    pub email_key: String,
    /// argon2id in PHC form; empty where the person signs in by other means alone.
    pub password_hash: String,
    /// False refuses every sign-in.
    pub active: bool,
}

#[derive(FromRow)]
struct AccountRow {
    person_id: Uuid,
    root_id: i64,
    email: String,
    email_key: String,
    password_hash: String,
    active: bool,
}

impl From<AccountRow> for Account {
    fn from(row: AccountRow) -> Self {
        Self {
            person: PersonId(row.person_id),
            root: RootId(row.root_id),
            email: row.email,
            email_key: row.email_key,
            password_hash: row.password_hash,
            active: row.active,
        }
    }
}

impl Store {
    /// Every tree, oldest first.
    ///
    /// # Errors
    /// Database errors.
    pub async fn root_list(&self) -> Result<Vec<RootId>> {
        let ids: Vec<i64> =
            sqlx::query_scalar("SELECT id FROM root ORDER BY id").fetch_all(self.pool()).await?;
        Ok(ids.into_iter().map(RootId).collect())
    }

    /// The tree of the demo, if one was loaded.
    ///
    /// # Errors
    /// Database errors.
    pub async fn root_of_demo(&self) -> Result<Option<RootId>> {
        let id = sqlx::query_scalar("SELECT id FROM root WHERE demo ORDER BY id LIMIT 1")
            .fetch_optional(self.pool())
            .await?;
        Ok(id.map(RootId))
    }

    /// The account with this key, whoever's it is.
    ///
    /// # Errors
    /// Database errors; an unknown address is `None`.
    pub async fn account_by_email(&self, email_key: &str) -> Result<Option<Account>> {
        let row: Option<AccountRow> = sqlx::query_as(
            "SELECT person_id, root_id, email, email_key, password_hash, active FROM account
             WHERE email_key = $1",
        )
        .bind(email_key)
        .fetch_optional(self.pool())
        .await?;
        Ok(row.map(Into::into))
    }

    /// The account with this key if it may sign in: active, and no demo's unless `demo`.
    ///
    /// # Errors
    /// Database errors.
    pub async fn account_for_sign_in(
        &self,
        email_key: &str,
        demo: bool,
    ) -> Result<Option<Account>> {
        let account = self.account_known(email_key, demo).await?;
        Ok(account.filter(|account| account.active))
    }

    /// The same whether or not it may sign in.
    ///
    /// # Errors
    /// Database errors.
    pub async fn account_known(&self, email_key: &str, demo: bool) -> Result<Option<Account>> {
        let row: Option<AccountRow> = sqlx::query_as(
            "SELECT a.person_id, a.root_id, a.email, a.email_key, a.password_hash, a.active
             FROM account a JOIN root r ON r.id = a.root_id
             WHERE a.email_key = $1 AND ($2 OR NOT r.demo)",
        )
        .bind(email_key)
        .bind(demo)
        .fetch_optional(self.pool())
        .await?;
        Ok(row.map(Into::into))
    }

    /// The tree of somebody who has an account, of a demo only if `demo`.
    ///
    /// # Errors
    /// Database errors.
    pub async fn account_root(&self, person: PersonId, demo: bool) -> Result<Option<RootId>> {
        let id: Option<i64> = sqlx::query_scalar(
            "SELECT a.root_id FROM account a JOIN root r ON r.id = a.root_id
             WHERE a.person_id = $1 AND ($2 OR NOT r.demo)",
        )
        .bind(person.0)
        .bind(demo)
        .fetch_optional(self.pool())
        .await?;
        Ok(id.map(RootId))
    }

    /// What is stored of a person's password; none without an account.
    ///
    /// # Errors
    /// Database errors.
    pub async fn account_password(&self, person: PersonId) -> Result<Option<String>> {
        Ok(sqlx::query_scalar("SELECT password_hash FROM account WHERE person_id = $1")
            .bind(person.0)
            .fetch_optional(self.pool())
            .await?)
    }
}

/// Whose account this key is, whichever tree's.
///
/// # Errors
/// Database errors; an unknown address is `None`.
pub async fn account_owner(
    tx: &mut TenantTx,
    email_key: &str,
) -> Result<Option<(RootId, PersonId)>> {
    let row: Option<(i64, Uuid)> =
        sqlx::query_as("SELECT root_id, person_id FROM account WHERE email_key = $1")
            .bind(email_key)
            .fetch_optional(tx.conn())
            .await?;
    Ok(row.map(|(root, person)| (RootId(root), PersonId(person))))
}

/// The account of a person of the transaction's tree that may sign in, held until its end: what
/// is done about its password is done one after the other.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn account_hold(tx: &mut TenantTx, person: PersonId) -> Result<Account> {
    let row: Option<AccountRow> = sqlx::query_as(
        "SELECT person_id, root_id, email, email_key, password_hash, active FROM account
         WHERE root_id = $1 AND person_id = $2 AND active FOR UPDATE",
    )
    .bind(tx.root())
    .bind(person.0)
    .fetch_optional(tx.conn())
    .await?;
    row.map(Into::into).ok_or(StoreError::NotFound)
}

/// Sets a new password hash for a person of the transaction's tree.
///
/// # Errors
/// [`StoreError::NotFound`] when the person has no account.
pub async fn account_set_password(tx: &mut TenantTx, person: PersonId, hash: &str) -> Result<()> {
    let done =
        sqlx::query("UPDATE account SET password_hash = $3 WHERE root_id = $1 AND person_id = $2")
            .bind(tx.root())
            .bind(person.0)
            .bind(hash)
            .execute(tx.conn())
            .await?;
    touched(&done)
}

/// Gives a person of the transaction's tree an account.
///
/// # Errors
/// [`StoreError::Duplicate`] when the address has one; [`StoreError::NotFound`] when the
/// account names another tree.
pub async fn account_insert(tx: &mut TenantTx, account: &Account) -> Result<()> {
    if account.root != tx.scope().root {
        return Err(StoreError::NotFound);
    }
    sqlx::query(
        "INSERT INTO account (person_id, root_id, email, email_key, password_hash, active)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(account.person.0)
    .bind(account.root.0)
    .bind(&account.email)
    .bind(&account.email_key)
    .bind(&account.password_hash)
    .bind(account.active)
    .execute(tx.conn())
    .await?;
    Ok(())
}
