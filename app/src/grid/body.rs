//! Rows and group rows. An element shows line after line; its cells are redrawn in place.

use super::active;
use super::def::{CellContext, GridRow};
use super::edit::{self, Pending};
use super::state::{GridState, Slot, SlotSignal};
use grid::column::ColumnId;
use grid::page::{Group, Line};
use grid::search::Needle;
use leptos::prelude::*;
use leptos::tachys::html::attribute::custom::custom_attribute;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, MouseEvent};

/// The rows.
#[component]
pub(crate) fn Body<R: GridRow>(state: GridState<R>) -> impl IntoView {
    let needle = Memo::new(move |_| Needle::parse(&state.address.read().query.search));
    view! {
        <div
            class="grid-body"
            role="rowgroup"
            node_ref=state.body
            on:click=move |ev| clicked(state, &ev)
            on:dblclick=move |ev| {
                if let Some((line, Some(column))) = target(state, &ev) {
                    edit::begin(state, line, column);
                }
            }
        >
            <For
                each=move || state.slots.get().into_iter().enumerate()
                key=|(at, _)| *at
                children=move |(_, slot)| view! { <RowSlot state shown=slot needle/> }
            />
        </div>
    }
}

#[component]
fn RowSlot<R: GridRow>(
    state: GridState<R>,
    shown: SlotSignal<R>,
    needle: Memo<Needle>,
) -> impl IntoView {
    move || {
        let slot = shown.get();
        let columns = state.columns.read();
        match slot {
            None => blank(false, None, columns.len()),
            Some(Slot { line, content: None, .. }) => blank(true, Some(line), columns.len()),
            Some(Slot { line, content: Some(content), flash }) => match content.as_ref() {
                Line::Group(group) => group_row(state, line, group, &columns),
                Line::Row(row) => data_row(state, line, row, &columns, &needle.read(), flash),
            },
        }
    }
}

/// What a row element says about itself.
struct RowFace {
    class: &'static str,
    line: Option<u64>,
    level: Option<usize>,
    open: Option<bool>,
    place: Option<(u64, u64)>,
    waits: bool,
}

/// Every line is drawn by the same element, so that a recycled one is changed in place.
fn row_view(face: RowFace, cells: Vec<AnyView>) -> AnyView {
    view! {
        <div
            class=face.class
            role="row"
            data-line=face.line.map(|line| line.to_string())
            aria-rowindex=face.line.map(|line| (line + 2).to_string())
            aria-expanded=face.open.map(|open| open.to_string())
            aria-posinset=face.place.map(|(at, _)| at.to_string())
            aria-setsize=face.place.map(|(_, of)| of.to_string())
            aria-busy=face.waits.then_some("true")
            hidden=face.line.is_none()
            // Leptos has no attribute of this name.
            {..custom_attribute("aria-level", face.level.map(|level| level.to_string()))}
        >
            {cells}
        </div>
    }
    .into_any()
}

fn cell_view(class: String, content: AnyView) -> AnyView {
    view! { <div class=class role="gridcell">{content}</div> }.into_any()
}

/// An element without a line, or one whose line is on its way.
fn blank(waits: bool, line: Option<u64>, columns: usize) -> AnyView {
    let cells = if waits { columns.min(1) } else { 0 };
    let cells = (0..cells)
        .map(|_| {
            let bone = view! { <span class="bone" aria-hidden="true"></span> }.into_any();
            cell_view("grid-cell bone-cell".to_owned(), bone)
        })
        .collect();
    let face =
        RowFace { class: "grid-row waits", line, level: None, open: None, place: None, waits };
    row_view(face, cells)
}

fn data_row<R: GridRow>(
    state: GridState<R>,
    line: u64,
    row: &R,
    columns: &[ColumnId],
    needle: &Needle,
    flash: bool,
) -> AnyView {
    let today = state.numbers.read_untracked().today;
    let context = CellContext { messages: state.t, today, needle, may_edit: state.may_edit };
    let pending: Vec<Pending<R>> =
        state.pending.read().iter().filter(|p| p.id == row.id()).cloned().collect();
    let mut cells: Vec<AnyView> = columns
        .iter()
        .map(|column| {
            let key = state.def.spec.column(*column).key;
            match pending.iter().find(|p| p.column == *column) {
                Some(pending) => {
                    cell_view(format!("grid-cell c-{key} pending"), pending_view(state, pending))
                }
                None => {
                    cell_view(format!("grid-cell c-{key}"), (state.def.cell)(row, *column, context))
                }
            }
        })
        .collect();
    let actions = view! {
        <button
            type="button"
            class="row-button more"
            tabindex="-1"
            data-act="menu"
            aria-haspopup="menu"
            aria-label=state.t.grid_actions_for(row.title())
        ></button>
    };
    cells.push(cell_view("grid-cell c-actions".to_owned(), actions.into_any()));
    let depth = state.address.read_untracked().query.group.len();
    let class = match (flash, line.is_multiple_of(2)) {
        (false, _) => "grid-row",
        // Two names for the same animation: changing the name starts it anew.
        (true, true) => "grid-row flash-a",
        (true, false) => "grid-row flash-b",
    };
    let level = (depth > 0).then_some(depth + 1);
    row_view(
        RowFace { class, line: Some(line), level, open: None, place: None, waits: false },
        cells,
    )
}

