//! The editor of a cell: an overlay beside the rows, so that neither scrolling nor a live
//! change of the row under it ever touches what is being typed.

use super::edit::{self, Edit, Trouble};
use super::item::Item;
use super::resume;
use super::state::GridState;
use super::{active, scroller};
use crate::api::ErrorCode;
use crate::ui::popover::px;
use crate::ui::{Textarea, maybe, when};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{HtmlElement, HtmlTextAreaElement, KeyboardEvent};

/// The open editor, if any.
#[component]
pub(crate) fn Editor(state: GridState) -> impl IntoView {
    when(move || state.editing.get().map(|edit| view! { <EditBox state edit/> }))
}

#[component]
fn EditBox(state: GridState, edit: Edit) -> impl IntoView {
    let t = state.t;
    let frame = NodeRef::<Div>::new();
    let text = state.typed;
    text.set(edit.text.clone());
    let limit = (state.def.limit)(edit.column);
    let (id, column) = (edit.row.id(), edit.column);
    let label = t.grid_edit_of(state.title(column), edit.row.title());
    let frame_label = label.clone();
    let theirs = edit.trouble.as_ref().and_then(|trouble| match trouble {
        Trouble::Conflict(now) => Some(now.clone()),
        _ => None,
    });
    let conflict = theirs.is_some();
    let length = move || text.read().trim().chars().count();
    let problem = {
        let trouble = edit.trouble.clone();
        let seen = edit.text.clone();
        move || match (&trouble, (state.def.check)(column, &text.read())) {
            (_, Err(error)) => Some(t.field_error(&error)),
            // What the server said is about the text it was sent.
            (Some(Trouble::Field(error)), _) if *text.read() == seen => Some(t.field_error(error)),
            (Some(Trouble::Call(error)), _) => Some(t.api_error(error)),
            _ => None,
        }
    };
    let signed_out =
        matches!(&edit.trouble, Some(Trouble::Call(e)) if e.code == ErrorCode::Unauthenticated);
    place_when_drawn(state, frame, id, column);
    let keep = move || {
        edit::commit(state, text.get_untracked());
    };
    let keys = move |ev: KeyboardEvent| {
        ev.stop_propagation();
        match ev.key().as_str() {
            "Escape" => edit::cancel(state),
            "Enter" if !ev.shift_key() && !ev.alt_key() && !ev.is_composing() && !conflict => {
                keep()
            }
            "Tab" if !conflict => {
                let line = state.held.with_value(|held| held.find(id));
                if edit::commit(state, text.get_untracked()) {
                    next_cell(state, line, column, ev.shift_key());
                }
            }
            _ => return,
        }
        ev.prevent_default();
    };
    view! {
        <div
            class="grid-editor"
            class:conflicting=conflict
            node_ref=frame
            role="group"
            aria-label=frame_label
            on:keydown=keys
        >
            <Textarea value=text label=label rows=1/>
            <div class="editor-foot">
                <span class="editor-error" role="alert">{problem}</span>
                <span
                    class="editor-count"
                    class:over=move || { length() > limit }
                >
                    {move || t.grid_characters(length() as i64, limit as i64)}
                </span>
            </div>
            {match theirs {
                Some(now) => view! { <Choice state now column text/> }.into_any(),
                None => view! {
                    <div class="editor-actions">
                        {maybe(signed_out.then(|| view! {
                            <a
                                class="button button--primary"
                                rel="external"
                                href=move || resume::sign_in(state)
                                on:click=move |_| resume::keep_typed(state)
                            >
                                {t.grid_sign_in_again()}
                            </a>
                        }))}
                        <button type="button" class="button button--primary" on:click=move |_| keep()>
                            {t.action_save()}
                        </button>
                        <button
                            type="button"
                            class="button button--quiet"
                            on:click=move |_| edit::cancel(state)
                        >
                            {t.action_cancel()}
                        </button>
                    </div>
                }.into_any(),
            }}
        </div>
    }
}

