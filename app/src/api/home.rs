//! Server functions of what needs doing now.

use super::codec::Wire;
use super::error::ApiError;
use domain::home::Home;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::call;

/// What needs doing now.
#[server(name = HomeCall, endpoint = "home", input = Wire, output = Wire)]
pub async fn home() -> Result<Home, ApiError> {
    call(async |services, who| services.home(who).await).await
}