/// A text on its way to the server, or one that did not get there.
fn pending_view<R: GridRow>(state: GridState<R>, pending: &Pending<R>) -> AnyView {
    let failed = pending.failed.is_some();
    let text = pending.text.clone();
    let (class, said) = match failed {
        true => ("save-state failed", state.t.grid_save_failed()),
        false => ("save-state", state.t.grid_saving()),
    };
    view! {
        <bdi class="clip">{text}</bdi>
        {if failed {
            view! {
                <button type="button" class=class tabindex="-1" data-act="edit" data-col=
                    state.def.spec.column(pending.column).key>{said}</button>
            }
            .into_any()
        } else {
            view! { <span class=class>{said}</span> }.into_any()
        }}
    }
    .into_any()
}

fn group_row<R: GridRow>(
    state: GridState<R>,
    line: u64,
    group: &Group,
    columns: &[ColumnId],
) -> AnyView {
    let t = state.t;
    let level = group.path.len();
    let by = state.address.read_untracked().query.group.get(level - 1).copied();
    let (Some(by), Some(key)) = (by, group.path.last()) else {
        return blank(true, Some(line), columns.len());
    };
    let value = state.def.value(t, by, key, &group.label);
    let chevron = if group.open { "chevron open" } else { "chevron" };
    let mut cells: Vec<AnyView> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let key = state.def.spec.column(*column).key;
            let sums = (*column == state.def.sums_at).then(|| (state.def.sums)(t, &group.sums));
            let content = if at == 0 {
                view! {
                    <span class=format!("group-label level-{level}")>
                        <span class=chevron aria-hidden="true"></span>
                        <span class="group-by">{state.title(by.column)}</span>
                        <bdi class="group-value">{value.clone()}</bdi>
                        <span class="group-count">{t.number(group.count as i64)}</span>
                    </span>
                    {sums}
                }
                .into_any()
            } else {
                sums.into_any()
            };
            cell_view(format!("grid-cell c-{key}"), content)
        })
        .collect();
    cells.push(cell_view("grid-cell c-actions".to_owned(), ().into_any()));
    let face = RowFace {
        class: "grid-row group",
        line: Some(line),
        level: Some(level),
        open: Some(group.open),
        place: Some((group.position, group.siblings)),
        waits: false,
    };
    row_view(face, cells)
}

/// The line and column that an event happened in.
fn target<R: GridRow>(state: GridState<R>, ev: &MouseEvent) -> Option<(u64, Option<ColumnId>)> {
    let element: Element = ev.target()?.dyn_into().ok()?;
    let place = active::place_of(&element)?;
    Some((place.line, state.columns.read_untracked().get(place.column).copied()))
}

/// One listener for all rows: buttons by their `data-act`, groups anywhere.
fn clicked<R: GridRow>(state: GridState<R>, ev: &MouseEvent) {
    let Some(element) = ev.target().and_then(|t| t.dyn_into::<Element>().ok()) else { return };
    let Some(place) = active::place_of(&element) else { return };
    state.active.set(Some(place));
    active::mark(state);
    let Some(line) = state.line(place.line) else { return };
    let button = element.closest("[data-act]").ok().flatten();
    match (line.as_ref(), button) {
        (Line::Group(group), _) => state.set_open(&group.path, !group.open),
        (Line::Row(row), Some(button)) => {
            let act = button.get_attribute("data-act").unwrap_or_default();
            if act == "edit" {
                let column = state.columns.read_untracked().get(place.column).copied();
                column.into_iter().for_each(|column| edit::begin(state, place.line, column));
            } else {
                state.act.run((act, row.clone(), button));
            }
        }
        (Line::Row(_), None) => {}
    }
}
