//! The second factor of a sign-in. Plain forms, too, but for passkeys, which need a script.

use crate::i18n::use_messages;
use crate::pages::security::setup::Setup;
use crate::passkey::PasskeySignIn;
use crate::session::use_session;
use crate::ui::icon::{Icon, IconName, Mark};
use crate::ui::navigate::{go, sign_in_address};
use crate::ui::{Button, Field, Look, TextInput, maybe};
use domain::sign_in::{AuthenticatorSetup, SecondFactor};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The page. Where no sign-in waits, everything begins anew.
#[component]
pub fn SecondFactorPage() -> impl IntoView {
    let t = use_messages();
    let session = use_session();
    let next = use_query_map().with_untracked(|query| query.get("next")).unwrap_or_default();
    let Some(second) = session.second else {
        go(&sign_in_address(&next));
        return ().into_any();
    };
    let error = session.flash.map(|flash| t.error(&flash.code));
    let SecondFactor { authenticator, passkey, recovery, setup } = second;
    let (heading, lead) = match &setup {
        Some((by, _)) => (t.second_setup_title(), t.second_setup_text(by.as_str())),
        None => (t.second_title(), t.second_text()),
    };
    let codes = authenticator || recovery || setup.is_some();
    let hint = match (setup.is_some(), authenticator) {
        (true, _) => t.second_setup_hint(),
        (false, true) => t.second_code_hint(),
        (false, false) => t.second_recovery_hint(),
    };
    let setup: Option<AuthenticatorSetup> = setup.map(|(_, setup)| setup);
    view! {
        <Title text=heading.clone()/>
        <main class="alone">
            <div class="sign-in">
                <header class="sign-in__head">
                    <Mark/>
                    <h1 class="sign-in__title">{heading}</h1>
                    <p class="sign-in__text">{lead}</p>
                </header>
                {maybe(error.map(|text| view! {
                    <p class="notice notice--bad" role="alert">
                        <Icon name=IconName::Alert/>
                        <span>{text}</span>
                    </p>
                }))}
                {maybe(setup.map(|setup| view! { <Setup setup/> }))}
                {maybe(passkey.then(|| view! { <PasskeySignIn next=next.clone()/> }))}
                {maybe(codes.then(|| view! {
                    <form class="sign-in__form" method="post" action="/sign-in/second">
                        <Field id="code" label=t.second_code() hint>
                            <TextInput name="code" autocomplete="one-time-code" required=true/>
                        </Field>
                        <input type="hidden" name="next" value=next/>
                        <Button look=Look::Primary submit=true>{t.sign_in_button()}</Button>
                    </form>
                }))}
                <footer class="sign-in__foot">
                    <a href="/sign-in" rel="external">{t.second_back()}</a>
                </footer>
            </div>
        </main>
    }
    .into_any()
}
