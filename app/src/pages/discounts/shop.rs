//! `/discount/<secret>`: what the customer, or its partner, buys with a discount, once.

use super::number;
use crate::api::codec::Data;
use crate::api::programs::{discount_buy, discount_price, discount_shop};
use crate::api::{ApiError, ErrorCode};
use crate::i18n::{Messages, use_messages};
use crate::pages::answered::answered;
use crate::pages::buy::{discount_name, term};
use crate::route::Route;
use crate::ui::time::written;
use crate::ui::{
    Button, EmptyState, Field, Icon, IconName, Latest, Look, TextInput, dynamic, list, maybe, when,
};
use domain::order::CheckoutDraft;
use domain::price::Percent;
use domain::program::{
    ProgramBought, ProgramChoice, ProgramOffer, ProgramPrice, ProgramShop, UseProgram,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use std::time::Duration;
use uuid::Uuid;

/// How long after the last change the price is asked for.
const PAUSE: Duration = Duration::from_millis(200);

/// The page.
#[component]
pub(crate) fn DiscountShopPage() -> impl IntoView {
    let path = use_location().pathname;
    // On the way to another page it stays what it was.
    let secret = Memo::new(move |before: Option<&String>| {
        let path = path.read();
        match path.strip_prefix("/discount/") {
            Some(secret) => secret.to_owned(),
            None => before.cloned().unwrap_or_default(),
        }
    });
    let data = Data::new_with_options(
        move || secret.get(),
        |secret| async move {
            match discount_shop(secret).await {
                // It is theirs, and over: no failure, but all that there is to tell.
                Err(error) if error.code == ErrorCode::Refused => Ok(Err(error)),
                answer => answer.map(Ok),
            }
        },
        true,
    );
    answered(data, move |shop: Result<ProgramShop, ApiError>| match shop {
        Ok(shop) => view! { <Discount shop secret=secret.get_untracked()/> }.into_any(),
        Err(error) => over(&error),
    })
}

/// There is nothing to buy with the link any more.
fn over(error: &ApiError) -> AnyView {
    let t = use_messages();
    let title = t.discount_shop_over();
    view! {
        <Title text=title.clone()/>
        <EmptyState title text=t.api_error(error) icon=IconName::Info heading=true>
            <a class="button" href=Route::Licenses.path()>{t.discount_shop_licenses_link()}</a>
        </EmptyState>
    }
    .into_any()
}

#[component]
fn Discount(shop: ProgramShop, secret: String) -> impl IntoView {
    let t = use_messages();
    let bought = RwSignal::new(None::<ProgramBought>);
    let approval = shop.approval;
    let lead = t.discount_shop_lead(
        t.program(shop.program),
        t.percent(Percent::whole(approval.percent)),
        written(t, approval.until),
    );
    let is_customer = shop.is_customer;
    let (customer, partner) = (shop.customer.name.clone(), shop.partner.clone());
    let shop = StoredValue::new(shop);
    let content = move || match bought.get() {
        Some(bought) => view! { <Bought bought is_customer/> }.into_any(),
        None => {
            let (shop, secret) = (shop.get_value(), secret.clone());
            view! { <Till shop secret bought/> }.into_any()
        }
    };
    view! {
        <Title text=t.discount_shop_title()/>
        <div class="page__body order">
            <header class="page__head">
                <h1>{t.discount_shop_title()}</h1>
                <p class="page__lead">{lead}</p>
                <p class="faint">
                    <bdi>{t.discount_shop_for(customer)}</bdi> " · "
                    <bdi>{t.discount_shop_from(partner)}</bdi>
                </p>
            </header>
            {dynamic(content)}
        </div>
    }
}

/// What came of it.
#[component]
fn Bought(bought: ProgramBought, is_customer: bool) -> impl IntoView {
    let t = use_messages();
    let text = match bought.delivered {
        true => t.discount_shop_bought_text(),
        false => t.discount_shop_asked_text(),
    };
    let order = (!is_customer).then(|| {
        let href = format!("/orders/{}", bought.order);
        view! { <a class="button" href=href>{t.discounts_to_order()}</a> }
    });
    view! {
        <section class="card order__say" role="status">
            <h2>{t.discount_shop_bought(bought.number)}</h2>
            <p>{text}</p>
            <div class="order__deeds">
                <a class="button button--primary" href=Route::Licenses.path()>
                    {t.discount_shop_licenses_link()}
                </a>
                {maybe(order)}
            </div>
        </section>
    }
}

/// What is chosen and typed, and what it costs.
#[derive(Clone, Copy)]
struct Buying {
    t: Messages,
    secret: StoredValue<String>,
    edition: RwSignal<Option<i32>>,
    years: RwSignal<i16>,
    seats: RwSignal<String>,
    count: RwSignal<String>,
    own_number: RwSignal<String>,
    reference: RwSignal<String>,
    agreed: RwSignal<bool>,
    price: RwSignal<Option<ProgramPrice>>,
    busy: RwSignal<bool>,
    trouble: RwSignal<Option<ApiError>>,
    bought: RwSignal<Option<ProgramBought>>,
    /// What was last sent, and the key that was made for it: sent again, it does nothing twice.
    intent: StoredValue<Option<UseProgram>>,
    latest: Latest,
}

impl Buying {
    /// None while nothing is chosen, or a number cannot be read.
    fn choice(self) -> Option<ProgramChoice> {
        Some(ProgramChoice {
            edition: self.edition.get()?,
            years: self.years.get(),
            seats: number(&self.seats.read())?.try_into().unwrap_or(i32::MAX),
            count: number(&self.count.read())?,
        })
    }

    /// Asks what the choice costs.
    fn ask(self, choice: ProgramChoice) {
        let secret = self.secret.get_value();
        let begun = self.latest.begin();
        spawn_local(async move {
            let answer = discount_price(secret, choice).await;
            if !self.latest.is(begun) {
                return;
            }
            match answer {
                Ok(price) => {
                    self.price.set(Some(price));
                    self.trouble.set(None);
                }
                Err(error) => self.trouble.set(Some(error)),
            }
        });
    }

    fn buy(self) {
        let (Some(choice), Some(price)) = (untrack(|| self.choice()), self.price.get_untracked())
        else {
            return;
        };
        if self.busy.get_untracked() {
            return;
        }
        let ask = UseProgram {
            secret: self.secret.get_value(),
            choice,
            total: price.gross,
            checkout: CheckoutDraft {
                own_number: self.own_number.get_untracked(),
                reference: self.reference.get_untracked(),
                ..CheckoutDraft::default()
            },
            idempotency: Uuid::new_v4(),
        };
        let is_same =
            |it: &UseProgram| UseProgram { idempotency: ask.idempotency, ..it.clone() } == ask;
        let ask = self.intent.get_value().filter(is_same).unwrap_or(ask);
        self.intent.set_value(Some(ask.clone()));
        self.busy.set(true);
        self.trouble.set(None);
        spawn_local(async move {
            let answer = discount_buy(ask).await;
            self.busy.try_set(false);
            match answer {
                Ok(bought) => {
                    self.bought.try_set(Some(bought));
                }
                Err(error) => {
                    if error.reason.as_deref() == Some("price-changed") {
                        // The new one is shown and has to be agreed to.
                        self.agreed.try_set(false);
                        self.ask(choice);
                    }
                    self.trouble.try_set(Some(error));
                }
            }
        });
    }

    fn beside(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            let trouble = self.trouble.read();
            let error = trouble.as_ref()?.fields.iter().find(|error| error.field == field)?;
            Some(self.t.field_error(error))
        })
    }
}

/// The choice, its price, and the last word.
#[component]
fn Till(
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
                    label=t.order_reference()
                    hint=t.checkout_reference_hint()
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

/// What there is, for how long, for how many.
#[component]
fn Products(buying: Buying, shop: ProgramShop) -> impl IntoView {
    let t = buying.t;
    let Buying { edition, years, seats, count, .. } = buying;
    let most = shop.approval.licenses;
    let groups = grouped(&shop.offers).into_iter().map(|(vendor, offers)| {
        let options = offers.iter().map(|offer| {
            view! { <option value=offer.edition.id.to_string()>{offer.edition.name.clone()}</option> }
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
