//! Headers that every answer carries.

use super::AppState;
use app::api::codec::{Format, POSTCARD};
use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// Set unless the answer has its own: pages have a policy with their nonce, files their
/// cache rule.
const DEFAULTS: [(HeaderName, &str); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Adds what is missing.
pub(super) async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let accepted = Format::accepted(request.headers());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // Server functions answer with one fixed content type, whatever they were asked for.
    if accepted == Format::Json && headers.get(header::CONTENT_TYPE).is_some_and(|t| t == POSTCARD)
    {
        let json = HeaderValue::from_static(accepted.content_type());
        headers.insert(header::CONTENT_TYPE, json);
    }
    for (name, value) in DEFAULTS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if state.settings.secure {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(year);
    }
    response
}
