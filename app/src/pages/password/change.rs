//! `/profile/password`: changing one's own password.

use super::{NewPassword, done, refusal};
use crate::i18n::use_messages;
use crate::session::{Done, use_session};
use crate::ui::{Button, Field, Look, TextInput, maybe};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page.
#[component]
pub(crate) fn ChangePage() -> impl IntoView {
    let t = use_messages();
    let session = use_session();
    let answer = session.answer.unwrap_or_default();
    let changed = answer.done == Some(Done::Changed);
    // Which account it is, for whoever keeps passwords by a program.
    let email = session.viewer.map(|viewer| viewer.email).unwrap_or_default();
    view! {
        <Title text=t.password_change_title()/>
        <div class="password">
            <h1>{t.password_change_heading()}</h1>
            <p class="sign-in__text">{t.password_change_text()}</p>
            <form class="sign-in__form" method="post" action="/profile/password">
                {maybe(changed.then(|| done(t.password_change_done())))}
                {refusal(&answer)}
                <input type="email" autocomplete="username" value=email hidden readonly/>
                <Field
                    id="current"
                    label=t.password_field_current()
                    error=Signal::stored(answer.field(t, "current"))
                >
                    <TextInput
                        name="current"
                        kind="password"
                        autocomplete="current-password"
                        required=true
                    />
                </Field>
                <NewPassword answer/>
                <Button look=Look::Primary submit=true>{t.password_change_button()}</Button>
            </form>
        </div>
    }
}
