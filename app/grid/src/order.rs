//! The order of cells and groups. SQL must give the same.

use crate::column::{Cell, ColumnType, Direction, Key};
use chrono::Datelike;
use domain::text::fold;
use std::cmp::Ordering;

/// Compares two cells of a column as a sort of rows does: text by its folded form alone,
/// things by folded name, then id; cells without a value last in both directions.
#[must_use]
pub fn compare_cells(kind: ColumnType, a: &Cell, b: &Cell, direction: Direction) -> Ordering {
    none_last(&a.key, &b.key).unwrap_or_else(|| {
        let up = match kind {
            ColumnType::Text => fold(&a.label).cmp(&fold(&b.label)),
            ColumnType::Ref => fold(&a.label).cmp(&fold(&b.label)).then_with(|| a.key.cmp(&b.key)),
            _ => a.key.cmp(&b.key),
        };
        directed(up, direction)
    })
}

/// What a group's place among its siblings follows from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GroupOrder {
    key: Key,
    fold: String,
}

impl GroupOrder {
    /// Of a group with this key and label.
    #[must_use]
    pub fn new(key: &Key, label: &str) -> Self {
        Self { key: key.clone(), fold: fold(label) }
    }

    /// Groups stand by folded label, then key; the one without a value last.
    #[must_use]
    pub fn compare(&self, other: &Self, direction: Direction) -> Ordering {
        none_last(&self.key, &other.key).unwrap_or_else(|| {
            let up = self.fold.cmp(&other.fold).then_with(|| self.key.cmp(&other.key));
            directed(up, direction)
        })
    }
}

/// The key of the group that a cell's key belongs to: of a day its month, else itself.
#[must_use]
pub fn group_key(kind: ColumnType, key: Key) -> Key {
    match (kind, &key) {
        (ColumnType::Date, Key::Day(day)) => day.with_day(1).map_or(key, Key::Day),
        _ => key,
    }
}

fn none_last(a: &Key, b: &Key) -> Option<Ordering> {
    match (a, b) {
        (Key::None, Key::None) => Some(Ordering::Equal),
        (Key::None, _) => Some(Ordering::Greater),
        (_, Key::None) => Some(Ordering::Less),
        _ => None,
    }
}

fn directed(up: Ordering, direction: Direction) -> Ordering {
    match direction {
        Direction::Up => up,
        Direction::Down => up.reverse(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn cell(key: Key, label: &str) -> Cell {
        Cell { key, label: label.to_owned() }
    }

    #[rstest]
    #[case(ColumnType::Text, cell(Key::Text("Öl".into()), "Öl"), cell(Key::Text("ol".into()), "ol"), Ordering::Equal)]
    #[case(ColumnType::Ref, cell(Key::Int(1), "Öl"), cell(Key::Int(2), "ol"), Ordering::Less)]
    #[case(ColumnType::Ref, cell(Key::Int(9), "Alpha"), cell(Key::Int(2), "beta"), Ordering::Less)]
    #[case(ColumnType::Number, cell(Key::Int(10), ""), cell(Key::Int(9), ""), Ordering::Greater)]
    fn cells_compare_by_type(
        #[case] kind: ColumnType,
        #[case] a: Cell,
        #[case] b: Cell,
        #[case] up: Ordering,
    ) {
        assert_eq!(compare_cells(kind, &a, &b, Direction::Up), up);
        assert_eq!(compare_cells(kind, &a, &b, Direction::Down), up.reverse());
    }

    #[test]
    fn no_value_is_last_in_both_directions() {
        let (none, some) = (cell(Key::None, ""), cell(Key::Int(1), ""));
        for direction in [Direction::Up, Direction::Down] {
            assert_eq!(
                compare_cells(ColumnType::Number, &none, &some, direction),
                Ordering::Greater
            );
            let (a, b) = (GroupOrder::new(&Key::None, ""), GroupOrder::new(&Key::Int(1), "z"));
            assert_eq!(b.compare(&a, direction), Ordering::Less);
        }
    }

    #[test]
    fn texts_that_differ_in_case_are_two_groups_in_a_fixed_order() {
        let order = |text: &str| GroupOrder::new(&Key::Text(text.into()), text);
        assert_eq!(order("ABC").compare(&order("abc"), Direction::Up), Ordering::Less);
        assert_eq!(order("ABC").compare(&order("abc"), Direction::Down), Ordering::Greater);
    }
}
