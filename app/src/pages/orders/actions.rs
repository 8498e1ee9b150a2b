//! What one may do to an order that was made.

use super::answer::Answering;
use super::sale_terms::SaleTerms;
use crate::api::orders::{
    order_again, order_approve, order_cancel, order_decline, order_get, order_place, order_send,
};
use crate::api::{ApiError, ErrorCode};
use crate::i18n::use_messages;
use crate::ui::navigate::go;
use crate::ui::{Button, Dialog, Field, Look, Textarea, list, maybe, use_toasts, when};
use domain::order::{CheckoutDraft, Deed, OrderDetail, OrderState, OrderedAgain, PlaceOrder};
use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;

/// The buttons, with the dialogs that they open.
#[component]
pub(super) fn Actions(order: RwSignal<OrderDetail>) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let intent = StoredValue::new(Uuid::new_v4());
    // Ordered again, but for some of it.
    let left = RwSignal::new(None::<OrderedAgain>);
    let agreed = RwSignal::new(false);
    let terms = Memo::new(move |_| order.read().sale_terms.clone());
    // Other terms than were agreed to are agreed to anew.
    Effect::new(move |before: Option<String>| {
        let now = terms.get();
        if before.is_some_and(|before| before != now) {
            agreed.set(false);
        }
        now
    });
    let unagreed = Signal::derive(move || !terms.read().is_empty() && !agreed.get());
    let (declining, canceling) = (RwSignal::new(false), RwSignal::new(false));
    let changing = RwSignal::new(false);
    let may = move |deed: Deed| order.read().may.contains(&deed);
    // Whatever comes of it, the order is shown as it is then.
    let reread = move |id| async move {
        if let Ok(now) = order_get(id).await {
            order.try_set(now);
        }
    };
    let said = move |answer: Result<(), ApiError>, done: String| match answer {
        Ok(()) => toasts.show(done),
        Err(error) => toasts.fail(t.api_error(&error)),
    };
    let place = move |_| {
        let now = order.get_untracked();
        let Some(total) = now.totals.gross() else { return };
        busy.set(true);
        let (id, version) = (now.id, now.version);
        let checkout = CheckoutDraft { agreed_terms: now.sale_terms, ..CheckoutDraft::default() };
        let idempotency = intent.get_value();
        spawn_local(async move {
            let ask = PlaceOrder { id, version, total, checkout, idempotency };
            let answer = order_place(ask).await.map(drop);
            busy.try_set(false);
            said(answer, t.order_was_placed());
            reread(id).await;
        });
    };
    let send = move |_| {
        let now = order.get_untracked();
        busy.set(true);
        spawn_local(async move {
            let answer = order_send(now.id, now.version, now.sale_terms).await.map(drop);
            busy.try_set(false);
            said(answer, t.order_was_sent());
            reread(now.id).await;
        });
    };
    let approve = move |_| {
        let (id, version) = {
            let now = order.read_untracked();
            (now.id, now.version)
        };
        busy.set(true);
        spawn_local(async move {
            let answer = order_approve(id, version).await.map(drop);
            busy.try_set(false);
            said(answer, t.order_was_approved());
            reread(id).await;
        });
    };
    let again = move |_| {
        let id = order.read_untracked().id;
        busy.set(true);
        spawn_local(async move {
            let answer = order_again(id).await;
            busy.try_set(false);
            match answer {
                Ok(again) if again.left_out.is_empty() => go(&format!("/orders/{}", again.cart.id)),
                Ok(again) => drop(left.try_set(Some(again))),
                Err(error) => toasts.fail(t.api_error(&error)),
            }
        });
    };
    let total =
        move || order.read().totals.gross().map_or_else(String::new, |total| t.money(total));
    let own = order.read_untracked().margin.is_some();
    let place_button = move || {
        may(Deed::Place).then(|| {
            view! {
                <Button look=Look::Primary busy disabled=unagreed on:click=place>
                    {t.checkout_place(total())}
                </Button>
            }
        })
    };
    // Who may buy needs to ask nobody.
    let send_button = move || {
        (may(Deed::Send) && !may(Deed::Place)).then(|| {
            view! {
                <Button look=Look::Primary busy disabled=unagreed on:click=send>
                    {t.checkout_send()}
                </Button>
            }
        })
    };
    let agree = move || {
        (!terms.read().is_empty()).then(|| {
            view! {
                <SaleTerms terms=terms.get()/>
                <label class="choice-line">
                    <input
                        type="checkbox"
                        name="agreed"
                        prop:checked=move || agreed.get()
                        on:change=move |ev| agreed.set(event_target_checked(&ev))
                    />
                    <span>{t.checkout_agree()}</span>
                </label>
            }
        })
    };
    let left_out = move || left.get().map(|again| view! { <LeftOut again/> });
    let approve_button = move || {
        may(Deed::Approve).then(|| {
            view! {
                <Button look=Look::Primary busy on:click=approve>{t.order_approve()}</Button>
            }
        })
    };
    let change_button = move || {
        (may(Deed::Change) && !changing.get()).then(|| {
            view! {
                <Button on:click=move |_| changing.set(true)>{t.order_change()}</Button>
            }
        })
    };
    let decline_button = move || {
        may(Deed::Decline).then(|| {
            view! {
                <Button on:click=move |_| declining.set(true)>{t.order_decline()}</Button>
            }
        })
    };
    let cancel_button = move || {
        may(Deed::Cancel).then(|| {
            view! {
                <Button look=Look::Quiet on:click=move |_| canceling.set(true)>
                    {t.order_cancel()}
                </Button>
            }
        })
    };
    let again_button = move || {
        let state = order.read().state;
        let ended = state.holds() || matches!(state, OrderState::Canceled | OrderState::Expired);
        let keys = order.read().lines.iter().any(|line| line.kind.makes_keys());
        (own && ended && keys).then(|| {
            view! {
                <Button busy on:click=again>{t.order_again()}</Button>
            }
        })
    };
    view! {
        {when(agree)}
        <div class="order__deeds">
            {when(place_button)}
            {when(send_button)}
            {when(approve_button)}
            {when(change_button)}
            {when(again_button)}
            {when(decline_button)}
            {when(cancel_button)}
        </div>
        {when(left_out)}
        {when(move || changing.get().then(|| view! { <Answering order open=changing/> }))}
        <Ending order open=declining deed=Deed::Decline/>
        <Ending order open=canceling deed=Deed::Cancel/>
    }
}

