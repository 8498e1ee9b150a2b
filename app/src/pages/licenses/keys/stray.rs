//! Entering keys that were bought elsewhere.

use crate::api::coupons::{stray_keys, stray_keys_add};
use crate::i18n::{Messages, use_messages};
use crate::ui::{Button, Dialog, Field, Look, Textarea, use_toasts};
use domain::stray::StrayKeyView;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Takes lines of keys, and shows those that were entered.
#[component]
pub(super) fn StrayDialog(open: RwSignal<bool>) -> impl IntoView {
    let t = use_messages();
    view! {
        <Dialog open title=t.stray_title() id="stray-keys">
            <StrayForm/>
        </Dialog>
    }
}

#[component]
fn StrayForm() -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let text = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let trouble: RwSignal<Vec<String>> = RwSignal::new(Vec::new());
    let entered: RwSignal<Vec<StrayKeyView>> = RwSignal::new(Vec::new());
    let load = move || {
        spawn_local(async move {
            if let Ok(keys) = stray_keys().await {
                entered.try_set(keys);
            }
        });
    };
    Effect::new(move |_| load());
    let start = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(Vec::new());
        let lines = text.get_untracked();
        spawn_local(async move {
            let answer = stray_keys_add(lines).await;
            busy.try_set(false);
            match answer {
                Ok(count) => {
                    toasts.show(t.stray_done(count));
                    text.try_set(String::new());
                    load();
                }
                // What was typed stays, with what is wrong in each line.
                Err(error) if !error.fields.is_empty() => {
                    let told = error.fields.iter().map(|field| t.field_error(field));
                    trouble.try_set(told.collect());
                }
                Err(error) => {
                    trouble.try_set(vec![t.api_error(&error)]);
                }
            }
        });
    };
    view! {
        <form
            class="bulk-form"
            on:submit=move |ev| {
                ev.prevent_default();
                start();
            }
        >
            <p>{t.stray_about()}</p>
            <Field id="stray-keys-lines" label=t.stray_lines() hint=t.stray_hint()>
                <Textarea value=text rows=6/>
            </Field>
            <ul class="stray-errors" role="alert">
                {move || {
                    let told = trouble.get().into_iter();
                    told.map(|text| view! { <li class="field__error">{text}</li> }).collect_view()
                }}
            </ul>
            <div class="dialog__actions">
                <Button submit=true look=Look::Primary busy=busy>
                    {t.stray_confirm()}
                </Button>
            </div>
            <h3>{t.stray_list()}</h3>
            {move || list(t, entered.get())}
        </form>
    }
}

fn list(t: Messages, keys: Vec<StrayKeyView>) -> AnyView {
    if keys.is_empty() {
        return view! { <p class="faint">{t.stray_none_yet()}</p> }.into_any();
    }
    let line = |key: StrayKeyView| {
        let state = match key.claimed {
            Some(at) => t.stray_claimed(t.datetime(at)),
            None => t.stray_waits(),
        };
        view! { <li>{t.stray_line(key.key, key.edition, key.seats, state)}</li> }
    };
    let lines = keys.into_iter().map(line).collect_view();
    view! { <ul class="stray-list">{lines}</ul> }.into_any()
}
