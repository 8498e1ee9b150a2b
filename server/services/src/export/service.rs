//! Grids as files.

use super::{File, Format, Layout, Words};
use crate::grid::{Rows, audience};
use crate::{ServiceError, Services, authorize};
use domain::license::LicenseRow;
use domain::people::{Language, Principal};
use domain::policy::Action;
use futures::{StreamExt, TryStreamExt};
use grid::query::Query;
use grid::state::State;
use std::io::{self, BufWriter, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use store::grid::{Exported, Picked, grid_export};
use tokio::sync::mpsc;

/// Rows handed over at once from the database to the file.
const BATCH: usize = 500;
/// Batches that may wait for the file.
const WAITING: usize = 4;

/// A file that was written, at its beginning. It has no name on the disk and is gone as soon
/// as it is dropped.
#[derive(Debug)]
pub struct Export {
    /// Its content.
    pub content: std::fs::File,
    /// Its size.
    pub bytes: u64,
    /// How many rows it holds.
    pub rows: u64,
    /// A name for whoever downloads it.
    pub file_name: String,
    /// Its media type.
    pub media_type: &'static str,
}

/// What a file is to hold.
pub(super) struct Wanted<R> {
    query: Query,
    picked: Picked,
    pub(super) layout: Layout<R>,
    format: Format,
}

impl Services {
    /// Writes all rows that a grid state shows to this person to a file: the view's columns in
    /// its order, its groups, opened, each with its count and sums before its rows, and a total
    /// at the end. All of it is of one moment. Memory does not grow with the number of rows or
    /// groups.
    ///
    /// # Errors
    /// `Forbidden`; `Refused` with `export-too-many` when a workbook cannot hold them;
    /// `Internal` when the disk is full.
    pub async fn grid_export<R: Rows>(
        &self,
        who: &Principal,
        state: &str,
        format: Format,
        words: Words,
    ) -> Result<Export, ServiceError> {
        let wanted = self.wanted::<R>(who, state, Picked::All, (format, words));
        self.export(who, wanted, &Arc::default()).await
    }

    /// Writes all licenses of this person to a file, with every column that an import reads.
    ///
    /// # Errors
    /// As [`Self::grid_export`].
    pub async fn license_export_whole(
        &self,
        who: &Principal,
        format: Format,
        language: Language,
    ) -> Result<Export, ServiceError> {
        let layout = Layout::whole(who.sees_internal(), language, self.clock.today());
        let (query, picked) = (Query::default(), Picked::All);
        let wanted = Wanted::<LicenseRow> { query, picked, layout, format };
        self.export(who, wanted, &Arc::default()).await
    }

    /// What a grid state asks for of these rows. Rows that were picked one by one are exported
    /// even where the state does not show them any more, as they are changed, too.
    pub(super) fn wanted<R: Rows>(
        &self,
        who: &Principal,
        state: &str,
        picked: Picked,
        (format, words): (Format, Words),
    ) -> Wanted<R> {
        let (view, _) = State::parse(R::SPEC, state, audience(who));
        let layout = Layout::of_view(&view, audience(who), words, self.clock.today());
        let mut query = view.effective();
        if matches!(picked, Picked::Only(_)) {
            query.filters.clear();
            query.search.clear();
        }
        Wanted { query, picked, layout, format }
    }

    /// Writes a file; `written` tells meanwhile how many rows it holds already.
    pub(super) async fn export<R: Rows>(
        &self,
        who: &Principal,
        wanted: Wanted<R>,
        written: &Arc<AtomicU64>,
    ) -> Result<Export, ServiceError> {
        authorize(who, R::MAY)?;
        authorize(who, Action::Export)?;
        let Wanted { query, picked, layout, format } = wanted;
        let seen = self.seen(who);
        let file_name = layout.file_name(format);
        let (sender, batches) = mpsc::channel(WAITING);
        let counter = Arc::clone(written);
        let writer = tokio::task::spawn_blocking(move || write(format, layout, batches, &counter));
        let mut tx = self.store.begin_read(who.scope).await?;
        {
            let rows = grid_export::<R>(&mut tx, seen, &query, &picked)?;
            let mut batches = std::pin::pin!(rows.try_chunks(BATCH));
            let mut wanted = true;
            while let Some(batch) = batches.next().await {
                let mut batch = batch.map_err(|error| error.1)?;
                batch.iter_mut().for_each(|exported| exported.row.mask(who));
                // A writer that is gone has failed; why, it says below.
                wanted = sender.send(batch).await.is_ok();
                if !wanted {
                    break;
                }
            }
            if wanted {
                // An empty one says that these were all.
                sender.send(Vec::new()).await.ok();
            }
        }
        tx.commit().await?;
        drop(sender);
        let written = writer.await.map_err(|error| ServiceError::Internal(error.to_string()))?;
        let (content, bytes, rows) = written.map_err(|error| match error.kind() {
            io::ErrorKind::FileTooLarge => ServiceError::Refused("export-too-many"),
            _ => ServiceError::Internal(format!("writing a file: {error}")),
        })?;
        Ok(Export { content, bytes, rows, file_name, media_type: format.media_type() })
    }
}

fn write<R: Rows>(
    format: Format,
    layout: Layout<R>,
    mut batches: mpsc::Receiver<Vec<Exported<R>>>,
    written: &AtomicU64,
) -> io::Result<(std::fs::File, u64, u64)> {
    let mut content = tempfile::tempfile()?;
    let to = BufWriter::new(content.try_clone()?);
    let mut file = File::new(format, layout, to)?;
    loop {
        // Whoever asked has hung up or stopped it: nobody needs the rest of the work.
        let batch = batches.blocking_recv().ok_or(io::ErrorKind::Interrupted)?;
        if batch.is_empty() {
            break;
        }
        for Exported { row, groups } in &batch {
            file.row(row, groups)?;
        }
        written.fetch_add(batch.len() as u64, Ordering::Relaxed);
    }
    let rows = file.finish()?;
    let bytes = content.seek(SeekFrom::End(0))?;
    content.rewind()?;
    Ok((content, bytes, rows))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn written(batches: Vec<Vec<Exported<LicenseRow>>>) -> io::Result<u64> {
        let (sender, receiver) = mpsc::channel(WAITING);
        for batch in batches {
            sender.try_send(batch).unwrap();
        }
        drop(sender);
        let layout = Layout::whole(true, Language::En, chrono::NaiveDate::MIN);
        let file = write(Format::Csv, layout, receiver, &AtomicU64::new(0));
        file.map(|(_, _, rows)| rows)
    }

    #[test]
    fn a_file_ends_with_its_last_row_and_not_when_nobody_waits_for_it() {
        assert_eq!(written(vec![Vec::new()]).unwrap(), 0);
        assert_eq!(written(Vec::new()).unwrap_err().kind(), io::ErrorKind::Interrupted);
    }
}
