#![allow(clippy::unwrap_used)]
//! A tab that applies what it is told holds what is true, whatever happens and wherever it
//! has scrolled to.

use super::*;
use crate::live::view::tests::{row, somebody, today};
use app::live::wire::decode;
use domain::ids::{LicenseId, OrgId};
use domain::license::OrgRef;
use domain::people::OrgKind;
use domain::tenancy;
use grid::licenses::LICENSES;
use grid::state::State;
use mirror::Mirror;
use proptest::prelude::*;
use uuid::Uuid;

const STATES: [&str; 8] = [
    "tab=all",
    "tab=all&sort=-name",
    "tab=all&group=product",
    "tab=all&group=product,-customer:count",
    "tab=all&group=expires.year,-product:seats&sort=note",
    "group=-status&seats=2..",
    "tab=all&q=a&group=customer",
    "tab=all&sort=note,-key",
];

/// A tab as the browser's code keeps it.
#[derive(Default)]
struct Tab {
    lines: Vec<Arc<Line<LicenseRow>>>,
    start: u64,
    step: u32,
    numbers: (u64, Vec<i64>, u64, u64),
}

impl Tab {
    fn hear(&mut self, (_, step, told): Lines) {
        let mut told: Told<LicenseRow> = decode(&told).unwrap();
        assert!(step == 0 || step == self.step, "{step} follows {}", self.step);
        self.step = step + 1;
        let before = if step == 0 { &[][..] } else { &self.lines };
        self.lines = told.onto(before).unwrap();
        self.start = told.start;
        self.numbers = (told.rows, told.sums, told.groups, told.lines);
    }
}

fn license(n: u8, word: u8, product: u8, customer: u8, seats: u8, month: u8) -> LicenseRow {
    let mut license = row();
    license.id = LicenseId(Uuid::from_u128(u128::from(n) + 1));
    license.version = i32::from(word);
    license.name = ["Alpha", "beta", "Öl", "ol"][usize::from(word % 4)].to_owned();
    license.key = format!("K-{n}");
    license.note = (!word.is_multiple_of(3)).then(|| format!("note {}", word % 7));
    license.product.id = i32::from(product % 3);
    license.product.name = format!("Product {}", product % 3);
    let id = OrgId(Uuid::from_u128(100 + u128::from(customer % 4)));
    license.customer = Some(OrgRef { id, name: format!("Customer {}", customer % 4) });
    license.seats = (seats > 0).then(|| i32::from(seats % 9) + 1);
    license.expires = today().checked_add_months(chrono::Months::new(u32::from(month % 30)));
    license
}

/// Which license becomes what, or goes.
fn change() -> impl Strategy<Value = (u8, Option<LicenseRow>)> {
    (0u8..60, any::<[u8; 5]>(), 0u8..6).prop_map(
        |(n, [word, product, customer, seats, month], gone)| {
            (n, (gone > 0).then(|| license(n, word, product, customer, seats, month)))
        },
    )
}

fn ask(state: &str, turn: u32, start: u32, len: u32, anchor: Option<u32>) -> Ask {
    Ask { grid: "licenses".into(), state: state.into(), turn, start, len, anchor, near: Vec::new() }
}

