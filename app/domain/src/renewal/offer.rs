use super::coupon::{choose_coupon, coupon_fits};
use super::migration::targets;
use super::recent::Recent;
use super::refusal::Refusal;
use super::term::{in_grace, terms};
use crate::ids::LicenseId;
use crate::license::LicenseRow;
use crate::money::Money;
use crate::price::{LinePrice, Per, PriceBook};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// One way to renew by purchase.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Choice {
    /// For how many years.
    pub years: i16,
    /// The new last day, inclusive.
    pub new_expires: NaiveDate,
    /// What all seats cost.
    pub price: LinePrice,
}

/// The coupon that a renewal would take.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CouponOffer {
    /// The coupon.
    pub id: LicenseId,
    /// The version that was seen.
    pub version: i32,
    /// Its key, which names it.
    pub key: String,
    /// Its term.
    pub years: i16,
    /// The day it lapses unless it is used.
    pub lapses: Option<NaiveDate>,
    /// The license's new last day, inclusive.
    pub new_expires: NaiveDate,
}

/// That a license is renewed by itself on the day it ends.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AutoRenewal {
    /// For how many years.
    pub years: i16,
    /// In whose name.
    pub person: String,
}

/// All ways to renew a license today.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Offer {
    /// By purchase, ascending by years; never empty.
    pub choices: Vec<Choice>,
    /// With a coupon, if one fits.
    pub coupon: Option<CouponOffer>,
    /// Whether who asks may buy; otherwise its distributor does (DOMAIN.md 1.4.1). A coupon was
    /// paid for before.
    pub direct: bool,
    /// Its last renewal, if that is so recent that it should be asked about.
    pub recent: Option<Recent>,
    /// The last day on which it still protects, while it is in grace.
    pub grace_until: Option<NaiveDate>,
    /// Whether it can be migrated to another edition.
    pub migrates: bool,
    /// Whether it is renewed by itself on the day it ends.
    pub auto: Option<AutoRenewal>,
}

/// The ways to renew `license`, from the policies of its product and the coupons given
/// (those of other partners or editions are passed over). Who asks and what was done before is
/// not known here: `direct` is true, `recent` and `auto` are none.
///
/// # Errors
/// Why it cannot be renewed at all.
pub fn renewal_offer(
    license: &LicenseRow,
    book: &PriceBook<'_>,
    coupons: &[LicenseRow],
) -> Result<Offer, Refusal> {
    let (terms, today) = (terms(license, book)?, book.on);
    let mut years = terms.product.renewal.years.clone();
    years.sort_unstable();
    let choices = years
        .into_iter()
        .filter_map(|years| {
            let (new_expires, _) = terms.renewed_end(license, years, today).ok()?;
            Some(Choice { years, new_expires, price: terms.price(book, years).ok()? })
        })
        .collect::<Vec<_>>();
    if choices.is_empty() {
        return Err(Refusal::EndBeyondLimit);
    }
    let coupon = choose_coupon(license, coupons, today)
        .filter(|_| terms.product.renewal.coupons)
        .and_then(|coupon| {
            let years = coupon.term_years?;
            let (new_expires, _) = terms.renewed_end(license, years, today).ok()?;
            Some(CouponOffer {
                id: coupon.id,
                version: coupon.version,
                key: coupon.key.clone(),
                years,
                lapses: coupon.expires,
                new_expires,
            })
        });
    let grace = terms.product.grace_days;
    let grace_until = in_grace(terms.end, grace, today)
        .then(|| terms.end.checked_add_days(Days::new(u64::from(grace))))
        .flatten();
    let migrates = !targets(license, book.catalog).is_empty();
    Ok(Offer { choices, coupon, direct: true, recent: None, grace_until, migrates, auto: None })
}

/// The license after a renewal by purchase, and what it costs. Its version is left to the
/// store.
///
/// # Errors
/// Why it cannot be renewed for so many years.
pub fn renew(
    license: &LicenseRow,
    years: i16,
    book: &PriceBook<'_>,
) -> Result<(LicenseRow, LinePrice), Refusal> {
    let terms = terms(license, book)?;
    if !terms.product.renewal.years.contains(&years) {
        return Err(Refusal::YearsNotOffered);
    }
    let price = terms.price(book, years)?;
    Ok((terms.extended(license, years, book.on)?, price))
}

/// The license after a renewal with this coupon, the coupon after it, and what it costs: nothing,
/// as a coupon was paid for when it was bought. Versions are left to the store.
///
/// # Errors
/// Why it cannot be renewed with this coupon.
pub fn renew_with_coupon(
    license: &LicenseRow,
    coupon: &LicenseRow,
    book: &PriceBook<'_>,
) -> Result<(LicenseRow, LicenseRow, LinePrice), Refusal> {
    let terms = terms(license, book)?;
    let fits = terms.product.renewal.coupons && coupon_fits(license, coupon, book.on);
    let years = coupon.term_years.filter(|_| fits).ok_or(Refusal::CouponUnfit)?;
    let vendor = book.catalog.vendor(terms.product.vendor).ok_or(Refusal::NotOffered)?;
    let currency = book.terms.currency.unwrap_or(vendor.currency);
    let nothing = Money { minor: 0, currency };
    let quantity = i64::from(terms.seats);
    let price =
        LinePrice { unit: nothing, per: Per::Seat, quantity, discounts: Vec::new(), net: nothing };
    let license = terms.extended(license, years, book.on)?;
    let coupon = LicenseRow { redeemed_by: Some(license.id), ..coupon.clone() };
    Ok((license, coupon, price))
}
