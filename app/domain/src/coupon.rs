//! Splitting and merging unused keys, where the catalog allows it
//! ([`crate::catalog::Product::divisible_coupons`]). A coupon renews only a license with as many
//! seats (DOMAIN.md 1.4.9); divided or put together, it fits others. No vendor has this.

use crate::catalog::Catalog;
use crate::ids::LicenseId;
use crate::import::MAX_SEATS;
use crate::license::{LicenseKind, LicenseRow, LicenseStatus};
use crate::renewal::precedence;
use chrono::NaiveDate;
use std::collections::HashSet;
use std::ops::RangeInclusive;

/// Into how many keys one is split, and how many are merged into one.
pub const PARTS: RangeInclusive<usize> = 2..=50;

/// Why coupons are neither split nor merged.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, thiserror::Error)]
pub enum Refusal {
    /// The catalog does not let keys of this product be divided.
    #[error("keys of this product are not divided")]
    NotDivisible,
    /// It is a license in use.
    #[error("the license is in use")]
    Activated,
    /// It was consumed.
    #[error("the coupon was consumed")]
    Redeemed,
    /// It was not activated in time.
    #[error("the coupon has lapsed")]
    Lapsed,
    /// It has no term of years, or no number of seats.
    #[error("the coupon has no term or no number of seats")]
    Kind,
    /// There are not [`PARTS`] parts, or not as many keys to merge.
    #[error("too few or too many keys")]
    Count,
    /// A part has no seat.
    #[error("a part has no seat")]
    EmptyPart,
    /// The parts do not add up to the coupon's seats.
    #[error("the parts do not add up")]
    Sum,
    /// The same coupon is named twice.
    #[error("a coupon is named twice")]
    Twice,
    /// They are not of one partner, edition and term.
    #[error("the coupons differ in partner, edition or term")]
    Unlike,
    /// Their notes differ: they are reserved for different things, or only some of them are.
    #[error("the notes differ")]
    Notes,
    /// Together they have more than [`MAX_SEATS`] seats.
    #[error("too many seats")]
    TooManySeats,
}

impl Refusal {
    /// Every reason.
    pub const ALL: [Self; 12] = [
        Self::NotDivisible,
        Self::Activated,
        Self::Redeemed,
        Self::Lapsed,
        Self::Kind,
        Self::Count,
        Self::EmptyPart,
        Self::Sum,
        Self::Twice,
        Self::Unlike,
        Self::Notes,
        Self::TooManySeats,
    ];

    /// The stable name used in answers and messages (`error-<slug>`).
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::NotDivisible => "coupon-not-divisible",
            Self::Activated => "coupon-activated",
            Self::Redeemed => "redeemed-coupon",
            Self::Lapsed => "coupon-lapsed",
            Self::Kind => "coupon-kind",
            Self::Count => "coupon-count",
            Self::EmptyPart => "coupon-empty-part",
            Self::Sum => "coupon-sum",
            Self::Twice => "coupon-twice",
            Self::Unlike => "coupon-unlike",
            Self::Notes => "coupon-notes",
            Self::TooManySeats => "coupon-too-many-seats",
        }
    }
}

/// A key to be made. Vendor, product, edition, partner, kind and name are those of the coupon
/// it comes from ([`Exchange::like`]); like that one, it has no customer and was not activated.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewCoupon {
    /// Its seats, from 1.
    pub seats: i32,
    /// Its term in years.
    pub term_years: i16,
    /// Day of purchase.
    pub purchased: NaiveDate,
    /// The last day on which it can be activated, inclusive; none never lapses.
    pub lapses: Option<NaiveDate>,
    /// The day of the month that its end is counted by.
    pub anchor_day: i16,
    /// The note that reserves it.
    pub note: Option<String>,
    /// The partner's own order number.
    pub order_no: Option<String>,
}

/// Unused keys given up for new ones with as many seats in all. The store makes the new keys
/// and voids the old ones: each counts as redeemed by the first new key, so that no renewal
/// takes it (invariant 15).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exchange {
    /// The coupon that lends the new ones everything that [`NewCoupon`] does not name.
    pub like: LicenseId,
    /// The coupons that become void, each with the version that was judged.
    pub void: Vec<(LicenseId, i32)>,
    /// The keys to be made, in the order asked for; never empty.
    pub new: Vec<NewCoupon>,
}

