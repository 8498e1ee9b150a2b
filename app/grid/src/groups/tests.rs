use super::*;
use crate::column::Audience;
use crate::testing::{self, ENDS, NOTE, OWNER, PRODUCT, SEATS, SPEC, STATE};
use crate::url;
use proptest::prelude::*;
use rstest::rstest;

fn query(text: &str) -> Query {
    let (query, problems) = url::parse(&SPEC, text, Audience::Provider);
    assert_eq!(problems, []);
    query
}

fn after(text: &str, change: impl FnOnce(&mut Query) -> bool) -> (bool, String) {
    let mut query = query(text);
    let changed = change(&mut query);
    (changed, url::format(&SPEC, &query))
}

const OPEN: &str = "group=product,seats&open=1!1~5";

#[rstest]
#[case(STATE, 2, true, "group=product,seats,state&open=1!1~5")]
#[case(STATE, 9, true, "group=product,seats,state&open=1!1~5")]
#[case(STATE, 1, true, "group=product,state,seats&open=1")]
#[case(STATE, 0, true, "group=state,product,seats")]
#[case(PRODUCT, 2, true, "group=seats,product")]
#[case(PRODUCT, 1, false, OPEN)]
#[case(NOTE, 0, false, OPEN)]
fn adding_keeps_open_what_lies_above(
    #[case] column: ColumnId,
    #[case] level: usize,
    #[case] changed: bool,
    #[case] expected: &str,
) {
    assert_eq!(after(OPEN, |q| add(q, &SPEC, column, level)), (changed, expected.into()));
}

#[test]
fn levels_move_turn_and_go() {
    assert_eq!(after(OPEN, |q| move_to(q, 1, 0)), (true, "group=seats,product".into()));
    assert_eq!(after(OPEN, |q| remove(q, 1)), (true, "group=product&open=1".into()));
    assert_eq!(after(OPEN, |q| remove(q, 0)), (true, "group=seats".into()));
    assert_eq!(after(OPEN, |q| remove(q, 2)), (false, OPEN.into()));
    let turned = "group=product,-seats&open=1!1~5";
    assert_eq!(after(OPEN, |q| turn(q, 1)), (true, turned.into()));
    assert_eq!(after(turned, |q| turn(q, 1)), (true, OPEN.into()));
    assert_eq!(after(OPEN, clear), (true, String::new()));
    assert_eq!(after("", clear), (false, String::new()));
}

const DATES: &str = "group=ends.year,-ends:count,owner&open=2026!2026~2026-11!2026~2026-11~none";

#[rstest]
#[case(ENDS, 3, "group=-ends:count,owner,ends.year")]
#[case(ENDS, 2, "group=-ends:count,ends.year,owner")]
#[case(OWNER, 1, "group=ends.year,owner,-ends:count&open=2026")]
fn a_column_grouped_by_moves_in_whatever_bucket(
    #[case] column: ColumnId,
    #[case] gap: usize,
    #[case] expected: &str,
) {
    assert_eq!(after(DATES, |q| add(q, &SPEC, column, gap)), (true, expected.into()));
}

#[test]
fn a_column_is_grouped_by_once_more_in_another_bucket() {
    let add = |text, bucket, at| after(text, |q| add_level(q, &SPEC, Level::of(ENDS, bucket), at));
    let both = "group=ends.year,ends";
    assert_eq!(add("group=ends", Bucket::Year, 0), (true, both.into()));
    assert_eq!(add("group=ends.year&open=2026", Bucket::Month, 9), {
        (true, format!("{both}&open=2026"))
    });
    assert_eq!(add(both, Bucket::Month, 0), (true, "group=ends,ends.year".into()));
    assert_eq!(add(both, Bucket::Band, 0), (false, both.into()));
}

#[rstest]
#[case(0, Bucket::Quarter, true, "group=ends.quarter,-ends:count,owner")]
#[case(1, Bucket::Week, true, "group=ends.year,-ends.week:count,owner&open=2026")]
#[case(0, Bucket::Month, false, DATES)]
#[case(1, Bucket::Month, false, DATES)]
#[case(1, Bucket::Value, false, DATES)]
#[case(2, Bucket::Month, false, DATES)]
#[case(3, Bucket::Month, false, DATES)]
fn another_bucket_closes_its_level_and_deeper_ones(
    #[case] level: usize,
    #[case] bucket: Bucket,
    #[case] changed: bool,
    #[case] expected: &str,
) {
    let result = after(DATES, |q| set_bucket(q, &SPEC, level, bucket));
    assert_eq!(result, (changed, expected.into()));
}

