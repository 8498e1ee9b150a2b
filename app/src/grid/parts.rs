//! What a grid shows only when somebody asks for it: menus, the filters' editor, the dialogs
//! of views. Its code is loaded with the first of them.

use super::column_menu::Columns;
use super::filter_bar::AddFilterMenu;
use super::filter_editor::FilterEditor;
use super::head::HeadMenu;
use super::pill_menu::PillMenu;
use super::state::GridState;
use super::views_menu::Views;
use crate::ui::later::Loading;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

/// Loads the code.
pub(crate) fn load() -> Loading {
    Box::pin(load_parts())
}

/// Which of them. They are one function, as each function of this kind is loaded by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    /// Menus and dialogs, which open beside what asks for them.
    Menus,
    /// The content of the columns' panel.
    Columns,
}

/// One of them.
#[wasm_split(
    grid,
    wasm_split_path = leptos::wasm_split,
    preload(load_parts),
    fallible
)]
pub(crate) fn part(state: GridState, which: Part) -> Result<AnyView, SplitLoaderError> {
    Ok(match which {
        Part::Menus => view! {
            <HeadMenu state/>
            <PillMenu state/>
            <FilterEditor state/>
            <AddFilterMenu state/>
            <Views state/>
        }
        .into_any(),
        Part::Columns => view! { <Columns state/> }.into_any(),
    })
}
