//! The organization's own identity provider.

use crate::api::ApiError;
use crate::api::sign_in_settings::{sso_save, sso_test};
use crate::pages::security::Desk;
use crate::ui::trouble::beside;
use crate::ui::{Button, CopyButton, Field, Look, TextInput, Textarea, list, maybe, when};
use domain::people::Role;
use domain::sso::{SsoDraft, SsoView};
use leptos::prelude::*;

/// The fields that have a line of text.
type Write = fn(&mut SsoDraft, String);

/// The settings as a form.
#[component]
pub fn SsoSection(
    /// As they are.
    view: SsoView,
    /// What the page shares.
    desk: Desk,
) -> impl IntoView {
    let t = desk.t;
    let SsoView { barred, draft: first, version, address, redirect } = view;
    let draft = StoredValue::new(first.clone());
    let group_roles = RwSignal::new(first.group_roles.clone());
    let typed = move || {
        let group_roles = group_roles.get_untracked();
        SsoDraft { group_roles, ..draft.get_value() }
    };
    let trouble: RwSignal<Option<ApiError>> = RwSignal::new(None);
    let good = RwSignal::new(false);
    let beside = move |field| beside(t, trouble, field);
    let mend = move |error: ApiError| {
        trouble.try_set(Some(error));
        true
    };
    let begin = move || {
        trouble.set(None);
        good.set(false);
    };
    let save = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        begin();
        let saved = move |()| desk.toasts.show(t.sso_saved());
        desk.act(move || sso_save(typed(), version), saved, mend);
    };
    let test = move |_| {
        begin();
        desk.ask(move || sso_test(typed()), move |()| good.set(true), mend);
    };
    let line = move |id: &'static str,
                     name: &'static str,
                     label: String,
                     hint: String,
                     value: String,
                     set: Write| {
        let kind = if name == "client_secret" { "password" } else { "text" };
        view! {
            <Field id label hint error=beside(name)>
                <TextInput
                    name
                    kind
                    value
                    on:input=move |ev| draft.update_value(|d| set(d, event_target_value(&ev)))
                />
            </Field>
        }
    };
    let check = move |label: String, checked: bool, set: fn(&mut SsoDraft, bool)| {
        view! {
            <label class="dialog__check">
                <input
                    type="checkbox"
                    checked=checked
                    on:change=move |ev| draft.update_value(|d| set(d, event_target_checked(&ev)))
                />
                <span>{label}</span>
            </label>
        }
    };
    let role = move |role: Role| {
        let selected = first.default_role == Some(role);
        view! { <option value=role.slug() selected=selected>{t.role(role)}</option> }
    };
    let disabled = barred.is_some();
    view! {
        <section class="security__part" aria-labelledby="sso-title">
            <h2 id="sso-title">{t.sso_title()}</h2>
            <p>{t.sso_text()}</p>
            {match address {
                Some(address) => view! { <Told label=t.sso_address() text=address/> }.into_any(),
                None => view! { <p>{t.sso_off()}</p> }.into_any(),
            }}
            <Told label=t.sso_redirect() text=redirect/>
            {maybe(barred.map(|code| view! { <p class="notice">{t.error(&code)}</p> }))}
            <form novalidate on:submit=save>
                <fieldset class="dialog__form" disabled=disabled>
                    {line("sso-slug", "slug", t.sso_slug(), t.sso_slug_hint(), first.slug, |d, v| d.slug = v)}
                    {line("sso-issuer", "issuer", t.sso_issuer(), t.sso_issuer_hint(), first.issuer, |d, v| d.issuer = v)}
                    <Field id="sso-client-id" label=t.sso_client_id() error=beside("client_id")>
                        <TextInput
                            name="client_id"
                            value=first.client_id
                            on:input=move |ev| draft.update_value(|d| d.client_id = event_target_value(&ev))
                        />
                    </Field>
                    {line("sso-client-secret", "client_secret", t.sso_client_secret(), t.sso_client_secret_hint(), String::new(), |d, v| d.client_secret = v)}
                    {line("sso-domains", "domains", t.sso_domains(), t.sso_domains_hint(), first.domains, |d, v| d.domains = v)}
                    {line("sso-groups-claim", "groups_claim", t.sso_groups_claim(), t.sso_groups_claim_hint(), first.groups_claim, |d, v| d.groups_claim = v)}
                    <Field id="sso-group-roles" label=t.sso_group_roles() hint=t.sso_group_roles_hint() error=beside("group_roles")>
                        <Textarea name="group_roles" value=group_roles/>
                    </Field>
                    <Field id="sso-default-role" label=t.sso_default_role() error=beside("default_role")>
                        <select
                            class="input"
                            id="sso-default-role"
                            name="default_role"
                            on:change=move |ev| draft.update_value(|d| {
                                d.default_role = Role::from_slug(&event_target_value(&ev));
                            })
                        >
                            <option value="">{t.sso_default_none()}</option>
                            {list(Role::FIXED.into_iter().map(role))}
                        </select>
                    </Field>
                    {check(t.sso_jit(), first.jit, |d, on| d.jit = on)}
                    {check(t.sso_trusts_mfa(), first.trusts_mfa, |d, on| d.trusts_mfa = on)}
                    {check(t.sso_only(), first.only_sso, |d, on| d.only_sso = on)}
                    {check(t.sso_enabled(), first.enabled, |d, on| d.enabled = on)}
                    <p class="dialog__trouble" role="alert">
                        {move || trouble.get().filter(|error| error.fields.is_empty()).map(|e| t.api_error(&e))}
                    </p>
                    <p role="status">{when(move || good.get().then(|| t.sso_test_good()))}</p>
                    <div class="dialog__actions">
                        <Button look=Look::Primary submit=true busy=desk.busy()>{t.action_save()}</Button>
                        <Button busy=desk.busy() on:click=test>{t.sso_test()}</Button>
                    </div>
                </fieldset>
            </form>
        </section>
    }
}

/// An address to be copied.
#[component]
fn Told(label: String, text: String) -> impl IntoView {
    view! {
        <p>{label}</p>
        <p class="factor__secret">
            <code>{text.clone()}</code>
            {maybe(Some(view! { <CopyButton text/> }))}
        </p>
    }
}
