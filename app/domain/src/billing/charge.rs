//! What the devices of a month cost (DOMAIN.md 1.4.12).

use crate::catalog::MonthlyPlan;
use crate::money::{Currency, Money};
use serde::{Deserialize, Serialize};

/// What one license costs for one month, with how it comes about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Charge {
    /// Devices charged.
    pub devices: u32,
    /// Price of one device for the month, in minor units.
    pub unit_minor: i64,
    /// The volume discount on all of them, in percent, 0 to 90.
    pub discount_percent: u8,
    /// Devices times price.
    pub gross: Money,
    /// What is owed: less the discount, and at least the plan's floor.
    pub net: Money,
    /// Whether the floor is more than the devices would cost.
    pub floor_applied: bool,
}

impl Charge {
    /// Nothing at all, as for what was given back.
    #[must_use]
    pub const fn nothing(currency: Currency) -> Self {
        let none = Money { minor: 0, currency };
        Self {
            devices: 0,
            unit_minor: 0,
            discount_percent: 0,
            gross: none,
            net: none,
            floor_applied: false,
        }
    }

    /// The activation fee as a charge: it stands in the month of opening, which it covers, however
    /// many devices there are (DOMAIN.md T7).
    #[must_use]
    pub const fn activation(plan: &MonthlyPlan, currency: Currency) -> Self {
        let fee = Money { minor: plan.activation_minor, currency };
        Self {
            devices: 0,
            unit_minor: 0,
            discount_percent: 0,
            gross: fee,
            net: fee,
            floor_applied: false,
        }
    }

    /// The same with nothing to pay, as it was paid for elsewhere.
    #[must_use]
    pub const fn waived(self) -> Self {
        let nothing = Money { minor: 0, ..self.net };
        Self { gross: nothing, net: nothing, ..self }
    }
}

/// What `devices` cost for a month at `unit_minor` each (the edition's price per seat and month,
/// in minor units of `currency`).
///
/// The discount is that of the whole number, as with bulk purchases (DOMAIN.md D18), so a few
/// devices more can cost less. It is rounded once per line, half a minor unit up. The floor holds
/// for every month in which the plan is open, with no device in use as well: it is what keeping
/// the plan costs.
///
/// None when a price, floor or percentage is out of range or an amount does not fit; with what
/// [`crate::catalog::Catalog::validate`] lets pass, that cannot be.
#[must_use]
pub fn charge(
    plan: &MonthlyPlan,
    unit_minor: i64,
    currency: Currency,
    devices: u32,
) -> Option<Charge> {
    if unit_minor < 0 || plan.floor_minor < 0 {
        return None;
    }
    let gross = Money { minor: unit_minor, currency }.times(i64::from(devices))?;
    let discount_percent = discount_percent(plan, devices);
    let cost = less_percent(gross.minor, discount_percent)?;
    Some(Charge {
        devices,
        unit_minor,
        discount_percent,
        gross,
        net: Money { minor: cost.max(plan.floor_minor), currency },
        floor_applied: plan.floor_minor > cost,
    })
}

/// The volume discount for so many devices, in percent; 0 below the first tier.
#[must_use]
pub fn discount_percent(plan: &MonthlyPlan, devices: u32) -> u8 {
    let reached = plan.volume.iter().filter(|tier| tier.from <= devices);
    reached.max_by_key(|tier| tier.from).map_or(0, |tier| tier.percent)
}

/// An amount in minor units less a percentage, half a minor unit rounded up. None when the amount
/// is below 0 or the percentage above 100.
#[must_use]
pub fn less_percent(minor: i64, percent: u8) -> Option<i64> {
    if minor < 0 {
        return None;
    }
    let left = 100_u8.checked_sub(percent)?;
    i64::try_from((i128::from(minor) * i128::from(left) + 50) / 100).ok()
}
