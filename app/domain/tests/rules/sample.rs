//! A small catalog and licenses to try rules on.

use chrono::NaiveDate;
use domain::catalog::{Catalog, Edition, Product, RenewalPolicy, TermPrice, Vendor};
use domain::ids::{LicenseId, OrgId};
use domain::license::{CatalogRef, LicenseKind, LicenseRow, OrgRef};
use domain::money::Currency;
use domain::price::{
    Discount, DiscountKind, LinePrice, Percent, PriceBook, TradeTerms, price_line,
};
use std::sync::LazyLock;
use uuid::Uuid;

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn edition(id: i32, product: i32, code: &str) -> Edition {
    Edition {
        id,
        product,
        code: code.to_owned(),
        name: code.to_owned(),
        aliases: Vec::new(),
        prices: vec![
            TermPrice { years: 1, minor: 2_000 },
            TermPrice { years: 2, minor: 3_600 },
            TermPrice { years: 3, minor: 5_000 },
        ],
        monthly_minor: None,
        upgrades_to: Vec::new(),
        contains: Vec::new(),
    }
}

static TERMS: LazyLock<TradeTerms> = LazyLock::new(TradeTerms::default);

/// The prices of a buyer whom nobody gives a discount.
pub(crate) fn book(catalog: &Catalog, on: NaiveDate) -> PriceBook<'_> {
    PriceBook { catalog, lists: &[], terms: &TERMS, on }
}

/// A line of euros with a partner's discount.
pub(crate) fn line(unit: i64, seats: i32, discount: Percent) -> LinePrice {
    let unit = domain::money::Money { minor: unit, currency: Currency::Eur };
    price_line(unit, seats, 1, [Discount { kind: DiscountKind::Partner, percent: discount }])
        .unwrap()
}

/// One vendor, one product renewed for 3 or 1 years and with coupons, two editions.
pub(crate) fn catalog() -> Catalog {
    Catalog {
        vendors: vec![Vendor {
            id: 1,
            code: "acme".to_owned(),
            name: "Acme".to_owned(),
            currency: Currency::Eur,
            bulk: Vec::new(),
        }],
        products: vec![Product {
            id: 10,
            vendor: 1,
            code: "shield".to_owned(),
            name: "Shield".to_owned(),
            aliases: vec!["Großer Schild".to_owned()],
            family: None,
            kinds: vec![LicenseKind::Term],
            terms_years: vec![1, 2, 3],
            renewal: RenewalPolicy {
                allowed: true,
                years: vec![3, 1],
                coupons: true,
                migration: None,
            },
            key_lapse_months: Some(12),
            divisible_coupons: false,
            grace_days: 0,
            trial: None,
            free_machines: Vec::new(),
            monthly: None,
        }],
        editions: vec![edition(100, 10, "home"), edition(101, 10, "business")],
        extras: Vec::new(),
    }
}

/// A license for 10 seats from 2025-06-02 to 2026-06-01.
pub(crate) fn license() -> LicenseRow {
    let entry = |id, name: &str| CatalogRef { id, name: name.to_owned() };
    let org = |n, name: &str| OrgRef { id: OrgId(Uuid::from_u128(n)), name: name.to_owned() };
    LicenseRow {
        id: LicenseId(Uuid::from_u128(1)),
        version: 7,
        name: "Office".to_owned(),
        key: "AAAA-BBBB".to_owned(),
        vendor: entry(1, "Acme"),
        product: entry(10, "Shield"),
        edition: entry(100, "home"),
        partner: org(1, "Partner"),
        customer: Some(org(2, "Customer")),
        kind: LicenseKind::Term,
        seats: Some(10),
        used: 4,
        term_years: Some(1),
        purchased: day("2025-06-02"),
        activated: Some(day("2025-06-02")),
        expires: Some(day("2026-06-01")),
        anchor_day: 1,
        note: None,
        order_no: None,
        redeemed_by: None,
        auto_years: None,
    }
}

/// An unused license for so many seats that lapses on this day.
pub(crate) fn coupon(id: u128, seats: i32, lapses: &str) -> LicenseRow {
    LicenseRow {
        id: LicenseId(Uuid::from_u128(id)),
        key: format!("COUPON-{id}"),
        customer: None,
        seats: Some(seats),
        used: 0,
        activated: None,
        expires: Some(day(lapses)),
        ..license()
    }
}
