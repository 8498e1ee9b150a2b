//! People as those see them who may.

use super::{Language, OrgKind, Role};
use crate::api_token::TokenView;
use crate::ids::{PermissionSetId, PersonId};
use crate::license::OrgRef;
use crate::policy::Grants;
use crate::sign_in::SessionView;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Whether somebody may sign in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// It may.
    Active,
    /// It was invited and has not accepted yet.
    Invited,
    /// It is locked out.
    Deactivated,
}

/// The stable names of [`Access::ALL`], in the same order: what grids show.
pub const ACCESS: &[&str] = &["active", "invited", "deactivated"];

impl Access {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Active, Self::Invited, Self::Deactivated];

    /// The stable name.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Invited => "invited",
            Self::Deactivated => "deactivated",
        }
    }

    /// The one with this name.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|access| access.slug() == slug)
    }
}

/// What somebody is to be in an organization.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoleChoice {
    /// One of [`Role::FIXED`].
    Fixed(Role),
    /// What a permission set of the organization says.
    Set(PermissionSetId),
}

impl RoleChoice {
    /// The role that it makes.
    #[must_use]
    pub const fn role(self) -> Role {
        match self {
            Self::Fixed(role) => role,
            Self::Set(_) => Role::Custom,
        }
    }

    /// The set that it is of.
    #[must_use]
    pub const fn set(self) -> Option<PermissionSetId> {
        match self {
            Self::Fixed(_) => None,
            Self::Set(id) => Some(id),
        }
    }

    /// As a form has it: a role's slug or a set's id.
    #[must_use]
    pub fn value(self) -> String {
        match self {
            Self::Fixed(role) => role.slug().to_owned(),
            Self::Set(id) => id.to_string(),
        }
    }

    /// Reads what a form has. A custom role is named by its set.
    #[must_use]
    pub fn from_value(value: &str) -> Option<Self> {
        match Role::from_slug(value) {
            Some(Role::Custom) => None,
            Some(role) => Some(Self::Fixed(role)),
            None => value.parse().ok().map(Self::Set),
        }
    }
}

/// Something that somebody can be made.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RoleOffer {
    /// What.
    pub choice: RoleChoice,
    /// Of a set its name.
    pub name: Option<String>,
    /// What it gives.
    pub grants: Grants,
}

/// An organization that people can be invited to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OrgChoice {
    /// Which.
    pub org: OrgRef,
    /// What it is.
    pub kind: OrgKind,
}

/// A link to be handed over by whoever asked for it, where no mail was sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Handover {
    /// Its path; none where a mail was sent.
    pub path: Option<String>,
}

/// Somebody, with all that its page shows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PersonDetail {
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
    /// Whether it may sign in.
    pub access: Access,
    /// What it is there.
    pub choice: RoleChoice,
    /// Of a custom role the name of its set.
    pub set: Option<String>,
    /// What that gives in such an organization.
    pub grants: Grants,
    /// The language of its mails; none follows the browser.
    pub language: Option<Language>,
    /// When it was here the last time, to within a few minutes.
    pub seen: Option<DateTime<Utc>>,
    /// When it joined, or was invited.
    pub created: DateTime<Utc>,
    /// Who invited it, by name.
    pub invited_by: Option<String>,
    /// Of an invitation: from then on it cannot be accepted any more.
    pub until: Option<DateTime<Utc>>,
    /// Whether it is the reader itself.
    pub own: bool,
    /// Whether the reader may change it.
    pub manageable: bool,
    /// What the reader may make it.
    pub offers: Vec<RoleOffer>,
    /// The browsers that it is signed in with, for those who may end that.
    pub sessions: Vec<SessionView>,
    /// Its API tokens that are good, likewise.
    pub tokens: Vec<TokenView>,
}
