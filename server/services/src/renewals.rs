//! Renewing a license and taking the renewal back.

use crate::licenses::{conflict, masked};
use crate::{ServiceError, Services, authorize};
use chrono::Duration;
use domain::command::{RenewLicense, RenewWith, Renewed, UNDO_MINUTES};
use domain::ids::{LicenseId, OrderId};
use domain::license::LicenseRow;
use domain::money::Money;
use domain::order::LineKind;
use domain::people::Principal;
use domain::policy::Action;
use domain::price::{LinePrice, Percent};
use domain::renewal::{self, Offer, Refusal};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use store::TenantTx;
use store::feed::Change;
use store::idempotency::{Claim, idempotency_claim, idempotency_keep};
use store::log::log_append;
use store::order::{NewRenewal, Renewal, RenewalPart};

impl From<Refusal> for ServiceError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.slug())
    }
}

/// What a renewal does to the license, and to the coupon it takes.
pub(crate) struct Outcome {
    license: LicenseRow,
    /// The coupon before; consumed by the store's conditional update.
    coupon: Option<LicenseRow>,
    price: LinePrice,
    tax: Percent,
}

/// A renewal that was written, but not published yet.
pub(crate) struct Placed {
    license: LicenseRow,
    pub(crate) order: OrderId,
    number: String,
    pub(crate) changes: Vec<Change>,
}

impl Services {
    /// How a license can be renewed today.
    ///
    /// # Errors
    /// `Refused` with the reason when it cannot be renewed at all.
    pub async fn renewal_offer(
        &self,
        who: &Principal,
        id: LicenseId,
    ) -> Result<Offer, ServiceError> {
        authorize(who, Action::Renew)?;
        let today = self.clock.today();
        let mut tx = self.store.begin_read(who.scope).await?;
        let license = store::license::license_get(&mut tx, &self.catalog, id).await?;
        let coupons = store::license::coupons_for(&mut tx, &self.catalog, &license, today).await?;
        tx.commit().await?;
        Ok(renewal::renewal_offer(&license, &self.catalog, &coupons, today)?)
    }

    /// Renews a license: license, coupon, order, log and live changes in one transaction. The
    /// same idempotency key again gets the same answer (invariant 13), and a coupon is
    /// consumed once (invariant 15).
    ///
    /// # Errors
    /// `Conflict` when the license changed meanwhile, `Refused` with the rule's reason.
    pub async fn renew_license(
        &self,
        who: &Principal,
        ask: RenewLicense,
    ) -> Result<Renewed, ServiceError> {
        authorize(who, Action::Renew)?;
        let hash = Sha256::digest(serde_json::to_vec(&ask).map_err(internal)?).to_vec();
        let mut tx = self.store.begin(who.scope).await?;
        let now = self.clock.now();
        match idempotency_claim(&mut tx, who.person, ask.idempotency, &hash, now).await? {
            Claim::Answered(answer) => return serde_json::from_value(answer).map_err(internal),
            Claim::OtherRequest => return Err(ServiceError::Refused("idempotency-mismatch")),
            Claim::Free => {}
        }
        let (license, coupon) = self.lock_for_renewal(&mut tx, &ask).await?;
        if license.version != ask.version {
            return Err(conflict(who, license));
        }
        let outcome = self.judge_renewal(&license, coupon, ask.with)?;
        let placed = self.place_renewal(&mut tx, who, &license, outcome).await?;
        let renewed = Renewed {
            row: masked(who, placed.license),
            order: placed.order,
            number: placed.number,
            undo_until: now + Duration::minutes(UNDO_MINUTES),
        };
        let answer = serde_json::to_value(&renewed).map_err(internal)?;
        idempotency_keep(&mut tx, who.person, ask.idempotency, &answer).await?;
        store::feed::changes_publish(&mut tx, &placed.changes, now).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        metrics::counter!("seatkeeper_renewals_total").increment(1);
        Ok(renewed)
    }

    /// Locks the license and the coupon it may take, in ascending order of ids.
    async fn lock_for_renewal(
        &self,
        tx: &mut TenantTx,
        ask: &RenewLicense,
    ) -> Result<(LicenseRow, Option<LicenseRow>), ServiceError> {
        let mut ids = vec![ask.id];
        if let RenewWith::Coupon(coupon) = ask.with
            && coupon != ask.id
        {
            ids.push(coupon);
        }
        ids.sort_unstable();
        let mut rows = store::license::licenses_lock(tx, &self.catalog, &ids).await?;
        let at = rows.iter().position(|row| row.id == ask.id).ok_or(ServiceError::NotFound)?;
        let license = rows.swap_remove(at);
        Ok((license, rows.pop()))
    }

    /// What a renewal does, if the rules allow it.
    pub(crate) fn judge_renewal(
        &self,
        license: &LicenseRow,
        coupon: Option<LicenseRow>,
        with: RenewWith,
    ) -> Result<Outcome, ServiceError> {
        let today = self.clock.today();
        match with {
            RenewWith::Years(years) => {
                let (license, price) = renewal::renew(license, years, &self.catalog, today)?;
                Ok(Outcome { license, coupon: None, price })
            }
            RenewWith::Coupon(_) => {
                let coupon = coupon.ok_or(Refusal::CouponUnfit)?;
                let (after, _) =
                    renewal::renew_with_coupon(license, &coupon, &self.catalog, today)?;
                let currency = self
                    .catalog
                    .vendor(license.vendor.id)
                    .map(|vendor| vendor.currency)
                    .ok_or(Refusal::NotOffered)?;
                Ok(Outcome {
                    license: after,
                    coupon: Some(coupon),
                    price: Money { minor: 0, currency },
                })
            }
        }
    }

