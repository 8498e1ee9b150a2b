//! What becomes of an order after it was made: the seller's answer, and taking it back.

use super::Held;
use crate::{ServiceError, Services, authorize};
use domain::field::FieldError;
use domain::ids::{OrderId, OrderLineId};
use domain::mail::OrderNews;
use domain::money::Money;
use domain::note::parse_lines;
use domain::order::{
    Deed, LineAnswer, MAX_LICENSES, MAX_NET, OrderDetail, OrderState, Placed, Side, askable,
    few_enough, next, sold,
};
use domain::people::Principal;
use domain::policy::Action;
use domain::price::{DiscountKind, LinePrice, MAX_COUNT, MAX_SEATS, Per, Percent};
use serde_json::json;
use std::collections::HashMap;
use store::order::{LineRow, OrderRow};
use uuid::Uuid;

/// The longest reason, in characters.
const REASON: usize = 500;

impl Services {
    /// Says yes to what a partner asks for, as it is: it is bought and delivered at once, and
    /// licenses are renewed.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Conflict`; `Refused` with the rule's reason.
    pub async fn order_approve(
        &self,
        who: &Principal,
        id: OrderId,
        version: i32,
    ) -> Result<Placed, ServiceError> {
        authorize(who, Action::AnswerOrders)?;
        let mut tx = self.store.begin(who.scope).await?;
        let held = self.order_for(&mut tx, who, (id, version), Deed::Approve).await?;
        if held.renews() {
            return self.renewal_approve(tx, who, held.row, &held.lines).await;
        }
        self.order_fulfill(tx, who, held, "order-approved", None).await
    }

    /// Says yes to something else than a partner asked for: lines that are not named are left
    /// out. The partner has the last word.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Conflict`, `Refused`; `Invalid` on `seats-<n>`, `count-<n>`,
    /// `years-<n>` and `net-<n>` of the n-th answer, counted from 0; `order-empty`.
    pub async fn order_change(
        &self,
        who: &Principal,
        id: OrderId,
        version: i32,
        answers: Vec<LineAnswer>,
        reason: &str,
    ) -> Result<OrderDetail, ServiceError> {
        authorize(who, Action::AnswerOrders)?;
        let reason = parse_lines("reason", reason, REASON)?;
        let mut tx = self.store.begin(who.scope).await?;
        let held = self.order_for(&mut tx, who, (id, version), Deed::Change).await?;
        let lines = self.answered(&held, &answers)?;
        let (state, awaits) = next(Deed::Change, held.row.state);
        let revision = held.row.revision + 1;
        let reason = Some(reason).filter(|reason| !reason.is_empty());
        let prices = held.prices;
        let order = OrderRow { state, awaits, revision, reason, ..held.row };
        store::order::order_update(&mut tx, &order).await?;
        store::order::lines_insert(&mut tx, &self.catalog, (id, revision), &lines).await?;
        let said = json!(order.reason.clone().unwrap_or_default());
        self.order_log(&mut tx, who, "order-changed", &order, &[("reason", said)]).await?;
        self.order_tell(&mut tx, &prices, &order, OrderNews::Changed).await?;
        self.order_commit(tx, who, "order-changed", order.buyer.id, Vec::new()).await?;
        self.order_get(who, id).await
    }

    /// Says no to what a partner asks for.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Conflict`, `Refused`; as [`parse_lines`] on `reason`.
    pub async fn order_decline(
        &self,
        who: &Principal,
        id: OrderId,
        version: i32,
        reason: &str,
    ) -> Result<OrderDetail, ServiceError> {
        authorize(who, Action::AnswerOrders)?;
        self.order_end(who, id, version, (Deed::Decline, "order-declined"), reason).await
    }

    /// Takes an order back: what was quoted or asked for, or what was delivered as long as
    /// nobody has used any of it.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Conflict`; `Refused` with `order-used`, `order-too-late` or
    /// `order-state`; as [`parse_lines`] on `reason`.
    pub async fn order_cancel(
        &self,
        who: &Principal,
        id: OrderId,
        version: i32,
        reason: &str,
    ) -> Result<OrderDetail, ServiceError> {
        if !super::allowed(who, Deed::Cancel) {
            authorize(who, Action::Buy)?;
        }
        self.order_end(who, id, version, (Deed::Cancel, "order-canceled"), reason).await
    }

