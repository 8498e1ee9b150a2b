//! The header row: titles that sort, drag to the group area, and carry a menu.

use super::active::grid_of;
use super::address::MAX_PINNED;
use super::state::{GridState, Target};
use super::{drag_events, filter_editor, keyboard, select, widths};
use crate::ui::{Menu, MenuItem, dynamic, list, maybe, popover, when};
use grid::column::{ColumnId, ColumnType, Direction};
use grid::groups;
use grid::keys::Focus;
use grid::level::{Bucket, Level};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

/// The menu's element in the page.
const MENU: &str = "head-menu";

/// The header row.
#[component]
pub(crate) fn Head(state: GridState) -> impl IntoView {
    view! {
        <div class="grid-head" role="rowgroup">
            <div class="grid-row" role="row" aria-rowindex="1">
                {dynamic(move || {
                    let columns = state.columns.get();
                    let cells = columns.iter().enumerate();
                    list(cells.map(|(at, column)| view! { <HeadCell state column=*column at/> }))
                })}
                {maybe(state.def.actions.then(|| view! {
                    <div class="grid-cell c-actions" role="columnheader">
                        <span class="unseen">{state.t.grid_actions()}</span>
                    </div>
                }))}
            </div>
        </div>
    }
}

#[component]
fn HeadCell(state: GridState, column: ColumnId, at: usize) -> impl IntoView {
    let declared = state.def.spec.column(column);
    let sorted = move || state.address.read().sorted(state.def.spec, column);
    let aria_sort = move || match sorted() {
        Some((Direction::Up, 1)) => Some("ascending"),
        Some((Direction::Down, 1)) => Some("descending"),
        _ => None,
    };
    let arrow = move || {
        let (direction, rank) = sorted()?;
        let several = state.address.read().query.sort.len() > 1;
        let class = if direction == Direction::Up { "sort-arrow up" } else { "sort-arrow down" };
        Some(view! {
            <span class=class aria-hidden="true">{several.then(|| rank.to_string())}</span>
        })
    };
    let lands = move |gap| {
        let drag = state.drag.read();
        drag.is_some_and(|drag| drag.target == Some(Target::Header(gap)))
    };
    view! {
        <div
            class=format!("grid-cell c-{}", declared.key)
            class:sortable=declared.sortable
            class:drop-before=move || lands(at)
            class:drop-after=move || at + 1 == state.columns.read().len() && lands(at + 1)
            role="columnheader"
            aria-label=state.title(column)
            data-head=declared.key
            aria-sort=aria_sort
            tabindex=move || {
                let last = state.columns.read().len().saturating_sub(1);
                if state.stops.read().header.min(last) == at { "0" } else { "-1" }
            }
            on:focus=move |_| state.stops.update(|stops| stops.header = at)
            on:pointerdown=move |ev| drag_events::press(state, column, None, &ev)
            on:touchmove=move |ev| drag_events::hold(state, &ev)
            on:contextmenu=move |ev| drag_events::hold(state, &ev)
            on:click=move |ev| {
                if declared.sortable && !drag_events::just_dragged(state) {
                    let more = ev.shift_key();
                    state.ask(false, |query, spec| groups::sort_by(query, spec, column, more));
                }
            }
            on:keydown=move |ev| keyboard::pressed(state, Focus::Header(at), &ev)
        >
            {maybe((at == 0 && state.def.selectable).then(|| view! { <SelectAll state/> }))}
            <span class="grid-title">{state.title(column)}</span>
            {when(arrow)}
            <button
                type="button"
                class="head-menu-button"
                tabindex="-1"
                aria-haspopup="menu"
                aria-label=state.t.grid_column_menu(state.title(column))
                on:pointerdown=|ev| ev.stop_propagation()
                on:click=move |ev| {
                    ev.stop_propagation();
                    open_menu(state, column, event_target(&ev));
                }
            >
                <span class="chevron" aria-hidden="true"></span>
            </button>
            <span
                class="head-edge"
                aria-hidden="true"
                on:pointerdown=move |ev| widths::drag(state, column, &ev)
                on:pointermove=move |ev| widths::dragged(state, &ev)
                on:pointerup=move |ev| widths::dropped(state, &ev)
                on:click=|ev| ev.stop_propagation()
                on:dblclick=move |ev| {
                    ev.stop_propagation();
                    widths::fit(state, column);
                }
            ></span>
        </div>
    }
}

