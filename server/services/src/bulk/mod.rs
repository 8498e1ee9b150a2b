//! Changing many licenses at once: notes, renewals, customers.
//!
//! Which licenses it is about is settled when a change begins, with what each of them has then.
//! From there on it runs by itself, a few licenses at a time, each group in one transaction
//! with its log entries, its live changes and what became of each license. What the rules
//! refuse, or somebody has changed meanwhile, is left as it is and reported; nothing stops the
//! others. Since all of it is in the database, every process can tell how far a change is, and
//! one whose process died is marked as interrupted.

mod chunk;
mod run;
mod select;
mod task;
mod tell;
mod undo;

use crate::renewals::Wish;
use crate::{ServiceError, Services, authorize};
use chrono::{DateTime, Utc};
use domain::bulk::{
    BulkAction, BulkLine, BulkOutcome, BulkProgress, BulkState, MAX_REPORT, StartBulk,
};
use domain::command::UNDO_MINUTES;
use domain::ids::{BulkId, LicenseId};
use domain::people::Principal;
use domain::policy::Action;
use domain::renewal::{Agreed, Planned, PreviewLine, Refusal, RenewalPreview};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::time::Duration;
use store::TenantTx;
use store::bulk::{BulkJob, NewBulk, NewLine};
use store::idempotency::{Claim, idempotency_claim, idempotency_keep};
use task::Task;
use uuid::Uuid;

/// Most changes of one organization under way at once.
const MOST_RUNNING: u64 = 3;
/// One that has shown no sign of life for so long is not counted: its process may have died.
const SILENT: chrono::Duration = chrono::Duration::minutes(2);
/// Changes in the list.
const LISTED: i64 = 20;
/// Reports are kept this long; the log and the histories of the licenses stay.
const KEPT: chrono::Duration = chrono::Duration::days(90);

impl Services {
    /// Begins to change many licenses; it goes on by itself. The same idempotency key again
    /// finds the change that it began, so that nothing is done twice.
    ///
    /// # Errors
    /// `Forbidden`; `Invalid` for a note that does not fit or too many licenses; `NotFound` for
    /// an unknown customer; `Refused` with `bulk-nothing`, `bulk-busy`, `idempotency-mismatch` or,
    /// when a renewal costs something else than was seen, `price-changed`.
    pub async fn bulk_start(
        &self,
        who: &Principal,
        ask: StartBulk,
    ) -> Result<BulkProgress, ServiceError> {
        authorize(who, Action::Bulk)?;
        authorize(who, needed(&ask.action))?;
        let hash = Sha256::digest(serde_json::to_vec(&ask).map_err(internal)?).to_vec();
        let (ids, named) = self.bulk_select(who, ask.selection).await?;
        let mut tx = self.store.begin(who.scope).await?;
        let now = self.clock.now();
        match idempotency_claim(&mut tx, who.person, ask.idempotency, &hash, now).await? {
            Claim::Answered(id) => {
                tx.commit().await?;
                return self.bulk_progress(who, parse(&id)?).await;
            }
            Claim::OtherRequest => return Err(ServiceError::Refused("idempotency-mismatch")),
            Claim::Free => {}
        }
        if store::bulk::bulk_running(&mut tx, now - SILENT).await? >= MOST_RUNNING {
            return Err(ServiceError::Refused("bulk-busy"));
        }
        let task = Task::of(&mut tx, &ask.action, named).await?;
        let id = BulkId(Uuid::now_v7());
        let new = NewBulk {
            id,
            person: who.person,
            action: serde_json::to_value(&ask.action).map_err(internal)?,
            changes: task.changes(),
            named,
            at: now,
        };
        let lines = self.bulk_lines(&mut tx, who, &ask.action, ids).await?;
        store::bulk::bulk_create(&mut tx, &new, &lines).await?;
        let answer = serde_json::to_value(id).map_err(internal)?;
        idempotency_keep(&mut tx, who.person, ask.idempotency, &answer).await?;
        let job = store::bulk::bulk_get(&mut tx, id).await?;
        tx.commit().await?;
        self.bulk_spawn(who, id, task);
        self.progress(&job)
    }

