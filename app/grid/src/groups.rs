//! What a person does to grouping, open groups and sort.

use crate::column::{ColumnId, Direction, GridSpec, Key};
use crate::level::{Bucket, Level, Measure};
use crate::query::{MAX_LEVELS, MAX_OPEN, MAX_SORTS, Query};

/// Groups by a column at a level, 0 outermost; one that is grouped by already, in whatever
/// buckets, moves there. False when the column cannot be grouped by or there are
/// [`MAX_LEVELS`] already.
pub fn add(query: &mut Query, spec: &GridSpec, column: ColumnId, at: usize) -> bool {
    match query.group.iter().position(|level| level.column == column) {
        Some(from) => drop_at(query, from, at),
        None => insert(query, spec, Level::new(spec, column), at),
    }
}

/// Groups by a level, beside others of its column; the same one moves. False as in [`add`],
/// and when the column has no such bucket.
pub fn add_level(query: &mut Query, spec: &GridSpec, level: Level, at: usize) -> bool {
    match query.group.iter().position(|known| known.is_like(&level)) {
        Some(from) => drop_at(query, from, at),
        None => insert(query, spec, level, at),
    }
}

fn insert(query: &mut Query, spec: &GridSpec, level: Level, at: usize) -> bool {
    let column = spec.column(level.column);
    let able = column.groupable && Bucket::choices(column).contains(&level.bucket);
    if !able || query.group.len() == MAX_LEVELS {
        return false;
    }
    let at = at.min(query.group.len());
    keep_open_above(query, at);
    query.group.insert(at, level);
    true
}

/// Moves a level into a gap, which is counted with the level still in its place. False when
/// nothing moves.
pub fn drop_at(query: &mut Query, from: usize, gap: usize) -> bool {
    move_to(query, from, if gap > from { gap - 1 } else { gap })
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

/// Stops grouping. False when nothing was grouped.
pub fn clear(query: &mut Query) -> bool {
    query.open.clear();
    let grouped = !query.group.is_empty();
    query.group.clear();
    grouped
}

/// Turns the order of a level's groups. False when there is no such level.
pub fn turn(query: &mut Query, level: usize) -> bool {
    query.group.get_mut(level).is_some_and(|level| {
        level.direction = opposite(level.direction);
        true
    })
}

/// Chooses what groups of a level stand by. False when that is so already.
pub fn order_groups(query: &mut Query, level: usize, by: Measure, direction: Direction) -> bool {
    query.group.get_mut(level).is_some_and(|level| {
        let before = (level.by, level.direction);
        (level.by, level.direction) = (by, direction);
        before != (by, direction)
    })
}

/// Chooses which values form a group of a level; its own groups and deeper ones close. False
/// when that is so already, or the bucket is not the column's or is that of another level.
pub fn set_bucket(query: &mut Query, spec: &GridSpec, level: usize, bucket: Bucket) -> bool {
    if !can_set_bucket(query, spec, level, bucket) {
        return false;
    }
    keep_open_above(query, level);
    query.group[level].bucket = bucket;
    true
}

/// Whether [`set_bucket`] would change something.
#[must_use]
pub fn can_set_bucket(query: &Query, spec: &GridSpec, level: usize, bucket: Bucket) -> bool {
    let Some(now) = query.group.get(level) else { return false };
    let next = Level { bucket, ..*now };
    Bucket::choices(spec.column(now.column)).contains(&bucket)
        && !query.group.iter().any(|known| known.is_like(&next))
}

/// The level that divides the groups of a level next: the same column by its finer bucket.
/// None when there is none, it is there already, or there are [`MAX_LEVELS`].
#[must_use]
pub fn finer(query: &Query, level: usize) -> Option<Level> {
    let now = query.group.get(level).filter(|_| query.group.len() < MAX_LEVELS)?;
    let next = Level::of(now.column, now.bucket.finer()?);
    (!query.group.iter().any(|known| known.is_like(&next))).then_some(next)
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
mod tests;
