//! What the HTTP side is configured with.

use axum::http::{HeaderMap, Uri, header};
use leptos::{config::Env, prelude::LeptosOptions};
use std::{net::SocketAddr, path::Path};

/// The configuration.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The address people type: `https://portal.example`. Needed behind a proxy that
    /// changes the `Host` header.
    pub base_url: Option<String>,
    /// Whether people come by https: cookies are bound to it, and browsers told to stay.
    pub secure: bool,
    /// Who knows it may read `/metrics`; nobody without one.
    pub metrics_token: Option<String>,
    /// Whether demo accounts and the simulated colleague exist.
    pub demo: bool,
    /// How many of our own proxies a request passes.
    pub proxies: usize,
}

impl Settings {
    /// The origin under which people see the portal: the configured one, else what the request
    /// was addressed to.
    #[must_use]
    pub fn origin(&self, headers: &HeaderMap, uri: &Uri) -> String {
        if let Some(base) = &self.base_url {
            return base.trim_end_matches('/').to_owned();
        }
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let host = uri.authority().map(|host| host.as_str()).or(host).unwrap_or_default();
        format!("{}://{host}", if self.secure { "https" } else { "http" })
    }
}

/// Where the site's files are. cargo-leptos says so in the environment (`LEPTOS_…`); without
/// it they are in `site` beside the binary, with hashed names if `hash.txt` is there too.
#[must_use]
pub fn site_options(listen: SocketAddr) -> LeptosOptions {
    let of = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let exe = std::env::current_exe().unwrap_or_default();
    let beside = exe.parent().unwrap_or(Path::new("."));
    let site_root =
        of("LEPTOS_SITE_ROOT").unwrap_or_else(|| beside.join("site").display().to_string());
    let hash_file = of("LEPTOS_HASH_FILE_NAME").unwrap_or_else(|| "hash.txt".to_owned());
    let hash_wanted = of("LEPTOS_HASH_FILES").is_none_or(|value| value == "true");
    // Rendering panics without the file, so its absence decides.
    let hash_files = hash_wanted && beside.join(&hash_file).is_file();
    let port = of("LEPTOS_RELOAD_PORT").and_then(|port| port.parse().ok()).unwrap_or(3001);
    LeptosOptions::builder()
        .output_name(of("LEPTOS_OUTPUT_NAME").unwrap_or_else(|| "seatkeeper".to_owned()))
        .site_root(site_root)
        .site_pkg_dir(of("LEPTOS_SITE_PKG_DIR").unwrap_or_else(|| "pkg".to_owned()))
        .env(if of("LEPTOS_WATCH").is_some() { Env::DEV } else { Env::PROD })
        .site_addr(listen)
        .reload_port(port)
        .hash_file(std::sync::Arc::from(hash_file.as_str()))
        .hash_files(hash_files)
        .build()
}
