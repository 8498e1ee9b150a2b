//! Server functions about passwords. They are set by plain forms.
#![expect(missing_docs, reason = "the macro makes fields of arguments, which the functions name")]

use super::codec::Wire;
use super::error::ApiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::call_by_anyone;

/// Whether the link with this secret still sets a password.
#[server(endpoint = "password_reset_works", input = Wire, output = Wire)]
pub async fn password_reset_works(secret: String) -> Result<bool, ApiError> {
    call_by_anyone(async |request| request.services.password_reset_works(&secret).await).await
}
