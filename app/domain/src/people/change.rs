//! What stands in the way of what people do to people. All of it is asked with the organization's
//! owners held, so that what is true here stays true until it is written.

use super::{OrgKind, Principal, Role};
use crate::ids::PersonId;
use crate::policy::Grants;

/// Somebody as far as it matters for what is done to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// The kind of its organization.
    pub org_kind: OrgKind,
    /// What it is there.
    pub role: Role,
    /// What that gives.
    pub grants: Grants,
    /// Whether it may sign in.
    pub active: bool,
    /// Active owners of its organization besides it.
    pub other_owners: usize,
}

impl Standing {
    /// Whether its organization would be left without an owner.
    const fn is_last_owner(&self) -> bool {
        self.active && matches!(self.role, Role::Owner) && self.other_owners == 0
    }
}

/// Nothing stands in the way, or the code of what does: the message is `error-<code>`.
pub type Verdict = Result<(), &'static str>;

/// Whether one may do anything to somebody: who has more than oneself is not to be touched.
///
/// # Errors
/// `person-stronger`.
pub fn touch_verdict(who: &Principal, of: &Standing) -> Verdict {
    if who.may_grant(of.org_kind, of.grants) { Ok(()) } else { Err("person-stronger") }
}

/// Whether one may give somebody a link to set a new password. One's own is changed in the
/// profile, which asks for the present one.
///
/// # Errors
/// As [`touch_verdict`]; `reset-own`, `person-inactive`.
pub fn reset_verdict(who: &Principal, id: PersonId, of: &Standing) -> Verdict {
    touch_verdict(who, of)?;
    match of.active {
        _ if id == who.person => Err("reset-own"),
        false => Err("person-inactive"),
        true => Ok(()),
    }
}

/// Whether one may give somebody in such an organization these grants.
///
/// # Errors
/// `role-beyond-own`.
pub fn grant_verdict(who: &Principal, org: OrgKind, grants: Grants) -> Verdict {
    if who.may_grant(org, grants) { Ok(()) } else { Err("role-beyond-own") }
}

/// Whether one may make somebody something else, oneself included.
///
/// # Errors
/// As [`touch_verdict`] and [`grant_verdict`]; `last-owner`.
pub fn role_verdict(who: &Principal, of: &Standing, role: Role, grants: Grants) -> Verdict {
    touch_verdict(who, of)?;
    grant_verdict(who, of.org_kind, grants)?;
    if of.is_last_owner() && role != Role::Owner { Err("last-owner") } else { Ok(()) }
}

/// Whether one may lock somebody out, oneself included.
///
/// # Errors
/// As [`touch_verdict`]; `person-inactive`, `last-owner`.
pub fn deactivate_verdict(who: &Principal, of: &Standing) -> Verdict {
    touch_verdict(who, of)?;
    match of.active {
        false => Err("person-inactive"),
        true if of.is_last_owner() => Err("last-owner"),
        true => Ok(()),
    }
}

/// Whether one may let somebody in again, with what it was given before.
///
/// # Errors
/// As [`touch_verdict`]; `person-active`.
pub fn reactivate_verdict(who: &Principal, of: &Standing) -> Verdict {
    touch_verdict(who, of)?;
    if of.active { Err("person-active") } else { Ok(()) }
}
