//! The license: the container with a key that holds seats (DOMAIN.md D1).

use crate::ids::{LicenseId, OrgId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A license within this many days of its end "expires soon" (DOMAIN.md D4).
pub const EXPIRES_SOON_DAYS: i64 = 30;

/// How a license is paid for and how it ends. The catalog says which kinds a product has.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LicenseKind {
    /// Bought for a term of years.
    Term,
    /// Charged by what is installed; unlimited seats, no end (DOMAIN.md 1.1.6).
    Usage,
    /// Renewed each 1st of the month.
    Monthly,
    /// A trial; never recovered or renewed with a coupon.
    Trial,
}

impl LicenseKind {
    /// Every kind, in display order.
    pub const ALL: [Self; 4] = [Self::Term, Self::Usage, Self::Monthly, Self::Trial];

    /// The stable name used in the database, files and URLs.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Term => "term",
            Self::Usage => "usage",
            Self::Monthly => "monthly",
            Self::Trial => "trial",
        }
    }

    /// The kind with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }
}

/// What a license is today. It follows from dates alone, so it changes without any write;
/// [`status`] is the only rule, and the store's SQL twin is tested against it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LicenseStatus {
    /// Its end has passed. It accepts only read, note, export and renewal (invariant 9).
    Expired,
    /// Ends within [`EXPIRES_SOON_DAYS`] days.
    ExpiresSoon,
    /// In use.
    Active,
    /// A coupon: bought, not yet activated (DOMAIN.md 1.4.10).
    Unused,
    /// A coupon that was not activated in time (DOMAIN.md 1.4.2).
    Lapsed,
    /// A coupon that was consumed by a renewal (invariant 15).
    Redeemed,
}

impl LicenseStatus {
    /// Every status in the order of attention, which is also the order of sorting.
    pub const ALL: [Self; 6] = [
        Self::Expired,
        Self::ExpiresSoon,
        Self::Active,
        Self::Unused,
        Self::Lapsed,
        Self::Redeemed,
    ];

    /// The stable name used in URLs and messages.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::ExpiresSoon => "expires-soon",
            Self::Active => "active",
            Self::Unused => "unused",
            Self::Lapsed => "lapsed",
            Self::Redeemed => "redeemed",
        }
    }

    /// The status with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.slug() == slug)
    }

    /// Position in [`Self::ALL`]: what the database computes and sorts by.
    #[must_use]
    pub const fn rank(self) -> i64 {
        self as i64
    }

    /// The status of this rank.
    #[must_use]
    pub fn from_rank(rank: i64) -> Option<Self> {
        usize::try_from(rank).ok().and_then(|at| Self::ALL.get(at).copied())
    }
}

/// The status on `today`. `expires` is the last day of validity, inclusive, in UTC; for a
/// coupon it is the last day on which it can be activated. None never ends.
#[must_use]
pub fn status(
    activated: bool,
    redeemed: bool,
    expires: Option<NaiveDate>,
    today: NaiveDate,
) -> LicenseStatus {
    let days_left = expires.map(|end| (end - today).num_days());
    match (redeemed, activated, days_left) {
        (true, ..) => LicenseStatus::Redeemed,
        (_, false, Some(days)) if days < 0 => LicenseStatus::Lapsed,
        (_, false, _) => LicenseStatus::Unused,
        (_, true, Some(days)) if days < 0 => LicenseStatus::Expired,
        (_, true, Some(days)) if days <= EXPIRES_SOON_DAYS => LicenseStatus::ExpiresSoon,
        (_, true, _) => LicenseStatus::Active,
    }
}

/// A catalog entry as a row names it: its id in the reference table and its display name.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct CatalogRef {
    /// Id in the reference table.
    pub id: i32,
    /// Display name, the same in every language.
    pub name: String,
}

/// An organization as a row names it.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct OrgRef {
    /// Its id.
    pub id: OrgId,
    /// Its name.
    pub name: String,
}

/// One license as the grid shows it, the feed carries it and the rules judge it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LicenseRow {
    /// Its id.
    pub id: LicenseId,
    /// Raised by every write; a write names the version it saw.
    pub version: i32,
    /// Editable display name.
    pub name: String,
    /// The license key, as the vendor prints it.
    pub key: String,
    /// Who makes the product.
    pub vendor: CatalogRef,
    /// The product.
    pub product: CatalogRef,
    /// The edition; a product without editions has one of its own name.
    pub edition: CatalogRef,
    /// The partner that holds the license.
    pub partner: OrgRef,
    /// The customer that uses it; none for a coupon.
    pub customer: Option<OrgRef>,
    /// How it is paid for.
    pub kind: LicenseKind,
    /// Seats bought; none is unlimited.
    pub seats: Option<i32>,
    /// Seats in use, at least 0.
    pub used: i32,
    /// Length of the bought term in years; none where the kind has no term.
    pub term_years: Option<i16>,
    /// Day of purchase.
    #[serde(with = "crate::wire::day")]
    pub purchased: NaiveDate,
    /// First day of use; none for a coupon.
    #[serde(with = "crate::wire::optional_day")]
    pub activated: Option<NaiveDate>,
    /// Last day of validity (of a coupon: of activation), inclusive; none never ends.
    #[serde(with = "crate::wire::optional_day")]
    pub expires: Option<NaiveDate>,
    /// The day of the month its periods end on, kept so that 31 January plus a month
    /// plus a month is 31 March.
    pub anchor_day: i16,
    /// The one editable note (DOMAIN.md D15); on a coupon it reserves it. Hidden from customers.
    pub note: Option<String>,
    /// The partner's own order number. Hidden from customers.
    pub order_no: Option<String>,
    /// The license that consumed this coupon.
    pub redeemed_by: Option<LicenseId>,
    /// For how many years its partner lets it renew by itself; none where it just ends. Hidden
    /// from customers.
    #[serde(default)]
    pub auto_years: Option<i16>,
}

impl LicenseRow {
    /// The status on `today`; see [`status`].
    #[must_use]
    pub fn status(&self, today: NaiveDate) -> LicenseStatus {
        status(self.activated.is_some(), self.redeemed_by.is_some(), self.expires, today)
    }
}
