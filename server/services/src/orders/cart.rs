//! Carts: putting something in, changing it, taking it out.

use super::known::{Known, obstacle};
use crate::prices::Prices;
use crate::{ServiceError, Services, authorize};
use domain::field::FieldError;
use domain::ids::{OrderId, OrderLineId};
use domain::money::Currency;
use domain::order::{
    LineDraft, LineKind, MAX_LICENSES, MAX_LINES, OrderDetail, Recipient, few_enough,
};
use domain::people::Principal;
use domain::policy::Action;
use domain::price::{LinePrice, Percent};
use store::TenantTx;
use store::order::{Cart, CartLine, LineRow};
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

/// A line that is put into a cart.
pub(super) struct NewLine {
    /// Of the cart that it goes into.
    pub(super) currency: Currency,
    pub(super) line: CartLine,
}

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
    /// As [`LineDraft::parse`]; `order-customer-…` on `customer`, `order-lines` (arg `max`),
    /// `order-licenses` (arg `max`) on `count`; `Forbidden` for who may not enter customers;
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
        let NewLine { currency, line } = self.line_new(&mut tx, who, &prices, draft).await?;
        let cart = self.cart_of(&mut tx, who, currency).await?;
        let (cart, added) = with_line(cart, line);
        added?;
        self.cart_keep(tx, who, &prices, cart).await
    }

    /// A line as it is put into the cart of its currency, at its price of today.
    ///
    /// # Errors
    /// As [`Self::cart_add`], but for what is parsed and what a cart holds.
    pub(super) async fn line_new(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        prices: &Prices,
        draft: LineDraft,
    ) -> Result<NewLine, ServiceError> {
        let price = self.draft_price(prices, &draft);
        let currency = match &price {
            Some(price) => price.net.currency,
            None if draft.wish.is_empty() => {
                return Err(FieldError::new("edition", "order-no-price").into());
            }
            None => self.currency_of(prices, draft.edition)?,
        };
        self.known_customer(tx, who, &draft).await?;
        let seen = price.map(|price| price.net.minor);
        Ok(NewLine { currency, line: CartLine { id: OrderLineId(Uuid::now_v7()), draft, seen } })
    }

    /// The person's cart of a currency, locked.
    pub(super) async fn cart_of(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        currency: Currency,
    ) -> Result<Cart, ServiceError> {
        let now = self.clock.now();
        Ok(store::order::cart_open(tx, who.org, who.person, currency, now).await?)
    }

    /// Changes a line of a cart; the cart afterwards. `was` is the line as the person saw it.
    ///
    /// # Errors
    /// As [`Self::cart_add`]; `Conflict` when it is another one by now, `NotFound` when it is not
    /// there any more.
    pub async fn cart_change(
        &self,
        who: &Principal,
        id: OrderId,
        line: OrderLineId,
        (was, draft): (&LineDraft, LineDraft),
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
        // Sent twice, it is what it was made the first time.
        if held.draft != *was && held.draft != draft {
            return Err(ServiceError::Conflict(None));
        }
        held.draft = draft;
        held.seen = price.map(|price| price.net.minor);
        few_licenses(&cart)?;
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

    /// Refuses a customer that is not the buyer's, or takes nothing; and to enter one along to
    /// whom that is not given.
    async fn known_customer(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        draft: &LineDraft,
    ) -> Result<(), ServiceError> {
        let refuse = |code| ServiceError::from(FieldError::new("customer", code));
        let known = Known::asked(tx, who.org, [&draft.recipient]).await?;
        let known = match &draft.recipient {
            Recipient::Stock => return Ok(()),
            Recipient::Customer(id) => {
                known.get(*id).ok_or_else(|| refuse("order-customer-unknown"))?
            }
            Recipient::NewCustomer(name) => match known.named(name) {
                Some(known) => known,
                None => return authorize(who, Action::CreateOrganization),
            },
        };
        obstacle(known.1).map_or(Ok(()), |code| Err(refuse(code)))
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
            // Somebody may have entered it meanwhile: then it is that one.
            Recipient::NewCustomer(name) => match known.named(name) {
                None => (Some((None, name.clone())), None),
                Some((org, state)) => (Some((Some(org.id), org.name.clone())), obstacle(*state)),
            },
            Recipient::Customer(id) => match known.get(*id) {
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

/// A cart with one more line, or as it was where it does not hold that one.
pub(super) fn with_line(mut cart: Cart, line: CartLine) -> (Cart, Result<(), FieldError>) {
    if cart.lines.len() >= MAX_LINES {
        let error = FieldError::new("edition", "order-lines").with("max", MAX_LINES);
        return (cart, Err(error));
    }
    cart.lines.push(line);
    let added = few_licenses(&cart);
    if added.is_err() {
        cart.lines.pop();
    }
    (cart, added)
}

/// Refuses more licenses than an order has.
fn few_licenses(cart: &Cart) -> Result<(), FieldError> {
    match few_enough(cart.lines.iter().map(|line| line.draft.count)) {
        true => Ok(()),
        false => Err(FieldError::new("count", "order-licenses").with("max", MAX_LICENSES)),
    }
}
