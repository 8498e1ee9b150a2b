//! The tree of organizations, as far as somebody opened it.

use super::OrgState;
use crate::license::OrgRef;
use crate::people::OrgKind;
use serde::{Deserialize, Serialize};

/// An organization in the tree.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TreeEntry {
    /// Which.
    pub org: OrgRef,
    /// Raised by every write.
    pub version: i32,
    /// What it is.
    pub kind: OrgKind,
    /// Whether its people can work.
    pub state: OrgState,
    /// Organizations right below it.
    pub children: i64,
}

/// A part of the organizations right below another, in the order of their names.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TreePage {
    /// The part.
    pub entries: Vec<TreeEntry>,
    /// How many there are in all that were asked for.
    pub total: i64,
}
