//! What somebody asks for: the lines of a cart, and what is said at checkout.

use super::Payment;
use crate::catalog::{Catalog, Product};
use crate::field::FieldError;
use crate::ids::{OrderId, OrderLineId, OrgId};
use crate::license::LicenseKind;
use crate::money::Money;
use crate::name;
use crate::note::parse_lines;
use crate::price::{MAX_COUNT, MAX_SEATS};
use crate::text::first_control;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most lines of a cart.
pub const MAX_LINES: usize = 200;
/// Most licenses of a cart or an order, all its lines together: they are delivered at once.
pub const MAX_LICENSES: u32 = 10_000;
/// The longest term of something that is asked for in words, in years.
pub const MAX_WISH_YEARS: i16 = 10;
/// The longest wish for something that the shop does not have, in characters.
pub const WISH_CHARS: usize = 2_000;

/// Whom new licenses are for.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recipient {
    /// Nobody yet: unused keys, to be given to customers later.
    #[default]
    Stock,
    /// A customer.
    Customer(OrgId),
    /// A customer that is entered along with the order.
    NewCustomer(String),
}

/// One line as somebody asks for it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineDraft {
    /// The edition; of a custom line the one that comes nearest.
    pub edition: i32,
    /// The term in years; 0 is a plan that is charged by month.
    pub years: i16,
    /// Seats of each license, 1 to [`MAX_SEATS`].
    pub seats: i32,
    /// Licenses, 1 to [`MAX_COUNT`]; each has a key of its own (DOMAIN.md 1.4.4).
    pub count: u32,
    /// Whom they are for. Of several licenses nobody yet.
    pub recipient: Recipient,
    /// What the shop does not have, in words; empty for what it has.
    pub wish: String,
}

impl LineDraft {
    /// The line as it is stored: texts trimmed.
    ///
    /// # Errors
    /// `order-edition`; `order-years` for a term that the product is not sold (or asked) for; `order-seats`
    /// (arg `max`), `order-count` (arg `max`); `order-one-customer` for several licenses of one
    /// customer; as [`name::parse_of_somebody`] on `customer`; as [`parse_lines`] on `wish`.
    pub fn parse(mut self, catalog: &Catalog) -> Result<Self, Vec<FieldError>> {
        let mut wrong = Vec::new();
        match parse_lines("wish", &self.wish, WISH_CHARS) {
            Ok(wish) => self.wish = wish,
            Err(error) => wrong.push(error),
        }
        match catalog.edition(self.edition).and_then(|e| catalog.product(e.product)) {
            None => wrong.push(FieldError::new("edition", "order-edition")),
            Some(product) => {
                let fits = match self.wish.is_empty() {
                    true => sold(product, self.years),
                    false => askable(product, self.years),
                };
                if !fits {
                    wrong.push(FieldError::new("years", "order-years"));
                }
            }
        }
        if !(1..=MAX_SEATS).contains(&self.seats) {
            wrong.push(FieldError::new("seats", "order-seats").with("max", MAX_SEATS));
        }
        if !(1..=MAX_COUNT).contains(&self.count) {
            wrong.push(FieldError::new("count", "order-count").with("max", MAX_COUNT));
        }
        if self.count > 1 && self.recipient != Recipient::Stock {
            wrong.push(FieldError::new("count", "order-one-customer"));
        }
        if let Recipient::NewCustomer(text) = &self.recipient {
            match name::parse_of_somebody(text) {
                Ok(name) => self.recipient = Recipient::NewCustomer(name),
                Err(error) => {
                    wrong.push(FieldError { field: "customer".to_owned(), ..error });
                }
            }
        }
        // A plan is somebody's: what it comes to follows from what is installed there.
        if self.years == 0 && self.recipient == Recipient::Stock {
            wrong.push(FieldError::new("customer", "order-plan-customer"));
        }
        if wrong.is_empty() { Ok(self) } else { Err(wrong) }
    }
}

/// Whether a product is sold for a term; 0 years is by month.
#[must_use]
pub fn sold(product: &Product, years: i16) -> bool {
    match years {
        0 => by_month(product),
        years => product.terms_years.contains(&years),
    }
}

