//! Signing in and out: plain forms, so that they work without any script.

pub(super) mod sso;

use super::{AppState, address::Guest, cookies};
use app::session::Flash;
use axum::{
    Form,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use services::{ServiceError, auth::Begun};

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

/// The form for the second factor.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Second {
    code: String,
    #[serde(default)]
    next: String,
}

/// `POST /sign-in`: a session and off to the page that was wanted, the question for a second
/// factor, or back to the form.
pub(super) async fn sign_in(
    State(state): State<AppState>,
    Guest(visitor): Guest,
    headers: HeaderMap,
    Form(form): Form<SignIn>,
) -> Response {
    match state.services.sign_in(&form.email, &form.password, &visitor).await {
        Ok(begun) => go_on(&state, &headers, begun, &form.next).await,
        Err(error) => {
            let flash = Flash { code: code_of(&error).to_owned(), email: form.email };
            refuse(&state, &headers, &error, &flash, &back_to_form("/sign-in", &form.next))
        }
    }
}

/// `POST /sign-in/second`: the second factor of a sign-in.
pub(super) async fn second(
    State(state): State<AppState>,
    Guest(visitor): Guest,
    headers: HeaderMap,
    Form(form): Form<Second>,
) -> Response {
    let token = cookies::cookie(&headers, cookies::pending_name(&state.settings));
    let token = token.unwrap_or_default();
    match state.services.second_factor(&token, &form.code, &visitor).await {
        Ok(signed_in) => go_on(&state, &headers, Begun::SignedIn(signed_in), &form.next).await,
        Err(error) => {
            // Without a sign-in that waits, everything begins anew.
            let (code, page) = match error {
                ServiceError::Unauthenticated => ("sign-in-over", "/sign-in"),
                _ => (code_of(&error), "/sign-in/second"),
            };
            let flash = Flash { code: code.to_owned(), email: String::new() };
            refuse(&state, &headers, &error, &flash, &back_to_form(page, &form.next))
        }
    }
}

/// What follows a right factor.
pub(super) async fn go_on(
    state: &AppState,
    headers: &HeaderMap,
    begun: Begun,
    next: &str,
) -> Response {
    let settings = &state.settings;
    let pending = |token: String, seconds| {
        cookies::secret(settings, cookies::pending_name(settings), token, seconds)
    };
    match begun {
        Begun::SignedIn(signed_in) => {
            // The browser's earlier session, if any, ends with its cookie.
            end_session(state, headers).await;
            let session = cookies::set_session(settings, signed_in.token);
            let mut response = see_other(local_path(next).unwrap_or(HOME), session);
            for cookie in
                [cookies::set_device(settings, signed_in.device), pending(String::new(), 0)]
            {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
        Begun::Second(waiting) => {
            let seconds = (waiting.expires - state.services.clock.now()).num_seconds();
            see_other(&back_to_form("/sign-in/second", next), pending(waiting.token, seconds))
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
pub(super) fn code_of(error: &ServiceError) -> &str {
    match error {
        ServiceError::Unauthenticated => "sign-in-refused",
        ServiceError::RateLimited(_) => "rate-limited",
        ServiceError::Unavailable(_) => "unavailable",
        ServiceError::Refused(code) => code,
        other => {
            tracing::error!(error = %other, "signing in failed");
            "internal"
        }
    }
}

/// People go back to the form, which says why and keeps what was typed. Programs that come too
/// often are told so in their own way; both learn when to come again.
pub(super) fn refuse(
    state: &AppState,
    headers: &HeaderMap,
    error: &ServiceError,
    flash: &Flash,
    form: &str,
) -> Response {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let page = accept.is_some_and(|accept| accept.contains("text/html"));
    let wait = match error {
        ServiceError::RateLimited(wait) => Some(wait.as_secs().max(1)),
        _ => None,
    };
    let mut response = match wait {
        Some(_) if !page => StatusCode::TOO_MANY_REQUESTS.into_response(),
        _ => see_other(form, cookies::set_flash(&state.settings, flash)),
    };
    if let Some(seconds) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Leads to a path of this site and sets a cookie.
pub(super) fn see_other(path: &str, cookie: HeaderValue) -> Response {
    // Refused above when it is no header value; the fallback never leaves the site.
    let path = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    let headers = [(header::LOCATION, path), (header::SET_COOKIE, cookie)];
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// The address of a form that knows where the person wanted to go.
pub(super) fn back_to_form(page: &str, next: &str) -> String {
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
            format!("{page}?next={escaped}")
        }
        None => page.to_owned(),
    }
}

/// The path if it surely stays on this site. Browsers read `//host`, `/\host` and paths
/// with control characters in them as other sites.
pub(super) fn local_path(path: &str) -> Option<&str> {
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
        assert_eq!(
            back_to_form("/sign-in", "/licenses?q=a&x=1"),
            "/sign-in?next=/licenses%3Fq%3Da%26x%3D1"
        );
        assert_eq!(back_to_form("/sign-in", "//evil.example"), "/sign-in");
    }
}
