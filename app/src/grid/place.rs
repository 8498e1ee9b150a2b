//! Where a person was in a grid, over a reload: the first line seen, the cell that the keyboard
//! is on, the selection, and the text in an open editor. It waits in the tab's storage.

use super::state::{Active, GridState};
use super::{resume, scroller};
use crate::ui::preference::tab_storage;
use grid::selection::Selection;
use leptos::ev;
use leptos::prelude::*;
use leptos::web_sys::window;
use uuid::Uuid;

const ITEM: &str = "seatkeeper-place";
/// What `PerformanceNavigation` calls a reload.
const RELOAD: u16 = 1;

struct Place {
    address: String,
    line: u64,
    active: Option<Active>,
    selection: Selection,
}

impl Place {
    fn of(state: GridState) -> Self {
        Self {
            address: state.address.read_untracked().href(state.def),
            line: scroller::first_seen(state).unwrap_or_default(),
            active: state.active.get_untracked(),
            selection: state.selection.get_untracked(),
        }
    }

    fn write(&self) -> String {
        let active = self.active.map(|a| format!("{} {}", a.line, a.column)).unwrap_or_default();
        let kind = if self.selection.is_whole() { "all but" } else { "some" };
        let mut text = format!("{}\n{}\n{active}\n{kind}", self.address, self.line);
        for id in self.selection.ids() {
            text.push('\n');
            text.push_str(&id.to_string());
        }
        text
    }

    fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let (address, line) = (lines.next()?.to_owned(), lines.next()?.parse().ok()?);
        let active = lines.next()?.split_once(' ').and_then(|(line, column)| {
            Some(Active { line: line.parse().ok()?, column: column.parse().ok()? })
        });
        let whole = lines.next()? == "all but";
        let mut selection = if whole { Selection::everything() } else { Selection::default() };
        selection.set(lines.filter_map(|id| Uuid::parse_str(id).ok()), !whole);
        Some(Self { address, line, active, selection })
    }
}

/// Puts the place away whenever the page is left.
pub(crate) fn keep(state: GridState) {
    let leaves = window_event_listener(ev::Custom::<ev::Event>::new("pagehide"), move |_| {
        if let Some(storage) = tab_storage() {
            // Storage that is full or forbidden means that the page begins at its top.
            let _ = storage.set_item(ITEM, &Place::of(state).write());
        }
        resume::keep_typed(state);
    });
    on_cleanup(move || leaves.remove());
}

/// Goes back to the place after a reload.
pub(crate) fn find(state: GridState) {
    let Some(kept) = kept() else { return };
    let navigation = window().and_then(|window| window.performance()).map(|p| p.navigation());
    let reloaded = navigation.is_some_and(|navigation| navigation.type_() == RELOAD);
    if !reloaded || kept.address != state.address.read_untracked().href(state.def) {
        return;
    }
    state.selection.set(kept.selection);
    if kept.line > 0 {
        scroller::jump(state, kept.line);
    }
    if kept.active.is_some() {
        state.active.set(kept.active);
        super::active::focus(state);
    }
}

/// The place kept last; it is used once.
fn kept() -> Option<Place> {
    let storage = tab_storage()?;
    let kept = storage.get_item(ITEM).ok().flatten()?;
    let _ = storage.remove_item(ITEM);
    Place::read(&kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written() {
        let mut some = Selection::default();
        some.set([Uuid::from_u128(1), Uuid::from_u128(2)], true);
        let mut most = Selection::everything();
        most.toggle(Uuid::from_u128(3));
        for (active, selection) in [
            (None, Selection::default()),
            (Some(Active { line: 70, column: 2 }), some),
            (None, most),
            (None, Selection::everything()),
        ] {
            let address = "/licenses?q=a b".to_owned();
            let place = Place { address, line: 64, active, selection };
            let back = Place::read(&place.write());
            let same = back.is_some_and(|back| {
                (&back.address, back.line) == (&place.address, 64)
                    && (back.active, &back.selection) == (place.active, &place.selection)
            });
            assert!(same, "{}", place.write());
        }
        assert!(Place::read("").is_none() && Place::read("/licenses\nx").is_none());
    }
}
