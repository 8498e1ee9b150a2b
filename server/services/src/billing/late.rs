//! Looking again at closed months of which something became known.

use super::close::open_draft;
use super::rate::{Rates, cost, plan_of, span};
use super::{Closed, Tallies};
use crate::{ServiceError, Services};
use domain::billing::{self, Charge, InvoiceLine, InvoiceState, LineKind, Month, Usage, Write};
use domain::ids::{LicenseId, OrgId, RootId};
use domain::license::LicenseRow;
use domain::money::Money;
use store::billing::{
    Known, NewLine, head_lock, late_done, late_next, line_known, line_replace, lines_insert,
    partner_hold, plans_get, usage_of,
};
use store::{TenantTx, whole};

/// Months of licenses that are looked at in one transaction.
const AT_ONCE: i64 = 200;

impl Services {
    /// Looks again at months that something was counted of after they were closed.
    pub(super) async fn late_close_in(&self, root: RootId) -> Result<Closed, ServiceError> {
        let mut closed = Closed::default();
        while let Some(done) = self.late_close_some(root).await? {
            closed.add(done);
        }
        Ok(closed)
    }

    /// The same for some of one partner; none when there are none.
    async fn late_close_some(&self, root: RootId) -> Result<Option<Closed>, ServiceError> {
        let mut tx = self.store.begin_read(whole(root)).await?;
        let any = late_next(&mut tx, 1).await?;
        tx.commit().await?;
        if any.is_none() {
            return Ok(None);
        }
        let mut tx = self.store.begin(whole(root)).await?;
        head_lock(&mut tx).await?;
        let Some((partner, late)) = late_next(&mut tx, AT_ONCE).await? else { return Ok(None) };
        if !partner_hold(&mut tx, partner).await? {
            return Ok(None);
        }
        let asked: Vec<(LicenseId, Month)> =
            late.iter().map(|late| (late.license, late.month)).collect();
        let ids: Vec<LicenseId> = asked.iter().map(|(license, _)| *license).collect();
        let known = line_known(&mut tx, &self.catalog, &asked).await?;
        let plans = plans_get(&mut tx, &self.catalog, partner, &ids).await?;
        let prices = self.prices_of(&mut tx, partner).await?;
        let mut rates = Rates::new(&self.catalog, &prices);
        let mut tallies = Tallies::default();
        for key in &asked {
            let license = plans.iter().find(|(license, _)| license.id == key.0);
            // A month without a line gets one like any other; what another partner was charged
            // before the license moved stays with it.
            let (Some((license, _)), Some(known)) = (license, known.get(key)) else { continue };
            if known.line.kind == LineKind::Usage && known.partner == partner {
                self.mend(&mut tx, (partner, license), known, (&mut rates, &mut tallies)).await?;
            }
        }
        late_done(&mut tx, &late).await?;
        let closed = Closed {
            replaced: tallies.count("invoice-changed"),
            adjusted: tallies.count("invoice-adjusted"),
            ..Closed::default()
        };
        if tallies.0.is_empty() {
            tx.commit().await?;
        } else {
            self.billing_commit(tx, partner, &tallies).await?;
        }
        Ok(Some(closed))
    }

    /// Makes a line what is known now: anew on a draft, by another line where it is locked.
    async fn mend(
        &self,
        tx: &mut TenantTx,
        (partner, license): (OrgId, &LicenseRow),
        known: &Known,
        (rates, tallies): (&mut Rates<'_>, &mut Tallies),
    ) -> Result<(), ServiceError> {
        let Known { line, invoice, state, adjustments, .. } = known;
        let locked = *state == InvoiceState::Locked;
        // What a device cost is settled with the invoice.
        let unit = match locked {
            true => Some(Money { minor: line.unit_minor, ..line.net }),
            false => rates.unit(line.edition.id, line.month),
        };
        let charged = line.charge().ok_or_else(|| super::internal("a line without a charge"))?;
        let Some((used, now)) = self.recount(tx, license, line, unit).await? else {
            tracing::error!(license.id = %license.id, "a month of {} has no price", license.id);
            return Ok(());
        };
        // A draft may change its currency as little as its month.
        if now.net.currency != line.net.currency {
            return Ok(());
        }
        let earlier: Vec<_> = adjustments.iter().filter_map(InvoiceLine::adjustment).collect();
        let write = billing::write(Some((&charged, locked)), &earlier, &now);
        match write.map_err(super::internal)? {
            Write::Insert | Write::Nothing => {}
            Write::Replace => {
                line_replace(tx, (license.id, line.month), &now, used.peak_day).await?;
                let more = Money { minor: now.net.minor - line.net.minor, ..line.net };
                tallies.add((*invoice, "invoice-changed"), line.month, more);
            }
            Write::Adjust(by) => {
                let at = self.clock.now();
                let running = Month::at(at).unwrap_or(line.month);
                let (invoice, month) = open_draft(tx, partner, (running, by.currency), at).await?;
                let new = NewLine {
                    invoice,
                    kind: LineKind::Adjustment,
                    month: line.month,
                    license,
                    devices: by.devices_delta,
                    peak_day: used.peak_day,
                    unit_minor: now.unit_minor,
                    discount_percent: now.discount_percent,
                    floor_applied: now.floor_applied,
                    net_minor: by.net_delta_minor,
                };
                lines_insert(tx, &[new], at).await?;
                tallies.add((invoice, "invoice-adjusted"), month, by.net_delta());
            }
        }
        Ok(())
    }

    /// What a month used and costs as it is known now.
    async fn recount(
        &self,
        tx: &mut TenantTx,
        license: &LicenseRow,
        line: &InvoiceLine,
        unit: Option<Money>,
    ) -> Result<Option<(Usage, Charge)>, ServiceError> {
        let days = (line.month.first_day(), line.month.last_day());
        let known = usage_of(tx, &[license.id], days).await?.remove(&license.id);
        let known = known.unwrap_or_default();
        Ok((|| {
            let (plan, open) = (plan_of(&self.catalog, license)?, span(license)?);
            let used = billing::usage(plan.0.metric, line.month, &open, &known);
            Some((used, cost(plan, unit?, used.devices)?))
        })())
    }
}
