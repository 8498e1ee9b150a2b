//! Passkeys: adding, naming, removing.

use super::{Desk, Shown};
use crate::api::ApiError;
use crate::api::passkeys::{passkey_remove, passkey_rename};
use crate::passkey::{add, possible};
use crate::ui::{Button, Dialog, Field, Look, RelativeTime, TextInput, maybe, rows, when};
use domain::ids::PasskeyId;
use domain::sign_in::{PasskeyAdded, PasskeyView};
use leptos::prelude::*;

/// What the dialog asks the name of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Naming {
    New,
    Known(PasskeyId),
}

/// The passkeys, and a way to more.
#[component]
pub fn PasskeysSection(
    /// The oldest first.
    passkeys: Vec<PasskeyView>,
    /// What the page shares.
    desk: Desk,
    /// What is shown once.
    shown: Shown,
) -> impl IntoView {
    let t = desk.t;
    let open = RwSignal::new(false);
    let naming = RwSignal::new((Naming::New, String::new()));
    let there = RwSignal::new(true);
    Effect::new(move || there.set(possible()));
    let ask = move |what: Naming, name: String| {
        naming.set((what, name));
        open.set(true);
    };
    let none = passkeys.is_empty();
    let one = move |passkey: PasskeyView| {
        let PasskeyView { id, name, added_at, used_at } = passkey;
        let remove = move |_| {
            let removed = move |()| desk.toasts.show(t.passkey_removed());
            desk.act(move || passkey_remove(id), removed, |_| false);
        };
        let (rename_label, remove_label) =
            (t.passkey_rename_label(name.as_str()), t.passkey_remove_label(name.as_str()));
        let known = name.clone();
        view! {
            <li class="security__item">
                <div>
                    <p class="security__name">{name}</p>
                    <p class="security__more">
                        {t.passkey_added_at()} " " <RelativeTime moment=added_at/>
                        {maybe(used_at.map(|at| view! {
                            " · " {t.passkey_used_at()} " " <RelativeTime moment=at/>
                        }))}
                    </p>
                </div>
                <div class="security__actions">
                    <Button
                        look=Look::Quiet
                        attr:aria-label=rename_label
                        on:click=move |_| ask(Naming::Known(id), known.clone())
                    >
                        {t.passkey_rename()}
                    </Button>
                    <Button
                        look=Look::Quiet
                        busy=desk.busy()
                        attr:aria-label=remove_label
                        on:click=remove
                    >
                        {t.passkey_remove()}
                    </Button>
                </div>
            </li>
        }
    };
    let title = Signal::derive(move || match naming.read().0 {
        Naming::New => t.passkey_add(),
        Naming::Known(_) => t.passkey_rename(),
    });
    view! {
        <section class="security__part" aria-labelledby="passkeys-title">
            <h2 id="passkeys-title">{t.passkeys_title()}</h2>
            <p>{if none { t.passkeys_none() } else { t.passkeys_text() }}</p>
            <ul class="security__list">{rows(passkeys.into_iter().map(one))}</ul>
            {when(move || (!there.get()).then(|| view! { <p class="notice">{t.passkeys_impossible()}</p> }))}
            <div class="security__actions">
                <Button
                    busy=desk.busy()
                    disabled=Signal::derive(move || !there.get())
                    on:click=move |_| ask(Naming::New, String::new())
                >
                    {t.passkey_add()}
                </Button>
            </div>
            <Dialog open title id="passkey-dialog">
                {when(move || {
                    let (what, name) = naming.get();
                    Some(view! { <NameForm what name open desk shown/> })
                })}
            </Dialog>
        </section>
    }
}

#[component]
fn NameForm(
    what: Naming,
    name: String,
    open: RwSignal<bool>,
    desk: Desk,
    shown: Shown,
) -> impl IntoView {
    let t = desk.t;
    let typed = StoredValue::new(name.clone());
    let trouble: RwSignal<Option<String>> = RwSignal::new(None);
    let send = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        trouble.set(None);
        let mend = move |error: ApiError| {
            trouble.try_set(Some(t.api_error(&error)));
            true
        };
        match what {
            Naming::New => {
                let added = move |added: PasskeyAdded| {
                    open.try_set(false);
                    desk.toasts.show(t.passkey_added());
                    if let Some(codes) = added.codes {
                        shown.codes(codes);
                    }
                };
                desk.act(move || add(typed.get_value()), added, mend);
            }
            Naming::Known(id) => {
                let renamed = move |()| {
                    open.try_set(false);
                };
                desk.act(move || passkey_rename(id, typed.get_value()), renamed, mend);
            }
        }
    };
    view! {
        <form class="dialog__form" novalidate on:submit=send>
            <Field id="passkey-name" label=t.passkey_name() hint=t.passkey_name_hint() error=trouble>
                <TextInput
                    name="name"
                    value=name
                    on:input=move |ev| typed.set_value(event_target_value(&ev))
                />
            </Field>
            <div class="dialog__actions">
                <Button look=Look::Primary submit=true busy=desk.busy()>{t.step_up_confirm()}</Button>
                <Button look=Look::Quiet on:click=move |_| open.set(false)>{t.action_cancel()}</Button>
            </div>
        </form>
    }
}
