//! Asking the distributor to renew a license, where that buys (DOMAIN.md 1.4.1): an order that
//! waits for it, and that renews the license once it says yes.

use super::{Grounds, Outcome, RECENTLY, as_agreed, buys};
use crate::licenses::conflict;
use crate::{ServiceError, Services, authorize};
use domain::command::{RenewLicense, RenewWith};
use domain::ids::{LicenseId, OrderId, OrderLineId};
use domain::license::LicenseRow;
use domain::mail::OrderNews;
use domain::order::{CheckoutDraft, Deed, LineKind, OrderState, Placed, next};
use domain::people::Principal;
use domain::policy::Action;
use domain::renewal::{Refusal, renew};
use serde_json::json;
use store::TenantTx;
use store::idempotency::idempotency_keep;
use store::order::{LineRow, OrderRow};
use uuid::Uuid;

impl Services {
    /// Asks the distributor to renew a license at the price that was seen, which holds as long as
    /// a quote's. The same idempotency key again gets the same answer.
    ///
    /// # Errors
    /// As [`Services::renew_license`]; `Refused` with `renewal-buys` for who may renew it without
    /// asking, with `renewal-asked` while the distributor has been asked already, with
    /// `coupon-unfit` for a coupon, which needs nobody's word.
    pub async fn renewal_ask(
        &self,
        who: &Principal,
        ask: RenewLicense,
    ) -> Result<Placed, ServiceError> {
        authorize(who, Action::Renew)?;
        let RenewWith::Years(years) = ask.with else { return Err(Refusal::CouponUnfit.into()) };
        let mut tx = self.store.begin(who.scope).await?;
        if let Some(answer) = self.claimed(&mut tx, who, ask.idempotency, &ask).await? {
            return Ok(answer);
        }
        let mut rows = self.hold_for_renewal(&mut tx, &[ask.id]).await?;
        let license = rows.pop().ok_or(ServiceError::NotFound)?;
        if license.version != ask.version {
            return Err(conflict(who, license));
        }
        let prices = self.prices_of(&mut tx, license.partner.id).await?;
        if buys(who, &prices).is_ok() {
            return Err(ServiceError::Refused("renewal-buys"));
        }
        self.standings(&mut tx, [&license]).await?.check(&license)?;
        let (after, price) = renew(&license, years, &self.book_of(&prices))?;
        let outcome = Outcome::new(LineKind::Renewal, after, years, price);
        as_agreed(&ask.price, &outcome)?;
        self.ask_again(&mut tx, license.id, ask.again).await?;
        if store::order::renewal_asked(&mut tx, license.id).await? {
            return Err(ServiceError::Refused("renewal-asked"));
        }
        let order = self.request(&mut tx, who, &license, &outcome).await?;
        self.order_log(&mut tx, who, "order-asked", &order, &[("state", json!("quoted"))]).await?;
        self.order_tell(&mut tx, &prices, &order, OrderNews::Asked).await?;
        let placed = Placed { id: order.id, number: order.number };
        let answer = serde_json::to_value(&placed).map_err(super::internal)?;
        idempotency_keep(&mut tx, who.person, ask.idempotency, &answer).await?;
        self.order_commit(tx, who, "order-asked", order.buyer.id, Vec::new()).await?;
        Ok(placed)
    }

    /// Writes the order that waits.
    async fn request(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        license: &LicenseRow,
        outcome: &Outcome,
    ) -> Result<OrderRow, ServiceError> {
        let (state, awaits) = next(Deed::Send, OrderState::Draft);
        let buyer = license.partner.clone();
        let (terms, _) = store::price::terms_get(tx, buyer.id).await?;
        let order = OrderRow {
            id: OrderId(Uuid::now_v7()),
            version: 1,
            revision: 1,
            number: store::order::order_number(tx, buyer.id, 'R').await?,
            buyer,
            state,
            awaits,
            currency: outcome.net().currency,
            tax: terms.tax,
            checkout: CheckoutDraft::default(),
            agreed_at: None,
            valid_until: self.quoted_until(),
            reason: None,
            person: (who.person, who.name.clone()),
            created_at: self.clock.now(),
            placed_at: None,
        };
        let line = LineRow {
            id: OrderLineId(Uuid::now_v7()),
            kind: LineKind::Renewal,
            edition: license.edition.id,
            years: outcome.years,
            seats: license.seats.unwrap_or(1),
            count: 1,
            customer: license.customer.as_ref().map(|org| (Some(org.id), org.name.clone())),
            wish: None,
            price: Some(outcome.price.clone()),
            license: Some(license.id),
            renewal: None,
        };
        store::order::order_insert(tx, &order).await?;
        store::order::lines_insert(tx, &self.catalog, (order.id, 1), &[line]).await?;
        Ok(order)
    }

    /// Renews what a partner has asked for, at the price that it was told then. The request is
    /// locked, and is the order of the renewal from now on.
    ///
    /// # Errors
    /// `Refused` with the rule's reason, with `price-changed` when the license is not as it was
    /// asked for any more, with `renewed-recently` when it was renewed meanwhile.
    pub(crate) async fn renewal_approve(
        &self,
        mut tx: TenantTx,
        who: &Principal,
        request: OrderRow,
        lines: &[LineRow],
    ) -> Result<Placed, ServiceError> {
        let ids: Vec<LicenseId> = lines.iter().filter_map(|line| line.license).collect();
        let rows = self.hold_for_renewal(&mut tx, &ids).await?;
        let prices = self.prices_of(&mut tx, request.buyer.id).await?;
        let standings = self.standings(&mut tx, &rows).await?;
        let recent = self.recent_renewals(&mut tx, &ids).await?;
        let grounds = Grounds { prices: &prices, standings: &standings };
        let mut renewals = Vec::with_capacity(lines.len());
        for line in lines {
            let license = rows.iter().find(|row| Some(row.id) == line.license);
            let license = license.ok_or(Refusal::PriceChanged)?;
            if recent.get(&license.id).is_some_and(|recent| recent.at > request.created_at) {
                return Err(ServiceError::Refused(RECENTLY));
            }
            let with = RenewWith::Years(line.years);
            let outcome = self.judge_renewal(who, license, None, with, grounds)?;
            let same = license.partner.id == request.buyer.id
                && license.edition.id == line.edition
                && license.seats == Some(line.seats);
            let price = line.price.clone().filter(|_| same).ok_or(Refusal::PriceChanged)?;
            renewals.push((license.clone(), Outcome { price, ..outcome }));
        }
        let buyer = request.buyer.id;
        let told = OrderRow { revision: request.revision + 1, ..request.clone() };
        let placed = self.place_for(&mut tx, who, &prices, renewals, Some(request)).await?;
        let said = [("state", json!(OrderState::Fulfilled.slug()))];
        self.order_log(&mut tx, who, "order-approved", &told, &said).await?;
        self.order_tell(&mut tx, &prices, &told, OrderNews::Placed).await?;
        let answer = Placed { id: placed.order, number: placed.number };
        self.order_commit(tx, who, "order-placed", buyer, placed.changes).await?;
        metrics::counter!("seatkeeper_renewals_total").increment(1);
        Ok(answer)
    }
}
