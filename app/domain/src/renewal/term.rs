use super::refusal::Refusal;
use crate::catalog::{Edition, Product};
use crate::dates::{add_years, anchor_of};
use crate::license::{LicenseKind, LicenseRow, LicenseStatus};
use crate::money::Money;
use crate::price::{LinePrice, Percent, PriceBook};
use chrono::NaiveDate;

/// Whether a license that ended on `end` (inclusive) still protects: on the `grace_days` days
/// after it (DOMAIN.md 1.3.12), of which the last counts, too. Not before it has ended.
#[must_use]
pub fn in_grace(end: NaiveDate, grace_days: u16, today: NaiveDate) -> bool {
    (1..=i64::from(grace_days)).contains(&(today - end).num_days())
}

/// The day that more time is counted from (DOMAIN.md D17): the old end, so that an early
/// renewal loses nothing and one in grace pays for the days that ran on; today once protection
/// has stopped.
pub(super) fn counted_from(end: NaiveDate, grace_days: u16, today: NaiveDate) -> NaiveDate {
    if end < today && !in_grace(end, grace_days, today) { today } else { end }
}

/// The new end and its anchor day after `years` more, counted from the old end until grace is
/// over and from today after it (DOMAIN.md D17, 1.3.12). It lies after today as long as
/// `grace_days` is at most [`crate::catalog::MAX_GRACE_DAYS`] and `years` at least 1.
///
/// # Errors
/// [`Refusal::EndBeyondLimit`].
pub fn renewed_end(
    end: NaiveDate,
    anchor_day: i16,
    years: i16,
    grace_days: u16,
    today: NaiveDate,
) -> Result<(NaiveDate, i16), Refusal> {
    let from = counted_from(end, grace_days, today);
    let kept = from == end && add_years(end, anchor_day, 0) == Some(end);
    // A stored anchor that does not belong to this end says nothing.
    let anchor = if kept { anchor_day } else { anchor_of(from) };
    add_years(from, anchor, years).map(|end| (end, anchor)).ok_or(Refusal::EndBeyondLimit)
}

/// What of the catalog and the license a renewal needs.
pub(super) struct Terms<'a> {
    pub(super) product: &'a Product,
    pub(super) edition: &'a Edition,
    /// Its last day, inclusive.
    pub(super) end: NaiveDate,
    pub(super) seats: i32,
}

/// The terms of a license in use that can be renewed at all, expired or not.
pub(super) fn terms<'a>(license: &LicenseRow, book: &PriceBook<'a>) -> Result<Terms<'a>, Refusal> {
    let catalog = book.catalog;
    match license.status(book.on) {
        LicenseStatus::Redeemed => return Err(Refusal::RedeemedCoupon),
        LicenseStatus::Unused | LicenseStatus::Lapsed => return Err(Refusal::UnusedCoupon),
        LicenseStatus::Expired | LicenseStatus::ExpiresSoon | LicenseStatus::Active => {}
    }
    match license.kind {
        LicenseKind::Term => {}
        LicenseKind::Usage => return Err(Refusal::Unlimited),
        LicenseKind::Monthly => return Err(Refusal::Monthly),
        LicenseKind::Trial => return Err(Refusal::Trial),
    }
    let seats = license.seats.ok_or(Refusal::Unlimited)?;
    let end = license.expires.ok_or(Refusal::NoEnd)?;
    let product = catalog.product(license.product.id).filter(|p| p.renewal.allowed);
    let product = product.ok_or(Refusal::NotOffered)?;
    let edition = catalog.edition(license.edition.id).ok_or(Refusal::NotOffered)?;
    Ok(Terms { product, edition, end, seats })
}

/// What an edition costs for so many years, for all seats. Each license is renewed by itself, so
/// its buyer's discount is all there is.
pub(super) fn price(
    book: &PriceBook<'_>,
    edition: &Edition,
    years: i16,
    seats: i32,
) -> Result<LinePrice, Refusal> {
    seat_price(book, edition, years)?;
    book.line(edition, years, (seats, 1), Percent::ZERO).ok_or(Refusal::PriceBeyondLimit)
}

/// What one seat of an edition costs for so many years, before discounts.
pub(super) fn seat_price(
    book: &PriceBook<'_>,
    edition: &Edition,
    years: i16,
) -> Result<Money, Refusal> {
    book.seat(edition, years).map(|listed| listed.price).ok_or(Refusal::YearsNotOffered)
}

impl Terms<'_> {
    /// What the renewal costs; see [`price`].
    pub(super) fn price(&self, book: &PriceBook<'_>, years: i16) -> Result<LinePrice, Refusal> {
        price(book, self.edition, years, self.seats)
    }

    /// [`renewed_end`] of its license.
    pub(super) fn renewed_end(
        &self,
        license: &LicenseRow,
        years: i16,
        today: NaiveDate,
    ) -> Result<(NaiveDate, i16), Refusal> {
        renewed_end(self.end, license.anchor_day, years, self.product.grace_days, today)
    }

    /// Its license after a renewal for so many years.
    pub(super) fn extended(
        &self,
        license: &LicenseRow,
        years: i16,
        today: NaiveDate,
    ) -> Result<LicenseRow, Refusal> {
        let (end, anchor_day) = self.renewed_end(license, years, today)?;
        let expires = Some(end);
        Ok(LicenseRow { expires, anchor_day, term_years: Some(years), ..license.clone() })
    }
}
