//! Buying what is in a cart or was quoted: once, however often it is asked for.

use super::Held;
use super::cart::{customers, named};
use super::detail::{cart_facts, totals};
use crate::prices::Prices;
use crate::{ServiceError, Services, authorize};
use chrono::Days;
use domain::ids::{OrderId, OrderLineId};
use domain::license::OrgRef;
use domain::mail::OrderNews;
use domain::order::{
    Actor, CheckoutDraft, Deed, OrderDetail, OrderState, PlaceOrder, Placed, QUOTE_DAYS, Side, next,
};
use domain::people::Principal;
use domain::policy::Action;
use domain::price::Totals;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::feed::Change;
use store::idempotency::{Claim, idempotency_claim, idempotency_keep};
use store::order::{Cart, LineRow, OrderRow};
use store::{StoreError, TenantTx};
use uuid::Uuid;

impl Services {
    /// Buys what is in a cart, was quoted, or was approved, and delivers it: order, customers,
    /// licenses, log and live changes in one transaction. The same idempotency key again gets the
    /// same answer; another key for a cart that was placed already finds its order.
    ///
    /// # Errors
    /// `Conflict` when it changed meanwhile; `Refused` with `price-changed` when it costs
    /// something else than was seen, `direct-purchase-off`, `order-empty`, a line's problem, or
    /// `idempotency-mismatch`; `Invalid` as [`CheckoutDraft::parse`] and for the name of a new
    /// customer.
    pub async fn order_place(
        &self,
        who: &Principal,
        ask: PlaceOrder,
    ) -> Result<Placed, ServiceError> {
        authorize(who, Action::Buy)?;
        let hash = Sha256::digest(serde_json::to_vec(&ask).map_err(super::internal)?).to_vec();
        let checkout = ask.checkout.clone().parse().map_err(ServiceError::Invalid)?;
        let mut tx = self.store.begin(who.scope).await?;
        let now = self.clock.now();
        match idempotency_claim(&mut tx, who.person, ask.idempotency, &hash, now).await? {
            Claim::Answered(answer) => {
                return serde_json::from_value(answer).map_err(super::internal);
            }
            Claim::OtherRequest => return Err(ServiceError::Refused("idempotency-mismatch")),
            Claim::Free => {}
        }
        let placed = match store::order::cart_lock(&mut tx, who.person, ask.id).await {
            Ok(cart) => self.cart_place(tx, who, cart, checkout, &ask).await?,
            Err(StoreError::NotFound) => self.quote_place(tx, who, &ask).await?,
            Err(error) => return Err(error.into()),
        };
        metrics::counter!("seatkeeper_orders_total").increment(1);
        Ok(placed)
    }

    async fn cart_place(
        &self,
        mut tx: TenantTx,
        who: &Principal,
        cart: Cart,
        checkout: CheckoutDraft,
        ask: &PlaceOrder,
    ) -> Result<Placed, ServiceError> {
        if cart.version != ask.version {
            return Err(ServiceError::Conflict(None));
        }
        let prices = self.prices_of(&mut tx, cart.buyer).await?;
        let (lines, sum) = self.cart_ready(&mut tx, who, &prices, &cart, Deed::Place).await?;
        if sum.gross() != Some(ask.total) {
            return Err(ServiceError::Refused("price-changed"));
        }
        let (now, number) = (self.clock.now(), self.number(&mut tx, &cart).await?);
        let order = OrderRow {
            state: OrderState::Fulfilled,
            placed_at: Some(now),
            ..self.order_of(who, &prices, &cart, number, checkout)
        };
        let key = Some(ask.idempotency);
        self.order_keep(tx, who, &prices, order, lines, key, Vec::new()).await
    }

    /// Buys what was quoted or approved, at the prices that were told then.
    async fn quote_place(
        &self,
        mut tx: TenantTx,
        who: &Principal,
        ask: &PlaceOrder,
    ) -> Result<Placed, ServiceError> {
        let held = self.order_hold(&mut tx, ask.id).await?;
        if held.row.state.holds() && held.row.buyer.id == who.org {
            // It was a cart in another tab, and is bought.
            return Ok(Placed { id: held.row.id, number: held.row.number });
        }
        held.may(who, Deed::Place, self.clock.now())?;
        if held.row.version != ask.version {
            return Err(ServiceError::Conflict(None));
        }
        let prices = held.lines.iter().filter_map(|line| line.price.as_ref());
        if totals(prices, held.row.tax, held.row.currency)?.gross() != Some(ask.total) {
            return Err(ServiceError::Refused("price-changed"));
        }
        self.order_fulfill(tx, who, held, "order-placed", Some(ask.idempotency)).await
    }

