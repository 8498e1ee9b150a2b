//! Pages whose code is not in the others: each is loaded when somebody goes there.

use super::activity::ACTIVITY;
use super::customers::CUSTOMERS;
use super::entitlements::EntitlementsPage;
use super::import::ImportPage;
use super::licenses::detail::LicensePage;
use super::mails::MailsPage;
use super::organizations::{
    HandoverPageView, NewOrganizationPage, OrganizationPage, OrganizationsPage,
};
use super::password::PasswordPage;
use super::people::PeoplePage;
use super::profile::Profiles;
use super::security::SecurityPage;
use super::sign_in::SignInPage;
use super::sign_in::second::SecondFactorPage;
use super::sign_in_settings::SignInSettingsPage;
use crate::grid::GridPage;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

/// `/organizations/{id}/entitlements`.
#[wasm_split(
    entitlements,
    wasm_split_path = leptos::wasm_split,
    preload(load_entitlements),
    fallible
)]
pub(crate) fn entitlements() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <EntitlementsPage/> }.into_any())
}

/// `/import`.
#[wasm_split(import, wasm_split_path = leptos::wasm_split, preload(load_import), fallible)]
pub(crate) fn import() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <ImportPage/> }.into_any())
}

/// `/licenses/{id}`.
#[wasm_split(license, wasm_split_path = leptos::wasm_split, preload(load_license), fallible)]
pub(crate) fn license() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <LicensePage/> }.into_any())
}

/// `/mails`.
#[wasm_split(mails, wasm_split_path = leptos::wasm_split, preload(load_mails), fallible)]
pub(crate) fn mails() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <MailsPage/> }.into_any())
}

/// `/reset`, `/reset/{token}`, `/profile/password` or `/invitation/{token}`.
#[wasm_split(password, wasm_split_path = leptos::wasm_split, preload(load_password), fallible)]
pub(crate) fn password(which: PasswordPage) -> Result<AnyView, SplitLoaderError> {
    Ok(which.show())
}

/// `/people`, `/people/sets` or `/people/{id}`.
#[wasm_split(people, wasm_split_path = leptos::wasm_split, preload(load_people), fallible)]
pub(crate) fn people(which: PeoplePage) -> Result<AnyView, SplitLoaderError> {
    Ok(which.show())
}

/// `/profile` or `/profile/tokens`.
#[wasm_split(profile, wasm_split_path = leptos::wasm_split, preload(load_profile), fallible)]
pub(crate) fn profile(which: Profiles) -> Result<AnyView, SplitLoaderError> {
    Ok(which.show())
}

/// `/sign-in` and what may follow it.
#[wasm_split(sign_in, wasm_split_path = leptos::wasm_split, preload(load_sign_in), fallible)]
pub(crate) fn sign_in(second: bool) -> Result<AnyView, SplitLoaderError> {
    Ok(match second {
        true => view! { <SecondFactorPage/> }.into_any(),
        false => view! { <SignInPage/> }.into_any(),
    })
}

/// `/profile/security` and `/settings/sign-in`.
#[wasm_split(security, wasm_split_path = leptos::wasm_split, preload(load_security), fallible)]
pub(crate) fn security(settings: bool) -> Result<AnyView, SplitLoaderError> {
    Ok(match settings {
        true => view! { <SignInSettingsPage/> }.into_any(),
        false => view! { <SecurityPage/> }.into_any(),
    })
}

/// `/customers` or `/activity`: one function, as each of this kind is loaded by itself.
#[wasm_split(reading, wasm_split_path = leptos::wasm_split, preload(load_reading), fallible)]
pub(crate) fn reading(which: Reading) -> Result<AnyView, SplitLoaderError> {
    let def = match which {
        Reading::Customers => &CUSTOMERS,
        Reading::Activity => &ACTIVITY,
    };
    Ok(view! { <GridPage def/> }.into_any())
}

/// A grid that is only read.
#[derive(Clone, Copy)]
pub(crate) enum Reading {
    /// `/customers`.
    Customers,
    /// `/activity`.
    Activity,
}

/// The tree of organizations, one of them, or a new one.
#[wasm_split(
    organizations,
    wasm_split_path = leptos::wasm_split,
    preload(load_organizations),
    fallible
)]
pub(crate) fn organizations(which: Organizing) -> Result<AnyView, SplitLoaderError> {
    Ok(match which {
        Organizing::Tree => view! { <OrganizationsPage/> }.into_any(),
        Organizing::New => view! { <NewOrganizationPage/> }.into_any(),
        Organizing::Handover => view! { <HandoverPageView/> }.into_any(),
        Organizing::One => view! { <OrganizationPage/> }.into_any(),
    })
}

/// A page of organizations.
#[derive(Clone, Copy)]
pub(crate) enum Organizing {
    /// `/organizations`.
    Tree,
    /// `/organizations/new`.
    New,
    /// `/organizations/handover`.
    Handover,
    /// `/organizations/{id}`.
    One,
}