    /// The licenses with what each costs at most. What is bought for a price that was seen costs
    /// that much now, and no license more than now while the change runs.
    async fn bulk_lines(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        action: &BulkAction,
        ids: Vec<LicenseId>,
    ) -> Result<Vec<NewLine>, ServiceError> {
        let (wish, agreed) = match action {
            BulkAction::Renew { years: Some(years), coupons, again, price }
                if *price != Agreed::AnyPrice =>
            {
                (Wish { years: Some(*years), coupons: *coupons, again: *again }, price)
            }
            _ => return Ok(ids.into_iter().map(|id| (id, None)).collect()),
        };
        let (mut lines, mut preview) = (Vec::with_capacity(ids.len()), RenewalPreview::default());
        let told = |line: PreviewLine| {
            let net = match &line.planned {
                Planned::Buys(price) => Some(price.net),
                Planned::Takes(_) | Planned::Refused(_) => None,
            };
            lines.push((line.license, net));
            preview.add(line);
        };
        self.preview_of(tx, who, wish, &ids, told).await?;
        match agreed.holds(&preview.totals) {
            true => Ok(lines),
            false => Err(Refusal::PriceChanged.into()),
        }
    }

    /// How far a change is.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn bulk_progress(
        &self,
        who: &Principal,
        id: BulkId,
    ) -> Result<BulkProgress, ServiceError> {
        authorize(who, Action::Bulk)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let job = store::bulk::bulk_get(&mut tx, id).await?;
        tx.commit().await?;
        self.progress(&job)
    }

    /// The newest changes of the organization and those below it.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn bulk_list(&self, who: &Principal) -> Result<Vec<BulkProgress>, ServiceError> {
        authorize(who, Action::Bulk)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let jobs = store::bulk::bulk_list(&mut tx, LISTED).await?;
        tx.commit().await?;
        jobs.iter().map(|job| self.progress(job)).collect()
    }

    /// Stops a change: when this returns, no other license is changed. What was done stays.
    /// One that has ended already stays as it ended.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn bulk_stop(
        &self,
        who: &Principal,
        id: BulkId,
    ) -> Result<BulkProgress, ServiceError> {
        authorize(who, Action::Bulk)?;
        let mut tx = self.store.begin(who.scope).await?;
        self.bulk_end(&mut tx, id, BulkState::Stopped).await?;
        let job = store::bulk::bulk_get(&mut tx, id).await?;
        tx.commit().await?;
        self.ring_mail();
        self.progress(&job)
    }

    /// What became of each license, of one outcome or all, from an index on, at most 500.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn bulk_report(
        &self,
        who: &Principal,
        id: BulkId,
        outcome: Option<BulkOutcome>,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<BulkLine>, ServiceError> {
        authorize(who, Action::Bulk)?;
        let (offset, limit) = (i64::from(offset), i64::from(limit.min(MAX_REPORT)));
        let mut tx = self.store.begin_read(who.scope).await?;
        store::bulk::bulk_get(&mut tx, id).await?;
        let lines = store::bulk::bulk_report(&mut tx, id, outcome, offset, limit).await?;
        tx.commit().await?;
        lines
            .into_iter()
            .map(|line| {
                Ok(BulkLine {
                    license: line.license,
                    shown: line.shown,
                    outcome: line.outcome,
                    reason: line.reason.as_ref().map(parse).transpose()?,
                })
            })
            .collect()
    }

    /// Takes back a change that has ended, as a change of its own: licenses of which somebody
    /// has changed the same thing since are left and reported. Notes can be taken back as long
    /// as the report is kept, renewals and customers for as long after the end as a renewal
    /// alone. Asked again, it finds the one that was begun before.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; `Refused` with `bulk-not-undoable`, `undo-too-late` or, while
    /// it runs, `bulk-runs`.
    pub async fn bulk_undo(
        &self,
        who: &Principal,
        id: BulkId,
    ) -> Result<BulkProgress, ServiceError> {
        authorize(who, Action::Bulk)?;
        let mut tx = self.store.begin(who.scope).await?;
        let of = store::bulk::bulk_get(&mut tx, id).await?;
        let action: BulkAction = parse(&of.action)?;
        authorize(who, needed(&action))?;
        if matches!(action, BulkAction::Renew { .. }) {
            authorize(who, Action::UndoRenewal)?;
        }
        let Some(task) = Task::undoing(&of, &action)? else {
            return Err(ServiceError::Refused("bulk-not-undoable"));
        };
        if of.state == BulkState::Running {
            return Err(ServiceError::Refused("bulk-runs"));
        }
        if !of.undone && !in_time(&of, &action, self.clock.now()) {
            return Err(ServiceError::Refused("undo-too-late"));
        }
        let (fresh, now) = (BulkId(Uuid::now_v7()), self.clock.now());
        let undo = store::bulk::bulk_create_undo(&mut tx, id, fresh, who.person, now).await?;
        let job = store::bulk::bulk_get(&mut tx, undo).await?;
        tx.commit().await?;
        if undo == fresh {
            self.bulk_spawn(who, undo, task);
        }
        self.progress(&job)
    }

    fn progress(&self, job: &BulkJob) -> Result<BulkProgress, ServiceError> {
        let action: BulkAction = parse(&job.action)?;
        let count = |licenses: i32| u32::try_from(licenses).unwrap_or(0);
        let ended = job.state != BulkState::Running && !job.undone && job.done > 0;
        let in_time = in_time(job, &action, self.clock.now());
        Ok(BulkProgress {
            id: job.id,
            state: job.state,
            total: count(job.total),
            done: count(job.done),
            same: count(job.same),
            refused: count(job.refused),
            undo_of: job.undo_of,
            undoable: ended && in_time && Task::undoing(job, &action)?.is_some(),
            started_at: job.created_at,
            action,
        })
    }

    /// Marks as interrupted what a dead process left running, and forgets old reports.
    /// `silent` is how long a change may show no sign of life: zero at the start of the only
    /// process, a few minutes where there are several. How many were marked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bulk_tidy(&self, silent: Duration) -> Result<u64, ServiceError> {
        let now = self.clock.now();
        let mut marked = 0;
        for root in self.store.root_list().await? {
            let mut tx = self.store.begin(store::whole(root)).await?;
            let ended = store::bulk::bulk_interrupted(&mut tx, now - silent, now).await?;
            for id in &ended {
                self.bulk_tell(&mut tx, *id).await?;
            }
            tx.commit().await?;
            marked += ended.len() as u64;
        }
        self.ring_mail();
        self.store.bulk_prune(now - KEPT).await?;
        Ok(marked)
    }
}

/// What a person must be allowed to do to each license.
fn needed(action: &BulkAction) -> Action {
    match action {
        BulkAction::SetNote { .. } => Action::EditNote,
        BulkAction::Renew { .. } => Action::Renew,
        BulkAction::Assign { .. } => Action::Assign,
    }
}

/// Whether it is not too late to take a change back that has ended. What a long change did
/// first can be taken back with the rest of it.
fn in_time(job: &BulkJob, action: &BulkAction, now: DateTime<Utc>) -> bool {
    match action {
        BulkAction::SetNote { .. } => true,
        BulkAction::Renew { .. } | BulkAction::Assign { .. } => {
            now <= job.updated_at + chrono::Duration::minutes(UNDO_MINUTES)
        }
    }
}

fn parse<T: DeserializeOwned>(value: &Value) -> Result<T, ServiceError> {
    serde_json::from_value(value.clone()).map_err(internal)
}

fn internal(error: impl std::fmt::Display) -> ServiceError {
    ServiceError::Internal(error.to_string())
}
