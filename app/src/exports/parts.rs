//! What is loaded with the first file: the list of them, and what makes it true.

use super::Exports;
use super::bar::Files;
use crate::ui::later::Loading;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

/// Loads the code.
pub(super) fn load() -> Loading {
    Box::pin(load_parts())
}

/// The list.
#[wasm_split(files, wasm_split_path = leptos::wasm_split, preload(load_parts), fallible)]
pub(super) fn list(exports: Exports) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <Files exports/> }.into_any())
}
