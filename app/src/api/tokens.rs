//! Server functions of API tokens. Programs cannot call them.
#![expect(missing_docs, reason = "the macro makes fields of arguments, which the functions name")]

use super::codec::Wire;
use super::error::ApiError;
use domain::api_token::{TokenDraft, TokenMade, TokenView};
use domain::ids::{ApiTokenId, PersonId};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::call;

/// One's own tokens that are good, the newest first.
#[server(endpoint = "token_list", input = Wire, output = Wire)]
pub async fn token_list() -> Result<Vec<TokenView>, ApiError> {
    call(async |services, who| services.token_list(who).await).await
}

/// Makes a token, which is told this once.
#[server(endpoint = "token_create", input = Wire, output = Wire)]
pub async fn token_create(draft: TokenDraft) -> Result<TokenMade, ApiError> {
    call(async |services, who| services.token_create(who, draft).await).await
}

/// Ends a token: of somebody whom one manages, or one's own.
#[server(endpoint = "token_revoke", input = Wire, output = Wire)]
pub async fn token_revoke(person: Option<PersonId>, id: ApiTokenId) -> Result<(), ApiError> {
    call(async |services, who| services.token_revoke(who, person.unwrap_or(who.person), id).await)
        .await
}
