//! What the page knows of one import, and what it asks of the server.

use crate::api::ApiError;
use crate::api::imports::{
    import_cancel, import_check, import_checked, import_start, import_status,
};
use domain::ids::ImportId;
use domain::import::{Check, ImportState, Progress, Settings};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How often a running import is asked how far it is, in milliseconds.
const ASK_EVERY: u32 = 500;

/// What the page shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stage {
    /// Not known yet, or the first check runs.
    Loading,
    /// The dry run is there.
    Checked,
    /// It is being imported.
    Running,
    /// It is over.
    Ended,
}

/// One import.
#[derive(Clone, Copy)]
pub(super) struct Work {
    pub(super) id: ImportId,
    pub(super) stage: RwSignal<Stage>,
    pub(super) check: RwSignal<Option<Check>>,
    pub(super) progress: RwSignal<Option<Progress>>,
    pub(super) error: RwSignal<Option<ApiError>>,
    /// Whether a check or the start is under way.
    pub(super) busy: RwSignal<bool>,
    /// Counts the checks, so that an older answer never replaces a newer one.
    turn: StoredValue<u32>,
}

impl Work {
    pub(super) fn new(id: ImportId) -> Self {
        Self {
            id,
            stage: RwSignal::new(Stage::Loading),
            check: RwSignal::new(None),
            progress: RwSignal::new(None),
            error: RwSignal::new(None),
            busy: RwSignal::new(false),
            turn: StoredValue::new(0),
        }
    }

    /// Finds out where it stands and goes on from there.
    pub(super) fn load(self) {
        self.error.set(None);
        spawn_local(async move {
            match import_status(self.id).await {
                Ok(progress) => self.go_on(progress).await,
                Err(error) => self.failed(error),
            }
        });
    }

    async fn go_on(self, progress: Progress) {
        let state = progress.state;
        self.progress.try_set(Some(progress));
        match state {
            ImportState::Uploaded | ImportState::Checking => {
                self.recheck(import_check(self.id, Settings::default())).await;
            }
            ImportState::Checked => self.recheck(import_checked(self.id)).await,
            ImportState::Running => self.follow().await,
            ImportState::Done | ImportState::Failed => {
                self.show(Stage::Ended);
            }
        }
    }

    /// Changes the settings and checks again.
    pub(super) fn change(self, change: impl FnOnce(&mut Settings)) {
        let Some(check) = self.check.get_untracked() else { return };
        let mut settings = check.settings;
        settings.mapping.get_or_insert(check.summary.mapping);
        change(&mut settings);
        spawn_local(self.recheck(import_check(self.id, settings)));
    }

    async fn recheck(self, asking: impl Future<Output = Result<Check, ApiError>>) {
        let Some(turn) = self.turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        }) else {
            return;
        };
        self.busy.try_set(true);
        let answer = asking.await;
        if self.turn.try_get_value() != Some(turn) {
            return;
        }
        self.busy.try_set(false);
        match answer {
            Ok(check) => {
                self.error.try_set(None);
                self.check.try_set(Some(check));
                self.show(Stage::Checked);
            }
            Err(error) => self.failed(error),
        }
    }

    /// Starts the import.
    pub(super) fn start(self) {
        self.error.set(None);
        self.busy.set(true);
        spawn_local(async move {
            let answer = import_start(self.id).await;
            self.busy.try_set(false);
            match answer {
                Ok(()) => self.follow().await,
                Err(error) => self.failed(error),
            }
        });
    }

    /// Asks how far it is until it has ended or nobody looks any more. A server that is
    /// away for a while is asked again.
    async fn follow(self) {
        self.show(Stage::Running);
        loop {
            match import_status(self.id).await {
                Ok(progress) => {
                    let ended = progress.state.ended();
                    self.error.try_set(None);
                    if self.progress.try_set(Some(progress)).is_some() {
                        return;
                    }
                    if ended {
                        self.show(Stage::Ended);
                        return;
                    }
                }
                Err(error) if error.code.passes() => {}
                Err(error) => return self.failed(error),
            }
            TimeoutFuture::new(ASK_EVERY).await;
            if self.stage.is_disposed() {
                return;
            }
        }
    }

    /// Stops it; `then` runs when the server has done so.
    pub(super) fn stop(self, then: impl FnOnce() + 'static) {
        spawn_local(async move {
            match import_cancel(self.id).await {
                Ok(()) => then(),
                Err(error) => self.failed(error),
            }
        });
    }

    /// Shows a stage. The same again changes nothing, so that what stands there stays.
    fn show(self, stage: Stage) {
        if self.stage.try_get_untracked().is_some_and(|shown| shown != stage) {
            self.stage.try_set(stage);
        }
    }

    fn failed(self, error: ApiError) {
        self.error.try_set(Some(error));
    }
}
