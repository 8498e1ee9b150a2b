//! Carts: putting something in, changing it, taking it out.

use crate::prices::Prices;
use crate::{ServiceError, Services, authorize};
use domain::field::FieldError;
use domain::ids::{OrderId, OrderLineId, OrgId};
use domain::license::OrgRef;
use domain::money::Currency;
use domain::order::{LineDraft, LineKind, MAX_LINES, OrderDetail, Recipient};
use domain::organization::OrgState;
use domain::people::Principal;
use domain::policy::Action;
use domain::price::{LinePrice, Percent};
use std::collections::HashMap;
use store::order::{Cart, CartLine, LineRow};
use store::{StoreError, TenantTx};
use uuid::Uuid;

/// A line of a cart as it would be bought now.
pub(super) struct Priced {
    pub(super) line: LineRow,
    /// As it was asked for.
    pub(super) draft: LineDraft,
    /// What it cost when it was put in.
    pub(super) seen: Option<i64>,
    /// What is in the way.
    pub(super) problem: Option<&'static str>,
}

/// The customers that lines name, as far as they are the buyer's.
pub(crate) type Known = HashMap<OrgId, (OrgRef, OrgState)>;

impl Services {
    /// The person's carts as they would be bought now.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn carts(&self, who: &Principal) -> Result<Vec<OrderDetail>, ServiceError> {
        authorize(who, Action::Buy)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let prices = self.prices_of(&mut tx, who.org).await?;
        let mut carts = Vec::new();
        for cart in store::order::cart_list(&mut tx, who.person).await? {
            if !cart.lines.is_empty() {
                carts.push(self.cart_detail(&mut tx, who, &prices, cart).await?);
            }
        }
        tx.commit().await?;
        Ok(carts)
    }

    /// Puts something into the cart of its currency; the cart afterwards.
    ///
    /// # Errors
    /// As [`LineDraft::parse`]; `order-customer-unknown`, `order-lines` (arg `max`);
    /// `order-no-price` for what is not sold to this buyer today.
    pub async fn cart_add(
        &self,
        who: &Principal,
        draft: LineDraft,
    ) -> Result<OrderDetail, ServiceError> {
        authorize(who, Action::Buy)?;
        let draft = draft.parse(&self.catalog).map_err(ServiceError::Invalid)?;
        let mut tx = self.store.begin(who.scope).await?;
        let prices = self.prices_of(&mut tx, who.org).await?;
        let price = self.draft_price(&prices, &draft);
        let currency = match &price {
            Some(price) => price.net.currency,
            None if draft.wish.is_empty() => {
                return Err(FieldError::new("edition", "order-no-price").into());
            }
            None => self.currency_of(&prices, draft.edition)?,
        };
        self.known_customer(&mut tx, who, &draft).await?;
        let now = self.clock.now();
        let mut cart = store::order::cart_open(&mut tx, who.org, who.person, currency, now).await?;
        if cart.lines.len() >= MAX_LINES {
            return Err(FieldError::new("edition", "order-lines").with("max", MAX_LINES).into());
        }
        let seen = price.map(|price| price.net.minor);
        cart.lines.push(CartLine { id: OrderLineId(Uuid::now_v7()), draft, seen });
        self.cart_keep(tx, who, &prices, cart).await
    }

    /// Changes a line of a cart; the cart afterwards.
    ///
    /// # Errors
    /// As [`Self::cart_add`]; `NotFound` for a line that is not there any more.
    pub async fn cart_change(
        &self,
        who: &Principal,
        id: OrderId,
        line: OrderLineId,
        draft: LineDraft,
    ) -> Result<OrderDetail, ServiceError> {
        authorize(who, Action::Buy)?;
        let draft = draft.parse(&self.catalog).map_err(ServiceError::Invalid)?;
        let mut tx = self.store.begin(who.scope).await?;
        let mut cart = store::order::cart_lock(&mut tx, who.person, id).await?;
        let prices = self.prices_of(&mut tx, cart.buyer).await?;
        self.known_customer(&mut tx, who, &draft).await?;
        let price = self.draft_price(&prices, &draft);
        let other = price.as_ref().is_some_and(|price| price.net.currency != cart.currency);
        if other || (price.is_none() && draft.wish.is_empty()) {
            return Err(FieldError::new("edition", "order-no-price").into());
        }
        let held = cart.lines.iter_mut().find(|held| held.id == line);
        let held = held.ok_or(ServiceError::NotFound)?;
        held.draft = draft;
        held.seen = price.map(|price| price.net.minor);
        self.cart_keep(tx, who, &prices, cart).await
    }

    /// Takes a line out of a cart; the cart afterwards. One that is gone already stays gone.
    ///
    /// # Errors
    /// `NotFound` for a cart that is not there any more.
    pub async fn cart_remove(
        &self,
        who: &Principal,
        id: OrderId,
        line: OrderLineId,
    ) -> Result<OrderDetail, ServiceError> {
        authorize(who, Action::Buy)?;
        let mut tx = self.store.begin(who.scope).await?;
        let mut cart = store::order::cart_lock(&mut tx, who.person, id).await?;
        let prices = self.prices_of(&mut tx, cart.buyer).await?;
        cart.lines.retain(|held| held.id != line);
        self.cart_keep(tx, who, &prices, cart).await
    }

    async fn cart_keep(
        &self,
        mut tx: TenantTx,
        who: &Principal,
        prices: &Prices,
        cart: Cart,
    ) -> Result<OrderDetail, ServiceError> {
        let cart = store::order::cart_write(&mut tx, cart).await?;
        let detail = self.cart_detail(&mut tx, who, prices, cart).await?;
        // A cart is nobody else's: it is neither logged nor told of.
        tx.commit().await?;
        Ok(detail)
    }

    /// Refuses a customer that is not the buyer's, or takes nothing.
    async fn known_customer(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        draft: &LineDraft,
    ) -> Result<(), ServiceError> {
        let Recipient::Customer(id) = draft.recipient else { return Ok(()) };
        let refuse = |code| ServiceError::from(FieldError::new("customer", code));
        match customers(tx, who.org, [id]).await?.remove(&id) {
            None => Err(refuse("order-customer-unknown")),
            Some((_, state)) => match obstacle(state) {
                Some(code) => Err(refuse(code)),
                None => Ok(()),
            },
        }
    }

    /// What a line costs today; none for what only the seller can tell.
    pub(super) fn draft_price(&self, prices: &Prices, draft: &LineDraft) -> Option<LinePrice> {
        if !draft.wish.is_empty() {
            return None;
        }
        let edition = self.catalog.edition(draft.edition)?;
        let book = prices.book(&self.catalog, self.clock.today());
        book.line(edition, draft.years, (draft.seats, draft.count), Percent::ZERO)
    }

    /// The currency in which something without a price will be priced.
    fn currency_of(&self, prices: &Prices, edition: i32) -> Result<Currency, ServiceError> {
        let own = || {
            let edition = self.catalog.edition(edition)?;
            let product = self.catalog.product(edition.product)?;
            Some(self.catalog.vendor(product.vendor)?.currency)
        };
        let currency = prices.terms.currency.or_else(own);
        currency.ok_or_else(|| FieldError::new("edition", "order-edition").into())
    }

    /// The lines of a cart as they would be bought now.
    pub(super) fn priced(&self, prices: &Prices, cart: &Cart, known: &Known) -> Vec<Priced> {
        cart.lines.iter().map(|line| self.priced_line(prices, cart.currency, line, known)).collect()
    }

    fn priced_line(
        &self,
        prices: &Prices,
        currency: Currency,
        CartLine { id, draft, seen }: &CartLine,
        known: &Known,
    ) -> Priced {
        let price = self.draft_price(prices, draft).filter(|p| p.net.currency == currency);
        let (customer, mut problem) = match &draft.recipient {
            Recipient::Stock => (None, None),
            Recipient::NewCustomer(name) => (Some((None, name.clone())), None),
            Recipient::Customer(id) => match known.get(id) {
                None => (None, Some("order-customer-unknown")),
                Some((org, state)) => (Some((Some(org.id), org.name.clone())), obstacle(*state)),
            },
        };
        let custom = !draft.wish.is_empty();
        if price.is_none() && !custom {
            problem = problem.or(Some("order-no-price"));
        }
        let kind = match draft {
            _ if custom => LineKind::Custom,
            LineDraft { years: 0, .. } => LineKind::Monthly,
            LineDraft { count: 1, .. } => LineKind::New,
            _ => LineKind::Bulk,
        };
        let line = LineRow {
            id: *id,
            kind,
            edition: draft.edition,
            years: draft.years,
            seats: draft.seats,
            count: draft.count,
            customer,
            wish: custom.then(|| draft.wish.clone()),
            price,
            license: None,
            renewal: None,
        };
        Priced { line, draft: draft.clone(), seen: *seen, problem }
    }
}

/// Why a customer gets nothing.
pub(crate) fn obstacle(state: OrgState) -> Option<&'static str> {
    match state {
        OrgState::Active => None,
        OrgState::Suspended => Some("order-customer-suspended"),
        OrgState::Closed => Some("order-customer-closed"),
    }
}

/// Those of these organizations that are customers of a partner, as they are now.
pub(crate) async fn customers(
    tx: &mut TenantTx,
    partner: OrgId,
    ids: impl IntoIterator<Item = OrgId>,
) -> Result<Known, ServiceError> {
    let mut known = Known::new();
    for id in ids {
        match store::org::org_get(tx, id).await {
            Ok(org) if org.parent == Some(partner) => {
                known.insert(id, (OrgRef { id, name: org.name }, org.state));
            }
            Ok(_) | Err(StoreError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(known)
}

/// The customers that lines of a cart name.
pub(super) fn named(cart: &Cart) -> impl Iterator<Item = OrgId> {
    cart.lines.iter().filter_map(|line| match line.draft.recipient {
        Recipient::Customer(id) => Some(id),
        _ => None,
    })
}
