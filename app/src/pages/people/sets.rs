//! `/people/sets`: roles that an organization makes itself.

use super::may::May;
use super::set_form::SetForm;
use crate::api::ApiError;
use crate::api::codec::Data;
use crate::api::people::{set_delete, set_list};
use crate::i18n::use_messages;
use crate::ui::step_up::StepUp;
use crate::ui::{Button, Dialog, EmptyState, ErrorState, IconName, Look, maybe, rows, use_toasts};
use crate::ui::{dynamic, when};
use domain::people::PermissionSet;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;

/// What is being edited: a set, or none yet.
type Editing = RwSignal<Option<Option<PermissionSet>>>;

/// The page.
#[component]
pub(crate) fn SetsPage() -> impl IntoView {
    let t = use_messages();
    let sets = Data::new_with_options(|| (), |()| set_list(), true);
    let again = Callback::new(move |()| sets.refetch());
    view! {
        <Title text=t.sets_title()/>
        <article class="license">
            <p class="license__back"><a href="/people">{t.person_back()}</a></p>
            <Transition>
                {move || Suspend::new(async move { view! { <Answered answer=sets.await again/> } })}
            </Transition>
        </article>
    }
}

#[component]
fn Answered(answer: Result<Vec<PermissionSet>, ApiError>, again: Callback<()>) -> impl IntoView {
    let t = use_messages();
    match answer {
        Ok(sets) => view! { <Sets sets again/> }.into_any(),
        Err(error) => view! {
            <h1>{t.sets_title()}</h1>
            <ErrorState text=t.api_error(&error) retry=again/>
        }
        .into_any(),
    }
}

#[component]
fn Sets(sets: Vec<PermissionSet>, again: Callback<()>) -> impl IntoView {
    let t = use_messages();
    let editing: Editing = RwSignal::new(None);
    let open = RwSignal::new(false);
    let step_up = StepUp::new();
    Effect::new(move |_| open.set(editing.read().is_some()));
    Effect::new(move |_| {
        if !open.get() && editing.read_untracked().is_some() {
            editing.set(None);
        }
    });
    let title = Signal::derive(move || match &*editing.read() {
        Some(Some(set)) => t.sets_edit_of(set.name.as_str()),
        _ => t.sets_new(),
    });
    let none = sets.is_empty().then(|| {
        let (title, text) = (t.sets_none(), t.sets_none_hint());
        view! { <EmptyState title text icon=IconName::Columns/> }
    });
    let cards = sets.into_iter().map(|set| view! { <Card set editing again/> });
    let form = move || editing.get().map(|known| view! { <SetForm known editing again step_up/> });
    view! {
        <header class="license__head">
            <div>
                <h1>{t.sets_title()}</h1>
                <p class="page__lead">{t.sets_lead()}</p>
            </div>
            <Button look=Look::Primary on:click=move |_| editing.set(Some(None))>
                {t.sets_new()}
            </Button>
        </header>
        {maybe(none)}
        {rows(cards)}
        <Dialog open title id="permission-set">{when(form)}</Dialog>
        {step_up.show()}
    }
}

/// One set, with what it gives.
#[component]
fn Card(set: PermissionSet, editing: Editing, again: Callback<()>) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let trouble: RwSignal<Option<String>> = RwSignal::new(None);
    let PermissionSet { id, version, name, grants, people } = set.clone();
    let count = t.sets_people(people.len() as i64);
    let (edit_label, delete_label) = (t.sets_edit_of(&*name), t.sets_delete_of(&*name));
    let called = StoredValue::new(name.clone());
    let delete = move |_| {
        busy.set(true);
        spawn_local(async move {
            let answer = set_delete(id, version).await;
            busy.try_set(false);
            match answer {
                Ok(()) => {
                    toasts.show(t.sets_deleted(called.try_get_value().unwrap_or_default()));
                    again.try_run(());
                }
                Err(error) => {
                    trouble.try_set(Some(t.api_error(&error)));
                }
            }
        });
    };
    view! {
        <section class="license__card" aria-label=called.get_value()>
            <div class="license__head">
                <div>
                    <h2><bdi>{name}</bdi></h2>
                    <p class="faint" title=people.join(", ")>{count}</p>
                </div>
                <div class="people__actions">
                    <Button
                        attr:aria-label=edit_label
                        on:click=move |_| editing.set(Some(Some(set.clone())))
                    >
                        {t.sets_edit()}
                    </Button>
                    <Button busy attr:aria-label=delete_label on:click=delete>
                        {t.sets_delete()}
                    </Button>
                </div>
            </div>
            <p class="dialog__trouble" role="alert">{dynamic(move || trouble.get())}</p>
            <May grants/>
        </section>
    }
}
