//! Entitlements: the right of an organization to so many seats of a product's edition, with
//! add-ons and services, reserved from what its parent holds (DOMAIN.md 1.2, 1.3.7).
//!
//! Each rule is one function in `rules`. [`choices()`] asks them for everything that could be
//! granted, [`check()`] for what is granted, so that what the form disables is what the server
//! refuses.

mod check;
mod choices;
mod rehome;
mod rules;
mod shown;
mod term;

pub use check::{Terms, check};
pub use choices::{
    EditionChoice, ExtraChoice, KindChoice, Offer, ProductChoice, Source, Verdict, change_choice,
    choices,
};
pub use rehome::{Blocker, Rehomed, rehome};
pub use shown::{
    ChangeEntitlement, Changeable, GrantEntitlement, Holdings, Offered, Shown, ShownExtra,
};
pub use term::{due, prolonged, trial_from};

use crate::catalog::Catalog;
use crate::ids::{EntitlementId, OrgId};
use crate::license::LicenseKind;
use crate::people::OrgKind;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The most seats of one entitlement.
pub const MAX_SEATS: i32 = 10_000_000;
/// The most months by which an entitlement renews itself.
pub const MAX_RENEW_MONTHS: i16 = 60;

/// The codes of everything that is refused: each is a message `error-<code>`.
pub const CODES: [&str; 29] = [
    "entitlement-org-closed",
    "entitlement-no-resale",
    "entitlement-not-held",
    "entitlement-edition-not-held",
    "entitlement-source-gone",
    "entitlement-held-already",
    "entitlement-kind",
    "entitlement-trial-customers",
    "entitlement-family",
    "entitlement-trial-runs",
    "entitlement-trial-barred",
    "entitlement-extra-only-with",
    "entitlement-extra-not-held",
    "entitlement-extra-included",
    "entitlement-assistance-off",
    "entitlement-resale-customer",
    "entitlement-children",
    "entitlement-children-end",
    "entitlement-unknown",
    "entitlement-trial-seats",
    "entitlement-seats-needed",
    "entitlement-seats-reserved",
    "entitlement-seats-left",
    "entitlement-extra-seats",
    "entitlement-ends-after",
    "entitlement-ends-past",
    "entitlement-renew-needs-end",
    "entitlement-years",
    "entitlement-ended",
];

/// Seats of an add-on or a service.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtraSeats {
    /// The catalog's extra.
    pub extra: i32,
    /// How many, 1 to the product's; none is unlimited, as the product's.
    pub seats: Option<i32>,
}

/// An add-on or a service of an entitlement.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct HeldExtra {
    /// The catalog's extra.
    pub extra: i32,
    /// Its seats, at most the product's; none is unlimited.
    pub seats: Option<i32>,
    /// Seats of it that entitlements drawn from this one took.
    pub reserved: i64,
}

/// What an organization may use, or grant further.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Entitlement {
    /// Its id.
    pub id: EntitlementId,
    /// Raised by every write; a write names the version it saw.
    pub version: i32,
    /// Whose it is.
    pub org: OrgId,
    /// The parent's entitlement that it draws from; none at the top of the tree, where the
    /// total is its own.
    pub parent: Option<EntitlementId>,
    /// The catalog's product.
    pub product: i32,
    /// The catalog's edition: the protection model.
    pub edition: i32,
    /// How it is charged, and how it ends.
    pub kind: LicenseKind,
    /// The term in years, where the kind has one.
    pub term_years: Option<i16>,
    /// Seats; none is unlimited.
    pub seats: Option<i32>,
    /// Seats that entitlements drawn from this one took.
    pub reserved: i64,
    /// Add-ons and services, ascending by id.
    pub extras: Vec<HeldExtra>,
    /// First day.
    #[serde(with = "crate::wire::day")]
    pub starts: NaiveDate,
    /// Last day, inclusive; none never ends.
    #[serde(with = "crate::wire::optional_day")]
    pub ends: Option<NaiveDate>,
    /// The day of the month its periods end on.
    pub anchor_day: i16,
    /// Months by which it goes on when its end has come; none ends.
    pub auto_renew_months: Option<i16>,
    /// Whether its organization may grant from it.
    pub resale: bool,
    /// The last day it held, once it has ended.
    #[serde(with = "crate::wire::optional_day")]
    pub ended: Option<NaiveDate>,
}

