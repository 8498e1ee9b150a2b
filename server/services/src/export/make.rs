//! Making a file for download, from its first row to its last piece.

use super::Words;
use crate::{ServiceError, Services, with_grid};
use domain::export::{ExportRows, StartExport};
use domain::ids::ExportId;
use domain::people::Principal;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use store::grid::Picked;
use tokio::io::AsyncReadExt;
use tokio::time::{MissedTickBehavior, interval};

/// How often who makes a file shows a sign of life, and notices that nobody wants it any more.
const EVERY: Duration = Duration::from_millis(500);
/// The size of a piece.
const PIECE: u64 = 256 * 1024;

impl Services {
    /// Lets a file be made.
    pub(super) fn export_spawn(
        &self,
        who: &Principal,
        id: ExportId,
        ask: StartExport,
        words: Words,
    ) {
        let (services, who) = (self.clone(), who.clone());
        tokio::spawn(async move {
            // In a task of its own, so that even a panic is told.
            let (inner, person) = (services.clone(), who.clone());
            let work = tokio::spawn(async move { inner.export_run(&person, id, ask, words).await });
            let outcome = work
                .await
                .unwrap_or_else(|error| Err(ServiceError::Internal(format!("it ended: {error}"))));
            let Err(error) = outcome else { return };
            let reason = match &error {
                ServiceError::Refused(code) => *code,
                ServiceError::Unavailable(_) => "unavailable",
                _ => "internal",
            };
            tracing::warn!(export.id = %id, "export {id} failed: {error}");
            if let Err(error) = services.export_end(&who, id, Err(reason)).await {
                tracing::error!(export.id = %id, "export {id} could not be marked: {error}");
            }
        });
    }

    async fn export_run(
        &self,
        who: &Principal,
        id: ExportId,
        ask: StartExport,
        words: Words,
    ) -> Result<(), ServiceError> {
        let written = Arc::new(AtomicU64::new(0));
        tokio::select! {
            made = self.export_make(who, id, (ask, words), &written) => made,
            () = self.export_wanted(who, id, &written) => Ok(()),
        }
    }

    async fn export_make(
        &self,
        who: &Principal,
        id: ExportId,
        (ask, words): (StartExport, Words),
        written: &Arc<AtomicU64>,
    ) -> Result<(), ServiceError> {
        // Never closed.
        let _turn = self.exports.acquire().await;
        let picked = match ask.rows {
            ExportRows::All => Picked::All,
            ExportRows::Only(ids) => Picked::Only(ids),
            ExportRows::But(ids) => Picked::But(ids),
        };
        let made = with_grid!(ask.grid.as_str(), R => {
            let wanted = self.wanted::<R>(who, &ask.state, picked, (ask.format, words));
            self.export(who, wanted, written).await?
        });
        let made = made.ok_or(ServiceError::NotFound)?;
        let mut content = tokio::fs::File::from_std(made.content);
        let mut seq = 0;
        loop {
            let mut piece = Vec::new();
            let read = (&mut content).take(PIECE).read_to_end(&mut piece).await;
            read.map_err(|error| ServiceError::Internal(format!("reading a file: {error}")))?;
            if piece.is_empty() {
                break;
            }
            let mut tx = self.store.begin(who.scope).await?;
            if !store::export::export_chunk_put(&mut tx, id, seq, &piece).await? {
                return Ok(());
            }
            tx.commit().await?;
            seq += 1;
        }
        let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        self.export_end(who, id, Ok((count(made.rows), count(made.bytes)))).await
    }

    async fn export_end(
        &self,
        who: &Principal,
        id: ExportId,
        made: Result<(i64, i64), &str>,
    ) -> Result<(), ServiceError> {
        let mut tx = self.store.begin(who.scope).await?;
        store::export::export_end(&mut tx, id, made, self.clock.now()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Tells how far a file is, and returns as soon as nobody wants it any more: whoever stops
    /// it may have reached another process.
    async fn export_wanted(&self, who: &Principal, id: ExportId, written: &AtomicU64) {
        let mut due = interval(EVERY);
        due.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            due.tick().await;
            let rows = i64::try_from(written.load(Ordering::Relaxed)).unwrap_or(i64::MAX);
            match self.export_advance(who, id, rows).await {
                Ok(true) => {}
                Ok(false) => return,
                // Who makes the file will see for itself whether the database is there.
                Err(error) => tracing::debug!("export {id} showed no sign of life: {error}"),
            }
        }
    }

    async fn export_advance(
        &self,
        who: &Principal,
        id: ExportId,
        rows: i64,
    ) -> Result<bool, ServiceError> {
        let mut tx = self.store.begin(who.scope).await?;
        let wanted = store::export::export_advance(&mut tx, id, rows, self.clock.now()).await?;
        tx.commit().await?;
        Ok(wanted)
    }
}
