//! The authenticator and the recovery codes.

use super::setup::Setup;
use super::{Desk, Shown};
use crate::api::security::{
    authenticator_begin, authenticator_confirm, authenticator_remove, recovery_renew,
};
use crate::ui::{Button, Field, Look, RelativeTime, TextInput, maybe};
use chrono::{DateTime, Utc};
use domain::sign_in::AuthenticatorSetup;
use leptos::prelude::*;

/// Whether there is one, and what can be done.
#[component]
pub fn AuthenticatorSection(
    /// Since when there is one.
    since: Option<DateTime<Utc>>,
    /// Recovery codes left.
    recovery_left: u32,
    /// Whether there are passkeys.
    passkeys: bool,
    /// Who demands a second factor.
    demanded_by: Option<String>,
    /// What the page shares.
    desk: Desk,
    /// What is shown once.
    shown: Shown,
) -> impl IntoView {
    let t = desk.t;
    let begin = move |_| desk.ask(authenticator_begin, move |made| shown.setup(made), |_| false);
    let remove = move |_| {
        let removed = move |()| desk.toasts.show(t.authenticator_removed());
        desk.act(authenticator_remove, removed, |_| false);
    };
    let renew = move |_| desk.act(recovery_renew, move |made| shown.codes(made), |_| false);
    let any = since.is_some() || passkeys;
    view! {
        <section class="security__part" aria-labelledby="authenticator-title">
            <h2 id="authenticator-title">{t.authenticator_title()}</h2>
            {maybe(demanded_by.map(|by| view! { <p class="notice">{t.security_demanded(by)}</p> }))}
            {match since {
                Some(at) => view! {
                    <p>{t.authenticator_since()} " " <RelativeTime moment=at/></p>
                }.into_any(),
                None => view! { <p>{t.authenticator_none()}</p> }.into_any(),
            }}
            {maybe(any.then(|| view! { <p>{t.recovery_left(recovery_left)}</p> }))}
            <div class="security__actions">
                <Button busy=desk.busy() on:click=begin>
                    {if since.is_some() { t.authenticator_replace() } else { t.authenticator_add() }}
                </Button>
                {maybe(any.then(|| view! {
                    <Button busy=desk.busy() on:click=renew>{t.recovery_renew()}</Button>
                }))}
                {maybe(since.map(|_| view! {
                    <Button look=Look::Quiet busy=desk.busy() on:click=remove>
                        {t.authenticator_remove()}
                    </Button>
                }))}
            </div>
        </section>
    }
}

/// The new authenticator and its first code.
#[component]
pub fn Confirm(
    /// What it is set up with.
    setup: AuthenticatorSetup,
    /// Whether the dialog is open.
    open: RwSignal<bool>,
    /// What the page shares.
    desk: Desk,
) -> impl IntoView {
    let t = desk.t;
    let key = setup.key.clone();
    let typed = StoredValue::new(String::new());
    let trouble: RwSignal<Option<String>> = RwSignal::new(None);
    let send = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        trouble.set(None);
        let key = key.clone();
        let done = move |()| {
            open.try_set(false);
            desk.toasts.show(t.authenticator_added());
        };
        let mend = move |error: crate::api::ApiError| {
            trouble.try_set(Some(t.api_error(&error)));
            true
        };
        desk.act(move || authenticator_confirm(key.clone(), typed.get_value()), done, mend);
    };
    view! {
        <form class="dialog__form" novalidate on:submit=send>
            <Setup setup/>
            <Field id="first-code" label=t.second_code() hint=t.second_setup_hint() error=trouble>
                <TextInput
                    name="code"
                    autocomplete="one-time-code"
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
