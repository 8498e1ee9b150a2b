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
    let patience = patience_for(request.uri().path());
    guarded(request, next, patience).await
}

fn patience_for(path: &str) -> Duration {
    if super::upload::is_upload(path) { PATIENCE_UPLOAD } else { PATIENCE }
}

async fn guarded(request: Request, next: Next, patience: Duration) -> Response {
    let asker = Asker::of(&request);
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use axum::{Router, body::Body, http::StatusCode, middleware::from_fn, routing::get};
    use http_body_util::BodyExt;
    use std::future::pending;
    use tower::ServiceExt;

    /// Asks a server that breaks for `path`.
    async fn ask(path: &str, accept: &str) -> (StatusCode, String) {
        let hangs = from_fn(|request, next| guarded(request, next, Duration::from_millis(20)));
        let app = Router::new()
            .route("/api/hangs", get(pending::<()>))
            .route("/hangs", get(pending::<()>))
            .layer(hangs)
            .route("/api/panics", get(panics))
            .route("/panics", get(panics))
            .route("/works", get(async || "works"))
            .layer(from_fn(layer));
        let request = Request::get(path).header("accept", accept).body(Body::empty()).unwrap();
        let response = app.oneshot(request).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8(body.into()).unwrap())
    }

    async fn panics() -> StatusCode {
        panic!("a secret of the inside")
    }

    #[tokio::test]
    async fn a_panic_is_500_and_keeps_its_text() {
        let (status, body) = ask("/api/panics", "application/json").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(body.contains("\"code\":\"internal\""), "{body}");
        assert!(!body.contains("secret"), "{body}");
        let (status, page) = ask("/panics", "text/html").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(page.starts_with("<!DOCTYPE html>") && !page.contains("secret"), "{page}");
    }

    #[tokio::test]
    async fn an_overdue_answer_is_503() {
        let (status, body) = ask("/api/hangs", "application/json").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(body.contains("\"code\":\"unavailable\""), "{body}");
        let (status, page) = ask("/hangs", "text/html").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
    }

    #[tokio::test]
    async fn what_works_is_left_alone() {
        assert_eq!(ask("/works", "*/*").await, (StatusCode::OK, "works".to_owned()));
    }

    #[test]
    fn uploads_may_take_longer() {
        assert_eq!(patience_for("/licenses"), PATIENCE);
        assert_eq!(patience_for(app::api::imports::UPLOAD), PATIENCE_UPLOAD);
    }
}
