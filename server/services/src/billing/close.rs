//! Making lines of the months that are owed.

use super::rate::{Rates, cost, plan_of, span};
use super::{BATCH, Closed, Tallies, keep_on};
use crate::{ServiceError, Services};
use chrono::{DateTime, Utc};
use domain::billing::{
    Charge, InvoiceState, LineKind, Month, Owed, OwedMonth, PlanSpan, Snapshot, usage,
};
use domain::ids::{InvoiceId, LicenseId, OrgId, RootId};
use domain::license::LicenseRow;
use domain::money::Currency;
use std::collections::HashMap;
use store::billing::{
    Head, NewLine, PlanCursor, PlanQuery, head_begin, head_close, head_lock, head_read,
    invoice_open, lines_insert, opened_by_order, partner_hold, plans_due, plans_get, usage_of,
};
use store::{TenantTx, whole};

/// What a license owes and has no line for.
struct Debt {
    license: LicenseRow,
    open: PlanSpan,
    months: Vec<OwedMonth>,
}

/// A line without its invoice.
struct Draft<'a> {
    license: &'a LicenseRow,
    month: Month,
    kind: LineKind,
    charge: Charge,
    peak_day: Option<chrono::NaiveDate>,
}

impl Services {
    /// Makes the lines of all months that are owed by now and have none, and looks again at
    /// closed ones of which something became known. A license's month has one line, however
    /// often, wherever and up to where this runs.
    ///
    /// # Errors
    /// When the database is away; what is done until then stays.
    pub async fn months_close(&self) -> Result<Closed, ServiceError> {
        let mut closed = Closed::default();
        for root in self.store.root_list().await? {
            closed.add(keep_on(root, "closing months", self.months_close_in(root).await)?);
        }
        if closed.unpriced > 0 {
            let count = closed.unpriced;
            tracing::error!("{count} licenses owe months of which nobody knows what they cost");
        }
        Ok(closed)
    }

    async fn months_close_in(&self, root: RootId) -> Result<Closed, ServiceError> {
        let mut closed = Closed::default();
        let Some(query) = self.plans_asked(root).await? else { return Ok(closed) };
        let mut after = PlanCursor::START;
        loop {
            let mut tx = self.store.begin_read(whole(root)).await?;
            let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
            let due = plans_due(&mut tx, &query, after, limit).await?;
            tx.commit().await?;
            let Some(last) = due.last().copied() else { break };
            for of_one in due.chunk_by(|one, other| one.partner == other.partner) {
                let licenses: Vec<LicenseId> = of_one.iter().map(|due| due.license).collect();
                if let Some(due) = of_one.first() {
                    closed.add(self.close_some(root, due.partner, &licenses).await?);
                }
            }
            after = last;
        }
        closed.add(self.late_close_in(root).await?);
        Ok(closed)
    }

    /// What to ask of a tree's licenses, once what is counted of the last month is late.
    async fn plans_asked(&self, root: RootId) -> Result<Option<PlanQuery>, ServiceError> {
        let today = self.clock.today();
        let Some(running) = Month::of(today) else { return Ok(None) };
        let mut tx = self.store.begin_read(whole(root)).await?;
        let known = head_read(&mut tx).await?;
        tx.commit().await?;
        let head = match known {
            Some(head) if Some(head.closed) >= running.previous() => head,
            _ => {
                let mut tx = self.store.begin(whole(root)).await?;
                head_begin(&mut tx, running).await?;
                let Some(head) = head_lock(&mut tx).await? else { return Ok(None) };
                if let Some(last) = running.previous() {
                    head_close(&mut tx, last).await?;
                }
                tx.commit().await?;
                head
            }
        };
        let plans =
            || self.catalog.products.iter().filter_map(|it| Some((it.id, it.monthly.as_ref()?)));
        let products: Vec<i32> = plans().map(|(id, _)| id).collect();
        let fees = plans().filter(|(_, plan)| plan.activation_minor > 0);
        let with_fee = fees.map(|(id, _)| id).collect();
        Ok((!products.is_empty()).then_some(PlanQuery {
            products,
            with_fee,
            since: head.since,
            today,
        }))
    }

    /// Makes the lines of some licenses of one partner, in one transaction.
    async fn close_some(
        &self,
        root: RootId,
        partner: OrgId,
        licenses: &[LicenseId],
    ) -> Result<Closed, ServiceError> {
        let mut tx = self.store.begin(whole(root)).await?;
        let Some(head) = head_lock(&mut tx).await? else { return Ok(Closed::default()) };
        if !partner_hold(&mut tx, partner).await? {
            return Ok(Closed::default());
        }
        let plans = plans_get(&mut tx, &self.catalog, partner, licenses).await?;
        let debts: Vec<Debt> =
            plans.into_iter().filter_map(|plan| self.debt(&head, plan)).collect();
        let ids: Vec<LicenseId> = debts.iter().map(|debt| debt.license.id).collect();
        let paid = opened_by_order(&mut tx, &ids).await?;
        let known = snapshots(&mut tx, &debts).await?;
        let prices = self.prices_of(&mut tx, partner).await?;
        let mut rates = Rates::new(&self.catalog, &prices);
        let (mut drafts, mut closed) = (Vec::new(), Closed::default());
        for debt in &debts {
            let known = known.get(&debt.license.id).map_or(&[][..], Vec::as_slice);
            match self.drafts(debt, known, paid.contains(&debt.license.id), &mut rates) {
                Some(own) => drafts.extend(own),
                // None of its months, so that the newest line still tells how far it is.
                None => closed.unpriced += 1,
            }
        }
        let tallies = write(&mut tx, partner, &drafts, self.clock.now()).await?;
        closed.lines = tallies.count("invoice-drafted");
        self.billing_commit(tx, partner, &tallies).await?;
        metrics::counter!("seatkeeper_invoice_lines_total", "kind" => "made")
            .increment(closed.lines);
        Ok(closed)
    }

