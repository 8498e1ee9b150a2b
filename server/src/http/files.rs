//! The site's own files: code, styles, fonts, icons.

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, header},
    middleware::{self, Next},
    response::Response,
};
use leptos::prelude::LeptosOptions;
use tower_http::services::ServeDir;

/// Never asked for again: the name changes with the content.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// Asked for anew each time, and usually answered with "not modified".
const ASK: &str = "public, no-cache";
/// Fonts and icons, which keep their names.
const A_DAY: &str = "public, max-age=86400";

/// Serves the files of the site, compressed beforehand where that is so, and leaves
/// everything else to `others`.
pub(super) fn service(options: &LeptosOptions, others: Router) -> Router {
    let files = ServeDir::new(&*options.site_root)
        .precompressed_br()
        .precompressed_gzip()
        .append_index_html_on_directories(false)
        .call_fallback_on_method_not_allowed(true)
        .fallback(others.layer(middleware::from_fn(mark_other)));
    let hashed = options.hash_files;
    let package = options.site_pkg_dir_route_base();
    Router::new().fallback_service(files).layer(middleware::from_fn(
        move |request: Request, next: Next| {
            let rule = rule(request.uri().path(), &package, hashed);
            async move { cached(next.run(request).await, rule) }
        },
    ))
}

/// Marks answers that are no files, so that they get no cache rule.
#[derive(Clone)]
struct Other;

async fn mark_other(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.extensions_mut().insert(Other);
    response
}

fn cached(mut response: Response, rule: &'static str) -> Response {
    let file = response.extensions().get::<Other>().is_none();
    let status = response.status();
    if file && (status.is_success() || status.as_u16() == 304) {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(rule));
    }
    response
}

/// How long browsers may keep a file.
fn rule(path: &str, package: &str, hashed: bool) -> &'static str {
    match path.strip_prefix(package) {
        Some(name) if hashed && has_hash(name) => FOREVER,
        Some(_) => ASK,
        None => A_DAY,
    }
}

/// Whether a name is `seatkeeper.<hash>.js`.
fn has_hash(name: &str) -> bool {
    let mut parts = name.rsplit('.');
    let _extension = parts.next();
    parts.next().is_some_and(|part| part.len() >= 16) && parts.next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_change_with_their_content_are_kept_forever() {
        let hashed = "/pkg/seatkeeper.8Xk2vJp0uQ-aZ3bT1LmN9w.wasm";
        assert_eq!(rule(hashed, "/pkg/", true), FOREVER);
        assert_eq!(rule(hashed, "/pkg/", false), ASK);
        assert_eq!(rule("/pkg/seatkeeper.js", "/pkg/", true), ASK);
        assert_eq!(rule("/pkg/snippets/inline0.js", "/pkg/", true), ASK);
        assert_eq!(rule("/fonts/inter.woff2", "/pkg/", true), A_DAY);
    }
}
