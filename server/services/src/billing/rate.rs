//! What a device of a plan costs.

use crate::prices::Prices;
use domain::billing::{Charge, Month, PlanSpan, charge};
use domain::catalog::{Catalog, MonthlyPlan};
use domain::license::LicenseRow;
use domain::money::{Currency, Money};
use domain::price::{PriceBook, TradeTerms};
use std::collections::HashMap;

/// The plan of a license's product, and the currency of its amounts.
pub(super) fn plan_of<'a>(
    catalog: &'a Catalog,
    license: &LicenseRow,
) -> Option<(&'a MonthlyPlan, Currency)> {
    let plan = catalog.product(license.product.id)?.monthly.as_ref()?;
    Some((plan, catalog.vendor(license.vendor.id)?.currency))
}

/// From when to when a license is charged; none of one that was never opened.
pub(super) fn span(license: &LicenseRow) -> Option<PlanSpan> {
    Some(PlanSpan { opened: license.activated?, closed: license.expires })
}

/// What devices cost at a price of one.
pub(super) fn cost(
    (plan, own): (&MonthlyPlan, Currency),
    unit: Money,
    devices: u32,
) -> Option<Charge> {
    let floor_minor = plan.floor_in(own, unit.currency);
    let plan = MonthlyPlan { floor_minor, ..plan.clone() };
    charge(&plan, unit.minor, unit.currency, devices)
}

/// The prices of a partner by edition and month, each looked up once.
pub(super) struct Rates<'a> {
    catalog: &'a Catalog,
    prices: &'a Prices,
    /// The same terms without a wish for a currency.
    any: TradeTerms,
    known: HashMap<(i32, Month), Option<Money>>,
}

impl<'a> Rates<'a> {
    pub(super) fn new(catalog: &'a Catalog, prices: &'a Prices) -> Self {
        let any = TradeTerms { currency: None, ..prices.terms.clone() };
        Self { catalog, prices, any, known: HashMap::new() }
    }

    /// What a device costs for a month, after the partner's discount.
    pub(super) fn unit(&mut self, edition: i32, month: Month) -> Option<Money> {
        if let Some(known) = self.known.get(&(edition, month)) {
            return *known;
        }
        let unit = self.look_up(edition, month);
        self.known.insert((edition, month), unit);
        unit
    }

    fn look_up(&self, edition: i32, month: Month) -> Option<Money> {
        let edition = self.catalog.edition(edition)?;
        let book = self.prices.book(self.catalog, month.first_day());
        let any = PriceBook { terms: &self.any, ..book };
        book.month_unit(edition).or_else(|| any.month_unit(edition))
    }
}
