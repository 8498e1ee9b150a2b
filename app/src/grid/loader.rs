//! Brings lines: what the scroll position wants, what a changed query wants, and what the
//! server tells by itself.
//!
//! While the live socket stands, everything comes through it, in one order: questions and
//! answers and what happens in between, so that no answer can be older than what was told.
//! Without it the same questions go over HTTP. Each question has a number; an answer to one
//! about another list than the present one is dropped.

use super::announce;
use super::held::FIRST;
use super::item::Item;
use super::select::row_id;
use super::state::{Active, GridState, Load, Numbers};
use super::{frame, resume, scroller};
use crate::api::{AGAIN_AFTER, ApiError};
use crate::live::LiveEvent;
use crate::live::wire::{Ask, BEFORE_NEAR, Topic};
use grid::page::{Line, Page};
use grid::patch::{Part, Told};
use grid::query::MAX_WINDOW;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

/// Lines asked for before and after those that are seen, so that a wheel never outruns them.
const AHEAD: u64 = 100;
/// Fewer lines than this before or after those seen, and more are asked for.
const NEAR: u64 = 50;
/// How long changes that could not be followed wait for more of them before the list is read
/// again by itself.
const IDLE: Duration = Duration::from_secs(1);

/// Questions under way.
#[derive(Default)]
pub(crate) struct Loader {
    /// Number of the newest question.
    turn: u32,
    /// Number of the first question about the present list.
    list: u32,
    /// The question that is not answered yet, and how it was asked.
    open: Option<(Ask, Way)>,
    /// Frames of the present list that were told.
    step: u32,
    /// What becomes of the scroll position when the new list is here; none when it is.
    fresh: Option<Keep>,
    /// Lines that the screen shows.
    seen: Range<u64>,
    /// A reading of what could not be followed is due.
    due: bool,
    /// Lines came that are not drawn yet.
    undrawn: Option<Undrawn>,
}

/// Lines came. Of a new list its numbers are announced, with those before.
#[derive(Default)]
struct Undrawn {
    before: Option<Numbers>,
}

/// How a question travels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    Socket,
    Http,
}

/// What becomes of the scroll position when a new list arrives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Keep {
    /// Another list: from its top.
    Top,
    /// The same rows in another order, or others of them: what was seen of them stays in sight.
    Near,
    /// The same list, a little different: the first visible row stays where it is.
    Place,
}

/// The page is alive: from here on its lines are followed.
pub(crate) fn begin(state: GridState) {
    let held = state.held.with_value(|held| held.range());
    let len = (held.end - held.start).max(FIRST);
    let ask = question(state, held.start..held.start + len);
    if let Some(live) = state.live.get_value() {
        // The first lines are here already; without a connection nothing more is needed.
        live.watch(Topic::Grid(ask));
    }
}

/// Asks for the list anew. The old lines stay until the answer is here.
pub(crate) fn reload(state: GridState, keep: Keep) {
    let window = match keep {
        Keep::Top => 0..2 * FIRST,
        Keep::Near => 0..u64::from(BEFORE_NEAR) + 2 * FIRST,
        Keep::Place => around(&scroller::visible(state)),
    };
    let mut ask = question(state, window);
    if keep == Keep::Near {
        let rows = scroller::anchors(state);
        ask.near = rows.iter().filter_map(|(row, _)| row_id(row)).collect();
        ask.anchor = None;
    }
    state.loader.update_value(|loader| {
        loader.list = ask.turn;
        loader.fresh = Some(keep);
    });
    // What does not come is said until it comes.
    if !state.load.read_untracked().passes() {
        state.load.set(Load::Waiting);
    }
    send(state, ask);
}

/// Asks for whatever failed, or could not be followed, again.
pub(crate) fn retry(state: GridState) {
    reload(state, Keep::Place);
}

/// The screen shows these lines: asks for those that memory lacks around them.
pub(crate) fn want(state: GridState, seen: Range<u64>) {
    state.loader.update_value(|loader| loader.seen = seen);
    pump(state);
}

