//! At most one drawing a frame. What the server tells is drawn at once; what else it tells before
//! that is seen waits for the frame after, and while one scrolls it is drawn with the scrolling.

use super::state::GridState;
use super::{loader, scroller};
use crate::live::LiveEvent;
use leptos::prelude::*;

/// What was done since the last frame, and what waits for the next one.
#[derive(Default)]
pub(crate) struct Frame {
    /// The next frame is asked for.
    asked: bool,
    /// The lines were drawn for the next frame already.
    drawn: bool,
    /// The list was scrolled since it was drawn.
    scrolled: bool,
    /// The list is being scrolled: every frame draws it.
    pub(super) scrolling: bool,
    told: Vec<LiveEvent>,
}

/// The server told something. A click means the row that is seen, so lines in memory change
/// together with those on the screen.
pub(crate) fn tell(state: GridState, event: LiveEvent) {
    // Nobody sees a hidden page, and it has no frames.
    let hidden = document().hidden();
    let now = state.frame.try_update_value(|frame| {
        frame.told.push(event);
        let now = hidden || !(frame.drawn || frame.scrolling);
        frame.drawn |= now;
        now
    });
    if now == Some(true) {
        turn(state);
    }
    ask(state);
}

/// The list was scrolled, or has another size: it is drawn in the next frame.
pub(crate) fn schedule(state: GridState) {
    if state.frame.try_update_value(|frame| frame.scrolled = true).is_some() {
        ask(state);
    }
}

fn ask(state: GridState) {
    let asked = state.frame.try_update_value(|frame| std::mem::replace(&mut frame.asked, true));
    if asked == Some(false) {
        request_animation_frame(move || next(state));
    }
}

/// A frame is about to be seen.
fn next(state: GridState) {
    let now = state.frame.try_update_value(|frame| {
        frame.asked = false;
        let drawn = std::mem::take(&mut frame.drawn);
        let waits = !frame.told.is_empty();
        (frame.scrolled || (waits && !drawn), waits && drawn)
    });
    match now {
        Some((true, _)) => turn(state),
        Some((false, true)) => ask(state),
        Some((false, false)) | None => {}
    }
}

/// Takes in what was told, and draws.
fn turn(state: GridState) {
    let told = state.frame.try_update_value(|frame| {
        frame.scrolled = false;
        std::mem::take(&mut frame.told)
    });
    for event in told.into_iter().flatten() {
        loader::hear(state, event);
    }
    draw(state);
}

/// Draws the lines in memory, and then what depends on them.
pub(crate) fn draw(state: GridState) {
    scroller::paint(state);
    loader::drawn(state);
}
