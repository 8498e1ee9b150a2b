//! The cookies: the session's secret, and what one page leaves for the next.

use super::Settings;
use app::Route;
use app::session::{Answer, Flash};
use axum::http::{HeaderMap, HeaderValue, header};
use axum_extra::extract::cookie::{Cookie, SameSite};

/// Where a flash is shown, and the only path the browser sends it to.
const FLASH_PATH: &str = "/sign-in";
/// A flash that nobody fetched is gone after this many seconds.
const FLASH_SECONDS: i64 = 60;
/// The browser keeps cookies of sessions and devices this long (days, the most browsers allow).
/// When a session ends is decided by the server, which prolongs it with each use.
const LONG_DAYS: i64 = 400;

/// How the portal looks is kept this long: a year.
const LOOK_SECONDS: i64 = 31_536_000;

/// The value of a cookie of this request.
pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(Cookie::split_parse_encoded)
        .flatten()
        .find(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
}

/// The name of the session's cookie. `__Host-` makes the browser insist on https, this
/// very host and the whole site; without https it would refuse the cookie.
pub(super) fn session_name(settings: &Settings) -> &'static str {
    if settings.secure { "__Host-seatkeeper_session" } else { "seatkeeper_session" }
}

/// The name of the cookie of a sign-in that waits for its second factor.
pub(super) fn pending_name(settings: &Settings) -> &'static str {
    if settings.secure { "__Host-seatkeeper_pending" } else { "seatkeeper_pending" }
}

/// The name of the cookie by which a browser is known that was here before.
pub(super) fn device_name(settings: &Settings) -> &'static str {
    if settings.secure { "__Host-seatkeeper_device" } else { "seatkeeper_device" }
}

/// The name of the cookie of a sign-in that is with an identity provider.
pub(super) fn sso_name(settings: &Settings) -> &'static str {
    if settings.secure { "__Host-seatkeeper_sso" } else { "seatkeeper_sso" }
}

/// Sets the session's cookie.
pub(super) fn set_session(settings: &Settings, token: String) -> HeaderValue {
    secret(settings, session_name(settings), token, LONG_DAYS * 86_400)
}

/// Removes the session's cookie.
pub(super) fn clear_session(settings: &Settings) -> HeaderValue {
    secret(settings, session_name(settings), String::new(), 0)
}

/// Sets the cookie by which the browser will be known.
pub(super) fn set_device(settings: &Settings, token: String) -> HeaderValue {
    secret(settings, device_name(settings), token, LONG_DAYS * 86_400)
}

/// A cookie that scripts do not see, for the whole site, for so many seconds; 0 removes it.
pub(super) fn secret(
    settings: &Settings,
    name: &'static str,
    value: String,
    seconds: i64,
) -> HeaderValue {
    let cookie = Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(settings.secure);
    header_of(&cookie.build(), seconds)
}

/// Sets how the portal looks for a year, for the page's code to read.
pub(super) fn set_look(settings: &Settings, name: &'static str, value: String) -> HeaderValue {
    let cookie =
        Cookie::build((name, value)).path("/").same_site(SameSite::Lax).secure(settings.secure);
    header_of(&cookie.build(), LOOK_SECONDS)
}

/// What a failed form post left to say.
pub(super) fn flash(headers: &HeaderMap) -> Option<Flash> {
    serde_json::from_str(&cookie(headers, "flash")?).ok()
}

/// Leaves something to say to the next page.
pub(super) fn set_flash(settings: &Settings, flash: &Flash) -> HeaderValue {
    let text = serde_json::to_string(flash).unwrap_or_default();
    header_of(&flash_cookie(settings, text), FLASH_SECONDS)
}

/// Removes what has been said.
pub(super) fn clear_flash(settings: &Settings) -> HeaderValue {
    header_of(&flash_cookie(settings, String::new()), 0)
}

/// The pages that show what a form about passwords was answered.
const ANSWER_PATHS: [&str; 3] =
    [Route::Reset.path(), Route::ChangePassword.path(), Route::INVITATION];

