//! At most one drawing a frame: what the server told and how far the list was scrolled since
//! the last frame is taken in together, and then the lines are drawn.

use super::state::GridState;
use super::{loader, scroller};
use crate::live::LiveEvent;
use leptos::prelude::*;

/// What waits for the next frame.
#[derive(Default)]
pub(crate) struct Frame {
    due: bool,
    told: Vec<LiveEvent>,
}

/// The server told something. What a click means is what is seen: so lines in memory change
/// together with those on the screen.
pub(crate) fn tell(state: GridState, event: LiveEvent) {
    if state.frame.try_update_value(|frame| frame.told.push(event)).is_none() {
        return;
    }
    match document().hidden() {
        // There are no frames.
        true => turn(state),
        false => schedule(state),
    }
}

/// Draws in the next frame, once, however often it is asked for.
pub(crate) fn schedule(state: GridState) {
    let due = state.frame.try_update_value(|frame| std::mem::replace(&mut frame.due, true));
    if due == Some(false) {
        request_animation_frame(move || turn(state));
    }
}

fn turn(state: GridState) {
    let Some(frame) = state.frame.try_update_value(std::mem::take) else { return };
    for event in frame.told {
        loader::hear(state, event);
    }
    draw(state);
}

/// Draws the lines in memory, and then what depends on them.
pub(crate) fn draw(state: GridState) {
    scroller::paint(state);
    loader::drawn(state);
}
