//! Calendar arithmetic with an anchor day: periods that start on the 31st end on the last
//! day of a short month and on the 31st again after it.

use chrono::{Datelike, NaiveDate};
use std::ops::RangeInclusive;

/// The years a license's dates may lie in.
pub const YEARS: RangeInclusive<i32> = 2000..=2200;

/// Whether a date lies in [`YEARS`].
#[must_use]
pub fn in_range(date: NaiveDate) -> bool {
    YEARS.contains(&date.year())
}

/// The day `months` later, on the anchor day or the last day of a shorter month. Nothing
/// when the anchor is not 1 to 31 or the result leaves [`YEARS`].
#[must_use]
pub fn add_months(date: NaiveDate, anchor_day: i16, months: i32) -> Option<NaiveDate> {
    let anchor = u32::try_from(anchor_day).ok().filter(|day| (1..=31).contains(day))?;
    let month = i32::try_from(date.month0()).ok()?;
    let count = date.year().checked_mul(12)?.checked_add(month)?.checked_add(months)?;
    let (year, month) = (count.div_euclid(12), u32::try_from(count.rem_euclid(12)).ok()? + 1);
    (28..=anchor.max(28))
        .rev()
        .find_map(|day| NaiveDate::from_ymd_opt(year, month, day.min(anchor)))
        .filter(|date| in_range(*date))
}

/// The day `years` later; see [`add_months`].
#[must_use]
pub fn add_years(date: NaiveDate, anchor_day: i16, years: i16) -> Option<NaiveDate> {
    add_months(date, anchor_day, i32::from(years) * 12)
}

/// The anchor day of a period that starts or ends on this day: its day of the month.
#[must_use]
pub fn anchor_of(date: NaiveDate) -> i16 {
    i16::try_from(date.day()).unwrap_or(1)
}
