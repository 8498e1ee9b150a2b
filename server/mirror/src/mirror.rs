//! The rows of one root and the views over them.

use crate::layout::{Lines, Run};
use crate::open::Open;
use crate::table::{Mirrored, Sums, Table};
use crate::view::{Asked, State, View};
use chrono::NaiveDate;
use grid::column::{ColumnId, GridSpec, Key};
use grid::level::{Bucket, Level};
use grid::page::{Around, FilterOption, Group, Line, Page};
use grid::query::{MAX_WINDOW, Query, Window};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// Views kept at most. Beyond that, and beyond [`VIEW_BYTES`], those that nobody watches go,
/// the longest unused first.
const VIEWS: usize = 256;
/// Memory that the views of one root take at most, in bytes.
const VIEW_BYTES: usize = 256 << 20;

/// All rows of one root, ready to be asked.
pub struct Mirror<R> {
    /// Told from every other mirror of this process by it.
    number: u64,
    table: Table<R>,
    views: Mutex<Vec<Arc<Watched>>>,
    clock: AtomicU64,
}

/// A view that somebody watches: it is kept as long as this is.
pub struct Watched {
    /// Whose it is.
    mirror: u64,
    asked: Asked,
    view: Mutex<View>,
    used: AtomicU64,
    size: AtomicUsize,
}

/// What a line shows, without its content: equal ones look the same.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Shown {
    /// A row in one of its states.
    Row {
        /// Where it is kept.
        slot: u32,
        /// Which of its states.
        edit: u32,
    },
    /// A group. Apart, since most lines are rows and every tab's window is remembered.
    Group(Box<Group>),
}

/// A window of a view's lines, with the numbers around it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// Rows of the result.
    pub rows: u64,
    /// The declaration's sums over them.
    pub sums: Vec<i64>,
    /// Outermost groups; 0 when flat.
    pub groups: u64,
    /// Length of the visible list.
    pub lines: u64,
    /// Index of the first line below.
    pub start: u64,
    /// The groups around it, outermost first.
    pub above: Vec<Around>,
    /// The lines asked for.
    pub window: Vec<Shown>,
}

