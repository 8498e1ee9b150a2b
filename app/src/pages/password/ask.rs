//! `/reset`: asking for a link to set a password, and what was said to that.

use super::{Alone, bad, done, refusal};
use crate::i18n::{Messages, use_messages};
use crate::session::{Answer, Done, use_session};
use crate::ui::{Button, Field, Look, TextInput, maybe};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page.
#[component]
pub(crate) fn AskPage() -> impl IntoView {
    let t = use_messages();
    let session = use_session();
    let answer = session.answer.unwrap_or_default();
    let content = match answer.done {
        Some(Done::Asked) => asked(t, session.demo),
        Some(Done::Set | Done::Changed) => view! {
            {done(t.password_set_done())}
            <p><a class="button button--primary" href="/sign-in">{t.password_set_sign_in()}</a></p>
        }
        .into_any(),
        None if session.mail => view! { <AskForm answer/> }.into_any(),
        // A form would promise a mail.
        None => bad(t.error("mail-not-set-up")),
    };
    view! {
        <Title text=t.password_reset_title()/>
        <Alone heading=t.password_reset_heading()>{content}</Alone>
    }
}

/// The same whether or not there is such a person.
fn asked(t: Messages, demo: bool) -> AnyView {
    view! {
        {done(t.password_reset_asked())}
        <p class="sign-in__text">{t.password_reset_asked_hint()}</p>
        {maybe(demo.then(|| view! { <p><a href="/mails">{t.password_reset_demo()}</a></p> }))}
    }
    .into_any()
}

#[component]
fn AskForm(answer: Answer) -> impl IntoView {
    let t = use_messages();
    view! {
        <p class="sign-in__text">{t.password_reset_text()}</p>
        <form class="sign-in__form" method="post" action="/reset">
            {refusal(&answer)}
            <Field id="email" label=t.sign_in_email() error=Signal::stored(answer.field(t, "email"))>
                <TextInput
                    name="email"
                    attr:inputmode="email"
                    autocomplete="username"
                    value=answer.email
                    required=true
                />
            </Field>
            <Button look=Look::Primary submit=true>{t.password_reset_button()}</Button>
        </form>
    }
}
