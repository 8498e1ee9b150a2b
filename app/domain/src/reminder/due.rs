//! Which reminders are due on a day.

use super::{Audience, ReminderKey, ReminderSettings, Topic, subject};
use crate::license::LicenseRow;
use crate::organization::{About, Contact};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// An end customer is written to when the end is so many days away or less, and not earlier
/// (DOMAIN.md 1.4.3).
pub const CUSTOMER_DAYS: u16 = 3;
/// The steps at which that happens. They are the same for everybody: that a partner reminds itself
/// at other days does not move the customer's.
pub const CUSTOMER_STEPS: [u16; 2] = [CUSTOMER_DAYS, 1];

/// A reminder that is due.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Due {
    /// Which.
    pub key: ReminderKey,
    /// What of.
    pub topic: Topic,
    /// Days from today to the end, at least 0: on the last day of validity it is 0.
    pub days_left: i64,
}

/// The step that is due on `today` for something whose last day is `expires`: the nearest one that
/// has come. Where the job did not run for a while, that one stands for those that were missed.
/// It is the same every day until the next one comes, so who sends it writes down that it was sent
/// ([`ReminderKey`]). None before the first step and after the end.
#[must_use]
pub fn due(
    expires: NaiveDate,
    steps: impl IntoIterator<Item = u16>,
    today: NaiveDate,
) -> Option<u16> {
    let left = (expires - today).num_days();
    if left < 0 {
        return None;
    }
    steps.into_iter().filter(|step| i64::from(*step) >= left).min()
}

/// The reminders of a license that are due on `today`, whether they were sent or not: at most one
/// for the partner and one for the customer. `reachable` says that the customer has an address to
/// write to ([`addressee`]); whether its organization may still be written to is for the caller to
/// know.
#[must_use]
pub fn due_reminders(
    license: &LicenseRow,
    settings: &ReminderSettings,
    reachable: bool,
    today: NaiveDate,
) -> Vec<Due> {
    let Some(subject) = subject(license, today).filter(|_| settings.enabled) else {
        return Vec::new();
    };
    let own = match subject.topic {
        Topic::License | Topic::Trial => settings.days.as_slice(),
        Topic::Coupon => settings.coupon_days.as_slice(),
    };
    let customer = subject.topic == Topic::License
        && settings.customers
        && reachable
        && license.customer.is_some();
    let theirs = if customer { CUSTOMER_STEPS.as_slice() } else { &[] };
    let each = [(Audience::Partner, own), (Audience::Customer, theirs)];
    let due = each.into_iter().filter_map(|(audience, steps)| {
        let step = due(subject.ends, subject.steps(steps), today)?;
        let key = ReminderKey { license: license.id, period_end: subject.ends, step, audience };
        let days_left = (subject.ends - today).num_days();
        Some(Due { key, topic: subject.topic, days_left })
    });
    due.collect()
}

/// Whether a reminder says something that those which were `sent` have not said: neither it nor
/// one that is nearer to the end. Only that makes a difference once a partner takes a step away
/// that it was reminded at: the one before it would be due again.
#[must_use]
pub fn is_news<'a>(key: &ReminderKey, sent: impl IntoIterator<Item = &'a ReminderKey>) -> bool {
    !sent
        .into_iter()
        .any(|sent| sent.step <= key.step && ReminderKey { step: key.step, ..*sent } == *key)
}

/// Whom of a customer's contacts to write to about renewals: the first for renewals, or else the
/// first for anything, of those with a mail address. Nobody else wants to hear of it.
#[must_use]
pub fn addressee(contacts: &[Contact]) -> Option<&Contact> {
    [About::Renewals, About::General].into_iter().find_map(|about| {
        contacts.iter().find(|contact| contact.about == about && !contact.email.trim().is_empty())
    })
}
