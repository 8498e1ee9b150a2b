use super::*;
use crate::column::Direction;
use crate::level::{Bucket, Measure};
use crate::testing::{OWNER, PRODUCT, SPEC, today};
use proptest::prelude::*;
use rstest::rstest;
use uuid::Uuid;

fn product(id: i64) -> Vec<Key> {
    vec![Key::Int(id)]
}

fn owner(product: i64, id: u128) -> Vec<Key> {
    vec![Key::Int(product), Key::Id(Uuid::from_u128(id))]
}

fn counted(path: Vec<Key>, label: &str, count: u64) -> Counted {
    Counted { path, label: label.into(), count, sums: vec![10 * count as i64] }
}

fn query(open: &[Vec<Key>]) -> Query {
    Query {
        group: vec![
            Level::of(PRODUCT, Bucket::Value),
            Level { direction: Direction::Down, ..Level::of(OWNER, Bucket::Value) },
        ],
        open: open.to_vec(),
        ..Query::default()
    }
}

/// Products "a" (2 rows) and "B" (5 rows) and "c" (1 row); owners of B: none 1, x 3, y 1.
fn tree(open: &[Vec<Key>]) -> Tree {
    let groups = vec![
        counted(product(1), "c", 1),
        counted(product(2), "B", 5),
        counted(product(3), "a", 2),
        counted(vec![Key::Int(2), Key::None], "", 1),
        counted(owner(2, 1), "x", 3),
        counted(owner(2, 2), "y", 1),
    ];
    Tree::grouped(&SPEC, &query(open), groups)
}

/// Segments as short text: group label with position, or rows with offset and length.
fn shown(tree: &Tree, start: u32, len: u32) -> Vec<String> {
    let line = |segment| match segment {
        Segment::Group(g) => format!("{}:{}/{}", g.label, g.position, g.siblings),
        Segment::Rows { path, offset, len } => format!("{}+{offset}x{len}", path.len()),
    };
    tree.segments(Window { start, len }).into_iter().map(line).collect()
}

#[test]
fn closed_groups_are_one_line_each() {
    let tree = tree(&[]);
    assert_eq!(shown(&tree, 0, 50), ["a:1/3", "B:2/3", "c:3/3"]);
    let page = tree.page::<()>(7, today(), Window { start: 0, len: 0 }, Vec::new());
    assert_eq!((page.rows, page.groups, page.lines, page.sums), (8, 3, 3, vec![80]));
}

#[test]
fn levels_keep_their_own_direction_and_none_is_last() {
    let tree = tree(&[product(2), owner(2, 1)]);
    let all = ["a:1/3", "B:2/3", "y:1/3", "x:2/3", "2+0x3", ":3/3", "c:3/3"];
    assert_eq!(shown(&tree, 0, 50), all);
    assert_eq!(tree.lines(), 9);
}

#[rstest]
#[case(Measure::Count, Direction::Up, &["x:1/3", "y:2/3", ":3/3"])]
#[case(Measure::Count, Direction::Down, &[":1/3", "x:2/3", "y:3/3"])]
#[case(Measure::Sum(0), Direction::Up, &["y:1/3", "x:2/3", ":3/3"])]
#[case(Measure::Sum(0), Direction::Down, &[":1/3", "x:2/3", "y:3/3"])]
fn siblings_stand_by_their_measure(
    #[case] by: Measure,
    #[case] direction: Direction,
    #[case] expected: &[&str],
) {
    let mut query = query(&[product(2)]);
    query.group[1] = Level { by, direction, ..query.group[1] };
    let child =
        |path, label, count, sum| Counted { sums: vec![sum], ..counted(path, label, count) };
    let groups = vec![
        counted(product(2), "B", 9),
        child(vec![Key::Int(2), Key::None], "", 5, 9),
        child(owner(2, 1), "x", 2, 7),
        child(owner(2, 2), "y", 2, 5),
    ];
    let tree = Tree::grouped(&SPEC, &query, groups);
    assert_eq!(shown(&tree, 1, 50), expected);
}

