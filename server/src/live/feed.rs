//! One root's recent changes, and the task that reads them from the database.

use super::POLL;
use domain::ids::RootId;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use store::Store;
use store::feed::FeedRow;
use tokio::sync::{Notify, watch};

/// Changes retained per root that somebody looks at: a minute of the busiest roots, and enough
/// for a tab that was offline at lunch on a quiet one. About 2 kB each.
const RETAINED: usize = 8_192;
/// Changes read from before the first look, so that tabs can resume after a restart.
const PRELOADED: i64 = 1_024;
/// Changes read at once.
const BATCH: i64 = 1_024;

/// Recent changes of one root, in order and without gaps.
pub(super) struct Feed {
    root: RootId,
    recent: Mutex<Recent>,
    /// Position of the newest change held.
    head: watch::Sender<i64>,
    wanted: Notify,
}

struct Recent {
    /// Everything after this position is in `rows`.
    after: i64,
    rows: VecDeque<Arc<FeedRow>>,
}

impl Feed {
    /// Opens at the database's head, with a little of the past.
    pub(super) async fn open(store: &Store, root: RootId) -> Result<Self, store::StoreError> {
        let head = store.feed_head(root).await?;
        let after = (head - PRELOADED).max(0);
        let feed = Self {
            root,
            recent: Mutex::new(Recent { after, rows: VecDeque::new() }),
            head: watch::channel(after).0,
            wanted: Notify::new(),
        };
        feed.read(store).await?;
        Ok(feed)
    }

    /// Position of the newest change held.
    pub(super) fn head(&self) -> i64 {
        *self.head.borrow()
    }

    /// Sees every later move of the head.
    pub(super) fn watch(&self) -> watch::Receiver<i64> {
        self.head.subscribe()
    }

    /// Makes the reader look at the database now.
    pub(super) fn look(&self) {
        self.wanted.notify_one();
    }

    /// All changes in `after..=until`, or none when the first of them are no longer held.
    pub(super) fn between(&self, after: i64, until: i64) -> Option<Vec<Arc<FeedRow>>> {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if after < recent.after {
            return None;
        }
        let skip = usize::try_from(after - recent.after).unwrap_or(usize::MAX);
        Some(recent.rows.iter().skip(skip).take_while(|row| row.pos <= until).cloned().collect())
    }

    /// Reads what is new.
    async fn read(&self, store: &Store) -> Result<(), store::StoreError> {
        loop {
            let from = self.head();
            let rows = store.feed_since(self.root, from, BATCH).await?;
            let full = rows.len() as i64 == BATCH;
            self.append(from, rows);
            if !full {
                return Ok(());
            }
        }
    }

    fn append(&self, from: i64, rows: Vec<FeedRow>) {
        let Some(head) = rows.last().map(|row| row.pos) else { return };
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        // A hole means that the past was pruned under a reader that slept: forget all before it.
        if rows.first().is_some_and(|first| first.pos != from + 1) {
            recent.rows.clear();
        }
        recent.rows.extend(rows.into_iter().map(Arc::new));
        let surplus = recent.rows.len().saturating_sub(RETAINED);
        recent.rows.drain(..surplus);
        recent.after = recent.rows.front().map_or(head, |first| first.pos - 1);
        drop(recent);
        self.head.send_replace(head);
    }
}

/// Follows the feed until nobody holds it. A failing database is asked again each second.
pub(super) async fn follow(feed: Weak<Feed>, store: Store) {
    while let Some(feed) = feed.upgrade() {
        // Holding the feed while waiting would keep it alive: wait with a timeout, then look
        // whether anybody else still does.
        let _ = tokio::time::timeout(POLL, feed.wanted.notified()).await;
        if Arc::strong_count(&feed) == 1 {
            return;
        }
        if let Err(error) = feed.read(&store).await {
            tracing::warn!(root.id = feed.root.0, "reading the feed failed: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(pos: i64) -> FeedRow {
        FeedRow {
            pos,
            tkey: 1,
            tkey_before: None,
            kind: "renamed".into(),
            entity: "license".into(),
            entity_id: None,
            before: None,
            after: None,
        }
    }

    fn feed(after: i64) -> Feed {
        Feed {
            root: RootId(1),
            recent: Mutex::new(Recent { after, rows: VecDeque::new() }),
            head: watch::channel(after).0,
            wanted: Notify::new(),
        }
    }

    fn positions(feed: &Feed, after: i64) -> Option<Vec<i64>> {
        feed.between(after, i64::MAX).map(|rows| rows.iter().map(|row| row.pos).collect())
    }

    #[test]
    fn gives_what_came_after_a_position_and_none_when_it_cannot() {
        let feed = feed(10);
        feed.append(10, (11..=13).map(row).collect());
        assert_eq!(feed.head(), 13);
        assert_eq!(positions(&feed, 10), Some(vec![11, 12, 13]));
        assert_eq!(positions(&feed, 12), Some(vec![13]));
        assert_eq!(positions(&feed, 13), Some(vec![]));
        assert_eq!(positions(&feed, 9), None);
    }

    #[test]
    fn retains_a_bounded_number() {
        let feed = feed(0);
        let last = RETAINED as i64 + 5;
        feed.append(0, (1..=last).map(row).collect());
        assert_eq!(positions(&feed, 4), None);
        assert_eq!(positions(&feed, 5).map(|rows| rows.len()), Some(RETAINED));
    }

    #[test]
    fn a_hole_forgets_what_was_before_it() {
        let feed = feed(0);
        feed.append(0, vec![row(1)]);
        feed.append(1, vec![row(5)]);
        assert_eq!(positions(&feed, 0), None);
        assert_eq!(positions(&feed, 4), Some(vec![5]));
    }
}
