//! `/discounts/new?customer=<id>`: asking for a discount.

use super::files::{Evidence, Files};
use crate::api::programs::UPLOAD;
use crate::api::{ApiError, codec::Once, organizations::organization_get};
use crate::i18n::use_messages;
use crate::pages::buy::CustomerSearch;
use crate::route::Route;
use crate::session::use_session;
use crate::ui::trouble::told;
use crate::ui::{Button, ErrorState, Field, Look, Textarea, dynamic, list};
use domain::field::FieldError;
use domain::ids::OrgId;
use domain::people::OrgKind;
use domain::policy::Action;
use domain::program::Program;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The customer that is chosen, with its name.
type Customer = Option<(OrgId, String)>;

/// The page.
#[component]
pub(crate) fn NewDiscountPage() -> impl IntoView {
    let t = use_messages();
    let allowed = use_session().viewer.is_some_and(|viewer| viewer.may(Action::Buy));
    if !allowed {
        #[cfg(feature = "ssr")]
        if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
            response.set_status(axum::http::StatusCode::FORBIDDEN);
        }
        return view! { <ErrorState text=t.error("forbidden")/> }.into_any();
    }
    let named = use_query_map().with_untracked(|query| query.get("customer"));
    let named = named.and_then(|id| id.parse::<OrgId>().ok());
    let customer = Once::new_with_options(
        async move {
            // One that is not there is not chosen.
            let found = organization_get(named?).await.ok()?;
            let is_customer = found.kind == OrgKind::Customer;
            is_customer.then_some((found.id, found.draft.name))
        },
        true,
    );
    view! {
        <Title text=t.discounts_new()/>
        <div class="page__body order">
            <p class="order__back">
                <a href=Route::Discounts.path()>{t.discounts_back()}</a>
            </p>
            <header class="page__head">
                <h1>{t.discounts_new()}</h1>
                <p class="page__lead">{t.discounts_new_lead()}</p>
            </header>
            <Suspense>
                {move || Suspend::new(async move {
                    let first = customer.await;
                    view! { <Form first/> }
                })}
            </Suspense>
        </div>
    }
    .into_any()
}

#[component]
fn Form(first: Customer) -> impl IntoView {
    let t = use_messages();
    let customer = RwSignal::new(first);
    let program = RwSignal::new(None::<Program>);
    let message = RwSignal::new(String::new());
    let files = Files::new();
    let sending = RwSignal::new(None::<u32>);
    let trouble = RwSignal::new(None::<ApiError>);
    // What is wrong is told from the first try on, and from then on as it is mended.
    let tried = RwSignal::new(false);
    let server = move |field: &str| told(t, trouble, field);
    let missing = move |missing: bool, code: &str| {
        (tried.get() && missing).then(|| t.field_error(&FieldError::new("", code)))
    };
    let customer_error = Signal::derive(move || {
        missing(customer.read().is_none(), "program-customer").or_else(|| server("customer"))
    });
    let program_error = Signal::derive(move || {
        missing(program.get().is_none(), "program-program").or_else(|| server("program"))
    });
    let message_error = Signal::derive(move || server("message"));
    let files_wrong = Signal::derive(move || {
        let mut wrong = files.wrong();
        // That there is none yet is no mistake before something is sent.
        wrong.retain(|error| tried.get() || error.code != "evidence-missing");
        if wrong.is_empty() {
            let trouble = trouble.read();
            let fields = trouble.iter().flat_map(|error| &error.fields);
            wrong.extend(fields.filter(|error| error.field.starts_with("evidence")).cloned());
        }
        wrong
    });
    let elsewhere = move || {
        let trouble = trouble.read();
        let error = trouble.as_ref().filter(|error| error.fields.is_empty())?;
        Some(t.api_error(error))
    };
    #[cfg(feature = "hydrate")]
    let send = sender(Asking { customer, program, message, files, sending, trouble, tried });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        #[cfg(feature = "hydrate")]
        send.run(());
    };
    let chosen = move || match customer.get() {
        Some((id, name)) => view! {
            <div class="field">
                <span class="field__label">{t.discounts_customer()}</span>
                <p class="discount__customer">
                    <strong><bdi>{name}</bdi></strong>
                    " "
                    <button type="button" class="link" on:click=move |_| customer.set(None)>
                        {t.discounts_other_customer()}
                    </button>
                </p>
                <input type="hidden" name="customer" value=id.to_string()/>
                <p class="field__error" role="alert">{move || customer_error.get()}</p>
            </div>
        }
        .into_any(),
        None => view! {
            <fieldset class="discount__whom">
                <legend class="field__label">{t.discounts_customer()}</legend>
                <CustomerSearch id="discount-customer" customer error=customer_error/>
            </fieldset>
        }
        .into_any(),
    };
    let programs = Program::ALL.map(|one| {
        view! {
            <option value=one.slug() selected=move || program.get() == Some(one)>
                {t.program(one)}
            </option>
        }
    });
    let busy = Signal::derive(move || sending.read().is_some());
    let progress = move || {
        sending.get().map(|percent| {
            view! {
                <p>{t.discounts_sending(percent)}</p>
                <progress class="progress" max="100" value=percent.to_string()></progress>
            }
        })
    };
    view! {
        <form
            class="card order__say"
            novalidate
            method="post"
            action=UPLOAD
            enctype="multipart/form-data"
            on:submit=submit
        >
            {dynamic(chosen)}
            <Field id="discount-program" label=t.discounts_program() error=program_error>
                <select
                    class="input"
                    id="discount-program"
                    name="program"
                    aria-invalid=move || program_error.read().as_ref().map(|_| "true")
                    aria-describedby="discount-program-error"
                    on:change=move |event| program.set(Program::from_slug(&event_target_value(&event)))
                >
                    <option value="">{t.discounts_choose()}</option>
                    {list(programs)}
                </select>
            </Field>
            <Evidence files wrong=files_wrong/>
            <Field
                id="discount-message"
                label=t.discounts_message()
                hint=t.discounts_message_hint()
                error=message_error
            >
                <Textarea value=message name="message"/>
            </Field>
            <p class="dialog__trouble" role="alert">{elsewhere}</p>
            <div class="drop__state" role="status">{progress}</div>
            <div class="order__deeds">
                <Button look=Look::Primary submit=true busy>{t.discounts_send()}</Button>
                <a class="button button--quiet" href=Route::Discounts.path()>{t.action_cancel()}</a>
            </div>
        </form>
    }
}

