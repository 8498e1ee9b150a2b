//! Orders: from a cart to what was delivered (DOMAIN.md 1.4).

mod draft;
mod sheet;
mod state;
mod view;

pub use draft::{
    CheckoutDraft, LineAnswer, LineDraft, MAX_LICENSES, MAX_LINES, MAX_NET, MAX_WISH_YEARS,
    PlaceOrder, Recipient, WISH_CHARS, agreed, askable, few_enough, sold,
};
pub use sheet::{OrderSheet, Party, resale};
pub use state::{Actor, CANCEL_DAYS, Deed, Facts, OrderState, QUOTE_DAYS, Side, may, next};
pub use view::{LeftOut, OrderDetail, OrderLine, OrderedAgain, Placed, Usage, Was};

use serde::{Deserialize, Serialize};

/// What a line of an order is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineKind {
    /// A license for one customer, or an unused key for later.
    New,
    /// Many unused keys at once (DOMAIN.md 1.4.6).
    Bulk,
    /// A license that is charged by month (DOMAIN.md 1.4.12).
    Monthly,
    /// More years for a license in use.
    Renewal,
    /// The same with a coupon, which was paid for before.
    CouponRenewal,
    /// More years, in another edition (DOMAIN.md 1.4.8).
    Migration,
    /// A license's end put on another day.
    CoTerm,
    /// What the shop does not have: asked for in words, priced by the seller (DOMAIN.md 1.4.4).
    Custom,
}

impl LineKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::New,
        Self::Bulk,
        Self::Monthly,
        Self::Renewal,
        Self::CouponRenewal,
        Self::Migration,
        Self::CoTerm,
        Self::Custom,
    ];
    /// Their stable names, in the same order: what grids show.
    pub const SLUGS: &[&str] =
        &["new", "bulk", "monthly", "renewal", "coupon-renewal", "migration", "co-term", "custom"];

    /// The stable name used in the database.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        Self::SLUGS[self as usize]
    }

    /// The kind with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    /// Whether new keys come of it.
    #[must_use]
    pub const fn makes_keys(self) -> bool {
        matches!(self, Self::New | Self::Bulk | Self::Monthly | Self::Custom)
    }
}

/// How an order is paid for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Payment {
    /// On account: an invoice follows.
    #[default]
    Account,
}

impl Payment {
    /// The stable name used in the database.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Account => "account",
        }
    }

    /// The way with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::Account].into_iter().find(|way| way.slug() == slug)
    }
}
