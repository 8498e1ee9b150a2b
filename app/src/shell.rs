//! The document around the app, rendered on the server only.

use crate::{App, i18n, session};
use axum::http::{HeaderValue, header};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::{HashedStylesheet, MetaTags};

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
                <HashedStylesheet options=options.clone() id="leptos"/>
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

/// Scripts only of this page or from this server, everything else from this server alone.
fn policy(nonce: &str, reload: Option<u32>) -> String {
    let connect = reload.map_or(String::new(), |port| format!(" ws://*:{port}"));
    format!(
        "default-src 'none'; \
         script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; \
         style-src 'self'; \
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
    fn the_policy_names_the_nonce_and_no_inline_style() {
        let policy = policy("abc", None);
        assert!(policy.contains("script-src 'self' 'nonce-abc' 'wasm-unsafe-eval';"));
        assert!(policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("unsafe-inline"));
    }
}
