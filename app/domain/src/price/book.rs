//! What a buyer pays today, and what it may choose from.

use super::{
    Discount, DiscountKind, LinePrice, ListedPrice, Percent, PriceList, TradeTerms, in_force,
    opening_line, price_line, tier,
};
use crate::billing::PlanSpan;
use crate::catalog::{BulkTier, Catalog, Edition};
use crate::license::{CatalogRef, LicenseKind};
use crate::money::Money;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// All that decides on a buyer's prices on a day.
#[derive(Clone, Copy, Debug)]
pub struct PriceBook<'a> {
    /// What there is, at list prices where no list says otherwise.
    pub catalog: &'a Catalog,
    /// The seller's lists.
    pub lists: &'a [PriceList],
    /// The buyer's terms.
    pub terms: &'a TradeTerms,
    /// The day (UTC).
    pub on: NaiveDate,
}

impl PriceBook<'_> {
    /// What a seat of an edition costs for so many years, before discounts; 0 years is a month.
    /// None where it is not sold so, or not in the buyer's currency.
    #[must_use]
    pub fn seat(&self, edition: &Edition, years: i16) -> Option<ListedPrice> {
        let own = match years {
            0 => edition.monthly_minor,
            years => edition.price_minor_per_seat(years),
        }?;
        let product = self.catalog.product(edition.product)?;
        let currency = self.catalog.vendor(product.vendor)?.currency;
        let wanted = self.terms.currency;
        in_force(self.lists, edition.id, years, wanted, self.on).or_else(|| {
            let fits = wanted.is_none_or(|wanted| wanted == currency);
            fits.then_some(ListedPrice { price: Money { minor: own, currency }, list: None })
        })
    }

    /// What a device of an edition costs for a month, after the partner's discount.
    #[must_use]
    pub fn month_unit(&self, edition: &Edition) -> Option<Money> {
        let discount = Discount { kind: DiscountKind::Partner, percent: self.terms.discount };
        Some(price_line(self.seat(edition, 0)?.price, 1, 1, [discount])?.net)
    }

    /// What a monthly plan of an edition costs that is opened on the day; none where there is none.
    #[must_use]
    pub fn plan(&self, edition: &Edition) -> Option<PlanOffer> {
        let product = self.catalog.product(edition.product)?;
        let own = self.catalog.vendor(product.vendor)?.currency;
        let plan = product.monthly.as_ref()?;
        let unit = self.month_unit(edition)?;
        let open = PlanSpan { opened: self.on, closed: None };
        let first = open.first_charged(plan)?;
        // As on invoices, a fee is of the vendor's currency, whatever the months cost.
        let currency = if plan.activation_minor > 0 { own } else { unit.currency };
        Some(PlanOffer {
            activation: Money { minor: plan.activation_minor, currency },
            unit,
            floor: Money { minor: plan.floor_in(own, unit.currency), ..unit },
            covered_until: open.covered_until()?,
            first: first.first_day(),
            due: first.next()?.first_day(),
        })
    }

    /// What `count` licenses of `seats` each cost, with what a discount program gives; of a
    /// monthly plan what its opening does.
    #[must_use]
    pub fn line(
        &self,
        edition: &Edition,
        years: i16,
        (seats, count): (i32, u32),
        program: Percent,
    ) -> Option<LinePrice> {
        let unit = self.seat(edition, years)?.price;
        let product = self.catalog.product(edition.product)?;
        if years == 0 && product.monthly.is_some() {
            return opening_line(self.plan(edition)?.activation, count).filter(|_| seats > 0);
        }
        let tiers = &self.catalog.vendor(product.vendor)?.bulk;
        price_line(unit, seats, count, discounts(self.terms.discount, tiers, count, program))
    }

    /// What one license of so many seats costs at another price of a seat than a list's.
    #[must_use]
    pub fn priced(&self, unit: Money, seats: i32) -> Option<LinePrice> {
        price_line(unit, seats, 1, discounts(self.terms.discount, &[], 1, Percent::ZERO))
    }

    /// What can be bought, in the order of the catalog.
    #[must_use]
    pub fn shop(&self) -> Shop {
        let offers = self.catalog.editions.iter().filter_map(|edition| self.offer(edition));
        Shop {
            offers: offers.collect(),
            discount: self.terms.discount,
            tax: self.terms.tax,
            margin: self.terms.margin,
            direct: true,
        }
    }

    fn offer(&self, edition: &Edition) -> Option<Offer> {
        let product = self.catalog.product(edition.product)?;
        let vendor = self.catalog.vendor(product.vendor)?;
        let price = |years: i16| Some((years, self.seat(edition, years)?.price));
        let sold = |kind| product.kinds.contains(&kind);
        let mut years = product.terms_years.clone();
        years.sort_unstable();
        let terms: Vec<(i16, Money)> = match sold(LicenseKind::Term) {
            true => years.into_iter().filter_map(price).collect(),
            false => Vec::new(),
        };
        let by_month = sold(LicenseKind::Monthly) || sold(LicenseKind::Usage);
        let monthly = price(0).filter(|_| by_month).map(|(_, price)| price);
        let named = |id, name: &str| CatalogRef { id, name: name.to_owned() };
        (!terms.is_empty() || monthly.is_some()).then(|| Offer {
            vendor: named(vendor.id, &vendor.name),
            product: named(product.id, &product.name),
            edition: named(edition.id, &edition.name),
            terms,
            monthly,
            plan: monthly.and_then(|_| self.plan(edition)),
            tiers: vendor.bulk.clone(),
            lapse_months: product.key_lapse_months,
        })
    }
}

