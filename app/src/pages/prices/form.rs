//! Writing a price list.

use super::list::Editing;
use crate::api::prices::price_list_save;
use crate::api::{ApiError, ErrorCode};
use crate::i18n::use_messages;
use crate::pages::buy::term;
use crate::pages::orders::minor;
use crate::ui::{Button, Field, Look, TextInput, list, use_toasts};
use chrono::NaiveDate;
use domain::field::FieldError;
use domain::money::Currency;
use domain::price::{ListPrice, Listable, PriceListDraft};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The form. A price that is left empty is not on the list.
#[component]
pub(super) fn ListForm(
    what: Editing,
    listable: Vec<Listable>,
    today: NaiveDate,
    /// Closes the form; true when it was saved.
    close: Callback<bool>,
) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let known = match what {
        Editing::One(list) => Some(list),
        _ => None,
    };
    let (id, version) = known.as_ref().map_or((None, 0), |list| (Some(list.id), list.version));
    let draft = known.map(|list| list.draft);
    let old = draft.clone();
    let name = RwSignal::new(draft.as_ref().map_or_else(String::new, |d| d.name.clone()));
    let currency = RwSignal::new(draft.as_ref().map_or(Currency::Eur, |d| d.currency));
    let from = RwSignal::new(draft.as_ref().map_or(today, |d| d.from).to_string());
    let until = draft.as_ref().and_then(|d| d.until).map_or_else(String::new, |d| d.to_string());
    let until = RwSignal::new(until);
    let prices: Vec<((i32, i16), RwSignal<String>)> = listable
        .iter()
        .flat_map(|one| one.terms.iter().map(move |(years, _)| (one.edition.id, *years)))
        .map(|(edition, years)| {
            let listed = old.as_ref().and_then(|draft| {
                let fits = |price: &&ListPrice| (price.edition, price.years) == (edition, years);
                draft.prices.iter().find(fits)
            });
            let text = listed.map_or_else(String::new, |p| amount(p.minor));
            ((edition, years), RwSignal::new(text))
        })
        .collect();
    // What is not sold any more has no row, and stays as it is.
    let unsold = old.map(|draft| draft.prices).unwrap_or_default().into_iter();
    let unsold =
        unsold.filter(|price| prices.iter().all(|(key, _)| *key != (price.edition, price.years)));
    let unsold = StoredValue::new(unsold.collect::<Vec<_>>());
    let wrong: RwSignal<Vec<FieldError>> = RwSignal::new(Vec::new());
    let trouble = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let error = move |field: &'static str| {
        Signal::derive(move || {
            let wrong = wrong.read();
            wrong.iter().find(|error| error.field == field).map(|error| t.field_error(error))
        })
    };
    let by_key = StoredValue::new(prices);
    let save = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        trouble.set(None);
        let draft = read(by_key, name, currency, from, until);
        let draft = match draft {
            Ok(mut draft) => {
                draft.prices.extend(unsold.get_value());
                draft
            }
            Err(errors) => return wrong.set(errors),
        };
        wrong.set(Vec::new());
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = price_list_save(id, version, draft).await;
            busy.try_set(false);
            match answer {
                Ok(_) => {
                    toasts.show(t.prices_saved());
                    close.try_run(true);
                }
                Err(error) if error.code == ErrorCode::Invalid => {
                    wrong.try_set(error.fields);
                }
                Err(error) => {
                    trouble.try_set(Some(error));
                }
            }
        });
    };
    let rows = listable.into_iter().map(|one| {
        let cells = one.terms.iter().map(|(years, catalog)| {
            let key = (one.edition.id, *years);
            let signal = by_key.with_value(|all| {
                all.iter().find(|(known, _)| *known == key).map(|(_, signal)| *signal)
            });
            let label = t.prices_price_of(one.edition.name.as_str(), term(t, *years));
            let placeholder = t.money(*catalog);
            signal.map(|signal| {
                view! {
                    <label class="prices__price">
                        <span>{term(t, *years)}</span>
                        <input
                            class="input input--number"
                            inputmode="decimal"
                            aria-label=label
                            placeholder=placeholder
                            prop:value=move || signal.get()
                            on:input=move |ev| signal.set(event_target_value(&ev))
                        />
                    </label>
                }
            })
        });
        let cells = list(cells.collect::<Vec<_>>());
        view! {
            <li class="prices__edition">
                <span>{one.edition.name.clone()}</span>
                <div class="prices__cells">{cells}</div>
            </li>
        }
    });
    let rows = list(rows.collect::<Vec<_>>());
    let currencies = list(Currency::ALL.map(|one| {
        view! {
            <option value=one.code() selected=move || currency.get() == one>{one.code()}</option>
        }
    }));
    view! {
        <form class="prices__form" novalidate on:submit=save>
            <div class="buy__numbers">
                <Field id="list-name" label=t.prices_name() error=error("name")>
                    <TextInput
                        name="name"
                        value=name.get_untracked()
                        on:input=move |ev| name.set(event_target_value(&ev))
                    />
                </Field>
                <Field id="list-currency" label=t.terms_currency()>
                    <select
                        class="input"
                        id="list-currency"
                        on:change=move |ev| {
                            if let Some(one) = Currency::from_code(&event_target_value(&ev)) {
                                currency.set(one);
                            }
                        }
                    >
                        {currencies}
                    </select>
                </Field>
                <Field id="list-from" label=t.prices_from() error=error("from")>
                    <TextInput
                        name="from"
                        kind="date"
                        value=from.get_untracked()
                        on:input=move |ev| from.set(event_target_value(&ev))
                    />
                </Field>
                <Field
                    id="list-until"
                    label=t.prices_until()
                    hint=t.prices_until_hint()
                    error=error("until")
                >
                    <TextInput
                        name="until"
                        kind="date"
                        value=until.get_untracked()
                        on:input=move |ev| until.set(event_target_value(&ev))
                    />
                </Field>
            </div>
            <p class="faint">{t.prices_empty_hint()}</p>
            <ul class="prices__editions">{rows}</ul>
            <p class="dialog__trouble" role="alert">
                {move || error("prices").get().or_else(|| {
                    trouble.read().as_ref().map(|error| t.api_error(error))
                })}
            </p>
            <div class="order__deeds">
                <Button look=Look::Primary submit=true busy>{t.action_save()}</Button>
                <Button look=Look::Quiet on:click=move |_| {
                    close.run(false);
                }>{t.action_cancel()}</Button>
            </div>
        </form>
    }
}

