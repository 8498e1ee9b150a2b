//! The fixed pool of row elements, and what is written into them.

use super::held::Held;
use super::item::Item;
use super::rows::{ATTRIBUTES, Drawn, Face, Painter};
use super::state::{GridState, Slot};
use grid::column::{ColumnId, Row};
use grid::page::Line;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;
use send_wrapper::SendWrapper;
use std::ops::Range;
use std::sync::Arc;

/// The row elements. They are kept, as asking the document for each takes longer than most of
/// what is done to them. On the server, where a page wanders from thread to thread, there are
/// none.
#[derive(Clone, Default)]
pub(crate) struct RowElements(Option<SendWrapper<Vec<HtmlElement>>>);

impl RowElements {
    pub(super) fn all(&self) -> &[HtmlElement] {
        self.0.as_ref().map_or(&[], |rows| rows)
    }

    /// As many as asked for, made or removed.
    pub(super) fn of(state: GridState, body: &HtmlElement, pool: usize) -> Self {
        let known = state.rows.get_value();
        if known.all().len() == pool && body.child_element_count() as usize == pool {
            return known;
        }
        let children = body.children();
        while children.length() as usize > pool {
            if let Some(last) = body.last_element_child() {
                last.remove();
            }
        }
        while (children.length() as usize) < pool {
            let Ok(row) = document().create_element("div") else { break };
            let _ = row.set_attribute("role", "row");
            let _ = body.append_child(&row);
        }
        let all = 0..children.length();
        let rows: Vec<HtmlElement> =
            all.filter_map(|at| children.item(at)?.dyn_into().ok()).collect();
        let rows = Self(Some(SendWrapper::new(rows)));
        state.rows.set_value(rows.clone());
        rows
    }
}

/// Lets a row element show a line, or nothing. What it shows already is left alone.
pub(super) fn show(
    slot: &mut Slot,
    element: &HtmlElement,
    line: Option<u64>,
    held: &Held<Item>,
    painter: &Painter,
) {
    let Some(line) = line else {
        if slot.line.is_some() || !slot.drawn {
            let _ = element.set_attribute("hidden", "");
            let _ = element.remove_attribute("data-line");
            element.set_inner_html("");
        }
        *slot = Slot { drawn: true, ..Slot::default() };
        return;
    };
    let content = held.line(line);
    let place = (!painter.is_flat()).then(|| held.place(line)).flatten();
    let same =
        slot.line == Some(line) && same(slot.content.as_ref(), content) && slot.place == place;
    if same && slot.drawn {
        return;
    }
    let flash = edited(painter, slot.content.as_deref(), content.map(AsRef::as_ref));
    let content_now = content.map(AsRef::as_ref);
    let face = painter.face(&Drawn { line, content: content_now, place, flash: &flash });
    put_on(element, slot.face.as_ref(), &face);
    let content = content.cloned();
    *slot = Slot { line: Some(line), content, place, drawn: true, top: slot.top, face: Some(face) };
}

/// Lets an element look like this; what it looked like before is left where it is the same. An
/// element that the server drew may have any attribute.
fn put_on(element: &HtmlElement, before: Option<&Face>, now: &Face) {
    for name in ATTRIBUTES {
        let value = now.attribute(name);
        if before.is_some_and(|before| before.attribute(name) == value) {
            continue;
        }
        let _ = match value {
            Some(value) => element.set_attribute(name, value),
            None => element.remove_attribute(name),
        };
    }
    let known = before.map(|before| &before.cells).filter(|known| known.len() == now.cells.len());
    let Some(known) = known else { return element.set_inner_html(&now.markup()) };
    let elements = element.children();
    for (at, (old, new)) in known.iter().zip(&now.cells).enumerate() {
        if old != new
            && let Some(cell) = elements.item(at as u32)
        {
            if now.flashes { new.put_anew(&cell) } else { new.replace(old, &cell) }
        }
    }
}

/// The columns in which a line's new content is another than that of the same row shown
/// before, unless it is an older version of it.
fn edited(
    painter: &Painter,
    shown: Option<&Line<Item>>,
    now: Option<&Line<Item>>,
) -> Vec<ColumnId> {
    match (shown, now) {
        (Some(Line::Row(old)), Some(Line::Row(new)))
            if old.id() == new.id() && old.version() <= new.version() =>
        {
            painter.changed(old, new)
        }
        _ => Vec::new(),
    }
}

fn same<T>(a: Option<&Arc<T>>, b: Option<&Arc<T>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
        (None, None) => true,
        _ => false,
    }
}

/// The line that the element at this place of the pool shows, if any of those drawn.
pub(super) fn line_of_slot(slot: u64, pool: u64, drawn: &Range<u64>) -> Option<u64> {
    let base = drawn.start / pool * pool + slot;
    let line = if base < drawn.start { base + pool } else { base };
    drawn.contains(&line).then_some(line)
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
