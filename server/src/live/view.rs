//! What a change means for one view, under its receiver's scope.

use chrono::NaiveDate;
use domain::ids::LicenseId;
use domain::license::LicenseRow;
use domain::people::Principal;
use grid::column::Audience;
use grid::eval::View;
use grid::licenses::LICENSES;
use grid::live::{Effect, effect};
use grid::query::Query;
use services::licenses::{audience, license_query, masked};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::feed::FeedRow;

/// What a view looks at.
#[derive(Debug)]
pub(super) enum Topic {
    /// The license grid under this query.
    Licenses(Box<Query>),
    /// One license.
    License(LicenseId),
}

impl Topic {
    /// The topic of a browser's `watch` frame, none when there is no such topic.
    pub(super) fn parse(topic: &str, state: &str, who: &Principal) -> Option<Self> {
        match topic {
            "licenses" => Some(Self::Licenses(Box::new(license_query(who, state)))),
            "license" => state.parse().ok().map(Self::License),
            _ => None,
        }
    }
}

/// What a frame will tell: coalesced over all changes it covers.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// Changed rows, each as it is last.
    pub(super) rows: BTreeMap<LicenseId, LicenseRow>,
    /// Views to read again.
    pub(super) reflow: BTreeSet<u32>,
}

impl Told {
    /// Adds what these changes mean for the views.
    pub(super) fn add<'a>(
        &mut self,
        changes: &[Arc<FeedRow>],
        views: impl Iterator<Item = (u32, &'a Topic)>,
        who: &Principal,
        today: NaiveDate,
    ) {
        let judges: Vec<(u32, Judge)> = views
            .map(|(number, topic)| (number, Judge::new(topic, audience(who), today)))
            .collect();
        for change in changes {
            let seen = Seen::new(change, who);
            for (number, judge) in &judges {
                match judge.effect(&seen) {
                    Effect::None => {}
                    Effect::Patch => self.patch(&seen),
                    Effect::Reflow => {
                        self.patch(&seen);
                        self.reflow.insert(*number);
                    }
                }
            }
        }
    }

    fn patch(&mut self, seen: &Seen) {
        if let Some(after) = &seen.after {
            self.rows.insert(after.id, after.clone());
        }
    }

    /// Whether there is anything to tell.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.reflow.is_empty()
    }
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

/// A topic made ready to judge many changes.
enum Judge<'a> {
    Licenses(Box<View<'a>>),
    License(LicenseId),
}

impl<'a> Judge<'a> {
    fn new(topic: &'a Topic, audience: Audience, today: NaiveDate) -> Self {
        match topic {
            Topic::Licenses(query) => {
                Self::Licenses(Box::new(View::new(&LICENSES, query, audience, today)))
            }
            Topic::License(id) => Self::License(*id),
        }
    }

    fn effect(&self, seen: &Seen) -> Effect {
        if seen.bulk {
            return Effect::Reflow;
        }
        match self {
            Self::Licenses(view) => effect(view, seen.before.as_ref(), seen.after.as_ref()),
            Self::License(id) => {
                let concerns = |row: &Option<LicenseRow>| row.as_ref().is_some_and(|r| r.id == *id);
                if concerns(&seen.before) || concerns(&seen.after) {
                    Effect::Reflow
                } else {
                    Effect::None
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
