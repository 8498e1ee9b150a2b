//! Server functions of discounts of programs. A request itself comes as an ordinary form post to
//! [`UPLOAD`], since its files are larger than a server function may be.
#![expect(missing_docs, reason = "the macro makes fields of arguments, which the functions name")]

use super::codec::Wire;
use super::error::ApiError;
use domain::ids::ProgramRequestId;
use domain::program::{
    ApprovalDraft, ProgramBought, ProgramChoice, ProgramLink, ProgramPrice, ProgramRequest,
    ProgramRequests, ProgramSeen, ProgramShop, UseProgram,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::context::call;

/// Where a request is posted, as a multipart form: `customer`, `program`, `message`, the files as
/// `evidence`, and `id`, made once per intent, which a form without code leaves out. Who accepts
/// JSON gets [`Asked`] or an [`ApiError`], anybody else a redirect to the request's page.
pub const UPLOAD: &str = "/discounts/upload";

/// The answer to a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Asked {
    /// Its id.
    pub id: ProgramRequestId,
}

/// The newest requests that one may see.
#[server(endpoint = "discount_list", input = Wire, output = Wire)]
pub async fn discount_list() -> Result<ProgramRequests, ApiError> {
    call(async |services, who| services.program_requests(who).await).await
}

/// One request.
#[server(endpoint = "discount_get", input = Wire, output = Wire)]
pub async fn discount_get(id: ProgramRequestId) -> Result<ProgramSeen, ApiError> {
    call(async |services, who| services.program_request(who, id).await).await
}

/// Says yes to a request; the link is told this once.
#[server(endpoint = "discount_approve", input = Wire, output = Wire)]
pub async fn discount_approve(
    id: ProgramRequestId,
    version: i32,
    approval: ApprovalDraft,
) -> Result<ProgramLink, ApiError> {
    call(async |services, who| services.program_approve(who, id, version, approval).await).await
}

/// Says no to a request, and why.
#[server(endpoint = "discount_decline", input = Wire, output = Wire)]
pub async fn discount_decline(
    id: ProgramRequestId,
    version: i32,
    reason: String,
) -> Result<ProgramRequest, ApiError> {
    call(async |services, who| services.program_decline(who, id, version, &reason).await).await
}

/// Takes a request or what was approved back.
#[server(endpoint = "discount_withdraw", input = Wire, output = Wire)]
pub async fn discount_withdraw(
    id: ProgramRequestId,
    version: i32,
    reason: String,
) -> Result<ProgramRequest, ApiError> {
    call(async |services, who| services.program_withdraw(who, id, version, &reason).await).await
}

/// Makes a new link, which is told this once; the one before is good for nothing any more.
#[server(endpoint = "discount_link", input = Wire, output = Wire)]
pub async fn discount_link(id: ProgramRequestId) -> Result<ProgramLink, ApiError> {
    call(async |services, who| services.program_link(who, id).await).await
}

/// What can be bought with a link.
#[server(endpoint = "discount_shop", input = Wire, output = Wire)]
pub async fn discount_shop(secret: String) -> Result<ProgramShop, ApiError> {
    call(async |services, who| services.program_shop(who, &secret).await).await
}

/// What a choice costs with a link.
#[server(endpoint = "discount_price", input = Wire, output = Wire)]
pub async fn discount_price(
    secret: String,
    choice: ProgramChoice,
) -> Result<ProgramPrice, ApiError> {
    call(async |services, who| services.program_price(who, &secret, choice).await).await
}

/// Buys with a link, once; the same idempotency key again gets the same answer.
#[server(endpoint = "discount_buy", input = Wire, output = Wire)]
pub async fn discount_buy(purchase: UseProgram) -> Result<ProgramBought, ApiError> {
    call(async |services, who| services.program_buy(who, purchase).await).await
}