    async fn order_end(
        &self,
        who: &Principal,
        id: OrderId,
        version: i32,
        (deed, action): (Deed, &'static str),
        reason: &str,
    ) -> Result<OrderDetail, ServiceError> {
        let reason = parse_lines("reason", reason, REASON)?;
        let mut tx = self.store.begin(who.scope).await?;
        let held = self.order_for(&mut tx, who, (id, version), deed).await?;
        let (mut changes, news) = (Vec::new(), ending_news(deed, &held, who));
        if held.row.state.holds() {
            let of = (held.row.buyer.id, &*held.lines);
            self.take_back(&mut tx, who, of, &mut changes).await?;
        }
        let (state, awaits) = next(deed, held.row.state);
        let reason = Some(reason).filter(|reason| !reason.is_empty());
        let order = OrderRow { state, awaits, reason, ..held.row };
        store::order::order_update(&mut tx, &order).await?;
        let said = json!(order.reason.clone().unwrap_or_default());
        self.order_log(&mut tx, who, action, &order, &[("reason", said)]).await?;
        for news in news {
            self.order_tell(&mut tx, &held.prices, &order, news).await?;
        }
        self.order_commit(tx, who, action, order.buyer.id, changes).await?;
        self.order_get(who, id).await
    }

    /// The lines as the seller wants them.
    fn answered(&self, held: &Held, answers: &[LineAnswer]) -> Result<Vec<LineRow>, ServiceError> {
        let mut asked: HashMap<OrderLineId, &LineRow> =
            held.lines.iter().map(|line| (line.id, line)).collect();
        let (mut lines, mut wrong) = (Vec::new(), Vec::new());
        for (at, answer) in answers.iter().enumerate() {
            let line = asked.remove(&answer.id).ok_or(ServiceError::NotFound)?;
            match self.answer(held, line, answer) {
                Ok(line) => lines.push(line),
                Err((field, code)) => {
                    let field = format!("{field}-{at}");
                    wrong.push(FieldError::new(&field, code));
                }
            }
        }
        let mut counted = Vec::with_capacity(lines.len());
        for (at, answer) in answers.iter().enumerate() {
            counted.push(answer.count);
            if wrong.is_empty() && !few_enough(counted.iter().copied()) {
                let field = format!("count-{at}");
                let error = FieldError::new(&field, "order-licenses");
                wrong.push(error.with("max", MAX_LICENSES));
            }
        }
        match (wrong.is_empty(), lines.is_empty()) {
            (false, _) => Err(ServiceError::Invalid(wrong)),
            (true, true) => Err(ServiceError::Refused("order-empty")),
            (true, false) => Ok(lines),
        }
    }

    fn answer(
        &self,
        held: &Held,
        line: &LineRow,
        answer: &LineAnswer,
    ) -> Result<LineRow, (&'static str, &'static str)> {
        let LineAnswer { years, seats, count, net, .. } = *answer;
        if !(1..=MAX_SEATS).contains(&seats) {
            return Err(("seats", "order-seats-range"));
        }
        let one = line.customer.is_some();
        // A customer gets several by a discount alone, and no more than that.
        if !(1..=MAX_COUNT).contains(&count) || (one && count > line.count) {
            return Err(("count", if one { "order-one-customer" } else { "order-count-range" }));
        }
        let product = self.catalog.edition(line.edition);
        let product = product.and_then(|edition| self.catalog.product(edition.product));
        // A price of one's own makes no term that nobody sells.
        let term = product.is_some_and(|product| match line.wish {
            None => sold(product, years),
            Some(_) => askable(product, years),
        });
        if !term || (years == 0) != (line.years == 0) {
            return Err(("years", "order-years"));
        }
        let price = match net {
            Some(minor) if !(0..=MAX_NET).contains(&minor) => return Err(("net", "order-net")),
            Some(minor) => {
                let per = line.price.as_ref().map_or(Per::Seat, |price| price.per);
                let quantity = per.quantity(seats, count);
                let money = |minor| Money { minor, currency: held.row.currency };
                Some(LinePrice {
                    unit: money(minor / quantity),
                    per,
                    quantity,
                    discounts: Vec::new(),
                    net: money(minor),
                })
            }
            None => {
                let edition = self.catalog.edition(line.edition);
                let book = held.prices.book(&self.catalog, self.clock.today());
                edition
                    .and_then(|edition| book.line(edition, years, (seats, count), program(line)))
                    .filter(|price| price.net.currency == held.row.currency)
            }
        };
        let price = Some(price.ok_or(("net", "order-net-needed"))?);
        let id = OrderLineId(Uuid::now_v7());
        Ok(LineRow { id, years, seats, count, price, ..line.clone() })
    }
}

/// What an order's end is told as: to who buys, and to who sells where that is somebody else.
fn ending_news(deed: Deed, held: &Held, who: &Principal) -> Vec<OrderNews> {
    let row = &held.row;
    let holds = row.state.holds();
    // The seller knows of what it was asked for, and of what it sold.
    let known = holds || row.awaits == Some(Side::Seller) || row.state == OrderState::Approved;
    let by_buyer = who.org == row.buyer.id && who.org != held.prices.seller();
    let told = [
        (deed == Deed::Decline, OrderNews::Declined),
        (deed == Deed::Cancel && holds, OrderNews::Returned),
        (deed == Deed::Cancel && known && by_buyer, OrderNews::Withdrawn),
    ];
    told.into_iter().filter_map(|(is, news)| is.then_some(news)).collect()
}

/// What a discount program gives on a line.
fn program(line: &LineRow) -> Percent {
    let mut discounts = line.price.iter().flat_map(|price| &price.discounts);
    let program = discounts.find(|discount| discount.kind == DiscountKind::Program);
    program.map_or(Percent::ZERO, |discount| discount.percent)
}
