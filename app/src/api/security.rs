//! Server functions of one's own factors, sessions and proofs.
#![expect(missing_docs, reason = "the macro makes fields of arguments, which the functions name")]

use super::codec::Wire;
use super::error::ApiError;
use domain::ids::SessionId;
use domain::sign_in::{AuthenticatorSetup, Proof, ProofOptions, Security};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{RequestContext, call};
#[cfg(feature = "ssr")]
use services::ServiceError;

/// One's own factors, sessions and sign-ins.
#[server(endpoint = "security_get", input = Wire, output = Wire)]
pub async fn security_get() -> Result<Security, ApiError> {
    call(async |services, who| services.security(who).await).await
}

/// How one can prove again to be who one is.
#[server(endpoint = "proof_ways", input = Wire, output = Wire)]
pub async fn proof_ways() -> Result<ProofOptions, ApiError> {
    call(async |services, who| services.proof_options(who).await).await
}

/// Proves it, for what is dangerous in the next minutes.
#[server(endpoint = "prove", input = Wire, output = Wire)]
pub async fn prove(proof: Proof) -> Result<(), ApiError> {
    let visitor = use_context::<RequestContext>().map(|request| request.visitor);
    call(async |services, who| {
        let visitor = visitor.ok_or(ServiceError::Unauthenticated)?;
        services.prove(who, proof, &visitor).await
    })
    .await
}

/// Begins to set up an authenticator.
#[server(endpoint = "authenticator_begin", input = Wire, output = Wire)]
pub async fn authenticator_begin() -> Result<AuthenticatorSetup, ApiError> {
    call(async |services, who| services.authenticator_begin(who).await).await
}

/// Ends it by the authenticator's first code.
#[server(endpoint = "authenticator_confirm", input = Wire, output = Wire)]
pub async fn authenticator_confirm(key: String, code: String) -> Result<(), ApiError> {
    call(async |services, who| services.authenticator_confirm(who, &key, &code).await).await
}

/// Takes the authenticator.
#[server(endpoint = "authenticator_remove", input = Wire, output = Wire)]
pub async fn authenticator_remove() -> Result<(), ApiError> {
    call(async |services, who| services.authenticator_remove(who).await).await
}

/// New recovery codes in place of all before.
#[server(endpoint = "recovery_renew", input = Wire, output = Wire)]
pub async fn recovery_renew() -> Result<Vec<String>, ApiError> {
    call(async |services, who| services.recovery_renew(who).await).await
}

/// Ends one of one's own sessions.
#[server(endpoint = "session_end", input = Wire, output = Wire)]
pub async fn session_end(id: SessionId) -> Result<(), ApiError> {
    call(async |services, who| services.end_session(who, id).await).await
}

/// Ends all of them but this one.
#[server(endpoint = "session_end_others", input = Wire, output = Wire)]
pub async fn session_end_others() -> Result<u64, ApiError> {
    call(async |services, who| services.end_other_sessions(who).await).await
}
