//! An import as a person drives it: upload, check, look, start, watch, stop.

use super::cache::Checked;
use super::plan::{Existing, keys, plan};
use super::read::{self, Sheet};
use super::{KEPT_LINES, Stored};
use crate::{ServiceError, Services, authorize};
use chrono::NaiveDate;
use domain::field::FieldError;
use domain::ids::ImportId;
use domain::import::{Check, ImportState, LineReport, Outcome, Progress, Settings};
use domain::license::{LicenseRow, OrgRef};
use domain::organization::give_obstacle;
use domain::people::Principal;
use domain::policy::Action;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use store::TenantTx;
use store::import::Import;
use uuid::Uuid;

/// Longest file name that is kept, in characters.
const MAX_FILE_NAME: usize = 200;
/// Most lines of one page of a report.
const MAX_PAGE: u32 = 500;
/// Most choices about customers or products in one check.
const MAX_CHOICES: usize = 10_000;
/// Keys asked of the database at once.
const KEY_BATCH: usize = 10_000;
/// How long a database that is away is waited for to mark a failed import, without the time
/// that each try takes itself. Housekeeping marks it in the end.
const PATIENCE: Duration = Duration::from_secs(10 * 60);
/// The same while somebody waits at a command line.
const SHORT_PATIENCE: Duration = Duration::from_secs(10);
/// Most imports in the list.
const LIST_LIMIT: i64 = 50;

impl Services {
    /// Keeps an uploaded file. What it is, is checked at once; what is in it, by a check.
    ///
    /// # Errors
    /// `Forbidden`; `Invalid` with the codes of [`read::inspect`].
    pub async fn import_upload(
        &self,
        who: &Principal,
        file_name: &str,
        bytes: Vec<u8>,
    ) -> Result<ImportId, ServiceError> {
        authorize(who, Action::Import)?;
        let name: String =
            domain::import::clean_line(file_name).chars().take(MAX_FILE_NAME).collect();
        let (name, bytes) = blocking(move || {
            read::inspect(&name, &bytes)?;
            Ok((name, bytes))
        })
        .await?;
        let id = ImportId(Uuid::now_v7());
        let settings = json(&Settings::default())?;
        let mut tx = self.store.begin(who.scope).await?;
        let now = self.clock.now();
        store::import::import_create(&mut tx, id, who.person, &name, &bytes, &settings, now)
            .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The dry run: what an import by these settings would do. Nothing is written.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; `Invalid` with the codes of [`read::read`]; `Refused` with
    /// `import-file-gone` or, once it was started, `import-started`.
    pub async fn import_check(
        &self,
        who: &Principal,
        id: ImportId,
        settings: Settings,
    ) -> Result<Check, ServiceError> {
        authorize(who, Action::Import)?;
        if settings.customers.len() > MAX_CHOICES || settings.products.len() > MAX_CHOICES {
            return Err(FieldError::new("settings", "too-many").with("max", MAX_CHOICES).into());
        }
        let mut import = self.import_row(who, id).await?;
        if import.state == ImportState::Running || import.state.ended() {
            return Err(ServiceError::Refused("import-started"));
        }
        let today = self.clock.today();
        let checked = self.import_plan(who, &import, settings, today).await?;
        let summary = checked.plan.summary.clone();
        import.state = ImportState::Checked;
        import.settings = json(&checked.settings)?;
        let stored =
            Stored { summary: Some(summary.clone()), today: Some(today), ..Stored::default() };
        import.report = Some(json(&stored)?);
        let mut tx = self.store.begin(who.scope).await?;
        store::import::import_update(&mut tx, &import, self.clock.now()).await?;
        tx.commit().await?;
        let settings = checked.settings.clone();
        Ok(Check { id, file_name: import.file_name, settings, summary })
    }

    /// The last check's answer, for whoever comes back to the page.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound` (also before the first check).
    pub async fn import_checked(
        &self,
        who: &Principal,
        id: ImportId,
    ) -> Result<Check, ServiceError> {
        authorize(who, Action::Import)?;
        let import = self.import_row(who, id).await?;
        let summary = stored(&import)?.summary.ok_or(ServiceError::NotFound)?;
        let settings = parse(&import.settings)?;
        Ok(Check { id, file_name: import.file_name, settings, summary })
    }

    /// Lines of the report, of one outcome or all, from an index on, at most 500. Of an
    /// import that has ended, the refused ones that were kept.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`, and as [`Self::import_check`].
    pub async fn import_rows(
        &self,
        who: &Principal,
        id: ImportId,
        outcome: Option<Outcome>,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<LineReport>, ServiceError> {
        authorize(who, Action::Import)?;
        let import = self.import_row(who, id).await?;
        let (skip, take) = (offset as usize, limit.min(MAX_PAGE) as usize);
        let wanted = |line: Outcome| outcome.is_none_or(|outcome| outcome == line);
        if import.state.ended() {
            let kept = stored(&import)?.refused.into_iter().filter(|line| wanted(line.outcome));
            return Ok(kept.skip(skip).take(take).collect());
        }
        let checked = self.import_checked_plan(who, &import).await?;
        let plan = &checked.plan;
        let lines = plan.lines.iter().filter(|line| wanted(line.outcome()));
        Ok(lines.skip(skip).take(take).map(|line| plan.report(line, &self.catalog)).collect())
    }

    /// Starts an import that was checked. It runs by itself from here on.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; `Refused` with `import-not-checked` or `import-nothing`;
    /// `Conflict` when it was started or checked at the same moment.
    pub async fn import_start(&self, who: &Principal, id: ImportId) -> Result<(), ServiceError> {
        let (import, checked) = self.import_begin(who, id).await?;
        let (services, who) = (self.clone(), who.clone());
        tokio::spawn(async move { services.import_finish(&who, import, checked, PATIENCE).await });
        Ok(())
    }

    /// As [`Self::import_start`], but waits for the end: what a command line does.
    ///
    /// # Errors
    /// As [`Self::import_start`]; a failed import is told by its progress.
    pub async fn import_run(
        &self,
        who: &Principal,
        id: ImportId,
    ) -> Result<Progress, ServiceError> {
        let (import, checked) = self.import_begin(who, id).await?;
        self.import_finish(who, import, checked, SHORT_PATIENCE).await;
        self.import_status(who, id).await
    }

    /// Takes the right to run: only one call gets it.
    async fn import_begin(
        &self,
        who: &Principal,
        id: ImportId,
    ) -> Result<(Import, Arc<Checked>), ServiceError> {
        authorize(who, Action::Import)?;
        let mut import = self.import_row(who, id).await?;
        match import.state {
            ImportState::Checked => {}
            ImportState::Uploaded | ImportState::Checking => {
                return Err(ServiceError::Refused("import-not-checked"));
            }
            _ => return Err(ServiceError::Refused("import-started")),
        }
        let summary = stored(&import)?.summary;
        if !summary.as_ref().is_some_and(domain::import::Summary::can_start) {
            return Err(ServiceError::Refused("import-nothing"));
        }
        let checked = self.import_checked_plan(who, &import).await?;
        if Some(checked.plan.summary.counts) != summary.map(|summary| summary.counts) {
            // Made again after a restart, and no longer what the person saw.
            return Err(ServiceError::Refused("import-check-again"));
        }
        import.state = ImportState::Running;
        let mut tx = self.store.begin(who.scope).await?;
        import.version = store::import::import_update(&mut tx, &import, self.clock.now()).await?;
        tx.commit().await?;
        Ok((import, checked))
    }

    /// How far an import is.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn import_status(
        &self,
        who: &Principal,
        id: ImportId,
    ) -> Result<Progress, ServiceError> {
        authorize(who, Action::Import)?;
        progress(&self.import_row(who, id).await?)
    }

    /// The newest imports of the organization.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn import_list(&self, who: &Principal) -> Result<Vec<Progress>, ServiceError> {
        authorize(who, Action::Import)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let imports = store::import::import_list(&mut tx, LIST_LIMIT).await?;
        tx.commit().await?;
        imports.iter().map(progress).collect()
    }

