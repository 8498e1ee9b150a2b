//! Writing renewals, and taking them back.

use super::auto::{is_due, switched};
use super::internal;
use crate::licenses::masked;
use crate::prices::Prices;
use crate::{ServiceError, Services, authorize};
use chrono::Duration;
use domain::catalog::Catalog;
use domain::command::UNDO_MINUTES;
use domain::ids::{LicenseId, OrderId, OrderLineId, OrgId};
use domain::license::{CatalogRef, LicenseRow};
use domain::money::Money;
use domain::order::LineKind;
use domain::people::Principal;
use domain::policy::Action;
use domain::price::LinePrice;
use domain::renewal::Refusal;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use store::TenantTx;
use store::feed::Change;
use store::import_batch::log_append_many;
use store::log::NewLogEntry;
use store::order::{Moved, NewRenewal, OrderRow, Renewal, RenewalPart, RenewedLine};
use uuid::Uuid;

/// What a renewal does to a license, and to the coupon it takes.
pub(crate) struct Outcome {
    pub(super) kind: LineKind,
    /// The license afterwards.
    pub(super) license: LicenseRow,
    /// For how many years; 0 where its end is put on a day.
    pub(super) years: i16,
    pub(super) price: LinePrice,
    /// The coupon before; consumed by the store's conditional update.
    pub(super) coupon: Option<LicenseRow>,
    /// The unused key that comes of seats that are given back (DOMAIN.md D12).
    pub(super) back: Option<LicenseRow>,
    /// Device-days that are neither carried over nor given back (D11).
    pub(super) residue: i64,
}

impl Outcome {
    /// One that touches nothing but the license.
    pub(super) fn new(kind: LineKind, license: LicenseRow, years: i16, price: LinePrice) -> Self {
        Self { kind, license, years, price, coupon: None, back: None, residue: 0 }
    }

    /// What it costs, before tax.
    pub(crate) fn net(&self) -> Money {
        self.price.net
    }

    fn action(&self) -> &'static str {
        match self.kind {
            LineKind::Migration => "migrated",
            LineKind::CoTerm => "co-termed",
            _ => "renewed",
        }
    }
}

/// A renewal that was written, but not published yet.
pub(crate) struct Placed {
    /// The licenses as they are now.
    pub(super) licenses: Vec<LicenseRow>,
    pub(crate) order: OrderId,
    pub(super) number: String,
    /// Of licenses; that of the order is the caller's, as several of one partner are told once.
    pub(crate) changes: Vec<Change>,
}

/// The live changes of orders that were placed, one for each partner.
pub(crate) fn placed(partners: impl IntoIterator<Item = OrgId>) -> impl Iterator<Item = Change> {
    orders("order-placed", partners)
}

/// The live changes of orders, one for each partner.
pub(crate) fn orders(
    kind: &'static str,
    partners: impl IntoIterator<Item = OrgId>,
) -> impl Iterator<Item = Change> {
    let each: BTreeSet<OrgId> = partners.into_iter().collect();
    each.into_iter().map(move |partner| Change::order(kind, partner))
}

impl Services {
    /// Writes licenses, coupons, log and one order; the licenses are of one partner, in one
    /// currency, and locked. The caller publishes the changes and commits.
    pub(crate) async fn place(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        prices: &Prices,
        renewals: Vec<(LicenseRow, Outcome)>,
    ) -> Result<Placed, ServiceError> {
        self.place_for(tx, who, prices, renewals, None).await
    }

