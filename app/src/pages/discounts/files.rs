//! The files of a request before they are sent: chosen in several goes, looked at by the same
//! rule as the server's, taken out again.

use crate::i18n::use_messages;
use crate::ui::{Icon, IconButton, IconName, dynamic, maybe, rows};
use domain::field::FieldError;
use domain::program::{EvidenceKind, MAX_FILES, Upload, evidence};
use leptos::prelude::*;

/// A file that was chosen.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    /// Its number among all that were chosen.
    pub(super) key: u64,
    pub(super) name: String,
    pub(super) size: u64,
    /// Its first bytes.
    pub(super) head: Vec<u8>,
}

/// All that were chosen.
#[derive(Clone, Copy)]
pub(super) struct Files {
    pub(super) chosen: RwSignal<Vec<Chosen>>,
    /// What the browser knows them by.
    #[cfg(feature = "hydrate")]
    pub(super) handles: StoredValue<Vec<(u64, web_sys::File)>, LocalStorage>,
}

impl Files {
    pub(super) fn new() -> Self {
        Self {
            chosen: RwSignal::new(Vec::new()),
            #[cfg(feature = "hydrate")]
            handles: StoredValue::new_local(Vec::new()),
        }
    }

    /// What is wrong with them, as the server would say.
    pub(super) fn wrong(self) -> Vec<FieldError> {
        let chosen = self.chosen.read();
        let upload = |it: &Chosen| (it.name.clone(), it.size, it.head.clone());
        let kept: Vec<_> = chosen.iter().map(upload).collect();
        let uploads: Vec<Upload<'_>> =
            kept.iter().map(|(name, size, head)| Upload { name, size: *size, head }).collect();
        evidence(&uploads).err().unwrap_or_default()
    }

    fn remove(self, key: u64) {
        self.chosen.update(|chosen| chosen.retain(|file| file.key != key));
        #[cfg(feature = "hydrate")]
        self.handles.update_value(|handles| handles.retain(|(known, _)| *known != key));
    }

    /// Takes what was chosen in an input, and empties it, so that what is taken out can be chosen
    /// again.
    #[cfg(feature = "hydrate")]
    fn take(self, input: &web_sys::HtmlInputElement) {
        let Some(files) = input.files() else { return };
        let files: Vec<_> = (0..files.length()).filter_map(|at| files.item(at)).collect();
        input.set_value("");
        leptos::task::spawn_local(async move {
            for file in files {
                let head = head_of(&file).await;
                let key = self.handles.try_update_value(|handles| {
                    let key = handles.last().map_or(0, |(key, _)| key + 1);
                    handles.push((key, file.clone()));
                    key
                });
                let Some(key) = key else { return };
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "bytes"
                )]
                let size = file.size() as u64;
                let chosen = Chosen { key, name: file.name(), size, head };
                self.chosen.try_update(|all| all.push(chosen));
            }
        });
    }
}

/// A file's first bytes; none of one that cannot be read, which is no document either.
#[cfg(feature = "hydrate")]
async fn head_of(file: &web_sys::File) -> Vec<u8> {
    let Ok(head) = file.slice_with_i32_and_i32(0, domain::program::HEAD_BYTES as i32) else {
        return Vec::new();
    };
    let read = wasm_bindgen_futures::JsFuture::from(head.array_buffer()).await;
    read.map(|buffer| js_sys::Uint8Array::new(&buffer).to_vec()).unwrap_or_default()
}

/// The files, each with what is wrong with it, and a way to add some.
#[component]
pub(super) fn Evidence(
    files: Files,
    /// What is wrong with all of them.
    wrong: Signal<Vec<FieldError>>,
) -> impl IntoView {
    let t = use_messages();
    let error_of = move |field: &str| {
        let wrong = wrong.read();
        wrong.iter().find(|error| error.field == field).map(|error| t.field_error(error))
    };
    let whole = Memo::new(move |_| error_of("evidence"));
    let content = move || {
        let each = files.chosen.get().into_iter().enumerate().map(|(at, file)| {
            let error = error_of(&format!("evidence-{at}"));
            let label = t.discounts_remove_file(file.name.as_str());
            let error = error.map(|text| {
                view! {
                    <p class="field__error" role="alert">
                        <Icon name=IconName::Alert/>
                        <span>{text}</span>
                    </p>
                }
            });
            view! {
                <li class="discount__file">
                    <bdi>{file.name}</bdi>
                    <span class="faint">{t.file_size(file.size)}</span>
                    <IconButton
                        icon=IconName::Close
                        label=Signal::stored(label)
                        on:click=move |_| files.remove(file.key)
                    />
                    {maybe(error)}
                </li>
            }
        });
        view! { <ul class="discount__files">{rows(each)}</ul> }
    };
    let accept: Vec<String> =
        EvidenceKind::ALL.iter().map(|kind| kind.media_type().to_owned()).collect();
    let on_choose = move |_event: leptos::ev::Event| {
        #[cfg(feature = "hydrate")]
        files.take(&event_target::<web_sys::HtmlInputElement>(&_event));
    };
    view! {
        <div class="field" role="group" aria-labelledby="discount-evidence-label">
            <span class="field__label" id="discount-evidence-label">{t.discounts_files()}</span>
            {dynamic(content)}
            <label class="button drop__choose discount__choose">
                <Icon name=IconName::Upload/>
                {t.discounts_add_files()}
                <input
                    class="unseen"
                    type="file"
                    name="evidence"
                    multiple
                    accept=accept.join(",")
                    aria-invalid=move || whole.get().map(|_| "true")
                    aria-describedby="discount-evidence-hint discount-evidence-error"
                    on:change=on_choose
                />
            </label>
            <p class="field__hint" id="discount-evidence-hint">
                {t.discounts_files_hint(MAX_FILES)}
            </p>
            <div class="field__error" id="discount-evidence-error" aria-live="polite">
                {move || {
                    whole
                        .get()
                        .map(|text| view! { <Icon name=IconName::Alert/> <span>{text}</span> })
                }}
            </div>
        </div>
    }
}
