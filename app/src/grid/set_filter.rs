//! The editor of a set filter: the values there are, with their counts, to tick and to search.

use super::filter_editor::FilterActions;
use super::state::GridState;
use crate::api::ApiError;
use crate::api::grids::grid_options;
use crate::ui::{Latest, Spinner};
use grid::column::{ColumnId, Key};
use grid::level::{Bucket, Level};
use grid::page::FilterOption;
use grid::query::Filter;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How long after the last key the values are asked for.
const PAUSE: Duration = Duration::from_millis(120);

/// The editor of a set filter.
#[component]
pub(crate) fn SetFilter(state: GridState, column: ColumnId) -> impl IntoView {
    let t = state.t;
    let options: RwSignal<Option<Result<Vec<FilterOption>, ApiError>>> = RwSignal::new(None);
    let asked = Latest::default();
    let search = RwSignal::new(String::new());
    let load = move || {
        let mine = asked.begin();
        let question = state.address.read_untracked().state(state.def);
        let grid = state.def.spec.name.to_owned();
        let key = state.def.spec.column(column).key.to_owned();
        let answer = grid_options(grid, question, key, search.get_untracked());
        spawn_local(async move {
            let answer = answer.await;
            // An older answer never replaces a newer one.
            if asked.is(mine) {
                if let Ok(found) = &answer {
                    remember(state, column, found);
                }
                options.set(Some(answer));
            }
        });
    };
    Effect::new(move |_| load());
    let later = move || asked.later(PAUSE, load);
    let list = move || match options.get() {
        None => view! { <Spinner/> }.into_any(),
        Some(Err(error)) => {
            view! { <p class="filter-note" role="alert">{t.api_error(&error)}</p> }.into_any()
        }
        Some(Ok(found)) if found.is_empty() => {
            view! { <p class="filter-note">{t.grid_no_values()}</p> }.into_any()
        }
        Some(Ok(found)) => found
            .into_iter()
            .map(|option| view! { <Choice state column option/> })
            .collect_view()
            .into_any(),
    };
    view! {
        <input
            type="search"
            class="input"
            aria-label=t.grid_search_values(state.title(column))
            placeholder=t.grid_search()
            prop:value=move || search.get()
            on:input=move |ev| {
                search.set(event_target_value(&ev));
                later();
            }
        />
        <div class="filter-values">{list}</div>
        <FilterActions state column/>
    }
}

#[component]
fn Choice(state: GridState, column: ColumnId, option: FilterOption) -> impl IntoView {
    let exact = Level::of(column, Bucket::Value);
    let text = state.def.value(state.t, exact, &option.key, &option.label);
    let key = StoredValue::new(option.key);
    let ticked = move || {
        let address = state.address.read();
        matches!(address.query.filter(column), Some(Filter::OneOf(keys))
            if key.with_value(|key| keys.contains(key)))
    };
    let toggle = move |_| {
        state.change(false, |address| {
            let before = address.query.filter(column).cloned();
            address.filter(column, toggled(before, key.get_value()));
        });
    };
    view! {
        <label class="filter-value">
            <input type="checkbox" prop:checked=ticked on:change=toggle/>
            <bdi class="clip">{text}</bdi>
            <span class="count">{state.t.number(option.count as i64)}</span>
        </label>
    }
}

/// The set with one value put in or taken out; none when it is empty.
#[must_use]
pub(crate) fn toggled(filter: Option<Filter>, key: Key) -> Option<Filter> {
    let mut keys = match filter {
        Some(Filter::OneOf(keys)) => keys,
        _ => Vec::new(),
    };
    match keys.iter().position(|held| *held == key) {
        Some(at) => {
            keys.remove(at);
        }
        None => keys.push(key),
    }
    (!keys.is_empty()).then_some(Filter::OneOf(keys))
}

/// Keeps the names of values, for the chips.
pub(crate) fn remember(state: GridState, column: ColumnId, found: &[FilterOption]) {
    state.names.update(|names| {
        for option in found {
            let known = names.iter().any(|(id, key, _)| *id == column && *key == option.key);
            if !known && !option.label.is_empty() {
                names.push((column, option.key.clone(), option.label.clone()));
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_set_is_no_filter() {
        let one = toggled(None, Key::Int(1));
        let two = toggled(one.clone(), Key::None);
        assert_eq!(two, Some(Filter::OneOf(vec![Key::Int(1), Key::None])));
        assert_eq!(toggled(two, Key::None), one);
        assert_eq!(toggled(one, Key::Int(1)), None);
    }
}