    /// Makes an order hold that was quoted: a new revision with what it delivers.
    pub(super) async fn order_fulfill(
        &self,
        mut tx: TenantTx,
        who: &Principal,
        held: Held,
        action: &'static str,
        idempotency: Option<Uuid>,
    ) -> Result<Placed, ServiceError> {
        let Held { row, lines, prices, .. } = held;
        let now = self.clock.now();
        let revision = row.revision + 1;
        let order = OrderRow {
            state: OrderState::Fulfilled,
            awaits: None,
            placed_at: Some(now),
            revision,
            ..row
        };
        let mut changes = Vec::new();
        let mut lines: Vec<LineRow> = lines
            .into_iter()
            .map(|line| LineRow { id: OrderLineId(Uuid::now_v7()), ..line })
            .collect();
        self.order_customers(&mut tx, who, order.buyer.id, &mut lines, &mut changes).await?;
        store::order::order_update(&mut tx, &order).await?;
        store::order::lines_insert(&mut tx, &self.catalog, (order.id, revision), &lines).await?;
        self.deliver(&mut tx, who, &prices, (&order, &lines), &mut changes).await?;
        self.order_log(&mut tx, who, action, &order, &logged(&order, &lines)).await?;
        self.order_tell(&mut tx, &prices, &order, OrderNews::Placed).await?;
        let placed = Placed { id: order.id, number: order.number.clone() };
        if let Some(key) = idempotency {
            let answer = serde_json::to_value(&placed).map_err(super::internal)?;
            idempotency_keep(&mut tx, who.person, key, &answer).await?;
        }
        self.order_commit(tx, who, "order-placed", order.buyer.id, changes).await?;
        Ok(placed)
    }

    /// Fixes the prices of a cart for a while: as a quote for a customer, or as what the seller is
    /// asked for (DOMAIN.md 1.4.1).
    ///
    /// # Errors
    /// `Conflict` when it changed meanwhile; as [`Self::order_place`].
    pub async fn order_quote(
        &self,
        who: &Principal,
        id: OrderId,
        version: i32,
        checkout: CheckoutDraft,
        to_seller: bool,
    ) -> Result<Placed, ServiceError> {
        authorize(who, Action::Buy)?;
        let checkout = checkout.parse().map_err(ServiceError::Invalid)?;
        let mut tx = self.store.begin(who.scope).await?;
        let cart = match store::order::cart_lock(&mut tx, who.person, id).await {
            Ok(cart) => cart,
            Err(StoreError::NotFound) => {
                // Sent twice: it is what it was made the first time.
                let order = store::order::order_get(&mut tx, id).await?;
                return match order.buyer.id == who.org {
                    true => Ok(Placed { id, number: order.number }),
                    false => Err(ServiceError::NotFound),
                };
            }
            Err(error) => return Err(error.into()),
        };
        if cart.version != version {
            return Err(ServiceError::Conflict(None));
        }
        let deed = if to_seller { Deed::Send } else { Deed::Quote };
        let prices = self.prices_of(&mut tx, cart.buyer).await?;
        let (lines, _) = self.cart_ready(&mut tx, who, &prices, &cart, deed).await?;
        let (state, awaits) = next(deed, OrderState::Draft);
        let number = self.number(&mut tx, &cart).await?;
        let until = self.clock.today().checked_add_days(Days::new(QUOTE_DAYS));
        let order = OrderRow {
            state,
            awaits,
            valid_until: until,
            ..self.order_of(who, &prices, &cart, number, checkout)
        };
        self.order_keep(tx, who, &prices, order, lines, None, Vec::new()).await
    }

    /// The lines of a cart, if all of them can be bought, and what they come to.
    async fn cart_ready(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        prices: &Prices,
        cart: &Cart,
        deed: Deed,
    ) -> Result<(Vec<LineRow>, Totals), ServiceError> {
        let known = customers(tx, cart.buyer, named(cart)).await?;
        let priced = self.priced(prices, cart, &known);
        if priced.is_empty() {
            return Err(ServiceError::Refused("order-empty"));
        }
        let actor = match who.org == prices.seller() {
            true => Actor::Both,
            false => Actor::Of(Side::Buyer),
        };
        let facts = cart_facts(prices, &priced);
        domain::order::may(deed, actor, &facts, self.clock.now()).map_err(ServiceError::Refused)?;
        if let Some(problem) = priced.iter().find_map(|priced| priced.problem) {
            return Err(ServiceError::Refused(problem));
        }
        let sum = totals(
            priced.iter().filter_map(|priced| priced.line.price.as_ref()),
            prices.terms.tax,
            cart.currency,
        )?;
        Ok((priced.into_iter().map(|priced| priced.line).collect(), sum))
    }

