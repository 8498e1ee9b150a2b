//! Keys, by where the focus is: rows, headers, pills of the group area. The grid pattern of
//! the WAI-ARIA practices, with Ctrl+G and its relatives for grouping.

use super::def::GridRow;
use super::group_area::{focus_pill, turn};
use super::state::{Active, GridState};
use super::{active, body, edit, head, scroller};
use grid::column::ColumnId;
use grid::page::Line;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement, KeyboardEvent};

/// Where a key moves the active cell to; none if it is no such key. `last` is the index of
/// the last line, `columns` the number of columns, `screen` the lines of one screen.
#[must_use]
pub(crate) fn movement(
    key: &str,
    ctrl: bool,
    from: Active,
    last: u64,
    columns: usize,
    screen: u64,
) -> Option<Active> {
    let Active { line, column } = from;
    let end = columns.saturating_sub(1);
    let (line, column) = match (key, ctrl) {
        ("ArrowUp", false) => (line.saturating_sub(1), column),
        ("ArrowDown", false) => (line + 1, column),
        ("ArrowLeft", false) => (line, column.saturating_sub(1)),
        ("ArrowRight", false) => (line, (column + 1).min(end)),
        ("Home", false) => (line, 0),
        ("End", false) => (line, end),
        ("Home", true) => (0, 0),
        ("End", true) => (last, end),
        ("PageUp", _) => (line.saturating_sub(screen), column),
        ("PageDown", _) => (line + screen, column),
        _ => return None,
    };
    Some(Active { line: line.min(last), column })
}

/// Keys on the rows.
pub(crate) fn on_rows<R: GridRow>(state: GridState<R>, ev: &KeyboardEvent) {
    // Headers and editors have their own keys.
    if ev.target() != ev.current_target() {
        return;
    }
    let ctrl = ev.ctrl_key() || ev.meta_key();
    let key = ev.key();
    let lines = state.numbers.read_untracked().lines;
    let known = state.active.get_untracked();
    let now = known.unwrap_or(Active { line: scroller::visible(state).start, column: 0 });
    let columns = state.columns.read_untracked().clone();
    let at = state.line(now.line);
    let handled = match (key.as_str(), ctrl, at.as_deref()) {
        ("ArrowUp", true, _) => focus_header(state, columns.get(now.column).copied()),
        ("ArrowUp", false, _) if now.line == 0 => {
            focus_header(state, columns.get(now.column).copied())
        }
        ("g" | "G", true, _) if ev.shift_key() => ungroup_all(state),
        ("g" | "G", true, _) => match columns.get(now.column) {
            Some(column) if state.def.spec.column(*column).groupable => {
                state.group_by(*column);
                true
            }
            _ => true,
        },
        ("Enter" | " ", false, Some(Line::Group(group))) => {
            body::toggle(state, group);
            true
        }
        ("ArrowRight", false, Some(Line::Group(group))) if !group.open => {
            body::toggle(state, group);
            true
        }
        ("ArrowLeft", false, Some(Line::Group(group))) if group.open => {
            body::toggle(state, group);
            true
        }
        ("Enter" | "F2", false, Some(Line::Row(_))) => start(state, now, columns.get(now.column)),
        ("ContextMenu", _, Some(Line::Row(row))) => open_row_menu(state, now.line, row),
        ("F10", _, Some(Line::Row(row))) if ev.shift_key() => open_row_menu(state, now.line, row),
        _ if lines == 0 => false,
        _ => {
            let screen = scroller::screen(state);
            match movement(&key, ctrl, now, lines - 1, columns.len() + 1, screen) {
                // The first key only shows where one is.
                Some(to) => {
                    let to = if known.is_none() { now } else { to };
                    active::set(state, to.line, to.column);
                    true
                }
                None => false,
            }
        }
    };
    if handled {
        ev.prevent_default();
    }
}

fn start<R: GridRow>(state: GridState<R>, now: Active, column: Option<&ColumnId>) -> bool {
    match column {
        Some(column) => edit::begin(state, now.line, *column),
        None => {
            let button = active::element(state)
                .and_then(|cell| cell.query_selector("[data-act]").ok().flatten())
                .and_then(|button| button.dyn_into::<HtmlElement>().ok());
            button.inspect(HtmlElement::click);
        }
    }
    true
}

fn open_row_menu<R: GridRow>(state: GridState<R>, line: u64, row: &R) -> bool {
    let columns = state.columns.read_untracked().len();
    if let Some(cell) = active::cell(state, line, columns)
        && let Ok(Some(button)) = cell.query_selector("[data-act=menu]")
    {
        state.act.run(("menu".to_owned(), row.clone(), button));
    }
    true
}

fn ungroup_all<R: GridRow>(state: GridState<R>) -> bool {
    state.regroup(Vec::new());
    true
}

