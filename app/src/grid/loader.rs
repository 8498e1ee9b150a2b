//! Brings rows: what the scroll position wants, what a changed query wants, what live
//! changes make necessary. An older answer never replaces a newer one.

use super::announce;
use super::blocks::BLOCK;
use super::def::GridRow;
use super::state::{Active, GridState, Load, Numbers};
use super::{resume, scroller};
use crate::api::{AGAIN_AFTER, ApiError};
use grid::page::Page;
use grid::query::{MAX_WINDOW, Window};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeSet;
use std::ops::Range;

/// Windows asked for at the same time while scrolling. More would only queue behind each
/// other, and what is wanted changes with every frame.
const FLIGHTS: usize = 2;
/// Lines read when the query changed: two screens.
const FIRST: u32 = 100;

/// Requests under way.
#[derive(Default)]
pub(crate) struct Loader {
    /// Raised by every new question; answers to older ones are dropped.
    generation: u64,
    /// Blocks of the current list that are under way.
    asked: BTreeSet<u64>,
    /// Requests under way for them.
    flights: usize,
    /// A whole new answer is awaited, so the old list is not added to.
    fresh: bool,
    /// Rows changed while one was awaited: ask once more.
    again: bool,
    /// Lines that the screen wants.
    wanted: Range<u64>,
}

/// What becomes of the scroll position when a new list arrives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Keep {
    /// Another list: from its top.
    Top,
    /// The same list, a little different: the first visible row stays where it is.
    Place,
}

/// Asks for the list anew. The old rows stay until the answer is here.
pub(crate) fn reload<R: GridRow>(state: GridState<R>, keep: Keep) {
    let window = match keep {
        Keep::Top => Window { start: 0, len: FIRST },
        Keep::Place => {
            let seen = scroller::visible(state);
            let start = seen.start / BLOCK * BLOCK;
            let len = (seen.end - start) as u32 + FIRST;
            Window { start: u32::try_from(start).unwrap_or(u32::MAX), len: len.min(MAX_WINDOW) }
        }
    };
    let generation = state
        .loader
        .try_update_value(|loader| {
            loader.generation += 1;
            loader.asked.clear();
            loader.flights = 0;
            loader.fresh = true;
            loader.again = false;
            loader.generation
        })
        .unwrap_or_default();
    // What does not come is said until it comes.
    if !state.load.read_untracked().passes() {
        state.load.set(Load::Waiting);
    }
    let (before, grouping) = (state.numbers.get_untracked(), keep == Keep::Top);
    ask(state, window, move |answer| {
        if !is_current(state, generation) {
            return;
        }
        let again = state.loader.try_update_value(|loader| {
            loader.fresh = false;
            std::mem::take(&mut loader.again)
        });
        match answer {
            Ok(page) => {
                replace(state, page, keep);
                if grouping {
                    announce::result(state, &before);
                }
            }
            Err(error) => return failed(state, error),
        }
        if again == Some(true) {
            reload(state, Keep::Place);
        }
    });
}

/// Rows changed in a way that moves lines: asks for what is on the screen again. At most one
/// such request is under way, with one more to follow.
pub(crate) fn reflow<R: GridRow>(state: GridState<R>) {
    let waiting = state.loader.try_update_value(|loader| {
        loader.again |= loader.fresh;
        loader.fresh
    });
    if waiting == Some(false) {
        reload(state, Keep::Place);
    }
}

/// Asks for what the screen wants and memory lacks.
pub(crate) fn want<R: GridRow>(state: GridState<R>, lines: Range<u64>) {
    state.blocks.update_value(|blocks| blocks.touch(lines.clone()));
    state.loader.update_value(|loader| loader.wanted = lines);
    pump(state);
}