#[test]
fn another_order_keeps_everything_open() {
    let order = |level, by, direction| after(DATES, |q| order_groups(q, level, by, direction));
    let by_seats = DATES.replace("ends.year", "-ends.year:seats");
    assert_eq!(order(0, Measure::Sum(0), Direction::Down), (true, by_seats));
    let by_value = DATES.replace("-ends:count", "ends");
    assert_eq!(order(1, Measure::Value, Direction::Up), (true, by_value));
    assert_eq!(order(1, Measure::Count, Direction::Down), (false, DATES.into()));
    assert_eq!(order(3, Measure::Count, Direction::Down), (false, DATES.into()));
}

#[rstest]
#[case("group=ends.year", 0, Some(Level::of(ENDS, Bucket::Month)))]
#[case("group=ends.year,ends", 0, None)]
#[case("group=ends.year,ends", 1, Some(Level::of(ENDS, Bucket::Day)))]
#[case("group=seats", 0, Some(Level::of(SEATS, Bucket::Value)))]
#[case("group=owner", 0, None)]
#[case("group=owner", 1, None)]
#[case("group=title,product,owner,seats.value,ends,state", 4, None)]
fn groups_are_divided_by_the_next_finer_bucket(
    #[case] text: &str,
    #[case] level: usize,
    #[case] expected: Option<Level>,
) {
    assert_eq!(finer(&query(text), level), expected);
}

#[test]
fn no_more_levels_than_allowed() {
    let full = "group=title,product,owner,seats,ends,state";
    assert_eq!(query(full).group.len(), MAX_LEVELS);
    let mut query = query(full);
    query.group[0].column = NOTE; // stands for any column, so that one is free
    assert!(!add(&mut query, &SPEC, testing::TITLE, 0));
}

#[test]
fn closing_a_group_remembers_what_was_open_below() {
    let mut query = query(OPEN);
    assert!(set_open(&mut query, &[Key::Int(1)], false));
    assert_eq!(query.open, [vec![Key::Int(1), Key::Int(5)]]);
    assert!(set_open(&mut query, &[Key::Int(1)], true));
    assert!(set_open(&mut query, &[Key::Int(1)], true));
    assert_eq!(query.open.len(), 2);
}

#[test]
fn opening_is_bounded() {
    let mut query = query("group=seats");
    for n in 0..MAX_OPEN as i64 {
        assert!(set_open(&mut query, &[Key::Int(n)], true));
    }
    assert!(!set_open(&mut query, &[Key::Int(-1)], true));
    assert_eq!(query.open.len(), MAX_OPEN);
}

#[rstest]
#[case("", OWNER, false, "sort=owner")]
#[case("sort=owner", OWNER, false, "sort=-owner")]
#[case("sort=-owner", OWNER, false, "")]
#[case("sort=owner,seats", OWNER, false, "sort=owner")]
#[case("", ENDS, false, "sort=-ends")]
#[case("sort=-ends", ENDS, false, "")]
#[case("sort=owner", ENDS, true, "sort=owner,ends")]
#[case("", OWNER, true, "sort=ends,owner")]
#[case("sort=owner", ENDS, false, "")]
#[case("sort=owner,ends", OWNER, true, "sort=-owner,ends")]
#[case("sort=-owner,ends", OWNER, true, "")]
fn headers_sort(
    #[case] text: &str,
    #[case] column: ColumnId,
    #[case] more: bool,
    #[case] expected: &str,
) {
    assert_eq!(after(text, |q| sort_by(q, &SPEC, column, more)), (true, expected.into()));
}

proptest! {
    #[test]
    fn every_operation_leaves_a_valid_query(
        mut query in testing::query(),
        steps in prop::collection::vec((0u8..7, 0usize..7, 0usize..7), 0..6),
    ) {
        for (what, a, b) in steps {
            match what {
                0 => { add(&mut query, &SPEC, ColumnId(a as u8), b); }
                1 => { move_to(&mut query, a, b); }
                2 => { remove(&mut query, a); }
                3 => { set_bucket(&mut query, &SPEC, a, Bucket::ALL[b]); }
                4 => { order_groups(&mut query, a, Measure::Count, Direction::Down); }
                5 => { finer(&query, a).map(|next| add_level(&mut query, &SPEC, next, b)); }
                _ => { turn(&mut query, a); }
            }
        }
        let text = url::format(&SPEC, &query);
        let (back, problems) = url::parse(&SPEC, &text, Audience::Provider);
        prop_assert_eq!(problems, []);
        prop_assert_eq!(back, query);
    }
}
