//! Orders and carts as those who may see them do.

use super::cart::Priced;
use super::known::{Known, recipients};
use super::{Held, actor};
use crate::prices::Prices;
use crate::{ServiceError, Services, authorize};
use domain::history::HistoryEntry;
use domain::ids::{LicenseId, OrderId, OrderLineId};
use domain::license::{CatalogRef, LicenseStatus, OrgRef};
use domain::money::{Currency, Money};
use domain::order::{
    CheckoutDraft, Deed, Facts, OrderDetail, OrderLine, OrderState, Recipient, Was,
};
use domain::people::Principal;
use domain::policy::Action;
use domain::price::{LinePrice, Percent, Totals};
use std::collections::HashMap;
use store::log::LogEntry;
use store::order::{Cart, LineRow};
use store::{StoreError, TenantTx};

/// Keys of a line that are shown.
const KEYS: usize = 10;
/// Entries of the log that are shown.
const HISTORY: i64 = 100;

impl Services {
    /// An order, or one of the person's carts.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn order_get(
        &self,
        who: &Principal,
        id: OrderId,
    ) -> Result<OrderDetail, ServiceError> {
        authorize(who, Action::ViewOrders)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let detail = self.order_or_cart(&mut tx, who, id).await?;
        tx.commit().await?;
        Ok(detail)
    }

    /// The same for its page: with what was done to it, for who may see that, and the position of
    /// the live feed that it shows.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn order_page(
        &self,
        who: &Principal,
        id: OrderId,
    ) -> Result<(OrderDetail, Vec<HistoryEntry>, i64), ServiceError> {
        authorize(who, Action::ViewOrders)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let detail = self.order_or_cart(&mut tx, who, id).await?;
        let pos = store::feed::feed_pos(&mut tx).await?;
        let log = match who.may(Action::ViewHistory) {
            true => store::log::log_of(&mut tx, id.0, HISTORY, None).await?,
            false => Vec::new(),
        };
        tx.commit().await?;
        Ok((detail, log.into_iter().map(LogEntry::into_history).collect(), pos))
    }

    async fn order_or_cart(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        id: OrderId,
    ) -> Result<OrderDetail, ServiceError> {
        match store::order::cart_get(tx, who.person, id).await {
            Ok(cart) => {
                let prices = self.prices_of(tx, cart.buyer).await?;
                self.cart_detail(tx, who, &prices, cart).await
            }
            Err(StoreError::NotFound) => {
                let row = store::order::order_get(tx, id).await?;
                let held = self.order_with(tx, row).await?;
                self.order_detail(tx, Some(who), held).await
            }
            Err(error) => Err(error.into()),
        }
    }

    pub(super) async fn order_detail(
        &self,
        tx: &mut TenantTx,
        who: Option<&Principal>,
        held: Held,
    ) -> Result<OrderDetail, ServiceError> {
        let now = self.clock.now();
        let may = |deed: &Deed| who.is_some_and(|who| held.may(who, *deed, now).is_ok());
        let may: Vec<Deed> = Deed::ALL.into_iter().filter(may).collect();
        let seller = self.seller_of(tx, &held.prices).await?;
        let mut keys: HashMap<OrderLineId, Vec<(LicenseId, String, LicenseStatus)>> =
            HashMap::new();
        for (line, id, key, status) in held.keys {
            keys.entry(line).or_default().push((id, key, status));
        }
        let mut lines = Vec::with_capacity(held.lines.len());
        for line in &held.lines {
            let mut own = keys.remove(&line.id).unwrap_or_default();
            let open = own.iter().filter(|(.., status)| is_open(*status)).count();
            let delivered = (own.len() as i64, open as i64);
            own.truncate(KEYS);
            let renews = match line.license {
                Some(id) => self.named_license(tx, id).await?,
                None => None,
            };
            let shown = self.line(line, None)?;
            lines.push(OrderLine { keys: own, delivered, renews, ..shown });
        }
        // Who has agreed already is not asked again.
        let asked = held.row.agreed_at.is_none()
            && (may.contains(&Deed::Place) || may.contains(&Deed::Send));
        let sale_terms = match asked {
            true => self.sale_terms(tx, &held.prices).await?,
            false => String::new(),
        };
        let row = held.row;
        let totals = totals(
            held.lines.iter().filter_map(|line| line.price.as_ref()),
            row.tax,
            row.currency,
        )?;
        Ok(OrderDetail {
            id: row.id,
            version: row.version,
            number: Some(row.number),
            state: row.state,
            awaits: row.awaits,
            margin: who.filter(|who| who.org == row.buyer.id).map(|_| held.prices.terms.margin),
            buyer: row.buyer,
            seller,
            currency: row.currency,
            tax: row.tax,
            checkout: row.checkout,
            agreed_at: row.agreed_at,
            sale_terms,
            valid_until: row.valid_until,
            reason: row.reason,
            person: row.person.1,
            created_at: row.created_at,
            placed_at: row.placed_at,
            lines,
            totals,
            may,
        })
    }

    pub(super) async fn cart_detail(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        prices: &Prices,
        cart: Cart,
    ) -> Result<OrderDetail, ServiceError> {
        let known = Known::asked(tx, cart.buyer, recipients(&cart)).await?;
        let priced = self.priced(prices, &cart, &known);
        let facts = cart_facts(prices, &priced);
        let now = self.clock.now();
        let may = |deed: &Deed| {
            actor(who, prices).is_some_and(|actor| {
                super::allowed(who, *deed) && domain::order::may(*deed, actor, &facts, now).is_ok()
            })
        };
        let tax = prices.terms.tax;
        let totals = totals(
            priced.iter().filter_map(|priced| priced.line.price.as_ref()),
            tax,
            cart.currency,
        )?;
        let buyer = OrgRef { id: prices.buyer.org.id, name: prices.buyer.org.name.clone() };
        Ok(OrderDetail {
            id: cart.id,
            version: cart.version,
            number: None,
            state: OrderState::Draft,
            awaits: None,
            buyer,
            seller: self.seller_of(tx, prices).await?,
            currency: cart.currency,
            tax,
            margin: Some(prices.terms.margin),
            checkout: CheckoutDraft::default(),
            agreed_at: None,
            sale_terms: self.sale_terms(tx, prices).await?,
            valid_until: None,
            reason: None,
            person: who.name.clone(),
            created_at: cart.created_at,
            placed_at: None,
            lines: priced.iter().map(|p| self.line(&p.line, Some(p))).collect::<Result<_, _>>()?,
            totals,
            may: Deed::ALL.into_iter().filter(may).collect(),
        })
    }

    /// A line without what came of it.
    fn line(&self, line: &LineRow, cart: Option<&Priced>) -> Result<OrderLine, ServiceError> {
        let edition = self.catalog.edition(line.edition);
        let product = edition.and_then(|edition| self.catalog.product(edition.product));
        let vendor = product.and_then(|product| self.catalog.vendor(product.vendor));
        let (Some(edition), Some(product), Some(vendor)) = (edition, product, vendor) else {
            return Err(super::internal(format!("an unknown edition {}", line.edition)));
        };
        let named = |id, name: &str| CatalogRef { id, name: name.to_owned() };
        let was = cart.and_then(|cart| {
            let net = line.price.as_ref()?.net;
            let seen = cart.seen.filter(|seen| *seen != net.minor)?;
            Some(Was { net: Money { minor: seen, ..net } })
        });
        let recipient = match (cart, &line.customer) {
            (Some(cart), _) => cart.draft.recipient.clone(),
            (None, Some((Some(id), _))) => Recipient::Customer(*id),
            (None, Some((None, name))) => Recipient::NewCustomer(name.clone()),
            (None, None) => Recipient::Stock,
        };
        Ok(OrderLine {
            id: line.id,
            kind: line.kind,
            vendor: named(vendor.id, &vendor.name),
            product: named(product.id, &product.name),
            edition: named(edition.id, &edition.name),
            years: line.years,
            seats: line.seats,
            count: line.count,
            customer: line.customer.as_ref().map(|(_, name)| name.clone()),
            found: matches!(
                (&recipient, &line.customer),
                (Recipient::NewCustomer(_), Some((Some(_), _)))
            ),
            recipient,
            renews: None,
            ends: line.renewal.as_ref().map(|part| (part.old_expires, part.new_expires)),
            wish: line.wish.clone().unwrap_or_default(),
            price: line.price.clone(),
            was,
            problem: cart.and_then(|cart| cart.problem).map(str::to_owned),
            keys: Vec::new(),
            delivered: (0, 0),
        })
    }

    /// The license that a line renews, with its name; none when it is somebody else's by now.
    async fn named_license(
        &self,
        tx: &mut TenantTx,
        id: LicenseId,
    ) -> Result<Option<(LicenseId, String)>, ServiceError> {
        match store::license::license_get(tx, &self.catalog, id).await {
            Ok(row) => Ok(Some((id, row.name))),
            Err(StoreError::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// What a buyer's seller sells on; empty for nothing, and at the top of a tree, where the
    /// portal knows of no seller.
    pub(super) async fn sale_terms(
        &self,
        tx: &mut TenantTx,
        prices: &Prices,
    ) -> Result<String, ServiceError> {
        let Some(id) = prices.buyer.org.parent else { return Ok(String::new()) };
        let (terms, _) = tx.above(async |tx| store::price::terms_get(tx, id).await).await?;
        Ok(terms.sale_terms)
    }

    /// Who sells to a buyer, by name; none at the top of a tree. A buyer knows of nobody above
    /// it but this name.
    pub(super) async fn seller_of(
        &self,
        tx: &mut TenantTx,
        prices: &Prices,
    ) -> Result<Option<OrgRef>, ServiceError> {
        let Some(id) = prices.buyer.org.parent else { return Ok(None) };
        let org = tx.above(async |tx| store::org::org_get(tx, id).await).await?;
        Ok(Some(OrgRef { id, name: org.name }))
    }
}

/// What there is to know of a cart before something is done to it.
pub(super) fn cart_facts(prices: &Prices, lines: &[Priced]) -> Facts {
    Facts {
        state: OrderState::Draft,
        awaits: None,
        direct: prices.direct(),
        unpriced: lines.iter().any(|priced| priced.line.price.is_none()),
        untouched: false,
        placed_at: None,
        valid_until: None,
        locked_out: false,
    }
}

/// What lines come to.
pub(super) fn totals<'a>(
    lines: impl IntoIterator<Item = &'a LinePrice>,
    tax: Percent,
    currency: Currency,
) -> Result<Totals, ServiceError> {
    Totals::of(lines, tax, currency).ok_or(ServiceError::Refused("order-too-large"))
}

/// Whether a key is not put to use yet.
const fn is_open(status: LicenseStatus) -> bool {
    matches!(status, LicenseStatus::Unused | LicenseStatus::Lapsed)
}
