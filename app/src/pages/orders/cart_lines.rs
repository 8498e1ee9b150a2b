//! The lines of a cart at checkout: what they cost now, and what is changed about them.

use super::checkout::Till;
use super::lines::{Sums, price};
use crate::api::orders::{cart_change, cart_remove, order_get};
use crate::api::{ApiError, ErrorCode};
use crate::pages::buy::term;
use crate::ui::{Icon, IconButton, IconName, dynamic, maybe, use_toasts, when};
use domain::field::FieldError;
use domain::ids::OrderLineId;
use domain::order::{LineDraft, OrderLine};
use domain::price::{MAX_COUNT, MAX_SEATS};
use domain::text::whole;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What is in the cart, as it would be bought now.
#[component]
pub(super) fn Review(till: Till) -> impl IntoView {
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
    let ids = move || cart.read().lines.iter().map(|line| line.id).collect::<Vec<_>>();
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
                    <tbody>
                        <For each=ids key=|id| *id children=move |id| row(till, id)/>
                    </tbody>
                </table>
            </div>
            {dynamic(move || view! { <Sums order=cart.get()/> })}
        </section>
    }
}

/// What is typed into a line, and how far the server has it. Edits go one after the other, each
/// with all that is typed by then, so that a quick one takes nothing of another back.
#[derive(Clone, Copy)]
struct Typed {
    till: Till,
    id: OrderLineId,
    seats: RwSignal<String>,
    count: RwSignal<String>,
    /// What is wrong, beside its field.
    wrong: RwSignal<Vec<FieldError>>,
    /// What failed besides.
    failed: RwSignal<Option<ApiError>>,
    sending: StoredValue<bool>,
}

impl Typed {
    fn of(till: Till, line: &OrderLine) -> Self {
        Self {
            till,
            id: line.id,
            seats: RwSignal::new(line.seats.to_string()),
            count: RwSignal::new(line.count.to_string()),
            wrong: RwSignal::new(Vec::new()),
            failed: RwSignal::new(None),
            sending: StoredValue::new(false),
        }
    }

    /// The line as the server has it; none when it is gone.
    fn known(self) -> Option<LineDraft> {
        let cart = self.till.cart.try_get_untracked()?;
        cart.lines.iter().find(|line| line.id == self.id).map(draft_of)
    }

    /// The same as it is wished.
    fn wish(self, known: &LineDraft) -> Result<LineDraft, Vec<FieldError>> {
        let number = |text: RwSignal<String>, most: i64| {
            let text = text.try_get_untracked().unwrap_or_default();
            whole(&text).filter(|number| *number <= most)
        };
        let seats = number(self.seats, i64::from(MAX_SEATS));
        let count = number(self.count, i64::from(MAX_COUNT));
        match (seats, count) {
            (Some(seats), Some(count)) => {
                Ok(LineDraft { seats: seats as i32, count: count as u32, ..known.clone() })
            }
            (seats, count) => {
                let bad = |field, code, most: u32| FieldError::new(field, code).with("max", most);
                let seats = seats.is_none().then(|| bad("seats", "order-seats", MAX_SEATS as u32));
                let count = count.is_none().then(|| bad("count", "order-count", MAX_COUNT));
                Err(seats.into_iter().chain(count).collect())
            }
        }
    }

    /// Sends what is typed, unless that is under way: then it follows.
    fn send(self) {
        let Some(known) = self.known() else { return };
        if let Err(wrong) = self.wish(&known) {
            return self.wrong.set(wrong);
        }
        self.wrong.set(Vec::new());
        self.failed.set(None);
        if self.sending.get_value() {
            return;
        }
        self.sending.set_value(true);
        spawn_local(async move {
            let mut sent = None;
            while let Some(was) = self.known() {
                let Ok(wish) = self.wish(&was) else { break };
                if wish == was || sent.as_ref() == Some(&wish) {
                    break;
                }
                sent = Some(wish.clone());
                let cart = self.till.cart.with_untracked(|cart| cart.id);
                match cart_change(cart, self.id, was, wish).await {
                    Ok(cart) => self.till.taken(cart),
                    Err(error) => {
                        self.refused(error).await;
                        break;
                    }
                }
            }
            self.sending.try_set_value(false);
        });
    }

    /// What is typed stays; what another tab made of the line is shown beside it.
    async fn refused(self, error: ApiError) {
        let stale = matches!(error.code, ErrorCode::Conflict | ErrorCode::NotFound);
        let beside = |error: &&FieldError| matches!(&*error.field, "seats" | "count");
        let fields: Vec<FieldError> = error.fields.iter().filter(beside).cloned().collect();
        match fields.is_empty() {
            true => drop(self.failed.try_set(Some(error))),
            false => drop(self.wrong.try_set(fields)),
        }
        let Some(id) = self.till.cart.try_with_untracked(|cart| cart.id) else { return };
        if stale && let Ok(cart) = order_get(id).await {
            self.till.taken(cart);
        }
    }

