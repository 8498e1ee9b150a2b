//! Prices that are fixed for a while: quotes, and what the seller is asked for.

use super::place::{enters, logged};
use crate::{ServiceError, Services, authorize};
use chrono::{Days, NaiveDate};
use domain::ids::OrderId;
use domain::mail::OrderNews;
use domain::order::{CheckoutDraft, Deed, OrderDetail, OrderState, Placed, QUOTE_DAYS, Side, next};
use domain::people::Principal;
use domain::policy::Action;
use store::StoreError;
use store::order::OrderRow;

impl Services {
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
                // Asked for twice, it is what it was made the first time; another tab may have
                // made something else of it.
                let order = store::order::order_get(&mut tx, id).await?;
                let wanted = if to_seller { Side::Seller } else { Side::Buyer };
                return match (order.buyer.id == who.org, order.state, order.awaits) {
                    (false, ..) => Err(ServiceError::NotFound),
                    (true, OrderState::Quoted, Some(side)) if side == wanted => {
                        Ok(Placed { id, number: order.number })
                    }
                    _ => Err(ServiceError::Conflict(None)),
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
        // A quote for a customer binds nobody yet.
        if to_seller {
            self.terms_agreed(&mut tx, &prices, &checkout).await?;
        }
        let agreed_terms = if to_seller { checkout.agreed_terms } else { String::new() };
        let checkout = CheckoutDraft { agreed_terms, ..checkout };
        let (state, awaits) = next(deed, OrderState::Draft);
        let number = self.number(&mut tx, &cart).await?;
        let until = self.quoted_until();
        let order = OrderRow {
            state,
            awaits,
            valid_until: until,
            ..self.order_of(who, &prices, &cart, number, checkout)
        };
        self.order_keep(tx, who, &prices, order, lines, None, Vec::new()).await
    }

    /// The last day on which prices that are fixed today hold.
    pub(crate) fn quoted_until(&self) -> Option<NaiveDate> {
        self.clock.today().checked_add_days(Days::new(QUOTE_DAYS))
    }

    /// Asks the seller for what was quoted, once the buyer's own customer has said yes: at the
    /// prices and until the day that it was quoted.
    ///
    /// # Errors
    /// `NotFound`, `Conflict`; `Forbidden`, also for who may not enter a customer that is in it;
    /// `Refused` with the rule's reason, as [`domain::order::agreed`] too.
    pub async fn order_send(
        &self,
        who: &Principal,
        id: OrderId,
        version: i32,
        agreed_terms: &str,
    ) -> Result<OrderDetail, ServiceError> {
        authorize(who, Action::Buy)?;
        let mut tx = self.store.begin(who.scope).await?;
        let held = self.order_for(&mut tx, who, (id, version), Deed::Send).await?;
        enters(who, &held.lines)?;
        let held = self.held_agreed(&mut tx, held, agreed_terms).await?;
        let (state, awaits) = next(Deed::Send, held.row.state);
        let order = OrderRow { state, awaits, ..held.row };
        store::order::order_update(&mut tx, &order).await?;
        self.order_log(&mut tx, who, "order-asked", &order, &logged(&order, &held.lines)).await?;
        self.order_tell(&mut tx, &held.prices, &order, OrderNews::Asked).await?;
        self.order_commit(tx, who, "order-asked", order.buyer.id, Vec::new()).await?;
        self.order_get(who, id).await
    }
}
