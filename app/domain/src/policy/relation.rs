//! How the organization that something belongs to stands to one's own.

use crate::ids::Scope;
use serde::{Deserialize, Serialize};

/// Where an organization lies in the trees, and whether it lets itself be assisted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// The tenant keys of the organization and everything below it.
    pub scope: Scope,
    /// Whether it lets its partner assist with security management (DOMAIN.md 1.2.2).
    pub assisted: bool,
}

/// How the organization that something belongs to stands to one's own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// It is one's own.
    Own,
    /// It is below, and lets itself be assisted.
    Child,
    /// It is below, but its devices, profiles and people are its own business (DOMAIN.md 1.2.5).
    Unassisted,
    /// It is in the same tree, neither above nor below.
    Sibling,
    /// It is above.
    Parent,
    /// It is in another tree.
    OtherTree,
}

impl Relation {
    /// Every relation, in the table's order.
    pub const ALL: [Self; 6] =
        [Self::Own, Self::Child, Self::Unassisted, Self::Sibling, Self::Parent, Self::OtherTree];

    /// The stable name used in the table.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Child => "child",
            Self::Unassisted => "unassisted",
            Self::Sibling => "sibling",
            Self::Parent => "parent",
            Self::OtherTree => "other-tree",
        }
    }

    /// How a place stands to an organization of this scope.
    #[must_use]
    pub fn between(own: Scope, place: Place) -> Self {
        let other = place.scope;
        if own.root != other.root {
            Self::OtherTree
        } else if own.lo == other.lo {
            Self::Own
        } else if own.holds(other.lo) {
            if place.assisted { Self::Child } else { Self::Unassisted }
        } else if other.holds(own.lo) {
            Self::Parent
        } else {
            Self::Sibling
        }
    }

    /// Whether its rows are in one's scope at all.
    #[must_use]
    pub const fn in_scope(self) -> bool {
        matches!(self, Self::Own | Self::Child | Self::Unassisted)
    }
}
