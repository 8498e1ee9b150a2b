//! Customers of the file that the portal does not know.

use super::work::Work;
use crate::api::imports::{CUSTOMERS_OFFERED, import_customers};
use crate::i18n::use_messages;
use crate::ui::{Field, Latest, TextInput};
use domain::import::{CustomerChoice, CustomerDecision, UnknownCustomer};
use domain::license::OrgRef;
use leptos::prelude::*;
use std::time::Duration;

/// How long after the last key the customers are asked for.
const PAUSE: Duration = Duration::from_millis(150);

/// The unknown names, each with what to do about it.
#[component]
pub(super) fn Customers(work: Work, customers: Memo<Vec<UnknownCustomer>>) -> impl IntoView {
    let t = use_messages();
    let hint = move || t.import_customers_hint(customers.with(Vec::len));
    let search = RwSignal::new(String::new());
    let answer = LocalResource::new(move || import_customers(search.get()));
    // What was found last stays while the next answer is on its way.
    let known = Memo::new(move |last: Option<&Vec<OrgRef>>| match answer.get() {
        Some(Ok(found)) => found,
        Some(Err(_)) => Vec::new(),
        None => last.cloned().unwrap_or_default(),
    });
    let said = move || match answer.get() {
        Some(Err(error)) => t.api_error(&error),
        _ => match known.with(Vec::len) {
            all if all >= CUSTOMERS_OFFERED as usize => t.import_customers_first(all),
            found => t.import_customers_found(found),
        },
    };
    // Nothing is to be searched where there is no customer yet.
    let any = Memo::new(move |any: Option<&bool>| {
        any.copied().unwrap_or_default() || !known.with(Vec::is_empty)
    });
    view! {
        <section class="import__part">
            <h2>{t.import_customers()}</h2>
            <p class="import__quiet">{hint}</p>
            <Show when=move || any.get()>
                <Field id="customer-search" label=t.import_customers_search()>
                    <Search search/>
                </Field>
                <p class="import__quiet" role="status">{said}</p>
            </Show>
            <ul class="unknown">
                <For each=move || customers.get() key=|customer| customer.name.clone() let:customer>
                    <CustomerRow work customer known/>
                </For>
            </ul>
        </section>
    }
}

/// Narrows what the lists offer, a moment after the last key.
#[component]
fn Search(search: RwSignal<String>) -> impl IntoView {
    let typed = Latest::default();
    let later = move |event: leptos::ev::Event| {
        let text = event_target_value(&event);
        typed.later(PAUSE, move || {
            search.try_set(text);
        });
    };
    view! { <TextInput name="customer-search" kind="search" on:input=later/> }
}

#[component]
fn CustomerRow(work: Work, customer: UnknownCustomer, known: Memo<Vec<OrgRef>>) -> impl IntoView {
    let t = use_messages();
    let UnknownCustomer { name, lines, create } = customer;
    let (label, shown) = (name.clone(), name.clone());
    let decide = move |event: leptos::ev::Event| {
        let decision = match event_target_value(&event).as_str() {
            "create" => CustomerDecision::Create,
            "refuse" => CustomerDecision::Refuse,
            id => match id.parse() {
                Ok(id) => CustomerDecision::Existing(id),
                Err(_) => return,
            },
        };
        let name = name.clone();
        work.change(move |settings| {
            settings.customers.retain(|choice| choice.name != name);
            settings.customers.push(CustomerChoice { name, decision });
        });
    };
    let existing = move || {
        let option = |org: OrgRef| view! { <option value=org.id.to_string()>{org.name}</option> };
        known.get().into_iter().map(option).collect_view()
    };
    view! {
        <li class="unknown__one">
            <span class="unknown__name">{shown}</span>
            <span class="import__quiet">{t.import_lines(lines)}</span>
            <select class="select" aria-label=label on:change=decide>
                <option value="create" selected=create>{t.import_customers_create()}</option>
                <option value="refuse" selected=!create>{t.import_leave_out()}</option>
                <optgroup label=t.import_customers_known()>{existing}</optgroup>
            </select>
        </li>
    }
}
