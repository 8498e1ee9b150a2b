//! Which months a plan owes, and when (DOMAIN.md 1.4.12, T7).

use super::Month;
use crate::catalog::MonthlyPlan;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// From when to when a license is charged by the month. Days are those of UTC.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanSpan {
    /// The first day.
    pub opened: NaiveDate,
    /// The last day, inclusive; none while it is open. A last day before the first one means that
    /// it never was open.
    pub closed: Option<NaiveDate>,
}

/// What a month is owed for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Owed {
    /// The activation fee, which covers it from the opening to its end.
    Activation,
    /// What was in use.
    Usage,
}

/// A month that is owed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OwedMonth {
    /// Which.
    pub month: Month,
    /// For what.
    pub owed: Owed,
    /// The day from which it is charged: of an activation the opening, otherwise the 1st after the
    /// month (in arrears).
    pub due: NaiveDate,
}

impl PlanSpan {
    /// The last day of the month of opening: so long the activation fee covers, if there is one.
    /// None outside of [`crate::dates::YEARS`].
    #[must_use]
    pub fn covered_until(&self) -> Option<NaiveDate> {
        Month::of(self.opened).map(Month::last_day)
    }

    /// The first month that is charged by usage: the one after the opening, since the activation
    /// fee covers the rest of that one, even where it was opened on the 1st and the rest is the
    /// whole month. Without a fee it is the month of opening itself, or a plan that is opened anew
    /// each month would never cost anything. None outside of [`crate::dates::YEARS`].
    #[must_use]
    pub fn first_charged(&self, plan: &MonthlyPlan) -> Option<Month> {
        let opened = Month::of(self.opened)?;
        if plan.activation_minor > 0 { opened.next() } else { Some(opened) }
    }

    /// Whether it is open on any day of a month.
    #[must_use]
    pub fn touches(&self, month: Month) -> bool {
        let closed = self.closed.unwrap_or(NaiveDate::MAX);
        self.opened <= closed && self.opened <= month.last_day() && month.first_day() <= closed
    }

    /// What a month is owed for, if for anything. The month in which the plan is closed is charged
    /// like any other; one that is opened and closed in the same month owes its activation alone.
    #[must_use]
    pub fn owed(&self, plan: &MonthlyPlan, month: Month) -> Option<Owed> {
        let opened = Month::of(self.opened)?;
        let covered = plan.activation_minor > 0 && month == opened;
        let owed = if covered { Owed::Activation } else { Owed::Usage };
        self.touches(month).then_some(owed)
    }

    /// Every month that has become due by `today`, inclusive, in order of time. Whoever closes
    /// months goes through all of them, so that none is left out when nothing ran on a 1st.
    pub fn owed_until(
        &self,
        plan: &MonthlyPlan,
        today: NaiveDate,
    ) -> impl Iterator<Item = OwedMonth> {
        let months = std::iter::successors(Month::of(self.opened), |month| month.next());
        months
            .map_while(|month| {
                let owed = self.owed(plan, month)?;
                let due = match owed {
                    Owed::Activation => self.opened,
                    Owed::Usage => month.next()?.first_day(),
                };
                Some(OwedMonth { month, owed, due })
            })
            .take_while(move |owed| owed.due <= today)
    }
}
