//! What can be bought, for how long, for how many.

use super::super::number;
use super::buying::Buying;
use crate::pages::buy::term;
use crate::ui::{Field, TextInput, list, when};
use domain::program::{ProgramOffer, ProgramShop};
use leptos::prelude::*;

/// What there is, for how long, for how many.
#[component]
pub(super) fn Products(buying: Buying, shop: ProgramShop) -> impl IntoView {
    let t = buying.t;
    let Buying { edition, years, seats, count, .. } = buying;
    let most = shop.approval.licenses;
    let groups = grouped(&shop.offers).into_iter().map(|(vendor, offers)| {
        let options = offers.iter().map(|offer| {
            view! { <option value=offer.edition.id.to_string()>{name(offer)}</option> }
        });
        view! { <optgroup label=vendor>{list(options.collect::<Vec<_>>())}</optgroup> }
    });
    let groups = list(groups.collect::<Vec<_>>());
    let offers = StoredValue::new(shop.offers);
    let terms_of = move |id: i32| {
        let of = |offer: &ProgramOffer| (offer.edition.id == id).then(|| offer.years.clone());
        offers.with_value(|offers| offers.iter().find_map(of)).unwrap_or_default()
    };
    let choose = move |event: leptos::ev::Event| {
        let chosen = event_target_value(&event).parse().ok();
        edition.set(chosen);
        let terms = chosen.map(terms_of).unwrap_or_default();
        if !terms.contains(&years.get_untracked())
            && let Some(first) = terms.first()
        {
            years.set(*first);
        }
    };
    let terms = move || {
        let terms = terms_of(edition.get()?).into_iter().map(|one| {
            view! {
                <label class="choice-line">
                    <input
                        type="radio"
                        name="term"
                        prop:checked=move || years.get() == one
                        on:change=move |_| years.set(one)
                    />
                    <span>{term(t, one)}</span>
                </label>
            }
        });
        Some(view! {
            <fieldset class="discount__terms">
                <legend class="field__label">{t.buy_term()}</legend>
                {list(terms.collect::<Vec<_>>())}
            </fieldset>
        })
    };
    let unread = move |field: &'static str, value: RwSignal<String>| {
        let server = buying.beside(field);
        Signal::derive(move || {
            let unread = number(&value.read()).is_none();
            unread.then(|| t.discounts_number()).or_else(|| server.get())
        })
    };
    let edition_error = Signal::derive(move || {
        buying.beside("edition").get().or_else(|| buying.beside("years").get())
    });
    view! {
        <Field id="discount-edition" label=t.discount_shop_edition() error=edition_error>
            <select
                class="input"
                id="discount-edition"
                name="edition"
                aria-invalid=move || edition_error.read().as_ref().map(|_| "true")
                aria-describedby="discount-edition-error"
                on:change=choose
            >
                <option value="">{t.discounts_choose()}</option>
                {groups}
            </select>
        </Field>
        {when(terms)}
        <div class="buy__numbers">
            <Field id="discount-seats" label=t.buy_seats() error=unread("seats", seats)>
                <TextInput
                    name="seats"
                    value=seats.get_untracked()
                    attr:inputmode="numeric"
                    on:input=move |event| seats.set(event_target_value(&event))
                />
            </Field>
            <Field
                id="discount-count"
                label=t.discount_shop_licenses()
                hint=t.discount_shop_licenses_hint(most)
                error=unread("count", count)
            >
                <TextInput
                    name="count"
                    value=count.get_untracked()
                    attr:inputmode="numeric"
                    on:input=move |event| count.set(event_target_value(&event))
                />
            </Field>
        </div>
    }
}

/// The offers of each vendor, in the order that they come.
fn grouped(offers: &[ProgramOffer]) -> Vec<(String, Vec<ProgramOffer>)> {
    let mut groups: Vec<(String, Vec<ProgramOffer>)> = Vec::new();
    for offer in offers {
        match groups.last_mut().filter(|(vendor, _)| *vendor == offer.vendor.name) {
            Some((_, known)) => known.push(offer.clone()),
            None => groups.push((offer.vendor.name.clone(), vec![offer.clone()])),
        }
    }
    groups
}

/// An edition with its product, unless they are called the same.
fn name(offer: &ProgramOffer) -> String {
    let (edition, product) = (&offer.edition.name, &offer.product.name);
    if edition == product { edition.clone() } else { format!("{edition} · {product}") }
}
