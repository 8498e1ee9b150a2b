//! Server functions of entitlements.
#![expect(missing_docs, reason = "the macro makes fields of arguments, which the functions name")]

use super::codec::Wire;
use super::error::ApiError;
use domain::entitlement::{
    ChangeEntitlement, Changeable, GrantEntitlement, Holdings, Offered, Shown,
};
use domain::ids::{EntitlementId, OrgId};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::call;

/// What an organization holds.
#[server(endpoint = "entitlement_list", input = Wire, output = Wire)]
pub async fn entitlement_list(org: OrgId) -> Result<Holdings, ApiError> {
    call(async |services, who| services.entitlement_list(who, org).await).await
}

/// What an organization could be granted, and why not the rest.
#[server(endpoint = "entitlement_offer", input = Wire, output = Wire)]
pub async fn entitlement_offer(org: OrgId) -> Result<Offered, ApiError> {
    call(async |services, who| services.entitlement_offer(who, org).await).await
}

/// How an entitlement could be changed.
#[server(endpoint = "entitlement_choice", input = Wire, output = Wire)]
pub async fn entitlement_choice(id: EntitlementId) -> Result<Changeable, ApiError> {
    call(async |services, who| services.entitlement_choice(who, id).await).await
}

/// Grants an entitlement; the same idempotency key again gets the same answer.
#[server(name = GrantEntitlementCall, endpoint = "grant_entitlement", input = Wire, output = Wire)]
pub async fn grant_entitlement(grant: GrantEntitlement) -> Result<Shown, ApiError> {
    call(async |services, who| services.grant_entitlement(who, grant).await).await
}

/// Changes an entitlement's seats, add-ons, services, end and right to grant further.
#[server(name = ChangeEntitlementCall, endpoint = "change_entitlement", input = Wire, output = Wire)]
pub async fn change_entitlement(change: ChangeEntitlement) -> Result<Shown, ApiError> {
    call(async |services, who| services.change_entitlement(who, change).await).await
}

/// Ends an entitlement today.
#[server(endpoint = "end_entitlement", input = Wire, output = Wire)]
pub async fn end_entitlement(id: EntitlementId, version: i32) -> Result<Shown, ApiError> {
    call(async |services, who| services.end_entitlement(who, id, version).await).await
}