/// Both values of a conflict. The editor above holds one's own, which can still be mended.
#[component]
fn Choice(
    state: GridState,
    now: Item,
    column: grid::column::ColumnId,
    text: RwSignal<String>,
) -> impl IntoView {
    let t = state.t;
    let value = now.text(column);
    let value = if value.is_empty() { t.grid_none() } else { value };
    let (mine, theirs) = (now.clone(), now);
    view! {
        <div class="editor-conflict" role="alert">
            <p>{t.grid_conflict()}</p>
            <blockquote><bdi>{value}</bdi></blockquote>
            <div class="editor-actions">
                <button
                    type="button"
                    class="button button--primary"
                    on:click=move |_| {
                        let text = text.get_untracked();
                        if (state.def.check)(column, &text).is_ok() {
                            edit::resolve(state, mine.clone(), Some(text));
                        }
                    }
                >
                    {t.grid_keep_mine()}
                </button>
                <button
                    type="button"
                    class="button"
                    on:click=move |_| edit::resolve(state, theirs.clone(), None)
                >
                    {t.grid_take_theirs()}
                </button>
            </div>
        </div>
    }
}

/// Opens the editor of the next or previous editable cell of the same line, or moves on.
fn next_cell(state: GridState, line: Option<u64>, column: grid::column::ColumnId, back: bool) {
    let Some(line) = line else { return };
    let columns = state.columns.get_untracked();
    let Some(at) = columns.iter().position(|id| *id == column) else { return };
    let editable = |id: &grid::column::ColumnId| state.def.spec.column(*id).editable;
    let next = if back {
        columns[..at].iter().copied().rfind(editable)
    } else {
        columns[at + 1..].iter().copied().find(editable)
    };
    match next {
        Some(next) => edit::begin(state, line, next),
        None => active::set(state, line, at),
    }
}

/// Lays the editor over its cell and puts the cursor behind the text. A row that is not on
/// the screen any more leaves the editor at the top of the rows.
fn place_when_drawn(
    state: GridState,
    frame: NodeRef<Div>,
    id: uuid::Uuid,
    column: grid::column::ColumnId,
) {
    Effect::new(move |before: Option<bool>| {
        state.moved.track();
        let Some(frame) = frame.get() else { return false };
        let line = state.held.with_value(|held| held.find(id));
        let at = state.columns.read_untracked().iter().position(|id| *id == column);
        let cell = line.zip(at).and_then(|(line, at)| active::cell(state, line, at));
        let cell = cell.and_then(|cell| cell.dyn_into::<HtmlElement>().ok());
        let (Some(body), Some(scroller)) =
            (state.body.get_untracked(), state.scroller.get_untracked())
        else {
            return false;
        };
        let room = f64::from(scroller.client_width()) - 16.0;
        let top = line.and_then(|line| scroller::top_of(state, line));
        let top = top.unwrap_or_else(|| f64::from(scroller.scroll_top()));
        let (left, width) = cell.map_or((8.0, 0.0), |cell| {
            (f64::from(cell.offset_left()), f64::from(cell.offset_width()))
        });
        let width = width.max(320.0).min(room);
        let seen = f64::from(scroller.scroll_left());
        let left = left.min(seen + room - width + 8.0).max(seen + 8.0);
        let style = HtmlElement::style(&frame);
        let _ = style.set_property("top", &px(top + f64::from(body.offset_top())));
        let _ = style.set_property("left", &px(left));
        let _ = style.set_property("width", &px(width));
        if before != Some(true) {
            focus_input(&frame);
        }
        true
    });
}

fn focus_input(frame: &HtmlElement) {
    let input = frame.query_selector("textarea").ok().flatten();
    if let Some(input) = input.and_then(|i| i.dyn_into::<HtmlTextAreaElement>().ok()) {
        let end = input.value().encode_utf16().count() as u32;
        let _ = input.focus();
        let _ = input.set_selection_range(end, end);
    }
}
