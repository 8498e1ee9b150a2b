//! The frame around the pages of a signed-in person: one slim bar on top, and one below while
//! there are files for download.

use super::colleague::ColleagueSwitch;
use super::erased::maybe;
use super::icon::Mark;
use super::live::LiveIndicator;
use super::person_menu::PersonMenu;
use crate::exports::ExportBar;
use crate::i18n::use_messages;
use crate::session::use_session;
use domain::policy::Action;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The bar with the page below it.
#[component]
pub fn Frame(
    /// The page.
    children: Children,
) -> impl IntoView {
    let t = use_messages();
    let session = use_session();
    let viewer = session.viewer;
    // A colleague changes what the person could change, so for others there is none.
    let edits = viewer.as_ref().is_some_and(|viewer| viewer.may(Action::EditNote));
    let colleague = session.demo && edits;
    let customers = viewer.as_ref().is_some_and(|viewer| viewer.may(Action::ViewCustomers));
    let people = viewer.as_ref().is_some_and(|viewer| viewer.may(Action::ViewPeople));
    let buys = viewer.as_ref().is_some_and(|viewer| viewer.may(Action::Buy));
    let orders = viewer.as_ref().is_some_and(|viewer| viewer.may(Action::ViewOrders));
    let imports = viewer.as_ref().is_some_and(|viewer| viewer.may(Action::Import));
    let path = use_location().pathname;
    let link = move |href: &'static str, text: String| {
        let here = move || path.read().starts_with(href).then_some("page");
        view! { <a href=href aria-current=here>{text}</a> }
    };
    view! {
        <div class="frame">
            <a class="skip" href="#content" rel="external">{t.skip_to_content()}</a>
            <header class="bar">
                <a href="/" class="bar__home" aria-label=t.product_name()>
                    <Mark/>
                    <span class="bar__name">{t.product_name()}</span>
                </a>
                <nav class="bar__nav" aria-label=t.nav_main()>
                    {link("/licenses", t.nav_licenses())}
                    {maybe(buys.then(|| link("/buy", t.nav_buy())))}
                    {maybe(orders.then(|| link("/orders", t.nav_orders())))}
                    {maybe(customers.then(|| link("/customers", t.nav_customers())))}
                    {maybe(customers.then(|| link("/organizations", t.nav_organizations())))}
                    {link("/activity", t.nav_activity())}
                    {maybe(people.then(|| link("/people", t.nav_people())))}
                    {maybe(imports.then(|| link("/import", t.nav_import())))}
                </nav>
                <div class="bar__end">
                    {maybe(colleague.then(|| view! { <ColleagueSwitch working=session.colleague/> }))}
                    <LiveIndicator/>
                    {maybe(viewer.map(|viewer| view! {
                                <span class="bar__org">{viewer.org_name.clone()}</span>
                                <PersonMenu viewer/>
                    }))}
                </div>
            </header>
            <main class="page" id="content" tabindex="-1">
                {children()}
            </main>
            <ExportBar/>
        </div>
    }
}
