//! Owing nothing for licenses that were given back (DOMAIN.md 1.4.4, 1.4.12).

use super::Tallies;
use super::close::open_draft;
use crate::{ServiceError, Services};
use domain::billing::{self, Charge, InvoiceLine, InvoiceState, LineKind, Month, Write};
use domain::ids::{LicenseId, OrgId};
use domain::license::LicenseRow;
use domain::people::Principal;
use store::TenantTx;
use store::billing::{
    Late, NewLine, head_lock, late_done, line_known, lines_delete, lines_insert, partner_hold,
};
use store::feed::Change;

impl Services {
    /// Holds a partner's invoices, so that nobody makes lines for licenses while they are given
    /// back. Comes before the licenses are locked, as it does for who makes lines.
    pub(crate) async fn charges_hold(
        &self,
        tx: &mut TenantTx,
        partner: OrgId,
    ) -> Result<(), ServiceError> {
        head_lock(tx).await?;
        match partner_hold(tx, partner).await? {
            true => Ok(()),
            false => Err(ServiceError::NotFound),
        }
    }

    /// Takes what these licenses, as they were, have cost by the month off the partner's invoices:
    /// lines of drafts go, and those of locked invoices are given back by others. After
    /// [`Self::charges_hold`].
    pub(crate) async fn charges_undo(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        partner: OrgId,
        licenses: &[LicenseRow],
    ) -> Result<Option<Change>, ServiceError> {
        let now = self.clock.now();
        let Some(running) = Month::at(now) else { return Ok(None) };
        let months = |license: &LicenseRow| {
            let opened = license.activated.and_then(Month::of);
            let all = std::iter::successors(opened, |month| month.next());
            all.take_while(|month| *month <= running).collect::<Vec<_>>()
        };
        let asked: Vec<(LicenseId, Month)> = licenses
            .iter()
            .flat_map(|license| months(license).into_iter().map(|month| (license.id, month)))
            .collect();
        let known = line_known(tx, &self.catalog, &asked).await?;
        let (mut tallies, mut gone) = (Tallies::default(), Vec::new());
        for key in &asked {
            let Some(known) = known.get(key).filter(|known| known.partner == partner) else {
                continue;
            };
            let line = &known.line;
            if known.state == InvoiceState::Draft {
                let less = domain::money::Money { minor: -line.net.minor, ..line.net };
                tallies.add((known.invoice, "invoice-changed"), line.month, less);
                gone.push(*key);
                continue;
            }
            let charged =
                line.charge().ok_or_else(|| super::internal("a line without a charge"))?;
            let earlier: Vec<_> =
                known.adjustments.iter().filter_map(InvoiceLine::adjustment).collect();
            let nothing = Charge::nothing(line.net.currency);
            let write = billing::write(Some((&charged, true)), &earlier, &nothing);
            let Write::Adjust(by) = write.map_err(super::internal)? else { continue };
            let (invoice, month) = open_draft(tx, partner, (running, by.currency), now).await?;
            let license = licenses.iter().find(|license| license.id == key.0);
            let license = license.ok_or_else(|| super::internal("a line of no license"))?;
            let new = NewLine {
                invoice,
                kind: LineKind::Adjustment,
                month: line.month,
                license,
                devices: by.devices_delta,
                peak_day: None,
                unit_minor: line.unit_minor,
                discount_percent: line.discount_percent,
                floor_applied: false,
                net_minor: by.net_delta_minor,
            };
            lines_insert(tx, &[new], now).await?;
            tallies.add((invoice, "invoice-adjusted"), month, by.net_delta());
        }
        lines_delete(tx, &gone).await?;
        let late: Vec<Late> = asked
            .iter()
            .map(|(license, month)| Late { license: *license, month: *month })
            .collect();
        late_done(tx, &late).await?;
        self.billing_log(tx, Some(who), partner, &tallies).await
    }
}
