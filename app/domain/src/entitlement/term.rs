//! When entitlements end, go on by themselves, and when a trial is possible again.

use super::Entitlement;
use crate::catalog::{Product, TrialPolicy};
use crate::dates::{add_months, add_years, anchor_of};
use crate::field::FieldError;
use crate::license::LicenseKind;
use chrono::{Days, NaiveDate};

/// The first day on which the same trial is possible again after its last day
/// (DOMAIN.md 1.2.10: 180 days after 2024-01-01 is 2024-06-29).
#[must_use]
pub fn trial_from(last_day: NaiveDate, policy: TrialPolicy) -> Option<NaiveDate> {
    last_day.checked_add_days(Days::new(u64::from(policy.barred_days)))
}

/// Whether its end has come and was not dealt with yet.
#[must_use]
pub fn due(entitlement: &Entitlement, today: NaiveDate) -> bool {
    entitlement.ended.is_none() && entitlement.ends.is_some_and(|end| end < today)
}

/// The new end of a due entitlement that renews itself: as many periods on as it takes to
/// reach today, from the anchor day, never beyond the day on which what it draws from ends.
/// None when it does not go on.
#[must_use]
pub fn prolonged(
    entitlement: &Entitlement,
    limit: Option<NaiveDate>,
    today: NaiveDate,
) -> Option<NaiveDate> {
    let months = i32::from(entitlement.auto_renew_months?);
    let end = entitlement.ends?;
    let periods =
        (1..).map_while(|n: i32| add_months(end, entitlement.anchor_day, months.checked_mul(n)?));
    let end = periods.into_iter().find(|end| *end >= today)?;
    let end = limit.map_or(end, |limit| end.min(limit));
    (end >= today).then_some(end)
}

/// The last day on which what draws from this entitlement may end; none while it has no end
/// or goes on by itself.
pub(super) fn limit(source: &Entitlement) -> Option<NaiveDate> {
    source.ends.filter(|_| source.auto_renew_months.is_none())
}

/// The end of an entitlement that starts today, with its anchor day: of a term or trial it
/// follows from the product, of others it is as wished.
pub(super) fn end(
    product: &Product,
    kind: LicenseKind,
    years: Option<i16>,
    wished: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<(Option<NaiveDate>, i16), FieldError> {
    let anchor = anchor_of(today);
    match kind {
        LicenseKind::Term => {
            let years = years.filter(|years| product.terms_years.contains(years));
            let end = years.and_then(|years| add_years(today, anchor, years));
            match end {
                Some(end) => Ok((Some(end), anchor)),
                None => Err(FieldError::new("years", "entitlement-years")),
            }
        }
        LicenseKind::Trial => {
            let policy =
                product.trial.ok_or_else(|| FieldError::new("kind", "entitlement-kind"))?;
            let end = today.checked_add_days(Days::new(u64::from(policy.days)));
            Ok((end, end.map_or(anchor, anchor_of)))
        }
        LicenseKind::Monthly => match wished {
            Some(end) if end < today || !crate::dates::in_range(end) => {
                Err(FieldError::new("ends", "entitlement-ends-past"))
            }
            end => Ok((end, end.map_or(anchor, anchor_of))),
        },
        LicenseKind::Usage => Ok((None, anchor)),
    }
}
