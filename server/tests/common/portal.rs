//! The router with all its layers over a database of its own, with a small demo in it.
#![allow(dead_code, reason = "no test program uses all of it")]

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
    response::Response,
};
use chrono::{DateTime, Utc};
use leptos::prelude::LeptosOptions;
use server::{
    http::{AppState, Detach, Limits, Schema, Settings, router},
    live::Hub,
};
use services::{Services, auth::Visitor, clock::Clock, demo};
use std::{path::Path, sync::Arc};
use store::{Store, catalog::CatalogVersion};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// Who signs in by the form.
pub(crate) const EMAIL: &str = "admin@kranich.example";

/// A portal as `serve` puts it together, on 15 June 2026.
pub(crate) struct Portal {
    pub(crate) app: Router,
    pub(crate) services: Services,
    pub(crate) shutdown: CancellationToken,
    /// The database.
    pub(crate) url: String,
    _site: tempfile::TempDir,
}

impl Portal {
    /// With a few licenses.
    pub(crate) async fn new(change: impl FnOnce(&mut Settings)) -> Self {
        Self::on(&store::testing::empty_database().await, 60, change).await
    }

    /// With so many licenses, over services that are set otherwise.
    pub(crate) async fn with(licenses: u32, set: impl FnOnce(Services) -> Services) -> Self {
        let url = store::testing::empty_database().await;
        Self::over(set(services(&url, licenses).await), &url, |_| ()).await
    }

    /// Over this empty database, with so many licenses.
    pub(crate) async fn on(url: &str, licenses: u32, change: impl FnOnce(&mut Settings)) -> Self {
        Self::over(services(url, licenses).await, url, change).await
    }

    async fn over(services: Services, url: &str, change: impl FnOnce(&mut Settings)) -> Self {
        let (site, shutdown) = (site(), CancellationToken::new());
        let mut settings = Settings { demo: true, ..Settings::default() };
        change(&mut settings);
        let services = services.with_demo(settings.demo);
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
        Self { app, services, shutdown, url: url.to_owned(), _site: site }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Response {
        self.app.clone().oneshot(request).await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Response {
        self.send(with(Request::get(path), headers, Body::empty())).await
    }

    /// A form post from the portal's own page.
    pub(crate) async fn post(&self, path: &str, headers: &[(&str, &str)], form: &str) -> Response {
        let request = Request::post(path)
            .header("sec-fetch-site", "same-origin")
            .header("accept", "text/html")
            .header("content-type", "application/x-www-form-urlencoded");
        self.send(with(request, headers, Body::from(form.to_owned()))).await
    }

    /// The cookie of somebody who signed in.
    pub(crate) async fn sign_in(&self) -> String {
        let form = format!("email={EMAIL}&password={}", demo::PASSWORD);
        let response = self.post("/sign-in", &[], &form).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(of(&response, "location"), "/licenses");
        cookie(&response)
    }

    /// The cookie of a new session of this person, without the form and its hashing.
    pub(crate) async fn open_session(&self, email: &str) -> String {
        let store = &self.services.store;
        let account = store.account_by_email(email).await.unwrap().expect(email);
        let visitor = Visitor::new(std::net::IpAddr::from([127, 0, 0, 1]), "test");
        let opened = self.services.open_session(account.person, account.root, &visitor).await;
        let token = opened.unwrap();
        format!("seatkeeper_session={}", token.token)
    }
}

async fn services(url: &str, licenses: u32) -> Services {
    Store::migrate(url).await.unwrap();
    let now: DateTime<Utc> = "2026-06-15T10:00:00Z".parse().unwrap();
    let (catalog, files) = services::catalog::load().unwrap();
    let versions: Vec<_> = files.into_iter().map(CatalogVersion::from).collect();
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

pub(crate) fn with(
    request: http::request::Builder,
    headers: &[(&str, &str)],
    body: Body,
) -> Request<Body> {
    headers
        .iter()
        .fold(request, |request, (name, value)| request.header(*name, *value))
        .body(body)
        .unwrap()
}

pub(crate) fn of(response: &Response, name: &str) -> String {
    let value = response.headers().get(name);
    value.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

/// The name and value of the first cookie that is set.
pub(crate) fn cookie(response: &Response) -> String {
    of(response, "set-cookie").split(';').next().unwrap().to_owned()
}
