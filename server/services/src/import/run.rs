//! Running an import: plan again against locked rows, compare with what the person saw,
//! write, and end as done or failed.

use super::cache::Checked;
use super::jobs::{blocking, by_key, customers, json, partner, stored};
use super::plan::{Existing, Plan, Planned, PlannedLine, plan};
use super::{KEPT_LINES, Stored};
use crate::{ServiceError, Services};
use domain::field::FieldError;
use domain::ids::LicenseId;
use domain::import::{Counts, Field, ImportState, LineReport, Outcome, RowIssue};
use domain::license::LicenseRow;
use domain::people::Principal;
use std::sync::Arc;
use std::time::Duration;
use store::StoreError;
use store::import::Import;

/// How often an import that met somebody else's new key or customer begins anew.
const TRIES: u32 = 3;
/// Licenses locked by one statement.
const LOCK_BATCH: usize = 10_000;
/// Time between two tries to mark an import as failed: the first, doubled up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Lines as they will be written, and those that are not what the person saw.
pub(super) struct Agreed {
    pub(super) plan: Plan,
    pub(super) counts: Counts,
    pub(super) refused: Vec<LineReport>,
    pub(super) meanwhile: Vec<LineReport>,
}

impl Services {
    /// Runs to the end and never fails itself: an import that fails says so in its row, for
    /// which a database that is away is waited for as long as `patience`.
    pub(super) async fn import_finish(
        &self,
        who: &Principal,
        import: Import,
        checked: Arc<Checked>,
        patience: Duration,
    ) {
        // In a task of its own, so that even a panic ends the import as failed.
        let (services, person, row) = (self.clone(), who.clone(), import.clone());
        let work = tokio::spawn(async move { services.import_try(&person, &row, &checked).await });
        let outcome = work
            .await
            .unwrap_or_else(|error| Err(ServiceError::Internal(format!("it ended: {error}"))));
        let Err(error) = outcome else {
            self.imports.remove(import.id);
            return;
        };
        let id = import.id;
        let code = match error {
            // Whoever changed the import's row has said why: it was stopped.
            ServiceError::Conflict(_) => return,
            ServiceError::Refused(code) => code,
            error => {
                tracing::error!(import.id = %id, "import {id} failed: {error:?}");
                "import-failed"
            }
        };
        let failed = self.import_mark(who, import, FieldError::new("file", code), patience).await;
        if let Err(error) = failed {
            tracing::error!(import.id = %id, "import {id} could not be marked: {error:?}");
        }
    }

    /// Marks an import as failed, again and again while the database does not answer: what
    /// ended the import may well keep it from being marked, and the page waits for that.
    async fn import_mark(
        &self,
        who: &Principal,
        import: Import,
        error: FieldError,
        patience: Duration,
    ) -> Result<(), ServiceError> {
        let (mut waited, mut pause) = (Duration::ZERO, FIRST_PAUSE);
        loop {
            match self.import_failed(who, import.clone(), error.clone()).await {
                // Stopped meanwhile, or committed after all before the connection was lost.
                Err(ServiceError::Conflict(_)) => return Ok(()),
                Err(ServiceError::Unavailable(_) | ServiceError::Store(_)) if waited < patience => {
                }
                done => return done,
            }
            tokio::time::sleep(pause).await;
            waited += pause;
            pause = LONGEST_PAUSE.min(pause * 2);
        }
    }

    async fn import_try(
        &self,
        who: &Principal,
        import: &Import,
        checked: &Arc<Checked>,
    ) -> Result<(), ServiceError> {
        for _ in 1..TRIES {
            match self.import_write(who, import, checked).await {
                // Somebody made the same key or customer between our look and our write.
                Err(ServiceError::Store(StoreError::Duplicate { .. })) => {}
                done => return done,
            }
        }
        self.import_write(who, import, checked).await
    }

