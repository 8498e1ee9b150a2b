//! What one makes of the chosen product: seats, licenses, whom for, and what it costs meanwhile.

use super::customer::{Choice, CustomerChoice, Whom};
use super::{Buying, term};
use crate::api::ApiError;
use crate::api::orders::cart_add;
use crate::i18n::Messages;
use crate::ui::trouble::told;
use crate::ui::{Button, EmptyState, Field, IconName, Look, TextInput, dynamic, list, maybe, when};
use chrono::Datelike;
use domain::order::LineDraft;
use domain::price::{
    DiscountKind, LinePrice, MAX_COUNT, MAX_SEATS, Offer, Per, Percent, next_tier, with_margin,
};
use domain::text::whole;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The panel; it tells what to do while nothing is chosen.
#[component]
pub(super) fn Configure(buying: Buying) -> impl IntoView {
    let t = buying.t;
    // What was typed stays when another product or term is chosen.
    let form = Form {
        seats: RwSignal::new("5".to_owned()),
        count: RwSignal::new("10".to_owned()),
        choice: Choice::new(),
        trouble: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    // Where the page is one column, the panel may be out of sight.
    Effect::new(move |before: Option<bool>| {
        let chosen = buying.chosen.read().is_some();
        if before.is_some() && chosen {
            into_sight(PANEL);
        }
        chosen
    });
    let body = move || match buying.chosen.get() {
        None => {
            let (title, text) = (t.buy_choose_first(), t.buy_choose_first_hint());
            view! { <EmptyState title text icon=IconName::Key/> }.into_any()
        }
        Some((edition, years)) => {
            maybe(buying.offer(edition).map(|offer| view! { <Chosen buying form offer years/> }))
        }
    };
    view! {
        <section class="card buy__configure" id=PANEL aria-label=t.buy_configure()>{dynamic(body)}</section>
    }
}

/// The panel's element in the page.
const PANEL: &str = "buy-configure";

/// Scrolls as little as it takes to see the beginning of an element.
fn into_sight(id: &str) {
    let Some(element) = document().get_element_by_id(id) else { return };
    let height = window().inner_height().ok().and_then(|height| height.as_f64());
    let top = element.get_bounding_client_rect().top();
    if top < 0.0 || height.is_some_and(|height| top > height - 80.0) {
        element.scroll_into_view();
    }
}

#[derive(Clone, Copy)]
struct Form {
    seats: RwSignal<String>,
    /// Licenses; counts only where they are keys for later.
    count: RwSignal<String>,
    choice: Choice,
    trouble: RwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
}

impl Form {
    fn seats(self) -> Option<i32> {
        whole(&self.seats.read()).filter(|seats| *seats <= i64::from(MAX_SEATS)).map(|n| n as i32)
    }

    fn count(self) -> Option<u32> {
        if self.choice.whom.get() != Whom::Stock {
            return Some(1);
        }
        whole(&self.count.read()).filter(|count| *count <= i64::from(MAX_COUNT)).map(|n| n as u32)
    }
}

/// What is wrong with a number that was typed.
fn number_error(t: Messages, text: &str, most: i64) -> Option<String> {
    match whole(text) {
        Some(number) if number <= most => None,
        _ => Some(t.buy_number(t.number(most))),
    }
}

#[component]
fn Chosen(buying: Buying, form: Form, offer: Offer, years: i16) -> impl IntoView {
    let t = buying.t;
    let plan = years == 0;
    let edition = offer.edition.id;
    let terms = offer.terms.iter().map(|(years, _)| *years);
    let terms: Vec<i16> = offer.monthly.map(|_| 0).into_iter().chain(terms).collect();
    let terms = list(terms.into_iter().map(|one| {
        view! {
            <label class="choice-line">
                <input
                    type="radio"
                    name="term"
                    prop:checked=one == years
                    on:change=move |_| buying.chosen.set(Some((edition, one)))
                />
                <span>{term(t, one)}</span>
            </label>
        }
    }));
    let title = offer.edition.name.clone();
    let lapse = offer.lapse_months;
    let offer = StoredValue::new(offer);
    let price_of = move |count: u32| {
        let seats = form.seats()?;
        offer.with_value(|offer| {
            buying.shop.with_value(|shop| offer.line(shop, years, seats, count))
        })
    };
    let price = Memo::new(move |_| form.count().and_then(price_of));
    let next = move || {
        let count = form.count().filter(|_| form.choice.whom.get() == Whom::Stock)?;
        offer.with_value(|offer| next_tier(&offer.tiers, count, price_of))
    };
    let server = move |field: &str| told(t, form.trouble, field);
    let seats_error = Signal::derive(move || {
        number_error(t, &form.seats.read(), i64::from(MAX_SEATS)).or_else(|| server("seats"))
    });
    let count_error = Signal::derive(move || {
        number_error(t, &form.count.read(), i64::from(MAX_COUNT)).or_else(|| server("count"))
    });
    let customer_error = Signal::derive(move || server("customer"));
    let other = move || {
        let trouble = form.trouble.read();
        let error = trouble.as_ref()?;
        let beside = ["seats", "count", "customer"];
        let known = |field: &str| beside.contains(&field);
        let shown = !error.fields.is_empty() && error.fields.iter().all(|e| known(&e.field));
        (!shown).then(|| t.api_error(error))
    };
    let ready = move || price.read().is_some() && form.choice.recipient().is_some();
    let add = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let (Some(seats), Some(count)) = (form.seats(), form.count()) else { return };
        let Some(recipient) = form.choice.recipient() else { return };
        if form.busy.get_untracked() {
            return;
        }
        let wish = String::new();
        let line = LineDraft { edition, years, seats, count, recipient, wish };
        form.busy.set(true);
        form.trouble.set(None);
        spawn_local(async move {
            let answer = cart_add(line).await;
            form.busy.try_set(false);
            match answer {
                Ok(cart) => {
                    buying.cart_is(cart);
                    buying.toasts.show(t.buy_added());
                }
                Err(error) => {
                    form.trouble.try_set(Some(error));
                }
            }
        });
    };
    let count_field = move || {
        (form.choice.whom.get() == Whom::Stock).then(|| {
            view! {
                <Field id="buy-count" label=t.buy_count() error=count_error>
                    <TextInput
                        name="count"
                        value=form.count.get_untracked()
                        attr:inputmode="numeric"
                        prop:value=move || form.count.get()
                        on:input=move |ev| form.count.set(event_target_value(&ev))
                    />
                </Field>
            }
        })
    };
    let tier = move || {
        next().map(|next| {
            let to = form.count().unwrap_or_default().saturating_add(next.missing);
            let text = t.buy_next_tier(
                next.missing,
                t.percent(Percent::whole(next.percent)),
                t.money(next.net),
            );
            view! {
                <p class="buy__tier">
                    <span>{text}</span>
                    " "
                    <button
                        type="button"
                        class="link"
                        on:click=move |_| form.count.set(to.to_string())
                    >
                        {t.buy_take_tier(to)}
                    </button>
                </p>
            }
        })
    };
    let starts = move || match (plan, form.choice.whom.get(), lapse) {
        (true, ..) => offer.with_value(|offer| plan_text(t, offer)),
        (false, Whom::Stock, Some(months)) => t.buy_lapses(months),
        (false, Whom::Stock, None) => t.buy_starts_later(),
        (false, ..) => t.buy_starts_now(),
    };
    view! {
        <form class="buy__form" novalidate on:submit=add>
            <h2 class="buy__chosen">{title}</h2>
            <fieldset class="buy__terms">
                <legend>{t.buy_term()}</legend>
                {terms}
            </fieldset>
            <CustomerChoice
                buying
                choice=form.choice
                plan=Signal::stored(plan)
                error=customer_error
            />
            <div class="buy__numbers">
                <Field id="buy-seats" label=t.buy_seats() error=seats_error>
                    <TextInput
                        name="seats"
                        value=form.seats.get_untracked()
                        attr:inputmode="numeric"
                        prop:value=move || form.seats.get()
                        on:input=move |ev| form.seats.set(event_target_value(&ev))
                    />
                </Field>
                {when(count_field)}
            </div>
            {when(tier)}
            {when(move || price.get().map(|price| view! { <Breakdown buying price/> }))}
            <p class="faint">{starts}</p>
            <p class="dialog__trouble" role="alert">{other}</p>
            <Button
                look=Look::Primary
                submit=true
                busy=form.busy
                disabled=Signal::derive(move || !ready())
            >
                {t.buy_add()}
            </Button>
        </form>
    }
}

