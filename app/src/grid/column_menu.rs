//! Which columns are shown.

use super::def::GridRow;
use super::state::GridState;
use crate::ui::popover::Popover;
use crate::ui::{Icon, IconName};
use leptos::prelude::*;

/// The column chooser.
#[component]
pub(crate) fn ColumnMenu<R: GridRow>(state: GridState<R>) -> impl IntoView {
    let t = state.t;
    let (spec, audience) = (state.def.spec, state.audience);
    let chosen = Memo::new(move |_| state.address.read().chosen(spec, audience));
    let list = move || {
        spec.ids()
            .filter(|(_, column)| audience.sees(column))
            .map(|(id, _)| {
                let shown = move || chosen.read().contains(&id);
                let last = move || shown() && chosen.read().len() == 1;
                view! {
                    <label class="filter-value">
                        <input
                            type="checkbox"
                            prop:checked=shown
                            disabled=last
                            on:change=move |_| {
                                state.change(false, |a| a.toggle_column(spec, audience, id));
                            }
                        />
                        <span>{state.title(id)}</span>
                    </label>
                }
            })
            .collect_view()
    };
    view! {
        <span class="column-menu">
            <Popover
                id="grid-columns"
                class="button button--quiet"
                label=t.grid_columns()
                face=move || view! { <Icon name=IconName::Columns/><span>{t.grid_columns()}</span> }
            >
                <div class="filter-menu">
                    <div class="filter-values" role="group" aria-label=t.grid_columns()>{list}</div>
                    <button
                        type="button"
                        class="button button--quiet"
                        disabled=move || state.address.read().columns.is_none()
                        on:click=move |_| state.change(false, |a| a.columns = None)
                    >
                        {t.grid_columns_reset()}
                    </button>
                </div>
            </Popover>
        </span>
    }
}
