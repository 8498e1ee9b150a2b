//! The product grid: an edition a line, a term a column, a price a button.

use super::{Buying, term};
use crate::ui::{EmptyState, Field, TextInput, list, maybe, when};
use domain::price::{Offer, Shop};
use domain::text::fold;
use leptos::prelude::*;

/// All that can be bought.
#[component]
pub(super) fn Shelf(buying: Buying) -> impl IntoView {
    let t = buying.t;
    let search = RwSignal::new(String::new());
    let terms = buying.shop.with_value(terms);
    let columns = terms.clone();
    let heads = list(columns.into_iter().map(move |years| {
        view! { <th scope="col" class="shelf__term">{term(t, years)}</th> }
    }));
    let vendors = StoredValue::new(buying.shop.with_value(vendors));
    let terms = StoredValue::new(terms);
    let bodies = move || {
        let wanted = fold(search.read().trim());
        let bodies = vendors.with_value(|vendors| {
            let bodies = vendors.iter().filter_map(|(vendor, offers)| {
                let fits = |offer: &&Offer| {
                    let text = format!("{vendor} {} {}", offer.product.name, offer.edition.name);
                    fold(&text).contains(&wanted)
                };
                let found: Vec<Offer> = offers.iter().filter(fits).cloned().collect();
                (!found.is_empty()).then(|| body(buying, terms, vendor.clone(), found))
            });
            bodies.collect::<Vec<_>>()
        });
        list(bodies)
    };
    let none = move || {
        let wanted = fold(search.read().trim());
        let any = vendors.with_value(|vendors| {
            vendors.iter().any(|(vendor, offers)| {
                offers.iter().any(|offer| {
                    let text = format!("{vendor} {} {}", offer.product.name, offer.edition.name);
                    fold(&text).contains(&wanted)
                })
            })
        });
        (!any).then(|| view! { <EmptyState title=t.buy_none() text=t.buy_none_hint()/> })
    };
    view! {
        <section class="card shelf" aria-labelledby="shelf-title">
            <div class="shelf__head">
                <h2 id="shelf-title">{t.buy_products()}</h2>
                <Field id="buy-search" label=t.buy_search()>
                    <TextInput
                        name="q"
                        kind="search"
                        on:input=move |ev| search.set(event_target_value(&ev))
                    />
                </Field>
            </div>
            <div class="shelf__scroll">
                <table class="shelf__table">
                    <thead>
                        <tr>
                            <th scope="col">{t.buy_edition()}</th>
                            {heads}
                        </tr>
                    </thead>
                    {bodies}
                </table>
            </div>
            {when(none)}
            <p class="faint">{t.buy_per_seat()}</p>
        </section>
    }
}

/// All terms that anything is sold for: by month first, then years, ascending.
fn terms(shop: &Shop) -> Vec<i16> {
    let mut terms: Vec<i16> = shop
        .offers
        .iter()
        .flat_map(|offer| {
            let years = offer.terms.iter().map(|(years, _)| *years);
            years.chain(offer.monthly.map(|_| 0)).collect::<Vec<_>>()
        })
        .collect();
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// Offers by vendor, in the order of the catalog.
fn vendors(shop: &Shop) -> Vec<(String, Vec<Offer>)> {
    let mut vendors: Vec<(String, Vec<Offer>)> = Vec::new();
    for offer in &shop.offers {
        match vendors.last_mut().filter(|(name, _)| *name == offer.vendor.name) {
            Some((_, offers)) => offers.push(offer.clone()),
            None => vendors.push((offer.vendor.name.clone(), vec![offer.clone()])),
        }
    }
    vendors
}

fn body(
    buying: Buying,
    terms: StoredValue<Vec<i16>>,
    vendor: String,
    offers: Vec<Offer>,
) -> AnyView {
    let span = (terms.with_value(Vec::len) + 1).to_string();
    let rows = list(offers.into_iter().map(|offer| row(buying, terms, offer)));
    view! {
        <tbody>
            <tr class="shelf__vendor"><th scope="rowgroup" colspan=span>{vendor}</th></tr>
            {rows}
        </tbody>
    }
    .into_any()
}

fn row(buying: Buying, terms: StoredValue<Vec<i16>>, offer: Offer) -> AnyView {
    let product = (offer.product.name != offer.edition.name).then(|| {
        view! { <span class="faint">{offer.product.name.clone()}</span> }
    });
    let cells = terms.with_value(|terms| {
        let cells = terms.iter().map(|years| cell(buying, &offer, *years));
        cells.collect::<Vec<_>>()
    });
    view! {
        <tr>
            <th scope="row" class="shelf__name">
                <span>{offer.edition.name.clone()}</span>
                {maybe(product)}
            </th>
            {list(cells)}
        </tr>
    }
    .into_any()
}

/// The price of a seat after the partner's discount; a click chooses it.
fn cell(buying: Buying, offer: &Offer, years: i16) -> AnyView {
    let t = buying.t;
    let price = buying.shop.with_value(|shop| offer.seat(shop, years));
    let Some(price) = price else {
        return view! { <td class="shelf__none" aria-label=t.buy_not_sold()>"–"</td> }.into_any();
    };
    let (own, struck) = (price.net, price.struck());
    let was = struck.map(|listed| view! { <s class="faint">{t.money(listed)}</s> });
    let edition = offer.edition.id;
    let here = move || buying.chosen.get() == Some((edition, years));
    let label = t.buy_choose(offer.edition.name.as_str(), term(t, years), t.money(own));
    view! {
        <td>
            <button
                type="button"
                class="shelf__price"
                aria-label=label
                aria-pressed=move || if here() { "true" } else { "false" }
                on:click=move |_| buying.chosen.set(Some((edition, years)))
            >
                <span>{t.money(own)}</span>
                {maybe(was)}
            </button>
        </td>
    }
    .into_any()
}
