//! The trees that somebody looks at: of each this process follows the feed, keeps the recent
//! changes, and mirrors the licenses in memory (see crate `mirror`), so that pages and live
//! views are answered from there.
//!
//! A mirror is fed by committed changes only, in the order of their positions. It begins with
//! one read of all rows at one position; a change of many rows (an import) makes it read that
//! part of the tree again. A tree that nobody looked at for ten minutes is forgotten, and one
//! with more than a set number of licenses is never mirrored: its pages come from the
//! database, and its live views are told to read again.

mod feed;
mod follow;
mod mirrored;

use crate::clock::Clock;
use domain::catalog::Catalog;
use domain::ids::RootId;
use domain::license::LicenseRow;
pub use feed::Feed;
pub use mirrored::Mirrored;
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use store::{Store, StoreError};
use tokio::sync::{Notify, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// How often every follower looks at the database unasked: a ring or a notification can be
/// missed, the poll cannot.
const POLL: Duration = Duration::from_secs(1);
/// A tree that nobody looked at for so long costs nothing any more.
const IDLE: Duration = Duration::from_secs(600);
/// Changes read from before the first look, so that tabs can resume after a restart.
const PRELOADED: i64 = 1_024;
/// How long a page waits for its mirror to catch up before the database answers.
const PATIENCE: Duration = Duration::from_secs(1);
/// Licenses of one tree that are mirrored at most, unless set otherwise: some 2 GB.
pub const MIRRORED_ROWS: u64 = 4_000_000;

/// One tree that somebody looks at.
pub struct Root {
    id: RootId,
    /// Its recent changes.
    pub feed: Feed,
    wanted: Notify,
    licenses: RwLock<Option<Mirrored<LicenseRow>>>,
    /// Whether the mirror can be asked; its changes wake those who wait for it.
    ready: watch::Sender<bool>,
    /// The mirror has to be filled anew.
    lost: AtomicBool,
    looked: Mutex<Instant>,
}

/// All trees that are looked at.
pub struct Roots {
    store: Store,
    catalog: Arc<Catalog>,
    clock: Clock,
    limit: u64,
    followed: Mutex<HashMap<RootId, Arc<Root>>>,
    closed: CancellationToken,
}

impl fmt::Debug for Roots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Roots").field("limit", &self.limit).finish_non_exhaustive()
    }
}

impl Roots {
    pub(crate) fn new(store: Store, catalog: Arc<Catalog>, clock: Clock, limit: u64) -> Arc<Self> {
        let (followed, closed) = (Mutex::default(), CancellationToken::new());
        Arc::new(Self { store, catalog, clock, limit, followed, closed })
    }

    /// A tree, followed from now on until nobody looks at it any more.
    ///
    /// # Errors
    /// Database errors.
    pub async fn look(self: &Arc<Self>, id: RootId) -> Result<Arc<Root>, StoreError> {
        if let Some(root) = self.followed(id) {
            return Ok(root);
        }
        let head = self.store.feed_head(id).await?;
        let fresh = Arc::new(Root::new(id, (head - PRELOADED).max(0)));
        fresh.read(self).await?;
        let mut followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        // Somebody else may have been faster.
        let root = Arc::clone(followed.entry(id).or_insert_with(|| {
            let follower = follow::follow(Arc::clone(&fresh), Arc::clone(self));
            let closed = self.closed.clone();
            tokio::spawn(async move { closed.run_until_cancelled(follower).await });
            fresh
        }));
        drop(followed);
        Ok(root)
    }

    /// A tree, if it is followed; it counts as looked at.
    fn followed(&self, id: RootId) -> Option<Arc<Root>> {
        let followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        let root = followed.get(&id).cloned()?;
        *root.looked.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        Some(root)
    }

    /// Makes the follower of a tree look at the database now, if there is one.
    pub fn wake(&self, id: RootId) {
        let followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(root) = followed.get(&id) {
            root.wanted.notify_one();
        }
    }

    /// Ends all followers.
    pub fn close(&self) {
        self.closed.cancel();
    }

    /// Forgets a tree that nobody holds and nobody looked at for long. True if it did.
    fn forget(&self, root: &Arc<Root>) -> bool {
        let mut followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        let looked = *root.looked.lock().unwrap_or_else(PoisonError::into_inner);
        // The map and the follower itself hold it.
        let unused = Arc::strong_count(root) == 2 && looked.elapsed() > IDLE;
        if unused {
            followed.remove(&root.id);
        }
        unused
    }
}

impl Root {
    fn new(id: RootId, after: i64) -> Self {
        Self {
            id,
            feed: Feed::new(after),
            wanted: Notify::new(),
            licenses: RwLock::default(),
            ready: watch::channel(false).0,
            lost: AtomicBool::new(false),
            looked: Mutex::new(Instant::now()),
        }
    }

    /// Asks the mirror of the licenses; none while there is none.
    pub fn licenses<T>(&self, ask: impl FnOnce(&Mirrored<LicenseRow>) -> T) -> Option<T> {
        self.licenses.read().unwrap_or_else(PoisonError::into_inner).as_ref().map(ask)
    }

    /// Sees the mirror come and go.
    #[must_use]
    pub fn watch_mirror(&self) -> watch::Receiver<bool> {
        self.ready.subscribe()
    }

    /// Waits until everything up to a position is known here. False when that takes too long.
    pub async fn reach(&self, pos: i64) -> bool {
        if self.feed.head() >= pos {
            return true;
        }
        self.wanted.notify_one();
        let mut head = self.feed.watch();
        tokio::time::timeout(PATIENCE, head.wait_for(|head| *head >= pos)).await.is_ok()
    }

    fn set_mirror(&self, mirrored: Option<Mirrored<LicenseRow>>) {
        let ready = mirrored.is_some();
        *self.licenses.write().unwrap_or_else(PoisonError::into_inner) = mirrored;
        self.ready.send_replace(ready);
    }
}