/// Where the answer for a page is sent to by the browser; none for pages that show none.
fn answer_path(page: &str) -> Option<&'static str> {
    ANSWER_PATHS.into_iter().find(|path| {
        page.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// What a form about passwords was answered, for the page at this path.
pub(super) fn answer(headers: &HeaderMap, page: &str) -> Option<Answer> {
    answer_path(page)?;
    serde_json::from_str(&cookie(headers, "answer")?).ok()
}

/// Leaves an answer for the page at this path.
pub(super) fn set_answer(settings: &Settings, page: &str, answer: &Answer) -> HeaderValue {
    let text = serde_json::to_string(answer).unwrap_or_default();
    header_of(&answer_cookie(settings, page, text), FLASH_SECONDS)
}

/// Removes an answer that has been shown at this path.
pub(super) fn clear_answer(settings: &Settings, page: &str) -> HeaderValue {
    header_of(&answer_cookie(settings, page, String::new()), 0)
}

fn answer_cookie(settings: &Settings, page: &str, text: String) -> Cookie<'static> {
    Cookie::build(("answer", text))
        .path(answer_path(page).unwrap_or("/"))
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(settings.secure)
        .build()
}

fn flash_cookie(settings: &Settings, text: String) -> Cookie<'static> {
    Cookie::build(("flash", text))
        .path(FLASH_PATH)
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(settings.secure)
        .build()
}

/// The header for a cookie of this age in seconds. Its value is percent-encoded, so that
/// nothing a person typed can end it.
fn header_of(cookie: &Cookie<'_>, age: i64) -> HeaderValue {
    let text = format!("{}; Max-Age={age}", cookie.encoded());
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("flash=; Max-Age=0"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn settings(secure: bool) -> Settings {
        Settings { secure, ..Settings::default() }
    }

    #[test]
    fn the_secure_cookie_is_bound_to_the_host() {
        let value = set_session(&settings(true), "abc".to_owned());
        let value = value.to_str().unwrap();
        assert!(value.starts_with("__Host-seatkeeper_session=abc; "), "{value}");
        for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age=34560000"] {
            assert!(value.split("; ").any(|piece| piece == part), "{part} in {value}");
        }
        assert!(!value.contains("Domain"));
    }

    #[test]
    fn without_https_the_cookie_has_a_plain_name() {
        let value = set_session(&settings(false), "abc".to_owned());
        let value = value.to_str().unwrap();
        assert!(value.starts_with("seatkeeper_session=abc; "), "{value}");
        assert!(!value.contains("Secure"));
    }

    #[test]
    fn a_flash_survives_whatever_was_typed() {
        let typed = "a;b\"c\\ü\r\nSet-Cookie: x=1; <script>";
        let left = Flash { code: "sign-in-refused".to_owned(), email: typed.to_owned() };
        let set = set_flash(&settings(false), &left);
        let set = set.to_str().unwrap();
        assert!(!set.contains('\r') && !set.contains('\n') && !set.contains('<'));
        let pair = set.split("; ").next().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, format!("other=1; {pair}").parse().unwrap());
        assert_eq!(flash(&headers), Some(left));
    }

    #[test]
    fn an_answer_goes_to_its_pages_only() {
        let typed = "a;b\"ü\r\nSet-Cookie: x=1; <script>";
        let left = Answer { email: typed.to_owned(), ..Answer::default() };
        for (page, path) in [
            ("/reset", Some("/reset")),
            ("/reset/0a1b", Some("/reset")),
            ("/profile/password", Some("/profile/password")),
            ("/resets", None),
            ("/profile", None),
            ("/sign-in", None),
        ] {
            let set = set_answer(&settings(true), page, &left);
            let set = set.to_str().unwrap();
            assert!(set.contains("Secure") && set.contains("HttpOnly"), "{set}");
            let pair = set.split("; ").next().unwrap();
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, pair.parse().unwrap());
            assert_eq!(answer(&headers, page), path.map(|_| left.clone()), "{page}");
            if let Some(path) = path {
                assert!(set.contains(&format!("; Path={path};")), "{set}");
            }
        }
    }

    #[test]
    fn rubbish_in_the_flash_is_ignored() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, "flash=%7Bnope; flash2=1".parse().unwrap());
        assert_eq!(flash(&headers), None);
    }
}
