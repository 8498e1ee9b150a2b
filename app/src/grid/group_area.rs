//! The area above the grid that columns are dragged to: a pill for each level.

use super::def::GridRow;
use super::state::GridState;
use super::{drag_events, keyboard};
use grid::column::{ColumnId, Direction};
use grid::groups;
use grid::keys::Focus;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

/// The group area.
#[component]
pub(crate) fn GroupArea<R: GridRow>(state: GridState<R>) -> impl IntoView {
    let t = state.t;
    let group = Memo::new(move |_| state.address.read().query.group.clone());
    let dragging = Memo::new(move |_| state.drag.read().is_some());
    let gap = Memo::new(move |_| state.drag.read().and_then(|drag| drag.gap));
    let pills = move || {
        let group = group.get();
        let last = group.len();
        let mut views: Vec<AnyView> = group
            .into_iter()
            .enumerate()
            .map(|(at, (column, direction))| {
                view! { <Pill state column direction at gap/> }.into_any()
            })
            .collect();
        views.push(view! { <Gap at=last gap/> }.into_any());
        views
    };
    let hint = move || {
        group
            .read()
            .is_empty()
            .then(|| view! { <span class="group-hint">{t.grid_group_hint()}</span> })
    };
    view! {
        <div
            class="group-area"
            class:target=move || dragging.get()
            class:over=move || gap.get().is_some()
            node_ref=state.area
        >
            <span class="group-icon" aria-hidden="true"></span>
            <div
                class="group-pills"
                role="listbox"
                aria-label=t.grid_group_by()
                aria-orientation="horizontal"
            >
                {pills}
            </div>
            {hint}
        </div>
    }
}

/// Where the dragged column would land.
#[component]
fn Gap(at: usize, gap: Memo<Option<usize>>) -> impl IntoView {
    view! {
        <span class="pill-gap" role="presentation" class:open=move || gap.get() == Some(at)></span>
    }
}

#[component]
fn Pill<R: GridRow>(
    state: GridState<R>,
    column: ColumnId,
    direction: Direction,
    at: usize,
    gap: Memo<Option<usize>>,
) -> impl IntoView {
    let key = state.def.spec.column(column).key;
    let t = state.t;
    let (arrow, sorted) = match direction {
        Direction::Up => ("sort-arrow up", t.grid_sorted_up()),
        Direction::Down => ("sort-arrow down", t.grid_sorted_down()),
    };
    let held = move || state.drag.read().is_some_and(|drag| drag.pill && drag.column == column);
    view! {
        <Gap at gap/>
        <div
            class="pill"
            class:held=held
            role="option"
            aria-selected="false"
            aria-label=format!("{}, {sorted}", state.title(column))
            aria-keyshortcuts="Delete Control+ArrowLeft Control+ArrowRight"
            tabindex=move || {
                let last = state.address.read().query.group.len().saturating_sub(1);
                if state.stops.read().pill.min(last) == at { "0" } else { "-1" }
            }
            on:focus=move |_| state.stops.update(|stops| stops.pill = at)
            data-pill=key
            on:pointerdown=move |ev| drag_events::press(state, column, true, &ev)
            on:touchmove=move |ev| drag_events::hold(state, &ev)
            on:contextmenu=move |ev| drag_events::hold(state, &ev)
            on:click=move |_| {
                if !drag_events::just_dragged(state) {
                    state.ask(false, |query, _| groups::turn(query, at));
                }
            }
            on:keydown=move |ev| keyboard::pressed(state, Focus::Pill(at), &ev)
        >
            <span class="pill-title">{state.title(column)}</span>
            <span class=arrow aria-hidden="true"></span>
            <span
                class="pill-x"
                aria-hidden="true"
                title=t.grid_ungroup()
                on:pointerdown=|ev| ev.stop_propagation()
                on:click=move |ev| {
                    ev.stop_propagation();
                    state.ask(false, |query, _| groups::remove(query, at));
                }
            ></span>
        </div>
    }
}

/// Focuses the pill of a level.
pub(crate) fn focus_pill<R: GridRow>(state: GridState<R>, level: usize) {
    let pills = state.area.try_get_untracked().flatten();
    let pills = pills.and_then(|area| area.query_selector_all("[data-pill]").ok());
    let pill = pills.and_then(|pills| pills.item(u32::try_from(level).ok()?));
    if let Some(pill) = pill.and_then(|p| p.dyn_into::<HtmlElement>().ok()) {
        let _ = pill.focus();
    }
}

/// The picture of the column under the pointer. It exists during a drag only, so its
/// position never is part of a server-rendered page.
#[component]
pub(crate) fn Ghost<R: GridRow>(state: GridState<R>) -> impl IntoView {
    let column = Memo::new(move |_| state.drag.read().map(|drag| drag.column));
    move || {
        column.get().map(|column| {
            let place = move || {
                let (x, y) = state.drag.read().map_or((0.0, 0.0), |drag| drag.at);
                format!("translate({}px,{}px)", x + 8.0, y - 14.0)
            };
            let leaves =
                move || state.drag.read().is_some_and(|drag| drag.pill && drag.gap.is_none());
            view! {
                <div class="pill ghost" class:leaves=leaves aria-hidden="true" style:transform=place>
                    <span class="pill-title">{state.title(column)}</span>
                </div>
            }
        })
    }
}
