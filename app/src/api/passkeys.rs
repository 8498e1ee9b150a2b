//! Server functions of passkeys. Signing in with one is an ordinary form post, since it sets
//! cookies.
#![expect(missing_docs, reason = "the macro makes fields of arguments, which the functions name")]

use super::codec::Wire;
use super::error::ApiError;
use domain::ids::PasskeyId;
use domain::sign_in::{PasskeyAdded, PasskeyAsk};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{RequestContext, call, call_by_anyone};

/// Asks the browser for any passkey of this site; nobody needs to be signed in.
#[server(endpoint = "passkey_begin", input = Wire, output = Wire)]
pub async fn passkey_begin() -> Result<PasskeyAsk, ApiError> {
    call_by_anyone(async |request| {
        request.services.passkey_ask(&request.origin, request.visitor.address).await
    })
    .await
}

/// Asks the browser for a new passkey.
#[server(endpoint = "passkey_add_begin", input = Wire, output = Wire)]
pub async fn passkey_add_begin() -> Result<PasskeyAsk, ApiError> {
    let origin = origin();
    call(async |services, who| services.passkey_add_ask(who, &origin).await).await
}

/// Keeps a new passkey.
#[server(endpoint = "passkey_add", input = Wire, output = Wire)]
pub async fn passkey_add(
    key: String,
    answer: String,
    name: String,
) -> Result<PasskeyAdded, ApiError> {
    let origin = origin();
    call(async |services, who| services.passkey_add(who, &key, &answer, &name, &origin).await).await
}

/// Proves by a passkey who one is, for what is dangerous in the next minutes.
#[server(endpoint = "passkey_prove", input = Wire, output = Wire)]
pub async fn passkey_prove(key: String, answer: String) -> Result<(), ApiError> {
    let request = use_context::<RequestContext>().ok_or(super::ErrorCode::Internal)?;
    let (origin, visitor) = (request.origin, request.visitor);
    call(async |services, who| {
        services.prove_with_passkey(who, &key, &answer, &origin, &visitor).await
    })
    .await
}

/// Renames one's own passkey.
#[server(endpoint = "passkey_rename", input = Wire, output = Wire)]
pub async fn passkey_rename(id: PasskeyId, name: String) -> Result<(), ApiError> {
    call(async |services, who| services.passkey_rename(who, id, &name).await).await
}

/// Takes one's own passkey.
#[server(endpoint = "passkey_remove", input = Wire, output = Wire)]
pub async fn passkey_remove(id: PasskeyId) -> Result<(), ApiError> {
    call(async |services, who| services.passkey_remove(who, id).await).await
}

#[cfg(feature = "ssr")]
fn origin() -> String {
    use_context::<RequestContext>().map(|request| request.origin).unwrap_or_default()
}
