//! Server functions of changing many licenses at once.
#![expect(missing_docs, reason = "the macro makes fields of arguments, which the functions name")]

use super::codec::Wire;
use super::error::ApiError;
use domain::bulk::{BulkLine, BulkOutcome, BulkProgress, StartBulk};
use domain::ids::BulkId;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::call;

/// Begins to change many licenses; it goes on by itself. The same idempotency key again finds
/// the change that it began.
#[server(endpoint = "bulk_start", input = Wire, output = Wire)]
pub async fn bulk_start(job: StartBulk) -> Result<BulkProgress, ApiError> {
    call(async |services, who| services.bulk_start(who, job).await).await
}

/// How far a change is.
#[server(name = BulkProgressCall, endpoint = "bulk_progress", input = Wire, output = Wire)]
pub async fn bulk_progress(id: BulkId) -> Result<BulkProgress, ApiError> {
    call(async |services, who| services.bulk_progress(who, id).await).await
}

/// The newest changes, for whoever comes back to the page.
#[server(endpoint = "bulk_list", input = Wire, output = Wire)]
pub async fn bulk_list() -> Result<Vec<BulkProgress>, ApiError> {
    call(async |services, who| services.bulk_list(who).await).await
}

/// Stops a change; what was done stays.
#[server(endpoint = "bulk_stop", input = Wire, output = Wire)]
pub async fn bulk_stop(id: BulkId) -> Result<BulkProgress, ApiError> {
    call(async |services, who| services.bulk_stop(who, id).await).await
}

/// What became of each license, of one outcome or all, from `offset` on, at most
/// [`domain::bulk::MAX_REPORT`].
#[server(endpoint = "bulk_report", input = Wire, output = Wire)]
pub async fn bulk_report(
    id: BulkId,
    outcome: Option<BulkOutcome>,
    offset: u32,
    limit: u32,
) -> Result<Vec<BulkLine>, ApiError> {
    call(async |services, who| services.bulk_report(who, id, outcome, offset, limit).await).await
}

/// Takes a change back, as a change of its own.
#[server(endpoint = "bulk_undo", input = Wire, output = Wire)]
pub async fn bulk_undo(id: BulkId) -> Result<BulkProgress, ApiError> {
    call(async |services, who| services.bulk_undo(who, id).await).await
}
