//! `/profile/tokens`: keys by which programs act for somebody.

use crate::api::ApiError;
use crate::api::codec::Data;
use crate::api::tokens::{token_create, token_list, token_revoke};
use crate::i18n::use_messages;
use crate::pages::people::Boxes;
use crate::session::use_session;
use crate::ui::step_up::StepUp;
use crate::ui::{
    Button, CopyButton, Dialog, EmptyState, ErrorState, Field, IconName, Look, RelativeTime,
    TextInput, list, rows, use_toasts, when,
};
use domain::api_token::{DEFAULT_DAYS, TokenDraft, TokenView, delegable};
use domain::ids::PersonId;
use domain::policy::{Grants, effective};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;

/// Days that are offered.
const OFFERED: [u16; 5] = [7, 30, DEFAULT_DAYS, 180, 365];

/// The page.
#[component]
pub(crate) fn TokensPage() -> impl IntoView {
    let t = use_messages();
    let tokens = Data::new_with_options(|| (), |()| token_list(), true);
    let again = Callback::new(move |()| tokens.refetch());
    let making = RwSignal::new(false);
    let made: RwSignal<Option<String>> = RwSignal::new(None);
    let step_up = StepUp::new();
    let content = move || {
        Suspend::new(async move {
            view! { <Answered answer=tokens.await again/> }
        })
    };
    view! {
        <Title text=t.tokens_title()/>
        <article class="license">
            <p class="license__back"><a href="/profile">{t.profile_title()}</a></p>
            <header class="license__head">
                <div>
                    <h1>{t.tokens_title()}</h1>
                    <p class="page__lead">{t.tokens_lead()}</p>
                </div>
                <Button look=Look::Primary on:click=move |_| making.set(true)>
                    {t.tokens_new()}
                </Button>
            </header>
            <Transition>{content}</Transition>
        </article>
        <Dialog open=making title=Signal::stored(t.tokens_new()) id="token">
            <NewToken making made again step_up/>
        </Dialog>
        <Made made/>
        {step_up.show()}
    }
}

#[component]
fn Answered(answer: Result<Vec<TokenView>, ApiError>, again: Callback<()>) -> impl IntoView {
    let t = use_messages();
    match answer {
        Ok(tokens) if tokens.is_empty() => {
            let (title, text) = (t.tokens_none(), t.tokens_none_hint());
            view! { <EmptyState title text icon=IconName::Open/> }.into_any()
        }
        Ok(tokens) => view! { <TokenTable tokens again/> }.into_any(),
        Err(error) => view! { <ErrorState text=t.api_error(&error) retry=again/> }.into_any(),
    }
}

/// Tokens, each with a button that ends it.
#[component]
pub(crate) fn TokenTable(
    tokens: Vec<TokenView>,
    /// Whose they are, if not one's own.
    #[prop(optional)]
    person: Option<PersonId>,
    /// Reads them again.
    again: Callback<()>,
) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let each = tokens.into_iter().map(|token| {
        let TokenView { id, name, prefix, grants, created, expires, used, used_from } = token;
        let label = t.tokens_revoke_of(&*name);
        let called = name.clone();
        let revoke = move |_| {
            busy.set(true);
            let name = called.clone();
            spawn_local(async move {
                let answer = token_revoke(person, id).await;
                busy.try_set(false);
                match answer {
                    Ok(()) => toasts.show(t.tokens_revoked(name)),
                    Err(error) => toasts.fail(t.api_error(&error)),
                }
                again.try_run(());
            });
        };
        let may = grants.iter().map(|action| t.may(action)).collect::<Vec<_>>().join(" · ");
        let from = used_from.map(|address| t.tokens_used_from(address));
        let used = match used {
            Some(used) => view! { <RelativeTime moment=used/> " " {from} }.into_any(),
            None => view! { <span class="faint">{t.tokens_never()}</span> }.into_any(),
        };
        view! {
            <tr>
                <td title=may><bdi>{name}</bdi> " " <code class="faint">{prefix}</code></td>
                <td><RelativeTime moment=created/></td>
                <td><RelativeTime moment=expires/></td>
                <td>{used}</td>
                <td>
                    <Button look=Look::Quiet busy attr:aria-label=label on:click=revoke>
                        {t.tokens_revoke()}
                    </Button>
                </td>
            </tr>
        }
    });
    view! {
        <div class="table-box">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t.tokens_column_name()}</th>
                        <th scope="col">{t.tokens_column_created()}</th>
                        <th scope="col">{t.tokens_column_expires()}</th>
                        <th scope="col">{t.tokens_column_used()}</th>
                        <th scope="col"><span class="unseen">{t.tokens_revoke()}</span></th>
                    </tr>
                </thead>
                <tbody>{rows(each)}</tbody>
            </table>
        </div>
    }
}

