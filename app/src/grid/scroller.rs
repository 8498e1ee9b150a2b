//! Virtual scrolling: a fixed pool of row elements that show line after line.
//!
//! The first rows are drawn by the server in the ordinary flow of the page. From the first
//! [`paint`] on, rows are placed by transforms set from here, at most once a frame.

use super::item::Item;
use super::pool::{self, RowElements};
use super::rows::Painter;
use super::state::{GridState, Slot};
use super::{frame, loader};
use crate::ui::popover::px;
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

/// A list as it is on the screen now.
#[derive(Clone, Copy)]
struct View {
    /// Line of the list that the scrolled element begins with: 0, or the first of a page.
    base: u64,
    extent: Extent,
    scroll: Scroll,
    /// Height of a row, in CSS pixels.
    row: f64,
    /// Whole rows that fit.
    rows: u64,
}

fn view(state: GridState) -> Option<View> {
    let scroller = state.scroller.try_get_untracked().flatten()?;
    let body = state.body.try_get_untracked().flatten()?;
    let row = row_height(state, &body);
    let height = f64::from(scroller.client_height() - body.offset_top()).max(row);
    let (base, lines) = span(state);
    let extent = Extent::new(lines, row, height);
    let scroll = extent.scrolled(state.scroll.get_value(), f64::from(scroller.scroll_top()));
    state.scroll.set_value(scroll);
    Some(View { base, extent, scroll, row, rows: (height / row).floor() as u64 })
}

impl View {
    /// The lines seen now.
    fn visible(&self) -> Range<u64> {
        let seen = self.extent.visible(self.scroll);
        self.base + seen.start..self.base + seen.end
    }

    /// Where a line begins, in CSS pixels below the upper edge.
    fn below(&self, line: u64) -> f64 {
        self.extent.below(self.scroll, line.saturating_sub(self.base))
    }

    /// A line with where it begins, if it is in memory.
    fn anchor(&self, state: GridState, line: u64) -> Option<Anchor> {
        Some((state.line(line)?, self.below(line)))
    }
}

/// The lines that can be scrolled through: where they begin, and how many. All of them, or
/// those of a page.
fn span(state: GridState) -> (u64, u64) {
    let lines = state.numbers.read_untracked().lines;
    let address = state.address.read_untracked();
    match address.per.map(u64::from) {
        None => (0, lines),
        Some(per) => {
            let base = (address.page.min(lines.div_ceil(per).max(1)) - 1) * per;
            (base, per.min(lines - base))
        }
    }
}

/// Height of a row. It is measured once, since that makes the browser lay out the page.
fn row_height(state: GridState, body: &HtmlElement) -> f64 {
    let known = state.row.get_value();
    if known > 0.0 {
        return known;
    }
    let row = body.query_selector(".grid-row:not([hidden])").ok().flatten();
    let height = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()).map(|e| e.offset_height());
    let height = height.map(f64::from).filter(|height| *height > 0.0);
    state.row.set_value(height.unwrap_or_default());
    height.unwrap_or(ROW)
}

/// The first line seen, for the server to keep in its place; none at the very top, where one
/// sees what comes in.
#[must_use]
pub(crate) fn first_seen(state: GridState) -> Option<u64> {
    let view = view(state)?;
    (view.scroll.at > 0.0).then(|| view.visible().start)
}

/// The lines seen now.
#[must_use]
pub(crate) fn visible(state: GridState) -> Range<u64> {
    view(state).map_or(0..0, |view| view.visible())
}

/// Draws the lines that belong on the screen, and asks for those that are missing.
pub(crate) fn paint(state: GridState) {
    let (Some(view), Some(body)) = (view(state), state.body.get_untracked()) else { return };
    let View { base, extent, scroll, .. } = view;
    let html: &HtmlElement = &body;
    set_height(state, html, extent);
    if extent.drifted(scroll) {
        scroll_to(state, extent, extent.settled(scroll));
        return paint(state);
    }
    let drawn = extent.rendered(scroll, OVERSCAN);
    let pool = extent.pool(OVERSCAN) as usize;
    let rows = RowElements::of(state, html, pool);
    let painter = Painter::new(state);
    state.drawn.update_value(|slots| {
        slots.resize_with(pool, Slot::default);
        state.held.with_value(|held| {
            for (at, (slot, element)) in slots.iter_mut().zip(rows.all()).enumerate() {
                let line = pool::line_of_slot(at as u64, pool as u64, &drawn);
                pool::show(slot, element, line.map(|line| base + line), held, &painter);
                if let Some(line) = line {
                    let top = extent.place(scroll, line);
                    if slot.top != Some(top) {
                        slot.top = Some(top);
                        let place = format!("translateY({})", px(top));
                        let _ = element.style().set_property("transform", &place);
                    }
                }
            }
        });
    });
    let top = (!painter.is_flat() && scroll.at > 0.0).then(|| view.visible().start);
    if top != *state.top.read_untracked() {
        state.top.set(top);
    }
    loader::want(state, view.visible());
    super::active::mark(state);
}

/// Draws everything anew: what lines are drawn with has changed.
pub(crate) fn repaint(state: GridState) {
    state.drawn.update_value(Vec::clear);
    state.row.set_value(0.0);
    paint(state);
}

/// On the rows' element while they are scrolled.
const SCROLLING: &str = "data-scrolling";

