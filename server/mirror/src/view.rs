//! One query over the table, kept right while rows change.

use crate::bits::Bits;
use crate::node::{Judge, Kids, Node};
use crate::open::Open;
use crate::plan::Plan;
use crate::ranked::Ranked;
use crate::sort::sort;
use crate::table::{Mirrored, Table};
use grid::column::Audience;
use grid::query::Query;

/// Who asks for what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// Tenant keys seen, both inclusive.
    pub scope: (i64, i64),
    /// Which columns there are.
    pub audience: Audience,
    /// What is asked; open groups do not count.
    pub query: Query,
}

/// A view that is kept up to date.
#[derive(Default)]
pub(crate) struct View {
    state: Option<State>,
    /// Raised whenever something in it changes.
    pub(crate) changes: u64,
}

/// What is known of a view as of now.
pub(crate) struct State {
    pub(crate) plan: Plan,
    matched: Bits,
    pub(crate) root: Node,
    /// Something was worked out that [`View::grown`] has not told.
    grown: bool,
}

impl View {
    /// Forgets what was worked out: it is worked out again when somebody looks.
    pub(crate) fn forget(&mut self) {
        self.state = None;
        self.changes += 1;
    }

    /// What is known, worked out if need be: the whole and its sums.
    pub(crate) fn state<R: Mirrored>(&mut self, table: &Table<R>, asked: &Asked) -> &mut State {
        self.state.get_or_insert_with(|| State::new(table, asked))
    }

    /// A row is about to change or go. Call before the table does.
    pub(crate) fn leave<R: Mirrored>(&mut self, table: &Table<R>, slot: u32) {
        if let Some(state) = &mut self.state
            && state.leave(table, slot)
        {
            self.changes += 1;
        }
    }

    /// A row has come or changed. Call after the table has.
    pub(crate) fn enter<R: Mirrored>(&mut self, table: &Table<R>, slot: u32) {
        if let Some(state) = &mut self.state
            && state.enter(table, slot)
        {
            self.changes += 1;
        }
    }

    /// Bytes of memory taken, about, if something was worked out since this was last asked.
    pub(crate) fn grown(&mut self) -> Option<usize> {
        let state = self.state.as_mut()?;
        std::mem::take(&mut state.grown).then(|| state.matched.size() + state.root.size())
    }
}

impl State {
    fn new<R: Mirrored>(table: &Table<R>, asked: &Asked) -> Self {
        let plan = Plan::new(table, asked.scope, asked.audience, &asked.query);
        let mut matched = Bits::with_room(table.slots() as usize);
        let mut root = Node::default();
        let mut kids = (!plan.levels.is_empty()).then(Box::<Kids>::default);
        for slot in 0..table.slots() {
            if plan.matches(table, slot) {
                matched.set(slot, true);
                let sums = table.sums(slot);
                root.count_in(sums);
                if let Some(kids) = &mut kids {
                    kids.gather(plan.group(table, 0, slot)).count_in(sums);
                }
            }
        }
        if let Some(kids) = &mut kids {
            kids.arrange(&Judge { table, plan: &plan, level: 0 });
        }
        root.kids = kids;
        Self { plan, matched, root, grown: true }
    }