    /// The same, as what the buyer has asked for where there is such a request, which is locked.
    pub(super) async fn place_for(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        prices: &Prices,
        renewals: Vec<(LicenseRow, Outcome)>,
        request: Option<OrderRow>,
    ) -> Result<Placed, ServiceError> {
        let (now, today) = (self.clock.now(), self.clock.today());
        let (mut changes, mut entries) = (Vec::new(), Vec::new());
        for (before, outcome) in &renewals {
            let Some(coupon) = &outcome.coupon else { continue };
            let spent =
                store::license::coupon_redeem(tx, &self.catalog, coupon.id, before.id, today)
                    .await?
                    .ok_or(Refusal::CouponUnfit)?;
            entries.push(self.log_entry(who, "coupon-redeemed", coupon, &spent));
            changes.push(Change::license("coupon-redeemed", Some(coupon), Some(&spent))?);
        }
        let pairs: Vec<(LicenseRow, LicenseRow)> = renewals
            .iter()
            .map(|(before, outcome)| (before.clone(), outcome.license.clone()))
            .collect();
        let licenses = store::license::licenses_update_many(tx, &pairs).await?;
        let mut lines = Vec::with_capacity(licenses.len());
        for ((before, outcome), license) in renewals.iter().zip(&licenses) {
            let entry = self.log_entry(who, outcome.action(), before, license);
            entries.push(with_residue(entry, outcome.residue));
            changes.push(Change::license(outcome.action(), Some(before), Some(license))?);
            let migrated = before.seats.filter(|_| outcome.kind == LineKind::Migration);
            lines.push(RenewedLine {
                id: OrderLineId(Uuid::now_v7()),
                license,
                kind: outcome.kind,
                years: outcome.years,
                part: RenewalPart {
                    coupon: outcome.coupon.as_ref().map(|coupon| coupon.id),
                    old_expires: before.expires,
                    new_expires: license.expires.ok_or(Refusal::NoEnd)?,
                    old_anchor: before.anchor_day,
                    old_term: before.term_years,
                    at_version: license.version,
                    migrated: migrated.map(|seats| (before.edition.id, seats)),
                },
                price: outcome.price.clone(),
            });
        }
        let order = request.as_ref().map_or_else(|| OrderId(Uuid::now_v7()), |order| order.id);
        let keys = renewals.iter().zip(&lines);
        let keys = keys.filter_map(|((_, outcome), line)| Some((line.id, outcome.back.clone()?)));
        let keys: Vec<(OrderLineId, LicenseRow)> = keys.collect();
        let renewal = NewRenewal {
            id: order,
            lines,
            tax: prices.terms.tax,
            person: (who.person, who.name.clone()),
            placed_at: now,
            request,
        };
        let number = store::order::renewal_insert(tx, &self.catalog, &renewal).await?;
        for (line, key) in keys {
            let key = LicenseRow { order_no: Some(number.clone()), ..key };
            store::license::license_insert(tx, &key).await?;
            store::order::keys_insert(tx, line, &[key.id]).await?;
            entries.push(self.log_entry_from(who, "seats-returned", None, &key));
            changes.push(Change::license("seats-returned", None, Some(&key))?);
        }
        log_append_many(tx, &entries).await?;
        Ok(Placed { licenses, order, number, changes })
    }

    /// Takes a renewal back: the old end returns, and so does the coupon; one into another
    /// edition gives that back, too. What would be renewed by itself at once is not any more.
    ///
    /// # Errors
    /// `Refused` when it is too late, was undone before, or the license has changed since.
    pub async fn undo_renewal(
        &self,
        who: &Principal,
        id: OrderId,
    ) -> Result<LicenseRow, ServiceError> {
        authorize(who, Action::UndoRenewal)?;
        let now = self.clock.now();
        let mut tx = self.store.begin(who.scope).await?;
        let renewal = store::order::renewal_get(&mut tx, id).await?;
        let lines: Vec<OrderLineId> = renewal.moved.iter().map(|moved| moved.line.id).collect();
        let keys = store::order::keys_of(&mut tx, &lines, true, self.clock.today()).await?;
        let keys: Vec<LicenseId> = keys.into_iter().map(|(_, key, ..)| key).collect();
        let touched = renewal
            .moved
            .iter()
            .flat_map(|moved| [Some(moved.license), moved.part.coupon].into_iter().flatten());
        let ids: Vec<LicenseId> = touched.chain(keys.iter().copied()).collect();
        let rows = self.hold_for_renewal(&mut tx, &ids).await?;
        let rows: HashMap<LicenseId, LicenseRow> =
            rows.into_iter().map(|row| (row.id, row)).collect();
        if !renewal.moved.iter().all(|moved| rows.contains_key(&moved.license)) {
            return Err(ServiceError::NotFound);
        }
        let in_time = |placed| now <= placed + Duration::minutes(UNDO_MINUTES);
        if !renewal.undone() && !renewal.order.placed_at.is_some_and(in_time) {
            return Err(ServiceError::Refused("undo-too-late"));
        }
        let (after, mut changes) = self.place_undo(&mut tx, who, &renewal, &rows, &keys).await?;
        changes.extend(orders("order-canceled", [renewal.order.buyer.id]));
        store::feed::changes_publish(&mut tx, &changes, now).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        let first = after.into_iter().next().ok_or(ServiceError::NotFound)?;
        Ok(masked(who, first))
    }

