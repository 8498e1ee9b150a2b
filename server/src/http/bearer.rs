//! Programs that act for a person by an API token: `Authorization: Bearer skt_…`. They reach the
//! server functions listed here, exports and `/api/v1`, and nothing else.

use super::{AppState, address, cookies, problem::Asker};
use app::api::{ApiError, ErrorCode};
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use services::ServiceError;
use services::tokens::Bearer;
use std::net::IpAddr;

/// Server functions that programs may call. Whatever is not named needs somebody at a browser:
/// people, tokens, passwords, sign-in and one's own profile for good.
const FUNCTIONS: &[&str] = &[
    "activity_page",
    "auto_renewal_set",
    "bulk_list",
    "bulk_progress",
    "bulk_report",
    "bulk_start",
    "bulk_stop",
    "bulk_undo",
    "coterm",
    "coterm_offer",
    "customers_page",
    "export_again",
    "export_list",
    "export_progress",
    "export_remove",
    "export_start",
    "grid_groups",
    "grid_options",
    "import_cancel",
    "import_check",
    "import_checked",
    "import_customers",
    "import_editions",
    "import_list",
    "import_rows",
    "import_start",
    "import_status",
    "license_get",
    "license_history",
    "license_page",
    "migrate_license",
    "migration_offer",
    "people_page",
    "person_get",
    "rename_license",
    "renew_license",
    "renewal_offer",
    "renewal_preview",
    "set_license_note",
    "undo_renewal",
];

/// Whether programs reach this path at all.
pub(super) fn is_open(path: &str) -> bool {
    match path.strip_prefix("/api/") {
        Some(rest) if rest.starts_with("v1/") => true,
        Some(function) => FUNCTIONS.contains(&function),
        None => {
            path.starts_with("/export/")
                || path.starts_with("/exports/")
                || path == app::api::imports::UPLOAD
        }
    }
}

/// The token that a request shows, good or not; none when it shows none.
pub(super) fn token(headers: &HeaderMap) -> Option<&str> {
    let shown = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = shown.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// What a request shows of a program.
pub(super) struct Shown {
    token: String,
    /// A session came along.
    session: bool,
    open: bool,
    from: IpAddr,
    asker: Asker,
}

impl Shown {
    /// The token that this request shows; none when it shows none. What `/metrics` is opened
    /// with is none of ours.
    pub(super) fn by(state: &AppState, request: &Request) -> Option<Self> {
        let (headers, path) = (request.headers(), request.uri().path());
        let token = token(headers).filter(|_| path != "/metrics")?.to_owned();
        let session = cookies::cookie(headers, cookies::session_name(&state.settings)).is_some();
        let (open, from) =
            (is_open(path), address::visitor(state, headers, request.extensions()).address);
        Some(Self { token, session, open, from, asker: Asker::of(request) })
    }

    /// Whom the request acts for.
    ///
    /// # Errors
    /// The answer: 400 for a token beside a session, 401 for one that is no good, 403 where
    /// programs do not belong, 429 for too many requests.
    pub(super) async fn bearer(self, state: &AppState) -> Result<Bearer, Box<Response>> {
        let Self { token, session, open, from, asker } = self;
        if session {
            return Err(Box::new(asker.answer(ErrorCode::Ambiguous)));
        }
        match state.services.principal_by_token(&token, from).await {
            Ok(Some(bearer)) if open => Ok(bearer),
            Ok(Some(_)) => Err(Box::new(asker.answer(ErrorCode::Forbidden))),
            Ok(None) => {
                let mut response = asker.answer(ErrorCode::Unauthenticated);
                let asks = HeaderValue::from_static("Bearer");
                response.headers_mut().insert(header::WWW_AUTHENTICATE, asks);
                Err(Box::new(response))
            }
            Err(ServiceError::RateLimited(wait)) => {
                let seconds = u32::try_from(wait.as_secs() + 1).unwrap_or(u32::MAX);
                let error = ApiError {
                    retry_after: Some(seconds),
                    ..ApiError::from(ErrorCode::RateLimited)
                };
                let mut response = asker.explain(error);
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
                Err(Box::new(response))
            }
            Err(error) => {
                tracing::warn!(%error, "cannot look up a token");
                Err(Box::new(asker.answer(ErrorCode::Unavailable)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn programs_reach_functions_that_there_are_and_no_others() {
        let known: BTreeSet<&str> = leptos::server_fn::axum::server_fn_paths()
            .map(|(path, _)| path.trim_start_matches("/api/"))
            .collect();
        for function in FUNCTIONS {
            assert!(known.contains(function), "{function}");
            assert!(is_open(&format!("/api/{function}")));
        }
        for path in [
            "/api/person_invite",
            "/api/token_create",
            "/api/profile_set",
            "/api/set_language",
            "/live",
            "/licenses",
            "/api/v1",
            "/profile/password",
        ] {
            assert!(!is_open(path), "{path}");
        }
    }

    #[test]
    fn a_token_is_shown_by_its_scheme() {
        let shown = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, value.parse().unwrap());
            token(&headers).map(str::to_owned)
        };
        assert_eq!(shown("Bearer skt_a"), Some("skt_a".to_owned()));
        assert_eq!(shown("bearer  skt_a "), Some("skt_a".to_owned()));
        assert_eq!(shown("Basic YTpi"), None);
        assert_eq!(shown("Bearer"), None);
    }
}
