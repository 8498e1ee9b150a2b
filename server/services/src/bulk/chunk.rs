//! A few licenses of a change in one transaction: lock, judge, write, log, report, publish.

use super::task::{Task, Verdict, refuse};
use super::undo::{self, Back};
use crate::renewals::{Grounds, Placed, PricesOf, RECENTLY, Standings, placed};
use crate::{ServiceError, Services};
use domain::bulk::{BulkOutcome, BulkState};
use domain::command::RenewWith;
use domain::field::FieldError;
use domain::ids::{BulkId, LicenseId};
use domain::license::LicenseRow;
use domain::money::Money;
use domain::people::Principal;
use domain::renewal::{Refusal, not_dearer};
use std::collections::{HashMap, HashSet};
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
            self.bulk_end(&mut tx, id, BulkState::Done).await?;
            tx.commit().await?;
            self.ring_mail();
            return Ok(None);
        };
        let Written { verdicts, backs, changes } =
            self.bulk_write(&mut tx, who, task, &rows).await?;
        let results: Vec<BulkResult> = rows
            .iter()
            .zip(verdicts.iter().zip(&backs))
            .map(|(row, (verdict, back))| result(row, verdict, back.as_ref()))
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
        let results: Vec<BulkResult> = rows
            .iter()
            .map(|row| result(row, &refuse("internal"), None))
            .collect::<Result<_, _>>()?;
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
    ) -> Result<Written, ServiceError> {
        let mut backs: Vec<Option<Back>> = vec![None; rows.len()];
        if matches!(task, Task::Unrenew) {
            let (verdicts, changes) = self.bulk_unrenew(tx, who, rows).await?;
            return Ok(Written { verdicts, backs, changes });
        }
        let known = self.bulk_customers(tx, task, rows).await?;
        let ids: Vec<LicenseId> = rows.iter().map(|row| row.license).collect();
        // Organizations before licenses, as everywhere.
        match task {
            Task::Assign { to, .. } => {
                let to = std::iter::once(to.customer.id);
                store::org::org_hold(tx, to).await?;
            }
            Task::Unassign(_) => store::org::org_hold(tx, known.keys().copied()).await?,
            _ => store::org::partners_hold(tx, &ids).await?,
        }
        let licenses = self.bulk_lock(tx, &ids).await?;
        let today = self.clock.today();
        let (mut prices, mut recent) = (PricesOf::new(), HashMap::new());
        let mut standings = Standings::default();
        if let Task::Renew { again, .. } = task {
            standings = self.standings(tx, licenses.values()).await?;
            self.prices_known(tx, &mut prices, licenses.values()).await?;
            if !again {
                recent = self.recent_renewals(tx, &ids).await?;
            }
        }
        let mut partners = HashSet::new();
        let mut verdicts = Vec::with_capacity(rows.len());
        let (mut writes, mut pairs, mut changes) = (Vec::new(), Vec::new(), Vec::new());
        for (at, row) in rows.iter().enumerate() {
            let license = licenses.get(&row.license);
            let mut verdict = task.judge(row, license, &known, today);
            match (&verdict, license, task) {
                (Verdict::Write(action, after), Some(before), _) => {
                    writes.push((at, *action));
                    pairs.push((before.clone(), after.as_ref().clone()));
                }
                (Verdict::Renew, Some(before), Task::Renew { .. })
                    if recent.contains_key(&before.id) =>
                {
                    verdict = refuse(RECENTLY);
                }
                (Verdict::Renew, Some(before), Task::Renew { years, coupons, any_price, .. }) => {
                    let prices = prices.get(&before.partner.id).ok_or(ServiceError::NotFound)?;
                    let grounds = Grounds { prices, standings: &standings };
                    let price = if *any_price { Price::Any } else { Price::Most(row.agreed) };
                    let wish = (*years, *coupons, price);
                    match self.bulk_renew(tx, who, before, wish, grounds).await {
                        Ok(placed) => {
                            partners.insert(before.partner.id);
                            backs[at] = Some(Back::Order(placed.order));
                            changes.extend(placed.changes);
                        }
                        Err(error) => verdict = Verdict::Refuse(reason(error)?),
                    }
                }
                _ => {}
            }
            verdicts.push(verdict);
        }
        let written = store::license::licenses_update_many(tx, &pairs).await?;
        let mut entries = Vec::with_capacity(written.len());
        for (((at, action), (before, _)), after) in writes.into_iter().zip(&pairs).zip(&written) {
            backs[at] = Back::of(before, after);
            entries.push(self.log_entry(who, action, before, after));
            changes.push(Change::license(action, Some(before), Some(after))?);
        }
        changes.extend(placed(partners));
        store::import_batch::log_append_many(tx, &entries).await?;
        Ok(Written { verdicts, backs, changes })
    }

    /// Locks licenses in ascending order of ids.
    pub(super) async fn bulk_lock(
        &self,
        tx: &mut TenantTx,
        ids: &[LicenseId],
    ) -> Result<HashMap<LicenseId, LicenseRow>, ServiceError> {
        let rows = store::license::licenses_lock(tx, &self.catalog, ids).await?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }

    /// Renews one license as [`Services::renew_license`] does. Nothing is written when the
    /// rules refuse it.
    async fn bulk_renew(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        license: &LicenseRow,
        (years, coupons, price): (Option<i16>, bool, Price),
        grounds: Grounds<'_>,
    ) -> Result<Placed, ServiceError> {
        let prices = grounds.prices;
        grounds.standings.check(license)?;
        let mut outcome = None;
        if coupons || years.is_none() {
            let today = self.clock.today();
            let taken =
                store::license::coupon_take(tx, &self.catalog, license, years, today).await?;
            if let Some(coupon) = taken {
                let with = RenewWith::Coupon(coupon.id);
                outcome = match self.judge_renewal(who, license, Some(coupon), with, grounds) {
                    Err(ServiceError::Refused(code)) if code == Refusal::CouponUnfit.slug() => None,
                    judged => Some(judged?),
                };
            }
        }
        let outcome = match outcome {
            Some(outcome) => outcome,
            None => match years {
                Some(years) => {
                    self.judge_renewal(who, license, None, RenewWith::Years(years), grounds)?
                }
                None => return Err(self.no_coupon(license, prices).into()),
            },
        };
        if let Price::Most(seen) = price
            && !not_dearer(seen, outcome.net())
        {
            return Err(Refusal::PriceChanged.into());
        }
        self.place(tx, who, prices, vec![(license.clone(), outcome)]).await
    }
}

