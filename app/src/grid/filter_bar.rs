//! The bar above the grid: views, search, filters, columns, and the chips of what is set.

use super::chips::Chips;
use super::column_menu::ColumnMenu;
use super::filter_editor;
use super::search_box::SearchBox;
use super::state::GridState;
use super::views_button::ViewsButton;
use crate::ui::{Icon, IconName, Menu, MenuItem, list, popover, when};
use grid::column::ColumnId;
use grid::query::Filter;
use leptos::prelude::*;

/// The menu's element in the page.
const MENU: &str = "add-filter";
/// Its button's, which the focus falls back to when a filter is gone.
pub(crate) const ADD: &str = "add-filter-button";

/// Views, search, filters, column chooser, and the chips of what is set.
#[component]
pub(crate) fn FilterBar(state: GridState) -> impl IntoView {
    let offered = state.def.filters.iter();
    let offered = offered.filter(|id| state.audience.sees(state.def.spec.column(**id)));
    let filters = list(offered.map(|column| view! { <FilterButton state column=*column/> }));
    view! {
        <div class="grid-bar">
            <ViewsButton state/>
            <SearchBox state/>
            <div class="grid-filters" role="group" aria-label=state.t.grid_filters()>
                {filters}
                <AddFilter state/>
            </div>
            <ColumnMenu state/>
        </div>
        <Chips state/>
    }
}

/// The shortcut to a filter that is often used.
#[component]
fn FilterButton(state: GridState, column: ColumnId) -> impl IntoView {
    let set = Memo::new(move |_| match state.address.read().query.filter(column) {
        None => 0,
        Some(Filter::OneOf(keys)) => keys.len(),
        Some(_) => 1,
    });
    view! {
        <button
            type="button"
            class="button button--quiet"
            class:set=move || { set.get() > 0 }
            aria-haspopup="dialog"
            on:click=move |ev| {
                popover::anchor(&ev).into_iter().for_each(|a| filter_editor::open(state, column, a));
            }
        >
            <span>{state.title(column)}</span>
            {when(move || (set.get() > 0).then(|| view! { <span class="filter-count">{set.get()}</span> }))}
            <Icon name=IconName::ChevronDown/>
        </button>
    }
}

/// The way to the filter of every column, shown or not.
#[component]
fn AddFilter(state: GridState) -> impl IntoView {
    view! {
        <button
            type="button"
            id=ADD
            class="button button--quiet add-filter"
            aria-haspopup="menu"
            on:click=move |ev| {
                if let Some(button) = popover::anchor(&ev) {
                    state.parts.then(move || popover::open(MENU, button));
                }
            }
        >
            {state.t.grid_add_filter()}
        </button>
    }
}

/// The menu of that button.
#[component]
pub(crate) fn AddFilterMenu(state: GridState) -> impl IntoView {
    let item = move |(column, declared): (ColumnId, &grid::column::Column)| {
        let offered = declared.filterable && state.audience.sees(declared);
        offered.then(|| {
            view! { <MenuItem text=state.title(column) run=move || edit(state, column)/> }
        })
    };
    let items = list(state.def.spec.ids().filter_map(item));
    view! {
        <Menu id=MENU label=Signal::stored(Some(state.t.grid_add_filter()))>{items}</Menu>
    }
}

fn edit(state: GridState, column: ColumnId) {
    if let Some(button) = document().get_element_by_id(ADD) {
        filter_editor::open(state, column, button);
    }
}
