//! Entering keys that were bought elsewhere.

use crate::api::coupons::{stray_key_withdraw, stray_keys, stray_keys_add};
use crate::i18n::use_messages;
use crate::ui::{Button, Dialog, Field, Look, Textarea, rows, use_toasts};
use domain::ids::StrayKeyId;
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
    let withdraw = Callback::new(move |(id, key): (StrayKeyId, String)| {
        trouble.set(Vec::new());
        spawn_local(async move {
            match stray_key_withdraw(id).await {
                Ok(()) => toasts.show(t.stray_withdrawn(key)),
                Err(error) => {
                    trouble.try_set(vec![t.api_error(&error)]);
                }
            }
            load();
        });
    });
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
            <StrayList entered withdraw/>
        </form>
    }
}

/// What was entered so far. Who withdraws a key is asked once more: it cannot be undone.
#[component]
fn StrayList(
    #[prop(into)] entered: Signal<Vec<StrayKeyView>>,
    withdraw: Callback<(StrayKeyId, String)>,
) -> impl IntoView {
    let t = use_messages();
    let asked: RwSignal<Option<StrayKeyId>> = RwSignal::new(None);
    let line = move |it: StrayKeyView| {
        let state = match it.claimed {
            Some(at) => t.stray_claimed(t.datetime(at)),
            None => t.stray_waits(),
        };
        let (id, key) = (it.id, StoredValue::new(it.key.clone()));
        let press = move |_| match asked.get_untracked() == Some(id) {
            true => withdraw.run((id, key.get_value())),
            false => asked.set(Some(id)),
        };
        let sure = Memo::new(move |_| asked.get() == Some(id));
        let words = move || if sure.get() { t.stray_withdraw_sure() } else { t.stray_withdraw() };
        let named = Signal::derive(move || match sure.get() {
            true => t.stray_withdraw_sure_of(key.get_value()),
            false => t.stray_withdraw_of(key.get_value()),
        });
        let waits = it.claimed.is_none();
        view! {
            <li>
                <span>{t.stray_line(it.key, it.edition, it.seats, state)}</span>
                {waits.then(|| view! {
                    <Button look=Look::Quiet attr:aria-label=named on:click=press>
                        {words}
                    </Button>
                })}
            </li>
        }
    };
    move || match entered.get() {
        none if none.is_empty() => view! { <p class="faint">{t.stray_none_yet()}</p> }.into_any(),
        keys => view! { <ul class="stray-list">{rows(keys.into_iter().map(line))}</ul> }.into_any(),
    }
}
