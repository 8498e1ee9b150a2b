//! The lines of the visible list that the browser holds: one window around what is on the
//! screen, kept equal to the server's.

use grid::column::Row;
use grid::page::{Around, Line};
use std::ops::Range;
use std::sync::Arc;
use uuid::Uuid;

/// Lines that the server draws first, and a page of browsers without JavaScript.
pub(crate) const FIRST: u64 = 50;

/// The window. Lines are behind `Arc`, since the row elements share them.
pub(crate) struct Held<R> {
    start: u64,
    lines: Vec<Arc<Line<R>>>,
    /// The groups around the first line, outermost first.
    above: Vec<Around>,
    /// Rows that this page wrote, until the server tells them too.
    own: Vec<R>,
}

impl<R> Default for Held<R> {
    fn default() -> Self {
        Self { start: 0, lines: Vec::new(), above: Vec::new(), own: Vec::new() }
    }
}

impl<R: Row + Clone> Held<R> {
    /// Takes a window in the place of the one before. A row that this page has written since
    /// stays as it wrote it.
    pub(crate) fn set(&mut self, start: u64, above: Vec<Around>, lines: Vec<Arc<Line<R>>>) {
        (self.start, self.above, self.lines) = (start, above, lines);
        let mut own = std::mem::take(&mut self.own);
        own.retain(|mine| {
            let told = self.lines.iter_mut().find(|line| is_row(line, mine.id()));
            let Some(told) = told else { return false };
            let older = matches!(told.as_ref(), Line::Row(row) if row.version() < mine.version());
            if older {
                *told = Arc::new(Line::Row(mine.clone()));
            }
            older
        });
        self.own = own;
    }

    /// Replaces a row that is here by a newer version of itself, which this page wrote. False
    /// when it is not here, or not newer.
    pub(crate) fn patch(&mut self, row: R) -> bool {
        let held = self.lines.iter_mut().find(|line| is_row(line, row.id()));
        let Some(held) = held else { return false };
        let newer = matches!(held.as_ref(), Line::Row(old) if old.version() <= row.version());
        if newer {
            *held = Arc::new(Line::Row(row.clone()));
            self.own.retain(|own| own.id() != row.id());
            self.own.push(row);
        }
        newer
    }

    /// The indices of the lines that are here.
    #[must_use]
    pub(crate) fn range(&self) -> Range<u64> {
        self.start..self.start + self.lines.len() as u64
    }

    /// All lines that are here.
    #[must_use]
    pub(crate) fn lines(&self) -> &[Arc<Line<R>>] {
        &self.lines
    }

    /// The line at this index of the visible list, if it is here.
    #[must_use]
    pub(crate) fn line(&self, at: u64) -> Option<&Arc<Line<R>>> {
        self.lines.get(usize::try_from(at.checked_sub(self.start)?).ok()?)
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
        self.lines.iter().position(|line| is(line)).map(|at| self.start + at as u64)
    }

    /// The row with this id, if it is here.
    #[must_use]
    pub(crate) fn row(&self, id: Uuid) -> Option<Arc<Line<R>>> {
        self.find(id).and_then(|at| self.line(at)).cloned()
    }

    /// The groups around a line that is here, outermost first, with their lines.
    #[must_use]
    pub(crate) fn around(&self, line: u64) -> Vec<Around> {
        let Some(at) = line.checked_sub(self.start).and_then(|at| usize::try_from(at).ok()) else {
            return Vec::new();
        };
        let mut around = self.above.clone();
        for (held, number) in self.lines.iter().take(at).zip(self.start..) {
            if let Line::Group(group) = held.as_ref() {
                around.truncate(group.path.len() - 1);
                around.push(Around { line: number, group: group.clone() });
            }
        }
        if let Some(Line::Group(group)) = self.lines.get(at).map(AsRef::as_ref) {
            around.truncate(group.path.len() - 1);
        }
        around
    }

    /// The line of the group row that a line lies in. It need not be here itself.
    #[must_use]
    pub(crate) fn parent(&self, line: u64) -> Option<u64> {
        self.line(line)?;
        self.around(line).last().map(|around| around.line)
    }

