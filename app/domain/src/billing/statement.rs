//! Lines of invoices. A month of a license has exactly one line. Once that is on an invoice it is
//! locked: what comes to light later changes nothing in it but adds a line with the difference.

use super::{Charge, Month};
use crate::ids::LicenseId;
use crate::money::{Currency, Money};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What there is one line of: a month of a license. Its text, `<license>/2024-03`, is stable.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct LineKey {
    /// The license.
    pub license: LicenseId,
    /// The month.
    pub month: Month,
}

impl fmt::Display for LineKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.license, self.month)
    }
}

/// Why lines have no sum.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, thiserror::Error)]
pub enum SumError {
    /// Their amounts are in different currencies.
    #[error("the amounts are in different currencies")]
    Currencies,
    /// The sum does not fit.
    #[error("the sum does not fit")]
    TooLarge,
}

/// What a locked month turned out to be more, or less.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AdjustmentLine {
    /// Devices more; below 0 for fewer.
    pub devices_delta: i64,
    /// Net more, in minor units; below 0 for a credit. 0 where other devices cost the same.
    pub net_delta_minor: i64,
    /// The locked line's currency.
    pub currency: Currency,
}

impl AdjustmentLine {
    /// The net amount more; below 0 for a credit.
    #[must_use]
    pub const fn net_delta(&self) -> Money {
        Money { minor: self.net_delta_minor, currency: self.currency }
    }
}

/// The line that makes a locked month what it is now known to be; none when it is that already.
///
/// # Errors
/// [`SumError`].
pub fn adjustment(locked: &Charge, now: &Charge) -> Result<Option<AdjustmentLine>, SumError> {
    further_adjustment(locked, &[], now)
}

/// The same for a month that has been adjusted before: earlier lines stay, and the new one holds
/// only what they lack.
///
/// # Errors
/// [`SumError`].
pub fn further_adjustment(
    locked: &Charge,
    earlier: &[AdjustmentLine],
    now: &Charge,
) -> Result<Option<AdjustmentLine>, SumError> {
    let currency = now.net.currency;
    let net = balance(locked, earlier)?;
    if net.currency != currency {
        return Err(SumError::Currencies);
    }
    let devices: i128 = earlier.iter().map(|line| i128::from(line.devices_delta)).sum();
    let devices = i128::from(now.devices) - i128::from(locked.devices) - devices;
    let net = i128::from(now.net.minor) - i128::from(net.minor);
    let line =
        AdjustmentLine { devices_delta: fit(devices)?, net_delta_minor: fit(net)?, currency };
    Ok(Some(line).filter(|line| line.devices_delta != 0 || line.net_delta_minor != 0))
}

/// What a locked month costs with its adjustments.
///
/// # Errors
/// [`SumError`].
pub fn balance(locked: &Charge, adjustments: &[AdjustmentLine]) -> Result<Money, SumError> {
    let currency = locked.net.currency;
    if adjustments.iter().any(|line| line.currency != currency) {
        return Err(SumError::Currencies);
    }
    let deltas: i128 = adjustments.iter().map(|line| i128::from(line.net_delta_minor)).sum();
    Ok(Money { minor: fit(i128::from(locked.net.minor) + deltas)?, currency })
}

/// What is written of a month that was computed, whether for the first time or once more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Write {
    /// Its line, which does not exist yet.
    Insert,
    /// Its line anew: it is on no invoice yet.
    Replace,
    /// A line with the difference; its own is locked.
    Adjust(AdjustmentLine),
    /// Nothing: it is known like this already, so that asking twice changes nothing (invariant 13).
    Nothing,
}

/// What is written of a month that came to `now`. `line` is the line that its [`LineKey`] has, with
/// whether it is locked; `earlier` are that line's adjustments.
///
/// # Errors
/// [`SumError`].
pub fn write(
    line: Option<(&Charge, bool)>,
    earlier: &[AdjustmentLine],
    now: &Charge,
) -> Result<Write, SumError> {
    match line {
        None => Ok(Write::Insert),
        Some((known, false)) => Ok(if known == now { Write::Nothing } else { Write::Replace }),
        Some((locked, true)) => {
            let line = further_adjustment(locked, earlier, now)?;
            Ok(line.map_or(Write::Nothing, Write::Adjust))
        }
    }
}

/// The sum of each currency among the amounts, in the order of their codes.
///
/// # Errors
/// [`SumError::TooLarge`].
pub fn totals(amounts: impl IntoIterator<Item = Money>) -> Result<Vec<Money>, SumError> {
    let mut sums: Vec<(Currency, i128)> = Vec::new();
    for Money { minor, currency } in amounts {
        match sums.iter_mut().find(|(known, _)| *known == currency) {
            Some((_, sum)) => *sum += i128::from(minor),
            None => sums.push((currency, i128::from(minor))),
        }
    }
    sums.sort_by_key(|(currency, _)| currency.code());
    sums.into_iter().map(|(currency, sum)| Ok(Money { minor: fit(sum)?, currency })).collect()
}

/// The sum in a wider type, so that only the result has to fit, whatever the order.
fn fit(sum: i128) -> Result<i64, SumError> {
    i64::try_from(sum).map_err(|_| SumError::TooLarge)
}
