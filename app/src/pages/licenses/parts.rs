//! What the page of licenses shows only when somebody asks for it: the menu of a row, renewing,
//! history, and what is done to a selection. Its code is loaded with the first of them.

use super::Panels;
use super::bulk::Bulk;
use super::history::HistoryDialog;
use super::keys::KeyDialogs;
use super::renew::RenewPanel;
use super::row_menu::RowMenu;
use crate::ui::later::Loading;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

/// Loads the code.
pub(super) fn load() -> Loading {
    Box::pin(load_parts())
}

/// All of them.
#[wasm_split(
    licenses,
    wasm_split_path = leptos::wasm_split,
    preload(load_parts),
    fallible
)]
pub(super) fn parts(panels: Panels) -> Result<AnyView, SplitLoaderError> {
    Ok(view! {
        <Bulk panels/>
        <RowMenu panels/>
        <RenewPanel renewals=panels.renew/>
        <HistoryDialog panels/>
        <KeyDialogs panels/>
    }
    .into_any())
}
