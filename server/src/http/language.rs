//! The language of an answer.

use super::cookies::cookie;
use axum::http::{HeaderMap, header};
use domain::people::{Language, Principal};

/// The choice in the profile, else the browser's cookie, else what the browser asks for.
pub(super) fn language_of(headers: &HeaderMap, principal: Option<&Principal>) -> Language {
    principal
        .and_then(|principal| principal.language)
        .or_else(|| cookie(headers, "lang").as_deref().and_then(Language::from_tag))
        .unwrap_or_else(|| {
            let accept = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
            accept.map(Language::from_accept).unwrap_or_default()
        })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_cookie_goes_before_the_header() {
        let mut headers = HeaderMap::new();
        assert_eq!(language_of(&headers, None), Language::En);
        headers.insert(header::ACCEPT_LANGUAGE, "de-DE,de;q=0.9,en;q=0.5".parse().unwrap());
        assert_eq!(language_of(&headers, None), Language::De);
        headers.insert(header::COOKIE, "theme=dark; lang=en".parse().unwrap());
        assert_eq!(language_of(&headers, None), Language::En);
        headers.insert(header::COOKIE, "lang=xx".parse().unwrap());
        assert_eq!(language_of(&headers, None), Language::De);
    }
}
