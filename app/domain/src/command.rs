//! What a person asks to be done, as it crosses the wire, and what comes back.

use crate::ids::{LicenseId, OrderId, OrgId};
use crate::license::LicenseRow;
use crate::money::Money;
use crate::renewal::{Agreed, MigrationWish};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Minutes during which a renewal can be undone, as long as nothing else has changed the
/// license since.
pub const UNDO_MINUTES: i64 = 15;

/// How a renewal is paid for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RenewWith {
    /// Buys this many years.
    Years(i16),
    /// Consumes this coupon, the one that the offer named (DOMAIN.md 1.4.9).
    Coupon(LicenseId),
}

/// Renew one license.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenewLicense {
    /// Which.
    pub id: LicenseId,
    /// The version the person saw.
    pub version: i32,
    /// Years or coupon.
    pub with: RenewWith,
    /// Made once per intent: the same key again gets the same answer.
    pub idempotency: Uuid,
    /// Whether the person wants it although the license was renewed within a day.
    #[serde(default)]
    pub again: bool,
    /// The price that was seen; with a coupon, none.
    #[serde(default)]
    pub price: Agreed,
}

/// A renewal that happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Renewed {
    /// The license after it.
    pub row: LicenseRow,
    /// Its record.
    pub order: OrderId,
    /// The record's human-readable number.
    pub number: String,
    /// Until when it can be undone.
    pub undo_until: DateTime<Utc>,
}

/// Renew one license into another edition.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MigrateLicense {
    /// Which.
    pub id: LicenseId,
    /// The version the person saw.
    pub version: i32,
    /// To which edition, for how long, with how many seats.
    pub wish: MigrationWish,
    /// Made once per intent: the same key again gets the same answer.
    pub idempotency: Uuid,
    /// Whether the person wants it although the license was renewed within a day.
    #[serde(default)]
    pub again: bool,
    /// The price that was seen.
    #[serde(default)]
    pub price: Agreed,
}

/// Let licenses of a customer end on the same day: all of them, or none.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coterm {
    /// Whose.
    pub customer: OrgId,
    /// The day, inclusive.
    #[serde(with = "crate::wire::day")]
    pub date: NaiveDate,
    /// Which, each with the version the person saw; at most
    /// [`crate::renewal::MAX_COTERM`].
    pub licenses: Vec<(LicenseId, i32)>,
    /// The sums the person saw, one for each currency.
    pub totals: Vec<Money>,
    /// Made once per intent: the same key again gets the same answer.
    pub idempotency: Uuid,
}

/// Licenses that were let end on the same day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cotermed {
    /// How many were changed; those that ended on the day already were not.
    pub licenses: u32,
    /// The records, one for each currency, each with its human-readable number.
    pub orders: Vec<(OrderId, String)>,
    /// Until when each can be undone.
    pub undo_until: DateTime<Utc>,
}

/// One unused key for several with as many seats in all.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitCoupon {
    /// Which.
    pub id: LicenseId,
    /// The version the person saw.
    pub version: i32,
    /// The seats of each new key.
    pub parts: Vec<i32>,
    /// Made once per intent: the same key again gets the same answer.
    pub idempotency: Uuid,
}

/// Several unused keys for one with all their seats.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MergeCoupons {
    /// Which, each with the version the person saw.
    pub coupons: Vec<(LicenseId, i32)>,
    /// Made once per intent: the same key again gets the same answer.
    pub idempotency: Uuid,
}

/// Unused keys that were exchanged for new ones.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Exchanged {
    /// The new keys, in the order asked for.
    pub new: Vec<LicenseRow>,
    /// The keys that are void now.
    pub void: Vec<LicenseRow>,
}
