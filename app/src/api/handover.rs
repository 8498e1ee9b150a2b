//! Server functions of partners who change their distributor.
#![expect(missing_docs, reason = "the macro makes fields of arguments, which the functions name")]

use super::codec::Wire;
use super::error::ApiError;
use domain::field::FieldError;
use domain::handover::Handovers;
use domain::ids::HandoverId;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::call;

/// What somebody sees of changes of distributor.
#[server(endpoint = "handover_page", input = Wire, output = Wire)]
pub async fn handover_page() -> Result<Handovers, ApiError> {
    call(async |services, who| services.handover_page(who).await).await
}

/// Makes another code for partners who want to come.
#[server(endpoint = "handover_code_renew", input = Wire, output = Wire)]
pub async fn handover_code_renew() -> Result<Handovers, ApiError> {
    call(async |services, who| services.handover_code_renew(who).await).await
}

/// Asks the distributor with a code to take one's organization over.
#[server(endpoint = "handover_ask", input = Wire, output = Wire)]
pub async fn handover_ask(code: String, message: String) -> Result<Handovers, ApiError> {
    call(async |services, who| services.handover_ask(who, &code, &message).await).await
}

/// Takes a wish back.
#[server(endpoint = "handover_withdraw", input = Wire, output = Wire)]
pub async fn handover_withdraw(id: HandoverId) -> Result<Handovers, ApiError> {
    call(async |services, who| services.handover_withdraw(who, id).await).await
}

/// Declines a wish.
#[server(endpoint = "handover_decline", input = Wire, output = Wire)]
pub async fn handover_decline(id: HandoverId) -> Result<Handovers, ApiError> {
    call(async |services, who| services.handover_decline(who, id).await).await
}

/// What stands in the way of taking a partner over.
#[server(endpoint = "handover_obstacles", input = Wire, output = Wire)]
pub async fn handover_obstacles(id: HandoverId) -> Result<Vec<FieldError>, ApiError> {
    call(async |services, who| services.handover_obstacles(who, id).await).await
}

/// Takes a partner over with all that it has.
#[server(endpoint = "handover_accept", input = Wire, output = Wire)]
pub async fn handover_accept(id: HandoverId) -> Result<Handovers, ApiError> {
    call(async |services, who| services.handover_accept(who, id).await).await
}
