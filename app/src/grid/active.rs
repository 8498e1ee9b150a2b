//! The cell that the keyboard is on. The grid element itself keeps the focus and names the
//! cell (`aria-activedescendant`), so that recycling row elements never loses it.

use super::scroller;
use super::state::{Active, GridState};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

const ID: &str = "active-cell";

/// The grid's element.
#[must_use]
pub(crate) fn grid_of(state: GridState) -> Option<HtmlElement> {
    let body = state.body.try_get_untracked().flatten()?;
    body.closest("[data-grid]").ok().flatten()?.dyn_into().ok()
}

/// Gives the focus back to the grid.
pub(crate) fn focus(state: GridState) {
    if let Some(grid) = grid_of(state) {
        let options = leptos::web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = grid.focus_with_options(&options);
    }
}

/// Goes where the active cell leads.
pub(crate) fn follow_link() {
    let link = document().query_selector(&format!("#{ID} a[href]")).ok().flatten();
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        link.click();
    }
}

/// Marks the active cell's element.
pub(crate) fn mark(state: GridState) {
    if state.active.read_untracked().is_none() {
        return;
    }
    let Some(grid) = grid_of(state) else { return };
    let cell = element(state);
    if let Ok(Some(old)) = grid.query_selector(&format!("#{ID}")) {
        if cell.as_ref() == Some(&old) {
            return;
        }
        let _ = old.remove_attribute("id");
    }
    match cell {
        Some(cell) => {
            cell.set_id(ID);
            let _ = grid.set_attribute("aria-activedescendant", ID);
        }
        None => {
            let _ = grid.remove_attribute("aria-activedescendant");
        }
    }
}

/// The active cell's element, if its line is drawn.
#[must_use]
pub(crate) fn element(state: GridState) -> Option<Element> {
    let active = state.active.get_untracked()?;
    cell(state, active.line, active.column)
}

/// A cell's element, if its line is drawn.
#[must_use]
pub(crate) fn cell(state: GridState, line: u64, column: usize) -> Option<Element> {
    let body = state.body.try_get_untracked().flatten()?;
    let row = body.query_selector(&format!("[data-line='{line}']")).ok().flatten()?;
    row.children().item(u32::try_from(column).ok()?)
}

/// Makes a cell the active one and brings it on the screen.
pub(crate) fn set(state: GridState, line: u64, column: usize) {
    let lines = state.numbers.read_untracked().lines;
    if lines == 0 {
        return;
    }
    let columns = state.columns.read_untracked().len();
    let line = line.min(lines - 1);
    state.active.set(Some(Active { line, column: column.min(columns) }));
    scroller::reveal(state, line);
    mark(state);
    if let Some(cell) = element(state) {
        let options = leptos::web_sys::ScrollIntoViewOptions::new();
        options.set_block(leptos::web_sys::ScrollLogicalPosition::Nearest);
        options.set_inline(leptos::web_sys::ScrollLogicalPosition::Nearest);
        cell.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// The line and column of the cell that an element lies in.
#[must_use]
pub(crate) fn place_of(element: &Element) -> Option<Active> {
    let cell = element.closest("[role=gridcell]").ok().flatten()?;
    let row = cell.closest("[data-line]").ok().flatten()?;
    let line = row.get_attribute("data-line")?.parse().ok()?;
    let mut column = 0;
    let mut before = cell.previous_element_sibling();
    while let Some(sibling) = before {
        column += 1;
        before = sibling.previous_element_sibling();
    }
    Some(Active { line, column })
}

/// The menu button of a row, if it is drawn.
#[must_use]
pub(crate) fn actions_of(state: GridState, id: uuid::Uuid) -> Option<Element> {
    let line = state.held.with_value(|held| held.find(id))?;
    let cell = cell(state, line, state.columns.read_untracked().len())?;
    cell.query_selector("[data-act=menu]").ok().flatten()
}
