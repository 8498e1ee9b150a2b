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
use store::grid::{Exported, grid_export};
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
        let (view, _) = State::parse(R::SPEC, state, audience(who));
        let layout = Layout::<R>::of_view(&view, audience(who), words, self.clock.today());
        self.export(who, &view.effective(), format, layout).await
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
        self.export::<LicenseRow>(who, &Query::default(), format, layout).await
    }

    async fn export<R: Rows>(
        &self,
        who: &Principal,
        query: &Query,
        format: Format,
        layout: Layout<R>,
    ) -> Result<Export, ServiceError> {
        authorize(who, R::MAY)?;
        authorize(who, Action::Export)?;
        let seen = self.seen(who);
        let file_name = layout.file_name(format);
        let (sender, batches) = mpsc::channel(WAITING);
        let writer = tokio::task::spawn_blocking(move || write(format, layout, batches));
        let mut tx = self.store.begin_read(who.scope).await?;
        {
            let rows = grid_export::<R>(&mut tx, seen, query)?;
            let mut batches = std::pin::pin!(rows.try_chunks(BATCH));
            while let Some(batch) = batches.next().await {
                let mut batch = batch.map_err(|error| error.1)?;
                batch.iter_mut().for_each(|exported| exported.row.mask(who));
                // A writer that is gone has failed; why, it says below.
                if sender.send(batch).await.is_err() {
                    break;
                }
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
) -> io::Result<(std::fs::File, u64, u64)> {
    let mut content = tempfile::tempfile()?;
    let to = BufWriter::new(content.try_clone()?);
    let mut file = File::new(format, layout, to)?;
    while let Some(batch) = batches.blocking_recv() {
        for Exported { row, groups } in batch {
            file.row(&row, &groups)?;
        }
    }
    let rows = file.finish()?;
    let bytes = content.seek(SeekFrom::End(0))?;
    content.rewind()?;
    Ok((content, bytes, rows))
}