/// The discounts of a line, in the order in which they are told.
fn discounts(
    partner: Percent,
    tiers: &[BulkTier],
    count: u32,
    program: Percent,
) -> impl Iterator<Item = Discount> {
    let partner = Discount { kind: DiscountKind::Partner, percent: partner };
    let program = Discount { kind: DiscountKind::Program, percent: program };
    [Some(partner), tier(tiers, count), Some(program)].into_iter().flatten()
}

/// What a buyer may choose from, with all that it takes to tell prices while it types.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Shop {
    /// What is sold.
    pub offers: Vec<Offer>,
    /// The partner's discount.
    pub discount: Percent,
    /// The tax on it.
    pub tax: Percent,
    /// What the buyer adds when it sells on.
    pub margin: Percent,
    /// Whether the buyer may buy without asking its distributor (DOMAIN.md 1.4.1).
    pub direct: bool,
}

/// An edition that is sold.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Offer {
    /// Who makes it.
    pub vendor: CatalogRef,
    /// The product.
    pub product: CatalogRef,
    /// The edition.
    pub edition: CatalogRef,
    /// Terms in years, ascending, each with the list price of a seat for all of it.
    pub terms: Vec<(i16, Money)>,
    /// The list price of a seat for a month, where it is sold so.
    pub monthly: Option<Money>,
    /// What its monthly plan comes to; none where months are settled elsewhere.
    pub plan: Option<PlanOffer>,
    /// Discounts by number of licenses.
    pub tiers: Vec<BulkTier>,
    /// Months in which a key must be activated; none never lapses.
    pub lapse_months: Option<u16>,
}

impl Offer {
    /// What a seat of it costs in this shop, before and after what its buyer gets off everything;
    /// 0 years is a month.
    #[must_use]
    pub fn seat(&self, shop: &Shop, years: i16) -> Option<LinePrice> {
        let unit = match years {
            0 => self.monthly?,
            years => self.terms.iter().find(|(term, _)| *term == years)?.1,
        };
        price_line(unit, 1, 1, discounts(shop.discount, &[], 1, Percent::ZERO))
    }

    /// What licenses of it cost in this shop; 0 years is a month.
    #[must_use]
    pub fn line(&self, shop: &Shop, years: i16, seats: i32, count: u32) -> Option<LinePrice> {
        let unit = match (years, &self.plan) {
            (0, Some(plan)) => return opening_line(plan.activation, count).filter(|_| seats > 0),
            (0, None) => self.monthly?,
            (years, _) => self.terms.iter().find(|(term, _)| *term == years)?.1,
        };
        price_line(unit, seats, count, discounts(shop.discount, &self.tiers, count, Percent::ZERO))
    }
}

/// What a monthly plan comes to that is opened on the day of the prices (DOMAIN.md 1.4.12, T7).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PlanOffer {
    /// The fee for opening a license's plan, which covers it until `covered_until`; zero for none.
    pub activation: Money,
    /// What a device costs for a month, after the partner's discount.
    pub unit: Money,
    /// What a month costs at least; zero for no floor.
    pub floor: Money,
    /// The last day of the month of opening.
    #[serde(with = "crate::wire::day")]
    pub covered_until: NaiveDate,
    /// The first day of the first month that is charged by what is in use.
    #[serde(with = "crate::wire::day")]
    pub first: NaiveDate,
    /// The day on which that month is charged.
    #[serde(with = "crate::wire::day")]
    pub due: NaiveDate,
}
