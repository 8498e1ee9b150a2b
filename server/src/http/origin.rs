//! Only our own pages may change something or open a socket.
//!
//! A request that may change something must say where it comes from: browsers send
//! `Sec-Fetch-Site` (to trustworthy addresses) or `Origin`. Cookies are `SameSite=Lax`
//! besides; this is the lock that does not depend on the cookie.

use super::{AppState, bearer, problem::Asker};
use app::api::ErrorCode;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, Uri, header},
    middleware::Next,
    response::Response,
};

/// Refuses with 403 what comes from elsewhere.
pub(super) async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let socket = request.headers().contains_key(header::UPGRADE);
    let base_url = state.settings.base_url.as_deref();
    // Nothing sends a token by itself, so whoever has one may use it from anywhere.
    let program = bearer::token(request.headers()).is_some()
        && bearer::is_open(request.uri().path())
        && !socket;
    if (!safe || socket) && !program && !is_ours(request.headers(), request.uri(), base_url) {
        tracing::warn!(
            origin = ?request.headers().get(header::ORIGIN),
            "refused a request that does not come from our own pages"
        );
        return Asker::of(&request).answer(ErrorCode::Forbidden);
    }
    next.run(request).await
}

/// Whether a request comes from a page of this server.
fn is_ours(headers: &HeaderMap, uri: &Uri, base_url: Option<&str>) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    match (text("sec-fetch-site"), text("origin")) {
        // "none" is the person's own doing: the address bar, a bookmark.
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let host = uri.authority().map(|host| host.as_str()).or_else(|| text("host"));
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            let base = base_url.map(|url| url.trim_end_matches('/'));
            (authority.is_some() && authority == host) || base == Some(origin)
        }
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::is_ours;
    use axum::http::{HeaderMap, HeaderName, Uri};

    fn ours(pairs: &[(&'static str, &str)], base_url: Option<&str>) -> bool {
        let headers: HeaderMap = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect();
        is_ours(&headers, &Uri::from_static("/x"), base_url)
    }

    #[test]
    fn what_the_browser_says_of_the_site_decides() {
        assert!(ours(&[("sec-fetch-site", "same-origin")], None));
        assert!(ours(&[("sec-fetch-site", "none")], None));
        for site in ["cross-site", "same-site", "", "SAME-ORIGIN, none"] {
            let origin = ("origin", "https://portal.example");
            let host = ("host", "portal.example");
            assert!(!ours(&[("sec-fetch-site", site), origin, host], None), "{site}");
        }
    }

    #[test]
    fn without_it_the_origin_must_be_this_host() {
        let host = ("host", "portal.example:3000");
        assert!(ours(&[host, ("origin", "http://portal.example:3000")], None));
        assert!(!ours(&[host, ("origin", "http://portal.example")], None));
        assert!(!ours(&[host, ("origin", "http://evil.example:3000")], None));
        assert!(!ours(&[host, ("origin", "null")], None));
        assert!(!ours(&[("origin", "null")], None));
        assert!(!ours(&[host], None), "silence is not consent");
        assert!(!ours(&[], None));
    }

    #[test]
    fn behind_a_proxy_the_configured_address_counts() {
        let inside = ("host", "10.0.0.7:3000");
        let origin = ("origin", "https://portal.example");
        assert!(!ours(&[inside, origin], None));
        assert!(ours(&[inside, origin], Some("https://portal.example/")));
        assert!(!ours(
            &[inside, ("origin", "https://portal.example.evil")],
            Some("https://portal.example")
        ));
    }
}
