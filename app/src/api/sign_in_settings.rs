//! Server functions of how an organization's people sign in.
#![expect(missing_docs, reason = "the macro makes fields of arguments, which the functions name")]

use super::codec::Wire;
use super::error::ApiError;
use domain::sign_in::Demand;
use domain::sso::{SsoDraft, SsoView};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{RequestContext, call};

/// What one's own organization demands.
#[server(endpoint = "demand_get", input = Wire, output = Wire)]
pub async fn demand_get() -> Result<Demand, ApiError> {
    call(async |services, who| services.demand(who).await).await
}

/// Demands a second factor of everybody in the organization and below, or no more.
#[server(endpoint = "demand_set", input = Wire, output = Wire)]
pub async fn demand_set(mfa_required: bool, version: i32) -> Result<(), ApiError> {
    call(async |services, who| services.demand_set(who, mfa_required, version).await).await
}

/// How the people of one's own organization sign in by single sign-on.
#[server(endpoint = "sso_settings", input = Wire, output = Wire)]
pub async fn sso_settings() -> Result<SsoView, ApiError> {
    let origin = use_context::<RequestContext>().map(|request| request.origin);
    call(async |services, who| services.sso_settings(who, &origin.unwrap_or_default()).await).await
}

/// Sets it.
#[server(endpoint = "sso_save", input = Wire, output = Wire)]
pub async fn sso_save(draft: SsoDraft, version: i32) -> Result<(), ApiError> {
    call(async |services, who| services.sso_save(who, draft, version).await).await
}

/// Asks the provider whether it is what the settings say.
#[server(endpoint = "sso_test", input = Wire, output = Wire)]
pub async fn sso_test(draft: SsoDraft) -> Result<(), ApiError> {
    call(async |services, who| services.sso_test(who, draft).await).await
}
