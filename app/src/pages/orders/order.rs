//! `/orders/<id>`: a cart about to become an order, or an order.

use super::actions::Actions;
use super::checkout::Checkout;
use super::lines::{Lines, Sums};
use super::tone;
use crate::api::ErrorCode;
use crate::api::codec::Data;
use crate::api::orders::{OrderShown, order_page};
use crate::i18n::{Messages, use_messages};
use crate::live::wire::Topic;
use crate::pages::answered::answered;
use crate::pages::follow::follow_by;
use crate::pages::licenses::Entries;
use crate::ui::{Badge, Icon, IconName, dynamic, list, maybe, when};
use domain::history::HistoryEntry;
use domain::ids::OrderId;
use domain::order::{OrderDetail, OrderState, Recipient, Side};
use domain::people::Language;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// The page.
#[component]
pub(crate) fn OrderPage() -> impl IntoView {
    let path = use_location().pathname;
    // On the way to another page it stays what it was.
    let id = Memo::new(move |before: Option<&Option<OrderId>>| {
        let path = path.read();
        match path.strip_prefix("/orders/") {
            Some(id) => id.parse().ok(),
            None => before.copied().flatten(),
        }
    });
    let data = Data::new_with_options(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => order_page(id).await,
                None => Err(ErrorCode::NotFound.into()),
            }
        },
        true,
    );
    answered(data, |shown| view! { <Order shown/> }.into_any())
}

/// An order; what is done here or elsewhere shows at once, and nothing typed is lost by it.
#[component]
fn Order(shown: OrderShown) -> impl IntoView {
    let OrderShown { order, log, pos } = shown;
    let (now, log, pos) = (RwSignal::new(order), RwSignal::new(log), RwSignal::new(pos));
    let id = now.read_untracked().id;
    let take = move |shown: OrderShown| {
        // An answer to what was done here may have been quicker.
        let newer = now.try_with_untracked(|known| match (known.state, shown.order.state) {
            (OrderState::Draft, OrderState::Draft) => known.version <= shown.order.version,
            (known, found) if known == OrderState::Draft || found == OrderState::Draft => {
                known == OrderState::Draft
            }
            _ => known.version <= shown.order.version,
        });
        if newer == Some(true) {
            now.try_set(shown.order);
        }
        log.try_set(shown.log);
        pos.try_set(shown.pos);
    };
    follow_by(move || order_page(id), take, move || Topic::Order { pos: pos.get() });
    let state = Memo::new(move |_| now.read().state);
    dynamic(move || match state.get() {
        OrderState::Draft => view! { <Checkout cart=now/> }.into_any(),
        _ => view! { <Made order=now log/> }.into_any(),
    })
}

#[component]
fn Made(order: RwSignal<OrderDetail>, log: RwSignal<Vec<HistoryEntry>>) -> impl IntoView {
    let t = use_messages();
    let number = move || order.read().number.clone().unwrap_or_default();
    let title = t.order_of(number());
    view! {
        <Title text=title/>
        <article class="page__body order">
            <p class="order__back"><a href="/orders">{t.orders_back()}</a></p>
            {dynamic(move || view! { <Head order=order.get()/> })}
            {dynamic(move || maybe(turn(t, &order.read())))}
            {dynamic(move || view! { <Facts order=order.get()/> })}
            <section class="card" aria-labelledby="order-lines">
                <h2 id="order-lines">{t.order_lines()}</h2>
                {dynamic(move || view! { <Lines order=order.get()/> })}
                {dynamic(move || view! { <Sums order=order.get()/> })}
            </section>
            {dynamic(move || view! { <Papers order=order.get()/> })}
            <Actions order/>
            {when(move || (!log.read().is_empty()).then(|| view! { <Log entries=log.get()/> }))}
        </article>
    }
}

/// What was done to it.
#[component]
fn Log(entries: Vec<HistoryEntry>) -> impl IntoView {
    let t = use_messages();
    view! {
        <section class="card" aria-labelledby="order-log">
            <h2 id="order-log">{t.order_log()}</h2>
            <Entries entries/>
        </section>
    }
}

