//! The rows' element. What is in it is drawn from `rows`: first by the server, then by
//! `scroller`, straight into the document, since rows change too often for components.

use super::rows::first_lines;
use super::state::GridState;
use super::{active, edit, scroller, select};
use grid::column::ColumnId;
use grid::page::Line;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, MouseEvent};

/// The rows.
#[component]
pub(crate) fn Body(state: GridState) -> impl IntoView {
    // The browser finds them in the page, or paints them itself.
    let first = if cfg!(feature = "ssr") { first_lines(state) } else { String::new() };
    let shape = Memo::new(move |_| {
        let address = state.address.read();
        (address.density, address.per, address.page)
    });
    let search = Memo::new(move |_| state.address.read().query.search.clone());
    Effect::new(move |before: Option<()>| {
        // What lines are drawn with, besides themselves.
        state.columns.track();
        state.pending.track();
        state.selection.track();
        shape.track();
        search.track();
        if before.is_some() {
            scroller::repaint(state);
        }
    });
    view! {
        <div
            class="grid-body"
            role="rowgroup"
            node_ref=state.body
            on:click=move |ev| clicked(state, &ev)
            on:dblclick=move |ev| {
                if let Some((line, Some(column))) = target(state, &ev) {
                    edit::begin(state, line, column);
                }
            }
            inner_html=first
        ></div>
    }
}

/// The line and column that an event happened in.
fn target(state: GridState, ev: &MouseEvent) -> Option<(u64, Option<ColumnId>)> {
    let element: Element = ev.target()?.dyn_into().ok()?;
    let place = active::place_of(&element)?;
    Some((place.line, state.columns.read_untracked().get(place.column).copied()))
}

/// One listener for all rows: buttons by their `data-act`, groups anywhere.
fn clicked(state: GridState, ev: &MouseEvent) {
    let Some(element) = ev.target().and_then(|t| t.dyn_into::<Element>().ok()) else { return };
    let Some(place) = active::place_of(&element) else { return };
    state.active.set(Some(place));
    active::mark(state);
    let Some(line) = state.line(place.line) else { return };
    let button = element.closest("[data-act]").ok().flatten();
    match (line.as_ref(), button) {
        (Line::Group(group), _) => state.set_open(&group.path, !group.open),
        (Line::Row(row), Some(button)) => {
            let act = button.get_attribute("data-act").unwrap_or_default();
            if act == "select" {
                match ev.shift_key() {
                    true => select::to(state, place.line),
                    false => select::toggle(state, place.line),
                }
            } else if act == "edit" {
                let column = state.columns.read_untracked().get(place.column).copied();
                column.into_iter().for_each(|column| edit::begin(state, place.line, column));
            } else {
                state.act.run((act, row.clone(), button));
            }
        }
        (Line::Row(_), None) => {}
    }
}
