use super::*;
use crate::testing::{self, SPEC, Thing, day, today};
use crate::url;
use proptest::prelude::*;
use rstest::rstest;

fn thing(id: u128, title: &str, product: u8, seats: Option<i64>, ends: Option<u64>) -> Thing {
    Thing { id, title: title.into(), product, owner: None, seats, ends: ends.map(day), note: None }
}

/// Day 60 is today, 22 November 2026; products 0 "Öl", 2 "Zebra", 3 "abc".
fn rows() -> Vec<Thing> {
    vec![
        thing(1, "Beta", 2, Some(5), Some(59)),
        thing(2, "alpha", 2, None, Some(60)),
        thing(3, "Ähre", 3, Some(1), Some(90)),
        thing(4, "beta", 0, Some(5), None),
    ]
}

fn page(text: &str) -> Page<Thing> {
    let (query, problems) = url::parse(&SPEC, text, Audience::Provider);
    assert_eq!(problems, []);
    View::new(&SPEC, &query, Audience::Provider, today())
        .page(&rows(), Window { start: 0, len: 100 })
}

/// Rows by id, groups by label and count.
fn lines(page: &Page<Thing>) -> Vec<String> {
    let line = |line: &Line<Thing>| match line {
        Line::Group(group) => format!("{} {}", group.label, group.count),
        Line::Row(row) => row.id.to_string(),
    };
    page.window.iter().map(line).collect()
}

#[rstest]
#[case("", &["1", "2", "3", "4"])]
#[case("sort=-ends", &["3", "2", "1", "4"])]
#[case("sort=title", &["3", "2", "1", "4"])]
#[case("sort=-title", &["1", "4", "2", "3"])]
#[case("sort=-seats,title", &["1", "4", "3", "2"])]
#[case("sort=product", &["3", "4", "1", "2"])]
#[case("ends=past", &["1"])]
#[case("ends=next-30", &["2", "3"])]
#[case("ends=2026-11-22..", &["2", "3"])]
#[case("ends=none", &["4"])]
#[case("seats=2..5", &["1", "4"])]
#[case("seats=1,none", &["2", "3"])]
#[case("title=b*a", &["1", "4"])]
#[case("title==beta", &["4"])]
#[case("state=over,endless", &["1", "4"])]
#[case("q=ahre", &["3"])]
#[case("title=a&product=2", &["1", "2"])]
#[case("note=a", &[])]
#[case("note=*", &[])]
#[case("note==none", &["1", "2", "3", "4"])]
#[case("title=*", &["1", "2", "3", "4"])]
#[case("ends=this-quarter", &["1", "2", "3"])]
#[case("group=product", &["abc 1", "Öl 1", "Zebra 2"])]
#[case("group=-product&open=2", &["Zebra 2", "1", "2", "Öl 1", "abc 1"])]
#[case("group=ends&open=2026-11", &[" 2", "1", "2", " 1", " 1"])]
#[case("group=seats&ends=past", &[" 1"])]
#[case("group=product:count", &["abc 1", "Öl 1", "Zebra 2"])]
#[case("group=-product:count", &["Zebra 2", "abc 1", "Öl 1"])]
#[case("group=-product:seats", &["Öl 1", "Zebra 2", "abc 1"])]
#[case("group=-ends:seats&open=none", &[" 2", " 1", "4", " 1"])]
#[case("group=ends.year,ends&open=2026", &[" 3", " 2", " 1", " 1"])]
#[case("group=ends.week&open=2026-w47", &[" 2", "1", "2", " 1", " 1"])]
#[case("group=seats&open=2", &[" 1", "3", " 2", " 1"])]
#[case("group=seats.value&open=5", &[" 1", " 2", "1", "4", " 1"])]
fn queries_over_four_rows(#[case] text: &str, #[case] expected: &[&str]) {
    assert_eq!(lines(&page(text)), expected);
}

#[test]
fn totals_count_every_matching_row() {
    let page = page("group=product&open=2&seats=5,1");
    assert_eq!((page.rows, page.groups, page.lines), (3, 3, 4));
    assert_eq!(page.sums, [11]);
    assert_eq!(page.today, today());
}

#[test]
fn customers_do_not_search_internal_columns() {
    let mut row = thing(1, "a", 0, None, None);
    row.note = Some("secret".into());
    let query = Query { search: "secret".into(), ..Query::default() };
    let found = |audience| View::new(&SPEC, &query, audience, today()).matches(&row);
    assert!(found(Audience::Provider) && !found(Audience::Customer));
}

proptest! {
    #[test]
    fn groups_tell_the_truth(rows in testing::things(25), mut query in testing::query()) {
        // With every group open the list holds each matching row once, under its group.
        let flat = Query { group: Vec::new(), open: Vec::new(), ..query.clone() };
        let all = Window { start: 0, len: 500 };
        let flat = View::new(&SPEC, &flat, Audience::Provider, today()).page(&rows, all);
        let view = View::new(&SPEC, &query, Audience::Provider, today());
        let mut open: Vec<Vec<Key>> = Vec::new();
        for row in &rows {
            let path = view.group_path(row);
            open.extend((1..=path.len()).map(|depth| path[..depth].to_vec()));
        }
        query.open = open;
        let view = View::new(&SPEC, &query, Audience::Provider, today());
        let page = view.page(&rows, all);
        prop_assert_eq!((page.rows, &page.sums), (flat.rows, &flat.sums));
        prop_assert_eq!(page.lines, page.window.len() as u64);
        let mut path: Vec<Key> = Vec::new();
        let mut previous: Option<&Thing> = None;
        let mut left = 0;
        for line in &page.window {
            match line {
                Line::Group(group) => {
                    prop_assert_eq!(left, 0);
                    prop_assert!((1..=group.siblings).contains(&group.position));
                    path = group.path.clone();
                    left = if path.len() == query.group.len() { group.count } else { 0 };
                    previous = None;
                }
                Line::Row(row) => {
                    prop_assert_eq!(&view.group_path(row), &path);
                    prop_assert!(previous.is_none_or(|p| view.compare(p, row).is_lt()));
                    previous = Some(row);
                    left = left.saturating_sub(1);
                }
            }
        }
        let shown = page.window.iter().filter(|line| matches!(line, Line::Row(_))).count();
        prop_assert_eq!(shown as u64, page.rows);
    }

    #[test]
    fn a_window_is_a_part_of_the_whole(
        rows in testing::things(25),
        query in testing::query(),
        window in testing::window(),
    ) {
        let view = View::new(&SPEC, &query, Audience::Provider, today());
        let whole = view.page(&rows, Window { start: 0, len: 500 });
        let part = view.page(&rows, window);
        let start = whole.window.len().min(window.start as usize);
        let end = whole.window.len().min((window.start + window.len) as usize);
        prop_assert_eq!(&part.window, &whole.window[start..end]);
        prop_assert_eq!(part.lines, whole.lines);
    }
}
