//! The order of cells and groups. SQL must give the same.

use crate::column::{Cell, Column, ColumnType, Direction, Key};
use crate::level::{Bucket, Measure, band, span};
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
            // The label is a moment's time of day.
            _ => a.key.cmp(&b.key).then_with(|| a.label.cmp(&b.label)),
        };
        directed(up, direction)
    })
}

/// What a group's place among its siblings follows from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GroupOrder {
    key: Key,
    fold: String,
    number: Option<i64>,
}

impl GroupOrder {
    /// Of a group with this key and label, by its value.
    #[must_use]
    pub fn new(key: &Key, label: &str) -> Self {
        Self { key: key.clone(), fold: fold(label), number: None }
    }

    /// The same by a measure of a group with this count and these sums.
    #[must_use]
    pub fn measured(self, by: Measure, count: u64, sums: &[i64]) -> Self {
        Self { number: by.number(count, sums), ..self }
    }

    /// By value, groups stand by folded label, then key, and the one without a value is last
    /// in both directions. By a measure each stands where its number puts it, and groups of
    /// one number by value upwards.
    #[must_use]
    pub fn compare(&self, other: &Self, direction: Direction) -> Ordering {
        match (self.number, other.number) {
            (Some(a), Some(b)) => directed(a.cmp(&b), direction)
                .then_with(|| self.compare_values(other, Direction::Up)),
            _ => self.compare_values(other, direction),
        }
    }

    fn compare_values(&self, other: &Self, direction: Direction) -> Ordering {
        none_last(&self.key, &other.key).unwrap_or_else(|| {
            let up = self.fold.cmp(&other.fold).then_with(|| self.key.cmp(&other.key));
            directed(up, direction)
        })
    }
}

/// The key of the group that a cell's key belongs to: of a day the first day of its bucket,
/// of a number the lower bound of its band, else itself.
#[must_use]
pub fn group_key(column: &Column, bucket: Bucket, key: Key) -> Key {
    match key {
        Key::Day(day) => Key::Day(span(bucket, day).0),
        Key::Int(number) if bucket == Bucket::Band => {
            Key::Int(band(column.bands, number).unwrap_or(number))
        }
        other => other,
    }
}

/// The key and label of the group that a cell belongs to.
#[must_use]
pub fn group_cell(column: &Column, bucket: Bucket, Cell { key, label }: Cell) -> Cell {
    let label = if column.kind == ColumnType::Date { String::new() } else { label };
    Cell { key: group_key(column, bucket, key), label }
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
    use crate::column::ColumnId;
    use crate::testing::{ENDS, SEATS, SPEC, day};
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
    fn moments_compare_by_their_time_and_group_by_their_day() {
        let at = |text: &str| Cell::moment(text.parse().expect("a moment"));
        let (a, b) = (at("2026-11-22T09:59:59Z"), at("2026-11-22T10:00:00.5Z"));
        assert_eq!(compare_cells(ColumnType::Date, &a, &b, Direction::Up), Ordering::Less);
        assert_eq!(compare_cells(ColumnType::Date, &a, &b, Direction::Down), Ordering::Greater);
        let group = |cell| group_cell(SPEC.column(ENDS), Bucket::Day, cell);
        assert_eq!(group(a), group(b));
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
    fn a_measure_places_every_group_and_ties_stand_by_value() {
        let order = |key: Key, label: &str, count| {
            GroupOrder::new(&key, label).measured(Measure::Count, count, &[])
        };
        let groups = [
            order(Key::Int(1), "b", 2),
            order(Key::None, "", 2),
            order(Key::Int(2), "a", 2),
            order(Key::Int(3), "c", 9),
            order(Key::Int(4), "d", 1),
        ];
        let sorted = |direction| {
            let mut places: Vec<usize> = (0..groups.len()).collect();
            places.sort_by(|a, b| groups[*a].compare(&groups[*b], direction));
            places
        };
        assert_eq!(sorted(Direction::Up), [4, 2, 0, 1, 3]);
        assert_eq!(sorted(Direction::Down), [3, 2, 0, 1, 4]);
    }

    #[test]
    fn sums_are_measures_too() {
        let order = |key, sums: &[i64]| {
            GroupOrder::new(&Key::Int(key), "").measured(Measure::Sum(1), 1, sums)
        };
        let (a, b) = (order(1, &[0, 5]), order(2, &[9, 4]));
        assert_eq!(a.compare(&b, Direction::Up), Ordering::Greater);
        assert_eq!(a.compare(&b, Direction::Down), Ordering::Less);
    }

    #[rstest]
    #[case(ENDS, Bucket::Week, Key::Day(day(62)), Key::Day(day(61)))]
    #[case(ENDS, Bucket::Day, Key::Day(day(62)), Key::Day(day(62)))]
    #[case(ENDS, Bucket::Year, Key::None, Key::None)]
    #[case(SEATS, Bucket::Band, Key::Int(4), Key::Int(3))]
    #[case(SEATS, Bucket::Band, Key::Int(0), Key::Int(2))]
    #[case(SEATS, Bucket::Band, Key::None, Key::None)]
    #[case(SEATS, Bucket::Value, Key::Int(4), Key::Int(4))]
    fn values_belong_to_the_group_of_their_bucket(
        #[case] column: ColumnId,
        #[case] bucket: Bucket,
        #[case] key: Key,
        #[case] group: Key,
    ) {
        assert_eq!(group_key(SPEC.column(column), bucket, key), group);
    }

    #[test]
    fn texts_that_differ_in_case_are_two_groups_in_a_fixed_order() {
        let order = |text: &str| GroupOrder::new(&Key::Text(text.into()), text);
        assert_eq!(order("ABC").compare(&order("abc"), Direction::Up), Ordering::Less);
        assert_eq!(order("ABC").compare(&order("abc"), Direction::Down), Ordering::Greater);
    }
}
