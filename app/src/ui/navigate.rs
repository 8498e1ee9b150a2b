//! Going elsewhere by a whole page load: the server answers with a redirect, the browser
//! loads the address.

#[cfg(not(feature = "ssr"))]
use leptos::prelude::{Effect, window};
use leptos_router::location::Url;

/// Where to sign in and come back from. `here` is a local path with its query.
#[must_use]
pub fn sign_in_address(here: &str) -> String {
    if here.is_empty() || here == "/" || here == "/licenses" {
        return "/sign-in".to_owned();
    }
    format!("/sign-in?next={}", Url::escape(here))
}

/// Answers the request with a redirect to a local path.
#[cfg(feature = "ssr")]
pub fn go(path: &str) {
    use axum::http::{HeaderValue, StatusCode, header};

    // Without a response the routes are only being listed.
    if let (Some(response), Ok(value)) = (
        leptos::prelude::use_context::<leptos_axum::ResponseOptions>(),
        HeaderValue::from_str(path),
    ) {
        response.insert_header(header::LOCATION, value);
        response.set_status(StatusCode::FOUND);
    }
}

/// Loads a local path once the component is there.
#[cfg(not(feature = "ssr"))]
pub fn go(path: &str) {
    let path = path.to_owned();
    Effect::new(move || {
        // Only a browser that is closing the page refuses.
        let _ = window().location().assign(&path);
    });
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::sign_in_address;

    #[test]
    fn the_way_back_is_one_query_value() {
        assert_eq!(sign_in_address("/licenses"), "/sign-in");
        assert_eq!(
            sign_in_address("/licenses?tab=all&group=product"),
            "/sign-in?next=%2Flicenses%3Ftab%3Dall%26group%3Dproduct"
        );
    }
}
