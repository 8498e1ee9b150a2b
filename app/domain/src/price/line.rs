//! One line of an order: list price, discounts, what is left, and its tax.

use super::{Percent, share_of};
use crate::catalog::BulkTier;
use crate::money::{Currency, Money};
use serde::{Deserialize, Serialize};

/// Most seats of a license.
pub const MAX_SEATS: i32 = 1_000_000;
/// Most licenses of a line.
pub const MAX_COUNT: u32 = 10_000;

/// Why something is cheaper.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DiscountKind {
    /// What the partner gets on everything (DOMAIN.md 1.4.4).
    Partner,
    /// So many licenses at once (DOMAIN.md 1.4.6, D18).
    Bulk,
    /// A discount program's (DOMAIN.md 1.4.5).
    Program,
}

/// A discount on a line. Several are taken one after the other, each of what is left.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Discount {
    /// Why.
    pub kind: DiscountKind,
    /// How much of what is left, at most 100 %.
    pub percent: Percent,
}

/// What a line's price is of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Per {
    /// Of a seat, for the whole term.
    #[default]
    Seat,
    /// Of a license: the activation fee of a monthly plan (DOMAIN.md 1.4.12), however many seats
    /// it has.
    License,
}

impl Per {
    /// How many there are of it in `count` licenses of `seats` each.
    #[must_use]
    pub fn quantity(self, seats: i32, count: u32) -> i64 {
        match self {
            Self::Seat => i64::from(seats) * i64::from(count),
            Self::License => i64::from(count),
        }
    }
}

/// What a line costs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LinePrice {
    /// Of one of `per`, before discounts.
    pub unit: Money,
    /// What there is a price of.
    pub per: Per,
    /// Seats of a license times licenses, or licenses.
    pub quantity: i64,
    /// What makes it cheaper; those of nothing are left out.
    pub discounts: Vec<Discount>,
    /// After discounts, before tax.
    pub net: Money,
}

impl LinePrice {
    /// Before discounts.
    #[must_use]
    pub fn gross(&self) -> Option<Money> {
        self.unit.times(self.quantity)
    }

    /// Before discounts, where a discount took something off. Of a price that a seller made for
    /// the whole line the one of a seat is rounded, so the two differ by cents that nobody gave.
    #[must_use]
    pub fn struck(&self) -> Option<Money> {
        let gross = self.gross()?;
        (!self.discounts.is_empty() && gross != self.net).then_some(gross)
    }

    /// The tax on it, rounded half up.
    #[must_use]
    pub fn tax(&self, rate: Percent) -> Option<Money> {
        Some(Money { minor: share_of(self.net.minor, rate)?, ..self.net })
    }
}

/// The price of `count` licenses of `seats` each. None where an amount does not fit or a
/// number is not above zero.
#[must_use]
pub fn price_line(
    unit: Money,
    seats: i32,
    count: u32,
    discounts: impl IntoIterator<Item = Discount>,
) -> Option<LinePrice> {
    if seats < 1 || count < 1 || unit.minor < 0 {
        return None;
    }
    let quantity = i64::from(seats).checked_mul(i64::from(count))?;
    let discounts: Vec<Discount> =
        discounts.into_iter().filter(|discount| discount.percent != Percent::ZERO).collect();
    let gross = unit.times(quantity)?;
    // Exact until the end: what is left of each whole, and of how much.
    let (mut left, mut whole) = (1_i128, 1_i128);
    for discount in &discounts {
        let share = i128::from(discount.percent.hundredths());
        left = left.checked_mul((10_000 - share).max(0))?;
        whole = whole.checked_mul(10_000)?;
    }
    let minor = super::scaled(gross.minor, left, whole)?;
    let net = Money { minor, ..gross };
    Some(LinePrice { unit, per: Per::Seat, quantity, discounts, net })
}

/// What it costs to open so many monthly plans at a fee for each. Nothing is taken off
/// (DOMAIN.md 1.4.12). None where an amount does not fit or nothing is opened.
#[must_use]
pub fn opening_line(fee: Money, count: u32) -> Option<LinePrice> {
    Some(LinePrice { per: Per::License, ..price_line(fee, 1, count, [])? })
}

/// What so many licenses bought at once give (DOMAIN.md D18).
#[must_use]
pub fn tier(tiers: &[BulkTier], count: u32) -> Option<Discount> {
    let tier = tiers.iter().rev().find(|tier| count >= tier.from)?;
    Some(Discount { kind: DiscountKind::Bulk, percent: Percent::whole(tier.percent) })
}

/// The next bulk tier, and what it would come to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NextTier {
    /// So many licenses more reach it.
    pub missing: u32,
    /// Its discount in whole percent.
    pub percent: u8,
    /// What the line would cost then, before tax.
    pub net: Money,
}

/// The tier that comes after so many licenses; none behind the last. `price` tells what so many
/// licenses cost.
pub fn next_tier(
    tiers: &[BulkTier],
    count: u32,
    price: impl Fn(u32) -> Option<LinePrice>,
) -> Option<NextTier> {
    let next = tiers.iter().find(|tier| tier.from > count)?;
    let net = price(next.from)?.net;
    Some(NextTier { missing: next.from - count, percent: next.percent, net })
}

/// What an order comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Totals {
    /// Before tax.
    pub net: Money,
    /// Tax.
    pub tax: Money,
}

impl Totals {
    /// Of nothing.
    #[must_use]
    pub const fn none(currency: Currency) -> Self {
        let nothing = Money { minor: 0, currency };
        Self { net: nothing, tax: nothing }
    }

