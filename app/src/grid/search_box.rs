//! The quick search: asks a moment after the last key, and is an ordinary form without
//! JavaScript.

use super::state::GridState;
use crate::ui::{Icon, IconName, Latest, list};
use leptos::html::Input;
use leptos::prelude::*;
use std::time::Duration;

/// How long after the last key the question is asked.
const PAUSE: Duration = Duration::from_millis(15);

/// The quick search.
#[component]
pub(crate) fn SearchBox(state: GridState) -> impl IntoView {
    let t = state.t;
    let input = NodeRef::<Input>::new();
    let typed = Latest::default();
    let asked = StoredValue::new(state.address.read_untracked().query.search.clone());
    let search = Memo::new(move |_| state.address.read().query.search.clone());
    let ask = move || {
        if let Some(input) = input.try_get_untracked().flatten() {
            let text: String = input.value().chars().take(grid::query::MAX_SEARCH).collect();
            asked.set_value(text.clone());
            state.change(true, |address| address.query.search = text);
        }
    };
    let later = move || typed.later(PAUSE, ask);
    // Back, forward and "clear filters" change the address; what was asked from here is
    // behind what is being typed.
    Effect::new(move |_| {
        let text = search.get();
        if asked.with_value(|asked| asked.trim() == text.trim()) {
            return;
        }
        if let Some(input) = input.get_untracked() {
            input.set_value(&text);
        }
        let _ = typed.begin();
        asked.set_value(text);
    });
    let spec = state.def.spec;
    let searched: Vec<String> = spec
        .ids()
        .filter(|(_, column)| column.searchable && state.audience.sees(column))
        .map(|(id, _)| state.title(id))
        .collect();
    view! {
        <form
            class="grid-search"
            role="search"
            method="get"
            action=state.def.path
            on:submit=move |ev| {
                ev.prevent_default();
                let _ = typed.begin();
                ask();
            }
        >
            <Icon name=IconName::Search/>
            {hidden(state)}
            <input
                type="search"
                name="q"
                class="input"
                node_ref=input
                aria-label=t.grid_search()
                placeholder=t.grid_search_in(searched.join(", "))
                title=t.grid_search_hint()
                autocomplete="off"
                spellcheck="false"
                maxlength=grid::query::MAX_SEARCH.to_string()
                value=search.get_untracked()
                on:input=move |_| later()
                on:keydown=move |ev| {
                    if ev.key() == "Escape" && !search.read_untracked().is_empty() {
                        if let Some(input) = input.get_untracked() {
                            input.set_value("");
                        }
                        ask();
                    }
                }
            />
        </form>
    }
}

/// Everything else of the address, for a form that is sent without JavaScript.
fn hidden(state: GridState) -> impl IntoView {
    let mut rest = state.address.get_untracked();
    rest.query.search = String::new();
    rest.page = 1;
    let href = rest.href(state.def);
    let query = href.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
    let all = grid::url::parameters(&query);
    list(all.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }))
}
