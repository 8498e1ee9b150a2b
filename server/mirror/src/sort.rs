//! Sorting many rows at once: by a number that each row's first sort value fits into, and by
//! the rest of the order only where those numbers are equal.

use crate::column::{Column, NONE};
use crate::plan::Plan;
use crate::table::{Mirrored, Table};
use grid::column::{ColumnId, Direction};

/// Bytes of a text compared at a time.
const CHUNK: usize = 8;
/// Runs of equal prefixes up to this length are compared row by row.
const FEW: usize = 24;

/// Up to this many different values are sorted by counting them.
const FEW_VALUES: u64 = 1 << 20;

/// Puts slots, which stand upwards, into the order of rows.
pub(crate) fn sort<R: Mirrored>(table: &Table<R>, plan: &Plan, slots: &mut [u32]) {
    let Some((id, direction)) = plan.sort.first().copied() else {
        return slots.sort_unstable_by(|a, b| table.compare_ids(*a, *b));
    };
    match table.column(id) {
        Column::Text => by_text(table, plan, id, direction, 0, slots),
        column => by_number(table, plan, column, direction, slots),
    }
}

fn by_number<R: Mirrored>(
    table: &Table<R>,
    plan: &Plan,
    column: &Column,
    direction: Direction,
    slots: &mut [u32],
) {
    let numbers: Vec<i64> = match column {
        Column::Coded(coded) => {
            let ranks = coded.ranks();
            let rank = |slot: &u32| match coded.codes[*slot as usize] {
                u32::MAX => NONE,
                code => ranks[code as usize].into(),
            };
            slots.iter().map(rank).collect()
        }
        _ => slots.iter().map(|slot| column.number(*slot)).collect(),
    };
    let known = || numbers.iter().copied().filter(|number| *number != NONE);
    let (first, last) = (known().min().unwrap_or(0), known().max().unwrap_or(0));
    // What has no value comes last.
    let place = |number: i64| match direction {
        _ if number == NONE => last.wrapping_sub(first).wrapping_add(1) as u64,
        Direction::Up => number.wrapping_sub(first) as u64,
        Direction::Down => last.wrapping_sub(number) as u64,
    };
    let range = last.wrapping_sub(first) as u64;
    let keyed = if range < FEW_VALUES.min(4 * slots.len() as u64) {
        by_counting(slots, numbers.iter().map(|number| place(*number)), last - first + 2)
    } else {
        let mut keyed: Vec<(u64, u32)> = numbers
            .iter()
            .zip(slots.iter())
            .map(|(number, slot)| (place(*number), *slot))
            .collect();
        keyed.sort_unstable();
        keyed
    };
    write_back(&keyed, slots);
    if plan.sort.len() > 1 || !table.in_order() {
        each_run(&keyed, |run| {
            slots[run].sort_unstable_by(|a, b| plan.compare_after(table, 1, *a, *b));
        });
    }
}

/// Sorts slots, which stand upwards, by small numbers: each goes where the count of smaller
/// ones says.
fn by_counting(
    slots: &[u32],
    places: impl Iterator<Item = u64> + Clone,
    values: i64,
) -> Vec<(u64, u32)> {
    let mut starts = vec![0u32; values as usize + 1];
    places.clone().for_each(|place| starts[place as usize + 1] += 1);
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut keyed = vec![(0, 0); slots.len()];
    for (slot, place) in slots.iter().zip(places) {
        let at = &mut starts[place as usize];
        keyed[*at as usize] = (place, *slot);
        *at += 1;
    }
    keyed
}

/// `from` bytes of the texts are known to be equal.
fn by_text<R: Mirrored>(
    table: &Table<R>,
    plan: &Plan,
    id: ColumnId,
    direction: Direction,
    from: usize,
    slots: &mut [u32],
) {
    let Some(line) = table.layout.line(id) else { return };
    let text = |slot: u32| table.layout.text(table.record(slot), line);
    let prefix = |slot: u32| match text(slot) {
        None => u128::MAX,
        Some(text) => {
            let rest = text.get(from..).unwrap_or_default();
            let mut bytes = [0u8; CHUNK];
            let len = rest.len().min(CHUNK);
            bytes[..len].copy_from_slice(&rest[..len]);
            // How many bytes there were tells a text from the same one with zeros behind it.
            let place = u128::from(u64::from_be_bytes(bytes)) << 8 | len as u128;
            if direction == Direction::Up { place } else { (1 << 100) - place }
        }
    };
    let mut keyed: Vec<(u128, u32)> = slots.iter().map(|slot| (prefix(*slot), *slot)).collect();
    keyed.sort_unstable();
    write_back(&keyed, slots);
    each_run(&keyed, |run| {
        let whole = text(slots[run.start]).is_none_or(|text| text.len() < from + CHUNK);
        let slots = &mut slots[run];
        if whole {
            slots.sort_unstable_by(|a, b| plan.compare_after(table, 1, *a, *b));
        } else if slots.len() <= FEW {
            slots.sort_unstable_by(|a, b| plan.compare(table, *a, *b));
        } else {
            by_text(table, plan, id, direction, from + CHUNK, slots);
        }
    });
}

fn write_back<K>(keyed: &[(K, u32)], slots: &mut [u32]) {
    for (slot, (_, sorted)) in slots.iter_mut().zip(keyed) {
        *slot = *sorted;
    }
}

/// Calls with every run of two or more equal keys.
fn each_run<K: PartialEq>(keyed: &[(K, u32)], mut act: impl FnMut(std::ops::Range<usize>)) {
    let mut start = 0;
    for run in keyed.chunk_by(|a, b| a.0 == b.0) {
        if run.len() > 1 {
            act(start..start + run.len());
        }
        start += run.len();
    }
}
