//! Server functions of organizations.
#![expect(missing_docs, reason = "the macro makes fields of arguments, which the functions name")]

use super::codec::Wire;
use super::error::ApiError;
use domain::field::FieldError;
use domain::ids::OrgId;
use domain::license::OrgRef;
use domain::organization::{OrgDetail, OrgDraft, TreePage};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::call;

/// One organization.
#[server(endpoint = "organization_get", input = Wire, output = Wire)]
pub async fn organization_get(id: OrgId) -> Result<OrgDetail, ApiError> {
    call(async |services, who| services.organization_get(who, id).await).await
}

/// A part of the organizations right below one, below the own when none is named: those whose
/// name or number contains `search`, by name, from the `offset`th.
#[server(endpoint = "organization_tree", input = Wire, output = Wire)]
pub async fn organization_tree(
    parent: Option<OrgId>,
    search: String,
    offset: u32,
) -> Result<TreePage, ApiError> {
    call(async |services, who| services.organization_tree(who, parent, &search, offset).await).await
}

/// Active partners whose name contains `search`, below whom something can be put.
#[server(endpoint = "organization_targets", input = Wire, output = Wire)]
pub async fn organization_targets(search: String) -> Result<Vec<OrgRef>, ApiError> {
    call(async |services, who| services.organization_targets(who, &search).await).await
}

/// Creates an organization below another.
#[server(endpoint = "organization_create", input = Wire, output = Wire)]
pub async fn organization_create(parent: OrgId, draft: OrgDraft) -> Result<OrgDetail, ApiError> {
    call(async |services, who| services.organization_create(who, parent, draft).await).await
}

/// Changes what is kept of an organization.
#[server(endpoint = "organization_update", input = Wire, output = Wire)]
pub async fn organization_update(
    id: OrgId,
    version: i32,
    draft: OrgDraft,
) -> Result<OrgDetail, ApiError> {
    call(async |services, who| services.organization_update(who, id, version, draft).await).await
}

/// Locks an organization's people out, with `below` those of all organizations below it, too.
#[server(endpoint = "organization_suspend", input = Wire, output = Wire)]
pub async fn organization_suspend(
    id: OrgId,
    version: i32,
    below: bool,
) -> Result<OrgDetail, ApiError> {
    call(async |services, who| services.organization_suspend(who, id, version, below).await).await
}

/// Lets an organization's people in again.
#[server(endpoint = "organization_reactivate", input = Wire, output = Wire)]
pub async fn organization_reactivate(id: OrgId, version: i32) -> Result<OrgDetail, ApiError> {
    call(async |services, who| services.organization_reactivate(who, id, version).await).await
}

/// What stands in the way of closing an organization.
#[server(endpoint = "organization_close_obstacles", input = Wire, output = Wire)]
pub async fn organization_close_obstacles(id: OrgId) -> Result<Vec<FieldError>, ApiError> {
    call(async |services, who| services.organization_close_obstacles(who, id).await).await
}

/// Ends an organization for good.
#[server(endpoint = "organization_close", input = Wire, output = Wire)]
pub async fn organization_close(id: OrgId, version: i32) -> Result<OrgDetail, ApiError> {
    call(async |services, who| services.organization_close(who, id, version).await).await
}

/// What stands in the way of putting an organization below another.
#[server(endpoint = "organization_move_obstacles", input = Wire, output = Wire)]
pub async fn organization_move_obstacles(
    id: OrgId,
    to: OrgId,
) -> Result<Vec<FieldError>, ApiError> {
    call(async |services, who| services.organization_move_obstacles(who, id, to).await).await
}

/// Puts an organization with all that it has below another.
#[server(endpoint = "organization_move", input = Wire, output = Wire)]
pub async fn organization_move(id: OrgId, version: i32, to: OrgId) -> Result<OrgDetail, ApiError> {
    call(async |services, who| services.organization_move(who, id, version, to).await).await
}
