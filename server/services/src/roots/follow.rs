//! The task that keeps one tree's feed and mirror up to date.

use super::mirrored::{Part, is_bulk};
use super::{Mirrored, POLL, Root, Roots};
use domain::license::LicenseRow;
use futures::StreamExt;
use grid::licenses::LICENSES;
use mirror::Mirror;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use store::StoreError;
use store::feed::FeedRow;
use store::whole;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Changes read at once.
const BATCH: i64 = 1_024;
/// Rows handed over at once while a mirror is filled.
const CHUNK: usize = 2_000;

type Loading = JoinHandle<Result<Option<Mirrored<LicenseRow>>, StoreError>>;

/// Follows until nobody looks any more. A failing database is asked again each second.
pub(super) async fn follow(root: Arc<Root>, roots: Arc<Roots>) {
    let mut loading = Some(load(&root, &roots, Duration::ZERO));
    loop {
        let awaited = async {
            match &mut loading {
                Some(loading) => loading.await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = timeout(POLL, root.wanted.notified()) => {}
            loaded = awaited => {
                loading = None;
                match loaded {
                    Ok(Ok(Some(mirrored))) => {
                        if !root.install(&roots, mirrored).await {
                            loading = Some(load(&root, &roots, Duration::ZERO));
                        }
                    }
                    Ok(Ok(None)) => tracing::info!(root.id = root.id.0, "too large to be mirrored"),
                    Ok(Err(error)) => {
                        tracing::warn!(root.id = root.id.0, "filling the mirror failed: {error}");
                        loading = Some(load(&root, &roots, POLL));
                    }
                    Err(error) => tracing::error!(root.id = root.id.0, "filling the mirror: {error}"),
                }
            }
        }
        if let Err(error) = root.read(&roots).await {
            tracing::warn!(root.id = root.id.0, "reading the feed failed: {error}");
        }
        if root.lost.swap(false, Relaxed) && loading.is_none() {
            loading = Some(load(&root, &roots, Duration::ZERO));
        }
        root.turn(&roots).await;
        if roots.forget(&root) {
            return;
        }
    }
}

/// Reads all licenses at one position, after a while, in a task of its own; none when there
/// are too many.
fn load(root: &Root, roots: &Arc<Roots>, wait: Duration) -> Loading {
    let (id, roots) = (root.id, Arc::clone(roots));
    tokio::spawn(async move {
        tokio::time::sleep(wait).await;
        let mut tx = roots.store.begin_read(whole(id)).await?;
        if store::license::license_count_to(&mut tx, roots.limit + 1).await? > roots.limit {
            return Ok(None);
        }
        let pos = store::feed::feed_pos(&mut tx).await?;
        let (sender, mut chunks) = mpsc::channel::<Vec<(i64, LicenseRow)>>(2);
        let today = roots.clock.today();
        let filling = tokio::task::spawn_blocking(move || {
            let mut rows = Mirror::new(&LICENSES, today);
            while let Some(chunk) = chunks.blocking_recv() {
                rows.load(chunk);
            }
            rows
        });
        let mut read = store::license::license_each(&mut tx, &roots.catalog, CHUNK);
        while let Some(chunk) = read.next().await {
            // Fails only when the other end panicked, which is told below.
            let _ = sender.send(chunk?).await;
        }
        drop((read, sender));
        tx.commit().await?;
        match filling.await {
            Ok(rows) => Ok(Some(Mirrored { pos, rows })),
            Err(failed) => std::panic::resume_unwind(failed.into_panic()),
        }
    })
}

impl Root {
    /// Brings a filled mirror to the head and lets it be asked. False when it has to be
    /// filled once more.
    async fn install(self: &Arc<Self>, roots: &Roots, mut mirrored: Mirrored<LicenseRow>) -> bool {
        while mirrored.pos < self.feed.head() {
            let Ok(changes) = roots.store.feed_since(self.id, mirrored.pos, BATCH).await else {
                return false;
            };
            let whole = changes.first().is_some_and(|first| first.pos == mirrored.pos + 1);
            if !whole || changes.iter().any(is_bulk) {
                return false;
            }
            let head = self.feed.head();
            let known = changes.into_iter().take_while(|change| change.pos <= head);
            mirrored.apply(&known.map(Arc::new).collect::<Vec<_>>());
        }
        self.set_mirror(Some(mirrored));
        true
    }

    /// Reads what is new, and brings the mirror there before the feed's head says so.
    pub(super) async fn read(self: &Arc<Self>, roots: &Roots) -> Result<(), StoreError> {
        loop {
            let from = self.feed.head();
            let changes = roots.store.feed_since(self.id, from, BATCH).await?;
            let full = changes.len() as i64 == BATCH;
            let changes: Vec<Arc<FeedRow>> = changes.into_iter().map(Arc::new).collect();
            self.apply(roots, from, &changes).await?;
            self.feed.append(from, changes);
            if !full {
                return Ok(());
            }
        }
    }

    async fn apply(
        self: &Arc<Self>,
        roots: &Roots,
        from: i64,
        changes: &[Arc<FeedRow>],
    ) -> Result<(), StoreError> {
        let Some(first) = changes.first() else { return Ok(()) };
        if self.licenses(|_| ()).is_none() {
            return Ok(());
        }
        // A hole: the past was pruned under a reader that slept.
        if first.pos != from + 1 {
            self.lose();
            return Ok(());
        }
        let mut parts = Vec::new();
        let (mut all, mut pos) = (changes.to_vec(), from);
        if changes.iter().any(|change| is_bulk(change)) {
            let mut tx = roots.store.begin_read(whole(self.id)).await?;
            pos = store::feed::feed_pos(&mut tx).await?;
            for change in changes.iter().filter(|change| is_bulk(change)) {
                let scope = store::org::org_interval(&mut tx, change.tkey).await?;
                let rows = store::license::licenses_within(&mut tx, &roots.catalog, scope).await?;
                parts.push(Part { scope, rows });
            }
            tx.commit().await?;
            let last = changes.last().map_or(from, |change| change.pos);
            let later = roots.store.feed_since(self.id, last, pos - last).await?;
            all.extend(later.into_iter().map(Arc::new));
        }
        self.write(move |mirrored| {
            if parts.is_empty() {
                mirrored.apply(&all);
            } else {
                mirrored.replace(parts, &all, pos);
            }
        })
        .await;
        Ok(())
    }

    /// Does without the mirror until it has been filled anew.
    fn lose(&self) {
        self.set_mirror(None);
        self.lost.store(true, Relaxed);
    }

    /// On a new day statuses say something else, without any write.
    async fn turn(self: &Arc<Self>, roots: &Roots) {
        let today = roots.clock.today();
        if self.licenses(|mirrored| mirrored.rows.today() != today) == Some(true) {
            self.write(move |mirrored| {
                mirrored.rows.turn(today);
            })
            .await;
            self.ready.send_replace(true);
        }
    }

    /// Changes the mirror, away from the tasks that must not wait.
    async fn write(self: &Arc<Self>, act: impl FnOnce(&mut Mirrored<LicenseRow>) + Send + 'static) {
        let root = Arc::clone(self);
        let written = tokio::task::spawn_blocking(move || {
            let mut licenses = root.licenses.write().unwrap_or_else(PoisonError::into_inner);
            if let Some(mirrored) = licenses.as_mut() {
                act(mirrored);
            }
        });
        if let Err(error) = written.await {
            tracing::error!(root.id = self.id.0, "changing the mirror: {error}");
            self.lose();
        }
    }
}
