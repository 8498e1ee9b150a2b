//! Virtual scrolling: a fixed pool of row elements that show line after line.
//!
//! The first rows are drawn by the server in the ordinary flow of the page. From the first
//! [`paint`] on, rows are placed by transforms set from here, at most once a frame.

use super::def::GridRow;
use super::loader;
use super::state::{GridState, Slot};
use grid::page::Line;
use grid::window::{Extent, Scroll};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;
use std::ops::Range;
use std::sync::Arc;

/// Height of a row before it was measured, in CSS pixels.
const ROW: f64 = 36.0;
/// Lines drawn beyond the edges of the screen.
const OVERSCAN: u64 = 6;
/// Lines asked for before and after those that are seen, so that a wheel never outruns them.
const AHEAD: u64 = 100;

/// A list as it is on the screen now.
#[derive(Clone, Copy)]
struct View {
    extent: Extent,
    scroll: Scroll,
    /// Height of a row, in CSS pixels.
    row: f64,
    /// Whole rows that fit.
    rows: u64,
}

fn view<R: GridRow>(state: GridState<R>) -> Option<View> {
    let scroller = state.scroller.try_get_untracked().flatten()?;
    let body = state.body.try_get_untracked().flatten()?;
    let row = body
        .query_selector(".grid-row:not([hidden])")
        .ok()
        .flatten()
        .and_then(|e| e.dyn_into::<HtmlElement>().ok())
        .map(|e| f64::from(e.offset_height()))
        .filter(|height| *height > 0.0)
        .unwrap_or(ROW);
    let height = f64::from(scroller.client_height() - body.offset_top()).max(row);
    let extent = Extent::new(state.numbers.read_untracked().lines, row, height);
    let scroll = extent.scrolled(state.scroll.get_value(), f64::from(scroller.scroll_top()));
    state.scroll.set_value(scroll);
    Some(View { extent, scroll, row, rows: (height / row).floor() as u64 })
}

/// The lines seen now.
#[must_use]
pub(crate) fn visible<R: GridRow>(state: GridState<R>) -> Range<u64> {
    view(state).map_or(0..0, |view| view.extent.visible(view.scroll))
}

/// Draws the lines that belong on the screen, and asks for those that are missing.
pub(crate) fn paint<R: GridRow>(state: GridState<R>) {
    let (Some(view), Some(body)) = (view(state), state.body.get_untracked()) else { return };
    let View { extent, scroll, .. } = view;
    let html: &HtmlElement = &body;
    let _ = html.style().set_property("height", &format!("{}px", extent.height()));
    let _ = html.set_attribute("data-virtual", "");
    let pool = extent.pool(OVERSCAN) as usize;
    if state.slots.read_untracked().len() != pool {
        resize(state, pool);
    }
    if extent.drifted(scroll) {
        scroll_to(state, extent, extent.settled(scroll));
        return paint(state);
    }
    let drawn = extent.rendered(scroll, OVERSCAN);
    let slots = state.slots.get_untracked();
    let pool = slots.len() as u64;
    let elements = html.children();
    for (at, slot) in slots.iter().enumerate() {
        let line = line_of_slot(at as u64, pool, &drawn);
        let Some(line) = line else {
            if slot.read_untracked().is_some() {
                slot.set(None);
            }
            continue;
        };
        let content = state.line(line);
        let (moved, changed) = match &*slot.read_untracked() {
            Some(old) => (old.line != line, !same(&old.content, &content)),
            None => (true, true),
        };
        if moved || changed {
            let flash = !moved && edited(&slot.read_untracked(), content.as_deref());
            slot.set(Some(Slot { line, content, flash }));
        }
        if let Some(element) =
            elements.item(at as u32).and_then(|e| e.dyn_into::<HtmlElement>().ok())
        {
            let top = extent.place(scroll, line);
            let _ = element.style().set_property("transform", &format!("translateY({top}px)"));
        }
    }
    let grouped = !state.address.read_untracked().query.group.is_empty();
    let top = (grouped && scroll.at > 0.0).then(|| extent.visible(scroll).start);
    if grouped || state.top.read_untracked().is_some() {
        state.top.set(top);
    }
    let wanted = drawn.start.saturating_sub(AHEAD)..drawn.end + AHEAD;
    loader::want(state, wanted);
    super::active::mark_soon(state);
}

/// Whether a line's new content is a newer version of the row it shows.
fn edited<R: GridRow>(shown: &Option<Slot<R>>, now: Option<&Line<R>>) -> bool {
    let shown = shown.as_ref().and_then(|slot| slot.content.as_deref());
    matches!((shown, now), (Some(Line::Row(old)), Some(Line::Row(new)))
        if old.id() == new.id() && old.version() < new.version())
}

fn same<T>(a: &Option<Arc<T>>, b: &Option<Arc<T>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
        (None, None) => true,
        _ => false,
    }
}

