//! The area above the grid that columns are dragged to: a pill for each level.

use super::state::{GridState, Target};
use super::{drag_events, keyboard, levels, pill_menu};
use crate::api::grids::grid_groups;
use crate::ui::{Button, Look, dynamic, maybe, popover::px, when};
use grid::column::Direction;
use grid::groups;
use grid::keys::Focus;
use grid::level::Level;
use grid::query::MAX_OPEN;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

/// The group area.
#[component]
pub(crate) fn GroupArea(state: GridState) -> impl IntoView {
    let t = state.t;
    let group = Memo::new(move |_| state.address.read().query.group.clone());
    let dragging = Memo::new(move |_| state.drag.read().is_some());
    let gap = Memo::new(move |_| match state.drag.read().as_ref()?.target? {
        Target::Level(gap) => Some(gap),
        Target::Header(_) => None,
    });
    let pills = move || {
        let group = group.get();
        let last = group.len();
        let mut views: Vec<AnyView> = group
            .into_iter()
            .enumerate()
            .map(|(at, level)| view! { <Pill state level at gap/> }.into_any())
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
                {dynamic(pills)}
            </div>
            {when(hint)}
            {when(move || (!group.read().is_empty()).then(|| view! { <Folds state/> }))}
        </div>
    }
}

/// Opens or closes all groups.
#[component]
fn Folds(state: GridState) -> impl IntoView {
    let t = state.t;
    let busy = RwSignal::new(false);
    let expand = move |_| {
        let question = state.address.read_untracked().state(state.def);
        busy.set(true);
        spawn_local(async move {
            let answer = grid_groups(state.def.spec.name.to_owned(), question.clone()).await;
            busy.try_set(false);
            // Grouped otherwise meanwhile, it is an answer to nothing.
            if state.address.try_with_untracked(|now| now.state(state.def) == question)
                != Some(true)
            {
                return;
            }
            match answer {
                Ok(paths) => {
                    let (count, all) = (paths.len() as u64, paths.len() < MAX_OPEN);
                    state.change(true, |address| address.query.open = paths);
                    state.said.set(match all {
                        true => t.grid_expanded(count),
                        false => t.grid_expanded_first(count),
                    });
                }
                Err(error) => state.said.set(t.api_error(&error)),
            }
        });
    };
    let any_open = move || !state.address.read().query.open.is_empty();
    view! {
        <span class="group-folds">
            <Button look=Look::Quiet busy=busy on:click=expand>{t.grid_expand_all()}</Button>
            <Button
                look=Look::Quiet
                disabled=Signal::derive(move || !any_open())
                on:click=move |_| state.change(true, |address| address.query.open.clear())
            >
                {t.grid_collapse_all()}
            </Button>
        </span>
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
fn Pill(state: GridState, level: Level, at: usize, gap: Memo<Option<usize>>) -> impl IntoView {
    let (column, t) = (level.column, state.t);
    let key = state.def.spec.column(column).key;
    let arrow = match level.direction {
        Direction::Up => "sort-arrow up",
        Direction::Down => "sort-arrow down",
    };
    let measure = levels::measure(state, level.by);
    let held = move || state.drag.read().is_some_and(|drag| drag.pill == Some(at));
    view! {
        <Gap at gap/>
        <div
            class="pill"
            class:held=held
            role="option"
            aria-selected="false"
            aria-label=levels::description(state, &level)
            aria-keyshortcuts="Alt+ArrowDown Delete Control+ArrowLeft Control+ArrowRight"
            tabindex=move || {
                let last = state.address.read().query.group.len().saturating_sub(1);
                if state.stops.read().pill.min(last) == at { "0" } else { "-1" }
            }
            on:focus=move |_| state.stops.update(|stops| stops.pill = at)
            data-pill=key
            on:pointerdown=move |ev| drag_events::press(state, column, Some(at), &ev)
            on:touchmove=move |ev| drag_events::hold(state, &ev)
            on:contextmenu=move |ev| drag_events::hold(state, &ev)
            on:click=move |_| {
                if !drag_events::just_dragged(state) {
                    state.ask(false, |query, _| groups::turn(query, at));
                }
            }
            on:keydown=move |ev| keyboard::pressed(state, Focus::Pill(at), &ev)
        >
            <span class="pill-title">{levels::title(state, &level)}</span>
            {maybe(measure.map(|measure| view! { <span class="pill-by">{measure}</span> }))}
            <span class=arrow aria-hidden="true"></span>
            // No button: an option has no parts. The keyboard opens the menu from the pill.
            <span
                class="pill-menu"
                aria-hidden="true"
                title=t.grid_pill_menu(state.title(column))
                on:pointerdown=|ev| ev.stop_propagation()
                on:click=move |ev| {
                    ev.stop_propagation();
                    pill_menu::open(state, at, event_target(&ev));
                }
            >
                <span class="chevron"></span>
            </span>
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

/// The pill of a level.
pub(crate) fn pill(state: GridState, level: usize) -> Option<HtmlElement> {
    let area = state.area.try_get_untracked().flatten()?;
    let pills = area.query_selector_all("[data-pill]").ok()?;
    pills.item(u32::try_from(level).ok()?)?.dyn_into().ok()
}

/// Focuses the pill of a level.
pub(crate) fn focus_pill(state: GridState, level: usize) {
    if let Some(pill) = pill(state, level) {
        let _ = pill.focus();
    }
}

/// The picture of the column under the pointer. It exists during a drag only, so its
/// position never is part of a server-rendered page.
#[component]
pub(crate) fn Ghost(state: GridState) -> impl IntoView {
    let held = Memo::new(move |_| state.drag.read().map(|drag| (drag.column, drag.pill)));
    when(move || {
        held.get().map(|(column, pill)| {
            let levels = &state.address.read_untracked().query.group;
            let level = pill.and_then(|at| levels.get(at));
            let title = level.map_or_else(
                || state.title(column),
                |level| levels::title(state, level),
            );
            let place = move || {
                let (x, y) = state.drag.read().map_or((0.0, 0.0), |drag| drag.at);
                format!("translate({},{})", px(x + 8.0), px(y - 14.0))
            };
            let leaves =
                move || {
                    let drag = state.drag.read();
                    drag.is_some_and(|drag| drag.pill.is_some() && drag.target.is_none())
                };
            view! {
                <div class="pill ghost" class:leaves=leaves aria-hidden="true" style:transform=place>
                    <span class="pill-title">{title}</span>
                </div>
            }
        })
    })
}
