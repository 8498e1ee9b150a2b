//! An order as those who may see it do.

use super::{CheckoutDraft, Deed, LineKind, OrderState, Recipient, Side};
use crate::field::FieldError;
use crate::ids::{LicenseId, OrderId, OrderLineId};
use crate::license::{CatalogRef, LicenseStatus, OrgRef};
use crate::money::{Currency, Money};
use crate::price::{LinePrice, Percent, Totals};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// How much of what was delivered is in use.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Usage {
    /// None of its keys.
    Unused,
    /// Some of them.
    Partly,
    /// All of them.
    Used,
}

impl Usage {
    /// Their stable names, in order: what grids show.
    pub const SLUGS: &[&str] = &["not-activated", "partly-activated", "activated"];

    /// The stable name.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        Self::SLUGS[self as usize]
    }

    /// The usage with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::Unused, Self::Partly, Self::Used].into_iter().find(|usage| usage.slug() == slug)
    }

    /// Of so many keys, so many of them not yet activated; none where there are no keys.
    #[must_use]
    pub const fn of(keys: i64, open: i64) -> Option<Self> {
        match (keys, open) {
            (0, _) => None,
            (_, 0) => Some(Self::Used),
            (keys, open) if keys == open => Some(Self::Unused),
            _ => Some(Self::Partly),
        }
    }
}

/// What a line cost when it was put into the cart, where that was something else.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Was {
    /// Before tax.
    pub net: Money,
}

/// A line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OrderLine {
    /// Its id.
    pub id: OrderLineId,
    /// What it is.
    pub kind: LineKind,
    /// The vendor.
    pub vendor: CatalogRef,
    /// The product.
    pub product: CatalogRef,
    /// The edition.
    pub edition: CatalogRef,
    /// The term in years; 0 is by month.
    pub years: i16,
    /// Seats of each license.
    pub seats: i32,
    /// Licenses.
    pub count: u32,
    /// Whom it is for, as it was asked.
    pub recipient: Recipient,
    /// The customer's name; none while they are nobody's.
    pub customer: Option<String>,
    /// Whether a customer that was to be entered along is there by now, and gets it.
    pub found: bool,
    /// The license that is renewed, with its name.
    pub renews: Option<(LicenseId, String)>,
    /// The end that a renewal moved, before and after.
    pub ends: Option<(Option<NaiveDate>, NaiveDate)>,
    /// What the shop does not have, in words.
    pub wish: String,
    /// What it costs; none while only the seller can tell.
    pub price: Option<LinePrice>,
    /// What it cost when it was put in, where that has changed since.
    pub was: Option<Was>,
    /// What is in the way of buying it: a stable code.
    pub problem: Option<String>,
    /// The keys that came of it, at most a few of them: license, key, status.
    pub keys: Vec<(LicenseId, String, LicenseStatus)>,
    /// How many came of it, and how many of those are not activated yet.
    pub delivered: (i64, i64),
}

/// An order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OrderDetail {
    /// Its id.
    pub id: OrderId,
    /// Raised by every write.
    pub version: i32,
    /// Its number; none of a draft.
    pub number: Option<String>,
    /// How far it is.
    pub state: OrderState,
    /// Whose turn it is, where somebody has to say yes.
    pub awaits: Option<Side>,
    /// Who buys.
    pub buyer: OrgRef,
    /// Who sells, if that is somebody of the portal.
    pub seller: Option<OrgRef>,
    /// Of all its amounts.
    pub currency: Currency,
    /// The tax on it.
    pub tax: Percent,
    /// What the buyer adds when it sells on; only the buyer knows.
    pub margin: Option<Percent>,
    /// What was said at checkout.
    pub checkout: CheckoutDraft,
    /// When the buyer agreed to its seller's terms of sale; none while it has not.
    pub agreed_at: Option<DateTime<Utc>>,
    /// The terms of sale that the reader has to agree to before it buys; empty for none.
    pub sale_terms: String,
    /// Until when its prices hold.
    pub valid_until: Option<NaiveDate>,
    /// Why it was declined or canceled.
    pub reason: Option<String>,
    /// Who made it.
    pub person: String,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it was bought.
    pub placed_at: Option<DateTime<Utc>>,
    /// Its lines.
    pub lines: Vec<OrderLine>,
    /// What it comes to, as far as it has prices.
    pub totals: Totals,
    /// What the reader may do to it now.
    pub may: Vec<Deed>,
}

/// An order that was placed, or was already.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Placed {
    /// Its id.
    pub id: OrderId,
    /// Its number.
    pub number: String,
}

/// A cart with what was ordered once.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OrderedAgain {
    /// The cart; where prices of its lines are in several currencies by now, one of them.
    pub cart: OrderDetail,
    /// What could not be put into one.
    pub left_out: Vec<LeftOut>,
}

/// A line that could not be ordered again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LeftOut {
    /// What it was: the edition's name.
    pub name: String,
    /// Why.
    pub why: FieldError,
}
