//! What the server counts, for Prometheus.

use super::AppState;
use axum::{
    extract::State,
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use sha2::{Digest, Sha256};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Upper bounds of the latency histogram, in seconds.
const SECONDS: [f64; 11] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
/// Histograms are folded this often, so that they do not grow between two scrapes.
const UPKEEP: Duration = Duration::from_secs(5);

/// Starts counting, once per process.
///
/// # Errors
/// Something in this process counts already.
pub fn install(stop: CancellationToken) -> Result<PrometheusHandle, BuildError> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)?
        .install_recorder()?;
    let upkeep = handle.clone();
    tokio::spawn(stop.run_until_cancelled_owned(async move {
        loop {
            tokio::time::sleep(UPKEEP).await;
            upkeep.run_upkeep();
        }
    }));
    Ok(handle)
}

/// Counts one answered request. `route` is the pattern, not the path, so that there are
/// only as many series as routes.
pub(super) fn observe(method: Method, route: String, status: StatusCode, took: Duration) {
    let method = match method {
        Method::GET | Method::HEAD => "GET",
        Method::POST => "POST",
        _ => "other",
    };
    metrics::counter!(
        "seatkeeper_http_requests_total",
        "method" => method, "route" => route.clone(), "status" => status.as_u16().to_string(),
    )
    .increment(1);
    metrics::histogram!("seatkeeper_http_request_seconds", "route" => route)
        .record(took.as_secs_f64());
}

/// `GET /metrics`: not there at all without a token in the configuration.
pub(super) async fn endpoint(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let (Some(handle), Some(token)) = (&state.metrics, &state.settings.metrics_token) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    // Comparing digests tells nothing about how much of the token was right.
    if Sha256::digest(given) != Sha256::digest(token) {
        let challenge = [(header::WWW_AUTHENTICATE, "Bearer")];
        return (StatusCode::UNAUTHORIZED, challenge).into_response();
    }
    let pool = state.services.store.connections();
    metrics::gauge!("seatkeeper_database_connections", "state" => "open").set(pool.open);
    metrics::gauge!("seatkeeper_database_connections", "state" => "idle").set(pool.idle as f64);
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (kind, handle.render()).into_response()
}
