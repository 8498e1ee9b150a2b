//! Files that are made while the page goes on, and downloaded when they are ready.
//!
//! A file is written to the disk of the process that makes it and then kept in the database,
//! in pieces: whichever process a browser reaches tells how far it is and hands it out. It
//! belongs to the person who asked, and is forgotten after an hour.

use super::Words;
use crate::grid::Rows;
use crate::{ServiceError, Services, authorize, with_grid};
use chrono::{DateTime, Utc};
use domain::bulk::MAX_NAMED;
use domain::export::{ExportProgress, ExportRows, ExportState, MOST_FILES, StartExport};
use domain::field::FieldError;
use domain::ids::ExportId;
use domain::people::Principal;
use domain::policy::Action;
use futures::{Stream, stream};
use store::export::{ExportJob, NewExport};
use store::grid::Picked;
use uuid::Uuid;

/// How long a file is kept from when it was asked for.
const KEPT: chrono::Duration = chrono::Duration::hours(1);
/// One without a sign of life for so long belongs to a process that died.
const SILENT: chrono::Duration = chrono::Duration::minutes(1);

/// A file that can be downloaded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExportFile {
    /// Which.
    pub id: ExportId,
    /// Its name.
    pub file_name: String,
    /// Its media type.
    pub media_type: String,
    /// Its size.
    pub bytes: u64,
}

impl Services {
    /// Begins to make a file of what a grid state shows, or of some rows with the state's
    /// columns, groups and order. It goes on by itself.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` for an unknown grid; `Invalid` for too many rows; `Refused` with
    /// `bulk-nothing`, or with `export-busy` while as many as a person may have are being made.
    pub async fn export_start(
        &self,
        who: &Principal,
        ask: StartExport,
        words: Words,
    ) -> Result<ExportProgress, ServiceError> {
        authorize(who, Action::Export)?;
        let file_name = self.file_name(who, &ask, words)?;
        match &ask.rows {
            ExportRows::Only(ids) if ids.is_empty() => Err(ServiceError::Refused("bulk-nothing")),
            ExportRows::Only(ids) | ExportRows::But(ids) if ids.len() > MAX_NAMED => {
                Err(FieldError::new("selection", "too-many").with("max", MAX_NAMED).into())
            }
            _ => self.export_begin(who, ask, words, file_name).await,
        }
    }

    /// Makes a file that could not be made once more, in its place.
    ///
    /// # Errors
    /// As [`Self::export_start`], and `NotFound`.
    pub async fn export_again(
        &self,
        who: &Principal,
        id: ExportId,
        words: Words,
    ) -> Result<ExportProgress, ServiceError> {
        authorize(who, Action::Export)?;
        let job = self.export_job(who, id).await?;
        let ask = serde_json::from_value(job.ask).map_err(super::internal)?;
        self.export_remove(who, id).await?;
        self.export_start(who, ask, words).await
    }

    /// How far a file is.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` when there is none of this person, or it was forgotten.
    pub async fn export_progress(
        &self,
        who: &Principal,
        id: ExportId,
    ) -> Result<ExportProgress, ServiceError> {
        authorize(who, Action::Export)?;
        Ok(self.progress_of(self.export_job(who, id).await?))
    }

