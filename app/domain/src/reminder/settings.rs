//! When and how a partner wants to be reminded.

use crate::field::FieldError;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// How many days before an end one can be reminded.
pub const STEP_DAYS: RangeInclusive<u16> = 1..=365;
/// Most reminders of one license and period.
pub const MAX_STEPS: usize = 12;

/// What a partner decides about its reminders. The default is what a partner has that has decided
/// nothing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReminderSettings {
    /// Whether anybody is reminded at all, the customers included.
    pub enabled: bool,
    /// How many days before the end of a license or trial, of [`STEP_DAYS`], descending; empty for
    /// no such reminders.
    pub days: Vec<u16>,
    /// The same before a coupon lapses.
    pub coupon_days: Vec<u16>,
    /// Whether all reminders of a day come in one mail, instead of one mail each.
    pub digest: bool,
    /// Whether end customers are written to, too, at [`super::CUSTOMER_STEPS`].
    pub customers: bool,
}

impl Default for ReminderSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            days: vec![60, 30, 14, 7, 3, 1],
            coupon_days: vec![60, 30, 7],
            digest: true,
            customers: true,
        }
    }
}

impl ReminderSettings {
    /// The settings as they are stored: days descending, each once.
    ///
    /// # Errors
    /// On the fields `days` and `coupon-days`: `reminder-days-range` (args `min`, `max`),
    /// `reminder-days-too-many` (arg `max`).
    pub fn parse(self) -> Result<Self, Vec<FieldError>> {
        let days = check("days", self.days);
        let coupon_days = check("coupon-days", self.coupon_days);
        match (days, coupon_days) {
            (Ok(days), Ok(coupon_days)) => Ok(Self { days, coupon_days, ..self }),
            (days, coupon_days) => Err(days.err().into_iter().chain(coupon_days.err()).collect()),
        }
    }
}

/// Days as they are typed, such as `60, 30 14;7`: whole numbers with commas, semicolons or blanks
/// between them. The result is descending, each once; it may be empty.
///
/// # Errors
/// `reminder-days-number` for what is no number; those of [`ReminderSettings::parse`].
pub fn parse_days(field: &str, text: &str) -> Result<Vec<u16>, FieldError> {
    let words = text.split(|c: char| c == ',' || c == ';' || c.is_whitespace());
    let mut days = Vec::new();
    for word in words.filter(|word| !word.is_empty()) {
        if !word.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(FieldError::new(field, "reminder-days-number"));
        }
        // A number with too many digits is out of range like any other large one.
        days.push(word.parse().unwrap_or(u16::MAX));
    }
    check(field, days)
}

/// Days as [`parse_days`] reads them: `60, 30, 14`.
#[must_use]
pub fn days_text(days: &[u16]) -> String {
    days.iter().map(u16::to_string).collect::<Vec<_>>().join(", ")
}

fn check(field: &str, mut days: Vec<u16>) -> Result<Vec<u16>, FieldError> {
    if days.iter().any(|days| !STEP_DAYS.contains(days)) {
        let error = FieldError::new(field, "reminder-days-range");
        return Err(error.with("min", STEP_DAYS.start()).with("max", STEP_DAYS.end()));
    }
    days.sort_unstable_by(|one, other| other.cmp(one));
    days.dedup();
    if days.len() > MAX_STEPS {
        return Err(FieldError::new(field, "reminder-days-too-many").with("max", MAX_STEPS));
    }
    Ok(days)
}
