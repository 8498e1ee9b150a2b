//! The choice, its price, and the last word.

use super::buying::Buying;
use super::products::Products;
use crate::i18n::use_messages;
use crate::pages::buy::discount_name;
use crate::ui::{
    Button, Field, Icon, IconName, Latest, Look, TextInput, dynamic, list, maybe, when,
};
use domain::program::{ProgramBought, ProgramPrice, ProgramShop};
use leptos::prelude::*;
use std::time::Duration;

/// How long after the last change the price is asked for.
const PAUSE: Duration = Duration::from_millis(200);

/// The form.
#[component]
pub(super) fn Till(
    shop: ProgramShop,
    secret: String,
    bought: RwSignal<Option<ProgramBought>>,
) -> impl IntoView {
    let t = use_messages();
    let buying = Buying {
        t,
        secret: StoredValue::new(secret),
        edition: RwSignal::new(None),
        years: RwSignal::new(1),
        seats: RwSignal::new("5".to_owned()),
        count: RwSignal::new("1".to_owned()),
        own_number: RwSignal::new(String::new()),
        reference: RwSignal::new(String::new()),
        agreed: RwSignal::new(false),
        price: RwSignal::new(None),
        busy: RwSignal::new(false),
        trouble: RwSignal::new(None),
        bought,
        intent: StoredValue::new(None),
        latest: Latest::default(),
    };
    let choice = Memo::new(move |_| buying.choice());
    Effect::new(move || {
        let choice = choice.get();
        // What it cost before was for something else.
        buying.price.set(None);
        buying.trouble.set(None);
        buying.agreed.set(false);
        match choice {
            Some(choice) => buying.latest.later(PAUSE, move || buying.ask(choice)),
            // An answer that is under way is for nothing now.
            None => drop(buying.latest.begin()),
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        buying.buy();
    };
    let (direct, is_customer) = (shop.direct, shop.is_customer);
    let asks = (!direct).then(|| {
        view! {
            <p class="notice">
                <Icon name=IconName::Info/>
                <span>{t.discount_shop_asks()}</span>
            </p>
        }
    });
    let (reference, reference_hint) = match is_customer {
        true => (t.discount_shop_reference(), t.discount_shop_reference_hint()),
        false => (t.order_reference(), t.checkout_reference_hint()),
    };
    let elsewhere = move || {
        let trouble = buying.trouble.read();
        let known = ["edition", "years", "seats", "count", "own-number", "reference"];
        let error = trouble
            .as_ref()
            .filter(|error| error.fields.iter().all(|field| !known.contains(&&*field.field)))?;
        Some(t.api_error(error))
    };
    let text = move || {
        let total = buying.price.read().as_ref().map(|price| t.money(price.gross));
        let total = total.unwrap_or_default();
        if direct { t.discount_shop_buy(total) } else { t.discount_shop_ask(total) }
    };
    let last = move || {
        buying.price.read().is_some().then(|| {
            view! {
                <label class="choice-line">
                    <input
                        type="checkbox"
                        name="agreed"
                        prop:checked=move || buying.agreed.get()
                        on:change=move |event| buying.agreed.set(event_target_checked(&event))
                    />
                    <span>{t.discount_shop_agree()}</span>
                </label>
                <div class="order__deeds">
                    <Button
                        look=Look::Primary
                        submit=true
                        busy=buying.busy
                        disabled=Signal::derive(move || !buying.agreed.get())
                    >
                        {text()}
                    </Button>
                </div>
            }
        })
    };
    view! {
        <form class="card order__say" novalidate on:submit=submit>
            {maybe(asks)}
            <Products buying shop/>
            {dynamic(move || match buying.price.get() {
                Some(price) => view! { <Sums price/> }.into_any(),
                None => view! { <p class="faint">{t.discount_shop_choose()}</p> }.into_any(),
            })}
            <div class="buy__numbers">
                {maybe((!is_customer).then(|| view! {
                    <Field
                        id="own-number"
                        label=t.order_own_number()
                        hint=t.checkout_own_number_hint()
                        error=buying.beside("own-number")
                    >
                        <TextInput
                            name="own-number"
                            on:input=move |event| buying.own_number.set(event_target_value(&event))
                        />
                    </Field>
                }))}
                <Field
                    id="reference"
                    label=reference
                    hint=reference_hint
                    error=buying.beside("reference")
                >
                    <TextInput
                        name="reference"
                        on:input=move |event| buying.reference.set(event_target_value(&event))
                    />
                </Field>
            </div>
            <p class="dialog__trouble" role="alert">{elsewhere}</p>
            {when(last)}
        </form>
    }
}

/// What it costs; the partner sees how its price comes about.
#[component]
fn Sums(price: ProgramPrice) -> impl IntoView {
    let t = use_messages();
    let row = |term: String, amount: String| view! { <dt>{term}</dt> <dd>{amount}</dd> };
    let discounts = price.line.iter().flat_map(|line| &line.discounts).map(|discount| {
        row(discount_name(t, discount.kind), format!("−{}", t.percent(discount.percent)))
    });
    let discounts = list(discounts.collect::<Vec<_>>());
    view! {
        <dl class="sums" aria-live="polite">
            {discounts}
            <dt class="sums__strong">{t.discount_shop_net()}</dt>
            <dd class="sums__strong">{t.money(price.net)}</dd>
            {row(t.discount_shop_tax(), t.money(price.tax))}
        </dl>
    }
}
