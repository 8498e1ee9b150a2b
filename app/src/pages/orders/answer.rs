//! The seller says yes to something else than was asked for: other numbers, other prices.

use crate::api::ApiError;
use crate::api::orders::{order_change, order_get};
use crate::i18n::use_messages;
use crate::ui::{Button, Field, Look, Textarea, list, use_toasts};
use domain::order::{LineAnswer, OrderDetail, OrderLine};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What is typed for a line.
#[derive(Clone, Copy)]
struct Typed {
    id: domain::ids::OrderLineId,
    years: i16,
    keep: RwSignal<bool>,
    seats: RwSignal<String>,
    count: RwSignal<String>,
    /// Empty where it costs what it costs everybody.
    net: RwSignal<String>,
}

impl Typed {
    fn of(line: &OrderLine) -> Self {
        Self {
            id: line.id,
            years: line.years,
            keep: RwSignal::new(true),
            seats: RwSignal::new(line.seats.to_string()),
            count: RwSignal::new(line.count.to_string()),
            net: RwSignal::new(String::new()),
        }
    }

    /// What it says; none for what is no number.
    fn answer(self) -> Option<LineAnswer> {
        let net = match self.net.get_untracked().trim() {
            "" => None,
            text => Some(minor(text)?),
        };
        Some(LineAnswer {
            id: self.id,
            years: self.years,
            seats: self.seats.get_untracked().trim().parse().ok()?,
            count: self.count.get_untracked().trim().parse().ok()?,
            net,
        })
    }
}

/// An amount that somebody typed, in minor units: `1234`, `1234.5`, `1234,50`.
pub(crate) fn minor(text: &str) -> Option<i64> {
    let text = text.trim();
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    if part.len() > 2 || !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    let whole: i64 = whole.parse().ok().filter(|whole| *whole >= 0)?;
    whole.checked_mul(100)?.checked_add(part)
}

/// The form.
#[component]
pub(super) fn Answering(order: RwSignal<OrderDetail>, open: RwSignal<bool>) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let reason = RwSignal::new(String::new());
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let unread = RwSignal::new(false);
    let lines = order.read_untracked().lines.clone();
    let typed: Vec<Typed> = lines.iter().map(Typed::of).collect();
    let currency = order.read_untracked().currency.code();
    let rows = lines.iter().zip(typed.clone()).map(|(line, typed)| {
        let name = line.edition.name.clone();
        let (seats, count, net) = (
            t.checkout_seats_of(name.as_str()),
            t.checkout_count_of(name.as_str()),
            t.order_net_of(name.as_str(), currency),
        );
        let input = |signal: RwSignal<String>, label: String, mode: &'static str| {
            view! {
                <input
                    class="input input--number"
                    inputmode=mode
                    aria-label=label
                    prop:value=move || signal.get()
                    on:input=move |ev| signal.set(event_target_value(&ev))
                />
            }
        };
        let wish = (!line.wish.is_empty()).then(|| line.wish.clone());
        view! {
            <tr>
                <th scope="row">
                    <label class="choice-line">
                        <input
                            type="checkbox"
                            prop:checked=move || typed.keep.get()
                            on:change=move |ev| typed.keep.set(event_target_checked(&ev))
                        />
                        <span>{name}</span>
                    </label>
                    {wish.map(|wish| view! { <p class="lines__wish"><bdi>{wish}</bdi></p> })}
                </th>
                <td data-label=t.column("seats")>{input(typed.seats, seats, "numeric")}</td>
                <td data-label=t.column("count")>{input(typed.count, count, "numeric")}</td>
                <td data-label=t.order_net_in(currency)>{input(typed.net, net, "decimal")}</td>
            </tr>
        }
    });
    let rows = list(rows.collect::<Vec<_>>());
    let typed = StoredValue::new(typed);
    let send = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let answers: Option<Vec<LineAnswer>> = typed.with_value(|typed| {
            let kept = typed.iter().filter(|typed| typed.keep.get_untracked());
            kept.map(|typed| typed.answer()).collect()
        });
        unread.set(answers.is_none());
        let Some(answers) = answers else { return };
        let (id, version) = {
            let now = order.read_untracked();
            (now.id, now.version)
        };
        let reason = reason.get_untracked();
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let answer = order_change(id, version, answers, reason).await;
            busy.try_set(false);
            match answer {
                Ok(now) => {
                    toasts.show(t.order_was_changed());
                    open.try_set(false);
                    order.try_set(now);
                }
                Err(error) => {
                    if let Ok(now) = order_get(id).await
                        && now.version != version
                    {
                        order.try_set(now);
                    }
                    trouble.try_set(Some(error));
                }
            }
        });
    };
    let wrong = move || {
        if unread.get() {
            return Some(t.order_numbers_unread());
        }
        let trouble = trouble.read();
        let error = trouble.as_ref()?;
        Some(match error.fields.first() {
            Some(field) => t.field_error(field),
            None => t.api_error(error),
        })
    };
    view! {
        <form class="card" novalidate on:submit=send>
            <h2>{t.order_change_title()}</h2>
            <p class="faint">{t.order_change_hint()}</p>
            <div class="lines">
                <table class="lines__table">
                    <thead>
                        <tr>
                            <th scope="col">{t.order_what()}</th>
                            <th scope="col">{t.column("seats")}</th>
                            <th scope="col">{t.column("count")}</th>
                            <th scope="col">{t.order_net_in(currency)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <Field id="order-change-reason" label=t.order_reason()>
                <Textarea value=reason name="reason"/>
            </Field>
            <p class="dialog__trouble" role="alert">{wrong}</p>
            <div class="order__deeds">
                <Button look=Look::Primary submit=true busy>{t.order_change_send()}</Button>
                <Button look=Look::Quiet on:click=move |_| open.set(false)>{t.action_cancel()}</Button>
            </div>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::minor;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, amount) in [
            ("12", Some(1_200)),
            ("12.5", Some(1_250)),
            ("12,05", Some(1_205)),
            (" 0.99 ", Some(99)),
            ("1.234", None),
            ("-1", None),
            ("x", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(minor(text), amount, "{text}");
        }
    }
}
