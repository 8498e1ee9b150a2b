//! Licenses as a file.

use super::{File, Format, Layout};
use crate::licenses::audience;
use crate::{ServiceError, Services, authorize};
use domain::people::{Language, Principal};
use domain::policy::Action;
use futures::{StreamExt, TryStreamExt};
use grid::licenses::LicenseView;
use grid::query::Query;
use std::io::{self, BufWriter, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use store::license_grid::{Exported, Picked};
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
    pub licenses: u64,
    /// A name for whoever downloads it.
    pub file_name: String,
    /// Its media type.
    pub media_type: &'static str,
}

/// What a file is to hold.
pub(super) struct Wanted {
    query: Query,
    picked: Picked,
    layout: Layout,
    format: Format,
    language: Language,
}

impl Services {
    /// Writes all licenses that a grid state shows to this person to a file: the view's
    /// columns in its order, its groups, opened, each with its count and sums before its
    /// licenses, and a total at the end. All of it is of one moment. Memory does not grow with
    /// the number of licenses or groups.
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
        let wanted = self.wanted(who, state, Picked::All, (format, language));
        self.export(who, wanted, &Arc::default()).await
    }

    /// Writes all licenses of this person to a file, with every column that an import reads.
    ///
    /// # Errors
    /// As [`Self::license_export`].
    pub async fn license_export_whole(
        &self,
        who: &Principal,
        format: Format,
        language: Language,
    ) -> Result<Export, ServiceError> {
        let layout = Layout::whole(who.sees_internal(), language, self.clock.today());
        let (query, picked) = (Query::default(), Picked::All);
        let wanted = Wanted { query, picked, layout, format, language };
        self.export(who, wanted, &Arc::default()).await
    }

    /// What a grid state asks for of these licenses. Licenses that were picked one by one are
    /// exported even where the state does not show them any more, as they are changed, too.
    pub(super) fn wanted(
        &self,
        who: &Principal,
        state: &str,
        picked: Picked,
        (format, language): (Format, Language),
    ) -> Wanted {
        let (view, _) = LicenseView::parse(state, audience(who));
        let layout = Layout::of_view(&view, audience(who), language, self.clock.today());
        let mut query = view.effective();
        if matches!(picked, Picked::Only(_)) {
            query.filters.clear();
            query.search.clear();
        }
        Wanted { query, picked, layout, format, language }
    }

    /// Writes a file; `written` tells meanwhile how many licenses it holds already.
    pub(super) async fn export(
        &self,
        who: &Principal,
        wanted: Wanted,
        written: &Arc<AtomicU64>,
    ) -> Result<Export, ServiceError> {
        authorize(who, Action::Export)?;
        let today = self.clock.today();
        let Wanted { query, picked, layout, format, language } = wanted;
        let (sender, batches) = mpsc::channel(WAITING);
        let counter = Arc::clone(written);
        let writer =
            tokio::task::spawn_blocking(move || write(format, language, layout, batches, &counter));
        let mut tx = self.store.begin_read(who.scope).await?;
        {
            let rows = store::license_grid::license_export(
                &mut tx,
                &self.catalog,
                audience(who),
                &query,
                &picked,
                today,
            )?;
            let mut batches = std::pin::pin!(rows.try_chunks(BATCH));
            let mut wanted = true;
            while let Some(batch) = batches.next().await {
                let batch = batch.map_err(|error| error.1)?;
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
        let (content, bytes, licenses) = written.map_err(|error| match error.kind() {
            io::ErrorKind::FileTooLarge => ServiceError::Refused("export-too-many"),
            _ => ServiceError::Internal(format!("writing a file: {error}")),
        })?;
        let file_name = format.file_name(language, today);
        Ok(Export { content, bytes, licenses, file_name, media_type: format.media_type() })
    }
}

fn write(
    format: Format,
    language: Language,
    layout: Layout,
    mut batches: mpsc::Receiver<Vec<Exported>>,
    written: &AtomicU64,
) -> io::Result<(std::fs::File, u64, u64)> {
    let mut content = tempfile::tempfile()?;
    let to = BufWriter::new(content.try_clone()?);
    let mut file = File::new(format, language, layout, to)?;
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
    let licenses = file.finish()?;
    let bytes = content.seek(SeekFrom::End(0))?;
    content.rewind()?;
    Ok((content, bytes, licenses))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn written(batches: Vec<Vec<Exported>>) -> io::Result<u64> {
        let (sender, receiver) = mpsc::channel(WAITING);
        for batch in batches {
            sender.try_send(batch).unwrap();
        }
        drop(sender);
        let layout = Layout::whole(true, Language::En, chrono::NaiveDate::MIN);
        let file = write(Format::Csv, Language::En, layout, receiver, &AtomicU64::new(0));
        file.map(|(_, _, licenses)| licenses)
    }

    #[test]
    fn a_file_ends_with_its_last_license_and_not_when_nobody_waits_for_it() {
        assert_eq!(written(vec![Vec::new()]).unwrap(), 0);
        assert_eq!(written(Vec::new()).unwrap_err().kind(), io::ErrorKind::Interrupted);
    }
}
