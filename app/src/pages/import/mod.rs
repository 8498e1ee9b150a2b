//! Importing licenses from a spreadsheet.

use crate::i18n::use_messages;
use leptos::prelude::*;
use leptos_meta::Title;

/// The import page.
#[component]
pub fn ImportPage() -> impl IntoView {
    let t = use_messages();
    view! {
        <Title text=t.nav_import()/>
        <h1>{t.nav_import()}</h1>
    }
}
