//! A window of lines told as its difference from the one told before: what stayed is named,
//! what is new is sent. Every message describes the whole window, so nothing adds up wrongly.

use crate::page::{Around, Line};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;
use std::sync::Arc;

/// A window as it is now, after the one told before it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Told<R> {
    /// Feed position that the window is right at.
    pub pos: i64,
    /// The day (UTC) that statuses follow from.
    #[serde(with = "domain::wire::day")]
    pub today: NaiveDate,
    /// Rows that match the query.
    pub rows: u64,
    /// The declaration's sums over them.
    pub sums: Vec<i64>,
    /// Outermost groups; 0 when flat.
    pub groups: u64,
    /// Length of the visible list.
    pub lines: u64,
    /// Index of the window's first line.
    pub start: u64,
    /// The groups around it, outermost first.
    pub above: Vec<Around>,
    /// The window's lines in order.
    pub parts: Vec<Part<R>>,
}

/// A run of a window's lines.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Part<R> {
    /// Lines of the window before, as they were.
    Kept(Range<u32>),
    /// New or changed lines.
    Fresh(Vec<Line<R>>),
}

impl<R> Told<R> {
    /// The same of other rows.
    #[must_use]
    pub fn map<S>(self, row: impl Fn(R) -> S) -> Told<S> {
        let Self { pos, today, rows, sums, groups, lines, start, above, parts } = self;
        let parts = parts.into_iter().map(|part| match part {
            Part::Kept(run) => Part::Kept(run),
            Part::Fresh(fresh) => Part::Fresh(fresh.into_iter().map(|l| l.map(&row)).collect()),
        });
        Told { pos, today, rows, sums, groups, lines, start, above, parts: parts.collect() }
    }

    /// The window's lines, given those of the window before; none when they do not fit
    /// together, which is a defect of the connection.
    #[must_use]
    pub fn onto(&mut self, before: &[Arc<Line<R>>]) -> Option<Vec<Arc<Line<R>>>> {
        let mut lines = Vec::new();
        for part in self.parts.drain(..) {
            match part {
                Part::Kept(Range { start, end }) => {
                    lines.extend_from_slice(before.get(start as usize..end as usize)?);
                }
                Part::Fresh(fresh) => lines.extend(fresh.into_iter().map(Arc::new)),
            }
        }
        Some(lines)
    }
}

/// How a window follows from the one before it: runs of what stayed, as ranges of the window
/// before, and of what did not, as ranges of the new one.
#[must_use]
pub fn difference<S: Eq + Hash>(before: &[S], now: &[S]) -> Vec<Difference> {
    let places: HashMap<&S, u32> = before.iter().zip(0..).collect();
    let mut runs: Vec<Difference> = Vec::new();
    for (line, at) in now.iter().zip(0u32..) {
        match (places.get(line), runs.last_mut()) {
            (Some(place), Some(Difference::Kept(run))) if run.end == *place => run.end += 1,
            (Some(place), _) => runs.push(Difference::Kept(*place..place + 1)),
            (None, Some(Difference::Fresh(run))) => run.end = at + 1,
            (None, _) => runs.push(Difference::Fresh(at..at + 1)),
        }
    }
    runs
}

/// A run of lines; see [`difference`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Difference {
    /// Lines of the window before.
    Kept(Range<u32>),
    /// Lines of the new window.
    Fresh(Range<u32>),
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_window_is_made_again_from_its_difference(
            before in prop::collection::hash_set(0u32..40, 0..30),
            now in prop::collection::hash_set(0u32..40, 0..30),
        ) {
            let (before, now): (Vec<u32>, Vec<u32>) =
                (before.into_iter().collect(), now.into_iter().collect());
            let runs = difference(&before, &now);
            let fresh = runs.iter().map(|run| match run {
                Difference::Fresh(run) => run.len(),
                Difference::Kept(_) => 0,
            });
            let new = now.iter().filter(|line| !before.contains(line)).count();
            prop_assert_eq!(fresh.sum::<usize>(), new, "nothing is sent that is there");
            let part = |run: Difference| match run {
                Difference::Kept(run) => Part::Kept(run),
                Difference::Fresh(run) => {
                    let run = run.start as usize..run.end as usize;
                    Part::Fresh(now[run].iter().copied().map(Line::Row).collect())
                }
            };
            let mut told = Told {
                pos: 0,
                today: NaiveDate::default(),
                rows: 0,
                sums: Vec::new(),
                groups: 0,
                lines: 0,
                start: 0,
                above: Vec::new(),
                parts: runs.into_iter().map(part).collect(),
            };
            let held: Vec<_> = before.into_iter().map(Line::Row).map(Arc::new).collect();
            let expected: Vec<_> = now.into_iter().map(Line::Row).map(Arc::new).collect();
            prop_assert_eq!(told.onto(&held), Some(expected));
        }
    }

    #[test]
    fn a_window_that_does_not_fit_is_refused() {
        let mut told: Told<u32> = Told {
            pos: 0,
            today: NaiveDate::default(),
            rows: 0,
            sums: Vec::new(),
            groups: 0,
            lines: 0,
            start: 0,
            above: Vec::new(),
            parts: vec![Part::Kept(0..2)],
        };
        assert_eq!(told.onto(&[Arc::new(Line::Row(1))]), None);
    }
}
