//! From counted groups to the visible list: which lines there are, and which of them a window
//! shows. The source then reads rows only for the windows of open innermost groups.

use crate::column::{GridSpec, Key};
use crate::level::Level;
use crate::order::GroupOrder;
use crate::page::{Around, Group, Line, Page};
use crate::query::{MAX_WINDOW, Query, Window};
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// One group as the source counted it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Counted {
    /// Keys from the outermost level to its own.
    pub path: Vec<Key>,
    /// Name of the innermost key: of text and things with a name, else empty. Should rows of
    /// one key carry several, the smallest by bytes.
    pub label: String,
    /// Rows below it, at least 1.
    pub count: u64,
    /// The declaration's sums over those rows.
    pub sums: Vec<i64>,
}

/// The visible list of a query, without its rows.
#[derive(Clone, PartialEq, Debug)]
pub struct Tree {
    roots: Vec<Branch>,
    rows: u64,
    sums: Vec<i64>,
    lines: u64,
}

#[derive(Clone, PartialEq, Debug)]
struct Branch {
    group: Group,
    children: Vec<Branch>,
    /// Its own line and everything shown below it.
    lines: u64,
}

/// A run of lines of the visible list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Segment {
    /// A group row.
    Group(Group),
    /// Rows of one innermost group (of everything when flat), in the query's sort.
    Rows {
        /// The group; empty when flat.
        path: Vec<Key>,
        /// Rows of the group before these.
        offset: u64,
        /// How many, at least 1.
        len: u64,
    },
}

/// The open groups of a level whose ancestors are all open, in no particular order: the ones
/// whose child groups the source must count (level < number of group columns). Level 0 is the
/// one root, an empty path; the children of level n have paths of n + 1 keys.
#[must_use]
pub fn open_at(query: &Query, level: usize) -> Vec<&[Key]> {
    if level == 0 {
        return vec![&[]];
    }
    let open: HashSet<&[Key]> = query.open.iter().map(Vec::as_slice).collect();
    let shown = |path: &&[Key]| (1..level).all(|depth| open.contains(&path[..depth]));
    open.iter().copied().filter(|path| path.len() == level).filter(shown).collect()
}

impl Tree {
    /// The list of a query that groups by nothing.
    #[must_use]
    pub fn flat(rows: u64, sums: Vec<i64>) -> Self {
        Self { roots: Vec::new(), rows, sums, lines: rows }
    }

    /// The list of a query with groups: all outermost groups and the child groups of every
    /// path that [`open_at`] names, in any order. Others do no harm.
    #[must_use]
    pub fn grouped(spec: &GridSpec, query: &Query, counted: Vec<Counted>) -> Self {
        let mut builder = Builder {
            levels: &query.group,
            open: query.open.iter().map(Vec::as_slice).collect(),
            children: HashMap::new(),
        };
        for group in counted {
            let parent = group.path.len().checked_sub(1).map(|end| group.path[..end].to_vec());
            builder.children.entry(parent.unwrap_or_default()).or_default().push(group);
        }
        let roots = builder.branches(&[]);
        let mut sums = vec![0i64; spec.sums.len()];
        for root in &roots {
            for (total, part) in sums.iter_mut().zip(&root.group.sums) {
                *total += part;
            }
        }
        Self {
            rows: roots.iter().map(|root| root.group.count).sum(),
            lines: roots.iter().map(|root| root.lines).sum(),
            sums,
            roots,
        }
    }

    /// Length of the visible list.
    #[must_use]
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// The runs that a window shows, in order.
    #[must_use]
    pub fn segments(&self, window: Window) -> Vec<Segment> {
        let start = u64::from(window.start);
        let end = self.lines.min(start + u64::from(window.len.min(MAX_WINDOW)));
        let mut out = Vec::new();
        if start < end {
            if self.roots.is_empty() {
                out.push(Segment::Rows { path: Vec::new(), offset: start, len: end - start });
            }
            walk(&self.roots, &(start..end), 0, &mut out);
        }
        out
    }

