//! What a person does to grouping, open groups and sort.

use crate::column::{ColumnId, Direction, GridSpec, Key};
use crate::query::{MAX_LEVELS, MAX_OPEN, MAX_SORTS, Query};

/// Groups by a column at a level, 0 outermost; one that is grouped by already moves there.
/// False when the column cannot be grouped by or there are [`MAX_LEVELS`] already.
pub fn add(query: &mut Query, spec: &GridSpec, column: ColumnId, level: usize) -> bool {
    if let Some(from) = query.group.iter().position(|(id, _)| *id == column) {
        // The gap is counted with the pill still in its place.
        return move_to(query, from, if level > from { level - 1 } else { level });
    }
    if !spec.column(column).groupable || query.group.len() == MAX_LEVELS {
        return false;
    }
    let level = level.min(query.group.len());
    keep_open_above(query, level);
    query.group.insert(level, (column, Direction::Up));
    true
}

/// Moves a level so that it ends up at `to`. False when nothing moves.
pub fn move_to(query: &mut Query, from: usize, to: usize) -> bool {
    let to = to.min(query.group.len().saturating_sub(1));
    if from >= query.group.len() || from == to {
        return false;
    }
    keep_open_above(query, from.min(to));
    let level = query.group.remove(from);
    query.group.insert(to, level);
    true
}

/// Stops grouping by a level. False when there is none.
pub fn remove(query: &mut Query, level: usize) -> bool {
    if level >= query.group.len() {
        return false;
    }
    keep_open_above(query, level);
    query.group.remove(level);
    true
}

/// Stops grouping by a column. False when it was not grouped by.
pub fn remove_column(query: &mut Query, column: ColumnId) -> bool {
    let level = query.group.iter().position(|(id, _)| *id == column);
    level.is_some_and(|level| remove(query, level))
}

/// Stops grouping. False when nothing was grouped.
pub fn clear(query: &mut Query) -> bool {
    query.open.clear();
    let grouped = !query.group.is_empty();
    query.group.clear();
    grouped
}

/// Turns the order of a level's groups. False when there is no such level.
pub fn turn(query: &mut Query, level: usize) -> bool {
    query.group.get_mut(level).is_some_and(|(_, direction)| {
        *direction = opposite(*direction);
        true
    })
}

/// Opens or closes a group; what is open below it stays so and comes back with it. False
/// when [`MAX_OPEN`] groups are open.
pub fn set_open(query: &mut Query, path: &[Key], open: bool) -> bool {
    let at = query.open.iter().position(|known| known == path);
    match (at, open) {
        (Some(at), false) => {
            query.open.remove(at);
            true
        }
        (None, true) if query.open.len() < MAX_OPEN => {
            query.open.push(path.to_vec());
            true
        }
        (None, true) => false,
        _ => true,
    }
}

/// Sorts by a column as a click on its header does: up, then down, then not. With `more`
/// (Shift) the other sort columns stay, and a new one comes last.
pub fn sort_by(query: &mut Query, spec: &GridSpec, column: ColumnId, more: bool) -> bool {
    if !spec.column(column).sortable {
        return false;
    }
    let mut sort = query.sort_or_default(spec).to_vec();
    let at = sort.iter().position(|(id, _)| *id == column);
    if !more {
        let turned = match at.map(|at| sort[at].1) {
            Some(Direction::Up) if sort.len() == 1 => Some(Direction::Down),
            Some(Direction::Down) if sort.len() == 1 => None,
            _ => Some(Direction::Up),
        };
        return set_sort(query, spec, turned.map(|turned| (column, turned)).into_iter().collect());
    }
    match at.map(|at| (at, sort[at].1)) {
        Some((at, Direction::Up)) => sort[at].1 = Direction::Down,
        Some((at, Direction::Down)) => {
            sort.remove(at);
        }
        None if sort.len() < MAX_SORTS => sort.push((column, Direction::Up)),
        None => return false,
    }
    set_sort(query, spec, sort)
}

/// Sorts by exactly these columns; the declaration's own sort is not written down. False when
/// that is the sort already.
pub fn set_sort(query: &mut Query, spec: &GridSpec, sort: Vec<(ColumnId, Direction)>) -> bool {
    let sort = if sort == spec.default_sort { Vec::new() } else { sort };
    let changed = query.sort != sort;
    query.sort = sort;
    changed
}

fn opposite(direction: Direction) -> Direction {
    match direction {
        Direction::Up => Direction::Down,
        Direction::Down => Direction::Up,
    }
}

/// Keeps open groups whose path lies in the levels above `level`, which is about to change.
fn keep_open_above(query: &mut Query, level: usize) {
    query.open.retain(|path| path.len() <= level);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::column::Audience;
    use crate::testing::{self, ENDS, NOTE, OWNER, PRODUCT, SPEC, STATE};
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

    #[test]
    fn no_more_levels_than_allowed() {
        let full = "group=title,product,owner,seats,ends,state";
        assert_eq!(query(full).group.len(), MAX_LEVELS);
        let mut query = query(full);
        query.group[0].0 = NOTE; // stands for any column, so that one is free
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
            steps in prop::collection::vec((0u8..4, 0usize..7, 0usize..7), 0..6),
        ) {
            for (what, a, b) in steps {
                match what {
                    0 => { add(&mut query, &SPEC, ColumnId(a as u8), b); }
                    1 => { move_to(&mut query, a, b); }
                    2 => { remove(&mut query, a); }
                    _ => { turn(&mut query, a); }
                }
            }
            let text = url::format(&SPEC, &query);
            let (back, problems) = url::parse(&SPEC, &text, Audience::Provider);
            prop_assert_eq!(problems, []);
            prop_assert_eq!(back, query);
        }
    }
}
