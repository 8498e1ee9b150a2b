use crate::ids::LicenseId;
use crate::license::{LicenseKind, LicenseRow, LicenseStatus};
use chrono::NaiveDate;

/// Whether a coupon can renew licenses: with a term and a number of seats, neither used nor
/// lapsed nor redeemed, and not reserved by a note.
pub(super) fn is_free_coupon(coupon: &LicenseRow, today: NaiveDate) -> bool {
    coupon.status(today) == LicenseStatus::Unused
        && coupon.kind == LicenseKind::Term
        && coupon.term_years.is_some()
        && coupon.note.is_none()
        && coupon.seats.is_some()
}

/// Which coupon is taken first (DOMAIN.md 1.4.9, D16): the one that lapses first, those that
/// never do last; then the one bought first; then by id.
pub(crate) fn precedence(coupon: &LicenseRow) -> (bool, Option<NaiveDate>, NaiveDate, LicenseId) {
    (coupon.expires.is_none(), coupon.expires, coupon.purchased, coupon.id)
}

/// Whether a coupon may renew a license: the same partner, edition and number of seats,
/// with a term, neither used nor lapsed nor redeemed, and not reserved by a note.
#[must_use]
pub fn coupon_fits(license: &LicenseRow, coupon: &LicenseRow, today: NaiveDate) -> bool {
    is_free_coupon(coupon, today)
        && coupon.partner.id == license.partner.id
        && coupon.edition.id == license.edition.id
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
    coupons
        .iter()
        .filter(|coupon| coupon_fits(license, coupon, today))
        .min_by_key(|coupon| precedence(coupon))
}
