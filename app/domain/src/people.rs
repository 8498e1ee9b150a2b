//! Who somebody is: organizations, roles, the signed-in principal, and what is done to people.

mod change;
mod invitation;
mod permission_set;
mod preferences;
mod view;

pub use change::{Standing, Verdict, deactivate_verdict, grant_verdict, reactivate_verdict};
pub use change::{reset_verdict, role_verdict, touch_verdict};
pub use invitation::{INVITATION_VALID, Invitation, InviteDraft, Invited, Peeked};
pub use permission_set::{MAX_SETS, PermissionSet, SetDraft, change_verdict};
pub use preferences::{Density, PER_PAGE, Preferences, Profile, Theme};
pub use view::{ACCESS, Access, Handover, OrgChoice, PersonDetail, RoleChoice, RoleOffer};

use crate::ids::{OrgId, PersonId, Scope, SessionId};
use crate::policy::{Grants, TABLE};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What an organization is in the tenant tree distributor > partner > customer (DOMAIN.md 1.2.1).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrgKind {
    /// Sells to partners; parents partners only (D20).
    Distributor,
    /// Serves customers.
    Partner,
    /// Uses licenses; has no children.
    Customer,
}

impl OrgKind {
    /// The stable name used in the database.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Distributor => "distributor",
            Self::Partner => "partner",
            Self::Customer => "customer",
        }
    }

    /// The kind with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::Distributor, Self::Partner, Self::Customer].into_iter().find(|k| k.slug() == slug)
    }
}

/// What a person may do within the own organization's scope (DOMAIN.md 1.3.13). What each role
/// gives stands in [`crate::policy::TABLE`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Everything, people included.
    Owner,
    /// Licenses and security, not people.
    LicenseAdmin,
    /// Security alone: devices, profiles.
    ProtectionManager,
    /// What costs money: renewals, orders.
    Billing,
    /// Looks only.
    ReadOnly,
    /// What a permission set of the organization says.
    Custom,
}

impl Role {
    /// Every role, strongest first.
    pub const ALL: [Self; 6] = [
        Self::Owner,
        Self::LicenseAdmin,
        Self::ProtectionManager,
        Self::Billing,
        Self::ReadOnly,
        Self::Custom,
    ];

    /// The roles whose grants are fixed.
    pub const FIXED: [Self; 5] =
        [Self::Owner, Self::LicenseAdmin, Self::ProtectionManager, Self::Billing, Self::ReadOnly];

    /// The stable names of [`Self::ALL`], in the same order: what grids show.
    pub const SLUGS: &[&str] =
        &["owner", "license-admin", "protection-manager", "billing", "read-only", "custom"];

    /// The stable name used in the database and on the command line.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::LicenseAdmin => "license-admin",
            Self::ProtectionManager => "protection-manager",
            Self::Billing => "billing",
            Self::ReadOnly => "read-only",
            Self::Custom => "custom",
        }
    }

    /// The role with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.slug() == slug)
    }

    /// What it gives; a custom role gives what its permission set says, of itself nothing.
    #[must_use]
    pub fn grants(self) -> Grants {
        let given = TABLE.iter().filter(|rule| rule.roles.contains(&self));
        given.map(|rule| rule.action).collect()
    }
}

/// The languages of the interface.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::En, Self::De];

    /// The BCP 47 tag: `en` or `de`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// The language with this tag.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The best language for an `Accept-Language` header, English when none fits.
    #[must_use]
    pub fn from_accept(header: &str) -> Self {
        header
            .split(',')
            .filter_map(|part| {
                let mut pieces = part.trim().split(';');
                let tag = pieces.next()?.trim().get(..2)?.to_ascii_lowercase();
                let weight = pieces
                    .find_map(|p| p.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()))
                    .unwrap_or(1.0);
                Some((Self::from_tag(&tag)?, weight))
            })
            .filter(|(_, weight)| *weight > 0.0)
            .fold(None, |best: Option<(Self, f32)>, next| match best {
                Some(b) if b.1 >= next.1 => Some(b),
                _ => Some(next),
            })
            .map_or_else(Self::default, |(language, _)| language)
    }
}

/// The signed-in person with everything that decides what it may see and do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Principal {
    /// Who.
    pub person: PersonId,
    /// Display name.
    pub name: String,
    /// Sign-in address.
    pub email: String,
    /// The person's organization.
    pub org: OrgId,
    /// Its name.
    pub org_name: String,
    /// Its kind.
    pub org_kind: OrgKind,
    /// What the person is there.
    pub role: Role,
    /// What the role, or the permission set of a custom one, gives.
    pub grants: Grants,
    /// What the person may reach.
    pub scope: Scope,
    /// The language chosen in the profile; none follows the browser.
    pub language: Option<Language>,
    /// The session that the person acts by; none of whoever acts otherwise.
    pub session: Option<SessionId>,
    /// When the person last proved to be who it is, in that session.
    pub proved_at: Option<DateTime<Utc>>,
    /// How the portal looks to the person.
    pub preferences: Preferences,
}

impl Principal {
    /// The same person in another role.
    #[must_use]
    pub fn in_role(self, role: Role) -> Self {
        Self { role, grants: role.grants(), ..self }
    }

    /// Whether columns kept from customers (note, order number) are shown.
    #[must_use]
    pub fn sees_internal(&self) -> bool {
        self.org_kind != OrgKind::Customer
    }
}
