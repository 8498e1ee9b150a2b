//! Orders with a program's discount (DOMAIN.md 1.4.5): one line, for one customer.

use crate::prices::Prices;
use crate::{ServiceError, Services};
use domain::ids::{OrderId, OrderLineId};
use domain::license::OrgRef;
use domain::order::{CheckoutDraft, Deed, LineDraft, LineKind, OrderState, Placed, next};
use domain::people::Principal;
use domain::price::LinePrice;
use store::TenantTx;
use store::feed::Change;
use store::order::{Cart, LineRow, OrderRow};
use uuid::Uuid;

/// What is bought with a discount, whose use its caller has written.
pub(crate) struct Discounted {
    /// The order's.
    pub(crate) id: OrderId,
    pub(crate) draft: LineDraft,
    /// With the discount.
    pub(crate) price: LinePrice,
    pub(crate) customer: OrgRef,
    pub(crate) checkout: CheckoutDraft,
    pub(crate) idempotency: Uuid,
    /// What to tell of besides.
    pub(crate) change: Change,
}

impl Services {
    /// Orders with a discount and ends the transaction: bought and delivered at once, or asked of
    /// the seller where the buyer must not buy directly (DOMAIN.md 1.4.1).
    pub(crate) async fn order_discounted(
        &self,
        mut tx: TenantTx,
        who: &Principal,
        prices: &Prices,
        order: Discounted,
    ) -> Result<Placed, ServiceError> {
        let Discounted { id, draft, price, customer, checkout, idempotency, change } = order;
        let now = self.clock.now();
        // As the cart that it never was.
        let cart = Cart {
            id,
            version: 1,
            buyer: prices.buyer.org.id,
            person: who.person,
            currency: price.net.currency,
            lines: Vec::new(),
            created_at: now,
        };
        let number = self.number(&mut tx, &cart).await?;
        let row = self.order_of(who, prices, &cart, number, checkout);
        let row = match prices.direct() {
            true => OrderRow { state: OrderState::Fulfilled, placed_at: Some(now), ..row },
            false => {
                let (state, awaits) = next(Deed::Send, OrderState::Draft);
                let until = self.quoted_until();
                OrderRow { state, awaits, valid_until: until, ..row }
            }
        };
        let line = LineRow {
            id: OrderLineId(Uuid::now_v7()),
            kind: if draft.count == 1 { LineKind::New } else { LineKind::Bulk },
            edition: draft.edition,
            years: draft.years,
            seats: draft.seats,
            count: draft.count,
            customer: Some((Some(customer.id), customer.name)),
            wish: None,
            price: Some(price),
            license: None,
            renewal: None,
        };
        let placed =
            self.order_keep(tx, who, prices, row, vec![line], Some(idempotency), vec![change]);
        let placed = placed.await?;
        metrics::counter!("seatkeeper_orders_total").increment(1);
        Ok(placed)
    }
}
