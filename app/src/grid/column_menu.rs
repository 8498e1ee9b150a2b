//! Which columns are shown, and how the rows are.

use super::address::{Density, PER_PAGE};
use super::parts::{self, Part};
use super::state::GridState;
use crate::ui::popover::Popover;
use crate::ui::preference;
use crate::ui::{Icon, IconName};
use leptos::prelude::*;

/// How high rows are, and whether there are pages.
#[component]
fn Shape(state: GridState) -> impl IntoView {
    let t = state.t;
    let density = move |density: Density| {
        let label = match density {
            Density::Compact => t.grid_density_compact(),
            Density::Normal => t.grid_density_normal(),
            Density::Relaxed => t.grid_density_relaxed(),
        };
        choice(
            "density",
            label,
            move || state.address.read().density == density,
            move || {
                state.change(true, |address| address.density = density);
            },
        )
    };
    let paged = move |per: Option<u16>| {
        let label = per.map_or_else(|| t.grid_per_all(), |per| t.number(per.into()));
        choice(
            "per",
            label,
            move || state.address.read().per == per,
            move || {
                preference::set_rows_per_page(per);
                state.change(true, |address| address.per = per);
            },
        )
    };
    let pages = std::iter::once(None).chain(PER_PAGE.into_iter().map(Some));
    view! {
        <fieldset class="choice-row">
            <legend>{t.grid_row_height()}</legend>
            {Density::ALL.map(density).collect_view()}
        </fieldset>
        <fieldset class="choice-row">
            <legend>{t.grid_rows_per_page()}</legend>
            {pages.map(paged).collect_view()}
        </fieldset>
    }
}

fn choice(
    name: &'static str,
    label: String,
    checked: impl Fn() -> bool + Send + 'static,
    choose: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <label>
            <input type="radio" name=name prop:checked=checked on:change=move |_| choose()/>
            <span>{label}</span>
        </label>
    }
}

/// The column chooser.
#[component]
pub(crate) fn ColumnMenu(state: GridState) -> impl IntoView {
    let t = state.t;
    view! {
        <span class="column-menu">
            <Popover
                id="grid-columns"
                class="button button--quiet"
                label=t.grid_columns()
                face=move || view! { <Icon name=IconName::Columns/><span>{t.grid_columns()}</span> }
                parts=state.parts
            >
                {state.parts.show(move || parts::part(state, Part::Columns))}
            </Popover>
        </span>
    }
}

/// What is in it.
#[component]
pub(crate) fn Columns(state: GridState) -> impl IntoView {
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
            <Shape state/>
        </div>
    }
}
