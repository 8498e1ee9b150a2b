//! Charging by the month, from a day's count to the line of an invoice.

mod charge;
mod month;
mod plan;
mod statement;
mod usage;

use domain::billing::{Month, PlanSpan};
use domain::catalog::{MonthlyPlan, VolumePrice};

use crate::sample::day;

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn span(opened: &str, closed: Option<&str>) -> PlanSpan {
    PlanSpan { opened: day(opened), closed: closed.map(day) }
}

/// A plan with a floor and an activation fee of 10.00, and discounts from 10 and 100 devices on.
fn plan() -> MonthlyPlan {
    MonthlyPlan {
        floor_minor: 1_000,
        activation_minor: 1_000,
        volume: vec![VolumePrice { from: 10, percent: 5 }, VolumePrice { from: 100, percent: 15 }],
        ..MonthlyPlan::default()
    }
}
