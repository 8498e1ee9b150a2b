//! Letting the licenses of one customer end on the same day, which no vendor has.

use super::days::{DAYS_OF_YEAR, half_up};
use super::refusal::Refusal;
use super::term::{counted_from, seat_price, terms};
use crate::dates::{add_years, anchor_of, in_range};
use crate::ids::LicenseId;
use crate::license::LicenseRow;
use crate::money::Money;
use crate::price::{LinePrice, PriceBook};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// The farthest a common end may be from today.
pub const MAX_COTERM_YEARS: i16 = 5;

/// What it takes to let a license end on a day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Aligned {
    /// The license.
    pub license: LicenseId,
    /// The day the extra days are counted from, exclusive (D17): the old end until grace is
    /// over, today after it.
    pub from: NaiveDate,
    /// Extra days, from 0: it ends on that day already.
    pub days: i64,
    /// Of a seat `price of a year x days / 365`, half up, so that the line adds up as it is
    /// printed.
    pub price: LinePrice,
    /// The common end, inclusive.
    pub new_expires: NaiveDate,
}

/// What it takes to let several licenses end on a day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Alignment {
    /// Each license once, in the order given.
    pub lines: Vec<(LicenseId, Result<Aligned, Refusal>)>,
    /// The net prices' sums, one for each currency, in the order they appear.
    pub totals: Vec<Money>,
}

/// Whether licenses can be aligned to a day: after today, at most [`MAX_COTERM_YEARS`] from it
/// and within [`crate::dates::YEARS`].
fn check_target(target: NaiveDate, today: NaiveDate) -> Result<(), Refusal> {
    let farthest = add_years(today, anchor_of(today), MAX_COTERM_YEARS);
    let near = farthest.is_none_or(|farthest| target <= farthest);
    let fits = target > today && near && in_range(target);
    if fits { Ok(()) } else { Err(Refusal::TargetOutOfRange) }
}

/// The license that ends on `target`, and what that takes. Its term stays what it is, as the
/// extra days are no term of their own; its version is left to the store.
///
/// # Errors
/// [`Refusal::TargetOutOfRange`]; why it cannot be renewed at all; [`Refusal::EndsLater`];
/// [`Refusal::YearsNotOffered`] where its edition has no price of a year;
/// [`Refusal::PriceBeyondLimit`].
pub fn align(
    license: &LicenseRow,
    target: NaiveDate,
    book: &PriceBook<'_>,
) -> Result<(LicenseRow, Aligned), Refusal> {
    let today = book.on;
    check_target(target, today)?;
    let terms = terms(license, book)?;
    let from = counted_from(terms.end, terms.product.grace_days, today);
    let days = (target - from).num_days();
    if days < 0 {
        return Err(Refusal::EndsLater);
    }
    let year = seat_price(book, terms.edition, 1)?;
    let exact = i128::from(year.minor) * i128::from(days);
    let minor = half_up(exact, i128::from(DAYS_OF_YEAR));
    let minor = i64::try_from(minor).map_err(|_| Refusal::PriceBeyondLimit)?;
    let price = book.priced(Money { minor, ..year }, terms.seats);
    let price = price.ok_or(Refusal::PriceBeyondLimit)?;
    let aligned = Aligned { license: license.id, from, days, price, new_expires: target };
    if days == 0 {
        return Ok((license.clone(), aligned));
    }
    let (expires, anchor_day) = (Some(target), anchor_of(target));
    Ok((LicenseRow { expires, anchor_day, ..license.clone() }, aligned))
}

/// What it takes to let licenses of one customer end on `target`; see [`align`]. The first one
/// says which customer; a license that is given twice counts once.
///
/// # Errors
/// [`Refusal::TargetOutOfRange`]; [`Refusal::PriceBeyondLimit`] when a sum is no amount.
pub fn align_all(
    licenses: &[LicenseRow],
    target: NaiveDate,
    book: &PriceBook<'_>,
) -> Result<Alignment, Refusal> {
    check_target(target, book.on)?;
    let customer = |license: &LicenseRow| license.customer.as_ref().map(|customer| customer.id);
    let whose = licenses.first().and_then(customer);
    let mut seen = HashSet::new();
    let mut alignment = Alignment { lines: Vec::new(), totals: Vec::new() };
    for license in licenses.iter().filter(|license| seen.insert(license.id)) {
        let line = if customer(license) == whose {
            align(license, target, book).map(|(_, aligned)| aligned)
        } else {
            Err(Refusal::OtherCustomer)
        };
        if let Ok(aligned) = &line {
            add(&mut alignment.totals, aligned.price.net)?;
        }
        alignment.lines.push((license.id, line));
    }
    Ok(alignment)
}

/// Adds an amount to the sum of its currency.
fn add(totals: &mut Vec<Money>, price: Money) -> Result<(), Refusal> {
    let Some(total) = totals.iter_mut().find(|total| total.currency == price.currency) else {
        totals.push(price);
        return Ok(());
    };
    total.minor = total.minor.checked_add(price.minor).ok_or(Refusal::PriceBeyondLimit)?;
    Ok(())
}