impl Entitlement {
    /// Whether it holds on this day: not ended, and its end has not come.
    #[must_use]
    pub fn holds_on(&self, today: NaiveDate) -> bool {
        self.ended.is_none() && self.ends.is_none_or(|end| end >= today)
    }

    /// Seats that nobody took yet; none is unlimited.
    #[must_use]
    pub fn left(&self) -> Option<i64> {
        self.seats.map(|seats| i64::from(seats) - self.reserved)
    }

    /// Seats that it takes of its parent's: a trial costs nobody anything, and who is
    /// unlimited draws from the unlimited (DOMAIN.md 1.2.7, 1.2.10).
    #[must_use]
    pub fn drawn(&self) -> i64 {
        drawn(self.kind, self.seats)
    }

    /// The extra of this id, if it has it.
    #[must_use]
    pub fn extra(&self, id: i32) -> Option<&HeldExtra> {
        self.extras.iter().find(|extra| extra.extra == id)
    }
}

/// What an entitlement of a kind takes of its parent's seats.
#[must_use]
pub fn drawn(kind: LicenseKind, seats: Option<i32>) -> i64 {
    if kind == LicenseKind::Trial { 0 } else { seats.map_or(0, i64::from) }
}

/// What somebody wants to grant, or what an entitlement is to become.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// The edition; a product without models has one.
    pub edition: i32,
    /// How it is charged.
    pub kind: LicenseKind,
    /// The term in years; for the kind that has one.
    pub years: Option<i16>,
    /// The last day, inclusive, where the kind leaves it open; none never ends.
    #[serde(with = "crate::wire::optional_day")]
    pub ends: Option<NaiveDate>,
    /// Months by which it goes on when its end has come.
    pub auto_renew_months: Option<i16>,
    /// Seats; none is unlimited.
    pub seats: Option<i32>,
    /// Add-ons and services.
    pub extras: Vec<ExtraSeats>,
    /// Whether the receiver may grant further.
    pub resale: bool,
}

impl Wish {
    /// An entitlement as it is, to be changed.
    #[must_use]
    pub fn of(held: &Entitlement) -> Self {
        let extra = |extra: &HeldExtra| ExtraSeats { extra: extra.extra, seats: extra.seats };
        Self {
            edition: held.edition,
            kind: held.kind,
            years: held.term_years,
            ends: held.ends,
            auto_renew_months: held.auto_renew_months,
            seats: held.seats,
            extras: held.extras.iter().map(extra).collect(),
            resale: held.resale,
        }
    }
}

/// What the parent of an organization holds.
#[derive(Clone, Copy, Debug)]
pub struct Parent<'a> {
    /// The parent's name.
    pub name: &'a str,
    /// Its entitlements, ended ones too.
    pub held: &'a [Entitlement],
}

/// An entitlement that draws from the one to be changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Child {
    /// The name of its organization.
    pub org: String,
    /// It.
    pub entitlement: Entitlement,
}

/// An entitlement that is to be changed.
#[derive(Clone, Copy, Debug)]
pub struct Changed<'a> {
    /// As it is.
    pub now: &'a Entitlement,
    /// What draws from it and has not ended.
    pub children: &'a [Child],
}

/// Everything that decides what an organization can be granted.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// Products and their rules.
    pub catalog: &'a Catalog,
    /// The day (UTC).
    pub today: NaiveDate,
    /// What the organization is.
    pub org_kind: OrgKind,
    /// Whether it is active: who is suspended or closed gets nothing.
    pub open: bool,
    /// Names of those of it and the organizations above it that their parents may not assist,
    /// topmost first. The top of the tree has nobody above it who could, and is never among them.
    pub unassisted: &'a [String],
    /// What its parent holds; none at the top of the tree, whose totals are its own.
    pub parent: Option<Parent<'a>>,
    /// What it holds itself, ended ones too.
    pub own: &'a [Entitlement],
    /// With a change: the entitlement that is changed.
    pub changed: Option<Changed<'a>>,
}
