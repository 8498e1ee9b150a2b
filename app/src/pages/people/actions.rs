//! What may be done about somebody.

use super::handover::Handed;
use super::invite::RoleOptions;
use super::person::Shown;
use crate::api::ApiError;
use crate::api::people::{
    invitation_renew, invitation_revoke, person_deactivate, person_reactivate, person_reset,
    person_set_role,
};
use crate::i18n::use_messages;
use crate::ui::{Button, Dialog, Field, Look, dynamic, maybe};
use domain::people::{Access, PersonDetail, RoleChoice};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;

/// What may be done now.
#[component]
pub(super) fn Actions(shown: Shown) -> impl IntoView {
    let access = Memo::new(move |_| shown.now.read().access);
    dynamic(move || match access.get() {
        Access::Active => view! {
            <RoleForm shown/>
            <div class="people__actions">
                {maybe((!shown.now.read_untracked().own).then(|| view! { <Reset shown/> }))}
                <Deactivate shown/>
            </div>
        }
        .into_any(),
        Access::Deactivated => view! { <Reactivate shown/> }.into_any(),
        Access::Invited => view! { <Invited shown/> }.into_any(),
    })
}

/// Does something to the person, and shows what became of it.
fn change<F>(
    shown: Shown,
    again: impl Fn() + Send + Sync + 'static,
    busy: RwSignal<bool>,
    act: impl FnOnce(PersonDetail) -> F + 'static,
    done: impl FnOnce(&PersonDetail) + 'static,
) where
    F: Future<Output = Result<PersonDetail, ApiError>> + 'static,
{
    let (t, toasts) = (use_messages(), shown.toasts);
    busy.set(true);
    spawn_local(async move {
        let Some(now) = shown.now.try_get_untracked() else { return };
        let answer = act(now).await;
        busy.try_set(false);
        match answer {
            Ok(person) => {
                done(&person);
                shown.now.try_set(person);
            }
            Err(error) if shown.step_up.retry(&error, again) => {}
            Err(error) => {
                toasts.fail(t.api_error(&error));
                // Whatever was done elsewhere is shown before the next try.
                shown.again.try_run(());
            }
        }
    });
}

/// Makes somebody something else, undone by making it what it was.
fn set_role(shown: Shown, busy: RwSignal<bool>, role: RoleChoice) {
    let (t, toasts) = (use_messages(), shown.toasts);
    let before = shown.now.read_untracked().choice;
    change(
        shown,
        move || set_role(shown, busy, role),
        busy,
        move |now| person_set_role(now.id, now.version, role),
        move |person| {
            let called = person.set.clone().unwrap_or_else(|| t.role(person.choice.role()));
            let text = t.person_role_changed(person.name.as_str(), called);
            toasts.undoable(text, move || set_role(shown, busy, before));
        },
    );
}

#[component]
fn RoleForm(shown: Shown) -> impl IntoView {
    let t = use_messages();
    let busy = RwSignal::new(false);
    let role = RwSignal::new(Some(shown.now.read_untracked().choice));
    let offers = shown.now.read_untracked().offers.clone();
    Effect::new(move |_| role.set(Some(shown.now.read().choice)));
    let same = Signal::derive(move || role.get() == Some(shown.now.read().choice));
    let send = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        if let Some(role) = role.get_untracked() {
            set_role(shown, busy, role);
        }
    };
    view! {
        <form class="people__role" on:submit=send>
            <Field id="person-role" label=t.column("role")>
                <RoleOptions id="person-role" offers role/>
            </Field>
            <Button submit=true busy disabled=same>{t.person_role_change()}</Button>
        </form>
    }
}

/// Gives somebody a link to set a new password.
fn reset(shown: Shown, busy: RwSignal<bool>) {
    let (t, toasts) = (use_messages(), shown.toasts);
    busy.set(true);
    let PersonDetail { id, name, .. } = shown.now.get_untracked();
    spawn_local(async move {
        let answer = person_reset(id).await;
        busy.try_set(false);
        match answer {
            Ok(handover) => match handover.path {
                Some(path) => {
                    let text = t.people_handover_reset(name);
                    shown.handed.try_set(Some(Handed { path, text }));
                }
                None => toasts.show(t.person_reset_sent(name)),
            },
            Err(error) if shown.step_up.retry(&error, move || reset(shown, busy)) => {}
            Err(error) => toasts.fail(t.api_error(&error)),
        }
    });
}