    /// Of a row in a group its place in it, from 1, and how many rows that has.
    #[must_use]
    pub(crate) fn place(&self, line: u64) -> Option<(u64, u64)> {
        if !matches!(self.line(line)?.as_ref(), Line::Row(_)) {
            return None;
        }
        let before = line.checked_sub(self.start).and_then(|at| usize::try_from(at).ok())?;
        let found = (0..before).rev().find_map(|at| match self.lines[at].as_ref() {
            Line::Group(group) => Some((self.start + at as u64, group)),
            Line::Row(_) => None,
        });
        let around = self.above.last().map(|around| (around.line, &around.group));
        found.or(around).map(|(number, group)| (line - number, group.count))
    }
}

fn is_row<R: Row>(line: &Line<R>, id: Uuid) -> bool {
    matches!(line, Line::Row(row) if row.id() == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use grid::column::{Cell, ColumnId, Key};
    use grid::page::Group;

    #[derive(Clone, PartialEq, Debug)]
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

    fn items(range: Range<u64>) -> Vec<Arc<Line<Item>>> {
        range.map(|n| Arc::new(Line::Row(Item(u128::from(n), 1)))).collect()
    }

    fn group(level: usize, count: u64) -> Group {
        let path = vec![Key::None; level];
        let (label, sums) = (String::new(), Vec::new());
        Group { path, label, count, sums, open: true, position: 1, siblings: 1 }
    }

    fn version(held: &Held<Item>, id: u128) -> Option<i32> {
        match held.row(Uuid::from_u128(id))?.as_ref() {
            Line::Row(row) => Some(row.version()),
            Line::Group(_) => None,
        }
    }

    #[test]
    fn lines_are_known_by_their_index() {
        let mut held = Held::default();
        held.set(100, Vec::new(), items(100..150));
        assert_eq!(held.range(), 100..150);
        assert_eq!(held.find(Uuid::from_u128(120)), Some(120));
        assert!(held.line(99).is_none() && held.line(150).is_none() && held.line(149).is_some());
    }

    #[test]
    fn what_this_page_wrote_stays_until_it_is_told() {
        let mut held = Held::default();
        held.set(0, Vec::new(), items(0..5));
        assert!(held.patch(Item(3, 2)));
        assert!(!held.patch(Item(9, 2)), "not here");
        // An older window, which does not know of it yet.
        held.set(0, Vec::new(), items(0..5));
        assert_eq!(version(&held, 3), Some(2));
        let mut told = items(0..5);
        told[3] = Arc::new(Line::Row(Item(3, 3)));
        held.set(0, Vec::new(), told);
        assert_eq!(version(&held, 3), Some(3));
        held.set(0, Vec::new(), items(0..5));
        assert_eq!(version(&held, 3), Some(1), "told once, it is the server's");
        assert!(!held.patch(Item(3, 0)), "older than what is here");
    }

    #[test]
    fn the_groups_around_a_line_are_known_from_afar() {
        // The window begins among the rows of an inner group (line 90) of an outer one (3).
        let mut lines = items(100..170);
        for (at, level) in [(60, 2), (65, 1), (66, 2)] {
            lines[at] = Arc::new(Line::Group(group(level, 40 + level as u64)));
        }
        let above = [(3, 1), (90, 2)].map(|(line, level)| Around { line, group: group(level, 99) });
        let mut held = Held::default();
        held.set(100, above.to_vec(), lines);
        let around = |line| held.around(line).iter().map(|a| a.line).collect::<Vec<_>>();
        assert_eq!(around(100), [3, 90]);
        assert_eq!(around(160), [3]);
        assert_eq!(around(161), [3, 160]);
        assert_eq!(around(165), [0; 0]);
        assert_eq!(around(169), [165, 166]);
        assert_eq!(held.parent(155), Some(90));
        assert_eq!(held.parent(300), None);
        assert_eq!(held.place(100), Some((10, 99)));
        assert_eq!(held.place(163), Some((3, 42)));
        assert_eq!(held.place(165), None);
    }
}
