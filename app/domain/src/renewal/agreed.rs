//! What whoever renews has agreed to pay: nobody is charged a price that nobody saw.

use crate::money::Money;
use serde::{Deserialize, Serialize};

/// The price at which a renewal is wanted. Who names none has agreed to pay nothing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Agreed {
    /// What was shown: before tax, one sum for each currency.
    Net(Vec<Money>),
    /// Whatever it costs: for programs that have nobody to ask.
    AnyPrice,
}

impl Default for Agreed {
    fn default() -> Self {
        Self::Net(Vec::new())
    }
}

impl Agreed {
    /// Whether something that costs these sums, one for each currency, is what was agreed to.
    #[must_use]
    pub fn holds(&self, sums: &[Money]) -> bool {
        match self {
            Self::AnyPrice => true,
            Self::Net(seen) => same_sums(seen, sums),
        }
    }
}

impl From<Money> for Agreed {
    fn from(net: Money) -> Self {
        Self::Net(vec![net])
    }
}

/// Whether these are the same sums, one for each currency; one of nothing is none.
#[must_use]
pub fn same_sums(one: &[Money], other: &[Money]) -> bool {
    let paid = |sums: &[Money]| {
        let mut paid: Vec<(&str, i64)> = sums
            .iter()
            .filter(|sum| sum.minor != 0)
            .map(|sum| (sum.currency.code(), sum.minor))
            .collect();
        paid.sort_unstable();
        paid
    };
    paid(one) == paid(other)
}

/// Whether one license of a selection may cost this, given what it cost when the selection was
/// agreed to: none where it was not to be bought.
#[must_use]
pub fn not_dearer(seen: Option<Money>, now: Money) -> bool {
    let agreed = |seen: Money| seen.currency == now.currency && now.minor <= seen.minor;
    now.minor == 0 || seen.is_some_and(agreed)
}
