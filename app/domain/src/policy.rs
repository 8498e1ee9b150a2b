//! Who may do what: one table of resource x action x role x relation, asked before anything is
//! read or written.
//!
//! `policy.txt` beside the crate's manifest is the whole table in readable form; a test
//! holds the two equal.

mod action;
mod grants;
mod relation;
mod table;

pub use action::{Action, Resource};
pub use grants::Grants;
pub use relation::{Place, Relation};
pub use table::{Rule, TABLE, rule};

use crate::people::{OrgKind, Principal};

/// What the policy says to somebody who wants to do something to something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Go ahead.
    Allowed,
    /// It is known, but not this person's to do: 403.
    Forbidden,
    /// It does not exist for this person: 404.
    Hidden,
}

/// Whether a person of these grants in such an organization may do this anywhere.
#[must_use]
pub fn allowed(org: OrgKind, grants: Grants, action: Action) -> bool {
    grants.holds(action) && rule(action).kinds.contains(&org)
}

/// Whether a person of these grants in such an organization may do this to something of an
/// organization that stands in this relation to its own.
#[must_use]
pub fn judge(org: OrgKind, grants: Grants, action: Action, relation: Relation) -> Verdict {
    let rule = rule(action);
    if rule.relations.contains(&relation) {
        match allowed(org, grants, action) {
            true => Verdict::Allowed,
            false => Verdict::Forbidden,
        }
    } else if relation.in_scope() && !rule.hides(relation) {
        Verdict::Forbidden
    } else {
        Verdict::Hidden
    }
}

/// Of these grants those that mean something in such an organization.
#[must_use]
pub fn effective(org: OrgKind, grants: Grants) -> Grants {
    Action::ALL.into_iter().filter(|action| allowed(org, grants, *action)).collect()
}

impl Principal {
    /// Whether this person may do this anywhere; see [`allowed`].
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        allowed(self.org_kind, self.grants, action)
    }

    /// Whether this person may do this to something of an organization; see [`judge`].
    #[must_use]
    pub fn judge(&self, action: Action, relation: Relation) -> Verdict {
        judge(self.org_kind, self.grants, action, relation)
    }

    /// Whether this person may give somebody in an organization of this kind these grants:
    /// nobody grants more than it was given (DOMAIN.md 1.1.25). What the giver's own kind of
    /// organization makes of an action does not count: a distributor's owner makes owners of
    /// partners, who import, which a distributor does not.
    #[must_use]
    pub fn may_grant(&self, org: OrgKind, grants: Grants) -> bool {
        effective(org, grants).within(self.grants)
    }
}
