//! How many devices of a month are charged, from one number a day (DOMAIN.md D14).

use super::{Month, PlanSpan};
use crate::catalog::UsageMetric;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How many devices of a license were active on a day (UTC).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Snapshot {
    /// The day.
    pub day: NaiveDate,
    /// Active devices on it.
    pub active: u32,
}

/// What a license used in a month.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Usage {
    /// Devices that are charged, by the metric that was asked for.
    pub devices: u32,
    /// The most devices of any day, whatever the metric.
    pub peak: u32,
    /// The first day that had so many; none when no day had any.
    pub peak_day: Option<NaiveDate>,
    /// Days of the month on which the plan was open, 0 to 31.
    pub days: u32,
    /// Of these the days that have a snapshot of their own.
    pub measured: u32,
}

/// A day of a month on which a plan was open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UsedDay {
    /// The day.
    pub day: NaiveDate,
    /// Devices that count for it.
    pub active: u32,
    /// Whether it has a snapshot of its own.
    pub measured: bool,
}

/// The days of a month on which a plan was open, in order, each with the devices that count.
///
/// A day without a snapshot has as many devices as the last one before it that has: devices do
/// not vanish because nobody counted. That holds across the 1st, so `snapshots` may begin earlier
/// (those of days before the opening, after the closing or after the month are passed over). Days
/// before the first known one have none. Several of one day count as the highest; the order does
/// not matter.
#[must_use]
pub fn days(month: Month, open: &PlanSpan, snapshots: &[Snapshot]) -> Vec<UsedDay> {
    let first = month.first_day().max(open.opened);
    let last = open.closed.map_or(month.last_day(), |closed| closed.min(month.last_day()));
    let mut known: Vec<_> =
        snapshots.iter().filter(|known| (open.opened..=last).contains(&known.day)).collect();
    known.sort_unstable_by_key(|known| (known.day, known.active));
    let mut known = known.into_iter().peekable();
    let mut current = 0;
    let days = first.iter_days().take_while(|day| *day <= last);
    days.map(|day| {
        let mut measured = false;
        while let Some(snapshot) = known.next_if(|known| known.day <= day) {
            current = snapshot.active;
            measured = snapshot.day == day;
        }
        UsedDay { day, active: current, measured }
    })
    .collect()
}

/// What a license used in a month, of its [`days`].
///
/// * [`UsageMetric::MonthPeak`]: the most of any day.
/// * [`UsageMetric::MonthEnd`]: those of the month's last day, or of the plan's if that is earlier.
/// * [`UsageMetric::MonthAverage`]: the sum of all days by the days of the whole month, rounded
///   up; days on which the plan was not open have none.
#[must_use]
pub fn usage(metric: UsageMetric, month: Month, open: &PlanSpan, snapshots: &[Snapshot]) -> Usage {
    let mut found = Usage::default();
    let (mut current, mut sum) = (0_u32, 0_u64);
    for UsedDay { day, active, measured } in days(month, open, snapshots) {
        current = active;
        found.days += 1;
        found.measured += u32::from(measured);
        sum += u64::from(active);
        if active > found.peak {
            (found.peak, found.peak_day) = (active, Some(day));
        }
    }
    found.devices = match metric {
        UsageMetric::MonthPeak => found.peak,
        UsageMetric::MonthEnd => current,
        // No mean is above the peak.
        UsageMetric::MonthAverage => {
            u32::try_from(sum.div_ceil(u64::from(month.days()))).unwrap_or(found.peak)
        }
    };
    found
}
