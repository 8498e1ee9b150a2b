//! "Renew and migrate to another edition" (DOMAIN.md 1.3.11, 1.4.8, D12, invariant 3).

use super::days::{DAYS_OF_YEAR, Recovered, carried_days, days_left, hundredths, recover};
use super::refusal::Refusal;
use super::term::{price, terms};
use crate::catalog::{Catalog, Edition, MigrationPolicy, Product};
use crate::dates::{add_years, anchor_of, in_range};
use crate::import::MAX_SEATS;
use crate::license::{CatalogRef, LicenseKind, LicenseRow};
use crate::price::{LinePrice, PriceBook};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// The migration somebody asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MigrationWish {
    /// The edition to migrate to.
    pub to: i32,
    /// For how many years.
    pub years: i16,
    /// Seats to go on with, 1 to [`MAX_SEATS`]; none for as many as there are.
    pub seats: Option<i32>,
}

/// What a migration does, with the formula to show before it is confirmed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Migration {
    /// The new edition.
    pub to: i32,
    /// The new term.
    pub years: i16,
    /// The new number of seats.
    pub seats: i32,
    /// What becomes of the old days.
    pub policy: MigrationPolicy,
    /// What is left of the old license: its seats times [`days_left`].
    pub device_days: i64,
    /// The quotient before it is rounded, in hundredths, half up: of days where they are
    /// carried over (640 device-days by 14 seats is 4571), of seats where those come back.
    pub exact: i64,
    /// Days carried over: `exact` rounded up, at most the old license's days left; 0 where seats
    /// come back. What rounding up gives away is less than one day of all new seats.
    pub carried_days: i64,
    /// Seats of the old edition that come back, for a term as long as the old one: `exact`
    /// rounded down; 0 where days are carried over.
    pub returned_seats: i64,
    /// Device-days that were neither carried over nor given back, to be recorded (D11).
    pub residue: i64,
    /// The new last day, inclusive.
    pub new_expires: NaiveDate,
    /// What the new edition costs for so many years, for all new seats.
    pub price: LinePrice,
}

/// The editions a license can migrate to, in the order its own names them; none where its product has no
/// migrations. Whether it can be renewed today is another question.
#[must_use]
pub fn targets<'a>(license: &LicenseRow, catalog: &'a Catalog) -> Vec<&'a Edition> {
    let offered = catalog
        .product(license.product.id)
        .is_some_and(|product| product.renewal.allowed && product.renewal.migration.is_some());
    let edition = catalog.edition(license.edition.id).filter(|_| offered);
    let upgrades = edition.into_iter().flat_map(|edition| &edition.upgrades_to);
    upgrades.filter_map(|id| target(catalog, *id)).map(|(edition, _)| edition).collect()
}

/// An edition and its product, if that is sold by renewals.
fn target(catalog: &Catalog, id: i32) -> Option<(&Edition, &Product)> {
    let edition = catalog.edition(id)?;
    let product = catalog.product(edition.product)?;
    let renewed = product.renewal.allowed && product.kinds.contains(&LicenseKind::Term);
    renewed.then_some((edition, product))
}

