//! A grid's window on a tab's screen, and what is told about it.

use app::live::wire::{Ask, BEFORE_NEAR, MAX_NEAR, encode};
use domain::license::LicenseRow;
use domain::people::Principal;
use grid::page::{Group, Line, Page};
use grid::patch::{Difference, Part, Told, difference};
use grid::query::{MAX_WINDOW, Query, Window};
use mirror::{Answer, Asked, Shown, Watched};
use serde::Serialize;
use services::grid::{Rows, asked, query_of};
use services::licenses::masked;
use services::roots::Mirrored;
use std::sync::Arc;

/// One grid of one tab.
pub(super) struct GridView {
    ask: Ask,
    asked: Asked,
    /// Whether mirrors hold its rows for this person.
    mirrored: bool,
    /// The mirror's view, while the grid is followed.
    watched: Option<Arc<Watched>>,
    /// What the tab holds.
    sent: Option<Answer>,
    /// The mirrored view's changes that are in it.
    changes: u64,
    /// Frames of this state that were sent.
    step: u32,
    /// Whether the current question has been answered.
    pub(super) answered: bool,
    /// While not followed: feed position of what the tab holds, and changes since.
    pub(super) read_at: i64,
    pub(super) touched: u64,
    /// The mirror that it was followed by is gone, and the tab does not know yet.
    pub(super) lost: bool,
}

/// A frame's content: which question, which step, and what is told.
pub(super) type Lines = (u32, u32, Vec<u8>);

impl GridView {
    /// A grid of such rows.
    pub(super) fn new<R: Rows>(ask: Ask, who: &Principal) -> Self {
        let asked = asked(who, query_of::<R>(who, &ask.state));
        Self {
            ask,
            asked,
            // A mirror asks nobody. Whoever may not see the rows is refused where they are read.
            mirrored: R::MIRROR.is_some() && who.may(R::MAY),
            watched: None,
            sent: None,
            changes: 0,
            step: 0,
            answered: false,
            read_at: 0,
            touched: 0,
            lost: false,
        }
    }

    /// The question.
    pub(super) fn ask(&self) -> &Ask {
        &self.ask
    }

    /// What is asked.
    pub(super) fn query(&self) -> &Query {
        &self.asked.query
    }

    /// Asks for another window, or for something else.
    pub(super) fn turn<R: Rows>(&mut self, ask: Ask, who: &Principal) {
        if ask.state == self.ask.state && ask.grid == self.ask.grid {
            self.ask = ask;
            self.answered = false;
        } else {
            *self = Self::new::<R>(ask, who);
        }
    }

    /// Whether a mirror keeps it right.
    pub(super) fn is_followed(&self) -> bool {
        self.watched.is_some()
    }

    /// There is no mirror any more.
    pub(super) fn lose(&mut self) {
        self.lost |= self.watched.take().is_some();
        self.sent = None;
    }

    /// What there is to tell from a mirror. A view that the mirror cannot follow is not
    /// followed any more, and nothing is told.
    pub(super) fn look(&mut self, held: &Mirrored<LicenseRow>, who: &Principal) -> Option<Lines> {
        if !self.mirrored {
            return None;
        }
        if self.watched.as_ref().is_none_or(|watched| !held.rows.keeps(watched)) {
            self.watched = held.rows.watch(&self.asked);
            self.sent = None;
        }
        let watched = Arc::clone(self.watched.as_ref()?);
        let changes = held.rows.changes(&watched);
        if self.answered && self.sent.is_some() && changes == self.changes {
            return None;
        }
        self.find_near(held, &watched);
        self.keep_anchor(held, &watched);
        let open = &self.asked.query.open;
        let now = held.rows.answer(&watched, open, self.window());
        // Working it out anew may have counted.
        self.changes = held.rows.changes(&watched);
        if self.answered && self.sent.as_ref() == Some(&now) {
            return None;
        }
        let before = self.sent.as_ref().map_or(&[][..], |sent| &sent.window);
        let parts = difference(before, &now.window)
            .into_iter()
            .map(|run| match run {
                Difference::Kept(run) => Part::Kept(run),
                Difference::Fresh(run) => {
                    let run = run.start as usize..run.end as usize;
                    Part::Fresh(now.window[run].iter().filter_map(|s| line(held, who, s)).collect())
                }
            })
            .collect();
        let told = told(held.pos, held.rows.today(), &now, parts);
        if self.sent.is_none() {
            self.step = 0;
        }
        self.sent = Some(now);
        Some(self.lines(&told))
    }

