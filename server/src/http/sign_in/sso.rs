//! Single sign-on and passkeys: the parts of signing in whose other half is elsewhere.

use super::{back_to_form, code_of, go_on, refuse, see_other};
use crate::http::{AppState, address::Guest, cookies, language::language_of};
use app::i18n::Messages;
use app::session::Flash;
use axum::{
    Form,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, Uri, header},
    response::{Html, IntoResponse, Response},
};
use serde::Deserialize;
use services::auth::{Begun, Visitor};
use services::{ServiceError, sso::SsoAnswer};

/// A sign-in at a provider is bound to the browser for so many seconds.
const SECONDS: i64 = 600;

/// Which organization's provider, and where to go afterwards: the form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Wanted {
    #[serde(default)]
    name: String,
    #[serde(default)]
    next: String,
}

/// Where to go afterwards. Providers may send people to the address that is kept with
/// parameters of their own, such as `iss` and `login_hint` (OpenID Connect Core, 4), which say
/// nothing that counts here.
#[derive(Debug, Deserialize)]
pub(in crate::http) struct Onward {
    #[serde(default)]
    next: String,
}

/// The answer of a passkey.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Passkey {
    key: String,
    answer: String,
    #[serde(default)]
    next: String,
}

/// `GET /sso`: the form's way to the provider of an organization by its name.
pub(in crate::http) async fn by_name(
    State(state): State<AppState>,
    Guest(visitor): Guest,
    headers: HeaderMap,
    uri: Uri,
    Query(wanted): Query<Wanted>,
) -> Response {
    let slug = wanted.name.trim().to_lowercase();
    begin(&state, &visitor, &headers, &uri, &slug, &wanted.next).await
}

/// `GET /sso/{slug}`: the same as an address to be kept.
pub(in crate::http) async fn by_address(
    State(state): State<AppState>,
    Guest(visitor): Guest,
    headers: HeaderMap,
    uri: Uri,
    Path(slug): Path<String>,
    Query(onward): Query<Onward>,
) -> Response {
    begin(&state, &visitor, &headers, &uri, &slug, &onward.next).await
}

/// A page that goes on to the provider by itself. No redirect: the form that leads here may only
/// be sent within the site, and browsers hold what it is redirected to to that as well.
async fn begin(
    state: &AppState,
    visitor: &Visitor,
    headers: &HeaderMap,
    uri: &Uri,
    slug: &str,
    next: &str,
) -> Response {
    let origin = state.settings.origin(headers, uri);
    let start = match state.services.sso_begin(slug, &origin, next, visitor.address).await {
        Ok(start) => start,
        Err(error) => {
            let flash = Flash { code: code_of(&error).to_owned(), email: String::new() };
            return refuse(state, headers, &error, &flash, &back_to_form("/sign-in", next));
        }
    };
    let t = Messages::of(language_of(headers, None));
    let url = escaped(&start.url);
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title>\
         <link rel=\"stylesheet\" href=\"/plain.css\"></head>\
         <body><main><h1>{title}</h1><p><a href=\"{url}\">{text}</a></p></main></body></html>\n",
        lang = t.language().tag(),
        title = t.sso_continue_title(),
        text = t.sso_continue(),
    );
    let mut response = Html(page).into_response();
    let cookie =
        cookies::secret(&state.settings, cookies::sso_name(&state.settings), start.state, SECONDS);
    let policy = HeaderValue::from_static(crate::http::problem::POLICY);
    let added = response.headers_mut();
    added.append(header::SET_COOKIE, cookie);
    added.insert(header::CONTENT_SECURITY_POLICY, policy);
    added.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(refresh) = HeaderValue::from_str(&format!("0; url={}", start.url)) {
        added.insert(header::REFRESH, refresh);
    }
    response
}

/// `GET /sso/callback`: back from the provider.
pub(in crate::http) async fn callback(
    State(state): State<AppState>,
    Guest(visitor): Guest,
    headers: HeaderMap,
    uri: Uri,
    Query(answer): Query<SsoAnswer>,
) -> Response {
    let settings = &state.settings;
    let cookie = cookies::cookie(&headers, cookies::sso_name(settings));
    let origin = settings.origin(&headers, &uri);
    let finished = state.services.sso_finish(answer, cookie, &origin, &visitor).await;
    let mut response = match finished {
        Ok((begun, next)) => go_on(&state, &headers, begun, &next).await,
        Err(error) => back(&state, &error, ""),
    };
    let gone = cookies::secret(settings, cookies::sso_name(settings), String::new(), 0);
    response.headers_mut().append(header::SET_COOKIE, gone);
    response
}

/// `POST /sign-in/passkey`: signing in without typing anything.
pub(in crate::http) async fn passkey(
    State(state): State<AppState>,
    Guest(visitor): Guest,
    headers: HeaderMap,
    uri: Uri,
    Form(form): Form<Passkey>,
) -> Response {
    let origin = state.settings.origin(&headers, &uri);
    let waiting = cookies::cookie(&headers, cookies::pending_name(&state.settings));
    let signed_in = state.services.sign_in_with_passkey(
        &form.key,
        &form.answer,
        &origin,
        waiting.as_deref(),
        &visitor,
    );
    match signed_in.await {
        Ok(signed_in) => go_on(&state, &headers, Begun::SignedIn(signed_in), &form.next).await,
        Err(error) => {
            let flash = Flash { code: code_of(&error).to_owned(), email: String::new() };
            refuse(&state, &headers, &error, &flash, &back_to_form("/sign-in", &form.next))
        }
    }
}

/// Back to the form, which says why.
fn back(state: &AppState, error: &ServiceError, next: &str) -> Response {
    let flash = Flash { code: code_of(error).to_owned(), email: String::new() };
    see_other(&back_to_form("/sign-in", next), cookies::set_flash(&state.settings, &flash))
}

/// A text as the value of an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}
