//! What a view looks at, and what a change means for one that no mirror follows.

use super::grid::GridView;
use app::live::wire::Topic;
use chrono::NaiveDate;
use domain::ids::LicenseId;
use domain::license::LicenseRow;
use domain::people::Principal;
use grid::eval::View;
use grid::licenses::LICENSES;
use grid::live::{Effect, effect};
use services::licenses::{audience, masked};
use std::sync::Arc;
use store::feed::FeedRow;

/// What a view looks at.
pub(super) enum Viewed {
    /// The license grid.
    Grid(Box<GridView>),
    /// One license; changes after a feed position are still to be told.
    License { id: LicenseId, from: i64 },
}

impl Viewed {
    /// What a browser wants to look at; none when there is no such grid.
    pub(super) fn new(topic: Topic, who: &Principal) -> Option<Self> {
        match topic {
            Topic::Grid(ask) if ask.grid == LICENSES.name => {
                Some(Self::Grid(Box::new(GridView::new(ask, who))))
            }
            Topic::Grid(_) => None,
            Topic::License { id, pos } => Some(Self::License { id, from: pos }),
        }
    }
}

/// How many of these changes touch a grid that is not followed.
pub(super) fn touches(
    grid: &GridView,
    changes: &[Arc<FeedRow>],
    who: &Principal,
    today: NaiveDate,
) -> u64 {
    let view = View::new(&LICENSES, grid.query(), audience(who), today);
    let touches = |change: &&Arc<FeedRow>| {
        let seen = Seen::new(change, who);
        seen.bulk || effect(&view, seen.before.as_ref(), seen.after.as_ref()) != Effect::None
    };
    changes.iter().filter(|change| change.pos > grid.read_at).filter(touches).count() as u64
}

/// Whether any of these changes touches one license.
pub(super) fn concerns(id: LicenseId, changes: &[Arc<FeedRow>], who: &Principal) -> bool {
    changes.iter().any(|change| {
        let seen = Seen::new(change, who);
        let is = |row: &Option<LicenseRow>| row.as_ref().is_some_and(|row| row.id == id);
        seen.bulk || is(&seen.before) || is(&seen.after)
    })
}

/// A change as its receiver may see it.
struct Seen {
    before: Option<LicenseRow>,
    after: Option<LicenseRow>,
    /// It names no license: any of them may have changed.
    bulk: bool,
}

impl Seen {
    fn new(change: &FeedRow, who: &Principal) -> Self {
        let was_in_scope = who.scope.holds(change.tkey_before.unwrap_or(change.tkey));
        let is_in_scope = who.scope.holds(change.tkey);
        let show = |row: &Option<LicenseRow>, visible: bool| {
            row.as_ref().filter(|_| visible).map(|row| masked(who, row.clone()))
        };
        Self {
            before: show(&change.before, was_in_scope),
            after: show(&change.after, is_in_scope),
            bulk: change.entity == "license" && change.entity_id.is_none(),
        }
    }
}

#[cfg(test)]
pub(super) mod tests;