    /// Stops an import that has not ended; nothing of it is kept. One that commits at this
    /// very moment wins.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; `Refused` with `import-ended`.
    pub async fn import_cancel(&self, who: &Principal, id: ImportId) -> Result<(), ServiceError> {
        authorize(who, Action::Import)?;
        let import = self.import_row(who, id).await?;
        if import.state.ended() {
            return Err(ServiceError::Refused("import-ended"));
        }
        self.import_failed(who, import, FieldError::new("file", "import-cancelled")).await
    }

    /// Marks as failed what a dead process left running, and forgets files that were left
    /// alone for a day. `silent` is how long a running import may show no sign of life: zero
    /// at the start of the only process, a few minutes where there are several.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn import_tidy(&self, silent: Duration) -> Result<u64, ServiceError> {
        let now = self.clock.now();
        let error = json(&FieldError::new("file", "import-interrupted"))?;
        let marked = self.store.imports_interrupted(now - silent, &error, now).await?;
        self.store.imports_forget(now - Duration::from_secs(24 * 60 * 60)).await?;
        Ok(marked)
    }

    /// Ends an import as failed, whatever happens to it meanwhile but success.
    pub(super) async fn import_failed(
        &self,
        who: &Principal,
        mut import: Import,
        error: FieldError,
    ) -> Result<(), ServiceError> {
        let report = Stored { error: Some(error), ..stored(&import)? };
        import.state = ImportState::Failed;
        import.report = Some(json(&report)?);
        let mut tx = self.store.begin(who.scope).await?;
        store::import::import_update(&mut tx, &import, self.clock.now()).await?;
        store::import::import_forget_file(&mut tx, import.id).await?;
        tx.commit().await?;
        self.imports.remove(import.id);
        Ok(())
    }

    async fn import_row(&self, who: &Principal, id: ImportId) -> Result<Import, ServiceError> {
        let mut tx = self.store.begin_read(who.scope).await?;
        let import = store::import::import_get(&mut tx, id).await?;
        tx.commit().await?;
        Ok(import)
    }

    /// The plan of the last check, made again for its day when this process does not have it.
    async fn import_checked_plan(
        &self,
        who: &Principal,
        import: &Import,
    ) -> Result<Arc<Checked>, ServiceError> {
        let settings: Settings = parse(&import.settings)?;
        let today = stored(import)?.today.unwrap_or_else(|| self.clock.today());
        match self.imports.get(import.id) {
            Some(checked) if checked.settings == settings && checked.today == today => Ok(checked),
            _ => self.import_plan(who, import, settings, today).await,
        }
    }

    async fn import_plan(
        &self,
        who: &Principal,
        import: &Import,
        settings: Settings,
        today: NaiveDate,
    ) -> Result<Arc<Checked>, ServiceError> {
        let sheet = self.import_sheet(who, import).await?;
        let keys = {
            let (sheet, settings) = (Arc::clone(&sheet), settings.clone());
            blocking(move || Ok(keys(&sheet, &settings))).await?
        };
        let mut tx = self.store.begin_read(who.scope).await?;
        let licenses = self.licenses_of_keys(&mut tx, who, &keys).await?;
        let customers = customers(&mut tx, who).await?;
        tx.commit().await?;
        let (catalog, partner) = (Arc::clone(&self.catalog), partner(who));
        let checked = blocking(move || {
            let licenses = by_key(licenses);
            let existing =
                Existing { catalog: &catalog, partner: &partner, licenses, customers, today };
            let plan = plan(&sheet, &settings, existing);
            Ok(Arc::new(Checked { sheet, settings, today, plan }))
        })
        .await?;
        self.imports.put(import.id, Arc::clone(&checked));
        Ok(checked)
    }

    async fn import_sheet(
        &self,
        who: &Principal,
        import: &Import,
    ) -> Result<Arc<Sheet>, ServiceError> {
        if let Some(checked) = self.imports.get(import.id) {
            return Ok(Arc::clone(&checked.sheet));
        }
        let mut tx = self.store.begin_read(who.scope).await?;
        let file = store::import::import_file(&mut tx, import.id).await?;
        tx.commit().await?;
        let file = file.ok_or(ServiceError::Refused("import-file-gone"))?;
        let name = import.file_name.clone();
        Ok(Arc::new(blocking(move || read::read(&name, &file)).await?))
    }

    pub(super) async fn licenses_of_keys(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        keys: &[String],
    ) -> Result<Vec<LicenseRow>, ServiceError> {
        let mut found = Vec::new();
        for batch in keys.chunks(KEY_BATCH) {
            let rows = store::license::license_by_keys(tx, &self.catalog, who.org, batch).await?;
            found.extend(rows);
        }
        Ok(found)
    }
}