/// What a license may cost.
#[derive(Clone, Copy)]
enum Price {
    /// Whatever it does.
    Any,
    /// As much as it did when the change began; none where it was not to be bought.
    Most(Option<Money>),
}

/// What a few licenses became, one by one, and what is to be published of it.
struct Written {
    verdicts: Vec<Verdict>,
    /// What taking each back needs to know.
    backs: Vec<Option<Back>>,
    changes: Vec<Change>,
}

/// Why a rule refused it; any other failure is one of the whole transaction.
pub(super) fn reason(error: ServiceError) -> Result<FieldError, ServiceError> {
    match error {
        ServiceError::Refused(code) => Ok(FieldError::new("license", code)),
        other => Err(other),
    }
}

fn result(
    row: &BulkRow,
    verdict: &Verdict,
    back: Option<&Back>,
) -> Result<BulkResult, ServiceError> {
    let (outcome, reason) = match verdict {
        Verdict::Write(..) | Verdict::Renew | Verdict::Done => (BulkOutcome::Done, None),
        Verdict::Same => (BulkOutcome::Same, None),
        Verdict::Refuse(error) => {
            (BulkOutcome::Refused, Some(serde_json::to_value(error).map_err(super::internal)?))
        }
    };
    Ok(BulkResult { seq: row.seq, outcome, reason, undo: undo::kept(back)? })
}
