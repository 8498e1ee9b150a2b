//! Renewing licenses and taking renewals back: for years, with a coupon, into another edition, or
//! to a common end.

mod auto;
mod coterm;
mod migration;
mod place;
mod preview;
mod request;
mod standing;
mod tell;

pub(crate) use place::{Outcome, Placed, orders, placed};
pub(crate) use preview::Wish;
pub(crate) use standing::Standings;

use crate::licenses::{conflict, masked};
use crate::prices::Prices;
use crate::{ServiceError, Services, authorize};
use chrono::Duration;
use domain::command::{RenewLicense, RenewWith, Renewed, UNDO_MINUTES};
use domain::ids::{LicenseId, OrgId};
use domain::license::LicenseRow;
use domain::order::LineKind;
use domain::people::Principal;
use domain::policy::Action;
use domain::price::PriceBook;
use domain::renewal::{self, Agreed, Offer, RECENT_HOURS, Recent, Refusal, asks_again};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use store::TenantTx;
use store::idempotency::{Claim, idempotency_claim, idempotency_keep};
use uuid::Uuid;

impl From<Refusal> for ServiceError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.slug())
    }
}

/// What decides on the prices of each of some partners.
pub(crate) type PricesOf = HashMap<OrgId, Prices>;

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
        let prices = self.prices_of(&mut tx, license.partner.id).await?;
        let recent = self.recent_renewals(&mut tx, &[id]).await?.remove(&id);
        let auto = store::order::auto_renewal_get(&mut tx, id).await?;
        let standings = self.standings(&mut tx, [&license]).await?;
        tx.commit().await?;
        standings.check(&license)?;
        let book = prices.book(&self.catalog, today);
        let offer = renewal::renewal_offer(&license, &book, &coupons)?;
        Ok(Offer { direct: buys(who, &prices).is_ok(), recent, auto, ..offer })
    }

    /// Renews a license: license, coupon, order, log and live changes in one transaction. The
    /// same idempotency key again gets the same answer (invariant 13), and a coupon is
    /// consumed once (invariant 15).
    ///
    /// # Errors
    /// `Conflict` when the license changed meanwhile; `Refused` with the rule's reason, with
    /// `renewed-recently` unless that is meant, with `price-changed` when it costs something
    /// else than was seen, with `direct-purchase-off` where the distributor buys.
    pub async fn renew_license(
        &self,
        who: &Principal,
        ask: RenewLicense,
    ) -> Result<Renewed, ServiceError> {
        authorize(who, Action::Renew)?;
        let mut tx = self.store.begin(who.scope).await?;
        if let Some(answer) = self.claimed(&mut tx, who, ask.idempotency, &ask).await? {
            return Ok(answer);
        }
        let (license, coupon) = self.lock_for_renewal(&mut tx, &ask).await?;
        if license.version != ask.version {
            return Err(conflict(who, license));
        }
        let prices = self.prices_of(&mut tx, license.partner.id).await?;
        let standings = self.standings(&mut tx, [&license]).await?;
        let grounds = Grounds { prices: &prices, standings: &standings };
        let outcome = self.judge_renewal(who, &license, coupon, ask.with, grounds)?;
        as_agreed(&ask.price, &outcome)?;
        self.ask_again(&mut tx, license.id, ask.again).await?;
        let placed = self.place(&mut tx, who, &prices, vec![(license, outcome)]).await?;
        self.renewed(tx, who, ask.idempotency, placed).await
    }

    /// Answers, publishes and commits the renewal of one license.
    async fn renewed(
        &self,
        mut tx: TenantTx,
        who: &Principal,
        idempotency: Uuid,
        placed: Placed,
    ) -> Result<Renewed, ServiceError> {
        let now = self.clock.now();
        self.renewal_tell(&mut tx, who, &placed).await?;
        let Placed { licenses, order, number, mut changes } = placed;
        let row = licenses.into_iter().next().ok_or(ServiceError::NotFound)?;
        changes.extend(place::placed([row.partner.id]));
        let renewed = Renewed {
            row: masked(who, row),
            order,
            number,
            undo_until: now + Duration::minutes(UNDO_MINUTES),
        };
        let answer = serde_json::to_value(&renewed).map_err(internal)?;
        idempotency_keep(&mut tx, who.person, idempotency, &answer).await?;
        store::feed::changes_publish(&mut tx, &changes, now).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        self.ring_mail();
        metrics::counter!("seatkeeper_renewals_total").increment(1);
        Ok(renewed)
    }

    /// The answer that a request of this key got before; none when the key is this one's.
    pub(crate) async fn claimed<A: DeserializeOwned>(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        key: Uuid,
        ask: &impl Serialize,
    ) -> Result<Option<A>, ServiceError> {
        let hash = Sha256::digest(serde_json::to_vec(ask).map_err(internal)?);
        match idempotency_claim(tx, who.person, key, &hash, self.clock.now()).await? {
            Claim::Answered(answer) => serde_json::from_value(answer).map(Some).map_err(internal),
            Claim::OtherRequest => Err(ServiceError::Refused("idempotency-mismatch")),
            Claim::Free => Ok(None),
        }
    }

    /// Holds the partner, and locks the license and the coupon it may take, in ascending order of
    /// ids.
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
        let mut rows = self.hold_for_renewal(tx, &ids).await?;
        let at = rows.iter().position(|row| row.id == ask.id).ok_or(ServiceError::NotFound)?;
        let license = rows.swap_remove(at);
        Ok((license, rows.pop()))
    }

    /// Holds the partners of licenses and locks these after them, in ascending order of ids. An
    /// order names the partner; who renames or moves it locks it before its licenses, too.
    pub(crate) async fn hold_for_renewal(
        &self,
        tx: &mut TenantTx,
        ids: &[LicenseId],
    ) -> Result<Vec<LicenseRow>, ServiceError> {
        store::org::partners_hold(tx, ids).await?;
        Ok(store::license::licenses_lock(tx, &self.catalog, ids).await?)
    }

    /// What a renewal does, if the rules allow it.
    pub(crate) fn judge_renewal(
        &self,
        who: &Principal,
        license: &LicenseRow,
        coupon: Option<LicenseRow>,
        with: RenewWith,
        Grounds { prices, standings }: Grounds<'_>,
    ) -> Result<Outcome, ServiceError> {
        standings.check(license)?;
        let book = self.book_of(prices);
        match with {
            RenewWith::Years(years) => {
                let (license, price) = renewal::renew(license, years, &book)?;
                buys(who, prices)?;
                Ok(Outcome::new(LineKind::Renewal, license, years, price))
            }
            RenewWith::Coupon(_) => {
                let coupon = coupon.ok_or(Refusal::CouponUnfit)?;
                let (license, _, price) = renewal::renew_with_coupon(license, &coupon, &book)?;
                let years = license.term_years.unwrap_or(1);
                let outcome = Outcome::new(LineKind::CouponRenewal, license, years, price);
                Ok(Outcome { coupon: Some(coupon), ..outcome })
            }
        }
    }

    /// Why a license is not renewed for which there is no coupon.
    pub(crate) fn no_coupon(&self, license: &LicenseRow, prices: &Prices) -> Refusal {
        let one = std::slice::from_ref(license);
        let plan = renewal::assign_coupons(one, &[], None, &self.book_of(prices));
        let why = plan.into_iter().find_map(|(_, coupon)| coupon.err());
        why.unwrap_or(Refusal::CouponUnfit)
    }

    /// Today's prices.
    fn book_of<'a>(&'a self, prices: &'a Prices) -> PriceBook<'a> {
        prices.book(&self.catalog, self.clock.today())
    }

    /// What decides on the prices of the partners of these licenses, beyond those that are known.
    pub(crate) async fn prices_known<'a>(
        &self,
        tx: &mut TenantTx,
        known: &mut PricesOf,
        licenses: impl Iterator<Item = &'a LicenseRow>,
    ) -> Result<(), ServiceError> {
        for license in licenses {
            let partner = license.partner.id;
            if let Entry::Vacant(place) = known.entry(partner) {
                place.insert(self.prices_of(tx, partner).await?);
            }
        }
        Ok(())
    }

    /// The last renewal of each of these licenses that was renewed so recently that it should be
    /// asked about.
    pub(crate) async fn recent_renewals(
        &self,
        tx: &mut TenantTx,
        licenses: &[LicenseId],
    ) -> Result<HashMap<LicenseId, Recent>, ServiceError> {
        let now = self.clock.now();
        let since = now - Duration::hours(RECENT_HOURS);
        let mut recent = store::order::renewals_recent(tx, licenses, since).await?;
        recent.retain(|_, recent| asks_again(Some(recent.at), now));
        Ok(recent)
    }

    /// Refuses a license that was renewed just now, unless that is meant. The license is locked.
    async fn ask_again(
        &self,
        tx: &mut TenantTx,
        id: LicenseId,
        again: bool,
    ) -> Result<(), ServiceError> {
        if !again && self.recent_renewals(tx, &[id]).await?.contains_key(&id) {
            return Err(ServiceError::Refused(RECENTLY));
        }
        Ok(())
    }
}

/// What decides on a renewal besides the license.
#[derive(Clone, Copy)]
pub(crate) struct Grounds<'a> {
    /// Its partner's prices.
    pub(crate) prices: &'a Prices,
    /// How its organizations stand.
    pub(crate) standings: &'a Standings,
}

/// Refuses what costs something else than was seen.
fn as_agreed(agreed: &Agreed, outcome: &Outcome) -> Result<(), Refusal> {
    match agreed.holds(&[outcome.price.net]) {
        true => Ok(()),
        false => Err(Refusal::PriceChanged),
    }
}

/// The refusal of what was renewed within a day.
pub(crate) const RECENTLY: &str = "renewed-recently";

/// Whether somebody may buy for the partner whose prices these are: a partner's own people only
/// where it buys directly (DOMAIN.md 1.4.1), those above it always.
pub(crate) fn buys(who: &Principal, prices: &Prices) -> Result<(), ServiceError> {
    match who.org == prices.buyer.org.id && !prices.direct() {
        true => Err(ServiceError::Refused("direct-purchase-off")),
        false => Ok(()),
    }
}

fn internal(error: impl std::fmt::Display) -> ServiceError {
    ServiceError::Internal(error.to_string())
}
