//! Letting licenses of a customer end on the same day: all that are named, or none.

use super::{Outcome, buys, internal, placed};
use crate::licenses::conflict;
use crate::prices::Prices;
use crate::{ServiceError, Services, authorize};
use chrono::{Duration, NaiveDate};
use domain::command::{Coterm, Cotermed, UNDO_MINUTES};
use domain::field::FieldError;
use domain::ids::{LicenseId, OrgId};
use domain::license::LicenseRow;
use domain::order::LineKind;
use domain::people::Principal;
use domain::policy::Action;
use domain::renewal::{
    Aligned, Alignment, CotermOffer, MAX_COTERM, Planned, PreviewLine, Refusal, align, align_all,
    same_sums,
};
use std::collections::HashMap;
use store::idempotency::idempotency_keep;

impl Services {
    /// What it takes to let a customer's licenses end on a day.
    ///
    /// # Errors
    /// `NotFound`; `Refused` with `target-out-of-range` or where the customer or its partner is
    /// suspended; `Invalid` with `coterm-too-many`.
    pub async fn coterm_offer(
        &self,
        who: &Principal,
        customer: OrgId,
        date: NaiveDate,
    ) -> Result<CotermOffer, ServiceError> {
        authorize(who, Action::Renew)?;
        let most = i64::try_from(MAX_COTERM + 1).map_err(internal)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let org = store::org::org_get(&mut tx, customer).await?;
        let prices = self.prices_of(&mut tx, org.parent.unwrap_or(org.id)).await?;
        let rows = store::license::licenses_of(&mut tx, &self.catalog, customer, most).await?;
        let standings = self.standings(&mut tx, &rows).await?;
        tx.commit().await?;
        at_most(rows.len())?;
        rows.iter().try_for_each(|row| standings.check(row))?;
        let alignment = align_all(&rows, date, &self.book_of(&prices))?;
        let lines = rows.iter().zip(alignment.lines).map(|(row, (_, aligned))| line(row, aligned));
        Ok(CotermOffer { lines: lines.collect(), direct: buys(who, &prices).is_ok() })
    }

    /// Lets licenses of a customer end on a day: licenses, an order with a line for each, log and
    /// live changes in one transaction. The same idempotency key again gets the same answer.
    ///
    /// # Errors
    /// `NotFound`, `Conflict` when a license changed meanwhile; `Refused` with the reason of the
    /// first license that is refused, with `price-changed` when the sums are others than the
    /// person saw, with `coterm-nothing` when all end on the day already.
    pub async fn coterm(&self, who: &Principal, ask: Coterm) -> Result<Cotermed, ServiceError> {
        authorize(who, Action::Renew)?;
        at_most(ask.licenses.len())?;
        let now = self.clock.now();
        let mut tx = self.store.begin(who.scope).await?;
        if let Some(answer) = self.claimed(&mut tx, who, ask.idempotency, &ask).await? {
            return Ok(answer);
        }
        let versions: HashMap<LicenseId, i32> = ask.licenses.iter().copied().collect();
        let ids: Vec<LicenseId> = versions.keys().copied().collect();
        let rows = self.hold_for_renewal(&mut tx, &ids).await?;
        if rows.len() < ids.len() {
            return Err(ServiceError::NotFound);
        }
        if let Some(row) = rows.iter().find(|row| versions.get(&row.id) != Some(&row.version)) {
            return Err(conflict(who, row.clone()));
        }
        let partner = rows.first().ok_or(NOTHING)?.partner.id;
        let whose = |row: &LicenseRow| {
            row.partner.id == partner
                && row.customer.as_ref().is_some_and(|org| org.id == ask.customer)
        };
        if !rows.iter().all(whose) {
            return Err(Refusal::OtherCustomer.into());
        }
        let prices = self.prices_of(&mut tx, partner).await?;
        buys(who, &prices)?;
        let standings = self.standings(&mut tx, &rows).await?;
        rows.iter().try_for_each(|row| standings.check(row))?;
        let groups = self.aligned(rows, &ask, &prices)?;
        let (mut changes, mut done) = (Vec::new(), Vec::new());
        let mut licenses = 0;
        for group in groups {
            licenses += group.len();
            let placed = self.place(&mut tx, who, &prices, group).await?;
            self.renewal_tell(&mut tx, who, &placed).await?;
            changes.extend(placed.changes);
            done.push((placed.order, placed.number));
        }
        changes.extend(placed([partner]));
        let coterm = Cotermed {
            licenses: u32::try_from(licenses).map_err(internal)?,
            orders: done,
            undo_until: now + Duration::minutes(UNDO_MINUTES),
        };
        let answer = serde_json::to_value(&coterm).map_err(internal)?;
        idempotency_keep(&mut tx, who.person, ask.idempotency, &answer).await?;
        store::feed::changes_publish(&mut tx, &changes, now).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        self.ring_mail();
        Ok(coterm)
    }

    /// What becomes of each license that does not end on the day already, by currency.
    fn aligned(
        &self,
        rows: Vec<LicenseRow>,
        ask: &Coterm,
        prices: &Prices,
    ) -> Result<Vec<Vec<(LicenseRow, Outcome)>>, ServiceError> {
        let book = self.book_of(prices);
        let Alignment { lines, totals } = align_all(&rows, ask.date, &book)?;
        if let Some(why) = lines.into_iter().find_map(|(_, line)| line.err()) {
            return Err(why.into());
        }
        if !same_sums(&totals, &ask.totals) {
            return Err(Refusal::PriceChanged.into());
        }
        let mut groups: Vec<Vec<(LicenseRow, Outcome)>> = totals.iter().map(|_| vec![]).collect();
        for row in rows {
            let (after, Aligned { days, price, .. }) = align(&row, ask.date, &book)?;
            let currency = price.net.currency;
            let group = totals.iter().position(|total| total.currency == currency);
            let group = group.and_then(|at| groups.get_mut(at)).filter(|_| days > 0);
            if let Some(group) = group {
                group.push((row, Outcome::new(LineKind::CoTerm, after, 0, price)));
            }
        }
        groups.retain(|group| !group.is_empty());
        if groups.is_empty() { Err(NOTHING) } else { Ok(groups) }
    }
}

const NOTHING: ServiceError = ServiceError::Refused("coterm-nothing");

fn at_most(licenses: usize) -> Result<(), ServiceError> {
    if licenses > MAX_COTERM {
        let error = FieldError::new("licenses", "coterm-too-many");
        return Err(error.with("max", MAX_COTERM).into());
    }
    Ok(())
}

fn line(row: &LicenseRow, aligned: Result<Aligned, Refusal>) -> PreviewLine {
    let (new_expires, planned) = match aligned {
        Ok(aligned) if aligned.days == 0 => (None, Planned::Refused("coterm-same".to_owned())),
        Ok(aligned) => (Some(aligned.new_expires), Planned::Buys(aligned.price)),
        Err(why) => (None, Planned::Refused(why.slug().to_owned())),
    };
    PreviewLine {
        license: row.id,
        version: row.version,
        name: row.name.clone(),
        old_expires: row.expires,
        new_expires,
        planned,
    }
}
