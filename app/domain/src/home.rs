//! What somebody finds first: what needs doing now.

use crate::billing::Month;
use crate::ids::OrderId;
use crate::license::OrgRef;
use crate::money::Money;
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Months that are looked ahead, the running one included.
pub const MONTHS: usize = 12;
/// A license that ended so many days ago or less may still be won back.
pub const PAST_DAYS: u64 = 90;
/// What ends within so many days is at risk.
pub const RISK_DAYS: u64 = 30;
/// Coupons that lapse within so many days are told of.
pub const LAPSE_DAYS: u16 = 60;
/// Most requests that are named; of the others there is the number.
pub const REQUESTS: usize = 5;

/// What needs doing now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Home {
    /// The day this was.
    #[serde(with = "crate::wire::day")]
    pub today: NaiveDate,
    /// This month and those after it, [`MONTHS`] in all.
    pub months: Vec<HomeMonth>,
    /// Licenses in use that ended within the last [`PAST_DAYS`] days. Renewing moves the end,
    /// so none of them was renewed.
    pub expired: i64,
    /// Coupons that lapse within [`LAPSE_DAYS`] days, today included.
    pub lapsing: i64,
    /// Orders that wait for one's own side; none for who may not know of orders.
    pub requests: Option<HomeRequests>,
    /// What renewing for one year costs at today's prices, by currency: everything that ends
    /// within [`RISK_DAYS`] days, or ended within the last [`PAST_DAYS`].
    pub value_at_risk: Vec<Money>,
    /// The feed's position that all of this was read at.
    pub pos: i64,
}

/// A month in which licenses in use end.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HomeMonth {
    /// The month.
    pub month: Month,
    /// How many end on one of its days.
    pub count: i64,
    /// Their seats together.
    pub seats: i64,
    /// What renewing them for one year costs at today's prices, by currency; empty for who may
    /// not know.
    pub value: Vec<Money>,
}

/// Orders that wait for somebody.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct HomeRequests {
    /// How many.
    pub count: i64,
    /// Those that wait longest, at most [`REQUESTS`].
    pub first: Vec<HomeRequest>,
    /// How many requests for a discount besides wait for a decision.
    pub discounts: i64,
}

/// An order that waits.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HomeRequest {
    /// Which.
    pub id: OrderId,
    /// Its number.
    pub number: String,
    /// Who buys.
    pub partner: OrgRef,
    /// When it was made.
    pub since: DateTime<Utc>,
}

impl Home {
    /// Whether nothing needs doing: nothing ends, lapses or waits.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.expired == 0
            && self.lapsing == 0
            && self
                .requests
                .as_ref()
                .is_none_or(|requests| requests.count == 0 && requests.discounts == 0)
            && self.months.iter().all(|month| month.count == 0)
    }

    /// The first and the last day of what counts as expired.
    #[must_use]
    pub fn past(today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let back = |days| today.checked_sub_days(Days::new(days)).unwrap_or(today);
        (back(PAST_DAYS), back(1))
    }

    /// The last day of what is at risk.
    #[must_use]
    pub fn risk_until(today: NaiveDate) -> NaiveDate {
        today.checked_add_days(Days::new(RISK_DAYS)).unwrap_or(today)
    }
}
