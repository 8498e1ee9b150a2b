//! The tree of a view's groups, as far as anybody has opened it. Every node knows its rows'
//! number and sums; which rows they are, and which groups they fall into, is worked out when
//! it is first looked at and kept up to date from then on.

use crate::plan::Plan;
use crate::ranked::Ranked;
use crate::table::{Mirrored, Sums, Table};
use std::cmp::Ordering;
use std::collections::HashMap;

/// A group, or the whole result.
#[derive(Default)]
pub(crate) struct Node {
    /// What identifies it among its siblings.
    pub(crate) number: i64,
    pub(crate) count: u64,
    pub(crate) sums: Sums,
    /// The groups below it; none until somebody opens it.
    pub(crate) kids: Option<Box<Kids>>,
    /// Of an innermost group its rows in order; none until somebody looks at them.
    pub(crate) rows: Option<Ranked>,
}

/// The groups of one parent.
#[derive(Default)]
pub(crate) struct Kids {
    nodes: Vec<Node>,
    free: Vec<u32>,
    by_number: HashMap<i64, u32, hashbrown::DefaultHashBuilder>,
    /// Indices into `nodes` in the order of the level.
    order: Ranked,
}

/// What the order of groups is judged by.
pub(crate) struct Judge<'a, R> {
    pub(crate) table: &'a Table<R>,
    pub(crate) plan: &'a Plan,
    /// Level of the groups, 0 outermost.
    pub(crate) level: usize,
}

impl<R: Mirrored> Judge<'_, R> {
    fn compare(&self, a: &Node, b: &Node) -> Ordering {
        let (a, b) = ((a.number, a.count, &a.sums), (b.number, b.count, &b.sums));
        self.plan.compare_groups(self.table, self.level, a, b)
    }
}

impl Node {
    /// A group that begins with its first row: what is in it is known from then on.
    fn first<R: Mirrored>(judge: &Judge<'_, R>, number: i64) -> Self {
        let innermost = judge.level + 1 == judge.plan.levels.len();
        Self {
            number,
            kids: (!innermost).then(Box::default),
            rows: innermost.then(Ranked::default),
            ..Self::default()
        }
    }

    /// The group with this path below this one, if it has been worked out.
    pub(crate) fn at(&self, path: &[i64]) -> Option<&Self> {
        path.iter().try_fold(self, |node, number| node.kids.as_ref()?.get(*number))
    }

    /// The same, to be changed.
    pub(crate) fn at_mut(&mut self, path: &[i64]) -> Option<&mut Self> {
        path.iter().try_fold(self, |node, number| node.kids.as_mut()?.get_mut(*number))
    }

    /// Counts a row in.
    pub(crate) fn count_in(&mut self, sums: &Sums) {
        self.count += 1;
        self.sums.iter_mut().zip(sums).for_each(|(sum, part)| *sum += part);
    }

    /// Counts a row out.
    pub(crate) fn count_out(&mut self, sums: &Sums) {
        self.count -= 1;
        self.sums.iter_mut().zip(sums).for_each(|(sum, part)| *sum -= part);
    }

    /// Bytes of memory taken.
    pub(crate) fn size(&self) -> usize {
        let kids = self.kids.as_ref().map_or(0, |kids| {
            kids.nodes.iter().map(Self::size).sum::<usize>()
                + kids.by_number.capacity() * 16
                + kids.order.size()
        });
        size_of::<Self>() + kids + self.rows.as_ref().map_or(0, Ranked::size)
    }
}

impl Kids {
    pub(crate) fn len(&self) -> usize {
        self.by_number.len()
    }

    pub(crate) fn get(&self, number: i64) -> Option<&Node> {
        self.by_number.get(&number).map(|at| &self.nodes[*at as usize])
    }

    pub(crate) fn get_mut(&mut self, number: i64) -> Option<&mut Node> {
        self.by_number.get(&number).map(|at| &mut self.nodes[*at as usize])
    }

    /// The group of a number while its rows are counted; [`Self::arrange`] comes after.
    pub(crate) fn gather(&mut self, number: i64) -> &mut Node {
        let nodes = &mut self.nodes;
        let at = *self.by_number.entry(number).or_insert_with(|| {
            nodes.push(Node { number, ..Node::default() });
            nodes.len() as u32 - 1
        });
        &mut self.nodes[at as usize]
    }

    /// Orders what was gathered.
    pub(crate) fn arrange<R: Mirrored>(&mut self, judge: &Judge<'_, R>) {
        let mut order: Vec<u32> = (0..self.nodes.len() as u32).collect();
        order.sort_unstable_by(|a, b| {
            judge.compare(&self.nodes[*a as usize], &self.nodes[*b as usize])
        });
        self.order = Ranked::from_sorted(&order);
    }

    /// Counts a row in, and the group where it is the first one.
    pub(crate) fn enter<R: Mirrored>(
        &mut self,
        judge: &Judge<'_, R>,
        number: i64,
        sums: &Sums,
    ) -> &mut Node {
        let known = self.by_number.get(&number).copied();
        let at = match known {
            Some(at) => {
                self.unrank(judge, at);
                at
            }
            None => {
                let node = Node::first(judge, number);
                let at = match self.free.pop() {
                    Some(at) => {
                        self.nodes[at as usize] = node;
                        at
                    }
                    None => {
                        self.nodes.push(node);
                        self.nodes.len() as u32 - 1
                    }
                };
                self.by_number.insert(number, at);
                at
            }
        };
        self.nodes[at as usize].count_in(sums);
        self.rank_again(judge, at);
        &mut self.nodes[at as usize]
    }

    /// Counts a row out; none when that was the group's last one, which is gone then.
    pub(crate) fn leave<R: Mirrored>(
        &mut self,
        judge: &Judge<'_, R>,
        number: i64,
        sums: &Sums,
    ) -> Option<&mut Node> {
        let at = *self.by_number.get(&number)?;
        self.unrank(judge, at);
        self.nodes[at as usize].count_out(sums);
        if self.nodes[at as usize].count == 0 {
            self.nodes[at as usize] = Node::default();
            self.by_number.remove(&number);
            self.free.push(at);
            return None;
        }
        self.rank_again(judge, at);
        Some(&mut self.nodes[at as usize])
    }

    /// How many siblings stand before a group.
    pub(crate) fn rank<R: Mirrored>(&self, judge: &Judge<'_, R>, number: i64) -> Option<usize> {
        let node = self.get(number)?;
        self.order.rank(|held| judge.compare(&self.nodes[held as usize], node))
    }

    /// The groups from a rank on, in order.
    pub(crate) fn from(&self, rank: usize) -> impl Iterator<Item = &Node> {
        self.order.from(rank).map(|at| &self.nodes[at as usize])
    }

    fn unrank<R: Mirrored>(&mut self, judge: &Judge<'_, R>, at: u32) {
        let nodes = &self.nodes;
        self.order.remove(|held| judge.compare(&nodes[held as usize], &nodes[at as usize]));
    }

    fn rank_again<R: Mirrored>(&mut self, judge: &Judge<'_, R>, at: u32) {
        let nodes = &self.nodes;
        self.order.insert(at, |held| judge.compare(&nodes[held as usize], &nodes[at as usize]));
    }
}