    /// The whole import in one transaction.
    async fn import_write(
        &self,
        who: &Principal,
        import: &Import,
        checked: &Arc<Checked>,
    ) -> Result<(), ServiceError> {
        let mut tx = self.store.begin(who.scope).await?;
        let licenses = self.import_lock(&mut tx, who, checked).await?;
        let customers = customers(&mut tx, who).await?;
        let agreed = self.agree(who, checked, licenses, customers).await?;
        let written = self.write_plan(&mut tx, who, import, &agreed).await?;
        let mut ended = import.clone();
        ended.state = ImportState::Done;
        ended.report = Some(json(&Stored {
            counts: Some(agreed.counts),
            customers_created: written.customers,
            refused: agreed.refused,
            meanwhile: agreed.meanwhile,
            ..stored(import)?
        })?);
        let now = self.clock.now();
        // Finds out whether it was stopped: then all of this is undone.
        store::import::import_update(&mut tx, &ended, now).await?;
        store::import::import_forget_file(&mut tx, import.id).await?;
        let change = store::feed::Change::many("licenses-imported", who.org);
        store::feed::changes_publish(&mut tx, &[change], now).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        metrics::counter!("seatkeeper_imported_licenses_total")
            .increment(u64::from(agreed.counts.writes()));
        Ok(())
    }

    /// The partner's licenses that the file names, locked until the end.
    async fn import_lock(
        &self,
        tx: &mut store::TenantTx,
        who: &Principal,
        checked: &Checked,
    ) -> Result<Vec<LicenseRow>, ServiceError> {
        let lines = checked.plan.lines.iter();
        let mut keys: Vec<String> = lines
            .filter(|line| line.outcome() != Outcome::Refuse)
            .map(|line| line.key.clone())
            .collect();
        keys.sort_unstable();
        let found = self.licenses_of_keys(tx, who, &keys).await?;
        let mut ids: Vec<LicenseId> = found.into_iter().map(|row| row.id).collect();
        ids.sort_unstable();
        let mut locked = Vec::with_capacity(ids.len());
        for batch in ids.chunks(LOCK_BATCH) {
            locked.extend(store::license::licenses_lock(tx, &self.catalog, batch).await?);
        }
        Ok(locked)
    }

    /// Plans again, and keeps of it what the person has seen in the check.
    async fn agree(
        &self,
        who: &Principal,
        checked: &Arc<Checked>,
        licenses: Vec<LicenseRow>,
        customers: Vec<domain::license::OrgRef>,
    ) -> Result<Agreed, ServiceError> {
        let (catalog, partner) = (Arc::clone(&self.catalog), partner(who));
        let checked = Arc::clone(checked);
        blocking(move || {
            let licenses = by_key(licenses);
            // The day of the check, or what it left to be filled in would differ after midnight.
            let today = checked.today;
            let existing =
                Existing { catalog: &catalog, partner: &partner, licenses, customers, today };
            let mut now = plan(&checked.sheet, &checked.settings, existing);
            let mut meanwhile = Vec::new();
            let mut counts = Counts::default();
            let mut refused = Vec::new();
            for at in 0..now.lines.len() {
                let is = now.report(&now.lines[at], &catalog);
                let seen = checked.plan.lines.get(at).map(|l| checked.plan.report(l, &catalog));
                let same = seen
                    .as_ref()
                    .is_some_and(|seen| (seen.outcome, &seen.changes) == (is.outcome, &is.changes));
                if !same && is.outcome != Outcome::Refuse {
                    now.lines[at].planned = Planned::Refuse(vec![changed(&is)]);
                }
                let line = &now.lines[at];
                counts.add(line.outcome());
                if line.outcome() == Outcome::Refuse && refused.len() < KEPT_LINES {
                    refused.push(now.report(line, &catalog));
                }
                if !same && meanwhile.len() < KEPT_LINES {
                    meanwhile.push(now.report(line, &catalog));
                }
            }
            Ok(Agreed { plan: now, counts, refused, meanwhile })
        })
        .await
    }
}

/// The issue of a line that is not what the person saw.
fn changed(line: &LineReport) -> RowIssue {
    let error = FieldError::new(Field::Key.slug(), "changed-meanwhile");
    RowIssue::new(line.line, "", &line.key, error)
}

impl PlannedLine {
    /// The row before, and the draft of what it becomes, when the line writes anything.
    pub(super) fn write(&self) -> Option<(Option<&LicenseRow>, &super::plan::Draft)> {
        match &self.planned {
            Planned::Create(draft) => Some((None, draft)),
            Planned::Change(before, draft) => Some((Some(before), draft)),
            Planned::Same | Planned::Refuse(_) => None,
        }
    }
}
