//! What a demo had in use in the month before: of that the first round makes its invoices.

use crate::ServiceError;
use chrono::NaiveDate;
use domain::billing::Month;
use store::TenantTx;
use store::billing::{PlanCursor, head_begin, usage_take};

/// Larger demos are there to be measured, and begin to be charged when they begin.
pub(super) const CHARGED_BEFORE: u32 = 50_000;

/// Counts each day of the month before `today`, and charges from then on.
pub(super) async fn count_last_month(
    tx: &mut TenantTx,
    today: NaiveDate,
) -> Result<(), ServiceError> {
    let Some(last) = Month::of(today).and_then(Month::previous) else { return Ok(()) };
    head_begin(tx, last).await?;
    for day in last.first_day().iter_days().take_while(|day| *day <= last.last_day()) {
        usage_take(tx, day, false, PlanCursor::START, CHARGED_BEFORE.into()).await?;
    }
    Ok(())
}
