//! People.

mod member;
mod write;

pub use member::{Member, member_get, members_hold, owners_other};
pub use write::{
    person_seen, person_set_access, person_set_name, person_set_preferences, person_set_role,
};

use crate::error::{Result, StoreError, touched};
use crate::pool::Store;
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::ids::{OrgId, PermissionSetId, PersonId, RootId, Scope};
use domain::people::{Density, Language, OrgKind, Preferences, Principal, Role, Theme};
use domain::policy::{Action, Grants};
use domain::text::fold;
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
    /// Of a custom role its permission set, of the organization.
    pub set: Option<PermissionSetId>,
    /// Who invited it.
    pub invited_by: Option<PersonId>,
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
    theme: Option<String>,
    time_zone: Option<String>,
    rows_per_page: Option<i16>,
    density: Option<String>,
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
        "INSERT INTO person
             (root_id, id, org_id, tkey, name, name_fold, email, email_fold, role,
              permission_set_id, invited_by, language, created_at)
         SELECT $1, $2, o.id, o.tkey, $4, $5, $6, $7, $8, $9, $10, $11, $12 FROM organization o
         WHERE o.root_id = $1 AND o.id = $3 FOR KEY SHARE OF o",
    )
    .bind(tx.root())
    .bind(person.id.0)
    .bind(person.org.0)
    .bind(&person.name)
    .bind(fold(&person.name))
    .bind(&person.email)
    .bind(fold(&person.email))
    .bind(person.role.slug())
    .bind(person.set.map(|set| set.0))
    .bind(person.invited_by.map(|by| by.0))
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
    /// What decides what a person may see and do; none when the person is gone or locked out,
    /// or its organization suspended or closed.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] for an unknown role or kind.
    pub async fn principal_load(
        &self,
        root: RootId,
        person: PersonId,
    ) -> Result<Option<Principal>> {
        let mut tx = self.begin_read(crate::tx::whole(root)).await?;
        let found = principal_in(&mut tx, person).await?;
        tx.commit().await?;
        Ok(found)
    }
}

/// The same as this transaction sees it, of somebody in its scope.
///
/// # Errors
/// [`StoreError::Corrupt`] for an unknown role or kind.
pub async fn principal_in(tx: &mut TenantTx, person: PersonId) -> Result<Option<Principal>> {
    let row: Option<PrincipalRow> = sqlx::query_as(
        "SELECT p.name, p.email, p.role, s.actions, p.language, p.theme, p.time_zone,
                p.rows_per_page, p.density, o.id AS org_id, o.name AS org_name,
                o.kind AS org_kind, o.lo, o.hi
         FROM person p JOIN organization o ON o.root_id = p.root_id AND o.id = p.org_id
         LEFT JOIN permission_set s ON s.root_id = p.root_id AND s.id = p.permission_set_id
         WHERE p.root_id = $1 AND p.id = $2 AND p.deactivated_at IS NULL AND o.state = 'active'",
    )
    .bind(tx.root())
    .bind(person.0)
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| principal(tx.scope().root, person, row)).transpose()
}

fn principal(root: RootId, person: PersonId, row: PrincipalRow) -> Result<Principal> {
    let language = row
        .language
        .as_deref()
        .map(|tag| Language::from_tag(tag).ok_or_else(|| StoreError::unknown("language", tag)));
    let role = role_of(&row.role)?;
    let preferences = Preferences {
        theme: row.theme.as_deref().map(|slug| Theme::from_slug(Some(slug))),
        time_zone: row.time_zone,
        rows: row.rows_per_page.and_then(|rows| u16::try_from(rows).ok()),
        density: row.density.as_deref().and_then(Density::from_slug),
    };
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
        preferences,
    })
}

fn role_of(slug: &str) -> Result<Role> {
    Role::from_slug(slug).ok_or_else(|| StoreError::unknown("role", slug))
}

/// The actions of a permission set. One that this version does not know gives nothing.
pub(crate) fn grants(actions: &[String]) -> Grants {
    actions.iter().filter_map(|slug| Action::from_slug(slug)).collect()
}