/// The order on paper, in each language; for the one customer of it at the buyer's own price.
#[component]
fn Papers(order: OrderDetail) -> impl IntoView {
    let t = use_messages();
    let id = order.id;
    let mut customers = order.lines.iter().map(|line| match line.recipient {
        Recipient::Customer(_) => line.customer.clone(),
        _ => None,
    });
    let one = customers.next().flatten();
    let one = one.filter(|one| customers.all(|other| other.as_ref() == Some(one)));
    let priced = order.lines.iter().all(|line| line.price.is_some());
    let one = one.filter(|_| order.margin.is_some() && priced);
    let links = Language::ALL.map(|language| {
        let tag = language.tag();
        let own = one.clone().map(|name| {
            let text = t.order_pdf_customer(name, t.language_name(language));
            let href = format!("/orders/{id}/pdf?language={tag}&for=customer");
            view! { <li><a href=href rel="external" target="_blank">{text}</a></li> }
        });
        let text = t.order_pdf(t.language_name(language));
        let href = format!("/orders/{id}/pdf?language={tag}");
        view! {
            <li><a href=href rel="external" target="_blank">{text}</a></li>
            {maybe(own)}
        }
    });
    view! {
        <section class="card" aria-labelledby="order-papers">
            <h2 id="order-papers">{t.order_papers()}</h2>
            <ul class="order__papers">{list(links)}</ul>
        </section>
    }
}

#[component]
fn Head(order: OrderDetail) -> impl IntoView {
    let t = use_messages();
    let number = order.number.clone().unwrap_or_default();
    view! {
        <header class="order__head">
            <h1>{t.order_of(number)}</h1>
            <Badge tone=tone(order.state)>{t.order_state(order.state)}</Badge>
        </header>
    }
}

/// Whose turn it is, where somebody has to say yes; why it ended, where it did.
fn turn(t: Messages, order: &OrderDetail) -> Option<AnyView> {
    let own = order.margin.is_some();
    let text = match (order.state, order.awaits) {
        (OrderState::Quoted, Some(Side::Seller)) if own => t.order_waits_seller(),
        (OrderState::Quoted, Some(Side::Seller)) => t.order_asks_you(order.buyer.name.as_str()),
        (OrderState::Quoted, _) if own => t.order_quote_holds(),
        (OrderState::Approved, _) if own => t.order_approved_you(),
        (OrderState::Approved, _) => t.order_waits_buyer(order.buyer.name.as_str()),
        (OrderState::Expired, _) => t.order_has_expired(),
        (OrderState::Canceled, _) if order.reason.is_none() => t.order_is_canceled(),
        _ if order.reason.is_some() => String::new(),
        _ => return None,
    };
    let reason = order.reason.clone().map(|reason| {
        view! { <q class="order__reason"><bdi>{reason}</bdi></q> }
    });
    let bad = matches!(order.state, OrderState::Canceled | OrderState::Expired);
    let class = if bad { "notice notice--warning" } else { "notice" };
    Some(
        view! {
            <p class=class>
                <Icon name=IconName::Info/>
                <span>{text} " " {maybe(reason)}</span>
            </p>
        }
        .into_any(),
    )
}

/// Who, when, under which numbers.
#[component]
fn Facts(order: OrderDetail) -> impl IntoView {
    let t = use_messages();
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let facts = [
        (t.order_buyer(), Some(order.buyer.name.clone())),
        (t.order_seller(), order.seller.as_ref().map(|seller| seller.name.clone())),
        (t.order_person(), text(&order.person)),
        (t.order_begun(), Some(t.datetime(order.created_at))),
        (t.order_placed_at(), order.placed_at.map(|at| t.datetime(at))),
        (
            t.order_valid_until(),
            order
                .valid_until
                .filter(|_| order.awaits.is_some() || order.state == OrderState::Expired)
                .map(|day| t.date(day)),
        ),
        (t.order_own_number(), text(&order.checkout.own_number)),
        (t.order_reference(), text(&order.checkout.reference)),
        (t.order_agreed_at(), order.agreed_at.map(|at| t.datetime(at))),
        (t.order_agreed_terms(), text(&order.checkout.agreed_terms)),
    ];
    let facts = facts.into_iter().filter_map(|(term, text)| {
        let text = text?;
        Some(view! { <div><dt>{term}</dt> <dd><bdi>{text}</bdi></dd></div> })
    });
    view! { <dl class="order__facts">{list(facts.collect::<Vec<_>>())}</dl> }
}
