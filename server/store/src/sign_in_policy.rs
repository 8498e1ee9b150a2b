//! What organizations demand of those who sign in.

use crate::error::{Result, StoreError};
use crate::tx::TenantTx;
use domain::ids::{OrgId, PersonId, Scope};
use sqlx::FromRow;
use uuid::Uuid;

/// What one organization demands of its people and of all below it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, FromRow)]
pub struct SignInPolicy {
    /// Whether everybody needs a second factor.
    pub mfa_required: bool,
    /// Raised by every write; 0 before the first.
    pub version: i32,
}

/// What an organization in scope demands itself.
///
/// # Errors
/// Database errors.
pub async fn sign_in_policy(tx: &mut TenantTx, org: OrgId) -> Result<SignInPolicy> {
    let row: Option<SignInPolicy> = sqlx::query_as(
        "SELECT mfa_required, version FROM sign_in_policy WHERE root_id = $1 AND org_id = $2",
    )
    .bind(tx.root())
    .bind(org.0)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.unwrap_or_default())
}

/// Sets what an organization in scope demands, if nobody else has since `version`.
///
/// # Errors
/// [`StoreError::Stale`] when somebody has; [`StoreError::NotFound`] when there is no such
/// organization in scope.
pub async fn sign_in_policy_set(
    tx: &mut TenantTx,
    org: OrgId,
    mfa_required: bool,
    version: i32,
) -> Result<()> {
    let done = sqlx::query(
        "INSERT INTO sign_in_policy AS p (root_id, org_id, tkey, mfa_required)
         SELECT $1, id, tkey, $3 FROM organization WHERE root_id = $1 AND id = $2
         ON CONFLICT (root_id, org_id) DO UPDATE
             SET mfa_required = $3, version = p.version + 1 WHERE p.version = $4",
    )
    .bind(tx.root())
    .bind(org.0)
    .bind(mfa_required)
    .bind(version)
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::Stale { id: org.0 });
    }
    Ok(())
}

/// The nearest organization that demands a second factor of a person: its own or one above.
/// The transaction must see the whole tree.
///
/// # Errors
/// Database errors.
pub async fn mfa_demanded_by(tx: &mut TenantTx, person: PersonId) -> Result<Option<String>> {
    Ok(sqlx::query_scalar(
        "SELECT o.name FROM person p
             JOIN organization own ON own.root_id = $1 AND own.id = p.org_id
             JOIN organization o ON o.root_id = $1 AND o.lo <= own.lo AND o.hi >= own.hi
             JOIN sign_in_policy s ON s.root_id = $1 AND s.org_id = o.id AND s.mfa_required
         WHERE p.root_id = $1 AND p.id = $2
         ORDER BY o.hi - o.lo LIMIT 1",
    )
    .bind(tx.root())
    .bind(person.0)
    .fetch_optional(tx.conn())
    .await?)
}

/// The nearest organization above this scope that demands a second factor of all below it. The
/// transaction must see the whole tree.
///
/// # Errors
/// Database errors.
pub async fn mfa_demanded_above(tx: &mut TenantTx, of: Scope) -> Result<Option<String>> {
    Ok(sqlx::query_scalar(
        "SELECT o.name FROM organization o
             JOIN sign_in_policy s ON s.root_id = $1 AND s.org_id = o.id AND s.mfa_required
         WHERE o.root_id = $1 AND o.lo <= $2 AND o.hi >= $3 AND o.hi - o.lo > $3 - $2
         ORDER BY o.hi - o.lo LIMIT 1",
    )
    .bind(tx.root())
    .bind(of.lo)
    .bind(of.hi)
    .fetch_optional(tx.conn())
    .await?)
}

/// How many people of a scope may sign in, and how many of them have no second factor.
///
/// # Errors
/// Database errors.
pub async fn people_without_factor(tx: &mut TenantTx, of: Scope) -> Result<(i64, i64)> {
    let ids: Vec<Uuid> =
        sqlx::query_scalar("SELECT id FROM person WHERE root_id = $1 AND tkey BETWEEN $2 AND $3")
            .bind(tx.root())
            .bind(of.lo)
            .bind(of.hi)
            .fetch_all(tx.conn())
            .await?;
    Ok(sqlx::query_as(
        "SELECT count(*), count(*) FILTER (WHERE
                 NOT EXISTS (SELECT FROM authenticator f WHERE f.person_id = a.person_id)
                 AND NOT EXISTS (SELECT FROM passkey k WHERE k.person_id = a.person_id))
         FROM account a WHERE a.active AND a.root_id = $1 AND a.person_id = ANY($2)",
    )
    .bind(tx.root())
    .bind(ids)
    .fetch_one(tx.conn())
    .await?)
}
