//! Editing a cell in place: what becomes of a text from the first key to the saved row.
//!
//! The text is shown at once and marked as being saved. Whatever goes wrong, the text stays:
//! in the reopened editor, or, when the session has ended, in the tab's storage until the
//! person has signed in again.

use super::item::Item;
use super::state::{GridState, Load};
use super::{resume, scroller};
use crate::api::{ApiError, ErrorCode};
use domain::field::FieldError;
use grid::column::ColumnId;
use grid::page::Line;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use uuid::Uuid;

/// The open editor.
pub(crate) struct Edit {
    /// The row as it was when editing began, or as a conflict's answer brought it.
    pub(crate) row: Item,
    /// Which of its columns.
    pub(crate) column: ColumnId,
    /// What the editor opens with.
    pub(crate) text: String,
    /// What went wrong with it before.
    pub(crate) trouble: Option<Trouble>,
}

/// Why a text is not saved.
pub(crate) enum Trouble {
    /// The text itself.
    Field(FieldError),
    /// The call.
    Call(ApiError),
    /// Somebody else changed the same field; the row as it is now.
    Conflict(Item),
}

impl Clone for Edit {
    fn clone(&self) -> Self {
        Self {
            row: self.row.clone(),
            column: self.column,
            text: self.text.clone(),
            trouble: self.trouble.clone(),
        }
    }
}

impl Clone for Trouble {
    fn clone(&self) -> Self {
        match self {
            Self::Field(error) => Self::Field(error.clone()),
            Self::Call(error) => Self::Call(error.clone()),
            Self::Conflict(row) => Self::Conflict(row.clone()),
        }
    }
}

/// A text on its way.
pub(crate) struct Pending {
    /// The row's id.
    pub(crate) id: Uuid,
    /// Which of its columns.
    pub(crate) column: ColumnId,
    /// The text, shown in the cell meanwhile.
    pub(crate) text: String,
    /// How far it got.
    pub(crate) stage: Stage,
}

/// How far a text got.
pub(crate) enum Stage {
    /// It is on its way.
    Saving,
    /// It is saved: for a while the cell says so.
    Saved,
    /// It did not get there; the cell offers to try again.
    Failed(Edit),
}

impl Clone for Stage {
    fn clone(&self) -> Self {
        match self {
            Self::Saving => Self::Saving,
            Self::Saved => Self::Saved,
            Self::Failed(edit) => Self::Failed(edit.clone()),
        }
    }
}

/// How long a cell says that its text is saved.
const SAVED_FOR: Duration = Duration::from_secs(2);

impl Clone for Pending {
    fn clone(&self) -> Self {
        Self {
            id: self.id,
            column: self.column,
            text: self.text.clone(),
            stage: self.stage.clone(),
        }
    }
}

/// What to do about a refused save.
enum Next {
    /// Somebody changed another field: the same text again, upon the row as it is now.
    Again(Item),
    /// Show it.
    Tell(Trouble),
}

fn judge(state: GridState, seen: &Item, column: ColumnId, error: ApiError) -> Next {
    match (state.def.current)(&error) {
        Some(now) if now.text(column) == seen.text(column) && now.version() > seen.version() => {
            Next::Again(now)
        }
        Some(now) => Next::Tell(Trouble::Conflict(now)),
        None => Next::Tell(match error.fields.first() {
            Some(field) => Trouble::Field(field.clone()),
            None => Trouble::Call(error),
        }),
    }
}

/// Opens the editor of a cell with what the cell holds, if this person may edit it.
pub(crate) fn begin(state: GridState, line: u64, column: ColumnId) {
    open(state, line, column, None);
}

/// The same with a text in the place of what the cell holds.
pub(crate) fn begin_with(state: GridState, line: u64, column: ColumnId, text: &str) {
    open(state, line, column, Some(text));
}

fn open(state: GridState, line: u64, column: ColumnId, text: Option<&str>) {
    let Some(held) = state.line(line) else { return };
    let Line::Row(row) = held.as_ref() else { return };
    if !state.may_edit || !state.def.spec.column(column).editable {
        return;
    }
    // While a text is on its way the cell would begin with what is about to be replaced.
    let here = |p: &Pending| p.id == row.id() && p.column == column;
    let saving = |p: &Pending| here(p) && matches!(p.stage, Stage::Saving);
    if state.pending.read_untracked().iter().any(saving) {
        return;
    }
    // What another editor holds is not thrown away; what cannot be saved keeps it open.
    if state.editing.read_untracked().is_some() && !commit(state, state.typed.get_untracked()) {
        return;
    }
    let before = state.pending.try_update(|pending| {
        let at = pending.iter().position(here)?;
        Some(pending.remove(at).stage)
    });
    let failed = match before.flatten() {
        Some(Stage::Failed(edit)) => Some(edit),
        _ => None,
    };
    let edit = failed.unwrap_or_else(|| Edit {
        row: row.clone(),
        column,
        text: text.map_or_else(|| row.text(column), str::to_owned),
        trouble: None,
    });
    scroller::reveal(state, line);
    state.editing.set(Some(edit));
}

