//! Does what the model says that a key means: moves the focus between group area, headers and
//! cells, and acts on what is focused.

use super::group_area::{focus_pill, pill};
use super::state::{Active, GridState};
use super::{active, edit, head, pill_menu, scroller, select, widths};
use grid::column::ColumnId;
use grid::groups;
use grid::keys::{Action, Focus, Layout, LineKind, Modifiers, Step, press};
use grid::page::Line;
use leptos::prelude::*;
use leptos::web_sys::KeyboardEvent;

/// A key on the rows, whose element has the focus while a cell is active.
pub(crate) fn on_rows(state: GridState, ev: &KeyboardEvent) {
    match state.active.get_untracked() {
        Some(Active { line, column }) => pressed(state, Focus::Cell { line, column }, ev),
        None => {
            let first = Focus::Cell { line: scroller::visible(state).start, column: 0 };
            pressed(state, first, ev);
        }
    }
}

/// A key on whatever has the focus. Editors and buttons inside have their own keys.
pub(crate) fn pressed(state: GridState, focus: Focus, ev: &KeyboardEvent) {
    if ev.target() != ev.current_target() {
        return;
    }
    let modifiers = Modifiers {
        ctrl: ev.ctrl_key() || ev.meta_key(),
        shift: ev.shift_key(),
        alt: ev.alt_key(),
    };
    let Some(step) = press(&ev.key(), modifiers, focus, &layout(state, focus)) else { return };
    ev.prevent_default();
    ev.stop_propagation();
    take(state, focus, step, &ev.key());
}

/// Removes a level as the Delete key on its pill does.
pub(crate) fn remove_pill(state: GridState, level: usize) {
    let focus = Focus::Pill(level);
    if let Some(step) = press("Delete", Modifiers::default(), focus, &layout(state, focus)) {
        take(state, focus, step, "Delete");
    }
}

fn take(state: GridState, focus: Focus, step: Step, key: &str) {
    match step.action {
        Some(action) => {
            let held = match focus {
                Focus::Header(at) if step.focus == focus => column(state, at),
                _ => None,
            };
            act(state, action, key);
            if step.focus != focus && matches!(action, Action::SelectTo(_)) {
                go(state, step.focus);
            }
            if redraws(action) {
                // What takes the focus is drawn within this turn.
                request_animation_frame(move || {
                    let columns = state.columns.read_untracked();
                    let at = held.and_then(|id| columns.iter().position(|shown| *shown == id));
                    go(state, at.map_or(step.focus, Focus::Header));
                });
            }
        }
        // The first key on the rows only shows where one is.
        None if state.active.read_untracked().is_none()
            && matches!((focus, step.focus), (Focus::Cell { .. }, Focus::Cell { .. })) =>
        {
            go(state, focus);
        }
        None => go(state, step.focus),
    }
}

fn layout(state: GridState, focus: Focus) -> Layout {
    let columns = state.columns.read_untracked();
    let (line, column) = match focus {
        Focus::Cell { line, column } => (state.line(line), Some(column)),
        Focus::Header(column) => (None, Some(column)),
        Focus::Pill(_) => (None, None),
    };
    let spec = state.def.spec;
    let last = state.active.get_untracked().map(|active| (active.line, active.column));
    Layout {
        pills: state.address.read_untracked().query.group.len(),
        columns: columns.len(),
        lines: state.numbers.read_untracked().lines,
        page: scroller::screen(state),
        line: match line.as_deref() {
            Some(Line::Group(group)) => LineKind::Group { open: group.open },
            _ => LineKind::Row,
        },
        groupable: column
            .and_then(|at| columns.get(at))
            .is_some_and(|id| spec.column(*id).groupable),
        editable: state.may_edit
            && column.and_then(|at| columns.get(at)).is_some_and(|id| spec.column(*id).editable),
        selectable: state.def.selectable,
        last: last.unwrap_or_else(|| (scroller::visible(state).start, 0)),
    }
}

fn go(state: GridState, focus: Focus) {
    match focus {
        Focus::Pill(level) => focus_pill(state, level),
        Focus::Header(column) => {
            head::element_at(state, column).inspect(|header| {
                let _ = header.focus();
            });
        }
        Focus::Cell { line, column } => {
            active::focus(state);
            active::set(state, line, column);
        }
    }
}

fn column(state: GridState, at: usize) -> Option<ColumnId> {
    state.columns.read_untracked().get(at).copied()
}

/// Whether headers and pills are drawn anew by it, and lose the focus.
fn redraws(action: Action) -> bool {
    matches!(
        action,
        Action::GroupBy(_)
            | Action::MovePill { .. }
            | Action::RemovePill(_)
            | Action::TurnPill(_)
            | Action::UngroupAll
            | Action::MoveColumn { .. }
    )
}

fn act(state: GridState, action: Action, key: &str) {
    let column = |at| column(state, at);
    match action {
        Action::GroupBy(at) => column(at).into_iter().for_each(|id| state.group_by(id)),
        Action::MovePill { from, to } => state.ask(false, |q, _| groups::move_to(q, from, to)),
        Action::RemovePill(level) => state.ask(false, |q, _| groups::remove(q, level)),
        Action::TurnPill(level) => state.ask(false, |q, _| groups::turn(q, level)),
        Action::PillMenu(level) => {
            if let Some(pill) = pill(state, level) {
                pill_menu::open(state, level, pill.into());
            }
        }
        Action::UngroupAll => state.ask(false, |q, _| groups::clear(q)),
        Action::Sort { column: at, more } => {
            if let Some(id) = column(at) {
                state.ask(false, |q, spec| groups::sort_by(q, spec, id, more));
            }
        }
        Action::MoveColumn { from, to } => {
            if let (Some(from), Some(to)) = (column(from), column(to)) {
                let (spec, audience) = (state.def.spec, state.audience);
                state.change(false, |address| address.move_column(spec, audience, from, to));
            }
        }
        Action::HeaderMenu(at) => {
            if let (Some(id), Some(anchor)) = (column(at), head::element_at(state, at)) {
                head::open_menu(state, id, anchor.into());
            }
        }
        Action::RowMenu(line) => open_row_menu(state, line),
        Action::SetOpen { line, open } => {
            if let Some(Line::Group(group)) = state.line(line).as_deref() {
                state.set_open(&group.path, open);
            }
        }
        Action::ToParent(line) => {
            let parent = state.held.with_value(|held| held.parent(line));
            let at = state.active.read_untracked().map_or(0, |active| active.column);
            parent.into_iter().for_each(|parent| active::set(state, parent, at));
        }
        Action::Edit { line, column: at } => {
            match column(at).filter(|id| state.def.spec.column(*id).editable) {
                Some(id) => edit::begin(state, line, id),
                None => active::follow_link(),
            }
        }
        Action::Type { line, column: at } => {
            column(at).into_iter().for_each(|id| edit::begin_with(state, line, id, key));
        }
        Action::Resize { column: at, wider } => {
            column(at).into_iter().for_each(|id| widths::step(state, id, wider));
        }
        Action::Select(line) => select::toggle(state, line),
        Action::SelectTo(line) => select::to(state, line),
        Action::SelectAll => select::everything(state),
        Action::SelectNothing => select::nothing(state),
    }
}

fn open_row_menu(state: GridState, line: u64) {
    let Some(held) = state.line(line) else { return };
    let Line::Row(row) = held.as_ref() else { return };
    if let Some(button) = active::actions_of(state, row.id()) {
        state.act.run(("menu".to_owned(), row.clone(), button));
    }
}
