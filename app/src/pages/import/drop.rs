//! Where the file comes in: dropped, chosen, or posted by a plain form.

use crate::api::imports::UPLOAD;
use crate::i18n::use_messages;
use crate::ui::{Button, Icon, IconName, Look};
use leptos::prelude::*;
#[cfg(feature = "hydrate")]
use leptos_router::hooks::use_navigate;

/// Takes a spreadsheet.
#[component]
pub(super) fn DropZone() -> impl IntoView {
    let t = use_messages();
    let over = RwSignal::new(false);
    let sending = RwSignal::new(None::<(String, u32)>);
    let error = RwSignal::new(None::<String>);
    #[cfg(feature = "hydrate")]
    let send = sender(sending, error);
    let on_drop = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        #[cfg(feature = "hydrate")]
        send.run(event.data_transfer().and_then(|data| data.files()?.item(0)));
    };
    let on_choose = move |_event: leptos::ev::Event| {
        #[cfg(feature = "hydrate")]
        send.run(
            event_target::<web_sys::HtmlInputElement>(&_event).files().and_then(|f| f.item(0)),
        );
    };
    view! {
        <form
            class="drop"
            class:drop--over=move || over.get()
            method="post"
            action=UPLOAD
            enctype="multipart/form-data"
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=on_drop
        >
            <span class="state__icon"><Icon name=IconName::Upload/></span>
            <p class="drop__title">{t.import_drop()}</p>
            <p class="drop__hint">{t.import_drop_hint()}</p>
            <label class="button button--primary drop__choose">
                {t.import_choose()}
                <input
                    class="unseen"
                    type="file"
                    name="file"
                    accept=".csv,.tsv,.txt,.xlsx"
                    on:change=on_choose
                />
            </label>
            <noscript>
                <Button look=Look::Plain submit=true>{t.import_send()}</Button>
            </noscript>
            <div class="drop__state" role="status">
                {move || {
                    sending
                        .get()
                        .map(|(name, percent)| {
                            view! {
                                <p>{t.import_uploading(name)} " " {t.import_percent(percent)}</p>
                                <progress class="progress" max="100" value=percent.to_string()></progress>
                            }
                        })
                }}
            </div>
            <div role="alert">
                {move || {
                    error
                        .get()
                        .map(|text| {
                            view! {
                                <p class="notice notice--bad">
                                    <Icon name=IconName::Alert/>
                                    <span>{text}</span>
                                </p>
                            }
                        })
                }}
            </div>
        </form>
    }
}

/// Sends a file and goes to its import.
#[cfg(feature = "hydrate")]
fn sender(
    sending: RwSignal<Option<(String, u32)>>,
    error: RwSignal<Option<String>>,
) -> Callback<Option<web_sys::File>> {
    let t = use_messages();
    let navigate = StoredValue::new_local(use_navigate());
    Callback::new(move |file: Option<web_sys::File>| {
        let Some(file) = file.filter(|_| sending.with_untracked(Option::is_none)) else { return };
        let name = file.name();
        error.set(None);
        sending.set(Some((name.clone(), 0)));
        let progress = move |percent| {
            sending.try_set(Some((name.clone(), percent)));
        };
        let done = move |answer| {
            sending.try_set(None);
            match answer {
                Ok(id) => {
                    navigate
                        .try_with_value(|go| go(&format!("/import?id={id}"), Default::default()));
                }
                Err(failure) => {
                    error.try_set(Some(t.api_error(&failure)));
                }
            }
        };
        super::upload::upload(&file, progress, done);
    })
}
