//! `/`: what needs doing now. It reads itself anew when something changes.
#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

mod cards;
mod chart;

use crate::api::AGAIN_AFTER;
use crate::api::codec::Data;
use crate::api::home::home;
use crate::i18n::use_messages;
use crate::live::wire::Topic;
use crate::live::{LiveEvent, use_live};
use crate::pages::answered::answered;
use crate::route::Route;
use crate::session::use_session;
use crate::ui::navigate::go;
use crate::ui::{EmptyState, IconName, Latest, dynamic, list, use_toasts};
use cards::{Cards, Requests};
use chart::Chart;
use domain::home::Home;
use domain::people::OrgKind;
use domain::policy::Action;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use std::time::Duration;

/// Changes that come within so long are read together.
const PAUSE: Duration = Duration::from_secs(1);

/// The page. Customers have nothing to answer or sell: their licenses are their home.
#[component]
pub(crate) fn HomePage() -> impl IntoView {
    let viewer = use_session().viewer;
    if viewer.is_some_and(|viewer| viewer.org_kind == OrgKind::Customer) {
        go(Route::Licenses.path());
        return ().into_any();
    }
    let data = Data::new_with_options(|| (), |()| home(), true);
    answered(data, |home| view! { <Doing home/> }.into_any())
}

#[component]
fn Doing(home: Home) -> impl IntoView {
    let t = use_messages();
    let now = RwSignal::new(home);
    follow(now);
    let quiet = Memo::new(move |_| now.read().is_quiet());
    let content = move || match quiet.get() {
        true => {
            let (title, text) = (t.home_nothing(), t.home_nothing_hint());
            view! { <EmptyState title text icon=IconName::Check/> }.into_any()
        }
        false => view! {
            <Cards now/>
            <Requests now/>
            <Chart now/>
        }
        .into_any(),
    };
    view! {
        <Title text=t.home_title()/>
        <div class="page__body home">
            <header class="page__head">
                <h1>{t.home_title()}</h1>
                <Ways/>
            </header>
            {dynamic(content)}
        </div>
    }
}

/// Pages that one goes to from here.
#[component]
fn Ways() -> impl IntoView {
    let t = use_messages();
    let viewer = use_session().viewer;
    let may = |action| viewer.as_ref().is_some_and(|viewer| viewer.may(action));
    let ways = [
        (Some(Route::Calendar), t.calendar_title()),
        (may(Action::ViewOrders).then_some(Route::Invoices), t.invoices_title()),
        (Some(Route::Reminders), t.reminders_title()),
    ];
    let ways = ways.into_iter().filter_map(|(route, text)| {
        let href = route?.path();
        Some(view! { <a href=href>{text}</a> })
    });
    view! { <nav class="home__ways" aria-label=t.home_ways()>{list(ways)}</nav> }
}

/// Reads anew what others change, at most once in [`PAUSE`] however much that is.
fn follow(now: RwSignal<Home>) {
    let t = use_messages();
    let toasts = use_toasts();
    let asked = Latest::default();
    let waiting = StoredValue::new(false);
    let again: StoredValue<Option<Callback<Duration>>> = StoredValue::new(None);
    let read = move || {
        let mine = asked.begin();
        spawn_local(async move {
            let answer = home().await;
            if !asked.is(mine) {
                return;
            }
            match answer {
                Ok(home) => drop(now.try_set(home)),
                Err(error) if error.code.passes() => {
                    if let Some(again) = again.try_get_value().flatten() {
                        again.run(AGAIN_AFTER);
                    }
                }
                Err(error) => toasts.fail(t.api_error(&error)),
            }
        });
    };
    let soon = Callback::new(move |pause: Duration| {
        if waiting.try_update_value(|waiting| std::mem::replace(waiting, true)) != Some(false) {
            return;
        }
        set_timeout(
            move || {
                // None when the page was left by then.
                if waiting.try_set_value(false).is_none() {
                    read();
                }
            },
            pause,
        );
    });
    again.set_value(Some(soon));
    let view = use_live().view(move |event| {
        if event == LiveEvent::Changed {
            soon.try_run(PAUSE);
        }
    });
    Effect::new(move || {
        let pos = now.read().pos;
        view.watch(Topic::Home { pos });
    });
}
