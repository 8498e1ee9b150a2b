//! Calendar months, in UTC.

use crate::dates::in_range;
use crate::field::FieldError;
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A month of the years [`crate::dates::YEARS`]; ordered in time. In text `2024-03`, in the
/// database its first day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    /// Its first day, so that no day has to be made of numbers that might be none.
    first: NaiveDate,
}

impl Month {
    /// The month `month` (1 to 12) of `year`; none where there is no such month, or outside of
    /// [`crate::dates::YEARS`].
    #[must_use]
    pub fn new(year: i32, month: u32) -> Option<Self> {
        Self::of(NaiveDate::from_ymd_opt(year, month, 1)?)
    }

    /// The month that a day lies in; none outside of [`crate::dates::YEARS`].
    #[must_use]
    pub fn of(day: NaiveDate) -> Option<Self> {
        let first = day.with_day(1).filter(|day| in_range(*day))?;
        Some(Self { first })
    }

    /// The month that is running at a moment; see [`Self::of`].
    #[must_use]
    pub fn at(now: DateTime<Utc>) -> Option<Self> {
        Self::of(now.date_naive())
    }

    /// Its year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.first.year()
    }

    /// Its number in the year, 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.first.month()
    }

    /// Its first day.
    #[must_use]
    pub const fn first_day(self) -> NaiveDate {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        self.first + Days::new(u64::from(self.days()) - 1)
    }

    /// How many days it has, 28 to 31.
    #[must_use]
    pub fn days(self) -> u32 {
        u32::from(self.first.num_days_in_month())
    }

    /// The month after it; none after the last of [`crate::dates::YEARS`].
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::of(self.last_day() + Days::new(1))
    }

    /// The month before it; none before the first of [`crate::dates::YEARS`].
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        Self::of(self.first - Days::new(1))
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        (self.first..=self.last_day()).contains(&day)
    }

    /// Whether all of it lies before a day.
    #[must_use]
    pub fn is_over(self, today: NaiveDate) -> bool {
        self.last_day() < today
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl FromStr for Month {
    type Err = FieldError;

    /// Reads `2024-03`, and nothing that merely resembles it.
    ///
    /// # Errors
    /// `month-invalid` on the field `month`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let (year, month) = text.split_once('-')?;
            let digits = |part: &str, count| {
                part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit())
            };
            if !digits(year, 4) || !digits(month, 2) {
                return None;
            }
            Self::new(year.parse().ok()?, month.parse().ok()?)
        };
        read().ok_or_else(|| FieldError::new("month", "month-invalid"))
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

impl TryFrom<String> for Month {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map_err(|_| "no month")
    }
}
