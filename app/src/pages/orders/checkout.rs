//! A cart about to become an order: what is in it, what is said besides, and the last word.

use super::cart_lines::Review;
use super::sale_terms::SaleTerms;
use crate::api::orders::{order_get, order_place, order_quote};
use crate::api::{ApiError, ErrorCode};
use crate::i18n::{Messages, use_messages};
use crate::ui::navigate::go;
use crate::ui::trouble::beside;
use crate::ui::{Button, EmptyState, Field, IconName, Look, TextInput, dynamic, when};
use domain::order::{CheckoutDraft, Deed, OrderDetail, PlaceOrder, Placed};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use uuid::Uuid;

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub(super) struct Till {
    pub(super) t: Messages,
    pub(super) cart: RwSignal<OrderDetail>,
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
        let agreed_terms = match self.agreed.get_untracked() {
            true => self.cart.read_untracked().sale_terms.clone(),
            false => String::new(),
        };
        CheckoutDraft {
            own_number: self.own_number.get_untracked(),
            reference: self.reference.get_untracked(),
            agreed_terms,
            ..CheckoutDraft::default()
        }
    }

    /// Takes a cart as an answer has it. Of several answers the last one sent counts, whichever
    /// comes last.
    pub(super) fn taken(self, cart: OrderDetail) {
        let newer = self.cart.try_with_untracked(|now| cart.version >= now.version);
        if newer == Some(true) {
            self.cart.try_set(cart);
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
    let asks = Memo::new(move |_| !cart.read().may.contains(&Deed::Place));
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
            {when(move || (!empty.get()).then(|| view! { <Say till asks/> }))}
        </article>
    }
}

/// What is said besides, and the last word.
#[component]
fn Say(till: Till, asks: Memo<bool>) -> impl IntoView {
    let Till { t, cart, own_number, reference, agreed, busy, trouble, .. } = till;
    let beside = move |field| beside(t, trouble, field);
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
    let main_text = move || {
        let total = cart.read().totals.gross();
        match (asks.get(), total) {
            (false, Some(total)) => t.checkout_place(t.money(total)),
            _ => t.checkout_send(),
        }
    };
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        till.send(if asks.get_untracked() { Deed::Send } else { Deed::Place });
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
    let hint = move || match asks.get() {
        true => t.checkout_asks_hint(),
        false => t.checkout_account_hint(),
    };
    let terms = Memo::new(move |_| cart.read().sale_terms.clone());
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
                        value=own_number.get_untracked()
                        prop:value=move || own_number.get()
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
                        value=reference.get_untracked()
                        prop:value=move || reference.get()
                        on:input=move |ev| reference.set(event_target_value(&ev))
                    />
                </Field>
            </div>
            <p class="faint">{hint}</p>
            {dynamic(move || view! { <SaleTerms terms=terms.get()/> })}
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
