//! Files that are made for download while the person goes on: what there is of them in this
//! tab, and the bar that shows it on every page. All but the way in is loaded with the first
//! file.
#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

mod bar;
mod parts;
mod work;

use crate::api::ApiError;
use crate::i18n::{Messages, use_messages};
use crate::ui::preference::tab_storage;
use crate::ui::{Later, Toasts, use_toasts};
use domain::export::{ExportProgress, StartExport};
use leptos::prelude::*;

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

/// The files of this tab.
#[derive(Clone, Copy)]
pub(crate) struct Exports {
    t: Messages,
    toasts: Toasts,
    files: RwSignal<Vec<Shown>>,
    /// What is asked for and not begun yet.
    asked: RwSignal<Vec<StartExport>>,
    /// What a screen reader is told.
    said: RwSignal<String>,
    /// The list of files, which is loaded with the first of them.
    list: Later,
}

/// Provides [`Exports`] to everything below; after the toasts.
pub(crate) fn provide_exports() {
    provide_context(Exports {
        t: use_messages(),
        toasts: use_toasts(),
        files: RwSignal::new(Vec::new()),
        asked: RwSignal::new(Vec::new()),
        said: RwSignal::new(String::new()),
        list: Later::new(parts::load),
    });
}

/// The files of this tab.
pub(crate) fn use_exports() -> Exports {
    expect_context::<Exports>()
}

impl Exports {
    /// Begins to make a file.
    pub(crate) fn start(self, ask: StartExport) {
        self.list.then(move || {
            self.asked.try_update(|asked| asked.push(ask));
        });
    }
}

/// The bar below the page. It is there from the page's start, so that what it says is read
/// aloud.
#[component]
pub(crate) fn ExportBar() -> impl IntoView {
    let t = use_messages();
    let exports = use_exports();
    Effect::new(move || {
        if is_marked() {
            exports.list.then(|| {});
        }
    });
    view! {
        <section class="files" aria-label=t.export_files()>
            <p class="unseen" role="status">{exports.said}</p>
            {exports.list.show(move || parts::list(exports))}
        </section>
    }
}

fn is_marked() -> bool {
    tab_storage().is_some_and(|storage| matches!(storage.get_item(MARK), Ok(Some(_))))
}
