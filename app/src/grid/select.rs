//! Selecting rows: one by one, a range, the whole result. What is selected stays selected
//! while rows change, move and are sorted or grouped otherwise.

use super::item::Item;
use super::state::GridState;
use grid::page::Line;
use grid::query::MAX_WINDOW;
use grid::selection::{MAX_IDS, Selection};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::ops::Range;
use uuid::Uuid;

/// Selects a row, or not any more.
pub(crate) fn toggle(state: GridState, line: u64) {
    let Some(held) = state.line(line) else { return };
    let Line::Row(row) = held.as_ref() else { return };
    let id = row.id();
    let selected =
        state.selection.try_update(|selection| (selection.toggle(id), selection.has(id)));
    state.selected_from.set_value(Some((id, line)));
    match selected {
        Some((true, selected)) => say(state, selected),
        _ => too_many(state),
    }
}

/// Selects all rows between the one that was selected last and a line.
pub(crate) fn to(state: GridState, line: u64) {
    let Some((id, from)) = state.selected_from.get_value() else { return toggle(state, line) };
    let from = state.held.with_value(|held| held.find(id)).unwrap_or(from);
    let range = from.min(line)..from.max(line) + 1;
    let here = state.held.with_value(|held| held.range());
    if here.start <= range.start && range.end <= here.end {
        let ids = range.filter_map(|line| row_id(state.line(line)?.as_ref())).collect();
        return select(state, ids);
    }
    if range.end - range.start > MAX_IDS as u64 {
        return too_many(state);
    }
    spawn_local(async move {
        if let Some(lines) = read(state, range).await {
            select(state, lines.iter().filter_map(row_id).collect());
        }
    });
}

/// Selects the whole result.
pub(crate) fn everything(state: GridState) {
    state.selection.set(Selection::everything());
    say(state, true);
}

/// Selects nothing.
pub(crate) fn nothing(state: GridState) {
    if *state.selection.read_untracked() != Selection::default() {
        state.selection.set(Selection::default());
        say(state, false);
    }
}

/// The lines of a range, from the server; none when it does not answer, which is said.
pub(crate) async fn read(state: GridState, range: Range<u64>) -> Option<Vec<Line<Item>>> {
    let question = state.address.read_untracked().state(state.def);
    let mut lines = Vec::new();
    let mut start = range.start;
    while start < range.end {
        let len = (range.end - start).min(u64::from(MAX_WINDOW)) as u32;
        let at = u32::try_from(start).ok()?;
        match state.def.read(question.clone(), at, len).await {
            Ok(page) if page.window.is_empty() => break,
            Ok(page) => lines.extend(page.window),
            Err(error) => {
                state.said.try_set(state.t.api_error(&error));
                return None;
            }
        }
        start += u64::from(len);
    }
    Some(lines)
}

pub(crate) fn row_id(line: &Line<Item>) -> Option<Uuid> {
    match line {
        Line::Row(row) => Some(row.id()),
        Line::Group(_) => None,
    }
}

fn select(state: GridState, ids: Vec<Uuid>) {
    match state.selection.try_update(|selection| selection.set(ids, true)) {
        Some(true) => say(state, true),
        _ => too_many(state),
    }
}

fn say(state: GridState, selected: bool) {
    let count = state.selection.read_untracked().count(state.numbers.read_untracked().rows);
    if selected || count > 0 {
        state.said.set(state.t.grid_selected(count));
    } else {
        state.said.set(state.t.grid_selected_none());
    }
}

fn too_many(state: GridState) {
    state.said.set(state.t.grid_selected_too_many(MAX_IDS as u64));
}
