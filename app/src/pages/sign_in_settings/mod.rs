//! How the people of one's organization sign in: what is demanded, and single sign-on.
#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

mod demand;
mod sso;

use crate::api::codec::Data;
use crate::api::sign_in_settings::{demand_get, sso_settings};
use crate::i18n::use_messages;
use crate::pages::security::Desk;
use crate::ui::ErrorState;
use demand::DemandSection;
use leptos::prelude::*;
use leptos_meta::Title;
use sso::SsoSection;

/// `/settings/sign-in`.
#[component]
pub fn SignInSettingsPage() -> impl IntoView {
    let t = use_messages();
    let data = Data::new_with_options(
        || (),
        |()| async { Ok((demand_get().await?, sso_settings().await?)) },
        true,
    );
    let desk = Desk::new(Callback::new(move |()| data.refetch()));
    let sections = move |found: Result<_, crate::api::ApiError>| match found {
        Ok((demand, sso)) => view! {
            <DemandSection demand desk/>
            <SsoSection view=sso desk/>
        }
        .into_any(),
        Err(error) => {
            let text = t.api_error(&error);
            let retry = Callback::new(move |()| data.refetch());
            view! { <ErrorState text request_id=error.request_id retry/> }.into_any()
        }
    };
    view! {
        <Title text=t.sign_in_settings_title()/>
        <div class="page__body security">
            <header class="page__head">
                <h1>{t.sign_in_settings_title()}</h1>
                <p class="page__lead">{t.sign_in_settings_lead()}</p>
            </header>
            <Transition>
                {move || Suspend::new(async move { sections(data.await) })}
            </Transition>
            {desk.show_step_up()}
        </div>
    }
}
