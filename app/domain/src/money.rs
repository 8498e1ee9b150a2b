//! Amounts of money: integers of minor units, never fractions.

use serde::{Deserialize, Serialize};

/// A currency the portal knows. All of them have 100 minor units.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// Euro.
    Eur,
    /// US dollar.
    Usd,
}

impl Currency {
    /// Every currency.
    pub const ALL: [Self; 2] = [Self::Eur, Self::Usd];
    /// Their stable names, in the same order: what grids show.
    pub const SLUGS: &[&str] = &["eur", "usd"];

    /// The ISO 4217 code, as it is stored: `EUR`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Eur => "EUR",
            Self::Usd => "USD",
        }
    }

    /// The stable name in kebab case.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        Self::SLUGS[self as usize]
    }

    /// The currency with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|currency| currency.code() == code)
    }
}

/// An amount of money.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// Cents, or the currency's other hundredth.
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// The amount so many times; none when it does not fit.
    #[must_use]
    pub fn times(self, count: i64) -> Option<Self> {
        self.minor.checked_mul(count).map(|minor| Self { minor, ..self })
    }

    /// The sum; none when it does not fit or the currencies differ.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let minor = self.minor.checked_add(other.minor)?;
        (self.currency == other.currency).then_some(Self { minor, ..self })
    }
}
