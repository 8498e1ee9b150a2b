//! What ends on the days of a month, and what renewing it would bring.

use crate::billing::Month;
use crate::money::Money;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A day on which something ends.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EndingDay {
    /// The day.
    #[serde(with = "crate::wire::day")]
    pub day: NaiveDate,
    /// Licenses whose last day it is.
    pub licenses: i64,
    /// Trials.
    pub trials: i64,
    /// Coupons that lapse.
    pub coupons: i64,
    /// What renewing the licenses for the same time costs their partners as prices are today, by
    /// currency; empty for who may not know.
    pub value: Vec<Money>,
}

/// A month of a renewal calendar.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RenewalMonth {
    /// The month.
    pub month: Month,
    /// Its days on which something ends, in order.
    pub days: Vec<EndingDay>,
    /// What the whole month comes to.
    pub value: Vec<Money>,
}