/// What could not be ordered again, and the way to the rest.
#[component]
fn LeftOut(again: OrderedAgain) -> impl IntoView {
    let t = use_messages();
    let lines = again.left_out.into_iter().map(|line| {
        view! { <li><strong>{line.name}</strong> ": " {t.field_error(&line.why)}</li> }
    });
    let lines = list(lines.collect::<Vec<_>>());
    view! {
        <section class="notice notice--warning" role="status">
            <div>
                <p>{t.order_left_out()}</p>
                <ul>{lines}</ul>
                <p><a href=format!("/orders/{}", again.cart.id)>{t.order_to_cart()}</a></p>
            </div>
        </section>
    }
}

/// Asks before an order ends, and why.
#[component]
fn Ending(order: RwSignal<OrderDetail>, open: RwSignal<bool>, deed: Deed) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let reason = RwSignal::new(String::new());
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let declines = deed == Deed::Decline;
    let title = if declines { t.order_decline_title() } else { t.order_cancel_title() };
    let text = move || match (declines, order.read().state.holds()) {
        (true, _) => t.order_decline_text(),
        (false, true) => t.order_cancel_keys(),
        (false, false) => t.order_cancel_text(),
    };
    let confirm = move |_| {
        let (id, version) = {
            let now = order.read_untracked();
            (now.id, now.version)
        };
        let reason = reason.get_untracked();
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let answer = match declines {
                true => order_decline(id, version, reason).await,
                false => order_cancel(id, version, reason).await,
            };
            busy.try_set(false);
            match answer {
                Ok(now) => {
                    order.try_set(now);
                    open.try_set(false);
                    toasts.show(if declines {
                        t.order_was_declined()
                    } else {
                        t.order_was_canceled()
                    });
                }
                Err(error) => {
                    if error.code == ErrorCode::Conflict
                        && let Ok(now) = order_get(id).await
                    {
                        order.try_set(now);
                    }
                    trouble.try_set(Some(error));
                }
            }
        });
    };
    let error = Signal::derive(move || {
        let trouble = trouble.read();
        let error = trouble.as_ref()?.fields.first()?;
        Some(t.field_error(error))
    });
    let elsewhere = move || {
        let trouble = trouble.read();
        trouble.as_ref().filter(|error| error.fields.is_empty()).map(|error| t.api_error(error))
    };
    let id = if declines { "order-decline" } else { "order-cancel" };
    view! {
        <Dialog open title=Signal::stored(title) id>
            <p>{text}</p>
            <Field id="order-reason" label=t.order_reason() error>
                <Textarea value=reason name="reason"/>
            </Field>
            <p class="dialog__trouble" role="alert">{elsewhere}</p>
            <div class="dialog__actions">
                <Button look=Look::Primary busy on:click=confirm>
                    {if declines { t.order_decline() } else { t.order_cancel_confirm() }}
                </Button>
                <Button look=Look::Quiet on:click=move |_| open.set(false)>
                    {maybe(Some(t.order_keep()))}
                </Button>
            </div>
        </Dialog>
    }
}
