//! Orders: from the cart to what was delivered (DOMAIN.md 1.4).

mod again;
mod answer;
mod cart;
mod deliver;
mod detail;
mod discounted;
mod known;
mod place;
mod quote;
mod sheet;
mod tell;

pub(crate) use discounted::Discounted;
pub(crate) use known::{Known, obstacle};

use crate::billing::keep_on;
use crate::prices::Prices;
use crate::{ServiceError, Services, authorize};
use chrono::{DateTime, Utc};
use domain::ids::{OrderId, OrderLineId, OrgId, RootId};
use domain::license::LicenseStatus;
use domain::mail::OrderNews;
use domain::order::{Actor, Deed, Facts, OrderState, Side};
use domain::organization::OrgState;
use domain::people::Principal;
use domain::policy::Action;
use domain::price::Shop;
use serde_json::{Map, Value};
use store::TenantTx;
use store::feed::Change;
use store::log::{NewLogEntry, log_append};
use store::order::{LineRow, OrderRow};

/// Orders that are let lapse in one transaction.
const LAPSED_AT_ONCE: i64 = 100;

/// An order with all that decides on what may be done to it.
struct Held {
    row: OrderRow,
    lines: Vec<LineRow>,
    keys: Vec<(OrderLineId, domain::ids::LicenseId, String, LicenseStatus)>,
    prices: Prices,
    /// Whether all of its keys are as they were delivered.
    untouched: bool,
}

impl Held {
    fn facts(&self) -> Facts {
        Facts {
            state: self.row.state,
            awaits: self.row.awaits,
            direct: self.prices.direct(),
            unpriced: self.lines.iter().any(|line| line.price.is_none()),
            untouched: self.untouched,
            placed_at: self.row.placed_at,
            valid_until: self.row.valid_until,
            locked_out: self.prices.buyer.org.state != OrgState::Active,
        }
    }

    /// Whether it asks for renewals: of licenses, which may have become something else since.
    fn renews(&self) -> bool {
        self.row.state == OrderState::Quoted && self.lines.iter().any(|it| it.license.is_some())
    }

    fn may(&self, who: &Principal, deed: Deed, now: DateTime<Utc>) -> Result<(), ServiceError> {
        // A renewal is what the license is: there is nothing else to say yes to.
        if deed == Deed::Change && self.renews() {
            return Err(ServiceError::Refused("order-state"));
        }
        let actor = actor(who, &self.prices).filter(|_| allowed(who, deed));
        let actor = actor.ok_or(ServiceError::Forbidden)?;
        domain::order::may(deed, actor, &self.facts(), now).map_err(ServiceError::Refused)
    }
}

/// Whether a person may do a deed to any order at all.
fn allowed(who: &Principal, deed: Deed) -> bool {
    match deed {
        Deed::Approve | Deed::Change | Deed::Decline => who.may(Action::AnswerOrders),
        // Who sold it may take it back, too.
        Deed::Cancel => who.may(Action::Buy) || who.may(Action::AnswerOrders),
        _ => who.may(Action::Buy),
    }
}

/// On which side of an order somebody is; none of neither.
fn actor(who: &Principal, prices: &Prices) -> Option<Actor> {
    let (buyer, seller) = (prices.buyer.org.id, prices.seller());
    match (who.org == buyer, who.org == seller) {
        (true, true) => Some(Actor::Both),
        (true, false) => Some(Actor::Of(Side::Buyer)),
        (false, true) => Some(Actor::Of(Side::Seller)),
        (false, false) => None,
    }
}

