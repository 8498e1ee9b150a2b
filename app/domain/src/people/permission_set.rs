//! Permission sets: roles that an organization makes itself.

use super::Principal;
use crate::field::FieldError;
use crate::ids::PermissionSetId;
use crate::name;
use crate::policy::{Action, Grants, effective};
use serde::{Deserialize, Serialize};

/// Most sets of an organization.
pub const MAX_SETS: i64 = 50;

/// What somebody decides about a set.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetDraft {
    /// Its name, in use once in the organization.
    pub name: String,
    /// What it gives.
    pub actions: Vec<Action>,
}

impl SetDraft {
    /// Its name as it is stored, and what it gives.
    ///
    /// # Errors
    /// As [`name::parse_of_somebody`]; `set-empty`, and `set-beyond-own` for what the person
    /// may not do itself, on the field `actions`.
    pub fn parse(&self, who: &Principal) -> Result<(String, Grants), Vec<FieldError>> {
        let grants: Grants = self.actions.iter().copied().collect();
        let mut wrong = Vec::new();
        if grants == Grants::default() {
            wrong.push(FieldError::new("actions", "set-empty"));
        }
        if !grants.within(effective(who.org_kind, who.grants)) {
            wrong.push(FieldError::new("actions", "set-beyond-own"));
        }
        match name::parse_of_somebody(&self.name) {
            Ok(name) if wrong.is_empty() => Ok((name, grants)),
            Ok(_) => Err(wrong),
            Err(error) => {
                wrong.insert(0, error);
                Err(wrong)
            }
        }
    }
}

/// Whether one may change or delete a set that gives this: what is beyond oneself is not to be
/// touched, since it makes others less.
///
/// # Errors
/// `set-stronger`.
pub fn change_verdict(who: &Principal, grants: Grants) -> super::Verdict {
    if grants.within(who.grants) { Ok(()) } else { Err("set-stronger") }
}

/// A set, as those see it who may make some.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PermissionSet {
    /// Its id.
    pub id: PermissionSetId,
    /// Raised by every write.
    pub version: i32,
    /// Its name.
    pub name: String,
    /// What it gives.
    pub grants: Grants,
    /// Names of those who have it, and of those invited to.
    pub people: Vec<String>,
}
