//! The HTTP side: routes, and the layers around them.
//!
//! From outside in, a request passes: its name and log line, security headers, compression,
//! the guard against panics and overdue answers, the origin check, size limits; pages and
//! server functions also the session and the detached render.

mod address;
mod bearer;
mod begin;
mod calendar;
mod cookies;
mod detach;
mod documents;
mod download;
mod evidence;
mod files;
mod guard;
mod headers;
mod health;
mod invitations;
mod language;
pub mod metrics;
mod origin;
mod pages;
mod passwords;
mod problem;
pub mod request_id;
mod schema;
mod session;
mod settings;
mod sign_in;
mod statements;
mod upload;
mod v1;

pub use detach::{Detach, Limits};
pub use schema::Schema;
pub use settings::{Settings, site_options};

use crate::live::{self, Hub, LiveState};
use app::api::{imports::UPLOAD, programs::UPLOAD as EVIDENCE};
use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef},
    middleware::{from_fn, from_fn_with_state},
    routing::{get, post},
};
use leptos::prelude::LeptosOptions;
use metrics_exporter_prometheus::PrometheusHandle;
use services::Services;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower_http::{CompressionLevel, compression::CompressionLayer};

/// Requests under way at once, health checks and sockets not counted; more wait.
const REQUESTS_MAX: usize = 512;

/// Everything a request may need. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The use cases.
    pub services: Services,
    /// Where the site's files are and what they are called.
    pub site: LeptosOptions,
    /// The configuration.
    pub settings: Arc<Settings>,
    /// The live hub.
    pub hub: Hub,
    /// Whether the database has this version's schema.
    pub schema: Schema,
    /// What has been counted, when this process counts.
    pub metrics: Option<PrometheusHandle>,
    /// The limits of detached renders.
    pub detach: Detach,
    /// Cancelled when the server begins to shut down.
    pub shutdown: CancellationToken,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.site.clone()
    }
}

impl FromRef<AppState> for LiveState {
    fn from_ref(state: &AppState) -> Self {
        Self { hub: state.hub.clone() }
    }
}

/// The whole server as one service.
pub fn router(state: AppState) -> Router {
    let rendered = from_fn_with_state(state.clone(), detach::layer);
    let signed_in = from_fn_with_state(state.clone(), session::layer);
    let not_found = Router::new()
        .fallback(pages::not_found)
        .layer(rendered.clone())
        .layer(signed_in.clone())
        .with_state(state.clone());
    let app = pages::router(&state.site)
        .layer(rendered)
        .layer(from_fn(begin::layer))
        .route("/live", get(live::endpoint))
        .route("/export/{name}", get(download::grid))
        .route("/exports/{id}", get(download::made))
        .route("/orders/{id}/pdf", get(documents::pdf))
        .route("/discounts/{id}/files/{place}", get(evidence::file))
        .route("/invoices/{id}/csv", get(statements::csv))
        .route("/api/v1/me", get(v1::me))
        .route("/api/v1/{grid}", get(v1::rows))
        .route("/profile/password", post(passwords::change))
        .route(UPLOAD, post(upload::upload).layer(DefaultBodyLimit::disable()))
        .route(EVIDENCE, post(evidence::ask).layer(DefaultBodyLimit::disable()))
        .layer(signed_in)
        .route("/sign-in", post(sign_in::sign_in))
        .route("/sign-in/second", post(sign_in::second))
        .route("/sign-in/passkey", post(sign_in::sso::passkey))
        .route("/sso", get(sign_in::sso::by_name))
        .route("/sso/callback", get(sign_in::sso::callback))
        .route("/sso/{slug}", get(sign_in::sso::by_address))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/reset", post(passwords::ask))
        .route("/reset/{token}", post(passwords::set))
        .route("/invitation/{token}", post(invitations::accept))
        .route("/calendar/{name}", get(calendar::feed))
        .fallback_service(files::service(&state.site, not_found))
        .layer(from_fn(upload::limit))
        .layer(from_fn_with_state(state.clone(), origin::layer))
        .layer(GlobalConcurrencyLimitLayer::new(REQUESTS_MAX))
        .layer(from_fn(guard::layer));
    Router::new()
        .merge(app)
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::endpoint))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(from_fn_with_state(state.clone(), headers::layer))
        .layer(from_fn(request_id::layer))
        .with_state(state)
}