    /// Whether something that is typed is not the server's.
    fn is_open(self) -> bool {
        let quiet =
            self.wrong.read_untracked().is_empty() && self.failed.read_untracked().is_none();
        self.sending.get_value() || !quiet
    }

    /// An input with its error.
    fn input(self, field: &'static str, label: String) -> AnyView {
        let t = self.till.t;
        let value = if field == "seats" { self.seats } else { self.count };
        let error = Memo::new(move |_| {
            let wrong = self.wrong.read();
            wrong.iter().find(|error| error.field == field).map(|error| t.field_error(error))
        });
        let error_id = format!("{field}-{}", self.id);
        let described = error_id.clone();
        view! {
            <input
                class="input input--number"
                inputmode="numeric"
                aria-label=label
                aria-invalid=move || error.read().is_some().then_some("true")
                aria-describedby=move || error.read().is_some().then(|| described.clone())
                value=value.get_untracked()
                prop:value=move || value.get()
                on:input=move |ev| value.set(event_target_value(&ev))
                on:change=move |_| self.send()
            />
            <p class="lines__problem" id=error_id role="alert">{move || error.get()}</p>
        }
        .into_any()
    }
}

fn row(till: Till, id: OrderLineId) -> AnyView {
    let t = till.t;
    let toasts = use_toasts();
    let line = Memo::new(move |_| till.cart.read().lines.iter().find(|one| one.id == id).cloned());
    let Some(first) = line.get_untracked() else { return ().into_any() };
    let typed = Typed::of(till, &first);
    // What another tab changed is shown, unless something else is typed here.
    Effect::new(move |before: Option<Option<(i32, u32)>>| {
        let now = line.read().as_ref().map(|line| (line.seats, line.count));
        if let (Some(before), Some((seats, count))) = (before, now)
            && before != now
            && !typed.is_open()
        {
            typed.seats.set(seats.to_string());
            typed.count.set(count.to_string());
        }
        now
    });
    let remove = move |_| {
        let cart = till.cart.with_untracked(|cart| cart.id);
        spawn_local(async move {
            match cart_remove(cart, id).await {
                Ok(cart) => till.taken(cart),
                Err(error) => toasts.fail(t.api_error(&error)),
            }
        });
    };
    let name = first.edition.name.clone();
    let seats = typed.input("seats", t.checkout_seats_of(name.as_str()));
    let count = match first.customer.is_none() && first.years > 0 {
        false => view! { <span>{t.number(i64::from(first.count))}</span> }.into_any(),
        true => typed.input("count", t.checkout_count_of(name.as_str())),
    };
    let wish = (!first.wish.is_empty()).then(|| {
        view! { <p class="lines__wish"><bdi>{first.wish.clone()}</bdi></p> }
    });
    let failed = move || typed.failed.read().as_ref().map(|error| t.api_error(error));
    let whom = move || {
        let line = line.read();
        let name = line.as_ref().and_then(|line| line.customer.clone());
        let found = line.as_ref().is_some_and(|line| line.found);
        let name = name.unwrap_or_else(|| t.buy_for_later());
        let found = found.then(|| view! { <p class="faint">{t.checkout_found()}</p> });
        view! { <bdi>{name}</bdi> {maybe(found)} }
    };
    let problem = move || {
        let line = line.read();
        let code = line.as_ref()?.problem.clone()?;
        Some(view! { <p class="lines__problem" role="alert">{t.error(&code)}</p> })
    };
    let costs = move || {
        let line = line.read();
        let line = line.as_ref()?;
        let was = line.was.map(|was| {
            view! { <p class="lines__was">{t.checkout_was(t.money(was.net))}</p> }
        });
        Some(view! { <div>{price(t, line)} {maybe(was)}</div> })
    };
    view! {
        <tr>
            <th scope="row">
                <span class="lines__name">{name.clone()}</span>
                <span class="faint">{t.line_kind(first.kind)} " · " {term(t, first.years)}</span>
                {maybe(wish)}
                {when(problem)}
                <p class="lines__problem" role="alert">{failed}</p>
            </th>
            <td data-label=t.order_whom()>{dynamic(whom)}</td>
            <td class="number" data-label=t.column("seats")>{seats}</td>
            <td class="number" data-label=t.column("count")>{count}</td>
            <td class="number" data-label=t.order_price()>{when(costs)}</td>
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
