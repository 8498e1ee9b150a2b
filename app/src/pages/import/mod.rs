//! Importing licenses from a spreadsheet: a file, a dry run with questions, the import.
//! The import's id stands in the address, so that a closed tab can be come back to.
#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

mod columns;
mod customers;
mod drop;
mod lines;
mod model;
mod questions;
mod recent;
mod result;
mod review;
mod settled;
#[cfg(feature = "hydrate")]
mod upload;
mod work;

use crate::i18n::use_messages;
use crate::session::use_session;
use crate::ui::{ErrorState, Spinner};
use domain::ids::ImportId;
use domain::policy::Action;
use drop::DropZone;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use recent::Recent;
use result::{Running, Summary};
use review::Review;
use work::{Stage, Work};

/// The import page.
#[component]
pub fn ImportPage() -> impl IntoView {
    let t = use_messages();
    let query = use_query_map();
    let id = Memo::new(move |_| query.with(|query| query.get("id")?.parse::<ImportId>().ok()));
    let allowed = use_session().viewer.is_some_and(|viewer| viewer.may(Action::Import));
    if !allowed {
        #[cfg(feature = "ssr")]
        if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
            response.set_status(axum::http::StatusCode::FORBIDDEN);
        }
        return view! { <ErrorState text=t.error("forbidden")/> }.into_any();
    }
    view! {
        <Title text=t.import_title()/>
        <div class="page__body import">
            <header class="page__head">
                <h1>{t.import_title()}</h1>
                <p class="page__lead">{t.import_lead()}</p>
            </header>
            {move || match id.get() {
                Some(id) => view! { <OneImport id/> }.into_any(),
                None => {
                    view! {
                        <DropZone/>
                        <Recent/>
                    }
                        .into_any()
                }
            }}
        </div>
    }
    .into_any()
}

/// One import, wherever it stands.
#[component]
fn OneImport(id: ImportId) -> impl IntoView {
    let t = use_messages();
    let work = Work::new(id);
    // Without JavaScript nothing is checked here, and so nothing says that it is.
    let awake = RwSignal::new(false);
    Effect::new(move || {
        awake.set(true);
        work.load();
    });
    let needs_script = format!("<p class=\"notice notice--warning\">{}</p>", t.import_script());
    view! {
        // Its text is HTML, as hydration would look for elements where the browser has none.
        <noscript inner_html=needs_script></noscript>
        {move || {
            work.error
                .get()
                .map(|error| {
                    view! {
                        <ErrorState
                            text=t.api_error(&error)
                            request_id=error.request_id
                            retry=Callback::new(move |()| work.load())
                        />
                    }
                })
        }}
        {move || match work.stage.get() {
            Stage::Loading => {
                view! {
                    <p
                        class="import__wait"
                        role="status"
                        hidden=move || !awake.get() || work.error.get().is_some()
                    >
                        <Spinner/>
                        {t.import_checking()}
                    </p>
                }
                    .into_any()
            }
            Stage::Checked => view! { <Review work/> }.into_any(),
            Stage::Running => view! { <Running work/> }.into_any(),
            Stage::Ended => view! { <Summary work/> }.into_any(),
        }}
    }
}
