//! Signing in and out: plain forms, so that they work without any script.

use super::{AppState, address::ClientAddress, cookies};
use app::session::Flash;
use axum::{
    Form,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use services::ServiceError;

/// Where a person lands who did not ask for a page.
const HOME: &str = "/licenses";

/// The sign-in form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignIn {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// `POST /sign-in`: a session and off to the page that was wanted, or back to the form.
pub(super) async fn sign_in(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Form(form): Form<SignIn>,
) -> Response {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let outcome = state
        .services
        .sign_in(&form.email, &form.password, address, agent.unwrap_or_default())
        .await;
    match outcome {
        Ok(signed_in) => {
            // The browser's earlier session, if any, ends with its cookie.
            end_session(&state, &headers).await;
            let cookie = cookies::set_session(&state.settings, signed_in.token);
            see_other(local_path(&form.next).unwrap_or(HOME), cookie)
        }
        Err(error) => {
            let flash = Flash { code: code_of(&error).to_owned(), email: form.email };
            let cookie = cookies::set_flash(&state.settings, &flash);
            see_other(&back_to_form(&form.next), cookie)
        }
    }
}

/// `POST /sign-out`: ends the session, here and in the database.
pub(super) async fn sign_out(State(state): State<AppState>, headers: HeaderMap) -> Response {
    end_session(&state, &headers).await;
    see_other("/sign-in", cookies::clear_session(&state.settings))
}

async fn end_session(state: &AppState, headers: &HeaderMap) {
    let token = cookies::cookie(headers, cookies::session_name(&state.settings));
    if let Some(token) = token
        && let Err(error) = state.services.sign_out(&token).await
    {
        tracing::warn!(%error, "a session could not be ended");
    }
}

/// What the form says; the same for an unknown person and a wrong password.
fn code_of(error: &ServiceError) -> &'static str {
    match error {
        ServiceError::Unauthenticated => "sign-in-refused",
        ServiceError::RateLimited(_) => "rate-limited",
        ServiceError::Unavailable(_) => "unavailable",
        other => {
            tracing::error!(error = %other, "signing in failed");
            "internal"
        }
    }
}

/// Leads to a path of this site and sets a cookie.
pub(super) fn see_other(path: &str, cookie: HeaderValue) -> Response {
    // Refused above when it is no header value; the fallback never leaves the site.
    let path = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    let headers = [(header::LOCATION, path), (header::SET_COOKIE, cookie)];
    (StatusCode::SEE_OTHER, headers).into_response()
}

fn back_to_form(next: &str) -> String {
    match local_path(next) {
        Some(next) => {
            let escaped: String = next
                .bytes()
                .map(|byte| match byte {
                    b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                        char::from(byte).to_string()
                    }
                    other => format!("%{other:02X}"),
                })
                .collect();
            format!("/sign-in?next={escaped}")
        }
        None => "/sign-in".to_owned(),
    }
}

/// The path if it surely stays on this site. Browsers read `//host`, `/\host` and paths
/// with control characters in them as other sites.
fn local_path(path: &str) -> Option<&str> {
    let mut bytes = path.bytes();
    let local = bytes.next() == Some(b'/')
        && !matches!(bytes.next(), Some(b'/' | b'\\'))
        && path.len() <= 2000
        && path.bytes().all(|byte| (b' '..=b'~').contains(&byte) && byte != b'\\');
    local.then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_local_paths_are_followed() {
        for good in ["/", "/licenses", "/licenses?q=a%20b&group=product", "/a//b"] {
            assert_eq!(local_path(good), Some(good));
        }
        for bad in [
            "",
            "licenses",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nb",
            "/\t/evil.example",
            "javascript:alert(1)",
            "/x\\..\\evil",
            "/ü",
        ] {
            assert_eq!(local_path(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn the_way_back_keeps_where_the_person_wanted_to_go() {
        assert_eq!(back_to_form("/licenses?q=a&x=1"), "/sign-in?next=/licenses%3Fq%3Da%26x%3D1");
        assert_eq!(back_to_form("//evil.example"), "/sign-in");
    }
}
