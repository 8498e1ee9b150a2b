//! Which groups are open, by the numbers that a table knows their values by.

use crate::plan::Plan;
use crate::table::{Mirrored, Table};
use grid::column::Key;
use std::collections::HashMap;

/// A tree of marked groups; its root is the whole result.
#[derive(Default)]
pub(crate) struct Open {
    /// Whether the group is open.
    pub(crate) open: bool,
    /// Whether its groups have to be worked out.
    pub(crate) wanted: bool,
    /// Which list its rows go into.
    pub(crate) list: Option<usize>,
    pub(crate) kids: HashMap<i64, Open>,
}

impl Open {
    /// The open groups of a query. What no row has had yet is not open, nor is anything
    /// below a closed group shown.
    pub(crate) fn new<R: Mirrored>(table: &Table<R>, plan: &Plan, open: &[Vec<Key>]) -> Self {
        let mut root = Self { open: true, ..Self::default() };
        for path in open {
            let numbers = plan.numbers(table, path);
            if let Some(numbers) = numbers.filter(|numbers| numbers.len() == path.len()) {
                root.add(&numbers).open = true;
            }
        }
        root
    }

    /// The mark of a path below this one.
    pub(crate) fn add(&mut self, path: &[i64]) -> &mut Self {
        path.iter().fold(self, |here, number| here.kids.entry(*number).or_default())
    }
}
