//! Buying what is in a cart or was quoted: once, however often it is asked for.

use super::Held;
use super::detail::{cart_facts, totals};
use super::known::{Known, recipients};
use crate::prices::Prices;
use crate::{ServiceError, Services, authorize};
use domain::ids::OrderLineId;
use domain::license::OrgRef;
use domain::mail::OrderNews;
use domain::order::{
    Actor, CheckoutDraft, Deed, OrderState, PlaceOrder, Placed, Side, agreed, few_enough,
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
    /// `idempotency-mismatch`, as [`agreed`]; `Invalid` as [`CheckoutDraft::parse`] and for the
    /// name of a new customer.
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
        self.terms_agreed(&mut tx, &prices, &checkout).await?;
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
        let held = self.held_agreed(&mut tx, held, &ask.checkout.agreed_terms).await?;
        self.order_fulfill(tx, who, held, "order-placed", Some(ask.idempotency)).await
    }

    /// Refuses to buy without a yes to the seller's terms of sale, as they are now.
    pub(super) async fn terms_agreed(
        &self,
        tx: &mut TenantTx,
        prices: &Prices,
        checkout: &CheckoutDraft,
    ) -> Result<(), ServiceError> {
        let terms = self.sale_terms(tx, prices).await?;
        agreed(&terms, &checkout.agreed_terms).map_err(ServiceError::Refused)
    }

    /// An order that somebody says yes to now, with the terms of sale that it agrees to, unless
    /// that was said when the seller was asked.
    pub(super) async fn held_agreed(
        &self,
        tx: &mut TenantTx,
        held: Held,
        said: &str,
    ) -> Result<Held, ServiceError> {
        if held.row.agreed_at.is_some() {
            return Ok(held);
        }
        let agreed_terms = said.to_owned();
        let checkout = CheckoutDraft { agreed_terms, ..held.row.checkout.clone() };
        self.terms_agreed(tx, &held.prices, &checkout).await?;
        let agreed_at = (!said.is_empty()).then(|| self.clock.now());
        Ok(Held { row: OrderRow { checkout, agreed_at, ..held.row }, ..held })
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
        let accepted = row.state == OrderState::Approved;
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
        if accepted {
            self.order_tell(&mut tx, &prices, &order, OrderNews::Accepted).await?;
        }
        let placed = Placed { id: order.id, number: order.number.clone() };
        if let Some(key) = idempotency {
            let answer = serde_json::to_value(&placed).map_err(super::internal)?;
            idempotency_keep(&mut tx, who.person, key, &answer).await?;
        }
        self.order_commit(tx, who, "order-placed", order.buyer.id, changes).await?;
        Ok(placed)
    }

    /// The lines of a cart, if all of them can be bought, and what they come to.
    pub(super) async fn cart_ready(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        prices: &Prices,
        cart: &Cart,
        deed: Deed,
    ) -> Result<(Vec<LineRow>, Totals), ServiceError> {
        let known = Known::asked(tx, cart.buyer, recipients(cart)).await?;
        let priced = self.priced(prices, cart, &known);
        if priced.is_empty() {
            return Err(ServiceError::Refused("order-empty"));
        }
        if !few_enough(priced.iter().map(|priced| priced.line.count)) {
            return Err(ServiceError::Refused("order-too-many"));
        }
        enters(who, priced.iter().map(|priced| &priced.line))?;
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
        let now = self.clock.now();
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
            agreed_at: (!checkout.agreed_terms.is_empty()).then_some(now),
            checkout,
            valid_until: None,
            reason: None,
            person: (who.person, who.name.clone()),
            created_at: now,
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
}

/// Refuses lines that enter a customer along to whom that is not given.
pub(super) fn enters<'a>(
    who: &Principal,
    lines: impl IntoIterator<Item = &'a LineRow>,
) -> Result<(), ServiceError> {
    match lines.into_iter().any(|line| matches!(line.customer, Some((None, _)))) {
        true => authorize(who, Action::CreateOrganization),
        false => Ok(()),
    }
}

/// What the log keeps of an order that was made.
pub(super) fn logged(order: &OrderRow, lines: &[LineRow]) -> [(&'static str, Value); 3] {
    let licenses: u64 = lines.iter().map(|line| u64::from(line.count)).sum();
    let net: i64 = lines.iter().filter_map(|line| Some(line.price.as_ref()?.net.minor)).sum();
    [
        ("state", json!(order.state.slug())),
        ("count", json!(licenses)),
        ("net", json!(format!("{}.{:02} {}", net / 100, net % 100, order.currency.code()))),
    ]
}
