//! What can be granted: by the catalogs of all four vendors.

mod change;
mod choice;
mod grant;
mod moving;
mod property;
mod trial;

use crate::sample::day;
use chrono::NaiveDate;
use domain::catalog::{Catalog, Edition, Extra, Product, Vendor};
use domain::entitlement::{
    Entitlement, ExtraSeats, HeldExtra, Offer, Parent, ProductChoice, Situation, Wish, choices,
};
use domain::field::FieldError;
use domain::ids::{EntitlementId, OrgId};
use domain::license::LicenseKind;
use domain::people::OrgKind;
use serde::Deserialize;
use std::sync::LazyLock;
use uuid::Uuid;

pub(super) const ENDPOINT: i32 = 201;
pub(super) const EDR: i32 = 202;
pub(super) const A_LA_CARTE: i32 = 20101;
pub(super) const SECURE: i32 = 20102;
pub(super) const PLUS: i32 = 20103;
pub(super) const EXTRA: i32 = 20104;
pub(super) const EDR_ONLY: i32 = 20201;
pub(super) const EMAIL: i32 = 251;
pub(super) const ATS: i32 = 254;
pub(super) const MDR: i32 = 261;

/// What a vendor's file holds.
#[derive(Deserialize)]
struct File {
    vendor: Vendor,
    products: Vec<Product>,
    editions: Vec<Edition>,
    #[serde(default)]
    extras: Vec<Extra>,
}

/// The catalog of all four vendors, as the server reads it.
pub(super) static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let files = [
        include_str!("../../../../../server/services/catalog/securepoint.toml"),
        include_str!("../../../../../server/services/catalog/bitdefender.toml"),
        include_str!("../../../../../server/services/catalog/watchguard.toml"),
        include_str!("../../../../../server/services/catalog/emsisoft.toml"),
    ];
    let mut catalog = Catalog::default();
    for file in files {
        let file: File = toml::from_str(file).unwrap();
        catalog.vendors.push(file.vendor);
        catalog.products.extend(file.products);
        catalog.editions.extend(file.editions);
        catalog.extras.extend(file.extras);
    }
    catalog.validate().unwrap();
    catalog
});

pub(super) fn today() -> NaiveDate {
    day("2026-06-15")
}

/// An entitlement of an edition, monthly and without an end.
pub(super) fn held(n: u128, edition: i32, seats: i32) -> Entitlement {
    Entitlement {
        id: EntitlementId(Uuid::from_u128(n)),
        version: 1,
        org: OrgId(Uuid::from_u128(900)),
        parent: None,
        product: CATALOG.edition(edition).unwrap().product,
        edition,
        kind: LicenseKind::Monthly,
        term_years: None,
        seats: Some(seats),
        reserved: 0,
        extras: Vec::new(),
        starts: day("2026-01-01"),
        ends: None,
        anchor_day: 1,
        auto_renew_months: None,
        resale: true,
        ended: None,
    }
}

/// The same with add-ons for all of its seats.
pub(super) fn with(entitlement: Entitlement, extras: &[i32]) -> Entitlement {
    let seats = entitlement.seats;
    let extra = |extra: &i32| HeldExtra { extra: *extra, seats, reserved: 0 };
    Entitlement { extras: extras.iter().map(extra).collect(), ..entitlement }
}

/// A customer of a parent that holds these, who is active and assisted.
pub(super) fn customer<'a>(held: &'a [Entitlement], own: &'a [Entitlement]) -> Situation<'a> {
    Situation {
        catalog: &CATALOG,
        today: today(),
        org_kind: OrgKind::Customer,
        open: true,
        unassisted: &[],
        parent: Some(Parent { name: "Kranich", held }),
        own,
        changed: None,
    }
}

/// So many seats of an edition by month.
pub(super) fn wish(edition: i32, seats: i32) -> Wish {
    Wish {
        edition,
        kind: LicenseKind::Monthly,
        years: None,
        ends: None,
        auto_renew_months: None,
        seats: Some(seats),
        extras: Vec::new(),
        resale: false,
    }
}

pub(super) fn extra(extra: i32, seats: i32) -> ExtraSeats {
    ExtraSeats { extra, seats: Some(seats) }
}

pub(super) fn product(offer: &Offer, id: i32) -> &ProductChoice {
    offer.products.iter().find(|product| product.id == id).unwrap()
}

pub(super) fn offer(s: &Situation<'_>) -> Offer {
    choices(s)
}

/// Field and code of each error.
pub(super) fn told(errors: &[FieldError]) -> Vec<(&str, &str)> {
    errors.iter().map(|error| (error.field.as_str(), error.code.as_str())).collect()
}

/// A value that an error names.
pub(super) fn arg<'a>(error: &'a FieldError, name: &str) -> &'a str {
    let found = error.args.iter().find(|(key, _)| key == name);
    found.map(|(_, value)| value.as_str()).unwrap()
}
