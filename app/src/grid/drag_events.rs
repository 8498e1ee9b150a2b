//! Dragging a header or a pill: by mouse after a few pixels, by touch after a long press (so
//! that a swipe still scrolls). Escape gives up.

use super::drag::{Span, is_drag, landing};
use super::state::{Drag, GridState};
use grid::column::ColumnId;
use grid::groups;
use leptos::ev;
use leptos::leptos_dom::helpers::WindowListenerHandle;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, PointerEvent};
use std::time::Duration;

/// How long a touch must rest before it picks the column up.
const LONG_PRESS: Duration = Duration::from_millis(400);
/// How near to the group area counts as in it, in CSS pixels.
const NEAR: f64 = 12.0;

/// A pressed pointer that may become a drag.
#[derive(Default)]
pub(crate) struct Press {
    from: (f64, f64),
    column: Option<ColumnId>,
    pill: Option<usize>,
    touch: bool,
    id: i32,
    just: bool,
    listeners: Vec<WindowListenerHandle>,
}

/// Begins a press on a header, or on the pill of a level.
pub(crate) fn press(state: GridState, column: ColumnId, pill: Option<usize>, ev: &PointerEvent) {
    if ev.button() != 0 || !state.def.spec.column(column).groupable {
        return;
    }
    release(state);
    let (from, id) = (point(ev), ev.pointer_id());
    let touch = ev.pointer_type() != "mouse";
    let listeners = vec![
        window_event_listener(ev::pointermove, move |ev| moved(state, &ev)),
        window_event_listener(ev::pointerup, move |ev| dropped_at(state, &ev)),
        window_event_listener(ev::pointercancel, move |_| give_up(state)),
        window_event_listener(ev::keydown, move |ev| {
            if ev.key() == "Escape" && state.drag.get_untracked().is_some() {
                give_up(state);
            }
        }),
    ];
    state.press.set_value(Press {
        from,
        column: Some(column),
        pill,
        touch,
        id,
        just: false,
        listeners,
    });
    if touch {
        set_timeout(
            move || {
                let still = state.press.try_with_value(|p| p.column == Some(column) && p.id == id);
                if still == Some(true) && state.drag.get_untracked().is_none() {
                    pick_up(state, column, pill, from);
                }
            },
            LONG_PRESS,
        );
    }
}

/// Whether a drag ended with the very click that is being handled.
#[must_use]
pub(crate) fn just_dragged(state: GridState) -> bool {
    state.press.with_value(|press| press.just)
}

/// Keeps the browser from scrolling or opening its own menu during a drag by touch.
pub(crate) fn hold(state: GridState, ev: &ev::Event) {
    if state.drag.get_untracked().is_some() {
        ev.prevent_default();
    }
}

fn point(ev: &PointerEvent) -> (f64, f64) {
    (f64::from(ev.client_x()), f64::from(ev.client_y()))
}

fn pick_up(state: GridState, column: ColumnId, pill: Option<usize>, at: (f64, f64)) {
    state.drag.set(Some(Drag { column, pill, at, gap: gap(state, at) }));
}

fn moved(state: GridState, ev: &PointerEvent) {
    let at = point(ev);
    let pressed = state
        .press
        .with_value(|p| (p.id == ev.pointer_id()).then_some((p.from, p.touch, p.column, p.pill)));
    let Some((from, touch, Some(column), pill)) = pressed else { return };
    match state.drag.get_untracked() {
        Some(drag) => state.drag.set(Some(Drag { at, gap: gap(state, at), ..drag })),
        // A finger that moves before the long press is over wants to scroll.
        None if touch && is_drag(from, at) => release(state),
        None if !touch && is_drag(from, at) => pick_up(state, column, pill, at),
        None => {}
    }
}

fn dropped_at(state: GridState, ev: &PointerEvent) {
    let drag = state.drag.get_untracked();
    give_up(state);
    let Some(drag) = drag else { return };
    // The browser follows with a click on whatever was pressed; that is not a sort.
    state.press.update_value(|press| press.just = true);
    set_timeout(
        move || {
            state.press.try_update_value(|press| press.just = false);
        },
        Duration::ZERO,
    );
    match (gap(state, point(ev)), drag.pill) {
        (Some(gap), Some(from)) => state.ask(false, |q, _| groups::drop_at(q, from, gap)),
        (Some(gap), None) => state.ask(false, |q, spec| groups::add(q, spec, drag.column, gap)),
        (None, Some(from)) => state.ask(false, |q, _| groups::remove(q, from)),
        (None, None) => {}
    }
}

fn give_up(state: GridState) {
    if state.drag.get_untracked().is_some() {
        state.drag.set(None);
    }
    release(state);
}

fn release(state: GridState) {
    let press = state.press.try_update_value(std::mem::take);
    press.into_iter().flat_map(|p| p.listeners).for_each(WindowListenerHandle::remove);
}

/// The gap of the group area at this point; none is outside.
fn gap(state: GridState, at: (f64, f64)) -> Option<usize> {
    let area = state.area.get_untracked()?;
    span(&area).near(at.0, at.1, NEAR).then(|| {
        let pills = area.query_selector_all("[data-pill]").ok();
        let spans: Vec<Span> = pills
            .iter()
            .flat_map(|list| (0..list.length()).filter_map(|at| list.item(at)))
            .filter_map(|node| node.dyn_into::<Element>().ok())
            .map(|pill| span(&pill))
            .collect();
        landing(&spans, at.0, at.1)
    })
}

fn span(element: &Element) -> Span {
    let rect = element.get_bounding_client_rect();
    Span { left: rect.left(), top: rect.top(), right: rect.right(), bottom: rect.bottom() }
}
