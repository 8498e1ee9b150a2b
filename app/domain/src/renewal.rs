//! Renewing a license, by purchase or with a coupon (DOMAIN.md D16, D17, 1.4.8, 1.4.9).

use crate::catalog::{Catalog, Edition, Product};
use crate::dates::{add_years, anchor_of};
use crate::ids::LicenseId;
use crate::license::{LicenseKind, LicenseRow, LicenseStatus};
use crate::money::Money;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Why a license is not renewed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// It is charged by usage or has unlimited seats.
    #[error("the license is unlimited")]
    Unlimited,
    /// It renews itself each month.
    #[error("the license renews itself each month")]
    Monthly,
    /// It is a trial: that is bought, not renewed.
    #[error("the license is a trial")]
    Trial,
    /// It is a coupon that was consumed.
    #[error("the license is a redeemed coupon")]
    RedeemedCoupon,
    /// It is a coupon, which is activated rather than renewed.
    #[error("the license is not in use yet")]
    UnusedCoupon,
    /// It has no end that could move.
    #[error("the license has no end")]
    NoEnd,
    /// The catalog offers no renewal of its product.
    #[error("the product is not renewed")]
    NotOffered,
    /// The catalog offers no renewal for so many years.
    #[error("no renewal for so many years")]
    YearsNotOffered,
    /// The new end lies beyond [`crate::dates::YEARS`].
    #[error("the new end is too far away")]
    EndBeyondLimit,
    /// This coupon does not fit the license, has a note, or is no longer there.
    #[error("the coupon does not fit")]
    CouponUnfit,
}

impl Refusal {
    /// Every reason.
    pub const ALL: [Self; 10] = [
        Self::Unlimited,
        Self::Monthly,
        Self::Trial,
        Self::RedeemedCoupon,
        Self::UnusedCoupon,
        Self::NoEnd,
        Self::NotOffered,
        Self::YearsNotOffered,
        Self::EndBeyondLimit,
        Self::CouponUnfit,
    ];

    /// The stable name used in answers and messages.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Unlimited => "unlimited",
            Self::Monthly => "monthly",
            Self::Trial => "trial",
            Self::RedeemedCoupon => "redeemed-coupon",
            Self::UnusedCoupon => "unused-coupon",
            Self::NoEnd => "no-end",
            Self::NotOffered => "not-offered",
            Self::YearsNotOffered => "years-not-offered",
            Self::EndBeyondLimit => "end-beyond-limit",
            Self::CouponUnfit => "coupon-unfit",
        }
    }
}

/// One way to renew by purchase.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Choice {
    /// For how many years.
    pub years: i16,
    /// The new last day, inclusive.
    pub new_expires: NaiveDate,
    /// What all seats cost.
    pub price: Money,
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

/// All ways to renew a license today.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Offer {
    /// By purchase, ascending by years; never empty.
    pub choices: Vec<Choice>,
    /// With a coupon, if one fits.
    pub coupon: Option<CouponOffer>,
}

/// The new end and its anchor day (DOMAIN.md D17): counted from the old end, so that an
/// early renewal loses nothing, or from today once the license has expired.
///
/// # Errors
/// [`Refusal::EndBeyondLimit`].
pub fn renewed_end(
    end: NaiveDate,
    anchor_day: i16,
    years: i16,
    today: NaiveDate,
) -> Result<(NaiveDate, i16), Refusal> {
    let (from, anchor) = if end < today {
        (today, anchor_of(today))
    } else if add_years(end, anchor_day, 0) == Some(end) {
        (end, anchor_day)
    } else {
        // The stored anchor does not belong to this end.
        (end, anchor_of(end))
    };
    add_years(from, anchor, years).map(|end| (end, anchor)).ok_or(Refusal::EndBeyondLimit)
}

/// What of the catalog and the license a renewal needs.
struct Terms<'a> {
    product: &'a Product,
    edition: &'a Edition,
    end: NaiveDate,
    seats: i32,
}

