//! A mirror and the feed position up to which it is right.

use domain::license::LicenseRow;
use mirror::Mirror;
use std::sync::Arc;
use store::feed::FeedRow;

/// All rows of a kind as they were at a position.
pub struct Mirrored<R> {
    /// Feed position: every change up to here is in it, none after it.
    pub pos: i64,
    /// The rows and the views over them.
    pub rows: Mirror<R>,
}

/// Licenses of a part of the tree as they are at some position, with their tenant keys.
pub(super) struct Part {
    /// Tenant keys, both ends inclusive.
    pub(super) scope: (i64, i64),
    pub(super) rows: Vec<(i64, LicenseRow)>,
}

impl Mirrored<LicenseRow> {
    /// Applies changes in their order; those that are in it already are passed over.
    pub(super) fn apply(&mut self, changes: &[Arc<FeedRow>]) {
        for change in changes.iter().filter(|change| change.pos > self.pos) {
            if let Some(id) = change.entity_id.filter(|_| change.entity == "license") {
                self.rows.apply(id, change.after.as_ref().map(|row| (change.tkey, row)));
            }
        }
        self.pos = changes.last().map_or(self.pos, |change| change.pos.max(self.pos));
    }

    /// Replaces parts of the tree by what they are at a position, and brings everything else
    /// there, too: `changes` are all changes up to it.
    pub(super) fn replace(&mut self, parts: Vec<Part>, changes: &[Arc<FeedRow>], pos: i64) {
        for Part { scope, rows } in parts {
            self.rows.clear(scope);
            self.rows.load(rows);
        }
        // Rows of the parts go back and forth once more, and end as they are at the position.
        self.apply(changes);
        self.pos = self.pos.max(pos);
    }
}

/// Whether a change names no license although it changed some: what it changed must be read.
pub(super) fn is_bulk(change: &FeedRow) -> bool {
    change.entity == "license" && change.entity_id.is_none()
}
