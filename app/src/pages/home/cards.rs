//! Numbers that lead to what they count, and the requests that wait.

use super::chart::{amounts, between};
use crate::i18n::use_messages;
use crate::route::Route;
use crate::ui::{Icon, IconName, RelativeTime, keyed, maybe, when};
use domain::home::{Home, LAPSE_DAYS, PAST_DAYS, RISK_DAYS};
use leptos::prelude::*;

/// Where a request for an answer is among all orders.
const WAITING: &str = "progress=quoted,approved";

/// The numbers.
#[component]
pub(super) fn Cards(now: RwSignal<Home>) -> impl IntoView {
    let t = use_messages();
    let number = move |of: fn(&Home) -> i64| Signal::derive(move || t.number(of(&now.read())));
    let expired = Signal::derive(move || {
        let (from, until) = Home::past(now.read().today);
        between("status=expired", from, until)
    });
    let lapsing = grid::url::address("/licenses", &format!("tab=unused&expires=next-{LAPSE_DAYS}"));
    let risk = Signal::derive(move || {
        let today = now.read().today;
        between("", Home::past(today).0, Home::risk_until(today))
    });
    let worth = Signal::derive(move || amounts(t, &now.read().value_at_risk));
    let knows = now.read_untracked().requests.is_some();
    let waiting = move || {
        let now = now.read();
        now.requests.as_ref().map_or(0, |requests| requests.count)
    };
    let waiting = Signal::derive(move || t.number(waiting()));
    view! {
        <ul class="home__cards">
            <Card
                href=expired
                number=number(|home| home.expired)
                label=t.home_expired()
                hint=t.home_expired_hint(PAST_DAYS)
            />
            <Card
                href=Signal::stored(lapsing)
                number=number(|home| home.lapsing)
                label=t.home_lapsing()
                hint=t.home_lapsing_hint(u64::from(LAPSE_DAYS))
            />
            {maybe(knows.then(|| view! {
                <Card
                    href=Signal::stored(grid::url::address("/orders", WAITING))
                    number=waiting
                    label=t.home_requests()
                    hint=t.home_requests_hint()
                />
                <Card
                    href=risk
                    number=Signal::derive(move || {
                        Some(worth.get()).filter(|worth| !worth.is_empty()).unwrap_or_else(|| t.number(0))
                    })
                    label=t.home_risk()
                    hint=t.home_risk_hint(RISK_DAYS, PAST_DAYS)
                />
            }))}
        </ul>
    }
}

#[component]
fn Card(
    href: Signal<String>,
    number: Signal<String>,
    label: String,
    hint: String,
) -> impl IntoView {
    view! {
        <li>
            <a class="home__card" href=move || href.get()>
                <span class="home__label">{label}</span>
                " "
                <strong class="home__number">{move || number.get()}</strong>
                " "
                <span class="home__hint">{hint}</span>
            </a>
        </li>
    }
}

/// The requests that wait longest, each with its way.
#[component]
pub(super) fn Requests(now: RwSignal<Home>) -> impl IntoView {
    let t = use_messages();
    let some =
        Memo::new(move |_| now.read().requests.as_ref().is_some_and(|requests| requests.count > 0));
    let keys = move || {
        let now = now.read();
        let first = now.requests.iter().flat_map(|requests| &requests.first);
        first.map(|request| request.id.0.as_u64_pair().1).collect()
    };
    let item = move |key: u64| {
        let now = now.read_untracked();
        let mut first = now.requests.iter().flat_map(|requests| &requests.first);
        let found = first.find(|request| request.id.0.as_u64_pair().1 == key).cloned();
        let row = found.map(|request| {
            let href = format!("/orders/{}", request.id);
            view! {
                <li class="home__request">
                    <a href=href>{t.order_of(request.number)}</a>
                    <bdi>{request.partner.name}</bdi>
                    <span class="faint"><RelativeTime moment=request.since/></span>
                </li>
            }
        });
        maybe(row)
    };
    when(move || {
        some.get().then(|| {
            view! {
                <section class="card" aria-labelledby="home-requests">
                    <h2 id="home-requests">{t.home_requests()}</h2>
                    <ul class="home__requests">{keyed(keys, item)}</ul>
                    <p>
                        <a href=grid::url::address("/orders", WAITING)>{t.home_requests_all()}</a>
                    </p>
                </section>
            }
        })
    })
}

/// How many requests for a discount wait besides.
#[component]
pub(super) fn Discounts(now: RwSignal<Home>) -> impl IntoView {
    let t = use_messages();
    let count = Memo::new(move |_| {
        let now = now.read();
        now.requests.as_ref().map_or(0, |requests| requests.discounts)
    });
    when(move || {
        (count.get() > 0).then(|| {
            view! {
                <p class="notice">
                    <Icon name=IconName::Info/>
                    <a href=Route::Discounts.path()>{t.home_discounts(count.get())}</a>
                </p>
            }
        })
    })
}