    pub(super) async fn number(
        &self,
        tx: &mut TenantTx,
        cart: &Cart,
    ) -> Result<String, ServiceError> {
        Ok(store::order::order_number(tx, cart.buyer, 'O').await?)
    }

    pub(super) fn order_of(
        &self,
        who: &Principal,
        prices: &Prices,
        cart: &Cart,
        number: String,
        checkout: CheckoutDraft,
    ) -> OrderRow {
        OrderRow {
            id: cart.id,
            version: 1,
            revision: 1,
            buyer: OrgRef { id: cart.buyer, name: prices.buyer.org.name.clone() },
            number,
            state: OrderState::Draft,
            awaits: None,
            currency: cart.currency,
            tax: prices.terms.tax,
            checkout,
            valid_until: None,
            reason: None,
            person: (who.person, who.name.clone()),
            created_at: self.clock.now(),
            placed_at: None,
        }
    }

    /// Writes an order that was a cart, with what it delivers when it holds, and ends the
    /// transaction. `changes` are told of besides.
    #[expect(clippy::too_many_arguments, reason = "an order is that much")]
    pub(super) async fn order_keep(
        &self,
        mut tx: TenantTx,
        who: &Principal,
        prices: &Prices,
        order: OrderRow,
        mut lines: Vec<LineRow>,
        idempotency: Option<Uuid>,
        mut changes: Vec<Change>,
    ) -> Result<Placed, ServiceError> {
        let (action, news) = match (order.state, order.awaits) {
            (OrderState::Quoted, Some(Side::Seller)) => ("order-asked", OrderNews::Asked),
            (OrderState::Quoted, _) => ("order-quoted", OrderNews::Quoted),
            _ => ("order-placed", OrderNews::Placed),
        };
        if order.state.holds() {
            let buyer = order.buyer.id;
            self.order_customers(&mut tx, who, buyer, &mut lines, &mut changes).await?;
        }
        store::order::order_insert(&mut tx, &order).await?;
        let revision = (order.id, order.revision);
        store::order::lines_insert(&mut tx, &self.catalog, revision, &lines).await?;
        store::order::cart_delete(&mut tx, order.id).await?;
        if order.state.holds() {
            self.deliver(&mut tx, who, prices, (&order, &lines), &mut changes).await?;
        }
        self.order_log(&mut tx, who, action, &order, &logged(&order, &lines)).await?;
        self.order_tell(&mut tx, prices, &order, news).await?;
        let placed = Placed { id: order.id, number: order.number.clone() };
        if let Some(key) = idempotency {
            let answer = serde_json::to_value(&placed).map_err(super::internal)?;
            idempotency_keep(&mut tx, who.person, key, &answer).await?;
        }
        self.order_commit(tx, who, action, order.buyer.id, changes).await?;
        Ok(placed)
    }

    /// Puts what was ordered once into the cart again, as far as it is still sold; the cart.
    ///
    /// # Errors
    /// `NotFound`; `Refused` with `order-nothing-again` when nothing of it can be bought today.
    pub async fn order_again(
        &self,
        who: &Principal,
        id: OrderId,
    ) -> Result<OrderDetail, ServiceError> {
        authorize(who, Action::Buy)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let row = store::order::order_get(&mut tx, id).await?;
        let held = self.order_with(&mut tx, row).await?;
        tx.commit().await?;
        if held.row.buyer.id != who.org {
            return Err(ServiceError::Forbidden);
        }
        let mut cart = None;
        // What was renewed is renewed where it is.
        for line in held.lines.iter().filter(|line| line.kind.makes_keys()) {
            match self.cart_add(who, super::answer::again(line)).await {
                Ok(added) => cart = Some(added),
                Err(ServiceError::Invalid(_)) => {}
                Err(error) => return Err(error),
            }
        }
        cart.ok_or(ServiceError::Refused("order-nothing-again"))
    }
}

/// What the log keeps of an order that was made.
fn logged(order: &OrderRow, lines: &[LineRow]) -> [(&'static str, Value); 3] {
    let licenses: u64 = lines.iter().map(|line| u64::from(line.count)).sum();
    let net: i64 = lines.iter().filter_map(|line| Some(line.price.as_ref()?.net.minor)).sum();
    [
        ("state", json!(order.state.slug())),
        ("count", json!(licenses)),
        ("net", json!(format!("{}.{:02} {}", net / 100, net % 100, order.currency.code()))),
    ]
}
