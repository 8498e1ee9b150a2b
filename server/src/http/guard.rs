//! What no request may do: take the process down with a panic, or run forever.

use super::problem::Asker;
use app::api::ErrorCode;
use axum::{extract::Request, middleware::Next, response::Response};
use futures::FutureExt;
use std::{any::Any, panic::AssertUnwindSafe, time::Duration};
use tokio::time::timeout;

/// Until an answer begins.
const PATIENCE: Duration = Duration::from_secs(30);
/// The same for uploads, which first have to arrive.
const PATIENCE_UPLOAD: Duration = Duration::from_secs(600);

/// Turns a panic into 500 and an overdue answer into 503.
pub(super) async fn layer(request: Request, next: Next) -> Response {
    let asker = Asker::of(&request);
    let upload = super::upload::is_upload(request.uri().path());
    let patience = if upload { PATIENCE_UPLOAD } else { PATIENCE };
    let work = AssertUnwindSafe(next.run(request)).catch_unwind();
    match timeout(patience, work).await {
        Ok(Ok(response)) => response,
        Ok(Err(panic)) => {
            metrics::counter!("seatkeeper_panics_total").increment(1);
            tracing::error!(panic = text_of(panic.as_ref()), "a request panicked");
            asker.answer(ErrorCode::Internal)
        }
        Err(_) => {
            tracing::error!("no answer within {} s", patience.as_secs());
            asker.answer(ErrorCode::Unavailable)
        }
    }
}

fn text_of(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("(no text)")
}
