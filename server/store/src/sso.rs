//! Single sign-on: organizations' identity providers, and who of theirs is whom here.

use crate::error::{Result, StoreError};
use crate::person::{members_hold, owners_other};
use crate::pool::Store;
use crate::tx::TenantTx;
use domain::ids::{OrgId, PersonId, RootId};
use domain::people::Role;
use serde_json::Value;
use sqlx::FromRow;
use std::collections::BTreeMap;
use uuid::Uuid;

/// An organization's identity provider.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SsoProvider {
    /// The sign-in name.
    pub slug: String,
    /// The provider's address, as it calls itself.
    pub issuer: String,
    /// What Seatkeeper is called there.
    pub client_id: String,
    /// The secret that goes with it, sealed.
    pub client_secret: Vec<u8>,
    /// Email domains that are let in; empty: all.
    pub domains: Vec<String>,
    /// Where the provider tells a person's groups.
    pub groups_claim: Option<String>,
    /// Roles by group.
    pub group_roles: BTreeMap<String, Role>,
    /// The role of those without such a group; none refuses them.
    pub default_role: Option<Role>,
    /// Whether accounts are made at the first sign-in.
    pub jit: bool,
    /// Whether passwords are refused, but those of owners.
    pub only_sso: bool,
    /// Whether the provider asks for second factors itself.
    pub trusts_mfa: bool,
    /// Whether one can sign in with it.
    pub enabled: bool,
    /// Raised by every write; 0 before the first.
    pub version: i32,
}

#[derive(FromRow)]
struct ProviderRow {
    slug: String,
    issuer: String,
    client_id: String,
    client_secret: Vec<u8>,
    domains: Vec<String>,
    groups_claim: Option<String>,
    group_roles: Value,
    default_role: Option<String>,
    jit: bool,
    only_sso: bool,
    trusts_mfa: bool,
    enabled: bool,
    version: i32,
}

impl TryFrom<ProviderRow> for SsoProvider {
    type Error = StoreError;

    fn try_from(row: ProviderRow) -> Result<Self> {
        let role =
            |slug: &str| Role::from_slug(slug).ok_or_else(|| StoreError::unknown("role", slug));
        let roles = row.group_roles.as_object().into_iter().flatten();
        let group_roles = roles
            .map(|(group, slug)| Ok((group.clone(), role(slug.as_str().unwrap_or_default())?)));
        Ok(Self {
            group_roles: group_roles.collect::<Result<_>>()?,
            default_role: row.default_role.as_deref().map(role).transpose()?,
            slug: row.slug,
            issuer: row.issuer,
            client_id: row.client_id,
            client_secret: row.client_secret,
            domains: row.domains,
            groups_claim: row.groups_claim,
            jit: row.jit,
            only_sso: row.only_sso,
            trusts_mfa: row.trusts_mfa,
            enabled: row.enabled,
            version: row.version,
        })
    }
}

/// The provider of an organization in scope.
///
/// # Errors
/// Database errors.
pub async fn sso_provider(tx: &mut TenantTx, org: OrgId) -> Result<Option<SsoProvider>> {
    let row: Option<ProviderRow> = sqlx::query_as(
        "SELECT slug, issuer, client_id, client_secret, domains, groups_claim, group_roles,
                default_role, jit, only_sso, trusts_mfa, enabled, version
         FROM sso_provider WHERE root_id = $1 AND org_id = $2",
    )
    .bind(tx.root())
    .bind(org.0)
    .fetch_optional(tx.conn())
    .await?;
    row.map(TryInto::try_into).transpose()
}

