//! The frame around the pages of a signed-in person: one slim bar on top, and one below while
//! there are files for download.

use super::colleague::ColleagueSwitch;
use super::icon::Mark;
use super::live::LiveIndicator;
use super::person_menu::PersonMenu;
use crate::exports::ExportBar;
use crate::i18n::use_messages;
use crate::session::use_session;
use domain::policy::Action;
use leptos::prelude::*;
use leptos_router::components::A;

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
    let imports = viewer.as_ref().is_some_and(|viewer| viewer.may(Action::Import));
    view! {
        <div class="frame">
            <a class="skip" href="#content" rel="external">{t.skip_to_content()}</a>
            <header class="bar">
                <A href="/licenses" attr:class="bar__home" attr:aria-label=t.product_name()>
                    <Mark/>
                    <span class="bar__name">{t.product_name()}</span>
                </A>
                <nav class="bar__nav" aria-label=t.nav_main()>
                    <A href="/licenses">{t.nav_licenses()}</A>
                    {customers.then(|| view! { <A href="/customers">{t.nav_customers()}</A> })}
                    <A href="/activity">{t.nav_activity()}</A>
                    {imports.then(|| view! { <A href="/import">{t.nav_import()}</A> })}
                </nav>
                <div class="bar__end">
                    {colleague.then(|| view! { <ColleagueSwitch working=session.colleague/> })}
                    <LiveIndicator/>
                    {viewer
                        .map(|viewer| {
                            view! {
                                <span class="bar__org">{viewer.org_name.clone()}</span>
                                <PersonMenu viewer/>
                            }
                        })}
                </div>
            </header>
            <main class="page" id="content" tabindex="-1">
                {children()}
            </main>
            <ExportBar/>
        </div>
    }
}
