//! One id type per table, so that a customer's id cannot land in a license's slot.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::from_str(text).map(Self)
            }
        }
    )+};
}

ids! {
    /// An organization: distributor, partner or customer.
    OrgId,
    /// A person who signs in, or was invited to: the invitation's id becomes the person's.
    PersonId,
    /// A license, used or not yet (a coupon).
    LicenseId,
    /// A key that was bought elsewhere and waits to be claimed.
    StrayKeyId,
    /// An order, from its draft on.
    OrderId,
    /// A line of an order: new licenses, a renewal, a redeemed coupon.
    OrderLineId,
    /// A price list.
    PriceListId,
    /// What a partner owes for a month.
    InvoiceId,
    /// One entry of the action log.
    LogId,
    /// One import of a spreadsheet, from upload to report.
    ImportId,
    /// One change of many licenses, from selection to report.
    BulkId,
    /// One file that is made for download.
    ExportId,
    /// A named view of a grid that somebody saved.
    ViewId,
    /// The right of an organization to seats of a product.
    EntitlementId,
    /// A signed-in browser.
    SessionId,
    /// A passkey.
    PasskeyId,
    /// A named set of actions, of which an organization makes roles of its own.
    PermissionSetId,
    /// A key of a program.
    ApiTokenId,
    /// A partner's wish to change its distributor.
    HandoverId,
    /// A request for a discount of a program.
    ProgramRequestId,
}

/// The top of a tenant tree, which owns every row below it (DESIGN: tenancy).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RootId(pub i64);

/// The part of a tenant tree that a principal may reach: all rows of `root`
/// whose tenant key lies in `lo..=hi`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Scope {
    /// The tree.
    pub root: RootId,
    /// First tenant key, inclusive.
    pub lo: i64,
    /// Last tenant key, inclusive.
    pub hi: i64,
}

impl Scope {
    /// Whether a row with this tenant key lies in the scope.
    #[must_use]
    pub fn holds(&self, tkey: i64) -> bool {
        (self.lo..=self.hi).contains(&tkey)
    }
}
