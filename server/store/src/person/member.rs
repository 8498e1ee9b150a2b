//! People as they are managed.

use super::{grants, role_of};
use crate::error::{Result, StoreError};
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::ids::{OrgId, PermissionSetId, PersonId, RootId, Scope};
use domain::license::OrgRef;
use domain::people::{Language, OrgKind, Role};
use domain::policy::{Grants, Place};
use sqlx::FromRow;
use uuid::Uuid;

/// Somebody of an organization.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// Who.
    pub id: PersonId,
    /// Raised by every write.
    pub version: i32,
    /// Display name.
    pub name: String,
    /// The address to sign in with.
    pub email: String,
    /// Its organization.
    pub org: OrgRef,
    /// Its kind.
    pub org_kind: OrgKind,
    /// Where that lies, and whether those of the transaction's scope may assist it.
    pub place: Place,
    /// What it is there.
    pub role: Role,
    /// Of a custom role its permission set.
    pub set: Option<(PermissionSetId, String)>,
    /// What role or set give.
    pub grants: Grants,
    /// Its language; none follows the browser.
    pub language: Option<Language>,
    /// Its last use, to within a few minutes.
    pub seen_at: Option<DateTime<Utc>>,
    /// Since when it is locked out.
    pub deactivated_at: Option<DateTime<Utc>>,
    /// Who invited it, by name.
    pub invited_by: Option<String>,
    /// When it joined.
    pub created_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct MemberRow {
    id: Uuid,
    version: i32,
    name: String,
    email: String,
    org_id: Uuid,
    org_name: String,
    org_kind: String,
    lo: i64,
    hi: i64,
    assisted: bool,
    role: String,
    permission_set_id: Option<Uuid>,
    set_name: Option<String>,
    actions: Option<Vec<String>>,
    language: Option<String>,
    last_seen_at: Option<DateTime<Utc>>,
    deactivated_at: Option<DateTime<Utc>>,
    inviter: Option<String>,
    created_at: DateTime<Utc>,
}

impl MemberRow {
    fn member(self, root: RootId) -> Result<Member> {
        let role = role_of(&self.role)?;
        Ok(Member {
            id: PersonId(self.id),
            version: self.version,
            name: self.name,
            email: self.email,
            org: OrgRef { id: OrgId(self.org_id), name: self.org_name },
            org_kind: OrgKind::from_slug(&self.org_kind)
                .ok_or_else(|| StoreError::unknown("organization kind", &self.org_kind))?,
            place: Place {
                scope: Scope { root, lo: self.lo, hi: self.hi },
                assisted: self.assisted,
            },
            role,
            set: self.permission_set_id.map(PermissionSetId).zip(self.set_name),
            grants: self.actions.map_or_else(|| role.grants(), |actions| grants(&actions)),
            language: self.language.as_deref().and_then(Language::from_tag),
            seen_at: self.last_seen_at,
            deactivated_at: self.deactivated_at,
            invited_by: self.inviter,
            created_at: self.created_at,
        })
    }
}

/// Somebody in scope.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn member_get(tx: &mut TenantTx, id: PersonId) -> Result<Member> {
    let scope = tx.scope();
    // Who is above in the tree is out of scope, and so is the organization of who invited.
    let row: Option<MemberRow> = sqlx::query_as(
        "SELECT p.id, p.version, p.name, p.email, o.id AS org_id, o.name AS org_name,
                o.kind AS org_kind, o.lo, o.hi,
                (o.tkey = $3 OR o.assistance)
                    AND (a.id IS NULL OR a.tkey = $3 OR a.assistance) AS assisted,
                p.role, p.permission_set_id, s.name AS set_name, s.actions, p.language,
                p.last_seen_at, p.deactivated_at, i.name AS inviter, p.created_at
         FROM person p
         JOIN organization o ON o.root_id = p.root_id AND o.id = p.org_id
         LEFT JOIN organization a ON a.root_id = o.root_id AND a.id = o.parent_id
         LEFT JOIN permission_set s ON s.root_id = p.root_id AND s.id = p.permission_set_id
         LEFT JOIN person i ON i.root_id = p.root_id AND i.id = p.invited_by
         WHERE p.root_id = $1 AND p.id = $2",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(scope.lo)
    .fetch_optional(tx.conn())
    .await?;
    row.ok_or(StoreError::NotFound)?.member(scope.root)
}

/// Holds these people and the active owners of an organization until the transaction's end, in
/// ascending order of ids: what is decided about them stays true until it is written.
///
/// # Errors
/// Database errors.
pub async fn members_hold(tx: &mut TenantTx, people: &[PersonId], org: OrgId) -> Result<()> {
    sqlx::query(
        "SELECT id FROM person
         WHERE root_id = $1 AND (id = ANY($2)
             OR org_id = $3 AND role = 'owner' AND deactivated_at IS NULL)
         ORDER BY id FOR UPDATE",
    )
    .bind(tx.root())
    .bind(people.iter().map(|id| id.0).collect::<Vec<_>>())
    .bind(org.0)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How many active owners an organization has besides this person.
///
/// # Errors
/// Database errors.
pub async fn owners_other(tx: &mut TenantTx, org: OrgId, but: PersonId) -> Result<usize> {
    let count: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM person
         WHERE root_id = $1 AND org_id = $2 AND id <> $3 AND role = 'owner'
             AND deactivated_at IS NULL",
    )
    .bind(tx.root())
    .bind(org.0)
    .bind(but.0)
    .fetch_one(tx.conn())
    .await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}
