//! A cart about to become an order: what is in it, what is said besides, and the last word.

use super::lines::{Sums, price};
use crate::api::orders::{cart_change, cart_remove, order_get, order_place, order_quote};
use crate::api::{ApiError, ErrorCode};
use crate::i18n::{Messages, use_messages};
use crate::pages::buy::term;
use crate::ui::navigate::go;
use crate::ui::{
    Button, EmptyState, Field, Icon, IconButton, IconName, Look, TextInput, dynamic, list, maybe,
    use_toasts, when,
};
use domain::order::{CheckoutDraft, Deed, LineDraft, OrderDetail, OrderLine, PlaceOrder, Placed};
use domain::price::MAX_SEATS;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use uuid::Uuid;

#[derive(Clone, Copy)]
struct Till {
    t: Messages,
    cart: RwSignal<OrderDetail>,
    own_number: RwSignal<String>,
    reference: RwSignal<String>,
    /// Whether the terms, and other prices than were seen before, are agreed to.
    agreed: RwSignal<bool>,
    busy: RwSignal<bool>,
    trouble: RwSignal<Option<ApiError>>,
    /// Made once for what the person means to do: sent again, it does nothing twice.
    intent: StoredValue<Uuid>,
}

impl Till {
    fn checkout(self) -> CheckoutDraft {
        CheckoutDraft {
            own_number: self.own_number.get_untracked(),
            reference: self.reference.get_untracked(),
            ..CheckoutDraft::default()
        }
    }

    /// Sends the cart: to buy it, to fix its prices, or to ask the seller for it.
    fn send(self, deed: Deed) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.trouble.set(None);
        let (id, version, total) = {
            let cart = self.cart.read_untracked();
            (cart.id, cart.version, cart.totals.gross())
        };
        let checkout = self.checkout();
        let idempotency = self.intent.get_value();
        spawn_local(async move {
            let answer = match (deed, total) {
                (Deed::Place, Some(total)) => {
                    order_place(PlaceOrder { id, version, total, checkout, idempotency }).await
                }
                (deed, _) => order_quote(id, version, checkout, deed == Deed::Send).await,
            };
            self.busy.try_set(false);
            match answer {
                Ok(Placed { id, .. }) => self.shown_again(id).await,
                Err(error) => self.refused(error).await,
            }
        });
    }

    /// The same address shows the order now.
    async fn shown_again(self, id: domain::ids::OrderId) {
        match order_get(id).await {
            Ok(order) => {
                self.cart.try_set(order);
            }
            // It is bought all the same; the page tells when it is asked again.
            Err(_) => go(&format!("/orders/{id}")),
        }
    }

    /// What is in the cart, or what it costs, may be something else by now: it is shown.
    async fn refused(self, error: ApiError) {
        let stale = matches!(error.code, ErrorCode::Conflict | ErrorCode::Refused);
        if stale {
            let id = self.cart.read_untracked().id;
            if let Ok(cart) = order_get(id).await {
                self.cart.try_set(cart);
            }
            self.agreed.try_set(false);
            self.intent.try_set_value(Uuid::new_v4());
        }
        self.trouble.try_set(Some(error));
    }
}

/// The page of a cart.
#[component]
pub(super) fn Checkout(cart: RwSignal<OrderDetail>) -> impl IntoView {
    let t = use_messages();
    let till = Till {
        t,
        cart,
        own_number: RwSignal::new(String::new()),
        reference: RwSignal::new(String::new()),
        agreed: RwSignal::new(false),
        busy: RwSignal::new(false),
        trouble: RwSignal::new(None),
        intent: StoredValue::new(Uuid::new_v4()),
    };
    let empty = Memo::new(move |_| cart.read().lines.is_empty());
    let asks = move || !cart.read().may.contains(&Deed::Place);
    view! {
        <Title text=t.checkout_title()/>
        <article class="page__body order">
            <p class="order__back"><a href="/buy">{t.checkout_back()}</a></p>
            <h1>{t.checkout_title()}</h1>
            {dynamic(move || match empty.get() {
                true => view! {
                    <EmptyState title=t.cart_empty() text=t.cart_empty_hint() icon=IconName::Key>
                        <a class="button button--primary" href="/buy">{t.buy_title()}</a>
                    </EmptyState>
                }
                .into_any(),
                false => view! { <Review till/> }.into_any(),
            })}
            {when(move || (!empty.get()).then(|| view! { <Say till asks=asks()/> }))}
        </article>
    }
}