#[rstest]
#[case(3, 2, &["x:2/3", "2+0x1"])]
#[case(5, 1, &["2+1x1"])]
#[case(5, 3, &["2+1x2", ":3/3"])]
#[case(8, 9, &["c:3/3"])]
#[case(9, 5, &[])]
#[case(0, 0, &[])]
fn windows_cut_groups_and_rows(#[case] start: u32, #[case] len: u32, #[case] lines: &[&str]) {
    assert_eq!(shown(&tree(&[product(2), owner(2, 1)]), start, len), lines);
}

#[rstest]
#[case(0, &[])]
#[case(1, &[])]
#[case(2, &[1])]
#[case(3, &[1])]
#[case(4, &[1, 3])]
#[case(6, &[1, 3])]
#[case(7, &[1])]
#[case(8, &[])]
#[case(9, &[])]
fn a_line_knows_the_groups_around_it(#[case] line: u64, #[case] above: &[u64]) {
    let around = tree(&[product(2), owner(2, 1)]).above(line);
    let lines: Vec<u64> = around.iter().map(|around| around.line).collect();
    assert_eq!(lines, above);
    for (around, level) in around.iter().zip(1..) {
        assert!(around.group.open && around.group.path.len() == level);
    }
    assert_eq!(Tree::flat(10, vec![1]).above(line), []);
}

#[test]
fn an_open_group_below_a_closed_one_shows_nothing() {
    assert_eq!(shown(&tree(&[owner(2, 1)]), 0, 50), ["a:1/3", "B:2/3", "c:3/3"]);
    assert_eq!(open_at(&query(&[owner(2, 1)]), 2), Vec::<&[Key]>::new());
    let both = query(&[owner(2, 1), product(2)]);
    assert_eq!(open_at(&both, 0), [&[] as &[Key]]);
    assert_eq!(open_at(&both, 1), [product(2)]);
    assert_eq!(open_at(&both, 2), [owner(2, 1)]);
}

#[test]
fn a_flat_list_is_one_run_of_at_most_a_window() {
    let tree = Tree::flat(1000, vec![1]);
    assert_eq!(shown(&tree, 10, 20), ["0+10x20"]);
    assert_eq!(shown(&tree, 10, u32::MAX), ["0+10x500"]);
    assert_eq!(shown(&tree, 990, 20), ["0+990x10"]);
    assert_eq!(shown(&Tree::flat(0, vec![]), 0, 20), Vec::<String>::new());
}

#[test]
fn group_rows_are_found_by_path() {
    let tree = tree(&[product(2), owner(2, 1)]);
    assert_eq!(tree.line_of(&product(1)), Some(8));
    assert_eq!(tree.line_of(&owner(2, 1)), Some(3));
    assert_eq!(tree.line_of(&owner(3, 1)), None);
}

proptest! {
    #[test]
    fn windows_put_together_are_the_whole_list(cut in 0u32..12, opened in 0usize..5) {
        let open = [product(2), owner(2, 1), product(3), owner(2, 2), vec![Key::Int(2), Key::None]];
        let tree = tree(&open[..opened]);
        let lines = |segments: Vec<Segment>| -> Vec<(Option<Group>, Vec<Key>, u64)> {
            segments.into_iter().flat_map(|segment| match segment {
                Segment::Group(group) => vec![(Some(group), vec![], 0)],
                Segment::Rows { path, offset, len } =>
                    (offset..offset + len).map(|at| (None, path.clone(), at)).collect(),
            }).collect()
        };
        let mut parts = lines(tree.segments(Window { start: 0, len: cut }));
        parts.extend(lines(tree.segments(Window { start: cut, len: 100 })));
        prop_assert_eq!(parts.len() as u64, tree.lines());
        prop_assert_eq!(parts, lines(tree.segments(Window { start: 0, len: 200 })));
    }
}
