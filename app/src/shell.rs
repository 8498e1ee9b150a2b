//! The document around the app, rendered on the server only.

use crate::{App, i18n, session};
use axum::http::{HeaderValue, header};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::{HashedStylesheet, MetaTags};
use std::path::Path;
use std::sync::OnceLock;

/// The document. Also sends the content security policy, which needs the page's nonce.
#[must_use]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    send_policy(&options);
    let language = i18n::use_language();
    let session = session::use_session();
    view! {
        <!DOCTYPE html>
        <html lang=language.tag() data-theme=session.theme.slug()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content=session.theme.slug().unwrap_or("light dark")/>
                <link rel="icon" type="image/svg+xml" href="/favicon.svg"/>
                <link rel="preload" href="/fonts/inter.woff2" r#as="font" type="font/woff2" crossorigin="anonymous"/>
                <Style options=options.clone()/>
                <script
                    type="text/plain"
                    id=i18n::ELEMENT_ID
                    data-language=language.tag()
                    inner_html=i18n::source(language)
                ></script>
                <script
                    type="application/json"
                    id=session::ELEMENT_ID
                    inner_html=session::source(&session)
                ></script>
                <AutoReload options=options.clone()/>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The page's style. A release writes it into the document: far from the server, asking for a
/// file costs more time than these few kilobytes. While one works on it, it is a file that can be
/// loaded anew.
#[component]
fn Style(options: LeptosOptions) -> impl IntoView {
    static RELEASED: OnceLock<Option<String>> = OnceLock::new();
    match RELEASED.get_or_init(|| released_style(&options)) {
        Some(style) => view! {
            <style id="leptos" nonce=use_nonce() inner_html=style.as_str()></style>
        }
        .into_any(),
        None => view! { <HashedStylesheet options id="leptos"/> }.into_any(),
    }
}

/// The style of a build whose files have names with hashes; none of another build, or where it
/// cannot be read.
fn released_style(options: &LeptosOptions) -> Option<String> {
    if !options.hash_files {
        return None;
    }
    let hashes = std::env::current_exe().ok()?.with_file_name(&*options.hash_file);
    let hashes = std::fs::read_to_string(hashes).ok()?;
    let hash = hashes.lines().find_map(|line| line.strip_prefix("css:"))?.trim();
    let file = format!("{}.{hash}.css", options.output_name);
    let folder = Path::new(&*options.site_root).join(&*options.site_pkg_dir);
    std::fs::read_to_string(folder.join(file)).ok()
}

fn send_policy(options: &LeptosOptions) {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else {
        return;
    };
    // cargo-leptos sets LEPTOS_WATCH while it watches; its reload socket has another port.
    let reload = std::env::var_os("LEPTOS_WATCH").map(|_| options.reload_port);
    if let Ok(value) = HeaderValue::from_str(&policy(&nonce, reload)) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, value);
    }
}

/// Scripts and styles only of this page or from this server, everything else from this server alone.
fn policy(nonce: &str, reload: Option<u32>) -> String {
    let connect = reload.map_or(String::new(), |port| format!(" ws://*:{port}"));
    format!(
        "default-src 'none'; \
         script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; \
         img-src 'self' data:; \
         font-src 'self'; \
         connect-src 'self'{connect}; \
         manifest-src 'self'; \
         form-action 'self'; \
         base-uri 'none'; \
         frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::policy;

    #[test]
    fn the_policy_names_the_nonce_and_nothing_else_inline() {
        let policy = policy("abc", None);
        assert!(policy.contains("script-src 'self' 'nonce-abc' 'wasm-unsafe-eval';"));
        assert!(policy.contains("style-src 'self' 'nonce-abc';"));
        assert!(policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("unsafe-inline"));
    }
}
