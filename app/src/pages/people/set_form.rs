//! A permission set's name and what it gives.

use crate::api::ApiError;
use crate::api::people::{set_create, set_update};
use crate::i18n::use_messages;
use crate::session::use_session;
use crate::ui::step_up::StepUp;
use crate::ui::{Button, Field, Look, TextInput, list, maybe, use_toasts};
use domain::people::{PermissionSet, Role, SetDraft};
use domain::policy::{Grants, Resource, effective, rule};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The form. What is chosen stays until it is kept.
#[component]
pub(super) fn SetForm(
    known: Option<PermissionSet>,
    editing: RwSignal<Option<Option<PermissionSet>>>,
    again: Callback<()>,
    step_up: StepUp,
) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let named = known.as_ref().map_or_else(String::new, |set| set.name.clone());
    let name = RwSignal::new(named.clone());
    let chosen = RwSignal::new(known.as_ref().map_or_else(Grants::default, |set| set.grants));
    let busy = RwSignal::new(false);
    let trouble: RwSignal<Option<ApiError>> = RwSignal::new(None);
    let new = known.is_none();
    let known = StoredValue::new(known);
    let in_name = move |error: &ApiError| error.fields.iter().any(|field| field.field == "name");
    let beside = Signal::derive(move || {
        trouble.read().as_ref().filter(|error| in_name(error)).map(|error| t.api_error(error))
    });
    let other = move || {
        trouble.read().as_ref().filter(|error| !in_name(error)).map(|error| t.api_error(error))
    };
    let resend: StoredValue<Option<Callback<()>>> = StoredValue::new(None);
    let send = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        let actions = chosen.get_untracked().iter().collect();
        let draft = SetDraft { name: name.get_untracked(), actions };
        spawn_local(async move {
            let called = draft.name.clone();
            let answer = match known.get_value() {
                Some(set) => set_update(set.id, set.version, draft).await,
                None => set_create(draft).await.map(drop),
            };
            busy.try_set(false);
            match answer {
                Ok(()) => {
                    toasts.show(t.sets_saved(called.trim()));
                    editing.try_set(None);
                    again.try_run(());
                }
                Err(error) => {
                    let retry = move || {
                        if let Some(send) = resend.try_get_value().flatten() {
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
    resend.set_value(Some(send));
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        send.run(());
    };
    view! {
        <form class="dialog__form" novalidate on:submit=submit>
            <Field id="set-name" label=t.sets_name() error=beside>
                <TextInput
                    name="name"
                    value=named
                    on:input=move |ev| name.set(event_target_value(&ev))
                />
            </Field>
            {maybe(new.then(|| view! { <Copies chosen/> }))}
            <Boxes label=t.sets_actions() own=own() chosen/>
            <p class="dialog__trouble" role="alert">{other}</p>
            <div class="dialog__actions">
                <Button look=Look::Primary submit=true busy>{t.sets_save()}</Button>
                <Button look=Look::Quiet on:click=move |_| editing.set(None)>
                    {t.action_cancel()}
                </Button>
            </div>
        </form>
    }
}

/// What the person can put into a set.
fn own() -> Grants {
    let viewer = use_session().viewer;
    viewer.map(|viewer| effective(viewer.org_kind, viewer.grants)).unwrap_or_default()
}

/// Begins with what a fixed role gives.
#[component]
fn Copies(chosen: RwSignal<Grants>) -> impl IntoView {
    let t = use_messages();
    let own = own();
    let buttons = Role::FIXED.map(|role| {
        let copy = move |_| chosen.set(role.grants().and(own));
        view! {
            <Button look=Look::Quiet on:click=copy>{t.sets_copy_of(t.role(role))}</Button>
        }
    });
    view! {
        <div class="people__actions" role="group" aria-label=t.sets_copy()>{list(buttons)}</div>
    }
}

/// A box for each action that can be chosen, by what it is about.
#[component]
pub(crate) fn Boxes(
    /// What all of them are.
    label: String,
    /// What can be chosen.
    own: Grants,
    /// What is.
    chosen: RwSignal<Grants>,
) -> impl IntoView {
    let t = use_messages();
    let groups = Resource::ALL.into_iter().filter_map(|resource| {
        let actions = own.iter().filter(|action| rule(*action).resource == resource);
        let boxes: Vec<_> = actions
            .map(|action| {
                let toggle = move |ev: leptos::ev::Event| {
                    let on = event_target_checked(&ev);
                    chosen.update(|grants| {
                        let rest = grants.iter().filter(|held| *held != action);
                        let rest: Grants = rest.collect();
                        *grants = if on { rest.with(action) } else { rest };
                    });
                };
                view! {
                    <label class="choice-line">
                        <input
                            type="checkbox"
                            name=action.slug()
                            prop:checked=move || chosen.read().holds(action)
                            on:change=toggle
                        />
                        <span>{t.may(action)}</span>
                    </label>
                }
            })
            .collect();
        (!boxes.is_empty()).then(|| {
            view! {
                <fieldset class="people__boxes">
                    <legend>{t.policy(resource)}</legend>
                    {list(boxes)}
                </fieldset>
            }
        })
    });
    view! { <div class="people__set" role="group" aria-label=label>{list(groups)}</div> }
}
