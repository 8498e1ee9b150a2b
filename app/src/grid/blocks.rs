//! The lines of the visible list that the browser holds: blocks of [`BLOCK`] lines, of which
//! the longest unused are dropped, so that a day of scrolling does not fill the memory.

use grid::column::Row;
use grid::page::Line;
use grid::query::Window;
use grid::window::missing;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;
use uuid::Uuid;

/// Lines per block. The server renders the first one, later ones come in runs of several.
pub(crate) const BLOCK: u64 = 50;
/// Blocks kept at most: 4,000 lines, a few megabytes.
const KEPT: usize = 80;

struct Block<R> {
    lines: Vec<Arc<Line<R>>>,
    /// Lines of the groups around its first line, outermost first.
    above: Vec<u64>,
    used: u64,
}

/// The cache. Lines are behind `Arc`, since the row elements share them.
pub(crate) struct Blocks<R> {
    blocks: BTreeMap<u64, Block<R>>,
    clock: u64,
}

impl<R> Default for Blocks<R> {
    fn default() -> Self {
        Self { blocks: BTreeMap::new(), clock: 0 }
    }
}

impl<R: Row> Blocks<R> {
    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.blocks.clear();
    }

    /// The line at this index of the visible list, if it is here.
    #[must_use]
    pub(crate) fn line(&self, at: u64) -> Option<&Arc<Line<R>>> {
        self.blocks.get(&(at / BLOCK))?.lines.get(usize::try_from(at % BLOCK).ok()?)
    }

    /// Where the row with this id stands, if it is here.
    #[must_use]
    pub(crate) fn find(&self, id: Uuid) -> Option<u64> {
        self.position(|line| matches!(line, Line::Row(row) if row.id() == id))
    }

    /// Where the same row or group stands now, if it is here.
    #[must_use]
    pub(crate) fn find_again(&self, line: &Line<R>) -> Option<u64> {
        match line {
            Line::Row(row) => self.find(row.id()),
            Line::Group(group) => {
                self.position(|line| matches!(line, Line::Group(now) if now.path == group.path))
            }
        }
    }

    fn position(&self, is: impl Fn(&Line<R>) -> bool) -> Option<u64> {
        self.blocks.iter().find_map(|(block, held)| {
            let at = held.lines.iter().position(|line| is(line))?;
            Some(block * BLOCK + at as u64)
        })
    }

    /// The row with this id, if it is here.
    #[must_use]
    pub(crate) fn row(&self, id: Uuid) -> Option<Arc<Line<R>>> {
        self.find(id).and_then(|at| self.line(at)).cloned()
    }

    /// Takes in a window that starts at a block's start; what was there before is replaced.
    /// `above` are the lines of the groups around its first line, outermost first.
    pub(crate) fn put(&mut self, start: u64, mut above: Vec<u64>, window: Vec<Line<R>>) {
        self.clock += 1;
        let mut lines = window.into_iter().map(Arc::new);
        let mut block = start / BLOCK;
        loop {
            let lines: Vec<_> = lines.by_ref().take(BLOCK as usize).collect();
            if lines.is_empty() {
                break;
            }
            let first = above.clone();
            for (at, line) in (block * BLOCK..).zip(&lines) {
                if let Line::Group(group) = line.as_ref() {
                    above.truncate(group.path.len() - 1);
                    above.push(at);
                }
            }
            self.blocks.insert(block, Block { lines, above: first, used: self.clock });
            block += 1;
        }
        while self.blocks.len() > KEPT {
            let oldest = self.blocks.iter().min_by_key(|(_, b)| b.used).map(|(at, _)| *at);
            oldest.map(|at| self.blocks.remove(&at));
        }
    }

    /// The line of the group row that a line lies in. It need not be here itself.
    #[must_use]
    pub(crate) fn parent(&self, line: u64) -> Option<u64> {
        let block = self.blocks.get(&(line / BLOCK))?;
        let at = usize::try_from(line % BLOCK).ok()?;
        let inside = |level: usize| match block.lines.get(at).map(AsRef::as_ref) {
            Some(Line::Group(group)) => level < group.path.len(),
            _ => true,
        };
        let here = block.lines[..at.min(block.lines.len())].iter().rposition(
            |line| matches!(line.as_ref(), Line::Group(group) if inside(group.path.len())),
        );
        match here {
            Some(here) => Some(line / BLOCK * BLOCK + here as u64),
            None => (1..=block.above.len()).rev().find(|l| inside(*l)).map(|l| block.above[l - 1]),
        }
    }

    /// Marks the blocks of these lines as in use.
    pub(crate) fn touch(&mut self, lines: Range<u64>) {
        self.clock += 1;
        let clock = self.clock;
        let blocks = lines.start / BLOCK..=lines.end / BLOCK;
        self.blocks.range_mut(blocks).for_each(|(_, block)| block.used = clock);
    }

    /// Replaces rows that are here by newer versions of themselves. True if any was.
    pub(crate) fn patch(&mut self, rows: Vec<R>) -> bool
    where
        R: Clone,
    {
        let mut changed = false;
        for row in rows {
            for held in self.blocks.values_mut().flat_map(|block| block.lines.iter_mut()) {
                if matches!(held.as_ref(), Line::Row(old)
                    if old.id() == row.id() && old.version() <= row.version())
                {
                    *held = Arc::new(Line::Row(row.clone()));
                    changed = true;
                }
            }
        }
        changed
    }

    /// The next window to ask for, so that `wanted` is here. `total` is the length of the
    /// visible list, `asked` the blocks under way.
    #[must_use]
    pub(crate) fn missing(
        &self,
        wanted: Range<u64>,
        total: u64,
        asked: &BTreeSet<u64>,
    ) -> Option<Window> {
        let have = |block: u64| {
            let full = BLOCK.min(total.saturating_sub(block * BLOCK));
            let held = self.blocks.get(&block).map_or(0, |held| held.lines.len() as u64);
            held >= full || asked.contains(&block)
        };
        missing(wanted, BLOCK as u32, total, have).into_iter().next()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use chrono::NaiveDate;
    use grid::column::{Cell, ColumnId, Key};
    use grid::page::Group;

    #[derive(Clone)]
    struct Item(u128, i32);

    impl Row for Item {
        fn id(&self) -> Uuid {
            Uuid::from_u128(self.0)
        }
        fn version(&self) -> i32 {
            self.1
        }
        fn cell(&self, _: ColumnId, _: NaiveDate) -> Cell {
            Cell { key: Key::None, label: String::new() }
        }
        fn sums(&self) -> Vec<i64> {
            Vec::new()
        }
    }

    fn window(range: Range<u64>) -> Vec<Line<Item>> {
        range.map(|n| Line::Row(Item(u128::from(n), 1))).collect()
    }

    #[test]
    fn asks_for_the_missing_run_only() {
        let mut blocks = Blocks::default();
        let none = BTreeSet::new();
        let run = |start, len| Some(Window { start, len });
        assert_eq!(blocks.missing(0..60, 1000, &none), run(0, 100));
        blocks.put(0, Vec::new(), window(0..50));
        assert_eq!(blocks.missing(0..50, 1000, &none), None);
        assert_eq!(blocks.missing(10..160, 1000, &none), run(50, 150));
        assert_eq!(blocks.missing(10..160, 1000, &BTreeSet::from([1])), run(100, 100));
    }

    #[test]
    fn a_short_last_block_is_whole_and_a_grown_list_asks_again() {
        let mut blocks = Blocks::default();
        blocks.put(0, Vec::new(), window(0..30));
        assert_eq!(blocks.missing(0..50, 30, &BTreeSet::new()), None);
        let grown = blocks.missing(0..50, 31, &BTreeSet::new());
        assert_eq!(grown, Some(Window { start: 0, len: 31 }));
    }

    #[test]
    fn drops_the_longest_unused() {
        let mut blocks = Blocks::default();
        for at in 0..KEPT as u64 {
            blocks.put(at * BLOCK, Vec::new(), window(at * BLOCK..(at + 1) * BLOCK));
        }
        blocks.touch(0..10);
        let end = KEPT as u64 * BLOCK;
        blocks.put(end, Vec::new(), window(end..end + 1));
        assert!(blocks.line(5).is_some());
        assert!(blocks.line(BLOCK + 5).is_none());
    }

    #[test]
    fn an_older_version_never_replaces_a_newer_one() {
        let mut blocks = Blocks::default();
        blocks.put(0, Vec::new(), vec![Line::Row(Item(7, 3))]);
        assert!(!blocks.patch(vec![Item(7, 2)]));
        assert!(blocks.patch(vec![Item(7, 4)]));
        assert_eq!(blocks.find(Uuid::from_u128(7)), Some(0));
    }

    #[test]
    fn the_group_around_a_line_is_known_from_afar() {
        let group = |level: usize| {
            let path = vec![Key::None; level];
            let (label, sums) = (String::new(), Vec::new());
            Line::Group(Group { path, label, count: 1, sums, open: true, position: 1, siblings: 1 })
        };
        // The window begins among the rows of an inner group (line 90) of an outer one (3).
        let mut lines = window(100..170);
        lines[60] = group(2);
        lines[65] = group(1);
        lines[66] = group(2);
        let mut blocks = Blocks::default();
        blocks.put(100, vec![3, 90], lines);
        assert_eq!(blocks.parent(100), Some(90));
        assert_eq!(blocks.parent(155), Some(90), "in the next block");
        assert_eq!(blocks.parent(160), Some(3));
        assert_eq!(blocks.parent(161), Some(160));
        assert_eq!(blocks.parent(165), None);
        assert_eq!(blocks.parent(166), Some(165));
        assert_eq!(blocks.parent(169), Some(166));
        assert_eq!(blocks.parent(300), None);
    }
}