/// Keys on a header.
pub(crate) fn on_header<R: GridRow>(state: GridState<R>, column: ColumnId, ev: &KeyboardEvent) {
    if ev.target() != ev.current_target() {
        return;
    }
    let ctrl = ev.ctrl_key() || ev.meta_key();
    let columns = state.columns.get_untracked();
    let at = columns.iter().position(|id| *id == column).unwrap_or_default();
    let declared = state.def.spec.column(column);
    let beside = |at: usize| focus_header(state, columns.get(at).copied());
    let handled = match (ev.key().as_str(), ctrl) {
        ("ArrowLeft", false) => beside(at.saturating_sub(1)),
        ("ArrowRight", false) => beside((at + 1).min(columns.len() - 1)),
        ("Home", false) => beside(0),
        ("End", false) => beside(columns.len() - 1),
        ("ArrowDown", true) => to_rows(state, at),
        ("ArrowUp", true) => {
            let first = state.address.read_untracked().query.group.first().map(|(id, _)| *id);
            first.into_iter().for_each(|first| focus_pill(state, first));
            true
        }
        ("ArrowDown", false) if ev.alt_key() => open_head_menu(state, column, ev),
        ("ArrowDown", false) => to_rows(state, at),
        ("ContextMenu", _) => open_head_menu(state, column, ev),
        ("F10", _) if ev.shift_key() => open_head_menu(state, column, ev),
        ("Enter" | " ", false) if declared.sortable => {
            state.change(false, |a| a.sort_by(state.def.spec, column, ev.shift_key()));
            true
        }
        ("g" | "G", true) if ev.shift_key() => ungroup_all(state),
        ("g" | "G", true) => {
            if declared.groupable {
                state.group_by(column);
                // The column leaves; the focus goes to the one that takes its place.
                let next = columns.get(at + 1).or_else(|| columns.get(at.wrapping_sub(1))).copied();
                request_animation_frame(move || {
                    focus_header(state, next);
                });
            }
            true
        }
        _ => false,
    };
    if handled {
        ev.prevent_default();
        ev.stop_propagation();
    }
}

fn open_head_menu<R: GridRow>(state: GridState<R>, column: ColumnId, ev: &KeyboardEvent) -> bool {
    if let Some(anchor) = ev.current_target().and_then(|t| t.dyn_into::<Element>().ok()) {
        head::open_menu(state, column, &anchor);
    }
    true
}

fn to_rows<R: GridRow>(state: GridState<R>, column: usize) -> bool {
    active::focus(state);
    active::set(state, scroller::visible(state).start, column);
    true
}

/// Focuses a header.
fn focus_header<R: GridRow>(state: GridState<R>, column: Option<ColumnId>) -> bool {
    let column = column.or_else(|| state.columns.read_untracked().last().copied());
    let Some(column) = column else { return false };
    let key = state.def.spec.column(column).key;
    let header = state.body.try_get_untracked().flatten().and_then(|body| {
        let grid = body.closest("[data-grid]").ok().flatten()?;
        grid.query_selector(&format!("[data-head={key}]")).ok().flatten()
    });
    if let Some(header) = header.and_then(|h| h.dyn_into::<HtmlElement>().ok()) {
        let _ = header.focus();
    }
    true
}

/// Keys on a pill of the group area.
pub(crate) fn on_pill<R: GridRow>(state: GridState<R>, column: ColumnId, ev: &KeyboardEvent) {
    let ctrl = ev.ctrl_key() || ev.meta_key();
    let mut group = state.address.read_untracked().query.group.clone();
    let Some(at) = group.iter().position(|(id, _)| *id == column) else { return };
    let last = group.len() - 1;
    let go = |to: usize| group.get(to).into_iter().for_each(|(id, _)| focus_pill(state, *id));
    match (ev.key().as_str(), ctrl) {
        ("ArrowLeft", false) => go(at.saturating_sub(1)),
        ("ArrowRight", false) => go((at + 1).min(last)),
        ("Home", false) => go(0),
        ("End", false) => go(last),
        ("ArrowLeft", true) if at > 0 => {
            group.swap(at, at - 1);
            state.regroup(group);
            focus_pill(state, column);
        }
        ("ArrowRight", true) if at < last => {
            group.swap(at, at + 1);
            state.regroup(group);
            focus_pill(state, column);
        }
        ("Delete" | "Backspace", false) => {
            let next = group.get(at + 1).or_else(|| group.get(at.wrapping_sub(1))).map(|g| g.0);
            state.ungroup(column);
            match next {
                Some(next) => focus_pill(state, next),
                None => active::focus(state),
            }
        }
        ("Enter" | " ", false) => {
            turn(state, column);
            focus_pill(state, column);
        }
        ("g" | "G", true) if ev.shift_key() => {
            state.regroup(Vec::new());
            active::focus(state);
        }
        ("ArrowDown", _) => {
            focus_header(state, state.columns.read_untracked().first().copied());
        }
        _ => return,
    }
    ev.prevent_default();
    ev.stop_propagation();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_move_and_stop_at_the_edges() {
        let at = |line, column| Active { line, column };
        let go = |key, ctrl, from| movement(key, ctrl, from, 99, 5, 10);
        assert_eq!(go("ArrowDown", false, at(99, 2)), Some(at(99, 2)));
        assert_eq!(go("ArrowRight", false, at(3, 4)), Some(at(3, 4)));
        assert_eq!(go("PageDown", false, at(95, 1)), Some(at(99, 1)));
        assert_eq!(go("PageUp", false, at(4, 1)), Some(at(0, 1)));
        assert_eq!(go("End", true, at(4, 1)), Some(at(99, 4)));
        assert_eq!(go("x", false, at(4, 1)), None);
    }
}
