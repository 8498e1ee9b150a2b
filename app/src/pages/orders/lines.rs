//! The lines of an order, and what they come to.

use crate::i18n::{Messages, use_messages};
use crate::pages::buy::{discount_name, listed, term};
use crate::ui::{Badge, Tone, list, maybe};
use domain::license::LicenseStatus;
use domain::money::Money;
use domain::order::{LineKind, OrderDetail, OrderLine, resale};
use domain::price::{Per, Percent};
use leptos::prelude::*;

/// The table of the lines.
#[component]
pub(super) fn Lines(order: OrderDetail) -> impl IntoView {
    let t = use_messages();
    let rows = list(order.lines.iter().map(|line| row(t, line)).collect::<Vec<_>>());
    view! {
        <div class="lines">
            <table class="lines__table">
                <thead>
                    <tr>
                        <th scope="col">{t.order_what()}</th>
                        <th scope="col">{t.order_whom()}</th>
                        <th scope="col" class="number">{t.column("seats")}</th>
                        <th scope="col" class="number">{t.column("count")}</th>
                        <th scope="col" class="number">{t.order_price()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(t: Messages, line: &OrderLine) -> AnyView {
    let wish = (!line.wish.is_empty()).then(|| {
        view! { <p class="lines__wish"><bdi>{line.wish.clone()}</bdi></p> }
    });
    let kind = t.line_kind(line.kind);
    let term = (line.kind != LineKind::CoTerm).then(|| format!(" · {}", term(t, line.years)));
    let ends = line.ends.map(|(old, new)| {
        let old = old.map_or_else(|| t.license_never_ends(), |day| t.date(day));
        view! { <p class="faint">{t.order_moved(old, t.date(new))}</p> }
    });
    let renews = line.renews.clone().map(|(id, name)| {
        view! { <p><a href=format!("/licenses/{id}")><bdi>{name}</bdi></a></p> }
    });
    let whom = line.customer.clone().unwrap_or_else(|| t.buy_for_later());
    view! {
        <tr>
            <th scope="row">
                <span class="lines__name">{line.edition.name.clone()}</span>
                <span class="faint">{kind} {term}</span>
                {maybe(wish)}
                {maybe(renews)}
                {maybe(ends)}
                {maybe(keys(t, line))}
            </th>
            <td data-label=t.order_whom()><bdi>{whom}</bdi></td>
            <td class="number" data-label=t.column("seats")>{t.number(i64::from(line.seats))}</td>
            <td class="number" data-label=t.column("count")>{t.number(i64::from(line.count))}</td>
            <td class="number" data-label=t.order_price()><div>{price(t, line)}</div></td>
        </tr>
    }
    .into_any()
}

/// What a line costs, and why it is not more.
pub(super) fn price(t: Messages, line: &OrderLine) -> AnyView {
    let Some(price) = &line.price else {
        return view! { <span class="faint">{t.order_on_request()}</span> }.into_any();
    };
    let gross = price.struck().map(|gross| view! { <s class="faint">{t.money(gross)}</s> " " });
    let discounts = price.discounts.iter().map(|discount| {
        let (name, share) = (discount_name(t, discount.kind), t.percent(discount.percent));
        view! { <span class="lines__discount faint">{name} " −" {share}</span> }
    });
    let discounts = list(discounts.collect::<Vec<_>>());
    let net = t.money(price.net);
    // A fee that a seller made another one is told as a whole.
    let told = !price.discounts.is_empty() || price.gross() == Some(price.net);
    let fee = (price.per == Per::License && told).then(|| {
        view! { <span class="lines__discount faint">{listed(t, price)}</span> }
    });
    view! {
        {maybe(gross)}
        <span>{net}</span>
        {discounts}
        {maybe(fee)}
    }
    .into_any()
}

/// The keys that came of a line; of many the first ones, and the way to all.
fn keys(t: Messages, line: &OrderLine) -> Option<AnyView> {
    if line.keys.is_empty() || line.kind == LineKind::Renewal {
        return None;
    }
    let (all, open) = line.delivered;
    let shown = line.keys.iter().map(|(id, key, status)| {
        let (tone, text) = (Tone::of(*status), t.status(status.slug()));
        view! {
            <li>
                <a href=format!("/licenses/{id}")><code>{key.clone()}</code></a>
                " "
                <Badge tone>{text}</Badge>
            </li>
        }
    });
    let shown = list(shown.collect::<Vec<_>>());
    let used = all - open;
    let unused = line.keys.iter().any(|(.., status)| *status == LicenseStatus::Unused);
    let more = (all > line.keys.len() as i64).then(|| t.order_more_keys(all));
    let way = unused.then(|| {
        view! { <a href="/licenses?tab=unused">{t.order_to_unused()}</a> }
    });
    Some(
        view! {
            <details class="lines__keys">
                <summary>{t.order_keys(all, used)}</summary>
                <ul>{shown}</ul>
                {maybe(more.map(|text| view! { <p class="faint">{text}</p> }))}
                {maybe(way)}
            </details>
        }
        .into_any(),
    )
}

/// What an order comes to.
#[component]
pub(super) fn Sums(order: OrderDetail) -> impl IntoView {
    let t = use_messages();
    let totals = order.totals;
    // Where nothing has a price yet, nothing comes to nothing.
    if order.lines.iter().all(|line| line.price.is_none()) {
        return view! {
            <dl class="sums order__sums">
                <dt class="sums__strong">{t.order_total()}</dt>
                <dd class="sums__strong">{t.order_on_request()}</dd>
            </dl>
            <p class="faint">{t.order_unpriced_hint()}</p>
        }
        .into_any();
    }
    let tax = (order.tax != Percent::ZERO).then(|| {
        view! {
            <dt>{t.order_tax(t.percent(order.tax))}</dt>
            <dd>{t.money(totals.tax)}</dd>
        }
    });
    let gross = totals.gross().map(|gross| {
        view! {
            <dt class="sums__strong">{t.order_total()}</dt>
            <dd class="sums__strong">{t.money(gross)}</dd>
        }
    });
    let own = own_price(&order).map(|(margin, own)| {
        view! {
            <dt>{t.buy_own_price(t.percent(margin))}</dt>
            <dd>{t.money(own)}</dd>
        }
    });
    let unpriced = order.lines.iter().any(|line| line.price.is_none());
    let unpriced = unpriced.then(|| view! { <p class="faint">{t.order_unpriced_hint()}</p> });
    view! {
        <dl class="sums order__sums">
            <dt>{t.buy_net()}</dt>
            <dd>{t.money(totals.net)}</dd>
            {maybe(tax)}
            {maybe(gross)}
            {maybe(own)}
        </dl>
        {maybe(unpriced)}
    }
    .into_any()
}

/// What the buyer asks for it when it sells on, line by line at its margin.
fn own_price(order: &OrderDetail) -> Option<(Percent, Money)> {
    let margin = order.margin.filter(|margin| *margin != Percent::ZERO)?;
    let (_, totals) = resale(order, margin, Percent::ZERO)?;
    Some((margin, totals.net))
}
