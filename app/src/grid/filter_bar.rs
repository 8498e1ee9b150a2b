//! Filters: a button with a menu for each column on offer, and a chip for each that is set.

use super::chips::Chips;
use super::column_menu::ColumnMenu;
use super::date_filter::DateFilter;
use super::def::GridRow;
use super::search_box::SearchBox;
use super::set_filter::SetFilter;
use super::state::GridState;
use crate::ui::popover::Popover;
use crate::ui::{Icon, IconName};
use grid::column::{ColumnId, ColumnType};
use grid::query::Filter;
use leptos::prelude::*;

/// Search, filters, column chooser, and the chips of what is set.
#[component]
pub(crate) fn FilterBar<R: GridRow>(state: GridState<R>) -> impl IntoView {
    let filters: Vec<_> = state
        .def
        .filters
        .iter()
        .filter(|id| state.audience.sees(state.def.spec.column(**id)))
        .map(|column| view! { <FilterButton state column=*column/> })
        .collect();
    view! {
        <div class="grid-bar">
            <SearchBox state/>
            <div class="grid-filters" role="group" aria-label=state.t.grid_filters()>
                {filters}
            </div>
            <ColumnMenu state/>
        </div>
        <Chips state/>
    }
}

#[component]
fn FilterButton<R: GridRow>(state: GridState<R>, column: ColumnId) -> impl IntoView {
    let declared = state.def.spec.column(column);
    let set = Memo::new(move |_| match state.address.read().query.filter(column) {
        None => 0,
        Some(Filter::OneOf(keys)) => keys.len(),
        Some(_) => 1,
    });
    let face = move || {
        let title = state.title(column);
        view! {
            <span>{title}</span>
            {move || (set.get() > 0).then(|| view! { <span class="filter-count">{set.get()}</span> })}
            <Icon name=IconName::ChevronDown/>
        }
    };
    let id = format!("filter-{}", declared.key);
    view! {
        <span class="filter-button" class:set=move || { set.get() > 0 }>
            <Popover id=id.clone() class="button button--quiet" label=state.t.grid_filter_by(state.title(column)) face=face>
                {move || match declared.kind {
                    ColumnType::Date => view! { <DateFilter state column/> }.into_any(),
                    _ => view! { <SetFilter state column/> }.into_any(),
                }}
            </Popover>
        </span>
    }
}
