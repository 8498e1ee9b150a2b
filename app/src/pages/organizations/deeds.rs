//! Suspending, reactivating, closing and moving an organization.

use super::moving::{MoveDialog, Moving};
use crate::api::organizations::{
    organization_close, organization_close_obstacles, organization_reactivate, organization_suspend,
};
use crate::api::{ApiError, ErrorCode};
use crate::i18n::{Messages, use_messages};
use crate::ui::step_up::StepUp;
use crate::ui::{Button, Dialog, Field, Look, Spinner, TextInput, Toasts, list, use_toasts, when};
use domain::field::FieldError;
use domain::organization::{OrgDetail, OrgState};
use domain::people::OrgKind;
use domain::policy::Action;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What may be done to an organization, with its dialogs.
#[component]
pub(super) fn Deeds(org: RwSignal<OrgDetail>) -> impl IntoView {
    let t = use_messages();
    let detail = org.get_untracked();
    let suspends = super::may(&detail, Action::SuspendOrganization);
    let closes = super::may(&detail, Action::CloseOrganization);
    let moves = super::may(&detail, Action::MoveOrganization) && detail.kind == OrgKind::Customer;
    if !(suspends || closes || moves) {
        return ().into_any();
    }
    let (suspending, closing) = (RwSignal::new(false), RwSignal::new(false));
    let moving = Moving::new();
    let work = Work { t, org, toasts: use_toasts(), busy: RwSignal::new(false) };
    let state = Memo::new(move |_| org.read().state);
    let alone = Memo::new(move |_| org.read().suspended_with.is_none());
    let buttons = move || {
        let state = state.get();
        let suspend = (suspends && state == OrgState::Active).then(|| {
            view! {
                <Button on:click=move |_| suspending.set(true)>{t.organization_suspend()}</Button>
            }
        });
        let reactivate = (suspends && state == OrgState::Suspended && alone.get()).then(|| {
            view! {
                <Button busy=work.busy on:click=move |_| work.reactivate()>
                    {t.organization_reactivate()}
                </Button>
            }
        });
        let go = (moves && state != OrgState::Closed).then(|| {
            view! {
                <Button on:click=move |_| moving.begin(&org.read_untracked())>
                    {t.organization_move()}
                </Button>
            }
        });
        let close = (closes && state != OrgState::Closed).then(|| {
            view! {
                <Button on:click=move |_| closing.set(true)>{t.organization_close()}</Button>
            }
        });
        Some(view! { {suspend} {reactivate} {go} {close} }).filter(|_| state != OrgState::Closed)
    };
    let moved = Callback::new(move |after: OrgDetail| {
        org.set(after);
        // It has another way up and another partner now.
        #[cfg(not(feature = "ssr"))]
        let _ = window().location().reload();
    });
    view! {
        <section
            class="organization__card"
            aria-labelledby="organization-state"
            hidden=move || state.get() == OrgState::Closed
        >
            <h2 id="organization-state">{t.organization_state()}</h2>
            <div class="organization__deeds">{when(buttons)}</div>
        </section>
        <SuspendDialog work open=suspending/>
        <CloseDialog work open=closing/>
        <MoveDialog moving moved/>
    }
    .into_any()
}

/// An organization that something is done to.
#[derive(Clone, Copy)]
struct Work {
    t: Messages,
    org: RwSignal<OrgDetail>,
    toasts: Toasts,
    busy: RwSignal<bool>,
}

impl Work {
    /// Takes an answer; whether it was good.
    fn done(self, answer: Result<OrgDetail, ApiError>) -> bool {
        self.busy.try_set(false);
        match answer {
            Ok(after) => {
                self.org.try_set(after);
                true
            }
            Err(error) => {
                self.toasts.fail(told(self.t, &error));
                false
            }
        }
    }

    fn reactivate(self) {
        let now = self.org.get_untracked();
        self.busy.set(true);
        spawn_local(async move {
            self.done(organization_reactivate(now.id, now.version).await);
        });
    }
}

/// A refusal in one line.
pub(super) fn told(t: Messages, error: &ApiError) -> String {
    match error.fields.first() {
        Some(first) => t.field_error(first),
        None => t.api_error(error),
    }
}