/// The box that selects the whole result.
#[component]
fn SelectAll(state: GridState) -> impl IntoView {
    let checked = move || {
        let (selection, rows) = (state.selection.read(), state.numbers.read().rows);
        match selection.count(rows) {
            0 => "false",
            count if count >= rows => "true",
            _ => "mixed",
        }
    };
    view! {
        <button
            type="button"
            class="row-check"
            role="checkbox"
            tabindex="-1"
            aria-checked=checked
            aria-label=state.t.grid_select_all()
            on:pointerdown=|ev| ev.stop_propagation()
            on:click=move |ev| {
                ev.stop_propagation();
                match checked() {
                    "true" => select::nothing(state),
                    _ => select::everything(state),
                }
            }
        ></button>
    }
}

/// The one menu of all headers: what can be done with the column it was opened for.
#[component]
pub(crate) fn HeadMenu(state: GridState) -> impl IntoView {
    let t = state.t;
    let items = move || {
        let column = state.head_menu.get()?;
        let declared = state.def.spec.column(column);
        let sort = move |direction| {
            state
                .ask(false, |query, spec| groups::set_sort(query, spec, vec![(column, direction)]));
        };
        let by = move |bucket| {
            let level = Level::of(column, bucket);
            state.ask(false, |q, spec| groups::add_level(q, spec, level, q.group.len()));
        };
        Some(view! {
            {declared.groupable.then(|| view! {
                <MenuItem text=t.grid_group_by_this() run=move || state.group_by(column)/>
            })}
            {(declared.groupable && declared.kind == ColumnType::Date).then(|| view! {
                <MenuItem text=t.grid_group_by_year() run=move || by(Bucket::Year)/>
                <MenuItem text=t.grid_group_by_month() run=move || by(Bucket::Month)/>
            })}
            {declared.sortable.then(|| view! {
                <MenuItem text=t.grid_sort_up() run=move || sort(Direction::Up)/>
                <MenuItem text=t.grid_sort_down() run=move || sort(Direction::Down)/>
            })}
            {declared.filterable.then(|| view! {
                <MenuItem
                    text=t.grid_filter_this()
                    run=move || filter_editor::open_at_header(state, column)
                />
            })}
            {pin_item(state, column)}
            <MenuItem
                text=t.grid_hide_column()
                run=move || state.change(false, |a| {
                    a.toggle_column(state.def.spec, state.audience, column);
                })
            />
        })
    };
    let label = move || state.head_menu.get().map(|column| t.grid_column_menu(state.title(column)));
    view! {
        <Menu id=MENU label=Signal::derive(label)>{items}</Menu>
    }
}

/// Keeps the columns up to this one in place, or lets all but the first scroll.
fn pin_item(state: GridState, column: ColumnId) -> Option<impl IntoView> {
    let at = state.columns.read_untracked().iter().position(|id| *id == column)?;
    let pinned = state.address.read_untracked().pin;
    let (text, pin) = match at {
        0 => return None,
        at if at <= pinned => (state.t.grid_unpin(), 0),
        at if at < MAX_PINNED => (state.t.grid_pin(), at),
        _ => return None,
    };
    let run = move || state.change(true, |address| address.pin = pin);
    Some(view! { <MenuItem text=text run=run/> })
}

/// Opens the headers' menu beside an element.
pub(crate) fn open_menu(state: GridState, column: ColumnId, anchor: Element) {
    state.parts.then(move || {
        state.head_menu.set(Some(column));
        popover::open(MENU, anchor);
    });
}

/// A column's header, if it is shown.
#[must_use]
pub(crate) fn element(state: GridState, column: ColumnId) -> Option<HtmlElement> {
    let key = state.def.spec.column(column).key;
    let header = grid_of(state)?.query_selector(&format!("[data-head={key}]")).ok().flatten()?;
    header.dyn_into().ok()
}

/// The header at a place among those shown.
#[must_use]
pub(crate) fn element_at(state: GridState, at: usize) -> Option<HtmlElement> {
    element(state, state.columns.read_untracked().get(at).copied()?)
}