/// Sets the provider of an organization in scope, if nobody else has since its `version`.
///
/// # Errors
/// [`StoreError::Stale`] when somebody has; [`StoreError::Duplicate`] when the sign-in name is
/// another organization's.
pub async fn sso_provider_set(tx: &mut TenantTx, org: OrgId, provider: &SsoProvider) -> Result<()> {
    let roles = provider
        .group_roles
        .iter()
        .map(|(group, role)| (group.clone(), Value::String(role.slug().to_owned())));
    let done = sqlx::query(
        "INSERT INTO sso_provider AS p
             (root_id, org_id, tkey, slug, issuer, client_id, client_secret, domains, groups_claim,
              group_roles, default_role, jit, only_sso, trusts_mfa, enabled)
         SELECT $1, id, tkey, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14
         FROM organization WHERE root_id = $1 AND id = $2
         ON CONFLICT (root_id, org_id) DO UPDATE SET slug = $3, issuer = $4, client_id = $5,
             client_secret = $6, domains = $7, groups_claim = $8, group_roles = $9,
             default_role = $10, jit = $11, only_sso = $12, trusts_mfa = $13, enabled = $14,
             version = p.version + 1 WHERE p.version = $15",
    )
    .bind(tx.root())
    .bind(org.0)
    .bind(&provider.slug)
    .bind(&provider.issuer)
    .bind(&provider.client_id)
    .bind(&provider.client_secret)
    .bind(&provider.domains)
    .bind(&provider.groups_claim)
    .bind(Value::Object(roles.collect()))
    .bind(provider.default_role.map(Role::slug))
    .bind(provider.jit)
    .bind(provider.only_sso)
    .bind(provider.trusts_mfa)
    .bind(provider.enabled)
    .bind(provider.version)
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::Stale { id: org.0 });
    }
    sqlx::query(
        "INSERT INTO sso_slug (slug, root_id, org_id) VALUES ($1, $2, $3)
         ON CONFLICT (org_id) DO UPDATE SET slug = $1",
    )
    .bind(&provider.slug)
    .bind(tx.root())
    .bind(org.0)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Remembers who a provider's subject is.
///
/// # Errors
/// Database errors.
pub async fn sso_identity_set(
    tx: &mut TenantTx,
    org: OrgId,
    issuer: &str,
    subject: &str,
    person: PersonId,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO sso_identity (org_id, issuer, subject, person_id) VALUES ($1, $2, $3, $4)
         ON CONFLICT (org_id, issuer, subject) DO NOTHING",
    )
    .bind(org.0)
    .bind(issuer)
    .bind(subject)
    .bind(person.0)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Gives a person another role; false when it is the only owner of its organization, whose
/// role nobody takes. Person and owners are held together, in the order of all who hold people.
///
/// # Errors
/// [`StoreError::NotFound`] when the person is not in scope.
pub async fn person_set_role(tx: &mut TenantTx, person: PersonId, role: Role) -> Result<bool> {
    let org: Uuid = sqlx::query_scalar("SELECT org_id FROM person WHERE root_id = $1 AND id = $2")
        .bind(tx.root())
        .bind(person.0)
        .fetch_optional(tx.conn())
        .await?
        .ok_or(StoreError::NotFound)?;
    members_hold(tx, &[person], OrgId(org)).await?;
    let is_owner: bool = sqlx::query_scalar(
        "SELECT role = $3 AND deactivated_at IS NULL FROM person WHERE root_id = $1 AND id = $2",
    )
    .bind(tx.root())
    .bind(person.0)
    .bind(Role::Owner.slug())
    .fetch_one(tx.conn())
    .await?;
    if is_owner && role != Role::Owner && owners_other(tx, OrgId(org), person).await? == 0 {
        return Ok(false);
    }
    sqlx::query(
        "UPDATE person SET role = $3, permission_set_id = NULL, version = version + 1
         WHERE root_id = $1 AND id = $2",
    )
    .bind(tx.root())
    .bind(person.0)
    .bind(role.slug())
    .execute(tx.conn())
    .await?;
    Ok(true)
}

impl Store {
    /// The organization with this sign-in name, of a demo only if `demo`.
    ///
    /// # Errors
    /// Database errors.
    pub async fn sso_find(&self, slug: &str, demo: bool) -> Result<Option<(RootId, OrgId)>> {
        let row: Option<(i64, Uuid)> = sqlx::query_as(
            "SELECT s.root_id, s.org_id FROM sso_slug s
                 JOIN root r ON r.id = s.root_id AND ($2 OR NOT r.demo) WHERE s.slug = $1",
        )
        .bind(slug)
        .bind(demo)
        .fetch_optional(self.pool())
        .await?;
        Ok(row.map(|(root, org)| (RootId(root), OrgId(org))))
    }

    /// The person of a provider's subject, and whether its account is active.
    ///
    /// # Errors
    /// Database errors.
    pub async fn sso_identity(
        &self,
        org: OrgId,
        issuer: &str,
        subject: &str,
    ) -> Result<Option<(PersonId, bool)>> {
        let row: Option<(Uuid, bool)> = sqlx::query_as(
            "SELECT i.person_id, a.active FROM sso_identity i
                 JOIN account a ON a.person_id = i.person_id
             WHERE i.org_id = $1 AND i.issuer = $2 AND i.subject = $3",
        )
        .bind(org.0)
        .bind(issuer)
        .bind(subject)
        .fetch_optional(self.pool())
        .await?;
        Ok(row.map(|(person, active)| (PersonId(person), active)))
    }
}
