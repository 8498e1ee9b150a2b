//! The menu of a level: which values form a group, and how the groups stand.

use super::group_area::focus_pill;
use super::state::GridState;
use super::{keyboard, levels};
use crate::ui::{Menu, MenuGroup, MenuItem, popover};
use grid::column::{Direction, GridSpec};
use grid::groups;
use grid::level::{Bucket, Level, Measure};
use grid::query::Query;
use leptos::prelude::*;
use leptos::web_sys::Element;

/// The menu's element in the page.
const MENU: &str = "pill-menu";

/// The one menu of all pills: what can be done with the level it was opened for.
#[component]
pub(crate) fn PillMenu(state: GridState) -> impl IntoView {
    let t = state.t;
    let at = state.pill_menu;
    let items = move || {
        let (at, address) = (at.get()?, state.address.read());
        let level = *address.query.group.get(at)?;
        let finer = groups::finer(&address.query, at);
        Some(view! {
            {buckets(state, at, &level, &address.query)}
            {measures(state, at, level)}
            {directions(state, at, level)}
            <MenuGroup label=t.grid_level_more()>
                {finer.map(|finer| view! {
                    <MenuItem
                        text=t.grid_split(t.level(finer.bucket))
                        run=move || change(state, at, |q, spec| {
                            groups::add_level(q, spec, finer, at + 1)
                        })
                    />
                })}
                <MenuItem text=t.grid_ungroup() run=move || keyboard::remove_pill(state, at)/>
            </MenuGroup>
        })
    };
    let label = move || {
        let address = state.address.read();
        let level = address.query.group.get(at.get()?)?;
        Some(t.grid_pill_menu(state.title(level.column)))
    };
    view! {
        <Menu id=MENU label=Signal::derive(label)>{items}</Menu>
    }
}

/// Opens the pills' menu beside an element.
pub(crate) fn open(state: GridState, level: usize, anchor: Element) {
    state.parts.then(move || {
        state.pill_menu.set(Some(level));
        popover::open(MENU, anchor);
    });
}

/// Changes the grouping, which draws the pills anew; the level's keeps the focus.
fn change(state: GridState, at: usize, how: impl FnOnce(&mut Query, &GridSpec) -> bool) {
    state.ask(false, how);
    request_animation_frame(move || focus_pill(state, at));
}

/// Which values form a group. Buckets that are levels of their own already are left out.
fn buckets(state: GridState, at: usize, level: &Level, query: &Query) -> AnyView {
    let (t, now) = (state.t, level.bucket);
    let spec = state.def.spec;
    let choices = Bucket::choices(spec.column(level.column));
    if choices.len() < 2 {
        return ().into_any();
    }
    let items = choices
        .iter()
        .copied()
        .filter(|bucket| *bucket == now || groups::can_set_bucket(query, spec, at, *bucket))
        .map(|bucket| {
            view! {
                <MenuItem
                    text=t.bucket(bucket)
                    checked=bucket == now
                    run=move || change(state, at, |q, spec| {
                        groups::set_bucket(q, spec, at, bucket)
                    })
                />
            }
        })
        .collect_view();
    view! { <MenuGroup label=t.grid_group_by()>{items}</MenuGroup> }.into_any()
}

/// What the groups stand by. Largest first is what one looks for by a measure.
fn measures(state: GridState, at: usize, level: Level) -> AnyView {
    let t = state.t;
    let items = Measure::choices(state.def.spec)
        .map(|by| {
            let direction = match by {
                _ if by == level.by => level.direction,
                Measure::Value => Direction::Up,
                Measure::Count | Measure::Sum(_) => Direction::Down,
            };
            let how = levels::measure(state, by).unwrap_or_else(|| t.grid_by_value());
            view! {
                <MenuItem
                    text=t.grid_sort_groups_by(how)
                    checked=by == level.by
                    run=move || change(state, at, |q, _| {
                        groups::order_groups(q, at, by, direction)
                    })
                />
            }
        })
        .collect_view();
    view! { <MenuGroup label=t.grid_sort_groups()>{items}</MenuGroup> }.into_any()
}

/// In which direction they stand.
fn directions(state: GridState, at: usize, level: Level) -> AnyView {
    let t = state.t;
    let ways = [(Direction::Up, t.grid_ascending()), (Direction::Down, t.grid_descending())];
    let items = ways
        .map(|(direction, text)| {
            view! {
                <MenuItem
                    text
                    checked=direction == level.direction
                    run=move || change(state, at, |q, _| {
                        groups::order_groups(q, at, level.by, direction)
                    })
                />
            }
        })
        .collect_view();
    view! { <MenuGroup label=t.grid_direction()>{items}</MenuGroup> }.into_any()
}
