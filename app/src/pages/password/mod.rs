//! Forgotten and changed passwords, and a first one. Plain forms, so that they work without any script.
#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

mod ask;
mod change;
mod join;
mod set;

pub(crate) use ask::AskPage;
pub(crate) use change::ChangePage;
pub(crate) use join::JoinPage;
pub(crate) use set::SetPage;

use crate::i18n::use_messages;
use crate::session::Answer;
use crate::ui::icon::{Icon, IconName, Mark};
use crate::ui::person_menu::LanguageChoice;
use crate::ui::{Field, TextInput, maybe};
use leptos::prelude::*;

/// A page that stands alone, for people who are not signed in.
#[component]
fn Alone(
    /// What one does here.
    heading: String,
    /// The page.
    children: Children,
) -> impl IntoView {
    let t = use_messages();
    view! {
        <main class="alone">
            <div class="sign-in">
                <header class="sign-in__head">
                    <Mark/>
                    <h1 class="sign-in__title">{heading}</h1>
                </header>
                {children()}
                <footer class="sign-in__foot">
                    <p><a href="/sign-in">{t.password_reset_back()}</a></p>
                    <LanguageChoice/>
                </footer>
            </div>
        </main>
    }
}

/// What is wrong with a form as a whole.
fn refusal(answer: &Answer) -> AnyView {
    let t = use_messages();
    maybe(answer.code.as_deref().map(|code| bad(t.error(code))))
}

/// A sentence that says that something does not go.
fn bad(text: String) -> AnyView {
    view! {
        <p class="notice notice--bad" role="alert">
            <Icon name=IconName::Alert/>
            <span>{text}</span>
        </p>
    }
    .into_any()
}

/// A sentence that says that something is done.
fn done(text: String) -> AnyView {
    view! {
        <p class="notice" role="status">
            <Icon name=IconName::Check/>
            <span>{text}</span>
        </p>
    }
    .into_any()
}

/// The field of a new password.
#[component]
fn NewPassword(
    /// What a former try was answered.
    answer: Answer,
) -> impl IntoView {
    let t = use_messages();
    view! {
        <Field
            id="password"
            label=t.password_field_new()
            hint=t.password_field_hint()
            error=Signal::stored(answer.field(t, "password"))
        >
            <TextInput name="password" kind="password" autocomplete="new-password" required=true/>
        </Field>
    }
}