/// What is typed for each edition and term.
type Typed = StoredValue<Vec<((i32, i16), RwSignal<String>)>>;

/// Minor units as one types them.
fn amount(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

fn read(
    prices: Typed,
    name: RwSignal<String>,
    currency: RwSignal<Currency>,
    from: RwSignal<String>,
    until: RwSignal<String>,
) -> Result<PriceListDraft, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let from = from.get_untracked().parse::<NaiveDate>();
    if from.is_err() {
        wrong.push(FieldError::new("from", "list-from"));
    }
    let until = match until.get_untracked().trim() {
        "" => None,
        text => match text.parse::<NaiveDate>() {
            Ok(day) => Some(day),
            Err(_) => {
                wrong.push(FieldError::new("until", "list-until"));
                None
            }
        },
    };
    let mut listed = Vec::new();
    prices.with_value(|prices| {
        for ((edition, years), text) in prices {
            let text = text.read_untracked();
            if text.trim().is_empty() {
                continue;
            }
            match minor(&text) {
                Some(minor) => {
                    listed.push(ListPrice { edition: *edition, years: *years, minor });
                }
                None => {
                    let error = FieldError::new("prices", "list-price-unread");
                    wrong.push(error.with("text", text.trim()));
                }
            }
        }
    });
    match (from, wrong.is_empty()) {
        (Ok(from), true) => Ok(PriceListDraft {
            name: name.get_untracked(),
            currency: currency.get_untracked(),
            from,
            until,
            prices: listed,
        }),
        _ => Err(wrong),
    }
}