/// The state with some of its groups open.
fn opened(held: &Mirrored<LicenseRow>, who: &Principal, state: &str, each: usize) -> String {
    let mut view = State::parse(&LICENSES, state, grid::column::Audience::Provider).0;
    for _ in 0..view.query.group.len() {
        let page = held.rows.page(&asked(who, view.effective()), Window { start: 0, len: 500 }, 0);
        for (at, line) in page.window.into_iter().enumerate() {
            if let Line::Group(group) = line
                && at % each == 0
                && !group.open
            {
                view.query.open.push(group.path);
            }
        }
    }
    view.format()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn what_is_told_adds_up_to_what_is_true(
        first in prop::collection::vec(change(), 0..80),
        changes in prop::collection::vec(prop::collection::vec(change(), 1..6), 1..12),
        state in prop::sample::select(&STATES[..]),
        each in 1usize..4,
        (start, len, anchor) in (0u32..30, 1u32..40, prop::option::of(0u32..40)),
        moves in prop::collection::vec(prop::option::of(0u32..50), 12),
    ) {
        let who = somebody(OrgKind::Distributor, tenancy::ROOT);
        let mut rows = Mirror::new(&LICENSES, today());
        rows.load(first.into_iter().filter_map(|(_, row)| Some((1, row?))));
        let mut held = Mirrored { pos: 1, rows };
        let state = opened(&held, &who, state, each);
        let anchor = anchor.map(|anchor| start + anchor);
        let (mut view, mut tab) = (GridView::new::<LicenseRow>(ask(&state, 1, start, len, anchor), &who), Tab::default());
        tab.hear(view.look(&held, &who).unwrap());
        for (turn, (batch, to)) in changes.into_iter().zip(moves).enumerate() {
            let kept = anchor.and_then(|anchor| {
                let at = u64::from(anchor).checked_sub(tab.start)?;
                tab.lines.get(at as usize).cloned()
            });
            for (n, after) in batch {
                let id = Uuid::from_u128(u128::from(n) + 1);
                held.rows.apply(id, after.as_ref().map(|row| (1, row)));
            }
            if let Some(start) = to {
                view.turn::<LicenseRow>(ask(&state, turn as u32 + 2, start, len, None), &who);
            }
            if let Some(lines) = view.look(&held, &who) {
                tab.hear(lines);
            }
            let window = Window { start: tab.start as u32, len };
            let page = held.rows.page(&view.asked, window, 0);
            let lines: Vec<_> = tab.lines.iter().map(|line| line.as_ref().clone()).collect();
            prop_assert_eq!(&lines, &page.window);
            prop_assert_eq!(&tab.numbers, &(page.rows, page.sums, page.groups, page.lines));
            // The anchored row keeps its place in the window as long as there is room.
            if to.is_none() && turn == 0
                && let (Some(Line::Row(row)), Some(anchor)) = (kept.as_deref(), anchor)
                && let Some(now) = lines.iter().position(|l| matches!(l, Line::Row(r) if r.id == row.id))
                && tab.start > 0
            {
                prop_assert_eq!(now as u32, anchor - start);
            }
        }
    }
}

#[test]
fn a_view_goes_on_from_another_mirror() {
    let who = somebody(OrgKind::Distributor, tenancy::ROOT);
    let filled = |rows: u8| {
        let mut held = Mirrored { pos: 1, rows: Mirror::new(&LICENSES, today()) };
        held.rows.load((0..rows).map(|n| (1, license(n, n, n, n, n, n))));
        held
    };
    let mut view = GridView::new::<LicenseRow>(ask("tab=all", 1, 0, 50, None), &who);
    let mut tab = Tab::default();
    tab.hear(view.look(&filled(5), &who).unwrap());
    assert!(view.look(&filled(7), &who).is_some(), "all of it, once more");
    tab.hear({
        view.lose();
        view.look(&filled(9), &who).unwrap()
    });
    assert_eq!(tab.lines.len(), 9);
}

#[test]
fn customers_are_not_told_the_partners_own_words() {
    let mut held = Mirrored { pos: 1, rows: Mirror::new(&LICENSES, today()) };
    held.rows.load([(5, row())]);
    let who = somebody(OrgKind::Customer, tenancy::Interval { lo: 5, hi: 5 });
    let mut tab = Tab::default();
    tab.hear(
        GridView::new::<LicenseRow>(ask("tab=all", 1, 0, 50, None), &who)
            .look(&held, &who)
            .unwrap(),
    );
    let Line::Row(row) = tab.lines[0].as_ref() else { panic!("a row") };
    assert_eq!((row.note.as_deref(), row.order_no.as_deref()), (None, None));
}

#[test]
fn a_new_list_begins_where_a_row_that_was_seen_stands() {
    let who = somebody(OrgKind::Distributor, tenancy::ROOT);
    let mut held = Mirrored { pos: 1, rows: Mirror::new(&LICENSES, today()) };
    held.rows.load((0..250).map(|n| (1, license(n, n, n, n, n, n))));
    let answered = |near: Vec<Uuid>| {
        let mut ask = ask("tab=all&sort=name", 1, 0, 120, None);
        ask.near = near;
        let mut view = GridView::new::<LicenseRow>(ask, &who);
        let mut tab = Tab::default();
        tab.hear(view.look(&held, &who).unwrap());
        tab
    };
    let ids = |tab: &Tab| -> Vec<Uuid> {
        let row = |line: &Arc<Line<LicenseRow>>| match line.as_ref() {
            Line::Row(row) => Some(row.id.0),
            Line::Group(_) => None,
        };
        tab.lines.iter().filter_map(row).collect()
    };
    let last = ids(&answered(vec![])).pop().unwrap();
    let tab = answered(vec![Uuid::nil(), last, Uuid::from_u128(1)]);
    assert_eq!(tab.start, 119 - u64::from(BEFORE_NEAR), "the first of them that there is");
    assert!(ids(&tab).contains(&last));
    assert_eq!(answered(vec![Uuid::nil()]).start, 0, "none of them");
    let many = std::iter::repeat_n(Uuid::nil(), MAX_NEAR).chain([last]).collect();
    assert_eq!(answered(many).start, 0, "so many are not looked for");
}
