//! The grid's keyboard. One function from a key and the focus to the new focus and what to do.

/// Where the keyboard focus is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Focus {
    /// A pill of the group area, by level.
    Pill(usize),
    /// A shown column's header.
    Header(usize),
    /// A cell of the visible list. On a group row the column is remembered, not shown.
    Cell {
        /// Index in the visible list.
        line: u64,
        /// Index among the shown columns; the number of columns is the cell of the row's menu.
        column: usize,
    },
}

/// What the focused line is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LineKind {
    /// A group row.
    Group {
        /// Whether it is expanded.
        open: bool,
    },
    /// A row.
    Row,
}

/// What the keyboard must know of the grid.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Layout {
    /// Levels grouped by.
    pub pills: usize,
    /// Shown columns.
    pub columns: usize,
    /// Length of the visible list.
    pub lines: u64,
    /// Lines that fit into the view.
    pub page: u64,
    /// The focused line, when it is loaded; [`LineKind::Row`] otherwise.
    pub line: LineKind,
    /// Whether the column of the focused header or cell can be grouped by.
    pub groupable: bool,
    /// Whether the column of the focused cell can be edited.
    pub editable: bool,
    /// Whether rows can be selected.
    pub selectable: bool,
    /// The line and column that had the focus last, to come back to.
    pub last: (u64, usize),
}

/// Modifier keys. `ctrl` is also the Command key.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Modifiers {
    /// Ctrl or Command.
    pub ctrl: bool,
    /// Shift.
    pub shift: bool,
    /// Alt or Option.
    pub alt: bool,
}

/// What a key does besides moving the focus. Columns and levels are indexes as in [`Focus`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// Group by a column, innermost.
    GroupBy(usize),
    /// Move a pill to another level.
    MovePill {
        /// Its level.
        from: usize,
        /// Its level afterwards.
        to: usize,
    },
    /// Stop grouping by a level.
    RemovePill(usize),
    /// Turn the order of a level's groups.
    TurnPill(usize),
    /// Open the menu of a level.
    PillMenu(usize),
    /// Stop grouping.
    UngroupAll,
    /// Sort by a header's column.
    Sort {
        /// The header.
        column: usize,
        /// Keep the other sort columns.
        more: bool,
    },
    /// Move a column.
    MoveColumn {
        /// Its place.
        from: usize,
        /// Its place afterwards.
        to: usize,
    },
    /// Open the menu of a header.
    HeaderMenu(usize),
    /// Open the menu of a row, by its line.
    RowMenu(u64),
    /// Expand or collapse a group row.
    SetOpen {
        /// Its line.
        line: u64,
        /// Expand, or collapse.
        open: bool,
    },
    /// Move the focus to the group row that a line lies in, if any.
    ToParent(u64),
    /// Edit a cell, if its column can be edited.
    Edit {
        /// The row's line.
        line: u64,
        /// The column.
        column: usize,
    },
    /// Edit a cell, and begin with the letter that was typed in the place of what it held.
    Type {
        /// The row's line.
        line: u64,
        /// The column.
        column: usize,
    },
    /// Make a column wider or narrower by a step.
    Resize {
        /// The header.
        column: usize,
        /// Wider, or narrower.
        wider: bool,
    },
    /// Select a row, or not any more.
    Select(u64),
    /// Select all rows from the one selected last to this line.
    SelectTo(u64),
    /// Select the whole result.
    SelectAll,
    /// Select nothing.
    SelectNothing,
}

/// The outcome of a key that belongs to the grid; the browser must not act on it too.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
    /// The focus from now on.
    pub focus: Focus,
    /// What to do.
    pub action: Option<Action>,
}

/// What a key does. `key` is the DOM's `KeyboardEvent.key`. None leaves it to the browser.
#[must_use]
pub fn press(key: &str, modifiers: Modifiers, focus: Focus, layout: &Layout) -> Option<Step> {
    if modifiers.ctrl && modifiers.shift && key.eq_ignore_ascii_case("g") {
        let after = if matches!(focus, Focus::Pill(_)) { layout.rows() } else { focus };
        return (layout.pills > 0).then_some(act(after, Action::UngroupAll));
    }
    match focus {
        Focus::Pill(level) => pill(key, modifiers, level, layout),
        Focus::Header(column) => header(key, modifiers, column, layout),
        Focus::Cell { line, column } => cell(key, modifiers, line, column, layout),
    }
}

