//! Whether the process is up, and whether it can serve.

use super::AppState;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use std::time::Duration;

/// A check that takes longer has failed.
const PATIENCE: Duration = Duration::from_secs(3);

/// `GET /healthz`: the process runs. Says nothing about the database, whose absence no
/// restart of the server mends.
pub(super) async fn live() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: requests can be served. 503 with the reason otherwise.
pub(super) async fn ready(State(state): State<AppState>) -> Response {
    if state.shutdown.is_cancelled() {
        return not_ready("shutting down");
    }
    match tokio::time::timeout(PATIENCE, state.services.store.ping()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready: the database does not answer");
            return not_ready("the database does not answer");
        }
        Err(_) => return not_ready("the database does not answer in time"),
    }
    match tokio::time::timeout(PATIENCE, state.schema.is_current()).await {
        Ok(true) => "ready\n".into_response(),
        _ => not_ready("the database's schema is not that of this version"),
    }
}

fn not_ready(reason: &'static str) -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, format!("{reason}\n")).into_response()
}
