//! A name for every request, in its log lines, its answer's header and its error messages,
//! so that a person's report leads to the log.

use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use std::time::Instant;
use tracing::Instrument;

/// The header it travels in.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The name of a request, in its extensions.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

impl RequestId {
    /// The name that a proxy gave, when it is fit for a log line, else a new one.
    fn of(request: &Request) -> Self {
        let given = request.headers().get(HEADER).and_then(|value| value.to_str().ok());
        let fit = |id: &&str| {
            (8..=64).contains(&id.len())
                && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        };
        match given.filter(fit) {
            Some(id) => Self(id.to_owned()),
            None => Self(uuid::Uuid::now_v7().simple().to_string()),
        }
    }
}

/// A path as it may be logged: what follows these is the secret of a link.
fn logged(path: &str) -> &str {
    const SECRET: [&str; 4] = ["/reset/", "/invitation/", "/calendar/", "/discount/"];
    SECRET.into_iter().find(|secret| path.starts_with(secret)).unwrap_or(path)
}

/// Names the request, logs its answer in one line, and counts it. The query string is left
/// out of the log: it holds what people search for.
pub async fn layer(mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = RequestId::of(&request);
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "other".to_owned(), |path| path.as_str().to_owned());
    let span = tracing::info_span!(
        "request",
        request.id = %id.0,
        http.method = %method,
        http.path = %logged(request.uri().path()),
    );
    request.extensions_mut().insert(id.clone());

    let mut response = next.run(request).instrument(span.clone()).await;
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(HEADER, value);
    }
    let (status, took) = (response.status(), started.elapsed());
    span.in_scope(|| {
        let (status, ms) = (status.as_u16(), took.as_millis());
        match route.as_str() {
            // Asked every few seconds by machines.
            "/healthz" | "/readyz" | "/metrics" if status < 400 => {
                tracing::debug!(http.status = status, ms, "answered");
            }
            _ => tracing::info!(http.status = status, ms, "answered"),
        }
    });
    super::metrics::observe(method, route, status, took);
    response
}

#[cfg(test)]
mod tests {
    use super::logged;

    #[test]
    fn secrets_of_links_are_not_logged() {
        assert_eq!(logged("/reset/0a1b2c"), "/reset/");
        assert_eq!(logged("/discount/0a1b2c"), "/discount/");
        assert_eq!(logged("/discounts/0a1b2c"), "/discounts/0a1b2c");
        assert_eq!(logged("/calendar/0a1b2c.ics"), "/calendar/");
        assert_eq!(logged("/reset"), "/reset");
        assert_eq!(logged("/licenses/0a1b2c"), "/licenses/0a1b2c");
    }
}