fn pump<R: GridRow>(state: GridState<R>) {
    let total = state.numbers.read_untracked().lines;
    let run = state.loader.try_update_value(|loader| {
        if loader.fresh || loader.flights >= FLIGHTS {
            return None;
        }
        let window = state
            .blocks
            .with_value(|blocks| blocks.missing(loader.wanted.clone(), total, &loader.asked))?;
        loader.flights += 1;
        loader.asked.extend(blocks_of(window));
        Some((window, loader.generation))
    });
    let Some((window, generation)) = run.flatten() else { return };
    ask(state, window, move |answer| {
        if !is_current(state, generation) {
            return;
        }
        state.loader.update_value(|loader| {
            loader.flights -= 1;
            loader.asked.retain(|block| !blocks_of(window).contains(block));
        });
        match answer {
            Ok(page) => {
                add(state, page);
                pump(state);
            }
            Err(error) => failed(state, error),
        }
    });
}

/// Says why rows did not come. What passes by itself is asked for again by itself.
fn failed<R: GridRow>(state: GridState<R>, error: ApiError) {
    let passes = error.code.passes();
    state.load.set(Load::Failed(error));
    if !passes {
        return;
    }
    let generation = state.loader.with_value(|loader| loader.generation);
    set_timeout(
        move || {
            let waits = state.load.try_with_untracked(Load::passes) == Some(true);
            if waits && is_current(state, generation) {
                retry(state);
            }
        },
        AGAIN_AFTER,
    );
}

fn blocks_of(window: Window) -> Range<u64> {
    let (start, end) = (u64::from(window.start), u64::from(window.start + window.len));
    start / BLOCK..end.div_ceil(BLOCK)
}

fn is_current<R: GridRow>(state: GridState<R>, generation: u64) -> bool {
    state.loader.try_with_value(|loader| loader.generation == generation) == Some(true)
}

fn ask<R: GridRow>(
    state: GridState<R>,
    window: Window,
    then: impl FnOnce(Result<Page<R>, ApiError>) + 'static,
) {
    let question = state.address.read_untracked().state(state.def);
    let answer = (state.def.fetch)(question, window.start, window.len);
    spawn_local(async move { then(answer.await) });
}

/// A new list took the place of the old one.
fn replace<R: GridRow>(state: GridState<R>, page: Page<R>, keep: Keep) {
    let anchor = (keep == Keep::Place).then(|| scroller::anchor(state)).flatten();
    let active = state.active.get_untracked();
    let active = active.and_then(|active| Some((state.line(active.line)?, active)));
    let numbers = Numbers::of(&page);
    state.loaded.run((state.address.read_untracked().state(state.def), page.pos));
    state.blocks.update_value(|blocks| {
        blocks.clear();
        blocks.put(page.start, page.above, page.window);
    });
    if *state.numbers.read_untracked() != numbers {
        state.numbers.set(numbers);
    }
    state.load.set(Load::Ready);
    match keep {
        Keep::Top => scroller::to_top(state),
        Keep::Place => scroller::restore(state, anchor),
    }
    // The keyboard stays on its row, wherever that stands now.
    if let Some((held, active)) = active
        && let Some(line) = state.blocks.with_value(|blocks| blocks.find_again(&held))
        && line != active.line
    {
        state.active.set(Some(Active { line, ..active }));
    }
    scroller::paint(state);
    state.moved.notify();
    resume::restore(state);
}

/// More of the same list.
fn add<R: GridRow>(state: GridState<R>, page: Page<R>) {
    let numbers = Numbers::of(&page);
    // What was told while the answer was under way may be newer than the answer.
    state.loaded.run((state.address.read_untracked().state(state.def), page.pos));
    state.blocks.update_value(|blocks| blocks.put(page.start, page.above, page.window));
    if *state.numbers.read_untracked() != numbers {
        state.numbers.set(numbers);
    }
    if matches!(*state.load.read_untracked(), Load::Failed(_)) {
        state.load.set(Load::Ready);
    }
    scroller::paint(state);
    resume::restore(state);
}

/// Asks again for whatever failed.
pub(crate) fn retry<R: GridRow>(state: GridState<R>) {
    reload(state, Keep::Place);
}
