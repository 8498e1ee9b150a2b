//! What the live region says after a change.

use super::levels;
use super::state::{GridState, Numbers};
use crate::i18n::Messages;
use leptos::prelude::*;

/// Says how the rows are grouped now, or how many there are.
pub(crate) fn result(state: GridState, before: &Numbers) {
    let numbers = state.numbers.get_untracked();
    let group = state.address.read_untracked().query.group.clone();
    let titles: Vec<String> = group.iter().map(|level| levels::title(state, level)).collect();
    let text = if titles.is_empty() {
        if before.groups > 0 {
            state.t.grid_said_ungrouped(numbers.rows)
        } else {
            state.t.grid_said_rows(numbers.rows)
        }
    } else {
        state.t.grid_said_grouped(numbers.groups, chain(state.t, &titles))
    };
    state.said.set(text);
}

/// "Product, then Customer".
#[must_use]
pub(crate) fn chain(t: Messages, titles: &[String]) -> String {
    titles.iter().cloned().reduce(|before, next| t.grid_said_then(before, next)).unwrap_or_default()
}
