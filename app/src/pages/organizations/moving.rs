//! Moving a customer to another partner: where to, what stands in the way, and whether.

use super::deeds::{Obstacles, told};
use crate::api::ApiError;
use crate::api::organizations::{
    organization_move, organization_move_obstacles, organization_targets,
};
use crate::i18n::use_messages;
use crate::ui::step_up::StepUp;
use crate::ui::{Button, Dialog, Field, Latest, Look, TextInput, use_toasts, when};
use domain::field::FieldError;
use domain::license::OrgRef;
use domain::organization::OrgDetail;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// A pause in typing after which is searched.
const PAUSE: Duration = Duration::from_millis(200);

/// What is moved, from where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Moved {
    /// What.
    pub(super) org: OrgRef,
    /// The version that was seen.
    pub(super) version: i32,
    /// The partner that it leaves.
    pub(super) from: String,
}

/// A move that is being decided.
#[derive(Clone, Copy)]
pub(super) struct Moving {
    open: RwSignal<bool>,
    what: RwSignal<Option<Moved>>,
    to: RwSignal<Option<OrgRef>>,
}

impl Moving {
    pub(super) fn new() -> Self {
        Self { open: RwSignal::new(false), what: RwSignal::new(None), to: RwSignal::new(None) }
    }

    /// Asks where an organization shall go.
    pub(super) fn begin(self, org: &OrgDetail) {
        let from = org.above.last().map(|above| above.name.clone()).unwrap_or_default();
        self.ask(Moved { org: org.reference(), version: org.version, from }, None);
    }

    /// Asks whether something shall go to a partner, or where.
    pub(super) fn ask(self, what: Moved, to: Option<OrgRef>) {
        self.what.set(Some(what));
        self.to.set(to);
        self.open.set(true);
    }
}

/// The dialog.
#[component]
pub(super) fn MoveDialog(moving: Moving, moved: Callback<OrgDetail>) -> impl IntoView {
    let (t, toasts) = (use_messages(), use_toasts());
    let Moving { open, what, to } = moving;
    let name = move || what.read().as_ref().map(|what| what.org.name.clone()).unwrap_or_default();
    let from = move || what.read().as_ref().map(|what| what.from.clone()).unwrap_or_default();
    let title = move || match &*to.read() {
        Some(to) => t.organization_move_to(name(), to.name.as_str()),
        None => t.organization_move_title(name()),
    };
    let found: RwSignal<Option<Result<Vec<FieldError>, ApiError>>> = RwSignal::new(None);
    let busy = RwSignal::new(false);
    let latest = Latest::default();
    Effect::new(move || {
        let (Some(what), Some(to), true) = (what.get(), to.get(), open.get()) else { return };
        found.set(None);
        let mine = latest.begin();
        spawn_local(async move {
            let answer = organization_move_obstacles(what.org.id, to.id).await;
            if latest.is(mine) {
                found.try_set(Some(answer));
            }
        });
    });
    let free = Memo::new(move |_| matches!(&*found.read(), Some(Ok(found)) if found.is_empty()));
    let step_up = StepUp::new();
    let once_more: StoredValue<Option<Callback<()>>> = StoredValue::new(None);
    let act = Callback::new(move |()| {
        let (Some(what), Some(to)) = (what.get_untracked(), to.get_untracked()) else { return };
        busy.set(true);
        spawn_local(async move {
            let answer = organization_move(what.org.id, what.version, to.id).await;
            busy.try_set(false);
            match answer {
                Ok(after) => {
                    open.try_set(false);
                    toasts.show(t.organization_moved(what.org.name.as_str(), to.name.as_str()));
                    moved.try_run(after);
                }
                Err(error) if error.fields.is_empty() => {
                    let again = move || {
                        if let Some(act) = once_more.try_get_value().flatten() {
                            act.run(());
                        }
                    };
                    if !step_up.retry(&error, again) {
                        toasts.fail(told(t, &error));
                    }
                }
                Err(error) => {
                    found.try_set(Some(Ok(error.fields)));
                }
            }
        });
    });
    once_more.set_value(Some(act));
    view! {
        <Dialog open id="move-dialog" title=Signal::derive(title)>
            {when(move || to.read().is_none().then(|| view! { <Target to/> }))}
            {when(move || to.read().is_some().then(|| view! {
                <p>{t.organization_move_text(from())}</p>
                <Obstacles found/>
            }))}
            <div class="dialog__actions">
                <Button on:click=move |_| open.set(false)>{t.action_cancel()}</Button>
                <Button
                    look=Look::Primary
                    busy
                    disabled=Signal::derive(move || to.read().is_none() || !free.get())
                    on:click=move |_| act.run(())
                >
                    {t.organization_move_button()}
                </Button>
            </div>
        </Dialog>
        {step_up.show()}
    }
}

/// The choice of a partner.
#[component]
fn Target(to: RwSignal<Option<OrgRef>>) -> impl IntoView {
    let t = use_messages();
    let search = RwSignal::new(String::new());
    let found: RwSignal<Option<Result<Vec<OrgRef>, ApiError>>> = RwSignal::new(None);
    Effect::new(move || {
        let text = search.get();
        spawn_local(async move {
            let answer = organization_targets(text.clone()).await;
            // An older answer never replaces a newer one.
            if search.try_with_untracked(|now| *now == text) == Some(true) {
                found.set(Some(answer));
            }
        });
    });
    let typed = Latest::default();
    let later = move |ev: leptos::ev::Event| {
        let text = event_target_value(&ev);
        typed.later(PAUSE, move || {
            search.try_set(text);
        });
    };
    let choices = move || match found.get() {
        None => ().into_any(),
        Some(Err(error)) => view! { <p role="alert">{t.api_error(&error)}</p> }.into_any(),
        Some(Ok(found)) if found.is_empty() => {
            view! { <p class="faint">{t.organization_move_none()}</p> }.into_any()
        }
        Some(Ok(found)) => found
            .into_iter()
            .map(|org| {
                let choose = {
                    let org = org.clone();
                    move |_| to.set(Some(org.clone()))
                };
                view! {
                    <li>
                        <button type="button" class="button button--quiet" on:click=choose>
                            <bdi>{org.name}</bdi>
                        </button>
                    </li>
                }
            })
            .collect_view()
            .into_any(),
    };
    view! {
        <Field id="move-search" label=t.organization_move_search()>
            <TextInput name="partner" kind="search" on:input=later/>
        </Field>
        <ul class="targets">{choices}</ul>
    }
}
