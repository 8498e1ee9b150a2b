//! A view of the license grid as a file.

use super::{File, Format, MAX_XLSX_ROWS};
use crate::licenses::{audience, license_query};
use crate::{ServiceError, Services, authorize};
use domain::license::LicenseRow;
use domain::people::{Language, Principal};
use domain::policy::Action;
use futures::{StreamExt, TryStreamExt};
use std::io::{self, BufWriter, Seek, SeekFrom};
use tokio::sync::mpsc;

/// Licenses handed over at once from the database to the file.
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
    /// How many licenses it holds.
    pub licenses: u32,
    /// A name for whoever downloads it.
    pub file_name: String,
    /// Its media type.
    pub media_type: &'static str,
}

impl Services {
    /// Writes all licenses that a grid state shows to this person, groups opened, in its
    /// order, to a file. Memory does not grow with their number.
    ///
    /// # Errors
    /// `Forbidden`; `Refused` with `export-too-many` when a workbook cannot hold them;
    /// `Internal` when the disk is full.
    pub async fn license_export(
        &self,
        who: &Principal,
        state: &str,
        format: Format,
        language: Language,
    ) -> Result<Export, ServiceError> {
        authorize(who, Action::Export)?;
        let query = license_query(who, state);
        let today = self.clock.today();
        let (sender, batches) = mpsc::channel(WAITING);
        let internal = who.sees_internal();
        let writer =
            tokio::task::spawn_blocking(move || write(format, language, internal, batches));
        let mut tx = self.store.begin_read(who.scope).await?;
        {
            let rows = store::license_grid::license_export(
                &mut tx,
                &self.catalog,
                audience(who),
                &query,
                today,
            )?;
            let mut batches = std::pin::pin!(rows.try_chunks(BATCH));
            while let Some(batch) = batches.next().await {
                let batch = batch.map_err(|error| error.1)?;
                // A writer that is gone has failed; why, it says below.
                if sender.send(batch).await.is_err() {
                    break;
                }
            }
        }
        tx.commit().await?;
        drop(sender);
        let written = writer.await.map_err(|error| ServiceError::Internal(error.to_string()))?;
        let (content, bytes, licenses) = written?;
        let file_name = format.file_name(language, today);
        Ok(Export { content, bytes, licenses, file_name, media_type: format.media_type() })
    }
}

fn write(
    format: Format,
    language: Language,
    internal: bool,
    mut batches: mpsc::Receiver<Vec<LicenseRow>>,
) -> Result<(std::fs::File, u64, u32), ServiceError> {
    let failed = |error: io::Error| ServiceError::Internal(format!("writing a file: {error}"));
    let mut content = tempfile::tempfile().map_err(failed)?;
    let to = BufWriter::new(content.try_clone().map_err(failed)?);
    let mut file = File::new(format, language, internal, to).map_err(failed)?;
    let mut licenses = 0;
    while let Some(batch) = batches.blocking_recv() {
        for row in batch {
            if format == Format::Xlsx && licenses == MAX_XLSX_ROWS {
                return Err(ServiceError::Refused("export-too-many"));
            }
            file.row(&row).map_err(failed)?;
            licenses += 1;
        }
    }
    file.finish().map_err(failed)?;
    let bytes = content.seek(SeekFrom::End(0)).map_err(failed)?;
    content.rewind().map_err(failed)?;
    Ok((content, bytes, licenses))
}
