//! The mirror answers what the rows themselves answer, after every change.
#![allow(missing_docs, clippy::unwrap_used)]

use grid::column::{Audience, Row};
use grid::eval::View;
use grid::query::{Query, Window};
use grid::testing::{self, SPEC, Thing};
use mirror::{Asked, Mirror};
use proptest::prelude::*;

const ALL: Window = Window { start: 0, len: 500 };

/// A change of one row: which, and what it becomes (nothing: it goes).
type Change = (prop::sample::Index, Option<Thing>);

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let after = prop_oneof![1 => Just(None), 5 => testing::thing(0).prop_map(Some)];
    prop::collection::vec((any::<prop::sample::Index>(), after), 0..25)
}

fn asked(query: Query, audience: Audience, scope: (i64, i64)) -> Asked {
    Asked { scope, audience, query }
}

/// The tenant key of a row: it follows from its owner, so that rows move between scopes.
fn tkey(row: &Thing) -> i64 {
    i64::from(row.owner.unwrap_or(9))
}

fn check(
    mirror: &Mirror<Thing>,
    rows: &[Thing],
    asked: &Asked,
    window: Window,
) -> Result<(), TestCaseError> {
    let (lo, hi) = asked.scope;
    let seen: Vec<Thing> =
        rows.iter().filter(|row| (lo..=hi).contains(&tkey(row))).cloned().collect();
    let view = View::new(&SPEC, &asked.query, asked.audience, testing::today());
    prop_assert_eq!(mirror.page(asked, window, 0), view.page(&seen, window));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]
    #[test]
    fn views_stay_exact_while_rows_change(
        rows in testing::things(40),
        queries in prop::collection::vec((testing::query(), any::<bool>(), 0i64..9), 1..4),
        changes in changes(),
        window in testing::window(),
        each in any::<bool>(),
    ) {
        let mut rows = rows;
        let mut mirror = Mirror::new(&SPEC, testing::today());
        mirror.load(rows.iter().map(|row| (tkey(row), row.clone())));
        let views: Vec<Asked> = queries
            .into_iter()
            .map(|(query, all, lo)| {
                let audience = if all { Audience::Provider } else { Audience::Customer };
                asked(query, audience, if all { (0, 9) } else { (lo, 9) })
            })
            .collect();
        let held: Vec<_> = views.iter().filter_map(|view| mirror.watch(view)).collect();
        for view in &views {
            check(&mirror, &rows, view, window)?;
        }
        for (at, after) in changes {
            // Some ids are new, most are known.
            let id = at.index(rows.len() + 3) as u128 * 31;
            let id = rows.get(at.index(rows.len() + 3)).map_or(2000 + id, |row| row.id);
            rows.retain(|row| row.id != id);
            let after = after.map(|row| Thing { id, ..row });
            rows.extend(after.clone());
            mirror.apply(uuid::Uuid::from_u128(id), after.as_ref().map(|row| (tkey(row), row)));
            if each {
                for view in &views {
                    check(&mirror, &rows, view, window)?;
                }
            }
        }
        for view in &views {
            check(&mirror, &rows, view, ALL)?;
            check(&mirror, &rows, view, window)?;
        }
        drop(held);
    }

    #[test]
    fn every_line_knows_where_it_is(rows in testing::things(40), query in testing::query()) {
        let mut mirror = Mirror::new(&SPEC, testing::today());
        mirror.load(rows.iter().map(|row| (tkey(row), row.clone())));
        let asked = asked(query, Audience::Provider, (0, 9));
        let view = mirror.watch(&asked).unwrap();
        let answer = mirror.answer(&view, &asked.query.open, ALL);
        for (at, shown) in answer.window.iter().enumerate() {
            prop_assert_eq!(mirror.line_of(&view, &asked.query.open, shown), Some(at as u64));
        }
        let ids = mirror.ids(&asked).len() as u64;
        prop_assert_eq!(ids, answer.rows);
    }
}

#[test]
fn a_new_day_changes_what_follows_from_it() {
    let rows: Vec<Thing> = (1..30).map(|n| testing::sample(n, 40 + n as u64)).collect();
    let mut mirror = Mirror::new(&SPEC, testing::today());
    mirror.load(rows.iter().map(|row| (1, row.clone())));
    let (query, _) = grid::url::parse(&SPEC, "group=state&state=over", Audience::Provider);
    let asked = asked(query, Audience::Provider, (0, 9));
    for days in 0..30 {
        let today = testing::today() + chrono::Days::new(days);
        mirror.turn(today);
        let view = View::new(&SPEC, &asked.query, Audience::Provider, today);
        assert_eq!(mirror.page(&asked, ALL, 0), view.page(&rows, ALL));
    }
}

#[test]
fn rows_of_a_part_of_the_tree_are_replaced() {
    let rows: Vec<Thing> = (1..30).map(|n| testing::sample(n, 40)).collect();
    let mut mirror = Mirror::new(&SPEC, testing::today());
    mirror.load(rows.iter().map(|row| ((row.id % 3) as i64, row.clone())));
    mirror.clear((1, 1));
    assert_eq!(mirror.rows(), rows.iter().filter(|row| row.id % 3 != 1).count());
    mirror.load(rows.iter().filter(|row| row.id % 3 == 1).map(|row| (1, row.clone())));
    let asked = asked(Query::default(), Audience::Provider, (0, 9));
    let page = mirror.page(&asked, ALL, 0);
    let ids: Vec<_> = page
        .window
        .iter()
        .filter_map(|line| match line {
            grid::page::Line::Row(row) => Some(row.id()),
            grid::page::Line::Group(_) => None,
        })
        .collect();
    assert!(ids.is_sorted() && ids.len() == rows.len());
}
