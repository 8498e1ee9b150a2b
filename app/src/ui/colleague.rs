//! The switch of a demonstration that lets a simulated colleague work.

use super::toast::use_toasts;
use crate::api::session::set_colleague;
use crate::i18n::use_messages;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Lets a simulated colleague work, so that one person alone can see live updates.
#[component]
pub fn ColleagueSwitch(
    /// Whether one works.
    on: RwSignal<bool>,
) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let toggle = move |_| {
        let wanted = !on.get_untracked();
        on.set(wanted);
        spawn_local(async move {
            match set_colleague(wanted).await {
                Ok(works) => _ = on.try_set(works),
                Err(error) => {
                    on.try_set(!wanted);
                    toasts.fail(t.api_error(&error));
                }
            }
        });
    };
    view! {
        <button
            type="button"
            class="colleague"
            role="switch"
            aria-checked=move || if on.get() { "true" } else { "false" }
            title=t.colleague_hint()
            on:click=toggle
        >
            <span class="colleague__track" aria-hidden="true"></span>
            <span class="colleague__text">{t.colleague_name()}</span>
        </button>
    }
}