/// What is in the cart, as it would be bought now.
#[component]
fn Review(till: Till) -> impl IntoView {
    let Till { t, cart, .. } = till;
    let changed = move || {
        let cart = cart.read();
        let changed = cart.lines.iter().any(|line| line.was.is_some());
        changed.then(|| {
            view! {
                <p class="notice notice--warning" role="status">
                    <Icon name=IconName::Alert/>
                    <span>{t.checkout_prices_changed()}</span>
                </p>
            }
        })
    };
    let rows = move || {
        let cart = cart.get();
        list(cart.lines.iter().map(|line| row(till, line)).collect::<Vec<_>>())
    };
    view! {
        {when(changed)}
        <section class="card" aria-labelledby="order-lines">
            <h2 id="order-lines">{t.order_lines()}</h2>
            <div class="lines">
                <table class="lines__table">
                    <thead>
                        <tr>
                            <th scope="col">{t.order_what()}</th>
                            <th scope="col">{t.order_whom()}</th>
                            <th scope="col" class="number">{t.column("seats")}</th>
                            <th scope="col" class="number">{t.column("count")}</th>
                            <th scope="col" class="number">{t.order_price()}</th>
                            <th scope="col"><span class="unseen">{t.order_remove()}</span></th>
                        </tr>
                    </thead>
                    <tbody>{dynamic(rows)}</tbody>
                </table>
            </div>
            {dynamic(move || view! { <Sums order=cart.get()/> })}
        </section>
    }
}

fn row(till: Till, line: &OrderLine) -> AnyView {
    let t = till.t;
    let toasts = use_toasts();
    let name = line.edition.name.clone();
    let whom = line.customer.clone().unwrap_or_else(|| t.buy_for_later());
    let problem = line.problem.as_ref().map(|code| {
        view! { <p class="lines__problem" role="alert">{t.error(code)}</p> }
    });
    let was = line.was.map(|was| {
        view! { <p class="lines__was">{t.checkout_was(t.money(was.net))}</p> }
    });
    let wish = (!line.wish.is_empty()).then(|| {
        view! { <p class="lines__wish"><bdi>{line.wish.clone()}</bdi></p> }
    });
    let id = line.id;
    let taken = move |answer: Result<OrderDetail, ApiError>| match answer {
        Ok(cart) => {
            till.cart.try_set(cart);
        }
        Err(error) => toasts.fail(t.api_error(&error)),
    };
    let remove = move |_| {
        let cart = till.cart.read_untracked().id;
        spawn_local(async move { taken(cart_remove(cart, id).await) });
    };
    let draft = StoredValue::new(draft_of(line));
    let change = move |set: fn(&mut LineDraft, i32), text: String| {
        let Ok(number) = text.trim().parse::<i32>() else {
            toasts.fail(t.buy_number(t.number(i64::from(MAX_SEATS))));
            return;
        };
        let mut wish = draft.get_value();
        set(&mut wish, number);
        let cart = till.cart.read_untracked().id;
        spawn_local(async move { taken(cart_change(cart, id, wish).await) });
    };
    let many = line.customer.is_none() && line.years > 0;
    let seats_label = t.checkout_seats_of(name.as_str());
    let count_label = t.checkout_count_of(name.as_str());
    let count = match many {
        false => view! { <span>{t.number(i64::from(line.count))}</span> }.into_any(),
        true => view! {
            <input
                class="input input--number"
                inputmode="numeric"
                aria-label=count_label
                value=line.count.to_string()
                on:change=move |ev| change(
                    |draft, n| draft.count = u32::try_from(n).unwrap_or_default(),
                    event_target_value(&ev),
                )
            />
        }
        .into_any(),
    };
    view! {
        <tr>
            <th scope="row">
                <span class="lines__name">{name.clone()}</span>
                <span class="faint">{t.line_kind(line.kind)} " · " {term(t, line.years)}</span>
                {maybe(wish)}
                {maybe(problem)}
            </th>
            <td data-label=t.order_whom()><bdi>{whom}</bdi></td>
            <td class="number" data-label=t.column("seats")>
                <input
                    class="input input--number"
                    inputmode="numeric"
                    aria-label=seats_label
                    value=line.seats.to_string()
                    on:change=move |ev| change(|draft, n| draft.seats = n, event_target_value(&ev))
                />
            </td>
            <td class="number" data-label=t.column("count")>{count}</td>
            <td class="number" data-label=t.order_price()>
                <div>{price(t, line)} {maybe(was)}</div>
            </td>
            <td>
                <IconButton
                    icon=IconName::Close
                    label=Signal::stored(t.cart_remove(name.as_str()))
                    on:click=remove
                />
            </td>
        </tr>
    }
    .into_any()
}