#[component]
fn SuspendDialog(work: Work, open: RwSignal<bool>) -> impl IntoView {
    let t = work.t;
    let name = move || work.org.read().draft.name.clone();
    let below = RwSignal::new(false);
    let has_below = Memo::new(move |_| work.org.read().children > 0);
    let act = move |_| {
        let now = work.org.get_untracked();
        work.busy.set(true);
        spawn_local(async move {
            let with = below.try_get_untracked().unwrap_or_default();
            if work.done(organization_suspend(now.id, now.version, with).await) {
                open.try_set(false);
                let name = now.draft.name;
                work.toasts
                    .undoable(format!("{name}: {}", t.org_state(OrgState::Suspended)), move || {
                        work.reactivate()
                    });
            }
        });
    };
    view! {
        <Dialog
            open
            id="suspend-dialog"
            title=Signal::derive(move || t.organization_suspend_title(name()))
        >
            <p>{t.organization_suspend_text()}</p>
            {when(move || has_below.get().then(|| view! {
                <label class="choice-line">
                    <input
                        type="checkbox"
                        prop:checked=move || below.get()
                        on:change=move |ev| below.set(event_target_checked(&ev))
                    />
                    <span>{t.organization_suspend_below()}</span>
                </label>
            }))}
            <div class="dialog__actions">
                <Button on:click=move |_| open.set(false)>{t.action_cancel()}</Button>
                <Button look=Look::Primary busy=work.busy on:click=act>
                    {t.organization_suspend()}
                </Button>
            </div>
        </Dialog>
    }
}

#[component]
fn CloseDialog(work: Work, open: RwSignal<bool>) -> impl IntoView {
    let t = work.t;
    let name = move || work.org.read().draft.name.clone();
    let hindered: RwSignal<Option<Result<Vec<FieldError>, ApiError>>> = RwSignal::new(None);
    let typed = RwSignal::new(String::new());
    Effect::new(move || {
        if open.get() {
            let id = work.org.read_untracked().id;
            hindered.set(None);
            typed.set(String::new());
            spawn_local(async move {
                let found = organization_close_obstacles(id).await;
                hindered.try_set(Some(found));
            });
        }
    });
    let free = move || matches!(&*hindered.read(), Some(Ok(found)) if found.is_empty());
    let sure = Signal::derive(move || free() && typed.read().trim() == name());
    let step_up = StepUp::new();
    let once_more: StoredValue<Option<Callback<()>>> = StoredValue::new(None);
    let act = Callback::new(move |()| {
        let now = work.org.get_untracked();
        work.busy.set(true);
        spawn_local(async move {
            match organization_close(now.id, now.version).await {
                // Something came in the way since.
                Err(error) if error.code == ErrorCode::Invalid => {
                    work.busy.try_set(false);
                    hindered.try_set(Some(Ok(error.fields)));
                }
                Err(error) if error.code == ErrorCode::StepUp => {
                    work.busy.try_set(false);
                    step_up.retry(&error, move || {
                        if let Some(act) = once_more.try_get_value().flatten() {
                            act.run(());
                        }
                    });
                }
                answer => {
                    if work.done(answer) {
                        open.try_set(false);
                    }
                }
            }
        });
    });
    once_more.set_value(Some(act));
    view! {
        <Dialog
            open
            id="close-dialog"
            title=Signal::derive(move || t.organization_close_title(name()))
        >
            <form on:submit=move |ev| {
                ev.prevent_default();
                if sure.get_untracked() {
                    act.run(());
                }
            }>
                <p>{t.organization_close_text()}</p>
                <Obstacles found=hindered/>
                {when(move || free().then(|| view! {
                    <Field id="close-name" label=t.organization_close_type()>
                        <TextInput
                            name="name"
                            on:input=move |ev| typed.set(event_target_value(&ev))
                        />
                    </Field>
                }))}
                <div class="dialog__actions">
                    <Button on:click=move |_| open.set(false)>{t.action_cancel()}</Button>
                    <Button
                        look=Look::Primary
                        submit=true
                        busy=work.busy
                        disabled=Signal::derive(move || !sure.get())
                    >
                        {t.organization_close()}
                    </Button>
                </div>
            </form>
        </Dialog>
        {step_up.show()}
    }
}

/// What stands in the way, once it is known.
#[component]
pub(super) fn Obstacles(
    found: RwSignal<Option<Result<Vec<FieldError>, ApiError>>>,
) -> impl IntoView {
    let t = use_messages();
    move || match found.get() {
        None => view! { <Spinner/> }.into_any(),
        Some(Err(error)) => {
            view! { <p class="field__error" role="alert">{told(t, &error)}</p> }.into_any()
        }
        Some(Ok(found)) if found.is_empty() => ().into_any(),
        Some(Ok(found)) => view! {
            <div class="notice notice--bad obstacles" role="alert">
                <p>{t.organization_hindered()}</p>
                <ul>{list(found.iter().map(|error| view! { <li>{t.field_error(error)}</li> }))}</ul>
            </div>
        }
        .into_any(),
    }
}