/// A coupon's seats and term, if it can be exchanged today.
fn whole(coupon: &LicenseRow, catalog: &Catalog, today: NaiveDate) -> Result<(i32, i16), Refusal> {
    match coupon.status(today) {
        LicenseStatus::Unused => {}
        LicenseStatus::Lapsed => return Err(Refusal::Lapsed),
        LicenseStatus::Redeemed => return Err(Refusal::Redeemed),
        LicenseStatus::Expired | LicenseStatus::ExpiresSoon | LicenseStatus::Active => {
            return Err(Refusal::Activated);
        }
    }
    if !catalog.product(coupon.product.id).is_some_and(|product| product.divisible_coupons) {
        return Err(Refusal::NotDivisible);
    }
    let term = coupon.term_years.filter(|_| coupon.kind == LicenseKind::Term);
    coupon.seats.zip(term).ok_or(Refusal::Kind)
}

/// One coupon for several with so many seats each. The parts keep its note: who names a noted
/// coupon may divide it, and what was reserved stays so.
///
/// # Errors
/// Why it is not split.
pub fn split(
    coupon: &LicenseRow,
    parts: &[i32],
    catalog: &Catalog,
    today: NaiveDate,
) -> Result<Exchange, Refusal> {
    let (seats, term_years) = whole(coupon, catalog, today)?;
    if !PARTS.contains(&parts.len()) {
        return Err(Refusal::Count);
    }
    if parts.iter().any(|part| *part < 1) {
        return Err(Refusal::EmptyPart);
    }
    if parts.iter().map(|part| i64::from(*part)).sum::<i64>() != i64::from(seats) {
        return Err(Refusal::Sum);
    }
    let part = |seats: &i32| NewCoupon {
        seats: *seats,
        term_years,
        purchased: coupon.purchased,
        lapses: coupon.expires,
        anchor_day: coupon.anchor_day,
        note: coupon.note.clone(),
        order_no: coupon.order_no.clone(),
    };
    let new = parts.iter().map(part).collect();
    Ok(Exchange { like: coupon.id, void: vec![(coupon.id, coupon.version)], new })
}

/// Several coupons of one partner, edition and term for one with all their seats. It lapses
/// with the first of them and counts as bought with the first, so that merging gains no time.
/// An order number that not all of them have is left to the old keys.
///
/// # Errors
/// Why they are not merged.
pub fn merge(
    coupons: &[LicenseRow],
    catalog: &Catalog,
    today: NaiveDate,
) -> Result<Exchange, Refusal> {
    let Some(first) = coupons.first().filter(|_| PARTS.contains(&coupons.len())) else {
        return Err(Refusal::Count);
    };
    let mut seen = HashSet::new();
    if !coupons.iter().all(|coupon| seen.insert(coupon.id)) {
        return Err(Refusal::Twice);
    }
    let (_, term_years) = whole(first, catalog, today)?;
    let mut seats = 0_i64;
    for coupon in coupons {
        let (more, term) = whole(coupon, catalog, today)?;
        let like = coupon.partner.id == first.partner.id && coupon.edition.id == first.edition.id;
        if !like || term != term_years {
            return Err(Refusal::Unlike);
        }
        if coupon.note != first.note {
            return Err(Refusal::Notes);
        }
        seats += i64::from(more);
    }
    let seats = i32::try_from(seats).ok().filter(|seats| i64::from(*seats) <= MAX_SEATS);
    let soonest = coupons.iter().min_by_key(|coupon| precedence(coupon)).unwrap_or(first);
    let ordered = coupons.iter().all(|coupon| coupon.order_no == first.order_no);
    let one = NewCoupon {
        seats: seats.ok_or(Refusal::TooManySeats)?,
        term_years,
        purchased: coupons.iter().map(|c| c.purchased).min().unwrap_or(first.purchased),
        lapses: soonest.expires,
        anchor_day: soonest.anchor_day,
        note: first.note.clone(),
        order_no: first.order_no.clone().filter(|_| ordered),
    };
    let void = coupons.iter().map(|coupon| (coupon.id, coupon.version)).collect();
    Ok(Exchange { like: first.id, void, new: vec![one] })
}
