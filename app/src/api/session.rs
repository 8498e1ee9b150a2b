//! Server functions about the person and the tab itself.
#![expect(missing_docs, reason = "the macro makes fields of arguments, which the functions name")]

use super::codec::Wire;
use super::error::ApiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{RequestContext, call};
#[cfg(feature = "ssr")]
use services::ServiceError;

/// Lets a simulated colleague work in the own organization, or stop. Demo mode only: anywhere
/// else there is no such thing.
#[server(endpoint = "set_colleague", input = Wire, output = Wire)]
pub async fn set_colleague(on: bool) -> Result<bool, ApiError> {
    let demo = use_context::<RequestContext>().is_some_and(|request| request.demo);
    call(
        async |services, who| {
            if demo { services.set_colleague(who, on) } else { Err(ServiceError::NotFound) }
        },
    )
    .await
}

/// Chooses the language of the interface in the person's profile.
#[server(endpoint = "set_language", input = Wire, output = Wire)]
pub async fn set_language(language: domain::people::Language) -> Result<(), ApiError> {
    call(async |services, who| services.set_language(who, language).await).await
}
