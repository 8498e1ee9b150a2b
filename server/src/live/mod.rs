//! Live updates. One follower per root and process reads the feed and keeps the mirror
//! (`services::roots`); every socket tells its tab what changed in its windows, at its own
//! speed.
//!
//! There are no queues per socket. A socket remembers the window that each view was told; when
//! it is free to send, it tells the difference to the window as it is now. So a slow tab costs
//! what its screen holds and nothing else, and always ends up with what is true.

mod grid;
mod socket;
mod upgrade;
mod view;

pub use socket::{LiveSession, LiveState, endpoint};

use domain::ids::RootId;
use services::Services;
use std::collections::HashMap;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// At most this often the other processes are told about one root.
const NOTIFY_EVERY: Duration = Duration::from_millis(50);
/// A pause before the database is listened to again.
const PAUSE: Duration = Duration::from_secs(1);

/// The live hub of this process.
#[derive(Clone)]
pub struct Hub {
    services: Services,
    shutdown: CancellationToken,
}

impl Hub {
    /// A hub; its tasks run until `shutdown`.
    #[must_use]
    pub fn start(services: Services, shutdown: CancellationToken) -> Self {
        let hub = Self { services, shutdown };
        tokio::spawn(hub.clone().hear_own());
        tokio::spawn(hub.clone().hear_others());
        hub
    }

    /// Wakes the followers for what this process commits, and tells the other processes.
    async fn hear_own(self) {
        let mut rings = self.services.wake.listen();
        let mut told: HashMap<RootId, tokio::time::Instant> = HashMap::new();
        loop {
            let ring = tokio::select! {
                ring = rings.recv() => ring,
                () = self.shutdown.cancelled() => return self.services.roots.close(),
            };
            // After an overflow the poll catches up.
            let Ok(root) = ring else { continue };
            self.services.roots.wake(root);
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

    /// Wakes the followers for what other processes commit.
    async fn hear_others(self) {
        loop {
            let listening = async {
                let mut listener = self.services.store.listen().await?;
                loop {
                    self.services.roots.wake(listener.recv().await?);
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
            tokio::time::sleep(PAUSE).await;
        }
    }
}
