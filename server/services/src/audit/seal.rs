//! Making checkpoints, once a minute, and copying them to the second path.

use super::checkpoint::{name, sign};
use super::copies::Copy;
use super::{AuditKey, hex};
use crate::{ServiceError, Services};
use domain::ids::RootId;
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use store::log::checkpoint::{ChainState, Checkpoint};
use tokio::task::spawn_blocking;

/// Checkpoints that are copied at once.
const BATCH: i64 = 500;

/// What seals the log in this process.
#[derive(Debug)]
pub struct Sealer {
    key: AuditKey,
    /// The second path.
    folder: Option<Arc<Path>>,
    /// Up to which entry each root's checkpoints are known to be copied.
    copied: Mutex<HashMap<RootId, i64>>,
}

/// What was done at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sealed {
    /// Checkpoints made.
    pub made: u64,
    /// Checkpoints copied to the second path.
    pub copied: u64,
    /// Roots whose checkpoints could not be copied; the next time tries again.
    pub uncopied: u64,
}

impl Sealer {
    /// Signs by this key, and copies checkpoints into a folder if there is one.
    #[must_use]
    pub fn new(key: AuditKey, folder: Option<PathBuf>) -> Self {
        Self { key, folder: folder.map(Into::into), copied: Mutex::default() }
    }

    /// The checkpoint of a chain that has grown since the newest one.
    fn checkpoint(&self, chain: &ChainState, services: &Services) -> Option<Checkpoint> {
        let (seq, hash) = chain.head?;
        let newest = chain.newest.as_ref();
        let sealed = newest.map_or(0, |newest| newest.seq);
        let changed = newest.is_some_and(|newest| newest.seq == seq && newest.hash != hex(&hash));
        if seq < sealed || changed {
            let root = chain.root.0;
            tracing::error!(
                root.id = root,
                "the action log of root {root} is not the one that was sealed up to entry \
                 {sealed}: run seatkeeper audit verify"
            );
            metrics::counter!("seatkeeper_log_checkpoints_total", "outcome" => "contradicted")
                .increment(1);
        }
        (seq > sealed).then(|| {
            let checkpoint = Checkpoint {
                root: chain.root.0,
                first: sealed + 1,
                seq,
                hash: hex(&hash),
                previous: newest.map(name).unwrap_or_default(),
                at: services.clock.now(),
                key_id: String::new(),
                signature: String::new(),
            };
            sign(checkpoint, &self.key)
        })
    }

    fn copied(&self) -> std::sync::MutexGuard<'_, HashMap<RootId, i64>> {
        self.copied.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Services {
    /// Seals every chain that has grown since its newest checkpoint, and copies to the second
    /// path what is not there yet. Several processes may do it at once: one of them seals.
    /// Where copying fails it is logged, counted, and tried again the next time.
    ///
    /// # Errors
    /// When the database fails; what is done until then stays.
    pub async fn log_seal(&self, sealer: &Sealer) -> Result<Sealed, ServiceError> {
        let mut sealed = Sealed::default();
        for chain in self.store.log_chains().await? {
            let mut newest = chain.newest.as_ref().map(|newest| newest.seq);
            if let Some(checkpoint) = sealer.checkpoint(&chain, self) {
                let made = self.store.checkpoint_insert(&checkpoint).await?;
                let outcome = if made { "made" } else { "made-elsewhere" };
                metrics::counter!("seatkeeper_log_checkpoints_total", "outcome" => outcome)
                    .increment(1);
                sealed.made += u64::from(made);
                newest = if made { Some(checkpoint.seq) } else { newest };
            }
            let (Some(folder), Some(newest)) = (&sealer.folder, newest) else { continue };
            if sealer.copied().get(&chain.root) == Some(&newest) {
                continue;
            }
            match self.copy(folder, chain.root, newest).await? {
                Ok(copied) => {
                    sealed.copied += copied;
                    sealer.copied().insert(chain.root, newest);
                    metrics::counter!("seatkeeper_log_copies_total", "outcome" => "copied")
                        .increment(copied);
                }
                Err(error) => {
                    sealed.uncopied += 1;
                    let root = chain.root.0;
                    tracing::error!(
                        root.id = root,
                        "checkpoints of root {root} could not be copied to {}: {error}",
                        folder.display()
                    );
                    metrics::counter!("seatkeeper_log_copies_total", "outcome" => "failed")
                        .increment(1);
                }
            }
        }
        Ok(sealed)
    }

    /// Copies a root's checkpoints that its file lacks; how many.
    async fn copy(
        &self,
        folder: &Arc<Path>,
        root: RootId,
        newest: i64,
    ) -> Result<io::Result<u64>, ServiceError> {
        let folder = Arc::clone(folder);
        let mut file = match blocking(move || Copy::open(&folder, root.0)).await? {
            Ok(file) => file,
            Err(error) => return Ok(Err(error)),
        };
        let mut last = file.last.as_ref().map_or(0, |last| last.seq);
        if last > newest {
            let says = format!("they go up to entry {last}, and the database's to {newest}");
            return Ok(Err(io::Error::new(io::ErrorKind::InvalidData, says)));
        }
        let mut copied = 0;
        loop {
            let next = self.store.checkpoints_after(root, last, BATCH).await?;
            let Some(end) = next.last().map(|checkpoint| checkpoint.seq) else {
                return Ok(Ok(copied));
            };
            (last, copied) = (end, copied + next.len() as u64);
            let written = blocking(move || file.append(&next).map(|()| file)).await?;
            file = match written {
                Ok(file) => file,
                Err(error) => return Ok(Err(error)),
            };
        }
    }
}

/// Works on a disk, which may take its time, where it blocks nobody.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ServiceError> {
    spawn_blocking(work).await.map_err(|error| ServiceError::Internal(error.to_string()))
}
