//! Pages whose code is not in the others: each is loaded when somebody goes there.

use super::import::ImportPage;
use super::licenses::detail::LicensePage;
use super::sign_in::SignInPage;
use crate::ui::later::Loading;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

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

/// `/sign-in`.
#[wasm_split(sign_in, wasm_split_path = leptos::wasm_split, preload(load_sign_in), fallible)]
pub(crate) fn sign_in() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <SignInPage/> }.into_any())
}

/// The loading of the page at this path, if it has code of its own.
pub(crate) fn loading(path: &str) -> Option<Loading> {
    if path == "/import" {
        Some(Box::pin(load_import()))
    } else if path == "/sign-in" {
        Some(Box::pin(load_sign_in()))
    } else if path.starts_with("/licenses/") {
        Some(Box::pin(load_license()))
    } else {
        None
    }
}