    /// This person's files, oldest first.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn export_list(&self, who: &Principal) -> Result<Vec<ExportProgress>, ServiceError> {
        authorize(who, Action::Export)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let jobs = store::export::export_list(&mut tx, who.person, self.kept_since()).await?;
        tx.commit().await?;
        Ok(jobs.into_iter().map(|job| self.progress_of(job)).collect())
    }

    /// Stops the making of a file, or forgets one that is there.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` when there is none of this person.
    pub async fn export_remove(&self, who: &Principal, id: ExportId) -> Result<(), ServiceError> {
        authorize(who, Action::Export)?;
        let mut tx = self.store.begin(who.scope).await?;
        let found = store::export::export_delete(&mut tx, id, who.person).await?;
        tx.commit().await?;
        if found { Ok(()) } else { Err(ServiceError::NotFound) }
    }

    /// A file that is ready; its content comes by [`Self::export_content`].
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` when there is none of this person, or it is not ready.
    pub async fn export_file(
        &self,
        who: &Principal,
        id: ExportId,
    ) -> Result<ExportFile, ServiceError> {
        authorize(who, Action::Export)?;
        let job = self.export_job(who, id).await?;
        if job.state != ExportState::Ready {
            return Err(ServiceError::NotFound);
        }
        let ExportJob { file_name, media_type, bytes, .. } = job;
        Ok(ExportFile { id, file_name, media_type, bytes: bytes.unsigned_abs() })
    }

    /// The content of a file, piece by piece, none of which holds a connection while it is
    /// sent. A file that is forgotten meanwhile ends in an error, so that nobody takes half of
    /// it for the whole.
    pub fn export_content(
        &self,
        who: &Principal,
        file: &ExportFile,
    ) -> impl Stream<Item = Result<Vec<u8>, ServiceError>> + Send + use<> {
        let (services, scope, id, bytes) = (self.clone(), who.scope, file.id, file.bytes);
        stream::try_unfold((0, 0), move |(seq, sent)| {
            let services = services.clone();
            async move {
                if sent >= bytes {
                    return Ok(None);
                }
                let mut tx = services.store.begin_read(scope).await?;
                let piece = store::export::export_chunk_get(&mut tx, id, seq).await?;
                tx.commit().await?;
                let piece = piece.ok_or(ServiceError::NotFound)?;
                let sent = sent + piece.len() as u64;
                Ok(Some((piece, (seq + 1, sent))))
            }
        })
    }

    /// Forgets what is older than an hour.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn export_tidy(&self) -> Result<u64, ServiceError> {
        Ok(self.store.export_prune(self.kept_since()).await?)
    }

    fn kept_since(&self) -> DateTime<Utc> {
        self.clock.now() - KEPT
    }

    async fn export_job(&self, who: &Principal, id: ExportId) -> Result<ExportJob, ServiceError> {
        let mut tx = self.store.begin_read(who.scope).await?;
        let job = store::export::export_get(&mut tx, id, who.person, self.kept_since()).await?;
        tx.commit().await?;
        Ok(job)
    }

    /// A file whose process died has failed: nobody need find and mark it.
    fn progress_of(&self, job: ExportJob) -> ExportProgress {
        let lost = self.is_lost(&job);
        ExportProgress {
            id: job.id,
            file_name: job.file_name,
            state: if lost { ExportState::Failed } else { job.state },
            rows: job.rows.unsigned_abs(),
            bytes: job.bytes.unsigned_abs(),
            reason: if lost { Some("export-interrupted".to_owned()) } else { job.reason },
        }
    }

    fn is_lost(&self, job: &ExportJob) -> bool {
        job.state == ExportState::Running && job.updated_at < self.clock.now() - SILENT
    }

    /// What a file will be called, for whoever may see the grid that it is of.
    fn file_name(
        &self,
        who: &Principal,
        ask: &StartExport,
        words: Words,
    ) -> Result<String, ServiceError> {
        let name = with_grid!(ask.grid.as_str(), R => {
            authorize(who, R::MAY)?;
            let wanted = self.wanted::<R>(who, &ask.state, Picked::All, (ask.format, words));
            wanted.layout.file_name(ask.format)
        });
        name.ok_or(ServiceError::NotFound)
    }

    async fn export_begin(
        &self,
        who: &Principal,
        ask: StartExport,
        words: Words,
        file_name: String,
    ) -> Result<ExportProgress, ServiceError> {
        let mut tx = self.store.begin(who.scope).await?;
        let mut held = store::export::export_list(&mut tx, who.person, self.kept_since()).await?;
        while held.len() >= MOST_FILES {
            let ended = |job: &ExportJob| job.state != ExportState::Running || self.is_lost(job);
            let Some(at) = held.iter().position(ended) else {
                return Err(ServiceError::Refused("export-busy"));
            };
            store::export::export_delete(&mut tx, held.remove(at).id, who.person).await?;
        }
        let new = NewExport {
            id: ExportId(Uuid::new_v4()),
            person: who.person,
            ask: serde_json::to_value(&ask).map_err(super::internal)?,
            file_name,
            media_type: ask.format.media_type(),
            at: self.clock.now(),
        };
        store::export::export_create(&mut tx, &new).await?;
        let job = store::export::export_get(&mut tx, new.id, who.person, self.kept_since()).await?;
        tx.commit().await?;
        self.export_spawn(who, new.id, ask, words);
        Ok(self.progress_of(job))
    }
}
