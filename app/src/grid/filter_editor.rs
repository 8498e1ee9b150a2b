//! The one editor of filters: a panel that opens beside whatever asked for it, a header's
//! menu, a button or a chip. What is typed into it is its own until it is applied, so nothing
//! that happens to the rows meanwhile disturbs it.

use super::date_filter::DateFilter;
use super::range_filter::RangeFilter;
use super::set_filter::SetFilter;
use super::state::GridState;
use super::text_filter::TextFilter;
use crate::ui::{Button, Look, popover};
use grid::column::{ColumnId, ColumnType};
use grid::query::Filter;
use leptos::prelude::*;
use leptos::web_sys::Element;

/// The panel's element in the page.
const PANEL: &str = "filter-editor";
/// What the panel is called.
const TITLE: &str = "filter-editor-title";

/// The panel.
#[component]
pub(crate) fn FilterEditor(state: GridState) -> impl IntoView {
    view! {
        <div id=PANEL class="popover" popover="auto" role="dialog" aria-labelledby=TITLE>
            // Each opening begins anew, for the same column too.
            <For each=move || state.filtering.get() key=|opened| *opened let:opened>
                <div class="filter-menu">
                    <p id=TITLE class="filter-title">{state.t.grid_filter_by(state.title(opened.0))}</p>
                    {body(state, opened.0)}
                </div>
            </For>
        </div>
    }
}

fn body(state: GridState, column: ColumnId) -> AnyView {
    match state.def.spec.column(column).kind {
        ColumnType::Text => view! { <TextFilter state column/> }.into_any(),
        ColumnType::Number => view! { <RangeFilter state column/> }.into_any(),
        ColumnType::Date => view! { <DateFilter state column/> }.into_any(),
        ColumnType::Ref | ColumnType::Choice(_) => view! { <SetFilter state column/> }.into_any(),
    }
}

/// Opens the editor of a column's filter beside an element.
pub(crate) fn open(state: GridState, column: ColumnId, anchor: Element) {
    state.parts.then(move || {
        let next = state.filtering.get_untracked().map_or(0, |(_, opened)| opened.wrapping_add(1));
        state.filtering.set(Some((column, next)));
        popover::open(PANEL, anchor);
    });
}

/// Opens the editor of a column's filter beside its header.
pub(crate) fn open_at_header(state: GridState, column: ColumnId) {
    let (grid, key) = (state.def.spec.name, state.def.spec.column(column).key);
    let header = document().query_selector(&format!("[data-grid={grid}] [data-head={key}]"));
    if let Ok(Some(header)) = header {
        open(state, column, header);
    }
}

/// Sets or removes the filter of a column.
pub(crate) fn set(state: GridState, column: ColumnId, filter: Option<Filter>) {
    state.change(false, |address| address.filter(column, filter));
}

/// Sets or removes the filter of a column, and closes the editor.
pub(crate) fn apply(state: GridState, column: ColumnId, filter: Option<Filter>) {
    set(state, column, filter);
    popover::close(PANEL);
}

/// Conditions that are set as soon as they are chosen.
#[component]
pub(crate) fn Presets(
    state: GridState,
    column: ColumnId,
    /// Each with its name.
    choices: Vec<(String, Filter)>,
) -> impl IntoView {
    let choices = choices
        .into_iter()
        .map(|(text, filter)| {
            let filter = StoredValue::new(filter);
            let chosen = move || {
                let address = state.address.read();
                filter.with_value(|filter| address.query.filter(column) == Some(filter))
            };
            view! {
                <label class="filter-value">
                    <input
                        type="radio"
                        name="filter-preset"
                        prop:checked=chosen
                        on:change=move |_| set(state, column, Some(filter.get_value()))
                    />
                    <span>{text}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <div class="filter-values" role="group" aria-label=state.t.grid_filter_presets()>
            {choices}
        </div>
    }
}

/// Applies what is typed, if anything is, and takes the filter away.
#[component]
pub(crate) fn FilterActions(
    state: GridState,
    column: ColumnId,
    /// Whether it stands in a form to be sent.
    #[prop(optional)]
    typed: bool,
) -> impl IntoView {
    let t = state.t;
    let unset = Signal::derive(move || state.address.read().query.filter(column).is_none());
    view! {
        <div class="filter-actions">
            {typed.then(|| view! {
                <Button look=Look::Primary submit=true>{t.grid_filter_apply()}</Button>
            })}
            <Button
                look=Look::Quiet
                disabled=unset
                on:click=move |_| apply(state, column, None)
            >
                {t.grid_clear_filter()}
            </Button>
        </div>
    }
}
