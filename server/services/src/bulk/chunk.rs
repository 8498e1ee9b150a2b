//! A few licenses of a change in one transaction: lock, judge, write, log, report, publish.

use super::task::{Task, Verdict, refuse};
use crate::{ServiceError, Services};
use domain::bulk::{BulkOutcome, BulkState};
use domain::command::RenewWith;
use domain::field::FieldError;
use domain::ids::{BulkId, LicenseId};
use domain::license::LicenseRow;
use domain::people::Principal;
use domain::renewal::Refusal;
use std::collections::HashMap;
use store::TenantTx;
use store::bulk::{BulkResult, BulkRow};
use store::feed::Change;

impl Services {
    /// Looks at the next licenses behind a place. The place of the last of them; none when the
    /// change has ended, by itself or by somebody.
    pub(super) async fn bulk_chunk(
        &self,
        who: &Principal,
        (id, task): (BulkId, &Task),
        behind: i32,
        size: i64,
    ) -> Result<Option<i32>, ServiceError> {
        let mut tx = self.store.begin(who.scope).await?;
        let now = self.clock.now();
        if !store::bulk::bulk_hold(&mut tx, id).await? {
            return Ok(None);
        }
        let rows = store::bulk::bulk_next(&mut tx, id, behind, size).await?;
        let Some(last) = rows.last().map(|row| row.seq) else {
            store::bulk::bulk_end(&mut tx, id, BulkState::Done, now).await?;
            tx.commit().await?;
            return Ok(None);
        };
        let (verdicts, changes) = self.bulk_write(&mut tx, who, task, &rows).await?;
        let results: Vec<BulkResult> = rows
            .iter()
            .zip(&verdicts)
            .map(|(row, verdict)| result(row, verdict))
            .collect::<Result<_, _>>()?;
        store::bulk::bulk_results(&mut tx, id, &results, now).await?;
        if !changes.is_empty() {
            store::feed::changes_publish(&mut tx, &changes, now).await?;
        }
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        for outcome in BulkOutcome::ALL {
            let count = results.iter().filter(|result| result.outcome == outcome).count() as u64;
            metrics::counter!("seatkeeper_bulk_licenses_total", "outcome" => outcome.slug())
                .increment(count);
            if outcome == BulkOutcome::Done && matches!(task, Task::Renew { .. }) {
                metrics::counter!("seatkeeper_renewals_total").increment(count);
            }
        }
        Ok(Some(last))
    }

    /// Notes that the next license behind a place cannot be changed for a reason of ours. Its
    /// place; none when the change has ended.
    pub(super) async fn bulk_give_up(
        &self,
        who: &Principal,
        id: BulkId,
        behind: i32,
    ) -> Result<Option<i32>, ServiceError> {
        let mut tx = self.store.begin(who.scope).await?;
        if !store::bulk::bulk_hold(&mut tx, id).await? {
            return Ok(None);
        }
        let rows = store::bulk::bulk_next(&mut tx, id, behind, 1).await?;
        let results: Vec<BulkResult> =
            rows.iter().map(|row| result(row, &refuse("internal"))).collect::<Result<_, _>>()?;
        store::bulk::bulk_results(&mut tx, id, &results, self.clock.now()).await?;
        tx.commit().await?;
        Ok(rows.last().map(|row| row.seq))
    }

    /// Writes what becomes of the licenses, with its log; what is left to do is to publish.
    async fn bulk_write(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        task: &Task,
        rows: &[BulkRow],
    ) -> Result<(Vec<Verdict>, Vec<Change>), ServiceError> {
        let ids: Vec<LicenseId> = rows.iter().map(|row| row.license).collect();
        let licenses = store::license::licenses_lock(tx, &self.catalog, &ids).await?;
        let licenses: HashMap<LicenseId, LicenseRow> =
            licenses.into_iter().map(|row| (row.id, row)).collect();
        let today = self.clock.today();
        let mut verdicts = Vec::with_capacity(rows.len());
        let (mut actions, mut pairs, mut changes) = (Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            let license = licenses.get(&row.license);
            let mut verdict = task.judge(row, license, today);
            match (&verdict, license, task) {
                (Verdict::Write(action, after), Some(before), _) => {
                    actions.push(*action);
                    pairs.push((before.clone(), after.as_ref().clone()));
                }
                (Verdict::Renew, Some(before), Task::Renew { years, coupons }) => {
                    match self.bulk_renew(tx, who, before, *years, *coupons).await {
                        Ok(renewed) => changes.extend(renewed),
                        Err(error) => verdict = Verdict::Refuse(reason(error)?),
                    }
                }
                _ => {}
            }
            verdicts.push(verdict);
        }
        let written = store::license::licenses_update_many(tx, &pairs).await?;
        let mut entries = Vec::with_capacity(written.len());
        for ((action, (before, _)), after) in actions.into_iter().zip(&pairs).zip(&written) {
            entries.push(self.log_entry(who, action, before, after));
            changes.push(Change::license(action, Some(before), Some(after))?);
        }
        store::import_batch::log_append_many(tx, &entries).await?;
        Ok((verdicts, changes))
    }

    /// Renews one license as [`Services::renew_license`] does. Nothing is written when the
    /// rules refuse it.
    async fn bulk_renew(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        license: &LicenseRow,
        years: i16,
        coupons: bool,
    ) -> Result<Vec<Change>, ServiceError> {
        let mut outcome = None;
        if coupons {
            let today = self.clock.today();
            let taken =
                store::license::coupon_take(tx, &self.catalog, license, years, today).await?;
            if let Some(coupon) = taken {
                let with = RenewWith::Coupon(coupon.id);
                outcome = match self.judge_renewal(license, Some(coupon), with) {
                    Err(ServiceError::Refused(code)) if code == Refusal::CouponUnfit.slug() => None,
                    judged => Some(judged?),
                };
            }
        }
        let outcome = match outcome {
            Some(outcome) => outcome,
            None => self.judge_renewal(license, None, RenewWith::Years(years))?,
        };
        Ok(self.place_renewal(tx, who, license, outcome).await?.changes)
    }
}

/// Why a rule refused it; any other failure is one of the whole transaction.
fn reason(error: ServiceError) -> Result<FieldError, ServiceError> {
    match error {
        ServiceError::Refused(code) => Ok(FieldError::new("license", code)),
        other => Err(other),
    }
}

fn result(row: &BulkRow, verdict: &Verdict) -> Result<BulkResult, ServiceError> {
    let (outcome, reason) = match verdict {
        Verdict::Write(..) | Verdict::Renew => (BulkOutcome::Done, None),
        Verdict::Same => (BulkOutcome::Same, None),
        Verdict::Refuse(error) => {
            (BulkOutcome::Refused, Some(serde_json::to_value(error).map_err(super::internal)?))
        }
    };
    Ok(BulkResult { seq: row.seq, outcome, reason })
}