/// What is being asked for.
#[cfg(feature = "hydrate")]
#[derive(Clone, Copy)]
struct Asking {
    customer: RwSignal<Customer>,
    program: RwSignal<Option<Program>>,
    message: RwSignal<String>,
    files: Files,
    sending: RwSignal<Option<u32>>,
    trouble: RwSignal<Option<ApiError>>,
    tried: RwSignal<bool>,
}

/// Sends the request and goes to its page. What fails leaves everything as it was typed.
#[cfg(feature = "hydrate")]
fn sender(asking: Asking) -> Callback<()> {
    use crate::api::ErrorCode;
    use crate::ui::use_toasts;
    use domain::ids::ProgramRequestId;
    use domain::program::ProgramDraft;

    let t = use_messages();
    let toasts = use_toasts();
    let navigate = StoredValue::new_local(leptos_router::hooks::use_navigate());
    // Made once: sent again after an answer that got lost, it is one request.
    let id = ProgramRequestId(uuid::Uuid::new_v4());
    let Asking { customer, program, message, files, sending, trouble, tried } = asking;
    Callback::new(move |()| {
        tried.set(true);
        trouble.set(None);
        let customer = customer.read_untracked().as_ref().map(|(id, _)| *id);
        let (Some(customer), Some(program)) = (customer, program.get_untracked()) else { return };
        if !untrack(|| files.wrong()).is_empty() || sending.read_untracked().is_some() {
            return;
        }
        let draft = ProgramDraft { id, customer, program, message: message.get_untracked() };
        sending.set(Some(0));
        let progress = move |percent| {
            sending.try_set(Some(percent));
        };
        let done = move |answer: Result<ProgramRequestId, ApiError>| {
            sending.try_set(None);
            match answer {
                Ok(id) => {
                    toasts.show(t.discounts_sent());
                    navigate.try_with_value(|go| {
                        go(&format!("{}/{id}", Route::Discounts.path()), Default::default());
                    });
                }
                Err(error) => {
                    trouble.try_set(Some(error));
                }
            }
        };
        if super::upload::send(&draft, files, progress, done).is_err() {
            // Nothing of it depends on the request: the browser itself refuses.
            sending.set(None);
            trouble.set(Some(ErrorCode::Internal.into()));
        }
    })
}
