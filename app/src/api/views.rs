//! Server functions of named views.
#![expect(missing_docs, reason = "the macro makes fields of arguments, which the functions name")]

use super::codec::Wire;
use super::error::ApiError;
use domain::ids::ViewId;
use domain::view::{SavedView, ViewDraft, ViewRef, Views};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::call;

/// The saved views of a grid that the person may open, and the default among them.
#[server(endpoint = "view_list", input = Wire, output = Wire)]
pub async fn view_list(grid: String) -> Result<Views, ApiError> {
    call(async |services, who| services.view_list(who, &grid).await).await
}

/// The state that a grid begins with for the person, if one was chosen.
#[server(endpoint = "view_default", input = Wire, output = Wire)]
pub async fn view_default(grid: String) -> Result<Option<String>, ApiError> {
    call(async |services, who| services.view_default(who, &grid).await).await
}

/// Keeps a new view.
#[server(endpoint = "view_save", input = Wire, output = Wire)]
pub async fn view_save(grid: String, draft: ViewDraft) -> Result<SavedView, ApiError> {
    call(async |services, who| services.view_save(who, &grid, draft).await).await
}

/// Changes one's own view.
#[server(endpoint = "view_update", input = Wire, output = Wire)]
pub async fn view_update(
    id: ViewId,
    version: i32,
    draft: ViewDraft,
) -> Result<SavedView, ApiError> {
    call(async |services, who| services.view_update(who, id, version, draft).await).await
}

/// Deletes a view.
#[server(endpoint = "view_delete", input = Wire, output = Wire)]
pub async fn view_delete(id: ViewId) -> Result<(), ApiError> {
    call(async |services, who| services.view_delete(who, id).await).await
}

/// Chooses the view that a grid begins with; none is the plain grid.
#[server(endpoint = "view_set_default", input = Wire, output = Wire)]
pub async fn view_set_default(grid: String, view: Option<ViewRef>) -> Result<(), ApiError> {
    call(async |services, who| services.view_set_default(who, &grid, view).await).await
}
