//! What can be done to all selected licenses at once.

mod form;
mod progress;
mod renewal;

use super::keys::{MergeButton, MergeDialog};
use super::{Panels, may};
use crate::exports::use_exports;
use crate::grid::{copy_selection, select_everything, select_nothing};
use crate::i18n::{Messages, use_messages};
use crate::ui::{Button, Dialog, Look, use_toasts};
use domain::bulk::{BulkProgress, BulkState, Selection};
use domain::export::{ExportFormat, ExportRows, StartExport};
use domain::ids::{BulkId, LicenseId};
use domain::policy::Action;
use form::BulkForm;
use leptos::prelude::*;
use progress::Progress;

/// Something to do to the selected licenses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum What {
    /// Write a note.
    Note,
    /// Renew.
    Renew,
    /// Give to another customer.
    Assign,
}

impl What {
    fn title(self, t: Messages) -> String {
        match self {
            Self::Note => t.bulk_note(),
            Self::Renew => t.bulk_renew(),
            Self::Assign => t.bulk_assign(),
        }
    }

    fn action(self) -> Action {
        match self {
            Self::Note => Action::EditNote,
            Self::Renew => Action::Renew,
            Self::Assign => Action::Assign,
        }
    }
}

/// The bar that appears with a selection, and the dialog that it opens.
#[component]
pub(super) fn Bulk(panels: Panels) -> impl IntoView {
    let t = use_messages();
    let grid = panels.grid;
    let rows = move || grid.numbers.read().rows;
    let count = Memo::new(move |_| grid.selection.read().count(rows()));
    let what = RwSignal::new(What::Note);
    let open = RwSignal::new(false);
    let running: RwSignal<Option<BulkProgress>> = RwSignal::new(None);
    let merging = RwSignal::new(false);
    let begin = move |next| {
        panels.keys.assign.set(None);
        what.set(next);
        running.set(None);
        open.set(true);
    };
    // One key from its row's menu goes the same way.
    Effect::new(move |_| {
        if panels.keys.assign.read().is_some() {
            what.set(What::Assign);
            running.set(None);
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() && panels.keys.assign.read_untracked().is_some() {
            panels.keys.assign.set(None);
        }
    });
    let merges = may(Action::Assign);
    let offered = [What::Note, What::Renew, What::Assign].into_iter().filter(|w| may(w.action()));
    let buttons = StoredValue::new(offered.collect::<Vec<_>>());
    let started = Memo::new(move |_| running.read().is_some());
    let (exports, exportable) = (use_exports(), may(Action::Export));
    let export = move |format| exports.start(selected_file(panels, format));
    let toasts = use_toasts();
    // Closed while it runs, a change goes on, and its end is told. Whoever has seen the end and
    // closes the report is offered once more to take it back, also by Ctrl+Z.
    let seen: StoredValue<Option<BulkId>> = StoredValue::new(None);
    let told: StoredValue<Option<BulkId>> = StoredValue::new(None);
    Effect::new(move |_| {
        let open_now = open.get();
        let Some(job) = running.get().filter(|job| job.state != BulkState::Running) else { return };
        if open_now {
            return seen.set_value(Some(job.id));
        }
        if told.get_value() == Some(job.id) {
            return;
        }
        told.set_value(Some(job.id));
        let said = progress::said(t, &job);
        if job.undoable {
            toasts.undoable(said, move || progress::undo_later(t, toasts, (running, open), job.id));
        } else if seen.get_value() != Some(job.id) {
            toasts.show(said);
        }
    });
    let bar =
        move || {
            (count.get() > 0).then(|| view! {
            <div class="bulk-bar" role="toolbar" aria-label=t.bulk_bar()>
                <strong>{move || t.grid_selected(count.get())}</strong>
                {buttons
                    .get_value()
                    .into_iter()
                    .map(|w| view! { <Button on:click=move |_| begin(w)>{w.title(t)}</Button> })
                    .collect_view()}
                {merges.then(|| view! { <MergeButton grid open=merging/> })}
                {exportable.then(|| view! {
                    <Button on:click=move |_| export(ExportFormat::Csv)>
                        {t.license_export_csv()}
                    </Button>
                    <Button on:click=move |_| export(ExportFormat::Xlsx)>
                        {t.license_export_xlsx()}
                    </Button>
                })}
                <Button on:click=move |_| copy_selection(grid)>{t.action_copy()}</Button>
                {move || (count.get() < rows()).then(|| view! {
                    <Button look=Look::Quiet on:click=move |_| select_everything(grid)>
                        {t.bulk_all(rows())}
                    </Button>
                })}
                <Button look=Look::Quiet on:click=move |_| select_nothing(grid)>
                    {t.bulk_none()}
                </Button>
            </div>
        })
        };
    view! {
        {bar}
        <MergeDialog grid open=merging/>
        <Dialog open title=Signal::derive(move || what.get().title(t)) id="bulk">
            {move || {
                if started.get() {
                    view! { <Progress running open/> }.into_any()
                } else {
                    view! { <BulkForm panels what=what.get_untracked() running/> }.into_any()
                }
            }}
        </Dialog>
    }
}

/// The grid's selection as the server takes it.
fn selection(panels: Panels) -> Selection {
    if let Some(row) = panels.keys.assign.read_untracked().as_ref() {
        return Selection::Named(vec![row.id]);
    }
    let chosen = panels.grid.selection.read_untracked();
    let ids: Vec<LicenseId> = chosen.ids().iter().copied().map(LicenseId).collect();
    if chosen.is_whole() {
        let state = panels.grid.address.read_untracked().state(panels.grid.def);
        Selection::All { state, except: ids }
    } else {
        Selection::Named(ids)
    }
}

/// The grid's selection as a file with the view's columns.
fn selected_file(panels: Panels, format: ExportFormat) -> StartExport {
    let chosen = panels.grid.selection.read_untracked();
    let ids = chosen.ids().to_vec();
    let rows = if chosen.is_whole() { ExportRows::But(ids) } else { ExportRows::Only(ids) };
    let state = panels.grid.address.read_untracked().shown_state(panels.grid.def);
    StartExport { grid: panels.grid.def.spec.name.to_owned(), format, state, rows }
}
