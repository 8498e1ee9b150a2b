//! Which lines a view shows while some of its groups are open.

use crate::node::{Judge, Node};
use crate::open::Open;
use crate::plan::Plan;
use crate::table::{Mirrored, Table};
use std::ops::Range;

/// A run of lines of a window.
pub(crate) enum Run<'a> {
    /// A group, by the numbers on the way to it.
    Group { path: Vec<i64>, node: &'a Node, open: bool, position: u64, siblings: u64 },
    /// Rows of an innermost group, or of everything.
    Rows { path: Vec<i64>, node: &'a Node, offset: u64, len: u64 },
}

/// The visible list of one view under one set of open groups.
pub(crate) struct Lines<'a, R> {
    pub(crate) table: &'a Table<R>,
    pub(crate) plan: &'a Plan,
    pub(crate) root: &'a Node,
    pub(crate) open: &'a Open,
}

/// An open group among its siblings.
struct Opened<'a> {
    rank: usize,
    node: &'a Node,
    open: &'a Open,
    /// Lines below its own.
    below: u64,
}

struct Walk<'a, 'b> {
    wanted: Range<u64>,
    path: Vec<i64>,
    runs: &'b mut Vec<Run<'a>>,
    /// The groups around the first wanted line, with their own lines.
    above: &'b mut Vec<(u64, Run<'a>)>,
}

impl<'a, R: Mirrored> Lines<'a, R> {
    fn levels(&self) -> usize {
        self.plan.levels.len()
    }

    /// Length of the list.
    pub(crate) fn count(&self) -> u64 {
        self.below(self.root, self.open, 0)
    }

    /// Lines below an open node.
    fn below(&self, node: &Node, open: &Open, level: usize) -> u64 {
        if level == self.levels() {
            return node.count;
        }
        let Some(kids) = &node.kids else { return 0 };
        let opened = open.kids.iter().filter(|(_, open)| open.open);
        kids.len() as u64
            + opened
                .filter_map(|(number, open)| Some(self.below(kids.get(*number)?, open, level + 1)))
                .sum::<u64>()
    }

    /// The runs in a range of lines, and the groups around its first line with their own lines.
    pub(crate) fn runs(&self, wanted: Range<u64>) -> (Vec<Run<'a>>, Vec<(u64, Run<'a>)>) {
        let (mut runs, mut above) = (Vec::new(), Vec::new());
        let mut walk = Walk { wanted, path: Vec::new(), runs: &mut runs, above: &mut above };
        self.walk(&mut walk, self.root, self.open, 0, 0);
        (runs, above)
    }

    /// The open groups below a node that exist, in order.
    fn opened(&self, node: &'a Node, open: &'a Open, level: usize) -> Vec<Opened<'a>> {
        let Some(kids) = &node.kids else { return Vec::new() };
        let judge = Judge { table: self.table, plan: self.plan, level };
        let mut opened: Vec<Opened<'a>> = open
            .kids
            .iter()
            .filter(|(_, open)| open.open)
            .filter_map(|(number, open)| {
                let node = kids.get(*number)?;
                let rank = kids.rank(&judge, *number)?;
                Some(Opened { rank, node, open, below: self.below(node, open, level + 1) })
            })
            .collect();
        opened.sort_unstable_by_key(|opened| opened.rank);
        opened
    }

    /// Appends what is wanted of the lines below an open node, which begin at `line`.
    fn walk(
        &self,
        walk: &mut Walk<'a, '_>,
        node: &'a Node,
        open: &'a Open,
        level: usize,
        line: u64,
    ) {
        if level == self.levels() {
            let (from, to) = (walk.wanted.start.max(line), walk.wanted.end.min(line + node.count));
            if from < to {
                let path = walk.path.clone();
                walk.runs.push(Run::Rows { path, node, offset: from - line, len: to - from });
            }
            return;
        }
        let Some(kids) = &node.kids else { return };
        let (mut line, mut rank) = (line, 0);
        for opened in self.opened(node, open, level) {
            let closed = (opened.rank - rank) as u64;
            self.groups(walk, node, line, rank, closed, None);
            line += closed;
            self.groups(walk, node, line, opened.rank, 1, Some(true));
            let end = line + 1 + opened.below;
            if line < walk.wanted.start && walk.wanted.start < end {
                let mut path = walk.path.clone();
                path.push(opened.node.number);
                let position = opened.rank as u64 + 1;
                let siblings = kids.len() as u64;
                let node = opened.node;
                walk.above.push((line, Run::Group { path, node, open: true, position, siblings }));
            }
            if line + 1 < walk.wanted.end && walk.wanted.start < end {
                walk.path.push(opened.node.number);
                self.walk(walk, opened.node, opened.open, level + 1, line + 1);
                walk.path.pop();
            }
            (line, rank) = (end, opened.rank + 1);
        }
        self.groups(walk, node, line, rank, (kids.len() - rank) as u64, None);
    }

    /// Appends what is wanted of a run of group rows.
    fn groups(
        &self,
        walk: &mut Walk<'a, '_>,
        parent: &'a Node,
        line: u64,
        rank: usize,
        len: u64,
        open: Option<bool>,
    ) {
        let (from, to) = (walk.wanted.start.max(line), walk.wanted.end.min(line + len));
        let Some(kids) = parent.kids.as_ref().filter(|_| from < to) else { return };
        let first = rank + (from - line) as usize;
        for (at, node) in kids.from(first).take((to - from) as usize).enumerate() {
            let mut path = walk.path.clone();
            path.push(node.number);
            walk.runs.push(Run::Group {
                path,
                node,
                open: open.unwrap_or_default(),
                position: (first + at) as u64 + 1,
                siblings: kids.len() as u64,
            });
        }
    }

    /// The line of a group; none while it is not shown.
    pub(crate) fn line_of_group(&self, path: &[i64]) -> Option<u64> {
        let (mut node, mut open, mut line) = (self.root, self.open, 0);
        for (level, number) in path.iter().enumerate() {
            let kids = node.kids.as_ref()?;
            let judge = Judge { table: self.table, plan: self.plan, level };
            let rank = kids.rank(&judge, *number)?;
            let before = self.opened(node, open, level);
            let before = before.iter().take_while(|opened| opened.rank < rank);
            line += rank as u64 + before.map(|opened| opened.below).sum::<u64>();
            if level + 1 == path.len() {
                return Some(line);
            }
            open = open.kids.get(number).filter(|open| open.open)?;
            node = kids.get(*number)?;
            line += 1;
        }
        None
    }

    /// The line of a row; none while it is not shown, or its group has not been listed.
    pub(crate) fn line_of_row(&self, slot: u32) -> Option<u64> {
        let path = self.plan.path(self.table, slot);
        let (mut node, mut open) = (self.root, self.open);
        for number in &path {
            open = open.kids.get(number).filter(|open| open.open)?;
            node = node.kids.as_ref()?.get(*number)?;
        }
        let rank = node.rows.as_ref()?.rank(|held| self.plan.compare(self.table, held, slot))?;
        let first = if path.is_empty() { 0 } else { self.line_of_group(&path)? + 1 };
        Some(first + rank as u64)
    }
}
