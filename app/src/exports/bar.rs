//! The list in the bar: how far files are, and links to those that are ready.
#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

use super::{Exports, Shown};
use crate::api::ErrorCode;
use crate::i18n::Messages;
use crate::ui::{Button, Icon, IconName, Look};
use domain::export::ExportState;
use domain::ids::ExportId;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

/// The files, each with what can be done to it.
#[component]
pub(super) fn Files(exports: Exports) -> impl IntoView {
    Effect::new(move || exports.resume());
    Effect::new(move || exports.begin());
    let ids = move || {
        exports.files.with(|files| files.iter().map(|file| file.progress.id).collect::<Vec<_>>())
    };
    let any = Memo::new(move |_| !exports.files.read().is_empty());
    view! {
        <Show when=move || any.get()>
            <ul class="files__list">
                <For each=ids key=|id| *id let:id>
                    <File exports id/>
                </For>
            </ul>
        </Show>
    }
}

#[component]
fn File(exports: Exports, id: ExportId) -> impl IntoView {
    let t = exports.t;
    let file = Memo::new(move |_| {
        exports.files.with(|files| files.iter().find(|file| file.progress.id == id).cloned())
    });
    // What is shown changes only with this, so that a link keeps the focus.
    let stands = Memo::new(move |_| file.get().map(|file| stands(&file)));
    let text = move || file.get().map(|file| said(t, &file));
    let running = move || stands.get() == Some(Stands::Running);
    let name = move || file.get().map(|file| file.progress.file_name).unwrap_or_default();
    let shown = move || match stands.get()? {
        Stands::Ready => Some(
            view! {
                <a class="files__link" href=format!("/exports/{id}") download rel="external">
                    <Icon name=IconName::Download/>
                    {text}
                </a>
            }
            .into_any(),
        ),
        Stands::Running => Some(
            view! {
                <progress aria-label=name></progress>
                <span class="number">{text}</span>
            }
            .into_any(),
        ),
        Stands::Failed { again } => Some(
            view! {
                <span class="files__trouble" role="alert">{text}</span>
                {again.then(|| view! {
                    <Button on:click=move |_| exports.again(id)>{t.action_retry()}</Button>
                })}
            }
            .into_any(),
        ),
    };
    let label =
        move || if running() { t.export_stop_of(name()) } else { t.export_remove_of(name()) };
    // One button all the while: it keeps the focus when the file becomes ready.
    view! {
        <li class="files__file">
            {shown}
            <Button
                look=Look::Quiet
                attr:aria-label=label
                on:click=move |_| exports.remove(id, focus_next)
            >
                {move || if running() { t.export_stop() } else { t.export_remove() }}
            </Button>
        </li>
    }
}

/// What there is to see of a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    Running,
    Ready,
    Failed {
        /// Whether it can be tried again.
        again: bool,
    },
}

fn stands(file: &Shown) -> Stands {
    match (&file.trouble, file.progress.state) {
        (Some(error), _) => Stands::Failed { again: error.code != ErrorCode::NotFound },
        (None, ExportState::Running) => Stands::Running,
        (None, ExportState::Ready) => Stands::Ready,
        (None, ExportState::Failed) => Stands::Failed { again: true },
    }
}

fn said(t: Messages, file: &Shown) -> String {
    let Shown { progress, trouble } = file;
    let name = progress.file_name.as_str();
    let why = match trouble {
        Some(error) if error.code == ErrorCode::NotFound => Some(t.error("export-gone")),
        Some(error) => Some(t.api_error(error)),
        None => progress.reason.as_deref().map(|reason| t.error(reason)),
    };
    match (why, progress.state) {
        (Some(why), _) => t.export_failed(name, why),
        (None, ExportState::Ready) => t.export_download(name, t.file_size(progress.bytes)),
        (None, _) => t.export_running(progress.rows, name),
    }
}

/// The button that had the focus goes in this turn's effects: the focus goes on to the next
/// file, or to the page.
fn focus_next() {
    request_animation_frame(|| {
        let document = document();
        let next = document.query_selector(".files button").ok().flatten();
        let next = next.or_else(|| document.get_element_by_id("content"));
        if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
            // It fails only for an element that is not in the page any more.
            let _ = next.focus();
        }
    });
}
