//! Permission sets: roles that an organization makes itself.

use crate::error::{Result, StoreError, touched};
use crate::person::grants;
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::ids::{OrgId, PermissionSetId};
use domain::policy::{Action, Grants};
use domain::text::fold;
use sqlx::FromRow;
use uuid::Uuid;

/// A set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetRow {
    /// Its id.
    pub id: PermissionSetId,
    /// Raised by every write.
    pub version: i32,
    /// Whose it is.
    pub org: OrgId,
    /// Its name.
    pub name: String,
    /// What it gives.
    pub grants: Grants,
    /// Names of those who have it and of those invited to, locked out or not.
    pub people: Vec<String>,
}

#[derive(FromRow)]
struct SetDbRow {
    id: Uuid,
    version: i32,
    org_id: Uuid,
    name: String,
    actions: Vec<String>,
    people: Vec<String>,
}

impl From<SetDbRow> for SetRow {
    fn from(row: SetDbRow) -> Self {
        Self {
            id: PermissionSetId(row.id),
            version: row.version,
            org: OrgId(row.org_id),
            name: row.name,
            grants: grants(&row.actions),
            people: row.people,
        }
    }
}

/// How a transaction holds a set until its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hold {
    /// Against changes, while it is given to somebody.
    Given,
    /// Against being given, while it changes.
    Changed,
}

/// Sets of an organization in scope, by name.
///
/// # Errors
/// Database errors.
pub async fn set_list(tx: &mut TenantTx, org: OrgId) -> Result<Vec<SetRow>> {
    let rows: Vec<SetDbRow> = sqlx::query_as(
        "SELECT s.id, s.version, s.org_id, s.name, s.actions, ARRAY(
             SELECT p.name FROM (
                 SELECT name, name_fold FROM person
                     WHERE root_id = $1 AND permission_set_id = s.id
                 UNION ALL SELECT name, name_fold FROM invitation
                     WHERE root_id = $1 AND permission_set_id = s.id AND state = 'open') p
             ORDER BY p.name_fold, p.name) AS people
         FROM permission_set s WHERE s.root_id = $1 AND s.org_id = $2 ORDER BY s.name_fold",
    )
    .bind(tx.root())
    .bind(org.0)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// A set of an organization in scope, held until the transaction's end.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn set_hold(
    tx: &mut TenantTx,
    org: OrgId,
    id: PermissionSetId,
    hold: Hold,
) -> Result<SetRow> {
    let held = match hold {
        Hold::Given => {
            "SELECT id FROM permission_set WHERE root_id = $1 AND org_id = $2 AND id = $3 FOR SHARE"
        }
        Hold::Changed => {
            "SELECT id FROM permission_set WHERE root_id = $1 AND org_id = $2 AND id = $3 FOR UPDATE"
        }
    };
    sqlx::query(held)
        .bind(tx.root())
        .bind(org.0)
        .bind(id.0)
        .fetch_optional(tx.conn())
        .await?
        .ok_or(StoreError::NotFound)?;
    // What was committed while this waited is seen by the next statement.
    let sets = set_list(tx, org).await?;
    sets.into_iter().find(|set| set.id == id).ok_or(StoreError::NotFound)
}

/// Makes a set for an organization in scope.
///
/// # Errors
/// [`StoreError::Duplicate`] when it has one of such a name; [`StoreError::NotFound`] when the
/// organization is not in scope.
pub async fn set_insert(
    tx: &mut TenantTx,
    org: OrgId,
    name: &str,
    grants: Grants,
    now: DateTime<Utc>,
) -> Result<PermissionSetId> {
    let id = PermissionSetId(Uuid::now_v7());
    let done = sqlx::query(
        "INSERT INTO permission_set
             (root_id, id, tkey, org_id, name, name_fold, actions, created_at)
         SELECT $1, $2, o.tkey, o.id, $4, $5, $6, $7 FROM organization o
         WHERE o.root_id = $1 AND o.id = $3 FOR KEY SHARE OF o",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(org.0)
    .bind(name)
    .bind(fold(name))
    .bind(slugs(grants))
    .bind(now)
    .execute(tx.conn())
    .await?;
    touched(&done)?;
    Ok(id)
}

/// Changes a set that is held.
///
/// # Errors
/// [`StoreError::Stale`] when the version is not the one that is there;
/// [`StoreError::Duplicate`] when the organization has another one of such a name.
pub async fn set_update(
    tx: &mut TenantTx,
    id: PermissionSetId,
    version: i32,
    name: &str,
    grants: Grants,
) -> Result<()> {
    let done = sqlx::query(
        "UPDATE permission_set SET name = $4, name_fold = $5, actions = $6, version = version + 1
         WHERE root_id = $1 AND id = $2 AND version = $3",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(version)
    .bind(name)
    .bind(fold(name))
    .bind(slugs(grants))
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 { Err(StoreError::Stale { id: id.0 }) } else { Ok(()) }
}

/// Deletes a set that is held and that nobody has.
///
/// # Errors
/// [`StoreError::Stale`] when the version is not the one that is there.
pub async fn set_delete(tx: &mut TenantTx, id: PermissionSetId, version: i32) -> Result<()> {
    // Invitations that are over name it still.
    sqlx::query(
        "UPDATE invitation SET permission_set_id = NULL
         WHERE root_id = $1 AND permission_set_id = $2 AND state <> 'open'",
    )
    .bind(tx.root())
    .bind(id.0)
    .execute(tx.conn())
    .await?;
    let done =
        sqlx::query("DELETE FROM permission_set WHERE root_id = $1 AND id = $2 AND version = $3")
            .bind(tx.root())
            .bind(id.0)
            .bind(version)
            .execute(tx.conn())
            .await?;
    if done.rows_affected() == 0 { Err(StoreError::Stale { id: id.0 }) } else { Ok(()) }
}

fn slugs(grants: Grants) -> Vec<&'static str> {
    grants.iter().map(Action::slug).collect()
}
