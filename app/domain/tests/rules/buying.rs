//! What the shelf tells of prices, and what may be asked for.

use crate::sample::{book, catalog, day};
use domain::ids::OrgId;
use domain::license::LicenseKind;
use domain::order::{LineDraft, MAX_WISH_YEARS, Recipient};
use domain::price::{Percent, PriceBook, TradeTerms};
use proptest::prelude::*;
use rstest::rstest;
use uuid::Uuid;

proptest! {
    /// What stands on the shelf is what one seat costs in the cart, whatever the discount.
    #[test]
    fn a_price_on_the_shelf_is_that_of_a_line(
        minor in 1i64..100_000,
        discount in 0u16..=9_000,
        monthly in 1i64..10_000,
    ) {
        let mut catalog = catalog();
        for edition in &mut catalog.editions {
            edition.monthly_minor = Some(monthly);
            for price in &mut edition.prices {
                price.minor = minor + i64::from(price.years);
            }
        }
        for product in &mut catalog.products {
            product.kinds.push(LicenseKind::Monthly);
        }
        let discount = Percent::from_hundredths(discount);
        let terms = TradeTerms { discount, ..TradeTerms::default() };
        let book = PriceBook { terms: &terms, ..book(&catalog, day("2026-06-15")) };
        let shop = book.shop();
        prop_assert!(!shop.offers.is_empty());
        for offer in &shop.offers {
            for years in offer.terms.iter().map(|(years, _)| *years).chain([0]) {
                let line = offer.line(&shop, years, 1, 1);
                prop_assert_eq!(offer.seat(&shop, years), line);
            }
            prop_assert_eq!(offer.seat(&shop, 77), None);
        }
    }
}

fn wish(years: i16, monthly: bool, customer: bool) -> Result<LineDraft, Vec<String>> {
    let mut catalog = catalog();
    if monthly {
        catalog.products[0].kinds.push(LicenseKind::Monthly);
    }
    let recipient = match customer {
        true => Recipient::Customer(OrgId(Uuid::nil())),
        false => Recipient::Stock,
    };
    let edition = catalog.editions[0].id;
    let wish = "Longer".to_owned();
    let line = LineDraft { edition, years, seats: 5, count: 1, recipient, wish };
    line.parse(&catalog).map_err(|wrong| wrong.into_iter().map(|error| error.code).collect())
}

#[rstest]
#[case(1, false, false, &[])]
#[case(7, false, true, &[])]
#[case(MAX_WISH_YEARS, false, false, &[])]
#[case(MAX_WISH_YEARS + 1, false, false, &["order-years"])]
#[case(-1, true, true, &["order-years"])]
#[case(i16::MAX, true, true, &["order-years"])]
#[case(0, true, true, &[])]
#[case(0, true, false, &["order-plan-customer"])]
#[case(0, false, true, &["order-years"])]
fn a_wish_is_for_a_term_that_there_can_be(
    #[case] years: i16,
    #[case] monthly: bool,
    #[case] customer: bool,
    #[case] codes: &[&str],
) {
    match wish(years, monthly, customer) {
        Ok(line) => assert!(codes.is_empty(), "{line:?}"),
        Err(wrong) => assert_eq!(wrong, codes),
    }
}