    /// Slots of the result, in no particular order.
    pub(crate) fn matched(&self) -> impl Iterator<Item = u32> + '_ {
        self.matched.iter()
    }

    pub(crate) fn has(&self, slot: u32) -> bool {
        self.matched.has(slot)
    }

    /// Works out the groups below every open group.
    pub(crate) fn divide<R: Mirrored>(&mut self, table: &Table<R>, open: &Open) {
        let levels = self.plan.levels.len();
        if levels < 2 || !lacks_kids(&self.root, open, levels, 0) {
            return;
        }
        self.grown = true;
        let mut fresh = Open::default();
        mark_fresh(&self.root, open, levels, 0, &mut fresh);
        for slot in self.matched.iter() {
            let sums = table.sums(slot);
            let (mut node, mut fresh) = (&mut self.root, &fresh);
            for level in 0..levels {
                let number = self.plan.group(table, level, slot);
                let Some(kids) = &mut node.kids else { break };
                // What is worked out already is only passed through.
                node = if fresh.wanted {
                    let node = kids.gather(number);
                    node.count_in(sums);
                    node
                } else {
                    match kids.get_mut(number) {
                        Some(node) => node,
                        None => break,
                    }
                };
                let Some(next) = fresh.kids.get(&number) else { break };
                fresh = next;
                if fresh.wanted && node.kids.is_none() {
                    node.kids = Some(Box::default());
                }
            }
        }
        arrange_fresh(table, &self.plan, &mut self.root, &fresh, 0);
    }

    /// Works out the rows of innermost groups, named by their numbers.
    pub(crate) fn list<R: Mirrored>(&mut self, table: &Table<R>, paths: &[Vec<i64>]) {
        self.grown = true;
        let levels = self.plan.levels.len();
        let mut wanted = Open::default();
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); paths.len()];
        for (at, path) in paths.iter().enumerate() {
            wanted.add(path).list = Some(at);
        }
        if levels == 0 {
            lists[0] = self.matched.iter().collect();
        } else {
            for slot in self.matched.iter() {
                let mut here = Some(&wanted);
                for level in 0..levels {
                    let number = self.plan.group(table, level, slot);
                    here = here.and_then(|open| open.kids.get(&number));
                    if here.is_none() {
                        break;
                    }
                }
                if let Some(at) = here.and_then(|open| open.list) {
                    lists[at].push(slot);
                }
            }
        }
        for (path, mut slots) in paths.iter().zip(lists) {
            sort(table, &self.plan, &mut slots);
            if let Some(node) = self.root.at_mut(path) {
                node.rows = Some(Ranked::from_sorted(&slots));
            }
        }
    }

    fn leave<R: Mirrored>(&mut self, table: &Table<R>, slot: u32) -> bool {
        if !self.matched.has(slot) {
            return false;
        }
        self.matched.set(slot, false);
        let sums = table.sums(slot);
        let plan = &self.plan;
        let mut node = &mut self.root;
        node.count_out(sums);
        for level in 0..plan.levels.len() {
            let Some(kids) = &mut node.kids else { return true };
            let number = plan.group(table, level, slot);
            match kids.leave(&Judge { table, plan, level }, number, sums) {
                Some(kid) => node = kid,
                None => return true,
            }
        }
        if let Some(rows) = &mut node.rows {
            rows.remove(|held| plan.compare(table, held, slot));
        }
        true
    }

    fn enter<R: Mirrored>(&mut self, table: &Table<R>, slot: u32) -> bool {
        if !self.plan.matches(table, slot) {
            return false;
        }
        self.matched.set(slot, true);
        let sums = table.sums(slot);
        let plan = &self.plan;
        let mut node = &mut self.root;
        node.count_in(sums);
        for level in 0..plan.levels.len() {
            let Some(kids) = &mut node.kids else { return true };
            let number = plan.group(table, level, slot);
            node = kids.enter(&Judge { table, plan, level }, number, sums);
        }
        if let Some(rows) = &mut node.rows {
            rows.insert(slot, |held| plan.compare(table, held, slot));
        }
        true
    }
}

/// Whether a group that is open and shown has not been divided yet.
fn lacks_kids(node: &Node, open: &Open, levels: usize, level: usize) -> bool {
    let Some(kids) = &node.kids else { return level < levels };
    level + 1 < levels
        && open.kids.iter().any(|(number, open)| {
            open.open
                && kids.get(*number).is_some_and(|kid| lacks_kids(kid, open, levels, level + 1))
        })
}

/// The same as a tree of marks: which groups have to be divided, as far as is known before
/// their parents are.
fn mark_fresh(node: &Node, open: &Open, levels: usize, level: usize, fresh: &mut Open) {
    if level == levels {
        return;
    }
    fresh.wanted = node.kids.is_none();
    for (number, open) in open.kids.iter().filter(|(_, open)| open.open) {
        if level + 1 == levels {
            return;
        }
        match node.kids.as_ref().map(|kids| kids.get(*number)) {
            // Not known yet: it may turn up.
            None => mark_all(open, levels, level + 1, fresh.add(&[*number])),
            Some(Some(kid)) => mark_fresh(kid, open, levels, level + 1, fresh.add(&[*number])),
            Some(None) => {}
        }
    }
}

fn mark_all(open: &Open, levels: usize, level: usize, fresh: &mut Open) {
    fresh.wanted = true;
    if level + 1 < levels {
        for (number, open) in open.kids.iter().filter(|(_, open)| open.open) {
            mark_all(open, levels, level + 1, fresh.add(&[*number]));
        }
    }
}

fn arrange_fresh<R: Mirrored>(
    table: &Table<R>,
    plan: &Plan,
    node: &mut Node,
    fresh: &Open,
    level: usize,
) {
    let Some(kids) = &mut node.kids else { return };
    if fresh.wanted {
        kids.arrange(&Judge { table, plan, level });
    }
    for (number, fresh) in &fresh.kids {
        if let Some(kid) = kids.get_mut(*number) {
            arrange_fresh(table, plan, kid, fresh, level + 1);
        }
    }
}
