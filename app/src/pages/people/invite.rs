//! Inviting somebody.

use super::handover::{Handed, HandoverDialog};
use super::organization::OrganizationChoice;
use crate::api::ApiError;
use crate::api::people::{person_invite, role_offers};
use crate::i18n::{Messages, use_messages};
use crate::ui::step_up::StepUp;
use crate::ui::trouble::beside;
use crate::ui::{Button, Dialog, Field, Look, TextInput, list, use_toasts};
use domain::ids::OrgId;
use domain::people::{InviteDraft, RoleChoice, RoleOffer};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The button, with the dialog that it opens and the link that may come of it.
#[component]
pub(super) fn InviteButton() -> impl IntoView {
    let t = use_messages();
    let open = RwSignal::new(false);
    let handed = RwSignal::new(None);
    let step_up = StepUp::new();
    view! {
        <Button look=Look::Primary on:click=move |_| open.set(true)>{t.people_invite()}</Button>
        <Dialog open title=Signal::stored(t.people_invite_title()) id="invite">
            <InviteForm open handed step_up/>
        </Dialog>
        <HandoverDialog handed/>
        {step_up.show()}
    }
}

/// Whom, where to, as what. What is typed stays until it is sent.
#[component]
fn InviteForm(
    open: RwSignal<bool>,
    handed: RwSignal<Option<Handed>>,
    step_up: StepUp,
) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let name = RwSignal::new(String::new());
    let email = RwSignal::new(String::new());
    let org: RwSignal<Option<OrgId>> = RwSignal::new(None);
    let role: RwSignal<Option<RoleChoice>> = RwSignal::new(None);
    let trouble: RwSignal<Option<ApiError>> = RwSignal::new(None);
    let busy = RwSignal::new(false);
    let again: StoredValue<Option<Callback<()>>> = StoredValue::new(None);
    let send = Callback::new(move |()| {
        let (Some(org), Some(role)) = (org.get_untracked(), role.get_untracked()) else { return };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        let (email, name) = (email.get_untracked(), name.get_untracked());
        spawn_local(async move {
            let answer = person_invite(InviteDraft { email, name: name.clone(), org, role }).await;
            busy.try_set(false);
            match answer {
                Ok(invited) => {
                    toasts.show(t.people_invited(name.as_str()));
                    open.try_set(false);
                    if let Some(path) = invited.path {
                        let text = t.people_handover_invitation(name.as_str());
                        handed.try_set(Some(Handed { path, text }));
                    }
                }
                Err(error) => {
                    let retry = move || {
                        if let Some(send) = again.try_get_value().flatten() {
                            send.run(());
                        }
                    };
                    if !step_up.retry(&error, retry) {
                        trouble.try_set(Some(error));
                    }
                }
            }
        });
    });
    again.set_value(Some(send));
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        send.run(());
    };
    view! {
        <form class="dialog__form" novalidate on:submit=submit>
            <Field id="invite-name" label=t.people_invite_name() error=beside(t, trouble, "name")>
                <TextInput
                    name="name"
                    autocomplete="off"
                    on:input=move |ev| name.set(event_target_value(&ev))
                />
            </Field>
            <Field
                id="invite-email"
                label=t.people_invite_email()
                hint=t.people_invite_hint()
                error=beside(t, trouble, "email")
            >
                <TextInput
                    name="email"
                    kind="email"
                    on:input=move |ev| email.set(event_target_value(&ev))
                />
            </Field>
            <OrganizationChoice org/>
            <RoleSelect org role error=beside(t, trouble, "role")/>
            <p class="dialog__trouble" role="alert">{move || elsewhere(t, trouble)}</p>
            <div class="dialog__actions">
                <Button look=Look::Primary submit=true busy disabled=Signal::derive(move || role.read().is_none())>
                    {t.people_invite_send()}
                </Button>
                <Button look=Look::Quiet on:click=move |_| open.set(false)>{t.action_cancel()}</Button>
            </div>
        </form>
    }
}

/// The fields that a refusal can stand beside.
const FIELDS: [&str; 3] = ["name", "email", "role"];

/// What is wrong besides.
fn elsewhere(t: Messages, trouble: RwSignal<Option<ApiError>>) -> Option<String> {
    let trouble = trouble.read();
    let error = trouble.as_ref()?;
    let known = error.fields.iter().all(|field| FIELDS.contains(&field.field.as_str()));
    (error.fields.is_empty() || !known).then(|| t.api_error(error))
}

/// What one may make somebody in the chosen organization.
#[component]
fn RoleSelect(
    org: RwSignal<Option<OrgId>>,
    role: RwSignal<Option<RoleChoice>>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let t = use_messages();
    let offers: RwSignal<Vec<RoleOffer>> = RwSignal::new(Vec::new());
    // What was chosen for the person rather than by it.
    let proposed: StoredValue<Option<RoleChoice>> = StoredValue::new(None);
    Effect::new(move |_| {
        let Some(id) = org.get() else { return };
        spawn_local(async move {
            let found = role_offers(id).await.unwrap_or_default();
            // An older answer never replaces a newer one.
            if org.try_get_untracked().flatten() == Some(id) {
                // What somebody has chosen stays, where it is possible there, too.
                let chosen = role.get_untracked().filter(|now| {
                    Some(*now) != proposed.get_value() && found.iter().any(|o| o.choice == *now)
                });
                // The weakest is what one gives without having thought about it.
                let weakest = found.iter().min_by_key(|o| o.grants.iter().count());
                let weakest = weakest.map(|o| o.choice);
                proposed.set_value(weakest);
                role.set(chosen.or(weakest));
                offers.set(found);
            }
        });
    });
    view! {
        <Field id="invite-role" label=t.people_invite_role() error>
            {move || view! { <RoleOptions id="invite-role" offers=offers.get() role/> }}
        </Field>
    }
}

/// A choice among roles.
#[component]
pub(super) fn RoleOptions(
    /// Of the element.
    id: &'static str,
    /// What there is.
    offers: Vec<RoleOffer>,
    /// What is chosen.
    role: RwSignal<Option<RoleChoice>>,
) -> impl IntoView {
    let t = use_messages();
    let options = offers.into_iter().map(|offer| {
        let choice = offer.choice;
        let name = offer.name.unwrap_or_else(|| t.role(choice.role()));
        view! {
            <option value=choice.value() selected=move || role.get() == Some(choice)>{name}</option>
        }
    });
    view! {
        <select
            class="input"
            id=id
            name="role"
            on:change=move |ev| role.set(RoleChoice::from_value(&event_target_value(&ev)))
        >
            {list(options)}
        </select>
    }
}
