//! `/reset/{token}`: setting a new password by the link of a mail.

use super::{Alone, NewPassword, bad, refusal};
use crate::api::codec::Data;
use crate::api::passwords::password_reset_works;
use crate::i18n::use_messages;
use crate::route::Route;
use crate::session::{Answer, use_session};
use crate::ui::{Button, Look};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// The page.
#[component]
pub(crate) fn SetPage() -> impl IntoView {
    let t = use_messages();
    let answer = use_session().answer.unwrap_or_default();
    let path = use_location().pathname.get_untracked();
    let secret = path.strip_prefix(Route::Reset.path()).unwrap_or_default();
    let secret = secret.trim_start_matches('/').to_owned();
    let works = Data::new_with_options(move || secret.clone(), password_reset_works, true);
    let content = move || {
        let (path, answer) = (path.clone(), answer.clone());
        Suspend::new(async move {
            match works.await {
                Ok(true) => view! { <SetForm path answer/> }.into_any(),
                Ok(false) => view! {
                    {bad(t.error("link-invalid"))}
                    <p><a class="button button--primary" href="/reset">{t.password_set_again()}</a></p>
                }
                .into_any(),
                Err(error) => bad(t.api_error(&error)),
            }
        })
    };
    view! {
        <Title text=t.password_reset_title()/>
        <Alone heading=t.password_set_heading()>
            <Suspense>{content}</Suspense>
        </Alone>
    }
}

#[component]
fn SetForm(path: String, answer: Answer) -> impl IntoView {
    let t = use_messages();
    view! {
        <form class="sign-in__form" method="post" action=path>
            {refusal(&answer)}
            <NewPassword answer/>
            <Button look=Look::Primary submit=true>{t.password_set_button()}</Button>
        </form>
    }
}
