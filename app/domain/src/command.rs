//! What a person asks to be done, as it crosses the wire, and what comes back.

use crate::ids::{LicenseId, OrderId};
use crate::license::LicenseRow;
use chrono::{DateTime, Utc};
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