fn pump(state: GridState) {
    let total = state.numbers.read_untracked().lines;
    let held = state.held.with_value(|held| held.range());
    let wanted = state.loader.try_with_value(|loader| {
        let seen = &loader.seen;
        let before = seen.start.saturating_sub(NEAR) < held.start;
        let after = (seen.end + NEAR).min(total) > held.end;
        let lacks = !seen.is_empty() && (before || after);
        (lacks && loader.open.is_none() && loader.fresh.is_none()).then(|| around(seen))
    });
    if let Some(window) = wanted.flatten() {
        let ask = question(state, window);
        send(state, ask);
    }
}

fn around(seen: &Range<u64>) -> Range<u64> {
    let start = seen.start.saturating_sub(AHEAD);
    start..(seen.end + AHEAD).min(start + u64::from(MAX_WINDOW))
}

/// The next question: for these lines of the present list.
fn question(state: GridState, lines: Range<u64>) -> Ask {
    let turn = state.loader.try_update_value(|loader| {
        loader.turn += 1;
        loader.turn
    });
    let at = |line: u64| u32::try_from(line).unwrap_or(u32::MAX);
    Ask {
        grid: state.def.spec.name.to_owned(),
        state: state.address.read_untracked().state(state.def),
        turn: turn.unwrap_or_default(),
        start: at(lines.start),
        len: at(lines.end - lines.start),
        // At the very top one sees what comes in.
        anchor: scroller::first_seen(state).map(at),
        near: Vec::new(),
    }
}

fn send(state: GridState, ask: Ask) {
    let live = state.live.get_value();
    let way = match live.is_some_and(|live| live.watch(Topic::Grid(ask.clone()))) {
        true => Way::Socket,
        false => Way::Http,
    };
    state.loader.update_value(|loader| loader.open = Some((ask.clone(), way)));
    if way == Way::Http {
        fetch(state, ask);
    }
}

fn fetch(state: GridState, ask: Ask) {
    let answer = state.def.read(ask.state, ask.start, ask.len);
    spawn_local(async move {
        let answer = answer.await;
        let is_open = |loader: &Loader| matches!(&loader.open, Some((open, Way::Http)) if open.turn == ask.turn);
        // The grid may be gone by now, or ask for something else.
        if state.loader.try_with_value(is_open) != Some(true) {
            return;
        }
        match answer {
            Ok(page) => {
                // What the socket tells next has nothing to do with these lines.
                state.loader.update_value(|loader| loader.step = u32::MAX);
                let (told, lines) = whole(page);
                take(state, ask.turn, told, lines);
                frame::draw(state);
            }
            Err(error) => failed(state, error),
        }
    });
}

fn whole(page: Page<Item>) -> (Told<Item>, Vec<Arc<Line<Item>>>) {
    let Page { pos, today, rows, sums, groups, lines, start, above, window } = page;
    let parts = vec![Part::Fresh(window)];
    let mut told = Told { pos, today, rows, sums, groups, lines, start, above, parts };
    let lines = told.onto(&[]).unwrap_or_default();
    (told, lines)
}

/// What the live socket says. The caller draws.
pub(crate) fn hear(state: GridState, event: LiveEvent) {
    match event {
        LiveEvent::Lines { turn, step, told } => told_lines(state, turn, step, &told),
        LiveEvent::Stale { turn, changes } => {
            if state.loader.try_with_value(|loader| turn >= loader.list) == Some(true) {
                stale(state, changes);
            }
        }
        LiveEvent::Failed { turn } => ask_again(state, |ask| ask.turn == turn),
        LiveEvent::Lost => ask_again(state, |_| true),
        LiveEvent::Changed => {}
    }
}

/// A question that the socket did not answer goes over HTTP.
fn ask_again(state: GridState, is: impl Fn(&Ask) -> bool) {
    let open = state.loader.try_update_value(|loader| match &mut loader.open {
        Some((ask, way @ Way::Socket)) if is(ask) => {
            *way = Way::Http;
            Some(ask.clone())
        }
        _ => None,
    });
    if let Some(ask) = open.flatten() {
        fetch(state, ask);
    }
}

fn told_lines(state: GridState, turn: u32, step: u32, told: &[u8]) {
    let fits = state.loader.try_update_value(|loader| {
        if turn < loader.list {
            return None; // about another list
        }
        let fits = step == 0 || step == loader.step;
        loader.step = step.wrapping_add(1);
        Some(fits)
    });
    let Some(Some(fits)) = fits else { return };
    let told = (state.def.told)(told).filter(|_| fits);
    let lines = told.and_then(|mut told| {
        let lines = state.held.with_value(|held| match step {
            0 => told.onto(&[]),
            _ => told.onto(held.lines()),
        });
        Some((told, lines?))
    });
    match lines {
        Some((told, lines)) => take(state, turn, told, lines),
        // Something was lost on the way: from the beginning.
        None => {
            if let Some(live) = state.live.get_value() {
                live.start_over();
            }
        }
    }
}

