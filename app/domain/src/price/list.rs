//! Price lists: what an organization sells for, from one day to another.

use crate::dates::in_range;
use crate::field::FieldError;
use crate::ids::PriceListId;
use crate::license::CatalogRef;
use crate::money::{Currency, Money};
use crate::name;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Most price lists of an organization.
pub const MAX_LISTS: usize = 200;
/// The highest price of a seat, in minor units.
const MAX_PRICE: i64 = 100_000_000;

/// What a seat of an edition costs for a term.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListPrice {
    /// The edition.
    pub edition: i32,
    /// The term in years; 0 is a month.
    pub years: i16,
    /// Per seat for the whole term, in minor units of the list's currency.
    pub minor: i64,
}

/// A price list as somebody writes it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceListDraft {
    /// Display name.
    pub name: String,
    /// Of all its prices.
    pub currency: Currency,
    /// The first day on which it holds (UTC).
    #[serde(with = "crate::wire::day")]
    pub from: NaiveDate,
    /// The last day, inclusive; none is until another one replaces it.
    #[serde(with = "crate::wire::optional_day")]
    pub until: Option<NaiveDate>,
    /// What is listed; the rest costs what the catalog or an older list says.
    pub prices: Vec<ListPrice>,
}

impl PriceListDraft {
    /// The draft as it is stored: the name trimmed, prices in order. `known` tells whether the
    /// catalog sells an edition for such a term.
    ///
    /// # Errors
    /// As [`name::parse`]; `list-from`, `list-until` for days out of order or range;
    /// `list-empty`; `list-price` (args `edition`, `years`) for a price that is negative, too
    /// high, twice there or of something that is not sold.
    pub fn parse(mut self, known: impl Fn(i32, i16) -> bool) -> Result<Self, Vec<FieldError>> {
        let mut wrong = Vec::new();
        match name::parse(&self.name) {
            Ok(name) => self.name = name,
            Err(error) => wrong.push(error),
        }
        if !in_range(self.from) {
            wrong.push(FieldError::new("from", "list-from"));
        }
        if self.until.is_some_and(|until| until < self.from || !in_range(until)) {
            wrong.push(FieldError::new("until", "list-until"));
        }
        if self.prices.is_empty() {
            wrong.push(FieldError::new("prices", "list-empty"));
        }
        let mut seen = HashSet::new();
        for price in &self.prices {
            let fits = (0..=MAX_PRICE).contains(&price.minor)
                && known(price.edition, price.years)
                && seen.insert((price.edition, price.years));
            if !fits {
                let error = FieldError::new("prices", "list-price")
                    .with("edition", price.edition)
                    .with("years", price.years);
                wrong.push(error);
            }
        }
        self.prices.sort_unstable_by_key(|price| (price.edition, price.years));
        if wrong.is_empty() { Ok(self) } else { Err(wrong) }
    }
}

/// A price list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PriceList {
    /// Its id.
    pub id: PriceListId,
    /// Raised by every write.
    pub version: i32,
    /// What it says.
    pub draft: PriceListDraft,
}

impl PriceList {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.draft.from <= day && self.draft.until.is_none_or(|until| day <= until)
    }
}

/// What can be listed: an edition with the terms that it is sold for, and the catalog's price of
/// each.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Listable {
    /// The edition.
    pub edition: CatalogRef,
    /// Its product.
    pub product: CatalogRef,
    /// The term in years (0 is a month), with the catalog's price of a seat.
    pub terms: Vec<(i16, Money)>,
}

/// An organization's price lists, with what can be listed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PriceLists {
    /// The newest first.
    pub lists: Vec<PriceList>,
    /// What can be listed, in the order of the catalog.
    pub listable: Vec<Listable>,
    /// The day (UTC) it was read on.
    #[serde(with = "crate::wire::day")]
    pub today: NaiveDate,
}

/// A price with the list that it comes from; none is the catalog's own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ListedPrice {
    /// Per seat for the whole term.
    pub price: Money,
    /// The list.
    pub list: Option<PriceListId>,
}