    fn debt(&self, head: &Head, (license, newest): (LicenseRow, Option<Month>)) -> Option<Debt> {
        let (plan, _) = plan_of(&self.catalog, &license)?;
        let open = span(&license)?;
        let owed = open.owed_until(plan, self.clock.today());
        let months: Vec<OwedMonth> = owed
            .filter(|owed| owed.month >= head.since && newest.is_none_or(|last| last < owed.month))
            .collect();
        (!months.is_empty()).then_some(Debt { license, open, months })
    }

    /// The lines of what a license owes; none where a price is missing. What was `paid` with its
    /// order stands there with nothing to pay: the month has its line all the same.
    fn drafts<'a>(
        &self,
        debt: &'a Debt,
        known: &[Snapshot],
        paid: bool,
        rates: &mut Rates<'_>,
    ) -> Option<Vec<Draft<'a>>> {
        let license = &debt.license;
        let (plan, own) = plan_of(&self.catalog, license)?;
        let each = debt.months.iter().map(|owed| {
            let month = owed.month;
            let (kind, charge, peak_day) = match owed.owed {
                Owed::Activation => {
                    let fee = Charge::activation(plan, own);
                    let charge = if paid { fee.waived() } else { fee };
                    (LineKind::Activation, charge, None)
                }
                Owed::Usage => {
                    let used = usage(plan.metric, month, &debt.open, known);
                    let unit = rates.unit(license.edition.id, month)?;
                    (LineKind::Usage, cost((plan, own), unit, used.devices)?, used.peak_day)
                }
            };
            Some(Draft { license, month, kind, charge, peak_day })
        });
        each.collect()
    }
}

/// What was counted of the months that are owed.
async fn snapshots(
    tx: &mut TenantTx,
    debts: &[Debt],
) -> Result<HashMap<LicenseId, Vec<Snapshot>>, ServiceError> {
    let months = || debts.iter().flat_map(|debt| &debt.months).map(|owed| owed.month);
    let (Some(first), Some(last)) = (months().min(), months().max()) else {
        return Ok(HashMap::new());
    };
    let ids: Vec<LicenseId> = debts.iter().map(|debt| debt.license.id).collect();
    Ok(usage_of(tx, &ids, (first.first_day(), last.last_day())).await?)
}

/// Puts lines on their months' invoices, or where those are locked on the next one that is not.
async fn write(
    tx: &mut TenantTx,
    partner: OrgId,
    drafts: &[Draft<'_>],
    now: DateTime<Utc>,
) -> Result<Tallies, ServiceError> {
    let mut wanted: Vec<(Month, Currency)> =
        drafts.iter().map(|draft| (draft.month, draft.charge.net.currency)).collect();
    wanted.sort_by_key(|(month, currency)| (*month, currency.code()));
    wanted.dedup();
    let mut on = HashMap::new();
    for of in wanted {
        on.insert(of, open_draft(tx, partner, of, now).await?);
    }
    let (mut lines, mut months) = (Vec::with_capacity(drafts.len()), Vec::new());
    for Draft { license, month, kind, charge, peak_day } in drafts {
        let on = on.get(&(*month, charge.net.currency)).copied();
        let (invoice, of) = on.ok_or_else(|| super::internal("a line without its invoice"))?;
        months.push(of);
        lines.push(NewLine {
            invoice,
            kind: *kind,
            month: *month,
            license,
            devices: charge.devices.into(),
            peak_day: *peak_day,
            unit_minor: charge.unit_minor,
            discount_percent: charge.discount_percent,
            floor_applied: charge.floor_applied,
            net_minor: charge.net.minor,
        });
    }
    let new = lines_insert(tx, &lines, now).await?;
    let mut tallies = Tallies::default();
    for (((line, draft), month), _) in
        lines.iter().zip(drafts).zip(months).zip(new).filter(|(_, new)| *new)
    {
        tallies.add((line.invoice, "invoice-drafted"), month, draft.charge.net);
    }
    Ok(tallies)
}

/// The partner's draft of a month, or where that is locked of the next one that is not: the
/// running month's is never locked. With the month that it is of.
pub(super) async fn open_draft(
    tx: &mut TenantTx,
    partner: OrgId,
    (month, currency): (Month, Currency),
    now: DateTime<Utc>,
) -> Result<(InvoiceId, Month), ServiceError> {
    let running = Month::at(now).unwrap_or(month);
    let mut at = month;
    loop {
        let (invoice, state) = invoice_open(tx, partner, (at, currency), now).await?;
        if state == InvoiceState::Draft {
            return Ok((invoice, at));
        }
        let next = at.next().map(|next| next.max(running));
        at = next.ok_or_else(|| super::internal("no month is left for a line"))?;
    }
}