/// What a new token is for, what it may, and for how long.
#[component]
fn NewToken(
    making: RwSignal<bool>,
    made: RwSignal<Option<String>>,
    again: Callback<()>,
    step_up: StepUp,
) -> impl IntoView {
    let t = use_messages();
    let viewer = use_session().viewer;
    let own = viewer.map(|viewer| delegable(effective(viewer.org_kind, viewer.grants)));
    let own = own.unwrap_or_default();
    let name = RwSignal::new(String::new());
    let chosen = RwSignal::new(Grants::default());
    let days = RwSignal::new(DEFAULT_DAYS);
    let busy = RwSignal::new(false);
    let trouble: RwSignal<Option<ApiError>> = RwSignal::new(None);
    let in_name = |error: &ApiError| error.fields.iter().any(|field| field.field == "name");
    let beside = Signal::derive(move || {
        trouble.read().as_ref().filter(|error| in_name(error)).map(|error| t.api_error(error))
    });
    let other = move || {
        trouble.read().as_ref().filter(|error| !in_name(error)).map(|error| t.api_error(error))
    };
    let once_more: StoredValue<Option<Callback<()>>> = StoredValue::new(None);
    let send = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        let actions = chosen.get_untracked().iter().collect();
        let draft = TokenDraft { name: name.get_untracked(), actions, days: days.get_untracked() };
        spawn_local(async move {
            let answer = token_create(draft).await;
            busy.try_set(false);
            match answer {
                Ok(new) => {
                    making.try_set(false);
                    made.try_set(Some(new.token));
                    again.try_run(());
                }
                Err(error) => {
                    let retry = move || {
                        if let Some(send) = once_more.try_get_value().flatten() {
                            send.run(());
                        }
                    };
                    if !step_up.retry(&error, retry) {
                        trouble.try_set(Some(error));
                    }
                }
            }
        });
    });
    once_more.set_value(Some(send));
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        send.run(());
    };
    let options = OFFERED.map(|count| {
        view! {
            <option value=count.to_string() selected=count == DEFAULT_DAYS>
                {t.tokens_days_count(i64::from(count))}
            </option>
        }
    });
    let choose = move |ev: leptos::ev::Event| {
        if let Ok(count) = event_target_value(&ev).parse() {
            days.set(count);
        }
    };
    view! {
        <form class="dialog__form" novalidate on:submit=submit>
            <Field id="token-name" label=t.tokens_name() error=beside>
                <TextInput name="name" on:input=move |ev| name.set(event_target_value(&ev))/>
            </Field>
            <Field id="token-days" label=t.tokens_days()>
                <select class="input" id="token-days" on:change=choose>{list(options)}</select>
            </Field>
            <Boxes label=t.tokens_actions() own chosen/>
            <p class="dialog__trouble" role="alert">{other}</p>
            <div class="dialog__actions">
                <Button look=Look::Primary submit=true busy>{t.tokens_create()}</Button>
                <Button look=Look::Quiet on:click=move |_| making.set(false)>
                    {t.action_cancel()}
                </Button>
            </div>
        </form>
    }
}

/// A new token until it is closed; then nobody sees it again.
#[component]
fn Made(made: RwSignal<Option<String>>) -> impl IntoView {
    let t = use_messages();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(made.read().is_some()));
    Effect::new(move |_| {
        if !open.get() && made.read_untracked().is_some() {
            made.set(None);
        }
    });
    let content = move || {
        made.get().map(|token| {
            view! {
                <p>{t.tokens_made_text()}</p>
                <p class="people__link">
                    <code>{token.clone()}</code>
                    <CopyButton text=token label=t.tokens_copy()/>
                </p>
                <div class="dialog__actions">
                    <Button look=Look::Primary on:click=move |_| open.set(false)>
                        {t.tokens_done()}
                    </Button>
                </div>
            }
        })
    };
    view! {
        <Dialog open title=Signal::stored(t.tokens_made_title()) id="token-made">
            {when(content)}
        </Dialog>
    }
}