impl Layout {
    /// The cell that had the focus last; the first header while there are no rows.
    fn rows(&self) -> Focus {
        let Some(end) = self.lines.checked_sub(1) else { return Focus::Header(0) };
        let (line, column) = self.last;
        Focus::Cell { line: line.min(end), column: column.min(self.columns) }
    }
}

const NO: Modifiers = Modifiers { ctrl: false, shift: false, alt: false };
const CTRL: Modifiers = Modifiers { ctrl: true, ..NO };
const SHIFT: Modifiers = Modifiers { shift: true, ..NO };
const ALT: Modifiers = Modifiers { alt: true, ..NO };

fn go(focus: Focus) -> Step {
    Step { focus, action: None }
}

fn act(focus: Focus, action: Action) -> Step {
    Step { focus, action: Some(action) }
}

/// The index that Left, Right, Home or End lead to in a row of `len`.
fn along(key: &str, at: usize, len: usize) -> Option<usize> {
    let last = len.saturating_sub(1);
    match key {
        "ArrowLeft" => Some(at.saturating_sub(1)),
        "ArrowRight" => Some((at + 1).min(last)),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

fn pill(key: &str, modifiers: Modifiers, level: usize, layout: &Layout) -> Option<Step> {
    match (modifiers, key) {
        (CTRL, "ArrowLeft" | "ArrowRight") => {
            let to = along(key, level, layout.pills)?;
            let action = (to != level).then_some(Action::MovePill { from: level, to });
            Some(Step { focus: Focus::Pill(to), action })
        }
        (CTRL, "ArrowDown") => Some(go(Focus::Header(0))),
        (NO, "Delete" | "Backspace") => {
            let left = layout.pills.saturating_sub(1);
            let next = if left == 0 { layout.rows() } else { Focus::Pill(level.min(left - 1)) };
            Some(act(next, Action::RemovePill(level)))
        }
        (NO, "Enter" | " ") => Some(act(Focus::Pill(level), Action::TurnPill(level))),
        (ALT, "ArrowDown") | (NO, "ContextMenu") | (SHIFT, "F10") => {
            Some(act(Focus::Pill(level), Action::PillMenu(level)))
        }
        (NO, _) => along(key, level, layout.pills).map(|to| go(Focus::Pill(to))),
        _ => None,
    }
}

fn header(key: &str, modifiers: Modifiers, column: usize, layout: &Layout) -> Option<Step> {
    let here = Focus::Header(column);
    match (modifiers, key) {
        (CTRL, "g" | "G") if layout.groupable => {
            // The column leaves the grid, so the next header takes its index.
            let next = match layout.columns {
                0 | 1 => Focus::Pill(layout.pills),
                more => Focus::Header(column.min(more - 2)),
            };
            Some(act(next, Action::GroupBy(column)))
        }
        (CTRL, "g" | "G") => Some(go(here)), // not the browser's "find next"
        (CTRL, "ArrowUp") => (layout.pills > 0).then_some(go(Focus::Pill(0))),
        (CTRL | NO, "ArrowDown") => (layout.lines > 0).then(|| {
            let line = layout.last.0.min(layout.lines - 1);
            go(Focus::Cell { line, column })
        }),
        (ALT, "ArrowDown") | (NO, "ContextMenu") | (SHIFT, "F10") => {
            Some(act(here, Action::HeaderMenu(column)))
        }
        (NO | SHIFT, "Enter" | " ") => {
            Some(act(here, Action::Sort { column, more: modifiers.shift }))
        }
        (SHIFT, "ArrowLeft" | "ArrowRight") => {
            let to = along(key, column, layout.columns)?;
            let action = (to != column).then_some(Action::MoveColumn { from: column, to });
            Some(Step { focus: Focus::Header(to), action })
        }
        (ALT, "ArrowLeft" | "ArrowRight") => {
            Some(act(here, Action::Resize { column, wider: key == "ArrowRight" }))
        }
        (NO, _) => along(key, column, layout.columns).map(|to| go(Focus::Header(to))),
        _ => None,
    }
}

fn cell(
    key: &str,
    modifiers: Modifiers,
    line: u64,
    column: usize,
    layout: &Layout,
) -> Option<Step> {
    let here = Focus::Cell { line, column };
    let last = layout.lines.checked_sub(1);
    let at = |line: u64, column: usize| Some(go(Focus::Cell { line, column }));
    let header = Focus::Header(column.min(layout.columns.saturating_sub(1)));
    match (modifiers, key) {
        (CTRL, "g" | "G") if layout.groupable => Some(act(here, Action::GroupBy(column))),
        (CTRL, "g" | "G") => Some(go(here)),
        (CTRL, "ArrowUp") => Some(go(header)),
        (NO, "ArrowUp") if line == 0 => Some(go(header)),
        (NO, "ContextMenu") | (SHIFT, "F10") if layout.line == LineKind::Row => {
            Some(act(here, Action::RowMenu(line)))
        }
        (CTRL, "a" | "A") if layout.selectable => Some(act(here, Action::SelectAll)),
        (NO, "Escape") if layout.selectable => Some(act(here, Action::SelectNothing)),
        (SHIFT, "ArrowUp") if layout.selectable => {
            let to = line.saturating_sub(1);
            Some(act(Focus::Cell { line: to, column }, Action::SelectTo(to)))
        }
        (SHIFT, "ArrowDown") if layout.selectable => {
            let to = (line + 1).min(last?);
            Some(act(Focus::Cell { line: to, column }, Action::SelectTo(to)))
        }
        (NO | SHIFT, " ") if layout.selectable && layout.line == LineKind::Row => {
            let action =
                if modifiers.shift { Action::SelectTo(line) } else { Action::Select(line) };
            Some(act(here, action))
        }
        (CTRL, "Home") => at(0, 0),
        (CTRL, "End") => at(last?, layout.columns),
        (NO, "ArrowUp") => at(line.saturating_sub(1), column),
        (NO, "ArrowDown") => at((line + 1).min(last?), column),
        (NO | SHIFT, _)
            if layout.editable && layout.line == LineKind::Row && key.chars().count() == 1 =>
        {
            Some(act(here, Action::Type { line, column }))
        }
        (NO, "PageUp") => at(line.saturating_sub(layout.page.max(1)), column),
        (NO, "PageDown") => at((line + layout.page.max(1)).min(last?), column),
        (NO, _) => match layout.line {
            LineKind::Group { open } => group_line(key, line, open, here, layout),
            LineKind::Row => row_line(key, line, column, layout),
        },
        _ => None,
    }
}

fn group_line(key: &str, line: u64, open: bool, here: Focus, layout: &Layout) -> Option<Step> {
    match (key, open) {
        ("Enter" | " ", _) => Some(act(here, Action::SetOpen { line, open: !open })),
        ("ArrowRight", false) => Some(act(here, Action::SetOpen { line, open: true })),
        ("ArrowRight", true) => {
            let Focus::Cell { column, .. } = here else { return None };
            let line = (line + 1).min(layout.lines.checked_sub(1)?);
            Some(go(Focus::Cell { line, column }))
        }
        ("ArrowLeft", true) => Some(act(here, Action::SetOpen { line, open: false })),
        ("ArrowLeft", false) => Some(act(here, Action::ToParent(line))),
        ("Home" | "End", _) => Some(go(here)),
        _ => None,
    }
}

fn row_line(key: &str, line: u64, column: usize, layout: &Layout) -> Option<Step> {
    let here = Focus::Cell { line, column };
    match key {
        "Enter" | "F2" if column >= layout.columns => Some(act(here, Action::RowMenu(line))),
        "Enter" | "F2" => Some(act(here, Action::Edit { line, column })),
        "ArrowLeft" if column == 0 && layout.pills > 0 => Some(act(here, Action::ToParent(line))),
        _ => along(key, column, layout.columns + 1).map(|column| go(Focus::Cell { line, column })),
    }
}

#[cfg(test)]
mod tests;
