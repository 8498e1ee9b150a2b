//! Choices of how the portal looks: theme, language and pages of grids, each a cookie for a
//! year, so that the server renders the page in them from the first byte. Those of somebody who
//! is signed in are kept in the profile, too, and the server sets the cookies by that.

use crate::api::people::preferences_set;
use crate::api::session;
use crate::session::{Theme, use_session};
use domain::people::{Density, Language, Preferences};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::Storage;

/// Sets the theme now and for later pages.
pub fn set_theme(theme: Theme) {
    set_cookie(THEME, theme.slug());
    keep(Preferences { theme: Some(theme), ..Preferences::default() });
    let Some(root) = document().document_element() else { return };
    // Setting an attribute of that name cannot fail.
    let _ = match theme.slug() {
        Some(slug) => root.set_attribute("data-theme", slug),
        None => root.remove_attribute("data-theme"),
    };
}

/// Keeps a choice in the profile, if somebody is signed in. The cookie alone does for this
/// browser.
fn keep(chosen: Preferences) {
    if use_session().viewer.is_some() {
        spawn_local(async move {
            let _ = preferences_set(chosen).await;
        });
    }
}

/// Sets the language, in the profile too if somebody is signed in, and loads the page again
/// in it.
pub fn set_language(language: Language) {
    set_cookie("lang", Some(language.tag()));
    let signed_in = use_session().viewer.is_some();
    spawn_local(async move {
        if signed_in {
            // The cookie alone does for this browser.
            let _ = session::set_language(language).await;
        }
        let _ = window().location().reload();
    });
}

/// The cookie of the theme.
pub const THEME: &str = "theme";
/// The cookie of [`density`].
pub const DENSITY: &str = "density";
/// The cookie of [`rows_per_page`].
pub const ROWS_PER_PAGE: &str = "rows";

/// How many rows a grid's page has where its address does not say; none scrolls through all of
/// them.
#[must_use]
pub fn rows_per_page() -> Option<u16> {
    #[cfg(feature = "hydrate")]
    return cookie(ROWS_PER_PAGE)?.parse().ok();
    #[cfg(all(feature = "ssr", not(feature = "hydrate")))]
    return with_context::<crate::api::context::RequestContext, _>(|request| request.rows_per_page)
        .flatten();
    #[cfg(not(any(feature = "ssr", feature = "hydrate")))]
    None
}

/// Sets it for later addresses.
pub fn set_rows_per_page(rows: Option<u16>) {
    set_cookie(ROWS_PER_PAGE, rows.map(|rows| rows.to_string()).as_deref());
    keep(Preferences { rows: Some(rows.unwrap_or_default()), ..Preferences::default() });
}

/// The height of a grid's rows where its address does not say.
#[must_use]
pub fn density() -> Option<Density> {
    #[cfg(feature = "hydrate")]
    return Density::from_slug(&cookie(DENSITY)?);
    #[cfg(all(feature = "ssr", not(feature = "hydrate")))]
    return with_context::<crate::api::context::RequestContext, _>(|request| request.density)
        .flatten();
    #[cfg(not(any(feature = "ssr", feature = "hydrate")))]
    None
}

/// What a tab keeps over reloads, until it is closed; none where that is forbidden.
#[must_use]
pub fn tab_storage() -> Option<Storage> {
    leptos::web_sys::window()?.session_storage().ok().flatten()
}

/// Sets a cookie for a year, or removes it.
fn set_cookie(name: &str, value: Option<&str>) {
    #[cfg(feature = "hydrate")]
    if let Some(document) = cookies() {
        let age = if value.is_some() { 31_536_000 } else { 0 };
        let text = format!("{name}={}; Path=/; Max-Age={age}; SameSite=Lax", value.unwrap_or(""));
        let _ = document.set_cookie(&text);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (name, value);
}

#[cfg(feature = "hydrate")]
fn cookie(name: &str) -> Option<String> {
    let all = cookies()?.cookie().ok()?;
    let mut pairs = all.split(';').filter_map(|pair| pair.trim_start().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

#[cfg(feature = "hydrate")]
fn cookies() -> Option<web_sys::HtmlDocument> {
    wasm_bindgen::JsCast::dyn_into(document()).ok()
}
