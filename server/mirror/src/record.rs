//! A row's folded texts as one byte string: what the quick search reads, and each text that
//! is sorted or filtered by.
//!
//! A head of little-endian `u16` numbers (where the public and the whole search text end, then
//! start and length of every line), then the searchable lines, those for everybody first,
//! then the others. The order of the public lines before the internal ones is what lets both
//! audiences search in one text.

use chrono::NaiveDate;
use domain::text::fold;
use grid::column::{Audience, Cell, ColumnId, ColumnType, GridSpec, Key};

const MISSING: u16 = u16::MAX;
/// Longest body; what is beyond is neither found nor sorted by. No text of ours comes near.
const LIMIT: usize = u16::MAX as usize - 1;

/// Which lines the records of a grid have.
pub(crate) struct Layout {
    /// Columns by line: public searchable, internal searchable, the other texts.
    lines: Vec<(ColumnId, Part)>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Public,
    Internal,
    Other,
}

impl Layout {
    pub(crate) fn new(spec: &GridSpec) -> Self {
        let mut lines: Vec<(ColumnId, Part)> = spec
            .ids()
            .filter(|(_, c)| c.searchable || (c.kind == ColumnType::Text && !c.groupable))
            .map(|(id, c)| match (c.searchable, c.internal) {
                (true, false) => (id, Part::Public),
                (true, true) => (id, Part::Internal),
                (false, _) => (id, Part::Other),
            })
            .collect();
        lines.sort_by_key(|(_, part)| *part);
        Self { lines }
    }

    /// The line of a column's text, if it has one.
    pub(crate) fn line(&self, column: ColumnId) -> Option<usize> {
        self.lines.iter().position(|(id, _)| *id == column)
    }

    fn head(&self) -> usize {
        (2 + 2 * self.lines.len()) * 2
    }

    /// The record of a row with these cells.
    pub(crate) fn write(&self, cells: &[Cell], out: &mut Vec<u8>) {
        let head = self.head();
        out.clear();
        out.resize(head, 0);
        let mut ends = [0u16; 2];
        for (at, (id, part)) in self.lines.iter().enumerate() {
            let cell = &cells[usize::from(id.0)];
            let (mut start, mut len) = (MISSING, 0);
            if cell.key != Key::None {
                if out.len() > head && *part != Part::Other {
                    out.push(b'\n');
                }
                let from = (out.len() - head).min(LIMIT);
                out.extend_from_slice(fold(&cell.label).as_bytes());
                out.truncate(head + LIMIT);
                (start, len) = (from as u16, (out.len() - head - from) as u16);
            }
            put(out, 2 + 2 * at, start);
            put(out, 3 + 2 * at, len);
            let end = (out.len() - head) as u16;
            match part {
                Part::Public => ends = [end, end],
                Part::Internal => ends[1] = end,
                Part::Other => {}
            }
        }
        put(out, 0, ends[0]);
        put(out, 1, ends[1]);
    }

    /// What the quick search of an audience reads.
    #[inline]
    pub(crate) fn search<'a>(&self, record: &'a [u8], audience: Audience) -> &'a [u8] {
        let end = number(record, usize::from(audience == Audience::Provider));
        let head = self.head();
        record.get(head..head + usize::from(end)).unwrap_or_default()
    }

    /// A line's text; none where the row has no value.
    #[inline]
    pub(crate) fn text<'a>(&self, record: &'a [u8], line: usize) -> Option<&'a [u8]> {
        let start = number(record, 2 + 2 * line);
        let from = self.head() + usize::from(start);
        let len = usize::from(number(record, 3 + 2 * line));
        (start != MISSING).then(|| record.get(from..from + len)).flatten()
    }
}

/// The cells of a row, one a column.
pub(crate) fn cells<R: grid::column::Row>(spec: &GridSpec, row: &R, today: NaiveDate) -> Vec<Cell> {
    spec.ids().map(|(id, _)| row.cell(id, today)).collect()
}

fn put(out: &mut [u8], at: usize, number: u16) {
    out[at * 2..at * 2 + 2].copy_from_slice(&number.to_le_bytes());
}

#[inline]
fn number(record: &[u8], at: usize) -> u16 {
    record.get(at * 2..at * 2 + 2).map_or(0, |bytes| u16::from_le_bytes([bytes[0], bytes[1]]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use grid::search;
    use grid::testing::{self, NOTE, SPEC, TITLE};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn search_texts_are_those_of_the_rows(thing in testing::thing(1)) {
            let layout = Layout::new(&SPEC);
            let mut record = Vec::new();
            layout.write(&cells(&SPEC, &thing, testing::today()), &mut record);
            for audience in [Audience::Provider, Audience::Customer] {
                let expected = search::text(&SPEC, &thing, audience, testing::today());
                let held = String::from_utf8_lossy(layout.search(&record, audience)).into_owned();
                prop_assert_eq!(held, expected);
            }
            for (column, text) in [(NOTE, thing.note.as_ref()), (TITLE, Some(&thing.title))] {
                let held = layout.line(column).and_then(|line| layout.text(&record, line));
                prop_assert_eq!(held.map(<[u8]>::to_vec), text.map(|t| fold(t).into_bytes()));
            }
        }
    }
}
