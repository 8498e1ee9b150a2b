//! The router with all its layers over a database of its own, with a small demo in it.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use chrono::{DateTime, Utc};
use leptos::prelude::LeptosOptions;
use server::http::{AppState, Detach, Limits, Schema, Settings, router};
use server::live::Hub;
use services::{Services, clock::Clock, demo};
use std::path::Path;
use std::sync::Arc;
use store::{Store, catalog::CatalogVersion};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// A portal as `serve` puts it together, on 15 June 2026.
pub(crate) struct Portal {
    pub(crate) app: Router,
    pub(crate) services: Services,
    pub(crate) shutdown: CancellationToken,
    _site: tempfile::TempDir,
}

impl Portal {
    pub(crate) async fn new(licenses: u32, change: impl FnOnce(&mut Settings)) -> Self {
        Self::on(&store::testing::empty_database().await, licenses, change).await
    }

    pub(crate) async fn on(url: &str, licenses: u32, change: impl FnOnce(&mut Settings)) -> Self {
        let services = services(url, licenses).await;
        let (site, shutdown) = (site(), CancellationToken::new());
        let mut settings = Settings { demo: true, ..Settings::default() };
        change(&mut settings);
        let app = router(AppState {
            hub: Hub::start(services.clone(), shutdown.clone()),
            services: services.clone(),
            site: LeptosOptions::builder()
                .output_name("seatkeeper")
                .site_root(site.path().to_str().unwrap())
                .hash_files(false)
                .build(),
            settings: Arc::new(settings),
            schema: Schema::new(url),
            metrics: None,
            detach: Detach::new(Limits::default()),
            shutdown: shutdown.clone(),
        });
        Self { app, services, shutdown, _site: site }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Response {
        self.app.clone().oneshot(request).await.unwrap()
    }

    /// The cookie of a new session of this person, without the form and its hashing.
    pub(crate) async fn open_session(&self, email: &str) -> String {
        let store = &self.services.store;
        let account = store.account_by_email(email).await.unwrap().expect(email);
        let token = self.services.open_session(account.person, account.root, "test").await.unwrap();
        format!("seatkeeper_session={}", token.token)
    }

    /// The cookie of somebody who signs in by the form.
    pub(crate) async fn sign_in(&self, email: &str) -> String {
        let form = format!("email={email}&password={}", demo::PASSWORD);
        let request = Request::post("/sign-in")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form))
            .unwrap();
        let response = self.send(request).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }
}

async fn services(url: &str, licenses: u32) -> Services {
    Store::migrate(url).await.unwrap();
    let now: DateTime<Utc> = "2026-06-15T10:00:00Z".parse().unwrap();
    let (catalog, files) = services::catalog::load().unwrap();
    let versions: Vec<_> = files
        .into_iter()
        .map(|file| CatalogVersion {
            vendor: file.vendor,
            version: file.version,
            digest: file.digest,
        })
        .collect();
    store::catalog::catalog_load(url, &catalog, &versions, now).await.unwrap();
    let store = Store::connect(url, 5).await.unwrap();
    let plan = demo::plan(&catalog, now.date_naive(), licenses);
    demo::load(&store, url, &plan, now).await.unwrap();
    Services::new(store, Arc::new(catalog), Clock::fixed(now))
}

/// A site with a script, compressed beforehand.
fn site() -> tempfile::TempDir {
    let site = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = site.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("pkg/seatkeeper.js", "plain");
    write("pkg/seatkeeper.js.br", "brotli");
    write("favicon.svg", "<svg/>");
    site
}
