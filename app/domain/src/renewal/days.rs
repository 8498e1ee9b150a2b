//! Arithmetic of device-days: one device protected for one day (DOMAIN.md invariant 3).

use chrono::NaiveDate;

/// A term is worth this many days a year when it is given back, leap years or not
/// (DOMAIN.md 1.3.10).
pub const DAYS_OF_YEAR: i64 = 365;

/// Days from tomorrow to the last day, inclusive; 0 once it has passed, in grace or not. Today
/// is not counted, as a term that begins today does not count it either: the day belongs to
/// the old license.
#[must_use]
pub fn days_left(end: NaiveDate, today: NaiveDate) -> i64 {
    (end - today).num_days().max(0)
}

/// The days that so many device-days last for `seats` seats, rounded up (DOMAIN.md D10, T6):
/// the gift is less than one day of all seats. 0 when there is nothing to divide.
#[must_use]
pub fn carried_days(device_days: i64, seats: i32) -> i64 {
    let (days, seats) = (device_days.max(0), i64::from(seats));
    if seats < 1 { 0 } else { days / seats + i64::from(days % seats > 0) }
}

/// What comes back of a term that was not used to its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Recovered {
    /// Whole seats for a term as long as the old one. More than were given out when the
    /// license had been renewed early and had more than one term left.
    pub seats: i64,
    /// Device-days that make no whole seat, less than one seat's term.
    pub residue: i64,
}

/// Seats that come back of a license of `seats` seats and a term of `years` years, `days_left`
/// days before its end (DOMAIN.md 1.3.10, D11, T9): `seats x days left / (365 x years)`,
/// rounded down. Without a term all device-days are residue; negative numbers count as 0.
#[must_use]
pub fn recover(seats: i32, days_left: i64, years: i16) -> Recovered {
    let device_days = i64::from(seats.max(0)).saturating_mul(days_left.max(0));
    let term = DAYS_OF_YEAR * i64::from(years);
    if term < 1 {
        return Recovered { seats: 0, residue: device_days };
    }
    Recovered { seats: device_days / term, residue: device_days % term }
}

/// A quotient of numbers from 0 in hundredths, half up: 640 by 14 is 4571. Nothing divided by
/// nothing is 0.
pub(super) fn hundredths(dividend: i64, divisor: i64) -> i64 {
    if dividend < 0 || divisor < 1 {
        return 0;
    }
    let hundredfold = i128::from(dividend) * 100;
    i64::try_from(half_up(hundredfold, i128::from(divisor))).unwrap_or(i64::MAX)
}

/// A quotient, half up; both from 0, the divisor from 1.
pub(super) fn half_up(dividend: i128, divisor: i128) -> i128 {
    (2 * dividend + divisor) / (2 * divisor)
}