    /// The groups around a line, outermost first.
    #[must_use]
    pub fn above(&self, line: u64) -> Vec<Around> {
        let mut out = Vec::new();
        let (mut first, mut branches) = (0, &self.roots);
        'level: loop {
            for branch in branches {
                let next = first + branch.lines;
                if first < line && line < next {
                    out.push(Around { line: first, group: branch.group.clone() });
                    first += 1;
                    branches = &branch.children;
                    continue 'level;
                }
                first = next;
            }
            return out;
        }
    }

    /// The line of a group row; none while an ancestor is closed or it does not exist.
    #[must_use]
    pub fn line_of(&self, path: &[Key]) -> Option<u64> {
        let mut line = 0;
        let mut branches = &self.roots;
        for depth in 1..=path.len() {
            let at = branches.iter().position(|b| b.group.path == path[..depth])?;
            line += branches[..at].iter().map(|b| b.lines).sum::<u64>();
            if depth == path.len() {
                return Some(line);
            }
            line += 1;
            branches = &branches[at].children;
        }
        None
    }

    /// The answer to a query from the lines of [`Self::segments`], in their order.
    #[must_use]
    pub fn page<R>(
        &self,
        pos: i64,
        today: NaiveDate,
        window: Window,
        lines: Vec<Line<R>>,
    ) -> Page<R> {
        Page {
            pos,
            today,
            rows: self.rows,
            sums: self.sums.clone(),
            groups: self.roots.len() as u64,
            lines: self.lines,
            start: u64::from(window.start),
            above: self.above(u64::from(window.start)),
            window: lines,
        }
    }
}

struct Builder<'a> {
    levels: &'a [Level],
    open: HashSet<&'a [Key]>,
    children: HashMap<Vec<Key>, Vec<Counted>>,
}

impl Builder<'_> {
    fn branches(&mut self, parent: &[Key]) -> Vec<Branch> {
        let Some(level) = self.levels.get(parent.len()) else { return Vec::new() };
        let groups = self.children.remove(parent).unwrap_or_default();
        let mut ordered: Vec<(GroupOrder, Counted)> = groups
            .into_iter()
            .map(|group| {
                let order = GroupOrder::new(&group.path[parent.len()], &group.label);
                (order.measured(level.by, group.count, &group.sums), group)
            })
            .collect();
        ordered.sort_by(|(a, _), (b, _)| a.compare(b, level.direction));
        let siblings = ordered.len() as u64;
        let positions = 1..;
        ordered
            .into_iter()
            .zip(positions)
            .map(|((_, group), position)| self.branch(group, position, siblings))
            .collect()
    }

    fn branch(&mut self, counted: Counted, position: u64, siblings: u64) -> Branch {
        let open = self.open.contains(counted.path.as_slice());
        let innermost = counted.path.len() == self.levels.len();
        let children = if open && !innermost { self.branches(&counted.path) } else { Vec::new() };
        let below = match (open, innermost) {
            (false, _) => 0,
            (true, true) => counted.count,
            (true, false) => children.iter().map(|child| child.lines).sum(),
        };
        let Counted { path, label, count, sums } = counted;
        let group = Group { path, label, count, sums, open, position, siblings };
        Branch { group, children, lines: 1 + below }
    }
}

/// Appends what lies in `wanted` of branches whose first line is `line`.
fn walk(branches: &[Branch], wanted: &Range<u64>, mut line: u64, out: &mut Vec<Segment>) {
    for branch in branches {
        let (first, next) = (line, line + branch.lines);
        line = next;
        if next <= wanted.start {
            continue;
        }
        if first >= wanted.end {
            return;
        }
        if wanted.contains(&first) {
            out.push(Segment::Group(branch.group.clone()));
        }
        if branch.children.is_empty() {
            let (from, to) = (wanted.start.max(first + 1), wanted.end.min(next));
            if from < to {
                let path = branch.group.path.clone();
                out.push(Segment::Rows { path, offset: from - first - 1, len: to - from });
            }
        } else {
            walk(&branch.children, wanted, first + 1, out);
        }
    }
}

#[cfg(test)]
mod tests;
