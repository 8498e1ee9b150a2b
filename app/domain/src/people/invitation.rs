//! Invitations: somebody is asked to join an organization.

use super::{Role, RoleChoice};
use crate::ids::{OrgId, PersonId};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// An invitation can be accepted for so long.
pub const INVITATION_VALID: Duration = Duration::hours(72);

/// Whom somebody invites, as it was typed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InviteDraft {
    /// The mail address.
    pub email: String,
    /// The name, which the person may change.
    pub name: String,
    /// Where to.
    pub org: OrgId,
    /// As what.
    pub role: RoleChoice,
}

/// What became of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Invited {
    /// The invitation; of the person, once there is one.
    pub id: PersonId,
    /// Where it is accepted, for the inviter to hand over: only where no mail was sent.
    pub path: Option<String>,
}

/// What a link of an invitation leads to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Peeked {
    /// It can be accepted.
    Open(Invitation),
    /// It cannot, for this reason: the message is `error-<code>`.
    Refused(String),
}

/// An invitation, as who holds its link sees it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Invitation {
    /// Display name, as the inviter wrote it.
    pub name: String,
    /// The address to sign in with.
    pub email: String,
    /// Name of the organization.
    pub org_name: String,
    /// What the person will be there.
    pub role: Role,
    /// Of a custom role the name of its set.
    pub set: Option<String>,
    /// Name of who invites.
    pub inviter: String,
    /// From then on it cannot be accepted any more.
    pub until: DateTime<Utc>,
}
