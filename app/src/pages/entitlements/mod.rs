//! `/organizations/<id>/entitlements`: what an organization may use or grant further, and
//! enabling licenses for it.
#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

mod card;
mod change;
mod draft;
mod extras;
mod guide;
mod inputs;
mod terms;

use crate::api::codec::Data;
use crate::api::entitlements::entitlement_list;
use crate::api::{AGAIN_AFTER, ApiError, ErrorCode};
use crate::i18n::use_messages;
use crate::live::wire::Topic;
use crate::live::{LiveEvent, use_live};
use crate::pages::not_found::NothingHere;
use crate::route::Route;
use crate::ui::{Button, EmptyState, ErrorState, IconName, Latest, Look, keyed, use_toasts, when};
use card::Card;
use domain::entitlement::{Holdings, Shown};
use domain::ids::OrgId;
use guide::Guide;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// The page.
#[component]
pub fn EntitlementsPage() -> impl IntoView {
    let path = use_location().pathname;
    // On the way to another page it stays what it was.
    let org = Memo::new(move |before: Option<&Option<OrgId>>| {
        let path = path.read();
        match Route::at(&path) {
            Some(Route::Entitlements) => path.split('/').nth(2).and_then(|id| id.parse().ok()),
            _ => before.copied().flatten(),
        }
    });
    let data = Data::new_with_options(
        move || org.get(),
        |org| async move {
            match org {
                Some(org) => entitlement_list(org).await,
                None => Err(ErrorCode::NotFound.into()),
            }
        },
        true,
    );
    let retry = Callback::new(move |()| data.refetch());
    // What passes by itself is asked for again by itself.
    Effect::new(move || {
        if data.get().is_some_and(|answer| answer.is_err_and(|error| error.code.passes())) {
            set_timeout(
                move || {
                    // The page may have been left by then.
                    retry.try_run(());
                },
                AGAIN_AFTER,
            );
        }
    });
    view! {
        <Transition>
            {move || Suspend::new(async move { view! { <Answer answer=data.await retry/> } })}
        </Transition>
    }
}

#[component]
fn Answer(answer: Result<Holdings, ApiError>, retry: Callback<()>) -> impl IntoView {
    let t = use_messages();
    match answer {
        Ok(holdings) => view! { <Held holdings/> }.into_any(),
        Err(error) if error.code == ErrorCode::NotFound => view! { <NothingHere/> }.into_any(),
        Err(error) => {
            let text = t.api_error(&error);
            view! {
                <Title text=t.error_title()/>
                <h1 class="unseen">{t.error_title()}</h1>
                <ErrorState text retry/>
            }
            .into_any()
        }
    }
}

/// What an organization holds; what is being filled in outlives reading it again.
#[component]
fn Held(holdings: Holdings) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let (org, name) = (holdings.org.id, holdings.org.name.clone());
    let now = RwSignal::new(holdings);
    let asked = Latest::default();
    let reload = Callback::new(move |()| {
        let mine = asked.begin();
        spawn_local(async move {
            let answer = entitlement_list(org).await;
            if !asked.is(mine) {
                return;
            }
            match answer {
                Ok(holdings) => {
                    now.try_set(holdings);
                }
                Err(error) => toasts.fail(t.api_error(&error)),
            }
        });
    });
    // What others change appears here, too.
    let view = use_live().view(move |event| {
        if event == LiveEvent::Changed {
            reload.try_run(());
        }
    });
    Effect::new(move || {
        let pos = now.read().pos;
        view.watch(Topic::Entitlements { pos });
    });
    let guide = RwSignal::new(false);
    let close = Callback::new(move |enabled: bool| {
        guide.try_set(false);
        if enabled {
            reload.try_run(());
        }
    });
    let manages = Signal::derive(move || now.read().manages);
    let active = move || keys(&now.read(), false);
    let ended = move || keys(&now.read(), true);
    let card = move |key: u64| {
        let shown = Memo::new(move |last: Option<&Option<Shown>>| {
            let held = now.read().held.iter().find(|held| key_of(held) == key).cloned();
            held.or_else(|| last.cloned().flatten())
        });
        view! { <Card shown manages reload/> }.into_any()
    };
    let opener = move || {
        (manages.get() && !guide.get()).then(|| {
            view! {
                <Button look=Look::Primary on:click=move |_| guide.set(true)>
                    {t.guide_open()}
                </Button>
            }
        })
    };
    let empty = move || {
        active().is_empty().then(|| {
            view! {
                <EmptyState
                    title=t.entitlements_none()
                    text=t.entitlements_none_hint()
                    icon=IconName::Info
                />
            }
        })
    };
    let before = move || {
        let count = ended().len();
        (count > 0).then(|| {
            view! {
                <details class="entitlements__ended">
                    <summary>{t.entitlements_ended(count)}</summary>
                    <ul class="entitlements__list">{keyed(ended, card)}</ul>
                </details>
            }
        })
    };
    view! {
        <Title text=t.entitlements_of(name.as_str())/>
        <div class="page__body entitlements">
            <p class="entitlements__back">
                <a href=format!("/organizations/{org}")>{t.entitlements_back(name.as_str())}</a>
            </p>
            <header class="entitlements__head">
                <h1>{t.entitlements_of(name)}</h1>
                {when(opener)}
            </header>
            {when(move || guide.get().then(|| view! { <Guide org close/> }))}
            <ul class="entitlements__list" aria-label=t.entitlements_held()>
                {keyed(active, card)}
            </ul>
            {when(empty)}
            {when(before)}
        </div>
    }
}

/// What tells entitlements apart in the page: the random half of their ids.
fn key_of(shown: &Shown) -> u64 {
    shown.entitlement.id.0.as_u64_pair().1
}

fn keys(holdings: &Holdings, ended: bool) -> Vec<u64> {
    let held = holdings.held.iter().filter(|held| held.entitlement.ended.is_some() == ended);
    held.map(key_of).collect()
}