    /// Of lines, each with its own rounding. None when it does not fit or currencies differ.
    #[must_use]
    pub fn of<'a>(
        lines: impl IntoIterator<Item = &'a LinePrice>,
        rate: Percent,
        currency: Currency,
    ) -> Option<Self> {
        lines.into_iter().try_fold(Self::none(currency), |sum, line| {
            Some(Self { net: sum.net.plus(line.net)?, tax: sum.tax.plus(line.tax(rate)?)? })
        })
    }

    /// With tax.
    #[must_use]
    pub fn gross(self) -> Option<Money> {
        self.net.plus(self.tax)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    const TIERS: &[BulkTier] = &[
        BulkTier { from: 10, percent: 5 },
        BulkTier { from: 25, percent: 8 },
        BulkTier { from: 50, percent: 11 },
    ];

    fn eur(minor: i64) -> Money {
        Money { minor, currency: Currency::Eur }
    }

    fn discount(kind: DiscountKind, hundredths: u16) -> Discount {
        Discount { kind, percent: Percent::from_hundredths(hundredths) }
    }

    #[rstest]
    #[case(1_990, 5, 1, &[], 9_950)]
    #[case(1_990, 5, 1, &[2_000], 7_960)]
    #[case(1_999, 1, 1, &[1_500], 1_699)] // 1,699.15
    #[case(1_999, 3, 7, &[1_250, 500], 34_895)] // 34,895.04...
    #[case(3, 1, 1, &[5_000], 2)] // 1.5 goes up
    #[case(1_990, 5, 1, &[10_000], 0)]
    #[case(1_990, 5, 1, &[0], 9_950)]
    fn a_line_is_rounded_once(
        #[case] unit: i64,
        #[case] seats: i32,
        #[case] count: u32,
        #[case] discounts: &[u16],
        #[case] net: i64,
    ) {
        let discounts = discounts.iter().map(|percent| discount(DiscountKind::Partner, *percent));
        assert_eq!(price_line(eur(unit), seats, count, discounts).unwrap().net, eur(net));
    }

    #[rstest]
    #[case(0, 1)]
    #[case(-1, 1)]
    #[case(1, 0)]
    fn nothing_costs_nothing_at_all(#[case] seats: i32, #[case] count: u32) {
        assert_eq!(price_line(eur(100), seats, count, []), None);
    }

    #[test]
    fn nothing_is_struck_through_without_a_discount() {
        let own = price_line(eur(1_990), 5, 1, [discount(DiscountKind::Partner, 2_000)]).unwrap();
        assert_eq!(own.struck(), Some(eur(9_950)));
        assert_eq!(price_line(eur(1_990), 5, 1, []).unwrap().struck(), None);
        // 1,000.01 for 3 seats: 333.33 each, and a cent.
        let agreed = LinePrice { net: eur(100_001), ..price_line(eur(33_333), 3, 1, []).unwrap() };
        assert_eq!((agreed.gross(), agreed.struck()), (Some(eur(99_999)), None));
    }

    #[test]
    fn an_amount_that_does_not_fit_is_none() {
        assert_eq!(price_line(eur(i64::MAX), 2, 1, []), None);
    }

    #[rstest]
    #[case(9, None)]
    #[case(10, Some(5))]
    #[case(24, Some(5))]
    #[case(25, Some(8))]
    #[case(5_000, Some(11))]
    fn a_tier_holds_from_its_number_on(#[case] count: u32, #[case] percent: Option<u8>) {
        let found = tier(TIERS, count).map(|discount| discount.percent);
        assert_eq!(found, percent.map(Percent::whole));
    }

    #[test]
    fn the_next_tier_says_what_is_missing_and_the_total_then() {
        let price = |count| price_line(eur(1_000), 1, count, tier(TIERS, count));
        let next = next_tier(TIERS, 17, price).unwrap();
        assert_eq!((next.missing, next.percent, next.net), (8, 8, eur(23_000)));
        assert_eq!(next_tier(TIERS, 50, price), None);
    }

    proptest! {
        #[test]
        fn totals_are_the_sum_of_what_is_printed(
            lines in proptest::collection::vec((1i64..1_000_000, 1i32..500, 1u32..200, 0u16..=9_000, 0u16..=9_000), 0..8),
            rate in 0u16..=5_000,
        ) {
            let rate = Percent::from_hundredths(rate);
            let lines: Vec<LinePrice> = lines.into_iter().map(|(unit, seats, count, a, b)| {
                let discounts = [discount(DiscountKind::Partner, a), discount(DiscountKind::Bulk, b)];
                price_line(eur(unit), seats, count, discounts).unwrap()
            }).collect();
            let totals = Totals::of(&lines, rate, Currency::Eur).unwrap();
            let net: i64 = lines.iter().map(|line| line.net.minor).sum();
            let tax: i64 = lines.iter().map(|line| line.tax(rate).unwrap().minor).sum();
            prop_assert_eq!((totals.net.minor, totals.tax.minor), (net, tax));
            prop_assert_eq!(totals.gross().unwrap().minor, net + tax);
            for line in &lines {
                prop_assert!(line.net.minor >= 0 && line.net.minor <= line.gross().unwrap().minor);
            }
        }

        #[test]
        fn the_order_of_discounts_does_not_matter(unit in 1i64..1_000_000, a in 0u16..=9_000, b in 0u16..=9_000) {
            let (a, b) = (discount(DiscountKind::Partner, a), discount(DiscountKind::Program, b));
            let price = |discounts: [Discount; 2]| price_line(eur(unit), 3, 7, discounts).unwrap().net;
            prop_assert_eq!(price([a, b]), price([b, a]));
        }
    }
}