    /// Writes license, coupon, log and order. The caller publishes the changes and commits.
    pub(crate) async fn place_renewal(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        before: &LicenseRow,
        outcome: Outcome,
    ) -> Result<Placed, ServiceError> {
        let (now, today) = (self.clock.now(), self.clock.today());
        let mut changes = Vec::new();
        if let Some(coupon) = &outcome.coupon {
            let spent =
                store::license::coupon_redeem(tx, &self.catalog, coupon.id, before.id, today)
                    .await?
                    .ok_or(Refusal::CouponUnfit)?;
            log_append(tx, &self.log_entry(who, "coupon-redeemed", coupon, &spent)).await?;
            changes.push(Change::license("coupon-redeemed", Some(coupon), Some(&spent))?);
        }
        let license = store::license::license_update(tx, before, &outcome.license).await?;
        log_append(tx, &self.log_entry(who, "renewed", before, &license)).await?;
        changes.push(Change::license("renewed", Some(before), Some(&license))?);
        let kind = match outcome.coupon {
            Some(_) => LineKind::CouponRenewal,
            None => LineKind::Renewal,
        };
        let renewal = NewRenewal {
            id: OrderId(uuid::Uuid::now_v7()),
            license: &license,
            kind,
            part: RenewalPart {
                coupon: outcome.coupon.as_ref().map(|coupon| coupon.id),
                old_expires: before.expires,
                new_expires: license.expires.ok_or(Refusal::NoEnd)?,
                old_anchor: before.anchor_day,
                old_term: before.term_years,
                at_version: license.version,
            },
            price: outcome.price,
            tax: outcome.tax,
            person: (who.person, who.name.clone()),
            placed_at: now,
        };
        let order = renewal.id;
        let number = store::order::renewal_insert(tx, &self.catalog, &renewal).await?;
        Ok(Placed { license, order, number, changes })
    }

    /// Takes a renewal back: the old end returns, and so does the coupon.
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
        let license = renewal.line.license.ok_or(ServiceError::NotFound)?;
        let mut ids = vec![license];
        ids.extend(renewal.part.coupon);
        ids.sort_unstable();
        let rows = store::license::licenses_lock(&mut tx, &self.catalog, &ids).await?;
        let rows: HashMap<LicenseId, LicenseRow> =
            rows.into_iter().map(|row| (row.id, row)).collect();
        if !rows.contains_key(&license) {
            return Err(ServiceError::NotFound);
        }
        let in_time = |placed| now <= placed + Duration::minutes(UNDO_MINUTES);
        if !renewal.undone() && !renewal.order.placed_at.is_some_and(in_time) {
            return Err(ServiceError::Refused("undo-too-late"));
        }
        let (after, changes) = self.place_undo(&mut tx, who, &renewal, &rows).await?;
        store::feed::changes_publish(&mut tx, &changes, now).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        Ok(masked(who, after))
    }

    /// Writes a renewal's license and coupon back, with log and order; both are among the
    /// locked `rows`. The caller looks at the time, publishes the changes and commits. Nothing
    /// is written when it is refused.
    pub(crate) async fn place_undo(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        renewal: &Renewal,
        rows: &HashMap<LicenseId, LicenseRow>,
    ) -> Result<(LicenseRow, Vec<Change>), ServiceError> {
        const CHANGED: ServiceError = ServiceError::Refused("undo-changed-since");
        if renewal.undone() {
            return Err(ServiceError::Refused("already-undone"));
        }
        let (part, order) = (&renewal.part, renewal.order.id);
        let license = renewal.line.license.ok_or(CHANGED)?;
        let before = rows.get(&license).ok_or(CHANGED)?;
        if before.version != part.at_version {
            return Err(CHANGED);
        }
        let spent = part.coupon.map(|coupon| {
            let spent = rows.get(&coupon).filter(|row| row.redeemed_by == Some(license));
            spent.ok_or(CHANGED)
        });
        let spent = spent.transpose()?;
        if !store::order::renewal_cancel(tx, order).await? {
            return Err(ServiceError::Refused("already-undone"));
        }
        let old = LicenseRow {
            expires: part.old_expires,
            anchor_day: part.old_anchor,
            term_years: part.old_term,
            ..before.clone()
        };
        let after = store::license::license_update(tx, before, &old).await?;
        log_append(tx, &self.log_entry(who, "renewal-undone", before, &after)).await?;
        let mut changes = vec![Change::license("renewal-undone", Some(before), Some(&after))?];
        changes.push(Change::order("order-canceled", renewal.order.buyer.id));
        if let Some(spent) = spent {
            let restored = store::license::coupon_restore(tx, &self.catalog, spent.id, license)
                .await?
                .ok_or_else(|| internal("a locked coupon has changed"))?;
            log_append(tx, &self.log_entry(who, "coupon-restored", spent, &restored)).await?;
            changes.push(Change::license("coupon-restored", Some(spent), Some(&restored))?);
        }
        Ok((after, changes))
    }
}

fn internal(error: impl std::fmt::Display) -> ServiceError {
    ServiceError::Internal(error.to_string())
}
