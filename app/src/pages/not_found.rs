//! An address that leads nowhere.

use crate::i18n::use_messages;
use crate::ui::{EmptyState, IconName};
use leptos::prelude::*;
use leptos_meta::Title;

/// An address that the app does not know.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! { <main class="alone"><NothingHere/></main> }
}

/// Nothing is here, or nothing this person may know of; the two look the same.
#[component]
pub fn NothingHere() -> impl IntoView {
    let t = use_messages();
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
    view! {
        <Title text=t.not_found_title()/>
        <EmptyState
            title=t.not_found_title()
            text=t.not_found_text()
            icon=IconName::Search
            heading=true
        >
            <a class="button" href="/licenses">{t.not_found_home()}</a>
        </EmptyState>
    }
}