/// The license after a migration, and what that does. The new term begins today, also in grace;
/// the old days are carried over or come back as seats, by the policy of the old product. The
/// license's version is left to the store, and so is giving seats back.
///
/// # Errors
/// Why it cannot be renewed at all; [`Refusal::MigrationNotOffered`], [`Refusal::NotAnUpgrade`],
/// [`Refusal::SeatsOutOfRange`], [`Refusal::SeatsInUse`], [`Refusal::YearsNotOffered`],
/// [`Refusal::TermUnknown`], [`Refusal::EndBeyondLimit`].
pub fn migrate(
    license: &LicenseRow,
    wish: MigrationWish,
    book: &PriceBook<'_>,
) -> Result<(LicenseRow, Migration), Refusal> {
    let (terms, today) = (terms(license, book)?, book.on);
    let policy = terms.product.renewal.migration.ok_or(Refusal::MigrationNotOffered)?;
    let (to, product) = Some(wish.to)
        .filter(|id| terms.edition.upgrades_to.contains(id))
        .and_then(|id| target(book.catalog, id))
        .ok_or(Refusal::NotAnUpgrade)?;
    let seats = wish.seats.unwrap_or(terms.seats);
    if !(1..=MAX_SEATS).contains(&i64::from(seats)) {
        return Err(Refusal::SeatsOutOfRange);
    }
    // Invariant 1; a license that is over its seats already may keep them.
    if seats < license.used.min(terms.seats) {
        return Err(Refusal::SeatsInUse);
    }
    let years = wish.years;
    if !product.renewal.years.contains(&years) {
        return Err(Refusal::YearsNotOffered);
    }
    let price = price(book, to, years, seats)?;
    let left = days_left(terms.end, today);
    let device_days = i64::from(terms.seats) * left;
    let old = match (policy, license.term_years) {
        (MigrationPolicy::Carry, _) => carry(device_days, seats, left),
        (MigrationPolicy::Return, Some(term)) if term > 0 => give_back(terms.seats, left, term),
        (MigrationPolicy::Return, _) => return Err(Refusal::TermUnknown),
    };
    let (new_expires, anchor_day) = new_end(years, old.carried_days, today)?;
    let after = LicenseRow {
        product: CatalogRef { id: product.id, name: product.name.clone() },
        edition: CatalogRef { id: to.id, name: to.name.clone() },
        seats: Some(seats),
        term_years: Some(years),
        expires: Some(new_expires),
        anchor_day,
        ..license.clone()
    };
    let migration = Migration {
        to: to.id,
        years,
        seats,
        policy,
        device_days,
        exact: old.exact,
        carried_days: old.carried_days,
        returned_seats: old.returned_seats,
        residue: old.residue,
        new_expires,
        price,
    };
    Ok((after, migration))
}

/// Whether a customer may have a product in use beside these, which its other licenses and its
/// entitlements are of: of a family there is one, however many licenses of it (DOMAIN.md 1.3.7,
/// invariant 6). Trials do not count.
///
/// # Errors
/// [`Refusal::FamilyHeld`].
pub fn family_free(
    catalog: &Catalog,
    product: i32,
    held: impl IntoIterator<Item = i32>,
) -> Result<(), Refusal> {
    let Some(product) = catalog.product(product) else { return Ok(()) };
    let rival = |id: i32| {
        id != product.id
            && catalog.product(id).is_some_and(|it| it.family_name() == product.family_name())
    };
    if held.into_iter().any(rival) { Err(Refusal::FamilyHeld) } else { Ok(()) }
}

/// What becomes of the old days; see [`Migration`].
struct Settled {
    exact: i64,
    carried_days: i64,
    returned_seats: i64,
    residue: i64,
}

/// Days carried over to so many seats: all of them or as many as are left (D10, 1.3.11).
fn carry(device_days: i64, seats: i32, left: i64) -> Settled {
    let carried_days = carried_days(device_days, seats).min(left);
    Settled {
        exact: hundredths(device_days, i64::from(seats)),
        carried_days,
        returned_seats: 0,
        residue: (device_days - carried_days * i64::from(seats)).max(0),
    }
}

/// Seats that come back of a license, by its own term.
fn give_back(seats: i32, left: i64, years: i16) -> Settled {
    let Recovered { seats: returned_seats, residue } = recover(seats, left, years);
    let term = DAYS_OF_YEAR * i64::from(years);
    let exact = hundredths(i64::from(seats) * left, term);
    Settled { exact, carried_days: 0, returned_seats, residue }
}

/// The end of a term that begins today, so many days later, and its anchor day.
fn new_end(years: i16, carried_days: i64, today: NaiveDate) -> Result<(NaiveDate, i16), Refusal> {
    let anchor = anchor_of(today);
    let term = add_years(today, anchor, years).ok_or(Refusal::EndBeyondLimit)?;
    let days = u64::try_from(carried_days).map_err(|_| Refusal::EndBeyondLimit)?;
    let end = term.checked_add_days(Days::new(days)).filter(|end| in_range(*end));
    let end = end.ok_or(Refusal::EndBeyondLimit)?;
    Ok((end, if carried_days == 0 { anchor } else { anchor_of(end) }))
}