impl Services {
    /// What this person's organization can buy today, on its own terms.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn shop(&self, who: &Principal) -> Result<Shop, ServiceError> {
        authorize(who, Action::Buy)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let prices = self.prices_of(&mut tx, who.org).await?;
        tx.commit().await?;
        let book = prices.book(&self.catalog, self.clock.today());
        Ok(Shop { direct: prices.direct(), ..book.shop() })
    }

    /// Lets orders lapse whose prices do not hold any more; how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn orders_tidy(&self) -> Result<u64, ServiceError> {
        let mut ended = 0;
        for root in self.store.root_list().await? {
            ended += keep_on(root, "letting orders lapse", self.orders_tidy_in(root).await)?;
        }
        Ok(ended)
    }

    async fn orders_tidy_in(&self, root: RootId) -> Result<u64, ServiceError> {
        let (now, today) = (self.clock.now(), self.clock.today());
        let mut tx = self.store.begin(store::whole(root)).await?;
        let lapsed = store::order::orders_lapsed(&mut tx, today, LAPSED_AT_ONCE).await?;
        let mut changes = Vec::new();
        for id in lapsed {
            let order = store::order::order_lock(&mut tx, id).await?;
            let (state, awaits) = domain::order::next(Deed::Expire, order.state);
            let after = OrderRow { state, awaits, ..order };
            store::order::order_update(&mut tx, &after).await?;
            log_append(&mut tx, &portal_entry(&after, "order-expired", now)).await?;
            let prices = self.prices_of(&mut tx, after.buyer.id).await?;
            self.order_tell(&mut tx, &prices, &after, OrderNews::Lapsed).await?;
            changes.push(Change::order("order-expired", after.buyer.id));
        }
        if changes.is_empty() {
            return Ok(0);
        }
        store::feed::changes_publish(&mut tx, &changes, now).await?;
        tx.commit().await?;
        self.wake.ring(root);
        self.ring_mail();
        Ok(changes.len() as u64)
    }

    /// Locks an order to do something to it.
    async fn order_for(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        (id, version): (OrderId, i32),
        deed: Deed,
    ) -> Result<Held, ServiceError> {
        let held = self.order_hold(tx, id).await?;
        held.may(who, deed, self.clock.now())?;
        if held.row.version == version { Ok(held) } else { Err(ServiceError::Conflict(None)) }
    }

    /// Locks an order with all that decides on what may be done to it.
    async fn order_hold(&self, tx: &mut TenantTx, id: OrderId) -> Result<Held, ServiceError> {
        let row = store::order::order_lock(tx, id).await?;
        self.order_with(tx, row).await
    }

    async fn order_with(&self, tx: &mut TenantTx, row: OrderRow) -> Result<Held, ServiceError> {
        let prices = self.prices_of(tx, row.buyer.id).await?;
        let lines = store::order::lines_of(tx, std::slice::from_ref(&row)).await?;
        let lines: Vec<LineRow> = lines.into_iter().map(|(_, line)| line).collect();
        let ids: Vec<OrderLineId> = lines.iter().map(|line| line.id).collect();
        let keys = store::order::keys_of(tx, &ids, false, self.clock.today()).await?;
        let untouched = lines.iter().all(|line| line.kind.makes_keys())
            && store::order::keys_untouched(tx, &ids).await?;
        Ok(Held { row, lines, keys, prices, untouched })
    }

    /// Writes the log's entry of something done to an order.
    pub(crate) async fn order_log(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        action: &str,
        order: &OrderRow,
        fields: &[(&str, Value)],
    ) -> Result<(), ServiceError> {
        let after: Map<String, Value> =
            fields.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        let entry = NewLogEntry {
            at: self.clock.now(),
            person: Some(who.person),
            actor: who.name.clone(),
            action: action.to_owned(),
            entity: "order".to_owned(),
            entity_id: Some(order.id.0),
            subject: Some(order.number.clone()),
            org: order.buyer.id,
            before: Value::Object(Map::new()),
            after: Value::Object(after),
        };
        Ok(log_append(tx, &entry).await?)
    }

    /// Publishes what happened to an order, commits, and rings.
    pub(crate) async fn order_commit(
        &self,
        mut tx: TenantTx,
        who: &Principal,
        kind: &str,
        buyer: OrgId,
        mut changes: Vec<Change>,
    ) -> Result<(), ServiceError> {
        changes.push(Change::order(kind, buyer));
        store::feed::changes_publish(&mut tx, &changes, self.clock.now()).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        self.ring_mail();
        Ok(())
    }
}

/// The log's entry of what the portal itself does to an order.
fn portal_entry(order: &OrderRow, action: &str, now: DateTime<Utc>) -> NewLogEntry {
    NewLogEntry {
        at: now,
        person: None,
        actor: "Seatkeeper".to_owned(),
        action: action.to_owned(),
        entity: "order".to_owned(),
        entity_id: Some(order.id.0),
        subject: Some(order.number.clone()),
        org: order.buyer.id,
        before: Value::Object(Map::new()),
        after: Value::Object(Map::new()),
    }
}

fn internal(error: impl std::fmt::Display) -> ServiceError {
    ServiceError::Internal(error.to_string())
}