/// The rows were scrolled: they are drawn in the next frame. Rows that pass under the pointer do not
/// look pointed at, since that would draw two more of them in every frame.
pub(crate) fn scrolled(state: GridState) {
    mark_scrolling(state, true);
    frame::schedule(state);
}

/// Scrolling is over, or the pointer moves.
pub(crate) fn rest(state: GridState) {
    mark_scrolling(state, false);
}

fn mark_scrolling(state: GridState, on: bool) {
    state.frame.update_value(|frame| frame.scrolling = on);
    if let Some(body) = state.body.get_untracked() {
        let _ = body.toggle_attribute_with_force(SCROLLING, on);
    }
}

/// Scrolling paused: the scroll bar of a list too long for it goes to where the list is. An
/// open editor keeps it from moving, since it lies over its cell.
pub(crate) fn settle(state: GridState) {
    rest(state);
    let Some(View { extent, scroll, .. }) = view(state) else { return };
    if extent.capped() && state.editing.read_untracked().is_none() {
        scroll_to(state, extent, extent.settled(scroll));
        paint(state);
    }
}

/// What is seen first, and how far below the upper edge it begins, in CSS pixels.
pub(crate) type Anchor = (Arc<Line<Item>>, f64);

/// The first line that is seen.
#[must_use]
pub(crate) fn anchor(state: GridState) -> Option<Anchor> {
    let view = view(state)?;
    view.visible().find_map(|line| view.anchor(state, line))
}

/// The rows that are seen, that of the keyboard first: what is to be found again in another
/// list.
#[must_use]
pub(crate) fn anchors(state: GridState) -> Vec<Anchor> {
    let Some(view) = view(state) else { return Vec::new() };
    let active = state.active.get_untracked().map(|active| active.line);
    let active = active.filter(|line| view.visible().contains(line));
    let lines = active.into_iter().chain(view.visible().filter(|line| Some(*line) != active));
    let anchors = lines.filter_map(|line| view.anchor(state, line));
    anchors.filter(|(line, _)| matches!(**line, Line::Row(_))).collect()
}

/// Scrolls so that the anchored line stands where it stood. False if it is not near any more.
/// A person at the very top stays there, and sees what comes in, and so does one who turns
/// pages. The caller paints.
pub(crate) fn restore(state: GridState, (held, below): &Anchor) -> bool {
    let line = state.held.with_value(|lines| lines.find_again(held));
    let (Some(line), Some(view)) = (line, view(state)) else { return false };
    let paged = state.address.read_untracked().per.is_some();
    if !paged && view.scroll.at > 0.0 && (view.below(line) - below).abs() >= 1.0 {
        scroll_to(state, view.extent, view.extent.hold(line, *below));
    }
    true
}

/// Scrolls to the first line.
pub(crate) fn to_top(state: GridState) {
    if let Some(scroller) = state.scroller.get_untracked() {
        scroller.set_scroll_top(0);
        state.scroll.set_value(Scroll::default());
    }
}

/// Scrolls as little as needed to see a line wholly, and turns to its page where there are
/// pages.
pub(crate) fn reveal(state: GridState, line: u64) {
    turn_to(state, line);
    let Some(View { base, extent, scroll, row, .. }) = view(state) else { return };
    // The bar with the groups of the first row covers a row.
    let head = if state.top.read_untracked().is_some() && line > 0 { row } else { 0.0 };
    let to = extent.reveal(scroll, line.saturating_sub(base), head);
    if (to.at - scroll.at).abs() >= 1.0 {
        scroll_to(state, extent, to);
        paint(state);
    }
}

/// Scrolls so that a line is the first one seen.
pub(crate) fn jump(state: GridState, line: u64) {
    if let Some(View { base, extent, .. }) = view(state) {
        scroll_to(state, extent, extent.hold(line.saturating_sub(base), 0.0));
        paint(state);
    }
}

/// Turns to the page of a line, where there are pages.
fn turn_to(state: GridState, line: u64) {
    let mut address = state.address.get_untracked();
    let Some(per) = address.per.map(u64::from) else { return };
    let page = line / per + 1;
    if page != address.page {
        address.page = page;
        state.go.run((address.href(state.def), true));
    }
}

/// Lines of one screen.
#[must_use]
pub(crate) fn screen(state: GridState) -> u64 {
    view(state).map_or(10, |view| view.rows.max(2) - 1)
}

fn set_height(state: GridState, body: &HtmlElement, extent: Extent) {
    let height = extent.height();
    if state.height.get_value() != Some(height) {
        state.height.set_value(Some(height));
        let _ = body.style().set_property("height", &px(height));
        let _ = body.set_attribute("data-virtual", "");
    }
}

fn scroll_to(state: GridState, extent: Extent, to: Scroll) {
    let (Some(scroller), Some(body)) = (state.scroller.get_untracked(), state.body.get_untracked())
    else {
        return;
    };
    set_height(state, &body, extent);
    scroller.set_scroll_top(to.top.round() as i32);
    // The browser may round once more; what it says is what the next event starts from.
    state.scroll.set_value(Scroll { top: f64::from(scroller.scroll_top()), at: to.at });
}

/// Where a line is drawn inside the body, in CSS pixels.
#[must_use]
pub(crate) fn top_of(state: GridState, line: u64) -> Option<f64> {
    let View { base, extent, scroll, .. } = view(state)?;
    Some(extent.place(scroll, line.saturating_sub(base)))
}
