//! Which coupon renews which license of a selection, known before anything is written.

use super::coupon::{is_free_coupon, precedence};
use super::offer::renew_with_coupon;
use super::refusal::Refusal;
use super::term::terms;
use crate::ids::{LicenseId, OrgId};
use crate::license::LicenseRow;
use crate::price::PriceBook;
use std::collections::{HashMap, HashSet, VecDeque};

/// Partner, edition and seats: what a coupon and its license have in common (DOMAIN.md D16).
fn match_of(row: &LicenseRow) -> (OrgId, i32, Option<i32>) {
    (row.partner.id, row.edition.id, row.seats)
}

/// The coupon for each license, in the order given: the first of those that fit and that no
/// license before it takes (DOMAIN.md D16, invariant 15), of so many years if that is said. A
/// license that is given twice is renewed once. The same input gives the same plan, in
/// whatever order the coupons come.
///
/// Why a license gets none stands beside it: what keeps it from being renewed at all, or
/// [`Refusal::CouponUnfit`].
#[must_use]
pub fn assign_coupons(
    licenses: &[LicenseRow],
    coupons: &[LicenseRow],
    years: Option<i16>,
    book: &PriceBook<'_>,
) -> Vec<(LicenseId, Result<LicenseId, Refusal>)> {
    let wanted = |coupon: &&LicenseRow| {
        is_free_coupon(coupon, book.on) && (years.is_none() || coupon.term_years == years)
    };
    let mut free: Vec<&LicenseRow> = coupons.iter().filter(wanted).collect();
    free.sort_by_key(|coupon| precedence(coupon));
    let mut seen = HashSet::new();
    free.retain(|coupon| seen.insert(coupon.id));
    let mut waiting: HashMap<_, VecDeque<&LicenseRow>> = HashMap::new();
    for coupon in free {
        waiting.entry(match_of(coupon)).or_default().push_back(coupon);
    }
    let mut seen = HashSet::new();
    let each = licenses.iter().filter(|license| seen.insert(license.id));
    each.map(|license| {
        let queue = waiting.get_mut(&match_of(license));
        (license.id, take(license, queue, book))
    })
    .collect()
}

/// Takes the first coupon of the queue, if the license can be renewed with it.
fn take(
    license: &LicenseRow,
    queue: Option<&mut VecDeque<&LicenseRow>>,
    book: &PriceBook<'_>,
) -> Result<LicenseId, Refusal> {
    terms(license, book)?;
    let queue = queue.ok_or(Refusal::CouponUnfit)?;
    let coupon = *queue.front().ok_or(Refusal::CouponUnfit)?;
    renew_with_coupon(license, coupon, book)?;
    queue.pop_front();
    Ok(coupon.id)
}
