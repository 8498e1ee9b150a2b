//! Ordering again what was ordered once.

use super::cart::NewLine;
use crate::{ServiceError, Services, authorize};
use domain::field::FieldError;
use domain::ids::OrderId;
use domain::order::{LeftOut, LineDraft, OrderedAgain, Recipient};
use domain::people::Principal;
use domain::policy::Action;
use std::collections::BTreeMap;
use store::order::{Cart, LineRow};

impl Services {
    /// Puts what was ordered once into the cart again, as far as it is still sold; the cart, with
    /// what was left out and why. All of it in one transaction.
    ///
    /// # Errors
    /// `NotFound`; `Refused` with `order-nothing-again` when nothing of it can be bought today.
    pub async fn order_again(
        &self,
        who: &Principal,
        id: OrderId,
    ) -> Result<OrderedAgain, ServiceError> {
        authorize(who, Action::Buy)?;
        let mut tx = self.store.begin(who.scope).await?;
        let row = store::order::order_get(&mut tx, id).await?;
        let held = self.order_with(&mut tx, row).await?;
        if held.row.buyer.id != who.org {
            return Err(ServiceError::Forbidden);
        }
        let mut carts: BTreeMap<&str, Cart> = BTreeMap::new();
        let mut left_out = Vec::new();
        // What was renewed is renewed where it is.
        for line in held.lines.iter().filter(|line| line.kind.makes_keys()) {
            let added = match draft_of(line).parse(&self.catalog) {
                Ok(draft) => self.line_new(&mut tx, who, &held.prices, draft).await,
                Err(wrong) => Err(ServiceError::Invalid(wrong)),
            };
            let added = match added {
                Ok(NewLine { currency, line }) => {
                    let cart = match carts.remove(currency.code()) {
                        Some(cart) => cart,
                        None => self.cart_of(&mut tx, who, currency).await?,
                    };
                    let (cart, added) = super::cart::with_line(cart, line);
                    carts.insert(currency.code(), cart);
                    added
                }
                Err(ServiceError::Invalid(mut wrong)) if !wrong.is_empty() => Err(wrong.remove(0)),
                Err(ServiceError::Forbidden) => {
                    Err(FieldError::new("customer", "order-customer-right"))
                }
                Err(error) => return Err(error),
            };
            if let Err(why) = added {
                let edition = self.catalog.edition(line.edition);
                let name = edition.map(|edition| edition.name.clone()).unwrap_or_default();
                left_out.push(LeftOut { name, why });
            }
        }
        let mut shown = None;
        for (_, cart) in carts.into_iter().filter(|(_, cart)| !cart.lines.is_empty()) {
            let cart = store::order::cart_write(&mut tx, cart).await?;
            shown = Some(self.cart_detail(&mut tx, who, &held.prices, cart).await?);
        }
        let cart = shown.ok_or(ServiceError::Refused("order-nothing-again"))?;
        // A cart is nobody else's: it is neither logged nor told of.
        tx.commit().await?;
        Ok(OrderedAgain { cart, left_out })
    }
}

/// A line of an order as one would ask for it again.
fn draft_of(line: &LineRow) -> LineDraft {
    LineDraft {
        edition: line.edition,
        years: line.years,
        seats: line.seats,
        count: line.count,
        recipient: match &line.customer {
            Some((Some(id), _)) => Recipient::Customer(*id),
            Some((None, name)) => Recipient::NewCustomer(name.clone()),
            None => Recipient::Stock,
        },
        wish: line.wish.clone().unwrap_or_default(),
    }
}
