//! What things cost: price lists, discounts, taxes, margins (DOMAIN.md 1.4.4, 1.4.6, D18).
//!
//! Amounts are integers of minor units. A line is rounded once, half up, after all of its
//! discounts; its tax is rounded once more. So a total is the sum of what is printed.

mod book;
mod line;
mod list;
mod terms;

pub use book::{Offer, PlanOffer, PriceBook, Shop};
pub use line::{Discount, DiscountKind, LinePrice, NextTier, Per, Totals};
pub use line::{MAX_COUNT, MAX_SEATS};
pub use line::{next_tier, opening_line, price_line, tier};
pub use list::{
    ListPrice, Listable, ListedPrice, MAX_LISTS, PriceList, PriceListDraft, PriceLists, in_force,
};
pub use terms::{Terms, TermsField, TradeTerms, settable};

use crate::field::FieldError;
use serde::{Deserialize, Serialize};

/// A share in hundredths of a percent: 1,250 is 12.5 %.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Percent(u16);

impl Percent {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// So many hundredths of a percent, 0 to 65,535.
    #[must_use]
    pub const fn from_hundredths(hundredths: u16) -> Self {
        Self(hundredths)
    }

    /// So many whole percent, 0 to 255.
    #[must_use]
    pub const fn whole(percent: u8) -> Self {
        Self(percent as u16 * 100)
    }

    /// In hundredths of a percent.
    #[must_use]
    pub const fn hundredths(self) -> u16 {
        self.0
    }

    /// What somebody typed, with at most two decimals behind a point or a comma; an empty text
    /// is nothing. `most` is the largest share allowed.
    ///
    /// # Errors
    /// `percent-unreadable`, `percent-too-large` (arg `max`) on `field`.
    pub fn parse(field: &str, text: &str, most: Self) -> Result<Self, FieldError> {
        let unreadable = || FieldError::new(field, "percent-unreadable");
        let text = text.trim().trim_end_matches('%').trim_end();
        if text.is_empty() {
            return Ok(Self::ZERO);
        }
        let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole)
            || !digits(part)
            || part.len() > 2
            || (whole.is_empty() && part.is_empty())
        {
            return Err(unreadable());
        }
        let number = |text: &str| match text {
            "" => Some(0),
            text => text.parse::<u32>().ok(),
        };
        let scale = if part.len() == 1 { 10 } else { 1 };
        let hundredths = number(whole)
            .and_then(|whole| whole.checked_mul(100)?.checked_add(number(part)? * scale));
        match hundredths.and_then(|hundredths| u16::try_from(hundredths).ok()) {
            Some(hundredths) if hundredths <= most.0 => Ok(Self(hundredths)),
            _ => Err(FieldError::new(field, "percent-too-large").with("max", most.shown())),
        }
    }

    /// As people write it, without the sign: `12.5`, with a point.
    #[must_use]
    pub fn shown(self) -> String {
        let (whole, part) = (self.0 / 100, self.0 % 100);
        match part {
            0 => whole.to_string(),
            part if part % 10 == 0 => format!("{whole}.{}", part / 10),
            part => format!("{whole}.{part:02}"),
        }
    }
}

/// `amount * factor / divisor`, rounded half up (away from zero); none when it does not fit.
/// `divisor` is above zero.
pub(crate) fn scaled(amount: i64, factor: i128, divisor: i128) -> Option<i64> {
    let product = i128::from(amount).checked_mul(factor)?;
    let twice = product.checked_mul(2)?;
    let rounded = match twice >= 0 {
        true => (twice + divisor) / (2 * divisor),
        false => -((-twice + divisor) / (2 * divisor)),
    };
    i64::try_from(rounded).ok()
}

/// An amount's share, rounded half up.
#[must_use]
pub fn share_of(amount: i64, percent: Percent) -> Option<i64> {
    scaled(amount, i128::from(percent.0), 10_000)
}

/// An amount with a share of it on top, rounded half up: the price to somebody at a margin.
#[must_use]
pub fn with_margin(amount: i64, margin: Percent) -> Option<i64> {
    scaled(amount, 10_000 + i128::from(margin.0), 10_000)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    const MOST: Percent = Percent::whole(90);

    #[rstest]
    #[case("", 0)]
    #[case("12", 1_200)]
    #[case(" 12.5 % ", 1_250)]
    #[case("12,05", 1_205)]
    #[case(".5", 50)]
    #[case("5.", 500)]
    #[case("90", 9_000)]
    fn shares_are_read(#[case] text: &str, #[case] hundredths: u16) {
        assert_eq!(Percent::parse("discount", text, MOST), Ok(Percent(hundredths)));
    }

    #[rstest]
    #[case("x", "percent-unreadable")]
    #[case("-1", "percent-unreadable")]
    #[case("1.234", "percent-unreadable")]
    #[case(".", "percent-unreadable")]
    #[case("1 000", "percent-unreadable")]
    #[case("90.01", "percent-too-large")]
    #[case("99999999999", "percent-too-large")]
    #[case("42949674", "percent-too-large")]
    fn other_texts_are_refused(#[case] text: &str, #[case] code: &str) {
        let error = Percent::parse("discount", text, MOST).unwrap_err();
        assert_eq!((error.field.as_str(), error.code.as_str()), ("discount", code));
    }

    #[rstest]
    #[case(5, 1, 2, Some(3))]
    #[case(-5, 1, 2, Some(-3))]
    #[case(7, 1, 3, Some(2))]
    #[case(8, 1, 3, Some(3))]
    #[case(0, 5, 3, Some(0))]
    #[case(i64::MAX, 2, 1, None)]
    fn halves_go_up(
        #[case] amount: i64,
        #[case] factor: i128,
        #[case] divisor: i128,
        #[case] result: Option<i64>,
    ) {
        assert_eq!(scaled(amount, factor, divisor), result);
    }

    #[test]
    fn a_margin_is_on_top() {
        assert_eq!(with_margin(1_000, Percent::whole(25)), Some(1_250));
        assert_eq!(with_margin(333, Percent::from_hundredths(1_050)), Some(368));
        assert_eq!(share_of(1_990, Percent::whole(19)), Some(378));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(hundredths in 0u16..=9_000) {
            let percent = Percent(hundredths);
            prop_assert_eq!(Percent::parse("x", &percent.shown(), MOST), Ok(percent));
        }

        #[test]
        fn rounding_is_off_by_half_a_unit_at_most(amount in -1_000_000_000i64..1_000_000_000, factor in 0i128..100_000, divisor in 1i128..100_000) {
            let rounded = i128::from(scaled(amount, factor, divisor).unwrap());
            let error = (rounded * divisor - i128::from(amount) * factor).abs();
            prop_assert!(2 * error <= divisor);
        }
    }
}
