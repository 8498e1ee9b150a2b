//! What a distributor approves, and the one use of it.

use super::{ProgramState, Refusal, Step};
use crate::field::FieldError;
use crate::ids::OrgId;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use std::fmt::Display;
use std::ops::RangeInclusive;

/// The discount in percent.
pub const PERCENT: RangeInclusive<u8> = 1..=90;
/// For how many days the link works.
pub const VALID_DAYS: RangeInclusive<u16> = 1..=365;
/// How many licenses can be bought with it at most.
pub const LICENSES: RangeInclusive<u32> = 1..=1_000;

/// What a distributor decides when it approves, as it was typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalDraft {
    /// The discount in percent, of [`PERCENT`].
    pub percent: u8,
    /// For how many days the link works, of [`VALID_DAYS`].
    pub days: u16,
    /// How many licenses can be bought with it at most, of [`LICENSES`].
    pub licenses: u32,
}

/// What was approved.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Approval {
    /// The discount in percent, 1 to 90.
    pub percent: u8,
    /// Most licenses.
    pub licenses: u32,
    /// From then on the link does not work any more.
    pub until: DateTime<Utc>,
}

impl ApprovalDraft {
    /// What is approved at `now`: the link works for so many times 24 hours.
    ///
    /// # Errors
    /// By field, each with the args `min` and `max`: `program-percent` on `percent`,
    /// `program-days` on `days`, `program-licenses` on `licenses`.
    pub fn parse(self, now: DateTime<Utc>) -> Result<Approval, Vec<FieldError>> {
        let Self { percent, days, licenses } = self;
        let until = now.checked_add_signed(Duration::days(i64::from(days)));
        let until = until.filter(|_| VALID_DAYS.contains(&days));
        let mut wrong = Vec::new();
        if !PERCENT.contains(&percent) {
            wrong.push(range(FieldError::new("percent", "program-percent"), &PERCENT));
        }
        if until.is_none() {
            wrong.push(range(FieldError::new("days", "program-days"), &VALID_DAYS));
        }
        if !LICENSES.contains(&licenses) {
            wrong.push(range(FieldError::new("licenses", "program-licenses"), &LICENSES));
        }
        match until {
            Some(until) if wrong.is_empty() => Ok(Approval { percent, licenses, until }),
            _ => Err(wrong),
        }
    }
}

fn range<T: Display>(error: FieldError, range: &RangeInclusive<T>) -> FieldError {
    error.with("min", range.start()).with("max", range.end())
}

/// A request as whoever comes with its link is judged by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Grant {
    /// The customer that it is for.
    pub customer: OrgId,
    /// Where it stands, as it is stored.
    pub state: ProgramState,
    /// What was approved, if it was.
    pub approval: Option<Approval>,
}

impl Grant {
    /// Where it stands at `now`: an approval ends by itself, whether or not somebody has written
    /// that down yet.
    #[must_use]
    pub fn state_at(&self, now: DateTime<Utc>) -> ProgramState {
        let over = self.approval.is_some_and(|approval| approval.until <= now);
        if over { self.state.after(Step::Expire).unwrap_or(self.state) } else { self.state }
    }

    /// The discount in percent on so many licenses bought by `customer` at `now`. It works once:
    /// whoever sells writes [`Step::Use`] in the same transaction, however few licenses it were.
    ///
    /// # Errors
    /// Who may not, first: [`Refusal::OtherCustomer`]; then [`Refusal::NotApproved`],
    /// [`Refusal::Used`], [`Refusal::Expired`]; then [`Refusal::Nothing`], [`Refusal::TooMany`].
    pub fn use_by(
        &self,
        customer: OrgId,
        licenses: u32,
        now: DateTime<Utc>,
    ) -> Result<u8, Refusal> {
        if self.customer != customer {
            return Err(Refusal::OtherCustomer);
        }
        self.state_at(now).after(Step::Use)?;
        let approval = self.approval.ok_or(Refusal::NotApproved)?;
        match licenses {
            0 => Err(Refusal::Nothing),
            count if count > approval.licenses => Err(Refusal::TooMany),
            _ => Ok(approval.percent),
        }
    }
}
