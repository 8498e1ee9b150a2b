//! `/`: what needs doing now. It reads itself anew when something changes.
#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

mod cards;
mod chart;

use crate::api::codec::Data;
use crate::api::home::home;
use crate::i18n::use_messages;
use crate::live::wire::Topic;
use crate::pages::answered::answered;
use crate::pages::follow::follow;
use crate::route::Route;
use crate::session::use_session;
use crate::ui::navigate::go;
use crate::ui::{EmptyState, IconName, dynamic, list};
use cards::{Cards, Discounts, Requests};
use chart::Chart;
use domain::home::Home;
use domain::people::OrgKind;
use domain::policy::Action;
use leptos::prelude::*;
use leptos_meta::Title;

/// The page. Customers have nothing to answer or sell: their licenses are their home.
#[component]
pub(crate) fn HomePage() -> impl IntoView {
    let viewer = use_session().viewer;
    if viewer.is_some_and(|viewer| viewer.org_kind == OrgKind::Customer) {
        go(Route::Licenses.path());
        return ().into_any();
    }
    let data = Data::new_with_options(|| (), |()| home(), true);
    answered(data, |first| view! { <Doing first/> }.into_any())
}

#[component]
fn Doing(first: Home) -> impl IntoView {
    let t = use_messages();
    let now = RwSignal::new(first);
    let take = move |home| drop(now.try_set(home));
    follow(home, take, move || Topic::Home { pos: now.read().pos });
    let quiet = Memo::new(move |_| now.read().is_quiet());
    let content = move || match quiet.get() {
        true => {
            let (title, text) = (t.home_nothing(), t.home_nothing_hint());
            view! { <EmptyState title text icon=IconName::Check/> }.into_any()
        }
        false => view! {
            <Cards now/>
            <Requests now/>
            <Discounts now/>
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
        (may(Action::ViewOrders).then_some(Route::Discounts), t.discounts_title()),
        (Some(Route::Reminders), t.reminders_title()),
    ];
    let ways = ways.into_iter().filter_map(|(route, text)| {
        let href = route?.path();
        Some(view! { <a href=href>{text}</a> })
    });
    view! { <nav class="home__ways" aria-label=t.home_ways()>{list(ways)}</nav> }
}
