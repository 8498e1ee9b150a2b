//! Live updates: one reader per root and process follows the feed; every socket takes from
//! what the reader retains, at its own speed.
//!
//! There are no queues per socket. A socket remembers how far it has told its tab; when it is
//! free to send, it takes all changes since then, coalesced per row. One that falls behind
//! what is retained tells its views to read again. So a slow tab costs its cursor and nothing
//! else, and a change is kept in memory once.

mod feed;
mod socket;
mod view;

pub use socket::{LiveSession, LiveState, endpoint};

use domain::ids::RootId;
use feed::Feed;
use services::Services;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often every reader looks at the database unasked: a ring or a notification can be
/// missed, the poll cannot.
const POLL: Duration = Duration::from_secs(1);
/// At most this often the other processes are told about one root.
const NOTIFY_EVERY: Duration = Duration::from_millis(50);

/// The live hub of this process.
#[derive(Clone)]
pub struct Hub {
    services: Services,
    feeds: Arc<Mutex<HashMap<RootId, Weak<Feed>>>>,
    shutdown: CancellationToken,
}

impl Hub {
    /// A hub; its tasks run until `shutdown`.
    #[must_use]
    pub fn start(services: Services, shutdown: CancellationToken) -> Self {
        let hub = Self { services, feeds: Arc::default(), shutdown };
        tokio::spawn(hub.clone().hear_own());
        tokio::spawn(hub.clone().hear_others());
        hub
    }

    /// The feed of a root, followed as long as somebody holds it.
    async fn feed(&self, root: RootId) -> Result<Arc<Feed>, store::StoreError> {
        if let Some(feed) = self.followed(root) {
            return Ok(feed);
        }
        let fresh = Arc::new(Feed::open(&self.services.store, root).await?);
        let mut feeds = self.feeds.lock().unwrap_or_else(PoisonError::into_inner);
        feeds.retain(|_, feed| feed.strong_count() > 0);
        if let Some(feed) = feeds.get(&root).and_then(Weak::upgrade) {
            return Ok(feed);
        }
        feeds.insert(root, Arc::downgrade(&fresh));
        let follower = feed::follow(Arc::downgrade(&fresh), self.services.store.clone());
        let shutdown = self.shutdown.clone();
        tokio::spawn(async move { shutdown.run_until_cancelled(follower).await });
        Ok(fresh)
    }

    fn followed(&self, root: RootId) -> Option<Arc<Feed>> {
        let feeds = self.feeds.lock().unwrap_or_else(PoisonError::into_inner);
        feeds.get(&root).and_then(Weak::upgrade)
    }

    /// Wakes the readers for what this process commits, and tells the other processes.
    async fn hear_own(self) {
        let mut rings = self.services.wake.listen();
        let mut told: HashMap<RootId, tokio::time::Instant> = HashMap::new();
        loop {
            let ring = tokio::select! {
                ring = rings.recv() => ring,
                () = self.shutdown.cancelled() => return,
            };
            // After an overflow the poll catches up.
            let Ok(root) = ring else { continue };
            if let Some(feed) = self.followed(root) {
                feed.look();
            }
            let now = tokio::time::Instant::now();
            // What falls into the pause is found by the others' poll, within a second.
            if told.get(&root).is_none_or(|last| now - *last > NOTIFY_EVERY) {
                told.insert(root, now);
                if let Err(error) = self.services.store.notify(root).await {
                    tracing::warn!(root.id = root.0, "telling other nodes failed: {error}");
                }
            }
        }
    }

    /// Wakes the readers for what other processes commit.
    async fn hear_others(self) {
        loop {
            let listening = async {
                let mut listener = self.services.store.listen().await?;
                loop {
                    let root = listener.recv().await?;
                    if let Some(feed) = self.followed(root) {
                        feed.look();
                    }
                }
                #[expect(unreachable_code, reason = "names the block's error type")]
                Ok::<(), store::StoreError>(())
            };
            tokio::select! {
                outcome = listening => if let Err(error) = outcome {
                    tracing::debug!("listening to other nodes failed: {error}");
                },
                () = self.shutdown.cancelled() => return,
            }
            tokio::time::sleep(POLL).await;
        }
    }
}
