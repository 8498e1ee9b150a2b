//! The app's root: contexts, routes, and who may see which of them.
#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

use crate::exports::provide_exports;
use crate::grid::{DefaultView, GridPage};
use crate::i18n::use_messages;
use crate::live::provide_live;
use crate::pages::activity::ACTIVITY;
use crate::pages::customers::CUSTOMERS;
use crate::pages::licenses::LicensesPage;
use crate::pages::{later, not_found::NotFoundPage};
use crate::session::use_session;
use crate::ui::frame::Frame;
use crate::ui::icon::{Icon, IconName};
use crate::ui::later::LaterPage;
use crate::ui::navigate::{go, sign_in_address};
use crate::ui::toast::{ToastRegion, provide_toasts};
use ::grid::licenses::LICENSES;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::components::{Outlet, ParentRoute, Route, Router, Routes};
use leptos_router::hooks::use_location;
use leptos_router::path;

/// The pages of grids, each with its grid's name: they begin with the person's default view.
pub const GRID_PAGES: [(&str, &str); 3] = [
    ("/licenses", LICENSES.name),
    ("/customers", CUSTOMERS.spec.name),
    ("/activity", ACTIVITY.spec.name),
];

/// The whole app.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_toasts();
    provide_exports();
    provide_live();
    let t = use_messages();
    Effect::new(|| {
        // Tests and the style sheet wait for this mark.
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-hydrated", "");
        }
    });
    let name = t.product_name();
    let formatter = move |title: String| {
        if title.is_empty() { name.clone() } else { format!("{title} · {name}") }
    };
    view! {
        <Title formatter/>
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/") view=Home ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=SignIn ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=Protected ssr=SsrMode::Async>
                    <Route path=path!("/licenses") view=Licenses ssr=SsrMode::Async/>
                    <Route path=path!("/licenses/:id") view=License ssr=SsrMode::Async/>
                    <Route path=path!("/customers") view=Customers ssr=SsrMode::Async/>
                    <Route path=path!("/activity") view=Activity ssr=SsrMode::Async/>
                    <Route path=path!("/import") view=Import ssr=SsrMode::Async/>
                </ParentRoute>
            </Routes>
        </Router>
        <ToastRegion/>
        // Last, so that the skip link is the page's first link.
        <PanicBanner/>
    }
}

/// `/`: the licenses are home.
#[component]
fn Home() -> impl IntoView {
    go("/licenses");
}

/// `/licenses`: what the address asks for, or the default view.
#[component]
fn Licenses() -> impl IntoView {
    view! { <DefaultView grid=LICENSES.name><LicensesPage/></DefaultView> }
}

/// `/customers`, in the same way.
#[component]
fn Customers() -> impl IntoView {
    view! { <DefaultView grid=CUSTOMERS.spec.name><GridPage def=&CUSTOMERS/></DefaultView> }
}

/// `/activity`, in the same way.
#[component]
fn Activity() -> impl IntoView {
    view! { <DefaultView grid=ACTIVITY.spec.name><GridPage def=&ACTIVITY/></DefaultView> }
}

/// `/licenses/{id}`.
#[component]
fn License() -> impl IntoView {
    view! { <LaterPage load=|| Box::pin(later::load_license()) page=later::license/> }
}

/// `/import`.
#[component]
fn Import() -> impl IntoView {
    view! { <LaterPage load=|| Box::pin(later::load_import()) page=later::import/> }
}

/// `/sign-in`.
#[component]
fn SignIn() -> impl IntoView {
    view! { <LaterPage load=|| Box::pin(later::load_sign_in()) page=later::sign_in/> }
}

/// Loads what the page at this path needs before the browser takes it over. False when it
/// does not come: the server may have been updated since it sent the page.
pub async fn prepare(path: &str) -> bool {
    match later::loading(path) {
        Some(loading) => loading.await.is_ok(),
        None => true,
    }
}

/// The frame around every page that needs somebody signed in; anybody else goes to sign in
/// and comes back afterwards.
#[component]
fn Protected() -> impl IntoView {
    if use_session().viewer.is_some() {
        view! { <Frame><Outlet/></Frame> }.into_any()
    } else {
        let location = use_location();
        let here =
            format!("{}?{}", location.pathname.get_untracked(), location.search.get_untracked());
        go(&sign_in_address(here.trim_end_matches('?')));
        ().into_any()
    }
}

/// What a person sees when the page's code has stopped. It is in every page, hidden, and the
/// panic hook shows it by an attribute: after a panic nothing may be rendered any more.
#[component]
fn PanicBanner() -> impl IntoView {
    let t = use_messages();
    view! {
        <div class="panic" role="alert">
            <Icon name=IconName::Alert/>
            <p>
                <strong>{t.panic_title()}</strong>
                " "
                {t.panic_text()}
            </p>
            <a class="button button--primary" href="" rel="external">{t.action_reload()}</a>
        </div>
    }
}

/// Shows the banner; for the browser's panic hook.
pub fn show_panic_banner() {
    if let Some(root) = web_sys::window().and_then(|w| w.document()?.document_element()) {
        let _ = root.set_attribute("data-broken", "");
    }
}
