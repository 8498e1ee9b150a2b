//! The app's root: contexts, the page that the address leads to, and who may see it.
#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

use crate::exports::provide_exports;
use crate::grid::DefaultView;
use crate::i18n::use_messages;
use crate::live::provide_live;
use crate::pages::later;
use crate::pages::licenses::LicensesPage;
use crate::pages::not_found::NotFoundPage;
use crate::route::Route;
use crate::session::use_session;
use crate::ui::frame::Frame;
use crate::ui::icon::{Icon, IconName};
use crate::ui::later::later_page;
use crate::ui::navigate::{go, sign_in_address};
use crate::ui::toast::{ToastRegion, provide_toasts};
use crate::ui::{dynamic, keyed, maybe};
use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::Router;
use leptos_router::hooks::use_location;
use leptos_router::location::{BrowserUrl, LocationProvider};

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
            <Pages/>
        </Router>
        <ToastRegion/>
        // Last, so that the skip link is the page's first link.
        <PanicBanner/>
    }
}

/// The page that the address leads to.
#[component]
fn Pages() -> impl IntoView {
    let path = use_location().pathname;
    let route = Memo::new(move |_| Route::at(&path.read()));
    let framed = Memo::new(move |_| route.get().is_some_and(|route| !route.is_alone()));
    // The address is only shown when its page is.
    Effect::new(move || {
        path.track();
        if let Some(browser) = use_context::<BrowserUrl>() {
            browser.ready_to_complete();
        }
    });
    dynamic(move || match framed.get() {
        true => view! { <Protected>{one(route)}</Protected> }.into_any(),
        false => one(route),
    })
}

/// A page's elements and signals begin and end with it: two pages share none.
fn one(route: Memo<Option<Route>>) -> AnyView {
    let key = move || vec![route.get().map_or(u64::MAX, |route| route as u64)];
    keyed(key, move |_| match route.get_untracked() {
        Some(route) => page(route),
        None => view! { <NotFoundPage/> }.into_any(),
    })
}

fn page(route: Route) -> AnyView {
    use Route as R;
    let shown = move || match route {
        R::Licenses => view! { <LicensesPage/> }.into_any(),
        R::Import => apart(route, later::import),
        R::License | R::Customers | R::Activity => apart(route, later::reading),
        R::Organizations | R::NewOrganization | R::Handover | R::Organization | R::Entitlements => {
            apart(route, later::organizations)
        }
        R::Home
        | R::Buy
        | R::Orders
        | R::Order
        | R::Prices
        | R::Terms
        | R::Reminders
        | R::Calendar
        | R::Invoices
        | R::Invoice
        | R::Discounts
        | R::NewDiscount
        | R::Discount
        | R::DiscountLink => apart(route, later::trade),
        R::People
        | R::PermissionSets
        | R::Person
        | R::Profile
        | R::Tokens
        | R::ChangePassword
        | R::Security
        | R::SignInSettings => apart(route, later::people),
        R::SignIn | R::SecondFactor | R::Reset | R::ResetLink | R::InvitationLink | R::Mails => {
            apart(route, later::visitors)
        }
    };
    match route.grid() {
        Some(grid) => {
            view! { <DefaultView grid path=route.path()>{shown()}</DefaultView> }.into_any()
        }
        None => shown(),
    }
}

/// A page whose code is not in the others.
fn apart<F>(route: Route, page: fn(Route) -> F) -> AnyView
where
    F: Future<Output = Result<AnyView, SplitLoaderError>> + 'static,
{
    maybe(route.loading().map(|load| later_page(load, move || page(route))))
}

/// Loads what the page at this path needs before the browser takes it over. False when it
/// does not come: the server may have been updated since it sent the page.
pub async fn prepare(path: &str) -> bool {
    match Route::at(path).and_then(Route::loading) {
        Some(load) => load().await.is_ok(),
        None => true,
    }
}

/// The frame around every page that needs somebody signed in; anybody else goes to sign in
/// and comes back afterwards.
#[component]
fn Protected(children: Children) -> impl IntoView {
    if use_session().viewer.is_some() {
        view! { <Frame>{children()}</Frame> }.into_any()
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
