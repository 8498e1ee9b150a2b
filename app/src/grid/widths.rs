//! Widths of columns and which of them stay in place while the others are scrolled. Both are
//! in the address; what the screen shows is set from here, as properties that the style sheet
//! reads.

use super::active::grid_of;
use super::address::{MAX_PINNED, WIDTHS};
use super::head;
use super::state::GridState;
use crate::ui::popover::px;
use grid::column::ColumnId;
use grid::window::within;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement, PointerEvent};

/// What a key adds or takes, in CSS pixels.
const STEP: f64 = 16.0;

/// Keeps the screen equal to the address.
pub(crate) fn follow(state: GridState) {
    Effect::new(move |_| {
        state.columns.track();
        let (widths, pinned) = (state.address.read().widths.clone(), state.address.read().pin + 1);
        let Some(grid) = grid_of(state) else { return };
        let style = grid.style();
        for (id, column) in state.def.spec.ids() {
            let name = format!("--w-{}", column.key);
            let known = widths.iter().find(|(known, _)| *known == id);
            let _ = match known {
                Some((_, width)) => style.set_property(&name, &format!("{width}px")),
                None => style.remove_property(&name).map(|_| ()),
            };
            let grow = format!("--g-{}", column.key);
            let _ = match known {
                Some(_) => style.set_property(&grow, "0"),
                None => style.remove_property(&grow).map(|_| ()),
            };
        }
        let _ = grid.set_attribute("data-pinned", &pinned.to_string());
        // Where each pinned column stays follows from the widths of those before it.
        request_animation_frame(move || place_pinned(state));
    });
}

fn place_pinned(state: GridState) {
    let Some(grid) = grid_of(state) else { return };
    let mut left = 0;
    let pinned = state.address.read_untracked().pin + 1;
    for at in 0..MAX_PINNED {
        let name = format!("--pin-{at}");
        let _ = grid.style().set_property(&name, &format!("{left}px"));
        if at < pinned
            && let Some(header) = head::element_at(state, at)
        {
            left += header.offset_width();
        }
    }
}

/// Makes a column wider or narrower by a step.
pub(crate) fn step(state: GridState, column: ColumnId, wider: bool) {
    let Some(header) = head::element(state, column) else { return };
    let width = f64::from(header.offset_width());
    set(state, column, if wider { width + STEP } else { width - STEP });
}

/// Makes a column as wide as what is in it.
pub(crate) fn fit(state: GridState, column: ColumnId) {
    let Some(grid) = grid_of(state) else { return };
    let key = state.def.spec.column(column).key;
    let name = format!("--w-{key}");
    let _ = grid.style().set_property(&name, "max-content");
    let cells = grid.query_selector_all(&format!(".grid-row:not(.group) .c-{key}"));
    let widths = cells.iter().flat_map(|cells| {
        (0..cells.length()).filter_map(|at| cells.item(at)?.dyn_into::<HtmlElement>().ok())
    });
    let widest = widths.map(|cell| cell.offset_width()).max().unwrap_or_default();
    // One more, since widths are rounded.
    set(state, column, f64::from(widest) + 1.0);
}

fn set(state: GridState, column: ColumnId, width: f64) {
    let width = width.round() as u16; // saturates
    state.change(true, |address| address.set_width(column, Some(width)));
}

/// Begins to drag the edge of a header.
pub(crate) fn drag(state: GridState, column: ColumnId, ev: &PointerEvent) {
    ev.stop_propagation();
    ev.prevent_default();
    let (Some(header), Some(handle)) =
        (head::element(state, column), ev.target().and_then(|t| t.dyn_into::<Element>().ok()))
    else {
        return;
    };
    let _ = handle.set_pointer_capture(ev.pointer_id());
    let from = f64::from(ev.client_x());
    state.resizing.set_value(Some((column, from, f64::from(header.offset_width()))));
}

/// The edge moves with the pointer.
pub(crate) fn dragged(state: GridState, ev: &PointerEvent) {
    let Some((column, from, width)) = state.resizing.get_value() else { return };
    let Some(grid) = grid_of(state) else { return };
    let wanted = width + f64::from(ev.client_x()) - from;
    let width = within(wanted, f64::from(WIDTHS.0), f64::from(WIDTHS.1));
    let name = format!("--w-{}", state.def.spec.column(column).key);
    let _ = grid.style().set_property(&name, &px(width));
    place_pinned(state);
}

/// The edge stays where the pointer let it go.
pub(crate) fn dropped(state: GridState, ev: &PointerEvent) {
    let Some((column, from, width)) = state.resizing.get_value() else { return };
    state.resizing.set_value(None);
    let moved = f64::from(ev.client_x()) - from;
    if moved.abs() >= 1.0 {
        set(state, column, width + moved);
    }
}
