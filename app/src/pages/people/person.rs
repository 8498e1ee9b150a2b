//! `/people/<id>`: somebody, or somebody invited, and what one may do about it.

use super::actions::Actions;
use super::handover::{Handed, HandoverDialog};
use super::may::May;
use super::sessions::Sessions;
use crate::api::codec::Data;
use crate::api::people::{person_get, person_history};
use crate::api::{ApiError, ErrorCode};
use crate::i18n::use_messages;
use crate::pages::licenses::Entries;
use crate::pages::not_found::NothingHere;
use crate::pages::profile::TokenTable;
use crate::ui::step_up::StepUp;
use crate::ui::{Badge, ErrorState, RelativeTime, Toasts, Tone, dynamic, maybe, use_toasts, when};
use domain::ids::PersonId;
use domain::people::{Access, PersonDetail};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    /// Whom the page is about, as it is after what was done here.
    pub(super) now: RwSignal<PersonDetail>,
    /// Reads it again.
    pub(super) again: Callback<()>,
    /// A link to hand over.
    pub(super) handed: RwSignal<Option<Handed>>,
    /// Where outcomes are told. What waits for a proof is done outside of the page's context.
    pub(super) toasts: Toasts,
    /// Asks again who one is, before anything is done about others.
    pub(super) step_up: StepUp,
}

/// The page of one person.
#[component]
pub(crate) fn PersonPage() -> impl IntoView {
    let path = use_location().pathname;
    // On the way to another page it stays what it was.
    let id = Memo::new(move |before: Option<&Option<PersonId>>| {
        let path = path.read();
        match path.strip_prefix("/people/") {
            Some(id) => id.parse().ok(),
            None => before.copied().flatten(),
        }
    });
    let detail = Data::new_with_options(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => person_get(id).await,
                None => Err(ErrorCode::NotFound.into()),
            }
        },
        true,
    );
    let again = Callback::new(move |()| detail.refetch());
    view! {
        <Transition>
            {move || Suspend::new(async move { view! { <Answered answer=detail.await again/> } })}
        </Transition>
    }
}

#[component]
fn Answered(answer: Result<PersonDetail, ApiError>, again: Callback<()>) -> impl IntoView {
    let t = use_messages();
    match answer {
        Ok(detail) => view! { <Detail detail again/> }.into_any(),
        Err(error) if error.code == ErrorCode::NotFound => view! { <NothingHere/> }.into_any(),
        Err(error) => view! {
            <Title text=t.error_title()/>
            <h1 class="unseen">{t.error_title()}</h1>
            <ErrorState text=t.api_error(&error) retry=again/>
            <p class="license__back"><a href="/people">{t.person_back()}</a></p>
        }
        .into_any(),
    }
}

#[component]
fn Detail(detail: PersonDetail, again: Callback<()>) -> impl IntoView {
    let t = use_messages();
    let title = detail.name.clone();
    let (id, own) = (detail.id, detail.own);
    let shown = Shown {
        now: RwSignal::new(detail),
        again,
        handed: RwSignal::new(None),
        toasts: use_toasts(),
        step_up: StepUp::new(),
    };
    let now = shown.now;
    view! {
        <Title text=title/>
        <article class="license">
            <p class="license__back"><a href="/people">{t.person_back()}</a></p>
            <header class="license__head">
                <div>
                    <h1 class="license__name"><bdi>{move || now.read().name.clone()}</bdi></h1>
                    <p class="people__email">{now.read_untracked().email.clone()}</p>
                </div>
                {dynamic(move || access(now.read().access))}
            </header>
            {maybe(own.then(|| view! {
                <p class="notice"><a href="/profile">{t.person_self()}</a></p>
            }))}
            {when(move || now.read().manageable.then(|| view! { <Actions shown/> }))}
            <section class="license__card" aria-label=t.person_details()>
                {dynamic(move || view! { <Facts person=now.get()/> })}
            </section>
            <section class="license__card" aria-labelledby="person-may">
                <h2 id="person-may">{t.person_may()}</h2>
                {dynamic(move || view! { <May grants=now.read().grants/> })}
            </section>
            {when(move || {
                let sees = now.read().manageable && now.read().access == Access::Active;
                sees.then(|| view! { <Sessions shown/> })
            })}
            {when(move || {
                let tokens = now.read().tokens.clone();
                (!tokens.is_empty()).then(|| view! {
                    <section class="license__card" aria-labelledby="person-tokens">
                        <h2 id="person-tokens">{t.tokens_title()}</h2>
                        <TokenTable tokens person=id again/>
                    </section>
                })
            })}
            <section class="license__card" aria-labelledby="person-history">
                <h2 id="person-history">{t.person_history()}</h2>
                <History id now/>
            </section>
        </article>
        <HandoverDialog handed=shown.handed/>
        {shown.step_up.show()}
    }
}

fn access(access: Access) -> AnyView {
    let t = use_messages();
    let tone = match access {
        Access::Active => Tone::Good,
        Access::Invited => Tone::Accent,
        Access::Deactivated => Tone::Neutral,
    };
    view! { <Badge tone>{t.access(access)}</Badge> }.into_any()
}

#[component]
fn Facts(person: PersonDetail) -> impl IntoView {
    let t = use_messages();
    let role = person.set.unwrap_or_else(|| t.role(person.choice.role()));
    let seen = match person.seen {
        Some(seen) => view! { <RelativeTime moment=seen/> }.into_any(),
        None => view! { <span class="faint">{t.person_never_seen()}</span> }.into_any(),
    };
    let by = person.invited_by.map(|by| {
        view! {
            <dt>{t.person_invited_by()}</dt>
            <dd><bdi>{by}</bdi></dd>
        }
    });
    let until = person.until.map(|until| {
        view! {
            <dt>{t.person_until()}</dt>
            <dd><RelativeTime moment=until/></dd>
        }
    });
    let seen = until.is_none().then(|| {
        view! {
            <dt>{t.column("seen")}</dt>
            <dd>{seen}</dd>
        }
    });
    view! {
        <dl class="license__facts">
            <dt>{t.column("role")}</dt>
            <dd><bdi>{role}</bdi></dd>
            <dt>{t.column("organization")}</dt>
            <dd><a href=format!("/organizations/{}", person.org.id)><bdi>{person.org.name}</bdi></a></dd>
            {maybe(seen)}
            <dt>{t.person_since()}</dt>
            <dd><RelativeTime moment=person.created/></dd>
            {maybe(by)}
            {maybe(until)}
        </dl>
    }
}

/// What was done to somebody, read when it is shown and whenever it changed.
#[component]
fn History(id: PersonId, now: RwSignal<PersonDetail>) -> impl IntoView {
    let t = use_messages();
    let entries = RwSignal::new(None);
    let version = Memo::new(move |_| (now.read().version, now.read().sessions.len()));
    Effect::new(move |_| {
        version.track();
        spawn_local(async move {
            let answer = person_history(id).await;
            entries.try_set(Some(answer));
        });
    });
    dynamic(move || match entries.get() {
        None => ().into_any(),
        Some(Err(error)) => view! { <p role="alert">{t.api_error(&error)}</p> }.into_any(),
        Some(Ok(entries)) if entries.is_empty() => {
            view! { <p class="faint">{t.license_history_empty()}</p> }.into_any()
        }
        Some(Ok(entries)) => view! { <Entries entries/> }.into_any(),
    })
}
