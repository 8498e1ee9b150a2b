//! What makes the list of files true: it asks the server for them, and how far each is.

use super::{Exports, MARK, Shown, is_marked};
use crate::api::exports::{
    export_again, export_list, export_progress, export_remove, export_start,
};
use crate::api::{ApiError, ErrorCode};
use crate::ui::preference::tab_storage;
use domain::export::{ExportProgress, ExportState, MOST_FILES, StartExport};
use domain::ids::ExportId;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How often a file that is being made is asked for, in milliseconds.
const ASK_EVERY: u32 = 400;

impl Shown {
    fn of(progress: ExportProgress) -> Self {
        Self { progress, trouble: None }
    }
}

impl Exports {
    /// Begins to make what is asked for.
    pub(super) fn begin(self) {
        self.asked.track();
        let asked = self.asked.try_update_untracked(std::mem::take);
        asked.unwrap_or_default().into_iter().for_each(|ask| self.make(ask));
    }

    fn make(self, ask: StartExport) {
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
    pub(super) fn resume(self) {
        if !is_marked() {
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

    pub(super) fn again(self, id: ExportId) {
        spawn_local(async move {
            match export_again(id).await {
                Ok(progress) => self.began(progress, Some(id)),
                Err(error) => self.troubled(id, error),
            }
        });
    }

    /// Stops a file or puts it away. `then` runs when it is gone from the bar.
    pub(super) fn remove(self, id: ExportId, then: impl FnOnce() + 'static) {
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
            // Whoever came back to the page may know it already.
            let place = |file: &Shown| [Some(id), instead].contains(&Some(file.progress.id));
            let at = files.iter().position(place);
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
        let Some(storage) = tab_storage() else { return };
        // Without a storage the files are there all the same, until the page is left.
        let _ = match self.files.try_with_untracked(Vec::is_empty) {
            Some(false) => storage.set_item(MARK, ""),
            _ => storage.remove_item(MARK),
        };
    }
}
