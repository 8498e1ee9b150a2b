//! The dates of demo licenses, spread around today.

use chrono::{Days, NaiveDate};
use domain::dates::{add_months, add_years, anchor_of};
use rand::RngExt;
use rand::rngs::Xoshiro256PlusPlus;

/// When a license was bought and used, and until when it is valid.
pub(super) struct Dates {
    pub(super) purchased: NaiveDate,
    pub(super) activated: Option<NaiveDate>,
    pub(super) expires: Option<NaiveDate>,
    pub(super) anchor_day: i16,
}

fn later(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(Days::new(days)).unwrap_or(date)
}

fn earlier(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_sub_days(Days::new(days)).unwrap_or(date)
}

/// A term that ends about `end` and began no later than today.
pub(super) fn ending(end: NaiveDate, years: i16, today: NaiveDate, bought_before: u64) -> Dates {
    let activated = add_years(end, anchor_of(end), -years).unwrap_or(today).min(today);
    Dates {
        purchased: earlier(activated, bought_before),
        activated: Some(activated),
        expires: add_years(activated, anchor_of(activated), years),
        anchor_day: anchor_of(activated),
    }
}

/// A term: one in eight is over, most of the others end within a year.
pub(super) fn term(rng: &mut Xoshiro256PlusPlus, years: i16, today: NaiveDate) -> Dates {
    let whole = u64::from(years.unsigned_abs()) * 365;
    let end = match rng.random_range(0..8) {
        0 => earlier(today, rng.random_range(1..=200)),
        1..=5 => later(today, rng.random_range(0..=365)),
        _ => later(today, rng.random_range(0..=whole)),
    };
    ending(end, years, today, rng.random_range(0..=20))
}

/// Paid each month, to the end of this one.
pub(super) fn monthly(rng: &mut Xoshiro256PlusPlus, today: NaiveDate) -> Dates {
    let activated = earlier(today, rng.random_range(0..900));
    Dates {
        purchased: activated,
        activated: Some(activated),
        expires: add_months(today, 31, 0),
        anchor_day: 31,
    }
}

/// Paid by use, without an end.
pub(super) fn usage(rng: &mut Xoshiro256PlusPlus, today: NaiveDate) -> Dates {
    let activated = earlier(today, rng.random_range(0..1_500));
    Dates {
        purchased: activated,
        activated: Some(activated),
        expires: None,
        anchor_day: anchor_of(activated),
    }
}

/// A trial of so many days; every other one is over.
pub(super) fn trial(rng: &mut Xoshiro256PlusPlus, days: u16, today: NaiveDate) -> Dates {
    let days = u64::from(days);
    let activated = earlier(today, rng.random_range(0..=2 * days));
    let expires = later(activated, days);
    Dates {
        purchased: activated,
        activated: Some(activated),
        expires: Some(expires),
        anchor_day: anchor_of(expires),
    }
}

/// Bought so many days ago and not used yet; lapses some months after that, or never.
pub(super) fn unused(days_ago: u64, lapse_months: Option<u16>, today: NaiveDate) -> Dates {
    let purchased = earlier(today, days_ago);
    let anchor_day = anchor_of(purchased);
    let months = lapse_months.map(i32::from);
    Dates {
        purchased,
        activated: None,
        expires: months.and_then(|months| add_months(purchased, anchor_day, months)),
        anchor_day,
    }
}