fn terms<'a>(
    license: &LicenseRow,
    catalog: &'a Catalog,
    today: NaiveDate,
) -> Result<Terms<'a>, Refusal> {
    match license.status(today) {
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

/// What the renewal costs: the price of its edition for so many years, for all seats.
fn price(terms: &Terms<'_>, catalog: &Catalog, years: i16) -> Option<Money> {
    let currency = catalog.vendor(terms.product.vendor)?.currency;
    let minor = terms.edition.price_minor_per_seat(years)?;
    Money { minor, currency }.times(i64::from(terms.seats))
}

/// The ways to renew `license`, from the policies of its product and the coupons given
/// (those of other partners or editions are passed over).
///
/// # Errors
/// Why it cannot be renewed at all.
pub fn renewal_offer(
    license: &LicenseRow,
    catalog: &Catalog,
    coupons: &[LicenseRow],
    today: NaiveDate,
) -> Result<Offer, Refusal> {
    let terms = terms(license, catalog, today)?;
    let mut years = terms.product.renewal.years.clone();
    years.sort_unstable();
    let choices = years
        .into_iter()
        .filter_map(|years| {
            let (new_expires, _) = renewed_end(terms.end, license.anchor_day, years, today).ok()?;
            Some(Choice { years, new_expires, price: price(&terms, catalog, years)? })
        })
        .collect::<Vec<_>>();
    if choices.is_empty() {
        return Err(Refusal::EndBeyondLimit);
    }
    let coupon = choose_coupon(license, coupons, today)
        .filter(|_| terms.product.renewal.coupons)
        .and_then(|coupon| {
            let years = coupon.term_years?;
            let (new_expires, _) = renewed_end(terms.end, license.anchor_day, years, today).ok()?;
            Some(CouponOffer {
                id: coupon.id,
                version: coupon.version,
                key: coupon.key.clone(),
                years,
                lapses: coupon.expires,
                new_expires,
            })
        });
    Ok(Offer { choices, coupon })
}

/// Whether a coupon may renew a license: the same partner, edition and number of seats,
/// with a term, neither used nor lapsed nor redeemed, and not reserved by a note.
#[must_use]
pub fn coupon_fits(license: &LicenseRow, coupon: &LicenseRow, today: NaiveDate) -> bool {
    coupon.status(today) == LicenseStatus::Unused
        && coupon.kind == LicenseKind::Term
        && coupon.term_years.is_some()
        && coupon.note.is_none()
        && coupon.partner.id == license.partner.id
        && coupon.edition.id == license.edition.id
        && coupon.seats.is_some()
        && coupon.seats == license.seats
}

/// The coupon that a renewal takes (DOMAIN.md 1.4.9, D16, T11): of those that fit, the one
/// that lapses first; then the one bought first; then by id.
#[must_use]
pub fn choose_coupon<'a>(
    license: &LicenseRow,
    coupons: &'a [LicenseRow],
    today: NaiveDate,
) -> Option<&'a LicenseRow> {
    coupons.iter().filter(|coupon| coupon_fits(license, coupon, today)).min_by_key(|coupon| {
        (coupon.expires.is_none(), coupon.expires, coupon.purchased, coupon.id)
    })
}

/// The license after a renewal by purchase, and what it costs. Its version is left to the
/// store.
///
/// # Errors
/// Why it cannot be renewed for so many years.
pub fn renew(
    license: &LicenseRow,
    years: i16,
    catalog: &Catalog,
    today: NaiveDate,
) -> Result<(LicenseRow, Money), Refusal> {
    let terms = terms(license, catalog, today)?;
    if !terms.product.renewal.years.contains(&years) {
        return Err(Refusal::YearsNotOffered);
    }
    let price = price(&terms, catalog, years).ok_or(Refusal::YearsNotOffered)?;
    Ok((extended(license, terms.end, years, today)?, price))
}

/// The license after a renewal with this coupon, and the coupon after it. A coupon was paid
/// for when it was bought, so the renewal costs nothing. Versions are left to the store.
///
/// # Errors
/// Why it cannot be renewed with this coupon.
pub fn renew_with_coupon(
    license: &LicenseRow,
    coupon: &LicenseRow,
    catalog: &Catalog,
    today: NaiveDate,
) -> Result<(LicenseRow, LicenseRow), Refusal> {
    let terms = terms(license, catalog, today)?;
    let fits = terms.product.renewal.coupons && coupon_fits(license, coupon, today);
    let years = coupon.term_years.filter(|_| fits).ok_or(Refusal::CouponUnfit)?;
    let license = extended(license, terms.end, years, today)?;
    let coupon = LicenseRow { redeemed_by: Some(license.id), ..coupon.clone() };
    Ok((license, coupon))
}

fn extended(
    license: &LicenseRow,
    end: NaiveDate,
    years: i16,
    today: NaiveDate,
) -> Result<LicenseRow, Refusal> {
    let (end, anchor_day) = renewed_end(end, license.anchor_day, years, today)?;
    Ok(LicenseRow { expires: Some(end), anchor_day, term_years: Some(years), ..license.clone() })
}
