//! What is in the carts.

use super::{Buying, term};
use crate::api::orders::cart_remove;
use crate::ui::{IconButton, IconName, dynamic, list, rows};
use domain::order::{Deed, OrderDetail};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The carts, one for each currency.
#[component]
pub(super) fn Carts(buying: Buying) -> impl IntoView {
    let t = buying.t;
    dynamic(move || {
        let carts = buying.carts.get();
        if carts.is_empty() {
            return view! {
                <section class="card buy__cart">
                    <h2>{t.cart_title()}</h2>
                    <p class="faint">{t.cart_empty()}</p>
                </section>
            }
            .into_any();
        }
        rows(carts.into_iter().map(|cart| one(buying, cart)))
    })
}

fn one(buying: Buying, cart: OrderDetail) -> AnyView {
    let t = buying.t;
    let id = cart.id;
    let lines = cart.lines.iter().map(|line| {
        let line_id = line.id;
        let name = line.edition.name.clone();
        let what = t.cart_line(line.count, t.license_seats(line.seats), term(t, line.years));
        let whom = line.customer.clone().unwrap_or_else(|| t.buy_for_later());
        let price = match &line.price {
            Some(price) => t.money(price.net),
            None => t.order_on_request(),
        };
        let remove = move |_| {
            spawn_local(async move {
                match cart_remove(id, line_id).await {
                    Ok(cart) => buying.cart_is(cart),
                    Err(error) => buying.toasts.fail(t.api_error(&error)),
                }
            });
        };
        let label = t.cart_remove(name.as_str());
        view! {
            <li class="buy__line">
                <span class="buy__line-name">{name}</span>
                <span class="number">{price}</span>
                <span class="faint">{what} " · " <bdi>{whom}</bdi></span>
                <IconButton icon=IconName::Close label=Signal::stored(label) on:click=remove/>
            </li>
        }
    });
    let lines = list(lines.collect::<Vec<_>>());
    let way = match cart.may.contains(&Deed::Place) {
        true => t.cart_checkout(),
        false => t.cart_ask(),
    };
    view! {
        <section class="card buy__cart" aria-label=t.cart_of(cart.currency.code())>
            <h2>{t.cart_of(cart.currency.code())}</h2>
            <ul class="buy__lines">{lines}</ul>
            <dl class="sums">
                <dt class="sums__strong">{t.buy_net()}</dt>
                <dd class="sums__strong">{t.money(cart.totals.net)}</dd>
            </dl>
            <a class="button button--primary" href=format!("/orders/{id}")>{way}</a>
        </section>
    }
    .into_any()
}
