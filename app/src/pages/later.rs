//! Pages whose code is not in the others: each group is loaded when somebody goes to one of
//! its pages. Few groups: what each pair of them shares is a file of its own, and every page
//! carries the names of all files.

use super::activity::ACTIVITY;
use super::buy::BuyPage;
use super::customers::CUSTOMERS;
use super::discounts::{DiscountPage, DiscountShopPage, DiscountsPage, NewDiscountPage};
use super::entitlements::EntitlementsPage;
use super::home::HomePage;
use super::import::ImportPage;
use super::invoices::{InvoicePage, InvoicesPage};
use super::licenses::detail::LicensePage;
use super::mails::MailsPage;
use super::orders::{ORDERS, OrderPage};
use super::organizations::{
    HandoverPageView, NewOrganizationPage, OrganizationPage, OrganizationsPage,
};
use super::password::{AskPage, ChangePage, JoinPage, SetPage};
use super::people::{PEOPLE, PersonPage, SetsPage};
use super::prices::{PricesPage, TermsPage};
use super::profile::{ProfilePage, TokensPage};
use super::reminders::RemindersSettingsPage;
use super::renewal_calendar::CalendarPage;
use super::security::SecurityPage;
use super::sign_in::SignInPage;
use super::sign_in::second::SecondFactorPage;
use super::sign_in_settings::SignInSettingsPage;
use crate::grid::GridPage;
use crate::route::Route;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

/// A page of the group. Which route belongs to which group [`Route::loading`] says.
type Page = Result<AnyView, SplitLoaderError>;

/// Of who is not signed in: signing in and what may follow it, links in mails, and the mails of
/// a demonstration.
#[wasm_split(visitors, wasm_split_path = leptos::wasm_split, preload(load_visitors), fallible)]
pub(crate) fn visitors(route: Route) -> Page {
    Ok(match route {
        Route::SignIn => view! { <SignInPage/> }.into_any(),
        Route::SecondFactor => view! { <SecondFactorPage/> }.into_any(),
        Route::Reset => view! { <AskPage/> }.into_any(),
        Route::ResetLink => view! { <SetPage/> }.into_any(),
        Route::InvitationLink => view! { <JoinPage/> }.into_any(),
        Route::Mails => view! { <MailsPage/> }.into_any(),
        _ => ().into_any(),
    })
}

/// People: those one manages, and oneself; and how an organization's people sign in.
#[wasm_split(people, wasm_split_path = leptos::wasm_split, preload(load_people), fallible)]
pub(crate) fn people(route: Route) -> Page {
    Ok(match route {
        Route::People => view! { <GridPage def=&PEOPLE/> }.into_any(),
        Route::PermissionSets => view! { <SetsPage/> }.into_any(),
        Route::Person => view! { <PersonPage/> }.into_any(),
        Route::Profile => view! { <ProfilePage/> }.into_any(),
        Route::Tokens => view! { <TokensPage/> }.into_any(),
        Route::ChangePassword => view! { <ChangePage/> }.into_any(),
        Route::Security => view! { <SecurityPage/> }.into_any(),
        Route::SignInSettings => view! { <SignInSettingsPage/> }.into_any(),
        _ => ().into_any(),
    })
}

/// Organizations and what they are entitled to.
#[wasm_split(
    organizations,
    wasm_split_path = leptos::wasm_split,
    preload(load_organizations),
    fallible
)]
pub(crate) fn organizations(route: Route) -> Page {
    Ok(match route {
        Route::Organizations => view! { <OrganizationsPage/> }.into_any(),
        Route::NewOrganization => view! { <NewOrganizationPage/> }.into_any(),
        Route::Handover => view! { <HandoverPageView/> }.into_any(),
        Route::Organization => view! { <OrganizationPage/> }.into_any(),
        Route::Entitlements => view! { <EntitlementsPage/> }.into_any(),
        _ => ().into_any(),
    })
}

/// What is read beside the list of licenses: one of them, customers, the activity.
#[wasm_split(reading, wasm_split_path = leptos::wasm_split, preload(load_reading), fallible)]
pub(crate) fn reading(route: Route) -> Page {
    Ok(match route {
        Route::License => view! { <LicensePage/> }.into_any(),
        Route::Customers => view! { <GridPage def=&CUSTOMERS/> }.into_any(),
        Route::Activity => view! { <GridPage def=&ACTIVITY/> }.into_any(),
        _ => ().into_any(),
    })
}

/// What needs doing, and what is bought and charged: products, carts, orders, prices, renewals,
/// invoices, discounts.
#[wasm_split(trade, wasm_split_path = leptos::wasm_split, preload(load_trade), fallible)]
pub(crate) fn trade(route: Route) -> Page {
    Ok(match route {
        Route::Home => view! { <HomePage/> }.into_any(),
        Route::Buy => view! { <BuyPage/> }.into_any(),
        Route::Orders => view! { <GridPage def=&ORDERS/> }.into_any(),
        Route::Order => view! { <OrderPage/> }.into_any(),
        Route::Prices => view! { <PricesPage/> }.into_any(),
        Route::Terms => view! { <TermsPage/> }.into_any(),
        Route::Reminders => view! { <RemindersSettingsPage/> }.into_any(),
        Route::Calendar => view! { <CalendarPage/> }.into_any(),
        Route::Invoices => view! { <InvoicesPage/> }.into_any(),
        Route::Invoice => view! { <InvoicePage/> }.into_any(),
        Route::Discounts => view! { <DiscountsPage/> }.into_any(),
        Route::NewDiscount => view! { <NewDiscountPage/> }.into_any(),
        Route::Discount => view! { <DiscountPage/> }.into_any(),
        Route::DiscountLink => view! { <DiscountShopPage/> }.into_any(),
        _ => ().into_any(),
    })
}

/// Licenses from a file.
#[wasm_split(import, wasm_split_path = leptos::wasm_split, preload(load_import), fallible)]
pub(crate) fn import(_: Route) -> Page {
    Ok(view! { <ImportPage/> }.into_any())
}
