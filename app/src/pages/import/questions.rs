//! What the file leaves open: missing columns, the order of dates, unknown names.

use super::customers::Customers;
use super::settled::Settled;
use super::work::Work;
use crate::api::imports::{EditionOption, import_editions};
use crate::i18n::use_messages;
use crate::ui::{Button, Icon, IconName};
use domain::import::{DateOrder, ProductChoice, UnknownProduct};
use leptos::prelude::*;

/// Everything the file leaves open.
#[component]
pub(super) fn Questions(work: Work) -> impl IntoView {
    let t = use_messages();
    let summary = move || work.check.with(|check| check.as_ref().map(|c| c.summary.clone()));
    let missing = move || {
        let missing = summary().map(|summary| summary.missing).unwrap_or_default();
        missing
            .into_iter()
            .map(|missing| {
                view! {
                    <p class="notice notice--warning">
                        <Icon name=IconName::Alert/>
                        <span>{t.import_missing(missing.lines, t.import_field(missing.field))}</span>
                    </p>
                }
            })
            .collect_view()
    };
    let date = move || {
        summary().and_then(|summary| summary.ask_date_order).map(|(heading, value)| {
            view! { <DateQuestion work heading value/> }
        })
    };
    let customers = Memo::new(move |_| summary().map(|s| s.customers).unwrap_or_default());
    let products = Memo::new(move |_| summary().map(|s| s.products).unwrap_or_default());
    view! {
        <div class="import__notices">{missing} {date}</div>
        <Show when=move || !customers.with(Vec::is_empty)>
            <Customers work customers/>
        </Show>
        <Show when=move || !products.with(Vec::is_empty)>
            <Products work products/>
        </Show>
        <Settled work/>
    }
}

#[component]
fn DateQuestion(work: Work, heading: String, value: String) -> impl IntoView {
    let t = use_messages();
    let answer = move |order| move |_| work.change(|settings| settings.date_order = Some(order));
    view! {
        <div class="notice notice--warning" role="group">
            <Icon name=IconName::Alert/>
            <span class="import__question">{t.import_date_question(value, heading)}</span>
            <Button on:click=answer(DateOrder::DayFirst)>{t.import_date_day_first()}</Button>
            <Button on:click=answer(DateOrder::MonthFirst)>{t.import_date_month_first()}</Button>
        </div>
    }
}

#[component]
fn Products(work: Work, products: Memo<Vec<UnknownProduct>>) -> impl IntoView {
    let t = use_messages();
    let editions = LocalResource::new(import_editions);
    let options = Signal::derive(move || editions.get().and_then(Result::ok).unwrap_or_default());
    view! {
        <section class="import__part">
            <h2>{t.import_products()}</h2>
            <p class="import__quiet">{t.import_products_hint()}</p>
            <ul class="unknown">
                <For
                    each=move || products.get()
                    key=|product| (product.product.clone(), product.edition.clone())
                    let:product
                >
                    <ProductRow work product options/>
                </For>
            </ul>
        </section>
    }
}

#[component]
fn ProductRow(
    work: Work,
    product: UnknownProduct,
    options: Signal<Vec<EditionOption>>,
) -> impl IntoView {
    let t = use_messages();
    let UnknownProduct { product, edition, lines } = product;
    let shown =
        if edition.is_empty() { product.clone() } else { format!("{product} · {edition}") };
    let label = shown.clone();
    let choose = move |event: leptos::ev::Event| {
        let Ok(edition_id) = event_target_value(&event).parse::<i32>() else { return };
        let (product, edition) = (product.clone(), edition.clone());
        work.change(move |settings| {
            settings.products.retain(|c| (&c.product, &c.edition) != (&product, &edition));
            settings.products.push(ProductChoice { product, edition, edition_id });
        });
    };
    let list = move || {
        options
            .get()
            .into_iter()
            .map(|option| view! { <option value=option.id.to_string()>{option.name}</option> })
            .collect_view()
    };
    view! {
        <li class="unknown__one">
            <span class="unknown__name">{shown}</span>
            <span class="import__quiet">{t.import_lines(lines)}</span>
            <select class="select" aria-label=label on:change=choose>
                <option value="">{t.import_leave_out()}</option>
                {list}
            </select>
        </li>
    }
}
