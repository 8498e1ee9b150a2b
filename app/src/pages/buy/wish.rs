//! Asking for what the shop does not have.

use super::Buying;
use crate::api::ApiError;
use crate::api::orders::cart_add;
use crate::ui::trouble::beside;
use crate::ui::{Button, Field, TextInput, Textarea, list};
use domain::order::{LineDraft, Recipient};
use domain::price::MAX_SEATS;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The form, folded away until somebody needs it.
#[component]
pub(super) fn Wish(buying: Buying) -> impl IntoView {
    let t = buying.t;
    let (wish, seats) = (RwSignal::new(String::new()), RwSignal::new("25".to_owned()));
    let editions = buying.shop.with_value(|shop| {
        let named = |offer: &domain::price::Offer| (offer.edition.id, offer.edition.name.clone());
        shop.offers.iter().map(named).collect::<Vec<_>>()
    });
    let edition = RwSignal::new(editions.first().map(|(id, _)| *id));
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let beside = move |field| beside(t, trouble, field);
    let seats_error = Signal::derive(move || {
        let fits = seats.read().trim().parse::<i32>().is_ok_and(|n| (1..=MAX_SEATS).contains(&n));
        (!fits).then(|| t.buy_number(t.number(i64::from(MAX_SEATS))))
    });
    let send = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let Some(edition) = edition.get_untracked() else { return };
        let Ok(seats) = seats.get_untracked().trim().parse() else { return };
        let wish_text = wish.get_untracked();
        if busy.get_untracked() || wish_text.trim().is_empty() {
            return;
        }
        let recipient = Recipient::Stock;
        let line = LineDraft { edition, years: 1, seats, count: 1, recipient, wish: wish_text };
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let answer = cart_add(line).await;
            busy.try_set(false);
            match answer {
                Ok(cart) => {
                    buying.cart_is(cart);
                    buying.toasts.show(t.buy_added());
                    wish.try_set(String::new());
                }
                Err(error) => {
                    trouble.try_set(Some(error));
                }
            }
        });
    };
    let options = list(editions.into_iter().map(|(id, name)| {
        view! {
            <option value=id.to_string() selected=move || edition.get() == Some(id)>{name}</option>
        }
    }));
    view! {
        <details class="card buy__wish">
            <summary>{t.buy_wish()}</summary>
            <form class="buy__form" novalidate on:submit=send>
                <p class="faint">{t.buy_wish_hint()}</p>
                <div class="buy__numbers">
                    <Field id="wish-edition" label=t.buy_edition()>
                        <select
                            class="input"
                            id="wish-edition"
                            on:change=move |ev| edition.set(event_target_value(&ev).parse().ok())
                        >
                            {options}
                        </select>
                    </Field>
                    <Field id="wish-seats" label=t.buy_seats() error=seats_error>
                        <TextInput
                            name="seats"
                            value=seats.get_untracked()
                            attr:inputmode="numeric"
                            on:input=move |ev| seats.set(event_target_value(&ev))
                        />
                    </Field>
                </div>
                <Field id="wish-text" label=t.buy_wish_text() error=beside("wish")>
                    <Textarea value=wish name="wish"/>
                </Field>
                <Button submit=true busy disabled=Signal::derive(move || wish.read().trim().is_empty())>
                    {t.buy_add()}
                </Button>
            </form>
        </details>
    }
}