/// A window takes the place of the one that is held. The caller draws.
fn take(state: GridState, turn: u32, told: Told<Item>, lines: Vec<Arc<Line<Item>>>) {
    let fresh = state.loader.try_update_value(|loader| {
        let answered = loader.open.as_ref().is_some_and(|(ask, _)| ask.turn <= turn);
        if answered {
            loader.open = None;
        }
        if loader.list <= turn { loader.fresh.take() } else { None }
    });
    let Some(fresh) = fresh else { return };
    let keep = fresh.unwrap_or(Keep::Place);
    let anchors = match keep {
        Keep::Top => Vec::new(),
        Keep::Near => scroller::anchors(state),
        Keep::Place => scroller::anchor(state).into_iter().collect(),
    };
    let active = state.active.get_untracked();
    let active = active.and_then(|active| Some((state.line(active.line)?, active)));
    let before = state.numbers.get_untracked();
    let numbers = Numbers {
        rows: told.rows,
        sums: told.sums,
        groups: told.groups,
        lines: told.lines,
        today: told.today,
    };
    state.held.update_value(|held| held.set(told.start, told.above, lines));
    if fresh.is_some() {
        state.levels.set_value(state.address.read_untracked().query.group.clone());
        // The same lines may look otherwise now.
        state.drawn.update_value(Vec::clear);
    }
    if before != numbers {
        state.numbers.set(numbers);
    }
    if *state.load.read_untracked() != Load::Ready {
        state.load.set(Load::Ready);
    }
    if state.stale.get_untracked() > 0 {
        state.stale.set(0);
    }
    match keep {
        Keep::Top => scroller::to_top(state),
        Keep::Place | Keep::Near => {
            let found = anchors.iter().any(|anchor| scroller::restore(state, anchor));
            if !found && keep == Keep::Near {
                scroller::to_top(state);
            }
        }
    }
    // The keyboard stays on its row, wherever that stands now.
    if let Some((held, active)) = active
        && let Some(line) = state.held.with_value(|lines| lines.find_again(&held))
        && line != active.line
    {
        state.active.set(Some(Active { line, ..active }));
    }
    let told_of = matches!(fresh, Some(Keep::Top | Keep::Near)).then_some(before);
    state.loader.update_value(|loader| {
        let undrawn = loader.undrawn.get_or_insert_default();
        undrawn.before = undrawn.before.take().or(told_of);
    });
}

/// The lines in memory are on the screen.
pub(crate) fn drawn(state: GridState) {
    let undrawn = state.loader.try_update_value(|loader| loader.undrawn.take()).flatten();
    let Some(Undrawn { before }) = undrawn else { return };
    state.moved.notify();
    resume::restore(state);
    if let Some(before) = before {
        announce::result(state, &before);
    }
}

/// Changes could not be followed: says so, and reads the list again when it is quiet.
fn stale(state: GridState, changes: u64) {
    state.stale.set(changes);
    if state.loader.try_update_value(|loader| std::mem::replace(&mut loader.due, true))
        != Some(false)
    {
        return;
    }
    set_timeout(
        move || {
            let due = state.loader.try_update_value(|loader| std::mem::take(&mut loader.due));
            if due == Some(true) && state.stale.get_untracked() > 0 {
                reload(state, Keep::Place);
            }
        },
        IDLE,
    );
}

/// Says why lines did not come. What passes by itself is asked for again by itself.
fn failed(state: GridState, error: ApiError) {
    let passes = error.code.passes();
    state.loader.update_value(|loader| loader.open = None);
    state.load.set(Load::Failed(error));
    if !passes {
        return;
    }
    let turn = state.loader.with_value(|loader| loader.turn);
    set_timeout(
        move || {
            let waits = state.load.try_with_untracked(Load::passes) == Some(true);
            if waits && state.loader.with_value(|loader| loader.turn) == turn {
                reload(state, Keep::Place);
            }
        },
        AGAIN_AFTER,
    );
}
