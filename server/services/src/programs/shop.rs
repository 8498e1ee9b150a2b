//! Buying with a discount: by those of the customer, or the partner for it, once.

use super::answer::refused;
use super::{ServiceError, Visitor, entry};
use crate::auth::token_hash;
use crate::orders::Discounted;
use crate::prices::Prices;
use crate::{Services, authorize, internal};
use domain::field::FieldError;
use domain::ids::OrderId;
use domain::money::Money;
use domain::order::Placed;
use domain::people::Principal;
use domain::policy::Action;
use domain::price::{LinePrice, Percent, share_of, with_margin};
use domain::program::{
    ProgramBought, ProgramChoice, ProgramOffer, ProgramPrice, ProgramShop, Refusal, UseProgram,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::time::Instant;
use store::TenantTx;
use store::feed::Change;
use store::idempotency::{Claim, idempotency_claim};
use store::log::log_append;
use store::program::ProgramRow;
use uuid::Uuid;

/// Links that are nobody's, tried by a person within [`super::LINK_SPAN`].
const PER_PERSON: u32 = 10;
/// The same by all people of an organization.
const PER_ORG: u32 = 30;

/// A discount that somebody came with the link of.
struct Found {
    row: ProgramRow,
    prices: Prices,
    /// Whether it is the customer itself, which buys from the partner.
    is_customer: bool,
}

impl Services {
    /// What can be bought with a link.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` for a link that is nobody's or somebody else's alike;
    /// `RateLimited` after several of those; `Refused` with `program-used`, `program-expired` or
    /// `program-not-approved` to whom the discount was given.
    pub async fn program_shop(
        &self,
        who: &Principal,
        secret: &str,
    ) -> Result<ProgramShop, ServiceError> {
        authorize(who, Action::UseDiscount)?;
        let mut tx = self.store.begin_read(store::whole(who.scope.root)).await?;
        let Found { row, prices, is_customer } = self.program_found(&mut tx, who, secret).await?;
        tx.commit().await?;
        row.grant().use_by(row.customer.id, 1, self.clock.now()).map_err(refused)?;
        let approval = row.approval.ok_or(refused(Refusal::NotApproved))?;
        let shop = prices.book(&self.catalog, self.clock.today()).shop();
        let offers = shop.offers.into_iter().filter(|offer| !offer.terms.is_empty());
        let offers = offers.map(|offer| ProgramOffer {
            vendor: offer.vendor,
            product: offer.product,
            edition: offer.edition,
            years: offer.terms.into_iter().map(|(years, _)| years).collect(),
        });
        Ok(ProgramShop {
            customer: row.customer,
            partner: row.partner.name,
            program: row.program,
            approval,
            offers: offers.collect(),
            is_customer,
            direct: prices.direct(),
        })
    }

    /// What a choice costs with a link: the partner what it pays, the customer what it pays the
    /// partner.
    ///
    /// # Errors
    /// As [`Self::program_shop`]; `Invalid` as [`ProgramChoice::line`], `program-nothing` and
    /// `program-too-many` on `count`, `order-no-price` on `edition`.
    pub async fn program_price(
        &self,
        who: &Principal,
        secret: &str,
        choice: ProgramChoice,
    ) -> Result<ProgramPrice, ServiceError> {
        authorize(who, Action::UseDiscount)?;
        let mut tx = self.store.begin_read(store::whole(who.scope.root)).await?;
        let found = self.program_found(&mut tx, who, secret).await?;
        let line = self.program_line(&found, choice)?;
        let price = program_cost(&mut tx, &found, line).await?;
        tx.commit().await?;
        Ok(price)
    }

    /// Buys with a link, once: the order, what it delivers, and that the discount is used up are
    /// one transaction. Where the partner must not buy directly, the distributor is asked.
    ///
    /// # Errors
    /// As [`Self::program_price`]; `price-changed` when it costs something else than was seen;
    /// `idempotency-mismatch`; as [`domain::order::CheckoutDraft::parse`].
    pub async fn program_buy(
        &self,
        who: &Principal,
        ask: UseProgram,
    ) -> Result<ProgramBought, ServiceError> {
        authorize(who, Action::UseDiscount)?;
        let hash = Sha256::digest(serde_json::to_vec(&ask).map_err(internal)?).to_vec();
        let mut checkout = ask.checkout.clone().parse().map_err(ServiceError::Invalid)?;
        let now = self.clock.now();
        // The order is the partner's, whoever buys.
        let mut tx = self.store.begin(store::whole(who.scope.root)).await?;
        match idempotency_claim(&mut tx, who.person, ask.idempotency, &hash, now).await? {
            Claim::Answered(answer) => {
                let placed: Placed = serde_json::from_value(answer).map_err(internal)?;
                return bought(&mut tx, placed).await;
            }
            Claim::OtherRequest => return Err(ServiceError::Refused("idempotency-mismatch")),
            Claim::Free => {}
        }
        let found = self.program_found(&mut tx, who, &ask.secret).await?;
        let customer = found.row.customer.id;
        let draft = ask.choice.line(customer, &self.catalog).map_err(ServiceError::Invalid)?;
        let price = self.program_line(&found, ask.choice)?;
        if program_cost(&mut tx, &found, price.clone()).await?.gross != ask.total {
            return Err(ServiceError::Refused("price-changed"));
        }
        let id = OrderId(Uuid::now_v7());
        if !store::program::program_use(&mut tx, found.row.id, id, now).await? {
            // Somebody was faster by less than this transaction has lasted.
            let row = store::program::program_get(&mut tx, found.row.id).await?;
            let used = row.grant().use_by(customer, ask.choice.count, now);
            return Err(refused(used.err().unwrap_or(Refusal::Used)));
        }
        let Found { row, prices, is_customer } = found;
        if is_customer {
            // It is the partner's own word.
            checkout.own_number.clear();
        }
        let fields = [("program", json!(row.program.slug())), ("count", json!(ask.choice.count))];
        log_append(&mut tx, &entry(Some(who), "discount-used", &row, &fields, now)).await?;
        let order = Discounted {
            id,
            draft,
            price,
            customer: row.customer,
            checkout,
            idempotency: ask.idempotency,
            change: Change::discount("discount-used", row.partner.id),
        };
        let delivered = prices.direct();
        let placed = self.order_discounted(tx, who, &prices, order).await?;
        metrics::counter!("seatkeeper_discounts_total", "step" => "used").increment(1);
        Ok(ProgramBought { order: placed.id, number: placed.number, delivered })
    }

    /// Whose discount a link is, if it is this person's to use: of the customer, or of the partner
    /// that asked for it. Anybody else learns as much as from a link that was never made.
    async fn program_found(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        secret: &str,
    ) -> Result<Found, ServiceError> {
        let now = Instant::now();
        let counted = [(Visitor::Person(who.person), PER_PERSON), (Visitor::Org(who.org), PER_ORG)];
        for (visitor, most) in counted {
            self.links.room(visitor, most, now).map_err(ServiceError::RateLimited)?;
        }
        if let Some(found) = self.program_of(tx, who, secret).await? {
            return Ok(found);
        }
        for (visitor, most) in counted {
            self.links.count(visitor, most, now).map_err(ServiceError::RateLimited)?;
        }
        Err(ServiceError::NotFound)
    }

    async fn program_of(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        secret: &str,
    ) -> Result<Option<Found>, ServiceError> {
        let row = store::program::program_find(tx, &token_hash(secret)).await?;
        let Some(row) = row else { return Ok(None) };
        let is_customer = row.customer.id == who.org;
        if !is_customer && row.partner.id != who.org {
            return Ok(None);
        }
        // It may be another partner's customer by now, and the partner another one's buyer.
        let customer = store::org::org_get(tx, row.customer.id).await;
        let prices = self.prices_of(tx, row.partner.id).await?;
        let stays = customer.is_ok_and(|customer| customer.parent == Some(row.partner.id))
            && row.seller.is_none_or(|seller| seller == prices.seller());
        Ok(stays.then_some(Found { row, prices, is_customer }))
    }

    /// What a choice costs the partner.
    fn program_line(
        &self,
        found: &Found,
        choice: ProgramChoice,
    ) -> Result<LinePrice, ServiceError> {
        let customer = found.row.customer.id;
        let percent = found.row.grant().use_by(customer, choice.count, self.clock.now());
        let percent = percent.map_err(|refusal| match refusal {
            Refusal::Nothing | Refusal::TooMany => FieldError::new("count", refusal.slug()).into(),
            other => refused(other),
        })?;
        let line = choice.line(customer, &self.catalog).map_err(ServiceError::Invalid)?;
        let edition = self.catalog.edition(line.edition);
        let book = found.prices.book(&self.catalog, self.clock.today());
        let price = edition.and_then(|edition| {
            book.line(edition, line.years, (line.seats, line.count), Percent::whole(percent))
        });
        price.ok_or_else(|| FieldError::new("edition", "order-no-price").into())
    }
}

/// What whoever came with the link pays, of what the partner pays.
async fn program_cost(
    tx: &mut TenantTx,
    found: &Found,
    line: LinePrice,
) -> Result<ProgramPrice, ServiceError> {
    const TOO_LARGE: ServiceError = ServiceError::Refused("order-too-large");
    let terms = &found.prices.terms;
    let money = |minor| Money { minor, ..line.net };
    let (net, tax) = match found.is_customer {
        // As it stands on the partner's own offer.
        true => {
            let (own, _) = store::price::terms_get(tx, found.row.customer.id).await?;
            (with_margin(line.net.minor, terms.margin).map(money), own.tax)
        }
        false => (Some(line.net), terms.tax),
    };
    let net = net.ok_or(TOO_LARGE)?;
    let tax = share_of(net.minor, tax).map(money).ok_or(TOO_LARGE)?;
    let gross = net.plus(tax).ok_or(TOO_LARGE)?;
    let line = Some(line).filter(|_| !found.is_customer);
    Ok(ProgramPrice { line, net, tax, gross })
}

/// What came of it when it was bought before.
async fn bought(tx: &mut TenantTx, placed: Placed) -> Result<ProgramBought, ServiceError> {
    let order = store::order::order_get(tx, placed.id).await?;
    Ok(ProgramBought { order: placed.id, number: placed.number, delivered: order.state.holds() })
}
