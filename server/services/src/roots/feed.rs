//! One root's recent changes.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use store::feed::FeedRow;
use tokio::sync::watch;

/// Changes retained per root that somebody looks at: a minute of the busiest roots, and enough
/// for a tab that was offline at lunch on a quiet one. About 2 kB each.
const RETAINED: usize = 8_192;

/// Recent changes of one root, in order and without gaps.
pub struct Feed {
    recent: Mutex<Recent>,
    /// Position of the newest change held.
    head: watch::Sender<i64>,
}

struct Recent {
    /// Everything after this position is in `rows`.
    after: i64,
    rows: VecDeque<Arc<FeedRow>>,
}

impl Feed {
    /// Empty, at a position.
    pub(super) fn new(after: i64) -> Self {
        Self {
            recent: Mutex::new(Recent { after, rows: VecDeque::new() }),
            head: watch::channel(after).0,
        }
    }

    /// Position of the newest change held.
    #[must_use]
    pub fn head(&self) -> i64 {
        *self.head.borrow()
    }

    /// Sees every later move of the head.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<i64> {
        self.head.subscribe()
    }

    /// All changes in `after..=until`, or none when the first of them are no longer held.
    #[must_use]
    pub fn between(&self, after: i64, until: i64) -> Option<Vec<Arc<FeedRow>>> {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if after < recent.after {
            return None;
        }
        let skip = usize::try_from(after - recent.after).unwrap_or(usize::MAX);
        Some(recent.rows.iter().skip(skip).take_while(|row| row.pos <= until).cloned().collect())
    }

    /// Takes in what was read after a position.
    pub(super) fn append(&self, from: i64, rows: Vec<Arc<FeedRow>>) {
        let Some(head) = rows.last().map(|row| row.pos) else { return };
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        // A hole means that the past was pruned under a reader that slept: forget all before it.
        if rows.first().is_some_and(|first| first.pos != from + 1) {
            recent.rows.clear();
        }
        recent.rows.extend(rows);
        let surplus = recent.rows.len().saturating_sub(RETAINED);
        recent.rows.drain(..surplus);
        recent.after = recent.rows.front().map_or(head, |first| first.pos - 1);
        drop(recent);
        self.head.send_replace(head);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(pos: i64) -> Arc<FeedRow> {
        Arc::new(FeedRow {
            pos,
            tkey: 1,
            tkey_before: None,
            kind: "renamed".into(),
            entity: "license".into(),
            entity_id: None,
            before: None,
            after: None,
        })
    }

    fn positions(feed: &Feed, after: i64) -> Option<Vec<i64>> {
        feed.between(after, i64::MAX).map(|rows| rows.iter().map(|row| row.pos).collect())
    }

    #[test]
    fn gives_what_came_after_a_position_and_none_when_it_cannot() {
        let feed = Feed::new(10);
        feed.append(10, (11..=13).map(row).collect());
        assert_eq!(feed.head(), 13);
        assert_eq!(positions(&feed, 10), Some(vec![11, 12, 13]));
        assert_eq!(positions(&feed, 12), Some(vec![13]));
        assert_eq!(positions(&feed, 13), Some(vec![]));
        assert_eq!(positions(&feed, 9), None);
    }

    #[test]
    fn retains_a_bounded_number() {
        let feed = Feed::new(0);
        let last = RETAINED as i64 + 5;
        feed.append(0, (1..=last).map(row).collect());
        assert_eq!(positions(&feed, 4), None);
        assert_eq!(positions(&feed, 5).map(|rows| rows.len()), Some(RETAINED));
    }

    #[test]
    fn a_hole_forgets_what_was_before_it() {
        let feed = Feed::new(0);
        feed.append(0, vec![row(1)]);
        feed.append(1, vec![row(5)]);
        assert_eq!(positions(&feed, 0), None);
        assert_eq!(positions(&feed, 4), Some(vec![5]));
    }
}
