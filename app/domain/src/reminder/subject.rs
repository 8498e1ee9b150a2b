//! Which licenses are worth a reminder.

use crate::license::{LicenseKind, LicenseRow, LicenseStatus};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// What one is reminded of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// A license in use ends and was not renewed.
    License,
    /// A trial ends. It is the partner's to sell something, so its customer hears nothing.
    Trial,
    /// A coupon lapses unless it is used (DOMAIN.md 1.4.2).
    Coupon,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 3] = [Self::License, Self::Trial, Self::Coupon];

    /// The stable name used in messages.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::License => "license",
            Self::Trial => "trial",
            Self::Coupon => "coupon",
        }
    }

    /// The topic with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.slug() == slug)
    }
}

/// What ends, and when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Subject {
    /// What it is.
    pub topic: Topic,
    /// Its last day, inclusive.
    pub ends: NaiveDate,
    /// Since when it has been there: the first day of use, or of a coupon the purchase.
    pub since: NaiveDate,
}

impl Subject {
    /// Those of the steps whose day lies after [`Self::since`]. Otherwise a trial of 30 days would
    /// begin with the reminder that comes 30 days before its end.
    pub fn steps<'a>(&'a self, steps: &'a [u16]) -> impl Iterator<Item = u16> + 'a {
        steps.iter().copied().filter(|step| {
            let day = self.ends.checked_sub_days(Days::new(u64::from(*step)));
            day.is_some_and(|day| day > self.since)
        })
    }
}

/// What to remind of about a license, if of anything: terms and trials in use that have not ended,
/// and coupons that have not lapsed, a reserved one too. What renews itself, is charged by usage,
/// has no end, or was redeemed needs no reminder. A renewed license ends later, so that nothing
/// else has to be asked to know whether it was.
#[must_use]
pub fn subject(license: &LicenseRow, today: NaiveDate) -> Option<Subject> {
    let ends = license.expires?;
    let topic = match (license.status(today), license.kind) {
        (LicenseStatus::Active | LicenseStatus::ExpiresSoon, LicenseKind::Term) => Topic::License,
        (LicenseStatus::Active | LicenseStatus::ExpiresSoon, LicenseKind::Trial) => Topic::Trial,
        (LicenseStatus::Unused, LicenseKind::Term) => Topic::Coupon,
        _ => return None,
    };
    Some(Subject { topic, ends, since: license.activated.unwrap_or(license.purchased) })
}
