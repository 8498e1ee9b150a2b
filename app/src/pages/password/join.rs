//! `/invitation/{token}`: joining an organization by the link of a mail.

use super::{Alone, bad, refusal};
use crate::api::codec::Data;
use crate::api::people::invitation_peek;
use crate::i18n::use_messages;
use crate::route::Route;
use crate::session::{Answer, use_session};
use crate::ui::{Button, Field, Look, TextInput};
use domain::people::{Invitation, Peeked};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// The page.
#[component]
pub(crate) fn JoinPage() -> impl IntoView {
    let t = use_messages();
    let answer = use_session().answer.unwrap_or_default();
    let path = use_location().pathname.get_untracked();
    let secret = path.strip_prefix(Route::INVITATION).unwrap_or_default();
    let secret = secret.trim_start_matches('/').to_owned();
    let invitation = Data::new_with_options(move || secret.clone(), invitation_peek, true);
    let content = move || {
        let (path, answer) = (path.clone(), answer.clone());
        Suspend::new(async move {
            match invitation.await {
                Ok(Peeked::Open(invitation)) => {
                    view! { <JoinForm path answer invitation/> }.into_any()
                }
                // Why it was refused a moment ago says more than that there is none any more.
                Ok(Peeked::Refused(code)) => bad(t.error(answer.code.as_ref().unwrap_or(&code))),
                Err(error) => bad(t.api_error(&error)),
            }
        })
    };
    view! {
        <Title text=t.invitation_title()/>
        <Alone heading=t.invitation_title()>
            <Suspense>{content}</Suspense>
        </Alone>
    }
}

#[component]
fn JoinForm(path: String, answer: Answer, invitation: Invitation) -> impl IntoView {
    let t = use_messages();
    let Invitation { name, email, org_name, role, set, inviter, until } = invitation;
    let role = set.unwrap_or_else(|| t.role(role));
    let name = answer.name.clone().unwrap_or(name);
    let (name_error, password_error) = (answer.field(t, "name"), answer.field(t, "password"));
    let text = t.invitation_text(inviter, org_name.as_str(), role);
    let until = t.time_utc(t.datetime(until));
    view! {
        <p class="sign-in__text">{text}</p>
        <p class="sign-in__text">{t.invitation_until(until)}</p>
        <form class="sign-in__form" method="post" action=path>
            {refusal(&answer)}
            <Field id="email" label=t.invitation_email()>
                <TextInput
                    name="email"
                    kind="email"
                    autocomplete="username"
                    value=email
                    attr:readonly=""
                />
            </Field>
            <Field
                id="name"
                label=t.invitation_name()
                error=Signal::stored(name_error)
            >
                <TextInput
                    name="name"
                    autocomplete="name"
                    value=name
                    required=true
                />
            </Field>
            <Field
                id="password"
                label=t.invitation_password()
                hint=t.invitation_password_hint()
                error=Signal::stored(password_error)
            >
                <TextInput
                    name="password"
                    kind="password"
                    autocomplete="new-password"
                    required=true
                />
            </Field>
            <Button look=Look::Primary submit=true>{t.invitation_accept()}</Button>
        </form>
    }
}
