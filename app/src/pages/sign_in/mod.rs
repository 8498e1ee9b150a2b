//! Signing in. Plain forms, so that it works before and without any script.

pub mod demo;
pub mod second;

use crate::i18n::use_messages;
use crate::passkey::PasskeySignIn;
use crate::session::use_session;
use crate::ui::icon::{Icon, IconName, Mark};
use crate::ui::navigate::go;
use crate::ui::person_menu::LanguageChoice;
use crate::ui::{Button, Field, Look, TextInput};
use demo::DemoPeople;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The sign-in page. `next` in its address is where to go afterwards; the server takes only
/// local paths.
#[component]
pub fn SignInPage() -> impl IntoView {
    let t = use_messages();
    let session = use_session();
    if session.viewer.is_some() {
        go("/licenses");
    }
    let next = use_query_map().with_untracked(|query| query.get("next")).unwrap_or_default();
    let (error, email) = match session.flash {
        Some(flash) => (Some(t.error(&flash.code)), flash.email),
        None => (None, String::new()),
    };
    view! {
        <Title text=t.sign_in_title()/>
        <main class="alone">
            <div class="sign-in">
                <header class="sign-in__head">
                    <Mark/>
                    <h1 class="sign-in__title">{t.sign_in_heading()}</h1>
                    <p class="sign-in__text">{t.sign_in_text()}</p>
                </header>
                <form class="sign-in__form" method="post" action="/sign-in">
                    {error
                        .map(|text| {
                            view! {
                                <p class="notice notice--bad" role="alert">
                                    <Icon name=IconName::Alert/>
                                    <span>{text}</span>
                                </p>
                            }
                        })}
                    <Field id="email" label=t.sign_in_email()>
                        <TextInput
                            name="email"
                            autocomplete="username"
                            value=email
                            required=true
                            // Not of the kind `email`: of that browsers refuse letters that
                            // addresses may have, in words that help nobody.
                            attr:inputmode="email"
                        />
                    </Field>
                    <Field id="password" label=t.sign_in_password()>
                        <TextInput
                            name="password"
                            kind="password"
                            autocomplete="current-password"
                            required=true
                        />
                    </Field>
                    <input type="hidden" name="next" value=next.clone()/>
                    <Button look=Look::Primary submit=true>{t.sign_in_button()}</Button>
                    <p><a href="/reset">{t.password_forgotten()}</a></p>
                </form>
                <PasskeySignIn next=next.clone()/>
                <form class="sign-in__sso" method="get" action="/sso">
                    <Field id="sso-name" label=t.sso_name() hint=t.sso_name_hint()>
                        <TextInput name="name" required=true/>
                    </Field>
                    <input type="hidden" name="next" value=next.clone()/>
                    <Button submit=true>{t.sso_sign_in()}</Button>
                </form>
                {session.demo.then(|| view! { <DemoPeople people=session.demo_people next/> })}
                <footer class="sign-in__foot"><LanguageChoice/></footer>
            </div>
        </main>
    }
}
