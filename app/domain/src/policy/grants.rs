//! A set of actions that somebody was given.

use super::Action;
use serde::{Deserialize, Serialize};

/// The actions that a role or a permission set gives.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Grants(u64);

// Each action has a bit of its own.
const _: () = assert!(Action::ALL.len() <= 64);

impl Grants {
    /// The set with one more action.
    #[must_use]
    pub const fn with(self, action: Action) -> Self {
        Self(self.0 | 1 << action as u32)
    }

    /// Whether the action is in the set.
    #[must_use]
    pub const fn holds(self, action: Action) -> bool {
        self.0 & 1 << action as u32 != 0
    }

    /// Whether the other set has all that this one has.
    #[must_use]
    pub const fn within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// What both sets have.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The actions, in the table's order.
    pub fn iter(self) -> impl Iterator<Item = Action> {
        Action::ALL.into_iter().filter(move |action| self.holds(*action))
    }
}

impl FromIterator<Action> for Grants {
    fn from_iter<T: IntoIterator<Item = Action>>(actions: T) -> Self {
        actions.into_iter().fold(Self::default(), Self::with)
    }
}
