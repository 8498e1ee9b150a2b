//! Whom new licenses are for: keys for later, a customer, or one that is entered along.

use super::Buying;
use crate::api::organizations::organization_tree;
use crate::i18n::use_messages;
use crate::ui::{Field, Latest, TextInput, dynamic, list, use_toasts, when};
use domain::ids::OrgId;
use domain::order::Recipient;
use domain::organization::{OrgState, TreeEntry};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How long after the last key is asked.
const PAUSE: Duration = Duration::from_millis(150);
/// So many customers are offered at once.
const SHOWN: usize = 8;

/// Which kind of recipient.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Whom {
    Stock,
    Customer,
    New,
}

/// What was chosen and typed.
#[derive(Clone, Copy)]
pub(super) struct Choice {
    pub(super) whom: RwSignal<Whom>,
    /// The customer, with its name.
    pub(super) customer: RwSignal<Option<(OrgId, String)>>,
    pub(super) name: RwSignal<String>,
}

impl Choice {
    pub(super) fn new() -> Self {
        Self {
            whom: RwSignal::new(Whom::Customer),
            customer: RwSignal::new(None),
            name: RwSignal::new(String::new()),
        }
    }

    /// None while nothing is chosen.
    pub(super) fn recipient(self) -> Option<Recipient> {
        match self.whom.get() {
            Whom::Stock => Some(Recipient::Stock),
            Whom::New => Some(Recipient::NewCustomer(self.name.get())),
            Whom::Customer => self.customer.read().as_ref().map(|(id, _)| Recipient::Customer(*id)),
        }
    }
}

/// The choice. Of a plan there are no keys for later.
#[component]
pub(super) fn CustomerChoice(
    buying: Buying,
    choice: Choice,
    /// Whether a plan is bought.
    plan: Signal<bool>,
    /// What is wrong with it.
    error: Signal<Option<String>>,
) -> impl IntoView {
    let t = buying.t;
    let radio = move |whom: Whom, text: String| {
        view! {
            <label class="choice-line">
                <input
                    type="radio"
                    name="whom"
                    prop:checked=move || choice.whom.get() == whom
                    on:change=move |_| choice.whom.set(whom)
                />
                <span>{text}</span>
            </label>
        }
        .into_any()
    };
    Effect::new(move || {
        if plan.get() && choice.whom.get_untracked() == Whom::Stock {
            choice.whom.set(Whom::Customer);
        }
    });
    let later = move || (!plan.get()).then(|| radio(Whom::Stock, t.buy_for_later()));
    let body = move || match choice.whom.get() {
        Whom::Stock => view! { <p class="faint">{t.buy_for_later_hint()}</p> }.into_any(),
        Whom::New => view! {
            <Field id="buy-new-customer" label=t.buy_new_customer_name() error>
                <TextInput
                    name="customer"
                    value=choice.name.get_untracked()
                    on:input=move |ev| choice.name.set(event_target_value(&ev))
                />
            </Field>
        }
        .into_any(),
        Whom::Customer => {
            view! { <CustomerSearch id="buy-customer-search" customer=choice.customer error/> }
                .into_any()
        }
    };
    view! {
        <fieldset class="buy__whom">
            <legend>{t.buy_for()}</legend>
            {radio(Whom::Customer, t.buy_for_customer())}
            {radio(Whom::New, t.buy_for_new())}
            {when(later)}
        </fieldset>
        {dynamic(body)}
    }
}

/// One of the customers there are, found by name.
#[component]
pub(crate) fn CustomerSearch(
    /// The search's id in the page.
    id: &'static str,
    /// The one that was chosen, with its name.
    customer: RwSignal<Option<(OrgId, String)>>,
    /// What is wrong with it.
    error: Signal<Option<String>>,
) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let found: RwSignal<Option<Vec<TreeEntry>>> = RwSignal::new(None);
    let search = RwSignal::new(String::new());
    Effect::new(move |_| {
        let text = search.get();
        spawn_local(async move {
            let answer = organization_tree(None, text.clone(), 0).await;
            // An older answer never replaces a newer one.
            if search.try_with_untracked(|now| *now == text) != Some(true) {
                return;
            }
            match answer {
                Ok(page) => found.set(Some(page.entries)),
                Err(error) => toasts.fail(t.api_error(&error)),
            }
        });
    });
    let typed = Latest::default();
    let options = move || {
        let Some(entries) = found.get() else { return ().into_any() };
        let active = entries.into_iter().filter(|entry| entry.state == OrgState::Active);
        let active: Vec<TreeEntry> = active.take(SHOWN).collect();
        if active.is_empty() {
            return view! { <p class="faint">{t.buy_no_customer()}</p> }.into_any();
        }
        list(active.into_iter().map(|entry| {
            let (id, name) = (entry.org.id, entry.org.name);
            let own = name.clone();
            let checked = move || customer.read().as_ref().is_some_and(|(one, _)| *one == id);
            view! {
                <label class="choice-line">
                    <input
                        type="radio"
                        name="buy-customer"
                        prop:checked=checked
                        on:change=move |_| customer.set(Some((id, own.clone())))
                    />
                    <bdi>{name}</bdi>
                </label>
            }
        }))
    };
    view! {
        <Field id label=t.buy_customer_search() error>
            <TextInput
                name="customer"
                kind="search"
                on:input=move |ev| {
                    let text = event_target_value(&ev);
                    typed.later(PAUSE, move || {
                        search.try_set(text);
                    });
                }
            />
        </Field>
        <div class="bulk-customers" role="radiogroup" aria-label=t.buy_for_customer()>
            {dynamic(options)}
        </div>
    }
}
