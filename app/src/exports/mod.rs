//! Files that are made for download while the person goes on: what there is of them in this
//! tab, and the bar that shows it on every page.

mod bar;

pub(crate) use bar::ExportBar;

use crate::api::exports::{
    export_again, export_list, export_progress, export_remove, export_start,
};
use crate::api::{ApiError, ErrorCode};
use crate::i18n::{Messages, use_messages};
use crate::ui::{Toasts, use_toasts};
use domain::export::{ExportProgress, ExportState, MOST_FILES, StartExport};
use domain::ids::ExportId;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::{Storage, window};

/// How often a file that is being made is asked for, in milliseconds.
const ASK_EVERY: u32 = 400;
/// The mark in the tab's storage that says that there may be files: only then is the server
/// asked for them when a page is loaded.
const MARK: &str = "seatkeeper-exports";

/// A file as the bar shows it.
#[derive(Clone, PartialEq, Debug)]
struct Shown {
    progress: ExportProgress,
    /// Why it is not known how far it is.
    trouble: Option<ApiError>,
}

impl Shown {
    fn of(progress: ExportProgress) -> Self {
        Self { progress, trouble: None }
    }
}

/// The files of this tab.
#[derive(Clone, Copy)]
pub(crate) struct Exports {
    t: Messages,
    toasts: Toasts,
    files: RwSignal<Vec<Shown>>,
    /// What a screen reader is told.
    said: RwSignal<String>,
}

/// Provides [`Exports`] to everything below; after the toasts.
pub(crate) fn provide_exports() {
    let (files, said) = (RwSignal::new(Vec::new()), RwSignal::new(String::new()));
    provide_context(Exports { t: use_messages(), toasts: use_toasts(), files, said });
}

/// The files of this tab.
pub(crate) fn use_exports() -> Exports {
    expect_context::<Exports>()
}

impl Exports {
    /// Begins to make a file.
    pub(crate) fn start(self, ask: StartExport) {
        spawn_local(async move {
            match export_start(ask).await {
                Ok(progress) => {
                    // An older one may have made room on the server.
                    let full = self.files.try_with_untracked(|files| files.len() >= MOST_FILES);
                    if full == Some(true)
                        && let Ok(held) = export_list().await
                    {
                        self.files.try_update(|files| {
                            files
                                .retain(|file| held.iter().any(|kept| kept.id == file.progress.id));
                        });
                    }
                    self.began(progress, None);
                }
                Err(error) => self.toasts.fail(self.t.api_error(&error)),
            }
        });
    }

    /// Shows what was begun before this page was loaded.
    fn resume(self) {
        if storage().and_then(|storage| storage.get_item(MARK).ok().flatten()).is_none() {
            return;
        }
        spawn_local(async move {
            let Ok(found) = export_list().await else { return };
            for progress in found {
                let id = progress.id;
                if self.find(id).is_some() {
                    continue;
                }
                self.files.try_update(|files| files.push(Shown::of(progress)));
                spawn_local(self.follow(id));
            }
            self.mark();
        });
    }

    fn again(self, id: ExportId) {
        spawn_local(async move {
            match export_again(id).await {
                Ok(progress) => self.began(progress, Some(id)),
                Err(error) => self.troubled(id, error),
            }
        });
    }

    /// Stops a file or puts it away. `then` runs when it is gone from the bar.
    fn remove(self, id: ExportId, then: impl FnOnce() + 'static) {
        spawn_local(async move {
            match export_remove(id).await {
                Err(error) if error.code != ErrorCode::NotFound => {
                    self.toasts.fail(self.t.api_error(&error));
                }
                _ => {
                    self.files.try_update(|files| files.retain(|file| file.progress.id != id));
                    self.mark();
                    then();
                }
            }
        });
    }

    /// Shows a file that was begun just now, in the place of another or at the end.
    fn began(self, progress: ExportProgress, instead: Option<ExportId>) {
        self.said.try_set(self.t.export_began(progress.file_name.as_str()));
        let id = progress.id;
        self.files.try_update(|files| {
            let at = files.iter().position(|file| Some(file.progress.id) == instead);
            match at.and_then(|at| files.get_mut(at)) {
                Some(file) => *file = Shown::of(progress),
                None => files.push(Shown::of(progress)),
            }
        });
        self.mark();
        spawn_local(self.follow(id));
    }

    /// Asks how far a file is until it is there or nobody wants it any more. A server that is
    /// away for a while is asked again.
    async fn follow(self, id: ExportId) {
        while self.find(id).is_some_and(|file| file.progress.state == ExportState::Running) {
            TimeoutFuture::new(ASK_EVERY).await;
            match export_progress(id).await {
                Ok(progress) => self.progressed(progress),
                Err(error) if error.code.passes() => {}
                Err(error) => return self.troubled(id, error),
            }
        }
    }

    fn progressed(self, progress: ExportProgress) {
        if progress.state == ExportState::Ready && self.find(progress.id).is_some() {
            self.said.try_set(self.t.export_ready(progress.file_name.as_str()));
        }
        self.change(progress.id, |file| *file = Shown::of(progress));
    }

    fn troubled(self, id: ExportId, error: ApiError) {
        self.change(id, |file| file.trouble = Some(error));
    }

    fn change(self, id: ExportId, change: impl FnOnce(&mut Shown)) {
        self.files.try_update(|files| {
            if let Some(file) = files.iter_mut().find(|file| file.progress.id == id) {
                change(file);
            }
        });
    }

    fn find(self, id: ExportId) -> Option<Shown> {
        let found = self
            .files
            .try_with_untracked(|files| files.iter().find(|file| file.progress.id == id).cloned());
        found.flatten()
    }

    /// Remembers for the next page of the tab whether there are files.
    fn mark(self) {
        let Some(storage) = storage() else { return };
        // Without a storage the files are there all the same, until the page is left.
        let _ = match self.files.try_with_untracked(Vec::is_empty) {
            Some(false) => storage.set_item(MARK, ""),
            _ => storage.remove_item(MARK),
        };
    }
}

fn storage() -> Option<Storage> {
    window()?.session_storage().ok().flatten()
}