fn draft_of(line: &OrderLine) -> LineDraft {
    LineDraft {
        edition: line.edition.id,
        years: line.years,
        seats: line.seats,
        count: line.count,
        recipient: line.recipient.clone(),
        wish: line.wish.clone(),
    }
}

/// What is said besides, and the last word.
#[component]
fn Say(till: Till, asks: bool) -> impl IntoView {
    let Till { t, cart, own_number, reference, agreed, busy, trouble, .. } = till;
    let beside = move |field: &'static str| {
        Signal::derive(move || {
            let trouble = trouble.read();
            let error = trouble.as_ref()?.fields.iter().find(|error| error.field == field)?;
            Some(t.field_error(error))
        })
    };
    let elsewhere = move || {
        let trouble = trouble.read();
        let error = trouble.as_ref()?;
        Some(match (error.code, error.fields.first()) {
            // Somebody may have taken the name of a customer that was to be entered.
            (ErrorCode::Invalid, Some(field)) if field.field == "customer" => t.field_error(field),
            (ErrorCode::Invalid, Some(_)) => return None,
            _ => t.api_error(error),
        })
    };
    let blocked = move || cart.read().lines.iter().any(|line| line.problem.is_some());
    let agree = move || match cart.read().lines.iter().any(|line| line.was.is_some()) {
        true => t.checkout_agree_prices(),
        false => t.checkout_agree(),
    };
    let main = if asks { Deed::Send } else { Deed::Place };
    let main_text = move || {
        let total = cart.read().totals.gross();
        match (asks, total) {
            (false, Some(total)) => t.checkout_place(t.money(total)),
            _ => t.checkout_send(),
        }
    };
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        till.send(main);
    };
    let quotes = move || cart.read().may.contains(&Deed::Quote);
    let quote = move || {
        quotes().then(|| {
            view! {
                <Button busy disabled=Signal::derive(blocked) on:click=move |_| till.send(Deed::Quote)>
                    {t.checkout_quote()}
                </Button>
            }
        })
    };
    let hint = if asks { t.checkout_asks_hint() } else { t.checkout_account_hint() };
    view! {
        <form class="card order__say" novalidate on:submit=submit>
            <h2>{t.checkout_details()}</h2>
            <div class="buy__numbers">
                <Field
                    id="own-number"
                    label=t.order_own_number()
                    hint=t.checkout_own_number_hint()
                    error=beside("own-number")
                >
                    <TextInput
                        name="own-number"
                        on:input=move |ev| own_number.set(event_target_value(&ev))
                    />
                </Field>
                <Field
                    id="reference"
                    label=t.order_reference()
                    hint=t.checkout_reference_hint()
                    error=beside("reference")
                >
                    <TextInput
                        name="reference"
                        on:input=move |ev| reference.set(event_target_value(&ev))
                    />
                </Field>
            </div>
            <p class="faint">{hint}</p>
            <label class="choice-line">
                <input
                    type="checkbox"
                    name="agreed"
                    prop:checked=move || agreed.get()
                    on:change=move |ev| agreed.set(event_target_checked(&ev))
                />
                <span>{agree}</span>
            </label>
            <p class="dialog__trouble" role="alert">{elsewhere}</p>
            <div class="order__deeds">
                <Button
                    look=Look::Primary
                    submit=true
                    busy
                    disabled=Signal::derive(move || !agreed.get() || blocked())
                >
                    {main_text}
                </Button>
                {when(quote)}
                <a class="button button--quiet" href="/buy">{t.checkout_more()}</a>
            </div>
        </form>
    }
}
