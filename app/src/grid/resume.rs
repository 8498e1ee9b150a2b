//! A text that a person was typing when the session ended. It waits in the tab's storage and
//! is back in its editor after signing in.

use super::edit::Edit;
use super::scroller;
use super::state::GridState;
use crate::ui::preference::tab_storage;
use grid::column::ColumnId;
use grid::page::Line;
use leptos::prelude::*;
use uuid::Uuid;

const ITEM: &str = "seatkeeper-edit";

struct Kept {
    address: String,
    id: Uuid,
    column: String,
    line: u64,
    text: String,
}

impl Kept {
    /// Line by line, the text last: it may have lines of its own.
    fn write(&self) -> String {
        let Self { address, id, column, line, text } = self;
        format!("{address}\n{id}\n{column}\n{line}\n{text}")
    }

    fn read(kept: &str) -> Option<Self> {
        let mut parts = kept.splitn(5, '\n');
        Some(Self {
            address: parts.next()?.to_owned(),
            id: parts.next()?.parse().ok()?,
            column: parts.next()?.to_owned(),
            line: parts.next()?.parse().ok()?,
            text: parts.next()?.to_owned(),
        })
    }
}

/// Puts a text away until the person is signed in again.
pub(crate) fn keep(state: GridState, id: Uuid, column: ColumnId, text: &str) {
    let kept = Kept {
        address: state.address.read_untracked().href(state.def),
        id,
        column: state.def.spec.column(column).key.to_owned(),
        line: state.held.with_value(|held| held.find(id)).unwrap_or_default(),
        text: text.to_owned(),
    };
    if let Some(storage) = tab_storage() {
        // A full or forbidden storage loses nothing yet: the editor still shows the text.
        let _ = storage.set_item(ITEM, &kept.write());
    }
}

/// Puts away what stands in the open editor, if one is open.
pub(crate) fn keep_typed(state: GridState) {
    if let Some(edit) = state.editing.get_untracked() {
        keep(state, edit.row.id(), edit.column, &state.typed.read_untracked());
    }
}

/// Scrolls to the row of a kept text, if this is its page.
pub(crate) fn seek(state: GridState) {
    if let Some(kept) = kept(state) {
        scroller::reveal(state, kept.line);
        restore(state);
    }
}

/// Opens the editor with the kept text once its row is here.
pub(crate) fn restore(state: GridState) {
    if state.editing.read_untracked().is_some() {
        return;
    }
    let Some(kept) = kept(state) else { return };
    let held = state.held.with_value(|held| held.row(kept.id));
    let (Some(held), Some(column)) = (held, state.def.spec.by_key(&kept.column)) else { return };
    let Line::Row(row) = held.as_ref() else { return };
    if let Some(storage) = tab_storage() {
        let _ = storage.remove_item(ITEM);
    }
    state.editing.set(Some(Edit { row: row.clone(), column, text: kept.text, trouble: None }));
}

fn kept(state: GridState) -> Option<Kept> {
    let kept = Kept::read(&tab_storage()?.get_item(ITEM).ok().flatten()?)?;
    (kept.address == state.address.read_untracked().href(state.def)).then_some(kept)
}

/// The way to the sign-in page and back to here.
#[must_use]
pub(crate) fn sign_in(state: GridState) -> String {
    let mut query = String::new();
    grid::url::push(&mut query, "next", &state.address.read().href(state.def));
    format!("/sign-in?{query}")
}