/// The importing partner as its licenses name it.
pub(super) fn partner(who: &Principal) -> OrgRef {
    OrgRef { id: who.org, name: who.org_name.clone() }
}

/// The partner's customers, as far as something can be given to them.
pub(super) async fn customers(
    tx: &mut TenantTx,
    who: &Principal,
) -> Result<Vec<OrgRef>, ServiceError> {
    let children = store::org::org_children(tx, who.org).await?;
    let open = children.into_iter().filter(|org| give_obstacle(org.state, &org.name).is_none());
    Ok(open.map(|org| OrgRef { id: org.id, name: org.name }).collect())
}

pub(super) fn by_key(licenses: Vec<LicenseRow>) -> HashMap<String, LicenseRow> {
    licenses.into_iter().map(|row| (row.key.clone(), row)).collect()
}

/// Runs work of seconds where it blocks nobody.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, FieldError> + Send + 'static,
) -> Result<T, ServiceError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(error) => Err(ServiceError::Internal(format!("an import's work ended: {error}"))),
    }
}

pub(super) fn json(value: &impl serde::Serialize) -> Result<Value, ServiceError> {
    serde_json::to_value(value).map_err(|error| ServiceError::Internal(error.to_string()))
}

fn parse<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T, ServiceError> {
    serde_json::from_value(value.clone()).map_err(|error| ServiceError::Internal(error.to_string()))
}

pub(super) fn stored(import: &Import) -> Result<Stored, ServiceError> {
    import.report.as_ref().map_or_else(|| Ok(Stored::default()), parse)
}

fn progress(import: &Import) -> Result<Progress, ServiceError> {
    let stored = stored(import)?;
    let count = |rows: i32| u32::try_from(rows).unwrap_or(0);
    let planned = stored.summary.map(|summary| summary.counts);
    let mut meanwhile = stored.meanwhile;
    meanwhile.truncate(KEPT_LINES);
    Ok(Progress {
        id: import.id,
        file_name: import.file_name.clone(),
        state: import.state,
        done: count(import.done_rows),
        total: count(import.total_rows),
        counts: stored.counts.or(planned).unwrap_or_default(),
        customers_created: stored.customers_created,
        error: stored.error,
        meanwhile,
        created_at: import.created_at,
    })
}