/// Leaves the editor without saving.
pub(crate) fn cancel(state: GridState) {
    state.editing.set(None);
    super::active::focus(state);
}

/// Saves the editor's text, or shows what is wrong with it. True if it closed.
pub(crate) fn commit(state: GridState, text: String) -> bool {
    let Some(mut edit) = state.editing.get_untracked() else { return true };
    if let Err(error) = (state.def.check)(edit.column, &text) {
        edit.text = text;
        edit.trouble = Some(Trouble::Field(error));
        state.editing.set(Some(edit));
        return false;
    }
    state.editing.set(None);
    super::active::focus(state);
    if text.trim() != edit.row.text(edit.column).trim() {
        save(state, edit.row, edit.column, text);
    }
    true
}

/// Resolves a conflict: mine is written over the row as it is now, or theirs stays.
pub(crate) fn resolve(state: GridState, now: Item, text: Option<String>) {
    let Some(edit) = state.editing.get_untracked() else { return };
    state.editing.set(None);
    super::active::focus(state);
    apply(state, now.clone());
    if let Some(text) = text {
        save(state, now, edit.column, text);
    }
}

fn save(state: GridState, row: Item, column: ColumnId, text: String) {
    let id = row.id();
    state.pending.update(|pending| {
        pending.retain(|p| p.id != id || p.column != column);
        pending.push(Pending { id, column, text: text.clone(), stage: Stage::Saving });
    });
    spawn_local(async move {
        let mut row = row;
        let mut answer = row.save(column, text.clone()).await;
        if let Err(error) = answer {
            answer = match judge(state, &row, column, error) {
                Next::Again(now) => {
                    row = now;
                    row.save(column, text.clone()).await
                }
                Next::Tell(trouble) => return fail(state, row, column, text, trouble),
            };
        }
        match answer {
            Ok(saved) => {
                apply(state, saved.clone());
                say_saved(state, id, column);
                offer_undo(state, &row, saved, column);
            }
            Err(error) => {
                let trouble = match judge(state, &row, column, error) {
                    Next::Again(now) => Trouble::Conflict(now),
                    Next::Tell(trouble) => trouble,
                };
                fail(state, row, column, text, trouble);
            }
        }
    });
}

/// Lets the cell say for a while that its text is saved.
fn say_saved(state: GridState, id: Uuid, column: ColumnId) {
    set_stage(state, id, column, Stage::Saved);
    set_timeout(
        move || {
            let _ = state.pending.try_update(|pending| {
                pending.retain(|p| {
                    p.id != id || p.column != column || !matches!(p.stage, Stage::Saved)
                });
            });
        },
        SAVED_FOR,
    );
}

fn set_stage(state: GridState, id: Uuid, column: ColumnId, stage: Stage) {
    let _ = state.pending.try_update(|pending| {
        for held in pending.iter_mut().filter(|p| p.id == id && p.column == column) {
            held.stage = stage.clone();
        }
    });
}

/// Says that a text is saved, and offers to write what stood there before.
fn offer_undo(state: GridState, before: &Item, saved: Item, column: ColumnId) {
    let text = before.text(column);
    let said = state.t.grid_edit_saved(state.title(column), saved.title());
    state.toasts.undoable(said, move || save(state, saved.clone(), column, text.clone()));
}

fn forget(state: GridState, id: Uuid, column: ColumnId) {
    let _ = state.pending.try_update(|p| p.retain(|p| p.id != id || p.column != column));
}

/// Opens the editor again with the text and the reason; if the person is already editing
/// something else, the cell offers it.
fn fail(state: GridState, row: Item, column: ColumnId, text: String, trouble: Trouble) {
    if let Trouble::Call(error) = &trouble
        && error.code == ErrorCode::Unauthenticated
    {
        resume::keep(state, row.id(), column, &text);
        state.load.set(Load::Failed(error.clone()));
    }
    let id = row.id();
    let edit = Edit { row, column, text, trouble: Some(trouble) };
    if state.editing.try_with_untracked(Option::is_none) == Some(true) {
        forget(state, id, column);
        state.editing.set(Some(edit));
    } else {
        set_stage(state, id, column, Stage::Failed(edit));
    }
}

/// Puts a newer version of a row, which this page wrote, in its place.
pub(crate) fn apply(state: GridState, row: Item) {
    let changed = state.held.try_update_value(|held| held.patch(row));
    if changed == Some(true) {
        scroller::paint(state);
    }
}
