use super::{month, plan, span};
use crate::sample::day;
use chrono::{Days, NaiveDate};
use domain::billing::{Month, Owed, OwedMonth, PlanSpan};
use domain::catalog::MonthlyPlan;
use proptest::prelude::*;
use rstest::rstest;
use std::collections::HashSet;

/// What is owed by `today`: month, for what, due day.
fn owed(plan: &MonthlyPlan, span: PlanSpan, today: &str) -> Vec<(String, Owed, String)> {
    let owed = span.owed_until(plan, day(today));
    owed.map(|owed| (owed.month.to_string(), owed.owed, owed.due.to_string())).collect()
}

fn line(month: &str, owed: Owed, due: &str) -> (String, Owed, String) {
    (month.to_owned(), owed, due.to_owned())
}

#[test]
fn t7_opened_on_14_march_is_charged_on_1_may_for_april() {
    let open = span("2024-03-14", None);
    assert_eq!(open.covered_until(), Some(day("2024-03-31")));
    assert_eq!(open.first_charged(&plan()), Some(month("2024-04")));
    let activation = line("2024-03", Owed::Activation, "2024-03-14");
    for before in ["2024-03-14", "2024-04-30"] {
        assert_eq!(owed(&plan(), open, before), std::slice::from_ref(&activation));
    }
    let april = line("2024-04", Owed::Usage, "2024-05-01");
    assert_eq!(owed(&plan(), open, "2024-05-01"), [activation, april]);
}

#[rstest]
#[case::on_the_1st("2024-03-01", "2024-03-31", "2024-04")]
#[case::on_the_last("2024-03-31", "2024-03-31", "2024-04")]
#[case::on_a_leap_day("2024-02-29", "2024-02-29", "2024-03")]
#[case::in_december("2023-12-15", "2023-12-31", "2024-01")]
fn the_fee_covers_the_month_of_opening(
    #[case] opened: &str,
    #[case] covered: &str,
    #[case] charged: &str,
) {
    let open = span(opened, None);
    assert_eq!(open.covered_until(), Some(day(covered)));
    assert_eq!(open.first_charged(&plan()), Some(month(charged)));
}

#[test]
fn without_a_fee_the_month_of_opening_is_charged_by_usage() {
    let free = MonthlyPlan { activation_minor: 0, ..plan() };
    let open = span("2024-03-14", None);
    assert_eq!(open.first_charged(&free), Some(month("2024-03")));
    assert_eq!(
        owed(&free, open, "2024-05-01"),
        [line("2024-03", Owed::Usage, "2024-04-01"), line("2024-04", Owed::Usage, "2024-05-01")]
    );
}

#[rstest]
#[case::on_the_1st("2024-05-01", &["2024-03", "2024-04", "2024-05"])]
#[case::on_the_last("2024-04-30", &["2024-03", "2024-04"])]
#[case::in_the_month_of_opening("2024-03-20", &["2024-03"])]
#[case::on_the_day_of_opening("2024-03-14", &["2024-03"])]
#[case::before_it("2024-03-13", &[])]
fn the_month_of_closing_is_the_last_that_is_owed(#[case] closed: &str, #[case] months: &[&str]) {
    let found = owed(&plan(), span("2024-03-14", Some(closed)), "2024-12-31");
    let found: Vec<_> = found.iter().map(|(month, ..)| month.as_str()).collect();
    assert_eq!(found, months);
}

#[test]
fn months_outside_of_the_plan_are_not_owed() {
    let open = span("2024-03-14", Some("2024-05-02"));
    let of = |text| open.owed(&plan(), month(text));
    assert_eq!((of("2024-02"), of("2024-06")), (None, None));
    assert_eq!((of("2024-03"), of("2024-05")), (Some(Owed::Activation), Some(Owed::Usage)));
}

#[rstest]
#[case::long_ago(NaiveDate::MIN)]
#[case::far_away(NaiveDate::MAX)]
#[case::the_last_day_there_is(NaiveDate::from_ymd_opt(2200, 12, 31).unwrap())]
fn dates_out_of_range_end_it_quietly(#[case] opened: NaiveDate) {
    let open = PlanSpan { opened, closed: None };
    assert_eq!(open.first_charged(&plan()), None);
    assert!(open.owed_until(&plan(), NaiveDate::MAX).count() <= 1);
}

proptest! {
    #[test]
    fn however_often_months_are_closed_each_comes_once(
        opened in 0_u64..400,
        open_for in proptest::option::of(0_u64..400),
        runs in proptest::collection::vec(0_u64..900, 1..20),
        fee in 0_i64..2,
    ) {
        let start = day("2023-11-20");
        let opened = start + Days::new(opened);
        let open = PlanSpan { opened, closed: open_for.map(|days| opened + Days::new(days)) };
        let plan = MonthlyPlan { activation_minor: fee, ..plan() };
        let mut seen: HashSet<(Month, NaiveDate)> = HashSet::new();
        for run in &runs {
            let today = start + Days::new(*run);
            for OwedMonth { month, due, .. } in open.owed_until(&plan, today) {
                prop_assert!(due <= today && open.touches(month));
                seen.insert((month, due));
            }
        }
        // What the latest run finds alone is all that the others found.
        let last = start + Days::new(runs.iter().copied().max().unwrap());
        let all: Vec<_> = open.owed_until(&plan, last).map(|owed| (owed.month, owed.due)).collect();
        prop_assert_eq!(all.len(), seen.len());
        prop_assert!(all.windows(2).all(|pair| pair[0].0.next() == Some(pair[1].0)));
        prop_assert!(all.iter().all(|line| seen.contains(line)));
    }
}
