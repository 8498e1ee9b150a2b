//! The filters that are set, each with its own way out.

use super::date_filter::span_text;
use super::def::GridRow;
use super::set_filter::remember;
use super::state::GridState;
use crate::ui::{Icon, IconName};
use grid::column::{ColumnId, ColumnType, Key};
use grid::level::{Bucket, Level};
use grid::page::Line;
use grid::query::Filter;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Most values a chip names.
const NAMED: usize = 2;

/// The filters that are set.
#[component]
pub(crate) fn Chips<R: GridRow>(state: GridState<R>) -> impl IntoView {
    let t = state.t;
    let filters = Memo::new(move |_| state.address.read().query.filters.clone());
    Effect::new(move |_| {
        for (column, filter) in filters.get() {
            ask_names(state, column, &filter);
        }
    });
    let chips = move || {
        filters
            .get()
            .into_iter()
            .map(|(column, filter)| {
                let text = describe(state, column, &filter);
                let label = t.grid_remove_filter(text.as_str());
                view! {
                    <button
                        type="button"
                        class="chip"
                        aria-label=label
                        on:click=move |_| state.change(false, |a| a.filter(column, None))
                    >
                        <bdi>{text}</bdi>
                        <Icon name=IconName::Close/>
                    </button>
                }
            })
            .collect_view()
    };
    let clear = move || {
        (filters.read().len() > 1).then(|| {
            view! {
                <button
                    type="button"
                    class="button button--quiet"
                    on:click=move |_| state.change(false, |a| a.query.filters.clear())
                >
                    {t.grid_clear_filters()}
                </button>
            }
        })
    };
    view! {
        <div class="grid-chips" class:empty=move || filters.read().is_empty()>
            {chips}
            {clear}
        </div>
    }
}

/// "Product: Endpoint Security, EDR and 2 more".
fn describe<R: GridRow>(state: GridState<R>, column: ColumnId, filter: &Filter) -> String {
    let t = state.t;
    let title = state.title(column);
    let key_text = |key: &Option<Key>| match key {
        Some(Key::Day(day)) => t.date(*day),
        Some(Key::Int(number)) => t.number(*number),
        _ => String::new(),
    };
    let value = match filter {
        Filter::Like(pattern) => pattern.clone(),
        Filter::Span(span) => span_text(state, *span),
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
    };
    t.grid_chip(title, value)
}

/// The name of a filter's value, if it is known yet.
fn name<R: GridRow>(state: GridState<R>, column: ColumnId, key: &Key) -> Option<String> {
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
fn ask_names<R: GridRow>(state: GridState<R>, column: ColumnId, filter: &Filter) {
    let Filter::OneOf(keys) = filter else { return };
    if untrack(|| keys.iter().take(NAMED).all(|key| name(state, column, key).is_some())) {
        return;
    }
    let question = state.address.read_untracked().state(state.def);
    let key = state.def.spec.column(column).key.to_owned();
    let answer = (state.def.options)(question, key, String::new());
    spawn_local(async move {
        if let Ok(found) = answer.await {
            remember(state, column, &found);
        }
    });
}
