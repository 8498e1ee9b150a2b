//! The filters that are set, each with the way back into its editor and its own way out.

use super::date_filter::span_text;
use super::filter_bar::ADD;
use super::filter_editor::{open, set};
use super::set_filter::remember;
use super::state::GridState;
use super::text_filter;
use crate::api::grids::grid_options;
use crate::ui::{Icon, IconName, keyed, popover, when};
use grid::column::{ColumnId, ColumnType, Key};
use grid::level::{Bucket, Level};
use grid::page::Line;
use grid::query::Filter;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

/// Most values a chip names.
const NAMED: usize = 2;

/// The filters that are set.
#[component]
pub(crate) fn Chips(state: GridState) -> impl IntoView {
    let t = state.t;
    let filters = Memo::new(move |_| state.address.read().query.filters.clone());
    Effect::new(move |_| {
        for (column, filter) in filters.get() {
            ask_names(state, column, &filter);
        }
    });
    let columns = move || filters.read().iter().map(|(column, _)| u64::from(column.0)).collect();
    let chip = move |column: u64| {
        let column = ColumnId(column as u8);
        view! { <Chip state column filters/> }.into_any()
    };
    let clear = move || {
        (filters.read().len() > 1).then(|| {
            view! {
                <button
                    type="button"
                    class="button button--quiet"
                    on:click=move |_| {
                        state.change(false, |a| a.query.filters.clear());
                        focus(0);
                    }
                >
                    {t.grid_clear_filters()}
                </button>
            }
        })
    };
    view! {
        <div class="grid-chips" class:empty=move || filters.read().is_empty()>
            {keyed(columns, chip)}
            {when(clear)}
        </div>
    }
}

/// A filter that is set. Its element stays while the filter changes, and so does the focus.
#[component]
fn Chip(
    state: GridState,
    column: ColumnId,
    filters: Memo<Vec<(ColumnId, Filter)>>,
) -> impl IntoView {
    let t = state.t;
    let text = Memo::new(move |_| {
        let filters = filters.read();
        let filter = filters.iter().find(|(id, _)| *id == column);
        filter.map(|(_, filter)| describe(state, column, filter)).unwrap_or_default()
    });
    let remove = move || {
        let at = filters.read_untracked().iter().position(|(id, _)| *id == column);
        set(state, column, None);
        focus(at.unwrap_or_default());
    };
    view! {
        <span class="chip">
            <button
                type="button"
                class="chip__edit"
                aria-haspopup="dialog"
                on:click=move |ev| {
                    popover::anchor(&ev).into_iter().for_each(|chip| open(state, column, chip));
                }
                on:keydown=move |ev| {
                    if matches!(ev.key().as_str(), "Delete" | "Backspace") {
                        ev.prevent_default();
                        remove();
                    }
                }
            >
                <bdi>{move || text.get()}</bdi>
            </button>
            <button
                type="button"
                class="chip__remove"
                aria-label=move || t.grid_remove_filter(text.read().as_str())
                on:click=move |_| remove()
            >
                <Icon name=IconName::Close/>
            </button>
        </span>
    }
}

/// Focuses the chip at this place, or the last one; without chips, the way to a new filter.
fn focus(at: usize) {
    // The chips are drawn by then.
    request_animation_frame(move || {
        let Ok(chips) = document().query_selector_all(".chip__edit") else { return };
        let at = u32::try_from(at).unwrap_or_default().min(chips.length().saturating_sub(1));
        let next = chips.item(at).and_then(|chip| chip.dyn_into::<HtmlElement>().ok());
        let add = || document().get_element_by_id(ADD)?.dyn_into::<HtmlElement>().ok();
        if let Some(next) = next.or_else(add) {
            let _ = next.focus();
        }
    });
}

/// "Product: Endpoint Security, EDR and 2 more".
fn describe(state: GridState, column: ColumnId, filter: &Filter) -> String {
    let t = state.t;
    let title = state.title(column);
    let kind = state.def.spec.column(column).kind;
    let key_text = |key: &Option<Key>| match key {
        Some(Key::Day(day)) => t.date(*day),
        Some(Key::Int(number)) => t.number(*number),
        _ => String::new(),
    };
    let named = (kind == ColumnType::Text).then(|| text_filter::named(state, filter)).flatten();
    let value = named.unwrap_or_else(|| match filter {
        Filter::Like(pattern) => pattern.clone(),
        Filter::Span(span) => span_text(state, column, *span),
        Filter::Between(from, None) => t.grid_since(key_text(from)),
        Filter::Between(None, to) => t.grid_until(key_text(to)),
        Filter::Between(from, to) => format!("{} – {}", key_text(from), key_text(to)),
        Filter::OneOf(keys) => {
            let names: Vec<String> =
                keys.iter().filter_map(|key| name(state, column, key)).take(NAMED).collect();
            match (names.is_empty(), keys.len() - names.len()) {
                (true, _) => t.grid_values(keys.len()),
                (false, 0) => names.join(", "),
                (false, more) => t.grid_and_more(names.join(", "), more),
            }
        }
    });
    t.grid_chip(title, value)
}

/// The name of a filter's value, if it is known yet.
fn name(state: GridState, column: ColumnId, key: &Key) -> Option<String> {
    let kind = state.def.spec.column(column).kind;
    if *key == Key::None || kind != ColumnType::Ref {
        return Some(state.def.value(state.t, Level::of(column, Bucket::Value), key, ""));
    }
    let names = state.names.read();
    let known = names.iter().find(|(id, held, _)| *id == column && held == key);
    known.map(|(_, _, name)| name.clone()).or_else(|| {
        let numbers = state.numbers.read();
        state.held.with_value(|held| {
            held.lines().iter().find_map(|line| {
                let Line::Row(row) = line.as_ref() else { return None };
                let cell = row.cell(column, numbers.today);
                (cell.key == *key).then_some(cell.label)
            })
        })
    })
}

/// Asks for the names of values that came by the address and stand in no row here.
fn ask_names(state: GridState, column: ColumnId, filter: &Filter) {
    let Filter::OneOf(keys) = filter else { return };
    if untrack(|| keys.iter().take(NAMED).all(|key| name(state, column, key).is_some())) {
        return;
    }
    let question = state.address.read_untracked().state(state.def);
    let key = state.def.spec.column(column).key.to_owned();
    let grid = state.def.spec.name.to_owned();
    let answer = grid_options(grid, question, key, String::new());
    spawn_local(async move {
        if let Ok(found) = answer.await {
            remember(state, column, &found);
        }
    });
}