    /// What there is to tell from a page that was read for it. From here on it is not
    /// followed.
    pub(super) fn read<R: Serialize>(&mut self, page: Page<R>) -> Lines {
        (self.watched, self.sent, self.step) = (None, None, 0);
        (self.read_at, self.touched, self.lost) = (page.pos, 0, false);
        let Page { pos, today, rows, sums, groups, lines, start, above, window } = page;
        let parts = vec![Part::Fresh(window)];
        self.lines(&Told { pos, today, rows, sums, groups, lines, start, above, parts })
    }

    fn lines<R: Serialize>(&mut self, told: &Told<R>) -> Lines {
        self.answered = true;
        let step = self.step;
        self.step += 1;
        (self.ask.turn, step, encode(told))
    }

    fn window(&self) -> Window {
        Window { start: self.ask.start, len: self.ask.len.min(MAX_WINDOW) }
    }

    /// Moves a new list's window to the first of the rows that were seen before.
    fn find_near(&mut self, held: &Mirrored<LicenseRow>, watched: &Watched) {
        let open = &self.asked.query.open;
        let mut near = std::mem::take(&mut self.ask.near).into_iter().take(MAX_NEAR);
        let line = near.find_map(|id| held.rows.line_of_row(watched, open, id));
        if let Some(line) = line.and_then(|line| u32::try_from(line).ok()) {
            (self.ask.start, self.ask.anchor) = (line.saturating_sub(BEFORE_NEAR), Some(line));
        }
    }

    /// Moves the window along with the line whose place is kept, or with the nearest one that
    /// is still there.
    fn keep_anchor(&mut self, held: &Mirrored<LicenseRow>, watched: &Watched) {
        let (Some(anchor), Some(sent), true) = (self.ask.anchor, &self.sent, self.answered) else {
            return;
        };
        let Some(at) = u64::from(anchor).checked_sub(sent.start) else { return };
        let at = (at as usize).min(sent.window.len());
        let open = &self.asked.query.open;
        let places = (at..sent.window.len()).chain((0..at).rev());
        let found = places.map(|at| (at, &sent.window[at])).find_map(|(at, shown)| {
            let line = held.rows.line_of(watched, open, shown)?;
            Some(line as i64 - (sent.start as i64 + at as i64))
        });
        let moved = |line: u32| {
            let line = i64::from(line) + found.unwrap_or_default();
            u32::try_from(line.max(0)).unwrap_or(u32::MAX)
        };
        (self.ask.start, self.ask.anchor) = (moved(self.ask.start), Some(moved(anchor)));
    }
}

fn line(held: &Mirrored<LicenseRow>, who: &Principal, shown: &Shown) -> Option<Line<LicenseRow>> {
    match shown {
        Shown::Group(group) => Some(Line::Group(Group::clone(group))),
        Shown::Row { .. } => held.rows.row(shown).map(|row| Line::Row(masked(who, row))),
    }
}

fn told(
    pos: i64,
    today: chrono::NaiveDate,
    now: &Answer,
    parts: Vec<Part<LicenseRow>>,
) -> Told<LicenseRow> {
    Told {
        pos,
        today,
        rows: now.rows,
        sums: now.sums.clone(),
        groups: now.groups,
        lines: now.lines,
        start: now.start,
        above: now.above.clone(),
        parts,
    }
}

#[cfg(test)]
mod tests;
