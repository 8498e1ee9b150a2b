//! What makes a reminder one that was sent already.

use crate::ids::LicenseId;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Whom a reminder is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// The partner that holds the license.
    Partner,
    /// The end customer that uses it.
    Customer,
}

impl Audience {
    /// Every audience.
    pub const ALL: [Self; 2] = [Self::Partner, Self::Customer];

    /// The stable name used in the database and in messages.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Partner => "partner",
            Self::Customer => "customer",
        }
    }

    /// The audience with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|audience| audience.slug() == slug)
    }
}

/// A reminder of which there is one: whoever writes it down first sends it, on whatever node. A
/// renewal moves the end of the period, and with it begins a new row of reminders.
///
/// Its text is stable: `<license>/2026-05-31/30/partner`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct ReminderKey {
    /// The license or coupon.
    pub license: LicenseId,
    /// The last day of the period, or the day on which the coupon lapses.
    pub period_end: NaiveDate,
    /// The step: at so many days before the end, or later where nothing ran then.
    pub step: u16,
    /// For whom.
    pub audience: Audience,
}

impl fmt::Display for ReminderKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { license, period_end, step, audience } = self;
        write!(f, "{license}/{period_end}/{step}/{}", audience.slug())
    }
}

/// A text that is no [`ReminderKey`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("this is no key of a reminder")]
pub struct NoKey;

impl FromStr for ReminderKey {
    type Err = NoKey;

    /// Reads what [`fmt::Display`] writes, and no other spelling of it.
    fn from_str(text: &str) -> Result<Self, NoKey> {
        let read = || {
            let mut parts = text.split('/');
            Some(Self {
                license: parts.next()?.parse().ok()?,
                period_end: parts.next()?.parse().ok()?,
                step: parts.next()?.parse().ok()?,
                audience: Audience::from_slug(parts.next()?)?,
            })
        };
        read().filter(|key| key.to_string() == text).ok_or(NoKey)
    }
}
