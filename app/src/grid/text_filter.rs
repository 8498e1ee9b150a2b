//! The editor of a filter by text.

use super::filter_editor::{FilterActions, Presets, apply};
use super::state::GridState;
use crate::ui::{Field, TextInput};
use grid::column::{ColumnId, Key};
use grid::query::{Filter, MAX_SEARCH};
use leptos::prelude::*;

/// The editor of a filter by text.
#[component]
pub(crate) fn TextFilter(state: GridState, column: ColumnId) -> impl IntoView {
    let t = state.t;
    let begin = pattern(state.address.read_untracked().query.filter(column)).to_owned();
    let typed = StoredValue::new(begin.clone());
    let choices = vec![(t.grid_filter_empty(), empty()), (t.grid_filter_filled(), filled())];
    view! {
        <form
            class="filter-menu"
            on:submit=move |ev| {
                ev.prevent_default();
                apply(state, column, typed.with_value(|typed| read(typed)));
            }
        >
            <Field id="filter-text" label=t.grid_filter_contains() hint=t.grid_filter_hint()>
                <TextInput
                    name="text"
                    value=begin
                    attr:maxlength=MAX_SEARCH.to_string()
                    on:input=move |ev| typed.set_value(event_target_value(&ev))
                />
            </Field>
            <FilterActions state column typed=true/>
        </form>
        <Presets state column choices/>
    }
}

/// Rows without a value.
fn empty() -> Filter {
    Filter::OneOf(vec![Key::None])
}

/// Rows with any value: a pattern never matches where there is none.
fn filled() -> Filter {
    Filter::Like("*".to_owned())
}

/// What a filter's chip says of the conditions that have names.
pub(crate) fn named(state: GridState, filter: &Filter) -> Option<String> {
    match filter {
        filter if *filter == empty() => Some(state.t.grid_filter_empty()),
        filter if *filter == filled() => Some(state.t.grid_filter_filled()),
        _ => None,
    }
}

/// The text that the editor begins with.
fn pattern(filter: Option<&Filter>) -> &str {
    match filter {
        Some(Filter::Like(pattern)) if pattern != "*" => pattern,
        _ => "",
    }
}

/// The condition that a typed text means.
fn read(typed: &str) -> Option<Filter> {
    let text: String = typed.trim().chars().take(MAX_SEARCH).collect();
    (!text.is_empty()).then_some(Filter::Like(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_text_is_a_pattern_and_comes_back() {
        let like = |text: &str| Some(Filter::Like(text.to_owned()));
        assert_eq!(read(" a*b "), like("a*b"));
        assert_eq!(read("  "), None);
        assert_eq!(read(&"ä".repeat(300)), like(&"ä".repeat(MAX_SEARCH)));
        assert_eq!(pattern(like("a*b").as_ref()), "a*b");
        for other in [None, Some(empty()), Some(filled())] {
            assert_eq!(pattern(other.as_ref()), "");
        }
    }
}
