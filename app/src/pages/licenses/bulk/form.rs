//! What is asked before many licenses are changed.

use super::renewal::{Renewal, RenewalForm};
use super::{Panels, What, selection};
use crate::api::ApiError;
use crate::api::bulk::bulk_start;
use crate::api::imports::import_customers;
use crate::i18n::use_messages;
use crate::pages::licenses::renew::price_changed;
use crate::ui::{Button, Field, Latest, Look, TextInput, Textarea};
use domain::bulk::{BulkAction, BulkProgress, StartBulk};
use domain::field::FieldError;
use domain::ids::OrgId;
use domain::license::OrgRef;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use uuid::Uuid;

/// How long after the last key the customers are asked for.
const PAUSE: Duration = Duration::from_millis(150);

/// The form; what it started stands in `running` afterwards.
#[component]
pub(super) fn BulkForm(
    panels: Panels,
    what: What,
    running: RwSignal<Option<BulkProgress>>,
) -> impl IntoView {
    let t = use_messages();
    let note = RwSignal::new(String::new());
    let renewal = Renewal::new();
    let customer: RwSignal<Option<OrgId>> = RwSignal::new(None);
    let trouble: RwSignal<Option<String>> = RwSignal::new(None);
    let busy = RwSignal::new(false);
    // Made once for what the person means to do: sent again, it does nothing twice.
    let idempotency = Uuid::new_v4();
    let action = move || -> Result<BulkAction, FieldError> {
        Ok(match what {
            What::Note => {
                let text = note.get_untracked();
                domain::note::parse(&text)?;
                BulkAction::SetNote { text }
            }
            What::Renew => renewal.action(),
            What::Assign => BulkAction::Assign {
                customer: customer
                    .get_untracked()
                    .ok_or_else(|| FieldError::new("customer", "bulk-customer-missing"))?,
            },
        })
    };
    let start = move || {
        let action = match action() {
            Ok(action) => action,
            Err(error) => return trouble.set(Some(t.field_error(&error))),
        };
        let job = StartBulk { selection: selection(panels), action, idempotency };
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let answer = bulk_start(job).await;
            busy.try_set(false);
            match answer {
                Ok(progress) => {
                    running.try_set(Some(progress));
                }
                Err(error) if price_changed(&error) => {
                    trouble.try_set(Some(renewal.repriced(t)));
                }
                Err(error) => {
                    let text = error.fields.first().map(|field| t.field_error(field));
                    trouble.try_set(Some(text.unwrap_or_else(|| t.api_error(&error))));
                }
            }
        });
    };
    let disabled = Signal::derive(move || what == What::Renew && !renewal.ready());
    let grid = panels.grid;
    let one = panels.keys.assign;
    let count = move || match one.read().is_some() {
        true => 1,
        false => grid.selection.read().count(grid.numbers.read().rows),
    };
    view! {
        <form
            class="bulk-form"
            on:submit=move |ev| {
                ev.prevent_default();
                start();
            }
        >
            <p>{move || t.bulk_about(count())}</p>
            {match what {
                What::Note => view! {
                    <Textarea value=note label=t.column("note") rows=3/>
                    <p class="field__hint">{t.bulk_note_hint()}</p>
                }
                .into_any(),
                What::Renew => {
                    view! { <RenewalForm renewal selection=selection(panels)/> }.into_any()
                }
                What::Assign => view! { <Customer customer/> }.into_any(),
            }}
            <p class="field__error" role="alert">{move || trouble.get()}</p>
            <div class="dialog__actions">
                <Button submit=true look=Look::Primary busy=busy disabled>
                    {what.title(t)}
                </Button>
            </div>
        </form>
    }
}

#[component]
fn Customer(customer: RwSignal<Option<OrgId>>) -> impl IntoView {
    let t = use_messages();
    let search = RwSignal::new(String::new());
    // Not a resource: the page would wait for it, and take everything off the screen meanwhile.
    let found: RwSignal<Option<Result<Vec<OrgRef>, ApiError>>> = RwSignal::new(None);
    Effect::new(move |_| {
        let text = search.get();
        spawn_local(async move {
            let answer = import_customers(text.clone()).await;
            // An older answer never replaces a newer one.
            if search.try_with_untracked(|now| *now == text) == Some(true) {
                found.set(Some(answer));
            }
        });
    });
    let typed = Latest::default();
    let later = move |ev: leptos::ev::Event| {
        let text = event_target_value(&ev);
        typed.later(PAUSE, move || {
            search.try_set(text);
        });
    };
    let list = move || match found.get() {
        None => ().into_any(),
        Some(Err(error)) => view! { <p role="alert">{t.api_error(&error)}</p> }.into_any(),
        Some(Ok(found)) if found.is_empty() => {
            view! { <p class="faint">{t.bulk_no_customer()}</p> }.into_any()
        }
        Some(Ok(found)) => found
            .into_iter()
            .map(|org| {
                let id = org.id;
                view! {
                    <label class="choice-line">
                        <input
                            type="radio"
                            name="bulk-customer"
                            prop:checked=move || customer.get() == Some(id)
                            on:change=move |_| customer.set(Some(id))
                        />
                        <bdi>{org.name}</bdi>
                    </label>
                }
            })
            .collect_view()
            .into_any(),
    };
    view! {
        <Field id="bulk-customer-search" label=t.bulk_customer_search()>
            <TextInput name="customer" kind="search" on:input=later/>
        </Field>
        <div class="bulk-customers" role="radiogroup" aria-label=t.column("customer")>{list}</div>
    }
}
