//! Copying to the clipboard.

use super::icon::{Icon, IconName};
use super::toast::use_toasts;
use crate::i18n::use_messages;
use leptos::prelude::*;

/// How long the tick shows, in milliseconds.
const TICK: u64 = 1_600;

/// Puts a text on the clipboard and tells `done` whether it is there. Browsers refuse it
/// outside of secure pages (https or the own machine) and where the person forbade it.
pub fn copy_text(text: &str, done: impl FnOnce(bool) + 'static) {
    #[cfg(feature = "hydrate")]
    {
        if !window().is_secure_context() {
            return done(false);
        }
        let writing = window().navigator().clipboard().write_text(text);
        leptos::task::spawn_local(async move {
            done(wasm_bindgen_futures::JsFuture::from(writing).await.is_ok());
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (text, done);
}

/// Puts a table on the clipboard, as markup and as text, and tells `done` whether it is there.
pub fn copy_table(text: &str, html: &str, done: impl FnOnce(bool) + 'static) {
    #[cfg(feature = "hydrate")]
    {
        let Some(writing) = write_table(text, html) else { return done(false) };
        leptos::task::spawn_local(async move {
            done(wasm_bindgen_futures::JsFuture::from(writing).await.is_ok());
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (text, html, done);
}

#[cfg(feature = "hydrate")]
fn write_table(text: &str, html: &str) -> Option<js_sys::Promise> {
    use leptos::web_sys::{Blob, BlobPropertyBag, ClipboardItem};
    use wasm_bindgen::JsValue;
    if !window().is_secure_context() {
        return None;
    }
    let forms = js_sys::Object::new();
    for (kind, content) in [("text/plain", text), ("text/html", html)] {
        let options = BlobPropertyBag::new();
        options.set_type(kind);
        let parts = js_sys::Array::of1(&JsValue::from_str(content));
        let blob = Blob::new_with_str_sequence_and_options(&parts, &options).ok()?;
        js_sys::Reflect::set(&forms, &JsValue::from_str(kind), &blob).ok()?;
    }
    let item = ClipboardItem::new_with_record_from_str_to_blob_promise(&forms).ok()?;
    Some(window().navigator().clipboard().write(&js_sys::Array::of1(&item)))
}

/// A button that copies a text and says so.
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// The button's name, when "Copy" is not enough.
    #[prop(optional, into)]
    label: Option<String>,
) -> impl IntoView {
    let t = use_messages();
    let copied = RwSignal::new(false);
    let label = StoredValue::new(label.unwrap_or_else(|| t.action_copy()));
    let toasts = use_toasts();
    let name = move || if copied.get() { t.action_copied() } else { label.get_value() };
    let copy = move |_| {
        copy_text(&text.get_untracked(), move |done| {
            if !done {
                return toasts.fail(t.action_copy_failed());
            }
            copied.try_set(true);
            set_timeout(
                move || {
                    copied.try_set(false);
                },
                std::time::Duration::from_millis(TICK),
            );
        });
    };
    view! {
        <button type="button" class="icon-button" aria-label=name title=name on:click=copy>
            {move || {
                view! { <Icon name=if copied.get() { IconName::Check } else { IconName::Copy }/> }
            }}
        </button>
    }
}
