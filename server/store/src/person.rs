//! People.

use crate::error::{Result, StoreError, touched};
use crate::pool::Store;
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::ids::{OrgId, PersonId, RootId, Scope};
use domain::people::{Language, OrgKind, Principal, Role};
use domain::policy::{Action, Grants};
use sqlx::FromRow;
use uuid::Uuid;

/// A person to be made.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// Its id.
    pub id: PersonId,
    /// Its organization, in scope.
    pub org: OrgId,
    /// Display name.
    pub name: String,
    /// Sign-in address.
    pub email: String,
    /// What it may do there.
    pub role: Role,
    /// Its language; none follows the browser.
    pub language: Option<Language>,
}

#[derive(FromRow)]
struct PrincipalRow {
    name: String,
    email: String,
    role: String,
    actions: Option<Vec<String>>,
    language: Option<String>,
    org_id: Uuid,
    org_name: String,
    org_kind: String,
    lo: i64,
    hi: i64,
}

/// Makes a person of an organization in scope.
///
/// # Errors
/// [`StoreError::NotFound`] when the organization is not in scope.
pub async fn person_insert(
    tx: &mut TenantTx,
    person: &NewPerson,
    now: DateTime<Utc>,
) -> Result<()> {
    let done = sqlx::query(
        "INSERT INTO person (root_id, id, org_id, tkey, name, email, role, language, created_at)
         SELECT $1, $2, o.id, o.tkey, $4, $5, $6, $7, $8 FROM organization o
         WHERE o.root_id = $1 AND o.id = $3 FOR KEY SHARE OF o",
    )
    .bind(tx.root())
    .bind(person.id.0)
    .bind(person.org.0)
    .bind(&person.name)
    .bind(&person.email)
    .bind(person.role.slug())
    .bind(person.language.map(Language::tag))
    .bind(now)
    .execute(tx.conn())
    .await?;
    touched(&done)
}

/// Sets a person's language; none follows the browser.
///
/// # Errors
/// [`StoreError::NotFound`] when the person is not in scope.
pub async fn person_set_language(
    tx: &mut TenantTx,
    id: PersonId,
    language: Option<Language>,
) -> Result<()> {
    let done = sqlx::query(
        "UPDATE person SET language = $3, version = version + 1 WHERE root_id = $1 AND id = $2",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(language.map(Language::tag))
    .execute(tx.conn())
    .await?;
    touched(&done)
}

impl Store {
    /// What decides what a person may see and do; none when the person is gone, or its
    /// organization suspended or closed.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] for an unknown role or kind.
    pub async fn principal_load(
        &self,
        root: RootId,
        person: PersonId,
    ) -> Result<Option<Principal>> {
        let mut tx = self.begin_read(crate::tx::whole(root)).await?;
        let row: Option<PrincipalRow> = sqlx::query_as(
            "SELECT p.name, p.email, p.role, s.actions, p.language, o.id AS org_id,
                    o.name AS org_name, o.kind AS org_kind, o.lo, o.hi
             FROM person p JOIN organization o ON o.root_id = p.root_id AND o.id = p.org_id
             LEFT JOIN permission_set s
                 ON s.root_id = p.root_id AND s.id = p.permission_set_id
             WHERE p.root_id = $1 AND p.id = $2 AND o.state = 'active'",
        )
        .bind(root.0)
        .bind(person.0)
        .fetch_optional(tx.conn())
        .await?;
        tx.commit().await?;
        row.map(|row| principal(root, person, row)).transpose()
    }
}

fn principal(root: RootId, person: PersonId, row: PrincipalRow) -> Result<Principal> {
    let language = row
        .language
        .as_deref()
        .map(|tag| Language::from_tag(tag).ok_or_else(|| StoreError::unknown("language", tag)));
    let role = Role::from_slug(&row.role).ok_or_else(|| StoreError::unknown("role", &row.role))?;
    Ok(Principal {
        person,
        name: row.name,
        email: row.email,
        org: OrgId(row.org_id),
        org_name: row.org_name,
        org_kind: OrgKind::from_slug(&row.org_kind)
            .ok_or_else(|| StoreError::unknown("organization kind", &row.org_kind))?,
        role,
        grants: row.actions.map_or_else(|| role.grants(), |actions| grants(&actions)),
        scope: Scope { root, lo: row.lo, hi: row.hi },
        language: language.transpose()?,
        session: None,
        proved_at: None,
    })
}

/// The actions of a permission set. One that this version does not know gives nothing.
fn grants(actions: &[String]) -> Grants {
    actions.iter().filter_map(|slug| Action::from_slug(slug)).collect()
}
