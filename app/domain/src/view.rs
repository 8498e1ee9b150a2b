//! Named views: states of a grid that people keep and come back to.

use crate::ids::ViewId;
use serde::{Deserialize, Serialize};

/// Longest state, in bytes of its text.
pub const MAX_STATE: usize = 4_096;
/// Most views a person keeps of one grid.
pub const MAX_VIEWS: i64 = 100;

/// Which view.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ViewRef {
    /// One that the grid declares, by its key.
    BuiltIn(String),
    /// One that somebody saved.
    Saved(ViewId),
}

/// What a person decides about a view.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ViewDraft {
    /// Its name, in use once per person, and once per organization among shared ones.
    pub name: String,
    /// The grid's state, as in the page's address.
    pub state: String,
    /// Whether everybody in the organization is offered it.
    pub shared: bool,
}

/// A saved view, as one of those who may open it sees it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SavedView {
    /// Its id.
    pub id: ViewId,
    /// Raised by every write.
    pub version: i32,
    /// Its name.
    pub name: String,
    /// The grid's state.
    pub state: String,
    /// Whether everybody in the organization is offered it.
    pub shared: bool,
    /// Whether it is the reader's own.
    pub mine: bool,
    /// The name of the person whose it is.
    pub owner: String,
}

/// The saved views that somebody may open, by name, and the one that person begins with. Those
/// that a grid declares itself are known to everybody.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Views {
    /// One's own and those shared in the organization.
    pub saved: Vec<SavedView>,
    /// The default view; none for the plain grid.
    pub default: Option<ViewRef>,
}