impl<R: Mirrored> Mirror<R> {
    /// Without rows.
    #[must_use]
    pub fn new(spec: &'static GridSpec, today: NaiveDate) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self {
            number: NEXT.fetch_add(1, Ordering::Relaxed),
            table: Table::new(spec, today),
            views: Mutex::default(),
            clock: AtomicU64::default(),
        }
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.table.rows()
    }

    /// Bytes of memory taken, about.
    #[must_use]
    pub fn size(&self) -> usize {
        let views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        let views: usize = views.iter().map(|view| view.size.load(Ordering::Relaxed)).sum();
        self.table.size() + views
    }

    /// The day that statuses and moving spans follow from.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.table.today
    }

    /// Makes it another day.
    pub fn turn(&mut self, today: NaiveDate) {
        self.table.turn(today);
        self.forget_views();
    }

    /// Puts in or replaces many rows, each with its tenant key: views are worked out anew.
    pub fn load(&mut self, rows: impl IntoIterator<Item = (i64, R)>) {
        self.forget_views();
        for (tkey, row) in rows {
            let slot = self.table.take(row.id());
            self.table.write(slot, tkey, &row);
        }
    }

    /// Forgets the rows whose tenant key lies in a range (both ends inclusive).
    pub fn clear(&mut self, scope: (i64, i64)) {
        self.forget_views();
        for slot in 0..self.table.slots() {
            if self.table.holds(slot, scope) {
                self.table.free(slot);
            }
        }
    }

    /// A row changed, came (with its tenant key) or went; every view follows.
    pub fn apply(&mut self, id: Uuid, after: Option<(i64, &R)>) {
        let views = self.views.get_mut().unwrap_or_else(PoisonError::into_inner);
        let table = &mut self.table;
        let each = |table: &Table<R>, act: fn(&mut View, &Table<R>, u32), slot: u32| {
            for watched in views.iter() {
                let mut view = watched.view.lock().unwrap_or_else(PoisonError::into_inner);
                act(&mut view, table, slot);
            }
        };
        if let Some(slot) = table.slot(id) {
            each(table, View::leave, slot);
            if after.is_none() {
                table.free(slot);
            }
        }
        if let Some((tkey, row)) = after {
            let slot = table.take(id);
            if table.write(slot, tkey, row) {
                each(table, |view, _, _| view.forget(), slot);
            } else {
                each(table, View::enter, slot);
            }
        }
    }

    fn forget_views(&mut self) {
        let views = self.views.get_mut().unwrap_or_else(PoisonError::into_inner);
        for watched in views {
            watched.view.lock().unwrap_or_else(PoisonError::into_inner).forget();
        }
    }

    /// Keeps a view up to date from now on; none when there are too many of them already.
    #[must_use]
    pub fn watch(&self, asked: &Asked) -> Option<Arc<Watched>> {
        let asked =
            Asked { query: Query { open: Vec::new(), ..asked.query.clone() }, ..asked.clone() };
        let mut views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = views.iter().find(|watched| watched.asked == asked) {
            return Some(Arc::clone(held));
        }
        let size = |views: &Vec<Arc<Watched>>| -> usize {
            views.iter().map(|watched| watched.size.load(Ordering::Relaxed)).sum()
        };
        while views.len() >= VIEWS || size(&views) > VIEW_BYTES {
            let unwatched = views
                .iter()
                .enumerate()
                .filter(|(_, watched)| Arc::strong_count(watched) == 1)
                .min_by_key(|(_, watched)| watched.used.load(Ordering::Relaxed));
            let at = unwatched.map(|(at, _)| at)?;
            views.swap_remove(at);
        }
        let fresh = Arc::new(self.fresh(asked));
        views.push(Arc::clone(&fresh));
        Some(fresh)
    }

    /// Whether a view is one of this mirror's, and not of one that was here before.
    #[must_use]
    pub fn keeps(&self, watched: &Watched) -> bool {
        self.number == watched.mirror
    }

    /// A number that rises whenever something changes in a watched view.
    #[must_use]
    pub fn changes(&self, watched: &Watched) -> u64 {
        watched.view.lock().unwrap_or_else(PoisonError::into_inner).changes
    }

    /// The lines of a window, with these groups open.
    #[must_use]
    pub fn answer(&self, watched: &Watched, open: &[Vec<Key>], window: Window) -> Answer {
        self.look(watched, |state| {
            let open = Open::new(&self.table, &state.plan, open);
            state.divide(&self.table, &open);
            self.read(state, &open, window)
        })
    }

    /// Where a line that was shown is now; none when it is gone.
    #[must_use]
    pub fn line_of(&self, watched: &Watched, open: &[Vec<Key>], shown: &Shown) -> Option<u64> {
        self.look(watched, |state| {
            let open = Open::new(&self.table, &state.plan, open);
            state.divide(&self.table, &open);
            let slot = match shown {
                Shown::Row { slot, .. } => Some(*slot).filter(|slot| state.has(*slot)),
                Shown::Group(_) => None,
            };
            if let Some(slot) = slot {
                // Its group may have been worked out anew, and not been listed since.
                let path = state.plan.path(&self.table, slot);
                if state.root.at(&path).is_none_or(|node| node.rows.is_none()) {
                    state.list(&self.table, &[path]);
                }
            }
            let lines = self.lines(state, &open);
            match shown {
                Shown::Row { .. } => lines.line_of_row(slot?),
                Shown::Group(group) => {
                    lines.line_of_group(&state.plan.numbers(&self.table, &group.path)?)
                }
            }
        })
    }

    /// Where a row stands; none when it is not in the list, or in a closed group.
    #[must_use]
    pub fn line_of_row(&self, watched: &Watched, open: &[Vec<Key>], id: Uuid) -> Option<u64> {
        let slot = self.table.slot(id)?;
        self.line_of(watched, open, &Shown::Row { slot, edit: self.table.edit(slot) })
    }

    /// The row that a line shows; none for a group, or when it has changed since.
    #[must_use]
    pub fn row(&self, shown: &Shown) -> Option<R> {
        match shown {
            Shown::Row { slot, edit } if self.table.edit(*slot) == *edit => self.table.row(*slot),
            _ => None,
        }
    }

    /// The answer to a query with its rows, as read at a feed position.
    #[must_use]
    pub fn page(&self, asked: &Asked, window: Window, pos: i64) -> Page<R> {
        let answer = self.answer(&self.some_view(asked), &asked.query.open, window);
        let lines = answer.window.into_iter().filter_map(|shown| match shown {
            Shown::Group(group) => Some(Line::Group(*group)),
            Shown::Row { slot, .. } => self.table.row(slot).map(Line::Row),
        });
        Page {
            pos,
            today: self.table.today,
            rows: answer.rows,
            sums: answer.sums,
            groups: answer.groups,
            lines: answer.lines,
            start: answer.start,
            above: answer.above,
            window: lines.collect(),
        }
    }

    /// The values that a column has under a query's other conditions, with their counts, in
    /// the order of groups.
    #[must_use]
    pub fn options(&self, asked: &Asked, column: ColumnId) -> Vec<FilterOption> {
        let mut asked = asked.clone();
        asked.query.filters.retain(|(id, _)| *id != column);
        asked.query.group = vec![Level::of(column, Bucket::Value)];
        asked.query.sort.clear();
        asked.query.open.clear();
        let view = self.some_view(&asked);
        self.look(&view, |state| {
            let groups = state.root.kids.iter().flat_map(|kids| kids.from(0));
            groups
                .map(|node| {
                    let cell = self.table.column(column).cell(node.number);
                    FilterOption { key: cell.key, label: cell.label, count: node.count }
                })
                .collect()
        })
    }

    /// The ids of the whole result, in no particular order.
    #[must_use]
    pub fn ids(&self, asked: &Asked) -> Vec<Uuid> {
        let view = self.some_view(asked);
        self.look(&view, |state| state.matched().map(|slot| self.table.id(slot)).collect())
    }

    /// A view that is kept if there is room for it.
    fn some_view(&self, asked: &Asked) -> Arc<Watched> {
        self.watch(asked).unwrap_or_else(|| Arc::new(self.fresh(asked.clone())))
    }

    fn fresh(&self, asked: Asked) -> Watched {
        Watched {
            mirror: self.number,
            asked,
            view: Mutex::default(),
            used: AtomicU64::new(self.clock.fetch_add(1, Ordering::Relaxed)),
            size: AtomicUsize::default(),
        }
    }

    fn look<T>(&self, watched: &Watched, act: impl FnOnce(&mut State) -> T) -> T {
        watched.used.store(self.clock.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        let mut view = watched.view.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = act(view.state(&self.table, &watched.asked));
        if let Some(size) = view.grown() {
            watched.size.store(size, Ordering::Relaxed);
        }
        seen
    }

    fn lines<'a>(&'a self, state: &'a State, open: &'a Open) -> Lines<'a, R> {
        Lines { table: &self.table, plan: &state.plan, root: &state.root, open }
    }

    fn read(&self, state: &mut State, open: &Open, window: Window) -> Answer {
        let start = u64::from(window.start);
        let lines = self.lines(state, open).count();
        let wanted = start..lines.min(start + u64::from(window.len.min(MAX_WINDOW)));
        let (runs, _) = self.lines(state, open).runs(wanted.clone());
        let missing: Vec<Vec<i64>> = runs
            .into_iter()
            .filter_map(|run| match run {
                Run::Rows { path, node, .. } => node.rows.is_none().then_some(path),
                Run::Group { .. } => None,
            })
            .collect();
        if !missing.is_empty() {
            state.list(&self.table, &missing);
        }
        let mut shown = Vec::with_capacity(wanted.end.saturating_sub(start) as usize);
        let (runs, above) = self.lines(state, open).runs(wanted);
        for run in &runs {
            match run {
                Run::Group { .. } => {
                    shown.extend(self.group(state, run).map(|group| Shown::Group(Box::new(group))))
                }
                Run::Rows { node, offset, len, .. } => {
                    let rows = node.rows.iter().flat_map(|rows| rows.from(*offset as usize));
                    shown.extend(
                        rows.take(*len as usize)
                            .map(|slot| Shown::Row { slot, edit: self.table.edit(slot) }),
                    );
                }
            }
        }
        let around = |(line, run): &(u64, Run<'_>)| {
            Some(Around { line: *line, group: self.group(state, run)? })
        };
        let above = above.iter().filter_map(around).collect();
        Answer {
            rows: state.root.count,
            sums: self.sums(&state.root.sums),
            groups: state.root.kids.as_ref().map_or(0, |kids| kids.len() as u64),
            lines,
            start,
            above,
            window: shown,
        }
    }

    /// A group run as its line shows it; none of another run.
    fn group(&self, state: &State, run: &Run<'_>) -> Option<Group> {
        let Run::Group { path, node, open, position, siblings } = run else { return None };
        let mut cells: Vec<_> = path
            .iter()
            .zip(&state.plan.levels)
            .map(|(number, level)| self.table.column(level.column).cell(*number))
            .collect();
        let label = cells.last_mut().map(|cell| std::mem::take(&mut cell.label));
        Some(Group {
            path: cells.into_iter().map(|cell| cell.key).collect(),
            label: label.unwrap_or_default(),
            count: node.count,
            sums: self.sums(&node.sums),
            open: *open,
            position: *position,
            siblings: *siblings,
        })
    }

    fn sums(&self, sums: &Sums) -> Vec<i64> {
        sums[..self.table.spec.sums.len()].to_vec()
    }
}