/// What the lists say of an edition for so many years (0 is a month) on a day, in this currency
/// if one is given: of those that hold and name it, the one that began last; then the newer one.
#[must_use]
pub fn in_force(
    lists: &[PriceList],
    edition: i32,
    years: i16,
    currency: Option<Currency>,
    day: NaiveDate,
) -> Option<ListedPrice> {
    lists
        .iter()
        .filter(|list| list.holds(day))
        .filter(|list| currency.is_none_or(|currency| list.draft.currency == currency))
        .filter_map(|list| {
            let named = |price: &&ListPrice| (price.edition, price.years) == (edition, years);
            let price = list.draft.prices.iter().find(named)?;
            Some((list, Money { minor: price.minor, currency: list.draft.currency }))
        })
        .max_by_key(|(list, _)| (list.draft.from, list.id))
        .map(|(list, price)| ListedPrice { price, list: Some(list.id) })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use rstest::rstest;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn list(
        id: u128,
        currency: Currency,
        from: &str,
        until: Option<&str>,
        minor: i64,
    ) -> PriceList {
        let prices = vec![ListPrice { edition: 1, years: 1, minor }];
        let (from, until) = (day(from), until.map(day));
        let draft = PriceListDraft { name: "L".to_owned(), currency, from, until, prices };
        PriceList { id: PriceListId(Uuid::from_u128(id)), version: 1, draft }
    }

    #[rstest]
    #[case("2025-12-31", None)]
    #[case("2026-01-01", Some(100))]
    #[case("2026-05-31", Some(100))]
    #[case("2026-06-01", Some(300))] // began last, and is the newer one
    #[case("2026-06-30", Some(300))]
    #[case("2026-07-01", Some(100))]
    fn the_list_that_began_last_holds(#[case] on: &str, #[case] minor: Option<i64>) {
        let lists = [
            list(3, Currency::Eur, "2026-06-01", Some("2026-06-30"), 300),
            list(1, Currency::Eur, "2026-01-01", None, 100),
            list(2, Currency::Eur, "2026-06-01", Some("2026-06-30"), 200),
        ];
        let found = in_force(&lists, 1, 1, None, day(on)).map(|listed| listed.price.minor);
        assert_eq!(found, minor);
        assert_eq!(in_force(&lists, 1, 2, None, day(on)), None, "another term");
        assert_eq!(in_force(&lists, 2, 1, None, day(on)), None, "another edition");
        assert_eq!(in_force(&lists, 1, 1, Some(Currency::Usd), day(on)), None);
    }

    #[test]
    fn a_currency_finds_its_own_list() {
        let lists = [
            list(1, Currency::Eur, "2026-01-01", None, 100),
            list(2, Currency::Usd, "2026-02-01", None, 110),
        ];
        let minor = |currency| {
            in_force(&lists, 1, 1, currency, day("2026-03-01")).map(|listed| listed.price.minor)
        };
        assert_eq!(minor(Some(Currency::Eur)), Some(100));
        assert_eq!(minor(Some(Currency::Usd)), Some(110));
        assert_eq!(minor(None), Some(110));
    }

    #[rstest]
    #[case(|draft: &mut PriceListDraft| draft.name.clear(), "name", "name-empty")]
    #[case(|draft: &mut PriceListDraft| draft.until = Some(day("2025-12-31")), "until", "list-until")]
    #[case(|draft: &mut PriceListDraft| draft.from = day("1999-12-31"), "from", "list-from")]
    #[case(|draft: &mut PriceListDraft| draft.prices.clear(), "prices", "list-empty")]
    #[case(|draft: &mut PriceListDraft| draft.prices[0].minor = -1, "prices", "list-price")]
    #[case(|draft: &mut PriceListDraft| draft.prices[0].minor = 100_000_001, "prices", "list-price")]
    #[case(|draft: &mut PriceListDraft| draft.prices[0].years = 4, "prices", "list-price")]
    #[case(|draft: &mut PriceListDraft| draft.prices.push(draft.prices[0]), "prices", "list-price")]
    fn what_cannot_be_listed_is_named(
        #[case] spoil: fn(&mut PriceListDraft),
        #[case] field: &str,
        #[case] code: &str,
    ) {
        let good = list(1, Currency::Eur, "2026-01-01", None, 100).draft;
        let known = |edition, years| edition == 1 && (0..=3).contains(&years);
        assert_eq!(good.clone().parse(known), Ok(good.clone()));
        let mut bad = good;
        spoil(&mut bad);
        let wrong = bad.parse(known).unwrap_err();
        assert!(wrong.iter().any(|e| (&*e.field, &*e.code) == (field, code)), "{wrong:?}");
    }
}