    /// Writes a renewal's licenses and coupons back, with log and order, and lets the keys lapse
    /// that came of it; all are among the locked `rows`. The caller looks at the time, publishes
    /// the changes and commits. Nothing is written when it is refused.
    pub(crate) async fn place_undo(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        renewal: &Renewal,
        rows: &HashMap<LicenseId, LicenseRow>,
        keys: &[LicenseId],
    ) -> Result<(Vec<LicenseRow>, Vec<Change>), ServiceError> {
        if renewal.undone() {
            return Err(ServiceError::Refused("already-undone"));
        }
        let (mut pairs, mut spent) = (Vec::new(), Vec::new());
        for moved in &renewal.moved {
            let before = rows.get(&moved.license).ok_or(CHANGED)?;
            pairs.push((before.clone(), undone(moved, before, &self.catalog)?));
            if let Some(coupon) = moved.part.coupon {
                let row = rows.get(&coupon);
                let row = row.filter(|row| row.redeemed_by == Some(moved.license));
                spent.push((row.ok_or(CHANGED)?, moved.license));
            }
        }
        let yesterday = self.clock.today().pred_opt().ok_or(CHANGED)?;
        for key in keys {
            let row = rows.get(key).filter(|row| row.version == 1).ok_or(CHANGED)?;
            pairs.push((row.clone(), LicenseRow { expires: Some(yesterday), ..row.clone() }));
        }
        if !store::order::renewal_cancel(tx, renewal.order.id).await? {
            return Err(ServiceError::Refused("already-undone"));
        }
        let ended = self.auto_renewals_end(tx, who, &mut pairs).await?;
        let mut written = store::license::licenses_update_many(tx, &pairs).await?;
        let (mut entries, mut changes) = (Vec::new(), Vec::new());
        for (at, ((before, _), after)) in pairs.iter().zip(&written).enumerate() {
            let action = if at < renewal.moved.len() { "renewal-undone" } else { "returned" };
            entries.push(self.log_entry(who, action, before, after));
            changes.push(Change::license(action, Some(before), Some(after))?);
        }
        for (coupon, license) in spent {
            let restored = store::license::coupon_restore(tx, &self.catalog, coupon.id, license)
                .await?
                .ok_or_else(|| internal("a locked coupon has changed"))?;
            entries.push(self.log_entry(who, "coupon-restored", coupon, &restored));
            changes.push(Change::license("coupon-restored", Some(coupon), Some(&restored))?);
        }
        entries.extend(ended);
        log_append_many(tx, &entries).await?;
        written.truncate(renewal.moved.len());
        Ok((written, changes))
    }
}

impl Services {
    /// Lets those licenses end, of the given with what they become, that would be renewed by
    /// themselves as soon as their renewal is taken back; the log's entries of it.
    async fn auto_renewals_end(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        pairs: &mut [(LicenseRow, LicenseRow)],
    ) -> Result<Vec<NewLogEntry>, ServiceError> {
        let (today, mut entries) = (self.clock.today(), Vec::new());
        for (before, after) in pairs {
            let years = before.auto_years.filter(|_| is_due(after, &self.catalog, today));
            let Some(years) = years else { continue };
            store::order::auto_renewal_end(tx, before.id).await?;
            after.auto_years = None;
            let values = switched(Some(years), None);
            entries.push(self.auto_entry(Some(who), "auto-renewal-changed", before, values));
        }
        Ok(entries)
    }
}

const CHANGED: ServiceError = ServiceError::Refused("undo-changed-since");

/// A license without its renewal, if nothing else has happened to it since.
fn undone(
    moved: &Moved,
    before: &LicenseRow,
    catalog: &Catalog,
) -> Result<LicenseRow, ServiceError> {
    let part = &moved.part;
    if before.version != part.at_version {
        return Err(CHANGED);
    }
    let back = LicenseRow {
        expires: part.old_expires,
        anchor_day: part.old_anchor,
        term_years: part.old_term,
        ..before.clone()
    };
    let Some((edition, seats)) = part.migrated else { return Ok(back) };
    let edition = catalog.edition(edition).ok_or(CHANGED)?;
    let product = catalog.product(edition.product).ok_or(CHANGED)?;
    Ok(LicenseRow {
        edition: CatalogRef { id: edition.id, name: edition.name.clone() },
        product: CatalogRef { id: product.id, name: product.name.clone() },
        seats: Some(seats),
        ..back
    })
}

/// The same entry, saying how many device-days were lost.
fn with_residue(mut entry: NewLogEntry, residue: i64) -> NewLogEntry {
    if let (1.., Value::Object(before), Value::Object(after)) =
        (residue, &mut entry.before, &mut entry.after)
    {
        before.insert("residue".to_owned(), Value::Null);
        after.insert("residue".to_owned(), Value::String(residue.to_string()));
    }
    entry
}
