use super::*;
use proptest::prelude::*;
use rstest::rstest;

fn small() -> Extent {
    Extent::new(1000, 32.0, 800.0)
}

/// 10 million rows: 320 million pixels.
fn large() -> Extent {
    Extent::new(10_000_000, 32.0, 800.0)
}

#[test]
fn a_short_list_scrolls_by_pixels() {
    let list = small();
    assert_eq!((list.height(), list.capped(), list.end()), (32_000.0, false, 31_200.0));
    let scroll = list.scrolled(Scroll::default(), 20_016.0);
    assert_eq!(scroll, Scroll { top: 20_016.0, at: 20_016.0 });
    assert_eq!(list.visible(scroll), 625..651);
    assert_eq!(list.rendered(scroll, 10), 615..661);
    assert_eq!(list.place(scroll, 625), 20_000.0);
}

#[test]
fn a_list_shorter_than_the_view_does_not_scroll() {
    let list = Extent::new(3, 32.0, 800.0);
    assert_eq!(list.scroll_to(500.0), Scroll::default());
    assert_eq!(list.rendered(Scroll::default(), 10), 0..3);
    assert_eq!(Extent::new(0, 32.0, 800.0).visible(Scroll::default()), 0..0);
}

#[test]
fn a_huge_list_is_capped_and_its_ends_are_reached() {
    let list = large();
    assert_eq!(list.height(), MAX_HEIGHT);
    let end = list.scrolled(Scroll::default(), list.height());
    assert_eq!(list.visible(end), 9_999_975..10_000_000);
    assert_eq!(list.place(end, 9_999_999), MAX_HEIGHT - 32.0);
    assert_eq!(list.scrolled(end, 0.0), Scroll::default());
}

#[test]
fn the_middle_of_the_bar_is_the_middle_of_the_list() {
    let list = large();
    let middle = list.scrolled(Scroll::default(), (MAX_HEIGHT - 800.0) / 2.0);
    assert!((middle.at - list.end() / 2.0).abs() < 1.0);
}

#[test]
fn the_wheel_moves_by_pixels_in_the_middle_and_the_bar_settles() {
    let list = large();
    let start = list.scroll_to(160_000_000.0);
    let mut scroll = start;
    for _ in 0..50 {
        scroll = list.scrolled(scroll, scroll.top + 100.0);
    }
    assert!((scroll.at - start.at - 5_000.0).abs() < 1e-3);
    let settled = list.settled(scroll);
    assert_eq!(settled.at, scroll.at);
    assert!(settled.top - start.top < 100.0);
    assert!(!list.drifted(settled));
    assert!(list.drifted(Scroll { top: settled.top + 300_000.0, ..settled }));
}

#[test]
fn the_top_is_reached_by_wheel_without_a_jump() {
    let list = large();
    let mut scroll = list.scroll_to(1_020_000.0);
    let mut steps = 0;
    while scroll.at > 0.0 {
        let next = list.scrolled(scroll, scroll.top - 120.0);
        assert!(scroll.at - next.at <= 120.0 + 1e-6, "jumped at {}", scroll.at);
        scroll = if steps % 50 == 0 { list.settled(next) } else { next };
        steps += 1;
        assert!(steps < 10_000, "never arrives");
    }
    assert_eq!(scroll, Scroll::default());
}

#[rstest]
#[case(10, 0.0, 320.0)]
#[case(10, 64.0, 256.0)]
#[case(600, 0.0, 18_432.0)]
#[case(510, 0.0, 16_000.0)]
fn revealing_moves_as_little_as_needed(#[case] line: u64, #[case] head: f64, #[case] at: f64) {
    let list = small();
    assert_eq!(list.reveal(list.scroll_to(16_000.0), line, head).at, at);
}

fn lists() -> impl Strategy<Value = Extent> {
    prop_oneof![0u64..2000, 200_000u64..20_000_000].prop_map(|n| Extent::new(n, 32.0, 777.0))
}

proptest! {
    #[test]
    fn bar_and_list_map_to_each_other_in_order(list in lists(), a in 0.0..1.0, b in 0.0..1.0) {
        let (a, b): (f64, f64) = (a * list.end(), b * list.end());
        prop_assert!((list.at(list.top(a)) - a).abs() < 1e-3);
        prop_assert_eq!(a <= b, list.top(a) <= list.top(b));
        prop_assert!(list.top(a) <= (list.height() - 777.0).max(0.0));
    }

    #[test]
    fn rendered_lines_cover_the_view(list in lists(), at in 0.0..1.0) {
        let scroll = list.scroll_to(at * list.end());
        let lines = list.visible(scroll);
        let rendered = list.rendered(scroll, 6);
        prop_assert!(rendered.end - rendered.start <= list.pool(6));
        if !lines.is_empty() {
            prop_assert!(list.place(scroll, lines.start) <= scroll.top + 1e-6);
            let bottom = (scroll.top + 777.0).min(list.place(scroll, lines.end));
            prop_assert!(bottom >= (scroll.top + 777.0).min(list.height()) - 1e-3);
        }
    }

    #[test]
    fn the_top_row_stays_when_lines_come_and_go_above(
        at in 0.1..0.9,
        lines in prop_oneof![1000u64..5000, 300_000u64..20_000_000],
        change in -50i64..50,
    ) {
        let old = Extent::new(lines, 32.0, 777.0);
        let scroll = old.scroll_to(at * old.end());
        let first = old.visible(scroll).start;
        let below = old.below(scroll, first);
        let new = Extent::new(lines.saturating_add_signed(change), 32.0, 777.0);
        let line = first.saturating_add_signed(change);
        let held = new.hold(line, below);
        prop_assert!((new.place(held, line) - held.top - below).abs() < 1e-3);
    }
}