/// The line that the element at this place of the pool shows, if any of those drawn.
fn line_of_slot(slot: u64, pool: u64, drawn: &Range<u64>) -> Option<u64> {
    let base = drawn.start / pool * pool + slot;
    let line = if base < drawn.start { base + pool } else { base };
    drawn.contains(&line).then_some(line)
}

fn resize<R: GridRow>(state: GridState<R>, pool: usize) {
    state.slots.update(|slots| slots.resize_with(pool, || RwSignal::new(None)));
}

/// Paints in the next frame, once, however often it is asked for.
pub(crate) fn schedule<R: GridRow>(state: GridState<R>, due: StoredValue<bool>) {
    if due.try_get_value() == Some(false) {
        due.set_value(true);
        request_animation_frame(move || {
            if due.try_set_value(false).is_none() {
                paint(state);
            }
        });
    }
}

/// Scrolling paused: the scroll bar of a list too long for it goes to where the list is. An
/// open editor keeps it from moving, since it lies over its cell.
pub(crate) fn settle<R: GridRow>(state: GridState<R>) {
    let Some(View { extent, scroll, .. }) = view(state) else { return };
    if extent.capped() && state.editing.read_untracked().is_none() {
        scroll_to(state, extent, extent.settled(scroll));
        paint(state);
    }
}

/// What is seen first, and how far below the upper edge it begins, in CSS pixels.
pub(crate) type Anchor<R> = (Arc<Line<R>>, f64);

/// The first line that is seen.
#[must_use]
pub(crate) fn anchor<R: GridRow>(state: GridState<R>) -> Option<Anchor<R>> {
    let View { extent, scroll, .. } = view(state)?;
    extent.visible(scroll).find_map(|line| Some((state.line(line)?, extent.below(scroll, line))))
}

/// Scrolls so that the anchored line stands where it stood, if it is still near. A person at
/// the very top stays there, and sees what comes in. The caller paints.
pub(crate) fn restore<R: GridRow>(state: GridState<R>, anchor: Option<Anchor<R>>) {
    let (Some((held, below)), Some(View { extent, scroll, .. })) = (anchor, view(state)) else {
        return;
    };
    let Some(line) = state.blocks.with_value(|blocks| blocks.find_again(&held)) else { return };
    if scroll.at > 0.0 && (extent.below(scroll, line) - below).abs() >= 1.0 {
        scroll_to(state, extent, extent.hold(line, below));
    }
}

/// Scrolls to the first line.
pub(crate) fn to_top<R: GridRow>(state: GridState<R>) {
    if let Some(scroller) = state.scroller.get_untracked() {
        scroller.set_scroll_top(0);
        state.scroll.set_value(Scroll::default());
    }
}

/// Scrolls as little as needed to see a line wholly.
pub(crate) fn reveal<R: GridRow>(state: GridState<R>, line: u64) {
    let Some(View { extent, scroll, row, .. }) = view(state) else { return };
    // The bar with the groups of the first row covers a row.
    let head = if state.top.read_untracked().is_some() && line > 0 { row } else { 0.0 };
    let to = extent.reveal(scroll, line, head);
    if (to.at - scroll.at).abs() >= 1.0 {
        scroll_to(state, extent, to);
        paint(state);
    }
}

/// Scrolls so that a line is the first one seen.
pub(crate) fn jump<R: GridRow>(state: GridState<R>, line: u64) {
    if let Some(View { extent, .. }) = view(state) {
        scroll_to(state, extent, extent.hold(line, 0.0));
        paint(state);
    }
}

/// Lines of one screen.
#[must_use]
pub(crate) fn screen<R: GridRow>(state: GridState<R>) -> u64 {
    view(state).map_or(10, |view| view.rows.max(2) - 1)
}

fn scroll_to<R: GridRow>(state: GridState<R>, extent: Extent, to: Scroll) {
    let (Some(scroller), Some(body)) = (state.scroller.get_untracked(), state.body.get_untracked())
    else {
        return;
    };
    let html: &HtmlElement = &body;
    let _ = html.style().set_property("height", &format!("{}px", extent.height()));
    scroller.set_scroll_top(to.top.round() as i32);
    // The browser may round once more; what it says is what the next event starts from.
    state.scroll.set_value(Scroll { top: f64::from(scroller.scroll_top()), at: to.at });
}

/// Where a line is drawn inside the body, in CSS pixels.
#[must_use]
pub(crate) fn top_of<R: GridRow>(state: GridState<R>, line: u64) -> Option<f64> {
    view(state).map(|View { extent, scroll, .. }| extent.place(scroll, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_drawn_line_has_its_own_element_and_keeps_it() {
        for start in 0..100 {
            let drawn = start..start + 20;
            let lines: Vec<u64> =
                (0..22).filter_map(|slot| line_of_slot(slot, 22, &drawn)).collect();
            assert_eq!(lines.len(), 20, "each line once, the spare elements nothing");
            assert!(drawn.clone().all(|line| lines.contains(&line)));
            assert!(lines.iter().all(|line| line_of_slot(line % 22, 22, &drawn) == Some(*line)));
        }
    }
}