#[component]
fn Reset(shown: Shown) -> impl IntoView {
    let t = use_messages();
    let busy = RwSignal::new(false);
    view! { <Button busy on:click=move |_| reset(shown, busy)>{t.person_reset()}</Button> }
}

/// Locks somebody out, undone by letting it in again.
fn deactivate(shown: Shown, open: RwSignal<bool>, busy: RwSignal<bool>) {
    let (t, toasts) = (use_messages(), shown.toasts);
    change(
        shown,
        move || deactivate(shown, open, busy),
        busy,
        |now| person_deactivate(now.id, now.version),
        move |person| {
            open.try_set(false);
            let undo = move || reactivate(shown, busy);
            toasts.undoable(t.person_deactivated(person.name.as_str()), undo);
        },
    );
}

#[component]
fn Deactivate(shown: Shown) -> impl IntoView {
    let t = use_messages();
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let name = shown.now.read_untracked().name.clone();
    let title = Signal::stored(t.person_deactivate_title(name.as_str()));
    let text = t.person_deactivate_text(name);
    let confirm = move |_| deactivate(shown, open, busy);
    view! {
        <Button on:click=move |_| open.set(true)>{t.person_deactivate()}</Button>
        <Dialog open title id="person-deactivate">
            <p>{text.clone()}</p>
            <div class="dialog__actions">
                <Button look=Look::Primary busy on:click=confirm>
                    {t.person_deactivate_confirm()}
                </Button>
                <Button look=Look::Quiet on:click=move |_| open.set(false)>{t.action_cancel()}</Button>
            </div>
        </Dialog>
    }
}

fn reactivate(shown: Shown, busy: RwSignal<bool>) {
    let (t, toasts) = (use_messages(), shown.toasts);
    change(
        shown,
        move || reactivate(shown, busy),
        busy,
        |now| person_reactivate(now.id, now.version),
        move |person| toasts.show(t.person_reactivated(person.name.as_str())),
    );
}

#[component]
fn Reactivate(shown: Shown) -> impl IntoView {
    let t = use_messages();
    let busy = RwSignal::new(false);
    view! {
        <div class="people__actions">
            <Button look=Look::Primary busy on:click=move |_| reactivate(shown, busy)>
                {t.person_reactivate()}
            </Button>
        </div>
    }
}

/// Sends an invitation again.
fn renew(shown: Shown, busy: RwSignal<bool>) {
    let (t, toasts) = (use_messages(), shown.toasts);
    busy.set(true);
    let PersonDetail { id, name, .. } = shown.now.get_untracked();
    spawn_local(async move {
        let answer = invitation_renew(id).await;
        busy.try_set(false);
        match answer {
            Ok(invited) => {
                toasts.show(t.person_invitation_sent(name.as_str()));
                if let Some(path) = invited.path {
                    let text = t.people_handover_invitation(name.as_str());
                    shown.handed.try_set(Some(Handed { path, text }));
                }
            }
            Err(error) if shown.step_up.retry(&error, move || renew(shown, busy)) => return,
            Err(error) => toasts.fail(t.api_error(&error)),
        }
        shown.again.try_run(());
    });
}

#[component]
fn Invited(shown: Shown) -> impl IntoView {
    let t = use_messages();
    let toasts = shown.toasts;
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let revoke = move |_| {
        busy.set(true);
        let navigate = navigate.clone();
        let PersonDetail { id, name, .. } = shown.now.get_untracked();
        spawn_local(async move {
            let answer = invitation_revoke(id).await;
            busy.try_set(false);
            match answer {
                Ok(()) => {
                    toasts.show(t.person_invitation_revoked(name));
                    navigate("/people", Default::default());
                }
                Err(error) => {
                    toasts.fail(t.api_error(&error));
                    shown.again.try_run(());
                }
            }
        });
    };
    view! {
        <div class="people__actions">
            <Button look=Look::Primary busy on:click=move |_| renew(shown, busy)>
                {t.person_invitation_again()}
            </Button>
            <Button busy on:click=revoke>{t.person_invitation_revoke()}</Button>
        </div>
    }
}