/// Whether a product can be asked for, in words, for a term: any one of up to
/// [`MAX_WISH_YEARS`], but by month only where it is sold so, since that is how it is charged.
#[must_use]
pub fn askable(product: &Product, years: i16) -> bool {
    match years {
        0 => by_month(product),
        years => (1..=MAX_WISH_YEARS).contains(&years),
    }
}

fn by_month(product: &Product) -> bool {
    product.kinds.iter().any(|kind| matches!(kind, LicenseKind::Monthly | LicenseKind::Usage))
}

/// Whether so many licenses, line by line, are few enough for one order.
#[must_use]
pub fn few_enough(counts: impl IntoIterator<Item = u32>) -> bool {
    counts.into_iter().map(u64::from).sum::<u64>() <= u64::from(MAX_LICENSES)
}

/// What is said besides at checkout.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckoutDraft {
    /// The buyer's own order number; empty for none.
    pub own_number: String,
    /// What the customer knows it by; empty for none.
    pub reference: String,
    /// How it is paid for.
    pub payment: Payment,
    /// The seller's terms of sale as they were read and agreed to; empty for none.
    pub agreed_terms: String,
}

impl CheckoutDraft {
    const MAX_CHARS: usize = 60;

    /// What was said as it is stored: trimmed.
    ///
    /// # Errors
    /// `order-text-too-long` (arg `max`), `text-control` on `own-number` and `reference`.
    pub fn parse(self) -> Result<Self, Vec<FieldError>> {
        let text = |field: &str, text: &str| {
            let text = text.trim();
            if text.chars().count() > Self::MAX_CHARS {
                let error = FieldError::new(field, "order-text-too-long");
                return Err(error.with("max", Self::MAX_CHARS));
            }
            match first_control(text, &[]) {
                Some(at) => Err(FieldError::new(field, "text-control").with("position", at)),
                None => Ok(text.to_owned()),
            }
        };
        match (text("own-number", &self.own_number), text("reference", &self.reference)) {
            (Ok(own_number), Ok(reference)) => Ok(Self { own_number, reference, ..self }),
            (one, other) => Err([one, other].into_iter().filter_map(Result::err).collect()),
        }
    }
}

/// Whether somebody who buys has agreed to its seller's terms of sale; `terms` empty for none.
///
/// # Errors
/// `terms-unagreed` when nothing was agreed to, `terms-changed` when that was something else.
pub fn agreed(terms: &str, said: &str) -> Result<(), &'static str> {
    match (terms, said) {
        ("", _) => Ok(()),
        (_, "") => Err("terms-unagreed"),
        (terms, said) if terms == said => Ok(()),
        _ => Err("terms-changed"),
    }
}

/// Buy what is in a cart or was quoted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceOrder {
    /// Which.
    pub id: OrderId,
    /// The version that the person saw.
    pub version: i32,
    /// The total with tax that the person saw: another one is not bought, but shown.
    pub total: Money,
    /// What is said besides; of an order that was quoted it was said before.
    pub checkout: CheckoutDraft,
    /// Made once per intent: the same key again gets the same answer.
    pub idempotency: Uuid,
}

/// What the seller makes of a line that somebody asks for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineAnswer {
    /// The line.
    pub id: OrderLineId,
    /// The term in years.
    pub years: i16,
    /// Seats of each license.
    pub seats: i32,
    /// Licenses.
    pub count: u32,
    /// What all of it costs before tax, in minor units; none where it costs what it costs
    /// everybody on these terms.
    pub net: Option<i64>,
}

/// The highest price that a seller can give a line, in minor units.
pub const MAX_NET: i64 = 100_000_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_agreed_to_as_they_are() {
        assert_eq!(agreed("", ""), Ok(()));
        assert_eq!(agreed("Net 30", "Net 30"), Ok(()));
        assert_eq!(agreed("Net 30", ""), Err("terms-unagreed"));
        assert_eq!(agreed("Net 30", "Net 14"), Err("terms-changed"));
        // They were taken away meanwhile.
        assert_eq!(agreed("", "Net 14"), Ok(()));
    }

    #[test]
    fn an_order_has_so_many_licenses_and_no_more() {
        assert!(few_enough([]));
        assert!(few_enough([9_999, 1]));
        assert!(!few_enough([9_999, 2]));
        assert!(!few_enough([u32::MAX; 200]));
    }
}