/// How a price comes about.
#[component]
fn Breakdown(buying: Buying, price: LinePrice) -> impl IntoView {
    let t = buying.t;
    let row = |term: String, amount: String| view! { <dt>{term}</dt> <dd>{amount}</dd> };
    let gross = price.gross().filter(|gross| *gross != price.net || price.per == Per::License);
    let listed = gross.map(|gross| row(listed(t, &price), t.money(gross)));
    let discounts = price.discounts.iter().map(|discount| {
        row(discount_name(t, discount.kind), format!("−{}", t.percent(discount.percent)))
    });
    let discounts = list(discounts.collect::<Vec<_>>());
    let margin = buying.shop.with_value(|shop| shop.margin);
    let own = with_margin(price.net.minor, margin).filter(|_| margin != Percent::ZERO);
    let own = own.map(|minor| {
        let money = domain::money::Money { minor, ..price.net };
        row(t.buy_own_price(t.percent(margin)), t.money(money))
    });
    view! {
        <dl class="sums" aria-live="polite">
            {maybe(listed)}
            {discounts}
            <dt class="sums__strong">{t.buy_net()}</dt>
            <dd class="sums__strong">{t.money(price.net)}</dd>
            {maybe(own)}
        </dl>
    }
}

/// What a line costs before discounts, as a product of what there are so many of.
pub(crate) fn listed(t: Messages, price: &LinePrice) -> String {
    let (unit, quantity) = (t.money(price.unit), t.number(price.quantity));
    match price.per {
        Per::Seat => t.buy_listed(unit, quantity),
        Per::License => t.buy_fee(unit, quantity),
    }
}

/// What a monthly plan comes to, today and later (DOMAIN.md 1.4.12).
fn plan_text(t: Messages, offer: &Offer) -> String {
    let Some(plan) = &offer.plan else { return t.buy_plan_elsewhere() };
    let now = match plan.activation.minor {
        0 => t.buy_plan_free(),
        _ => t.buy_plan_now(t.date(plan.covered_until)),
    };
    let month = t.month(plan.first.year(), plan.first.month());
    let then = t.buy_plan_then(t.money(plan.unit), t.date(plan.due), month);
    let floor = (plan.floor.minor > 0).then(|| t.buy_plan_floor(t.money(plan.floor)));
    [Some(now), Some(then), floor].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Why something is cheaper.
pub(crate) fn discount_name(t: Messages, kind: DiscountKind) -> String {
    match kind {
        DiscountKind::Partner => t.discount_partner(),
        DiscountKind::Bulk => t.discount_bulk(),
        DiscountKind::Program => t.discount_program(),
    }
}
