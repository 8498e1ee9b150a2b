//! The bell between a committed write and the live hub of this process.

use domain::ids::RootId;
use tokio::sync::broadcast;

/// A bell that names the root in which something was committed. A missed ring costs nothing:
/// the hub polls as well.
#[derive(Clone, Debug)]
pub struct Wake {
    rings: broadcast::Sender<RootId>,
}

impl Default for Wake {
    fn default() -> Self {
        Self { rings: broadcast::channel(256).0 }
    }
}

impl Wake {
    /// Rings for this root.
    pub fn ring(&self, root: RootId) {
        // No listener is no failure: a command line import has no hub.
        let _ = self.rings.send(root);
    }

    /// Hears every ring from now on.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<RootId> {
        self.rings.subscribe()
    }
}
