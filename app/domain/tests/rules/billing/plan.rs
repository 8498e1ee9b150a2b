use super::{month, plan, span};
use crate::sample::{book, catalog, day};
use chrono::{Days, NaiveDate};
use domain::billing::{Month, Owed, OwedMonth, PlanSpan};
use domain::catalog::{Catalog, MonthlyPlan};
use domain::license::LicenseKind;
use domain::price::{Per, Percent, PriceBook, TradeTerms};
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

/// A catalog whose editions cost 1.99 a month, and the first of them.
fn shop(plan: Option<MonthlyPlan>) -> Catalog {
    let mut catalog = catalog();
    catalog.products[0].kinds.push(LicenseKind::Monthly);
    catalog.products[0].monthly = plan;
    catalog.editions.iter_mut().for_each(|edition| edition.monthly_minor = Some(199));
    catalog
}

#[rstest]
#[case::t7(Some(plan()), 1, (1_000, Per::License, 1, 1_000))]
#[case::several(Some(plan()), 3, (1_000, Per::License, 3, 3_000))]
#[case::without_a_fee(Some(MonthlyPlan::default()), 2, (0, Per::License, 2, 0))]
#[case::settled_elsewhere(None, 1, (199, Per::Seat, 25, 4_478))]
fn an_order_of_a_plan_comes_to_its_opening(
    #[case] plan: Option<MonthlyPlan>,
    #[case] count: u32,
    #[case] expected: (i64, Per, i64, i64),
) {
    let catalog = shop(plan);
    // A tenth off, of which a fee knows nothing.
    let terms = TradeTerms { discount: Percent::whole(10), ..TradeTerms::default() };
    let book = PriceBook { terms: &terms, ..book(&catalog, day("2024-03-14")) };
    let line = book.line(&catalog.editions[0], 0, (25, count), Percent::ZERO).unwrap();
    assert_eq!((line.unit.minor, line.per, line.quantity, line.net.minor), expected);
    // The page tells the same while one types.
    let shop = book.shop();
    assert_eq!(shop.offers[0].line(&shop, 0, 25, count), Some(line));
    assert_eq!(shop.offers[0].line(&shop, 0, 0, count), None);
}

#[test]
fn t7_the_shop_says_what_comes_later() {
    let catalog = shop(Some(plan()));
    let terms = TradeTerms { discount: Percent::whole(10), ..TradeTerms::default() };
    let book = PriceBook { terms: &terms, ..book(&catalog, day("2024-03-14")) };
    let offer = book.plan(&catalog.editions[0]).unwrap();
    let amounts = [offer.activation, offer.unit, offer.floor].map(|money| money.minor);
    assert_eq!(amounts, [1_000, 179, 1_000]);
    let days = [offer.covered_until, offer.first, offer.due].map(|day| day.to_string());
    assert_eq!(days, ["2024-03-31", "2024-04-01", "2024-05-01"]);
}
