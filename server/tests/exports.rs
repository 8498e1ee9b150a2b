//! Files that are made for download, over HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "common/portal.rs"]
mod portal;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use domain::export::{ExportFormat, ExportProgress, ExportRows, ExportState, StartExport};
use portal::{Portal, of};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

struct Browser<'a> {
    portal: &'a Portal,
    cookie: String,
}

impl<'a> Browser<'a> {
    async fn of(portal: &'a Portal, email: &str) -> Self {
        Self { portal, cookie: portal.open_session(email).await }
    }

    async fn call<T: DeserializeOwned>(&self, function: &str, arguments: Value) -> T {
        let request = Request::post(format!("/api/{function}"))
            .header("sec-fetch-site", "same-origin")
            .header("accept", "application/json")
            .header("content-type", "application/json")
            .header("cookie", &self.cookie)
            .body(Body::from(arguments.to_string()))
            .unwrap();
        let response = self.portal.send(request).await;
        assert_eq!(response.status(), StatusCode::OK, "{function}");
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        serde_json::from_slice(&body).unwrap()
    }

    async fn get(&self, path: &str) -> axum::response::Response {
        self.portal.get(path, &[("cookie", &self.cookie), ("accept", "text/html")]).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_made_offered_and_put_away() {
    let portal = Portal::new(|_| {}).await;
    let who = Browser::of(&portal, "admin@kranich.example").await;
    let (format, rows) = (ExportFormat::Xlsx, ExportRows::All);
    let grid = "licenses".to_owned();
    let ask = StartExport { grid, format, state: "tab=all&group=product".to_owned(), rows };
    let mut file: ExportProgress = who.call("export_start", json!({ "file": ask })).await;
    let id = json!({ "id": file.id });
    while file.state == ExportState::Running {
        file = who.call("export_progress", id.clone()).await;
    }
    assert_eq!(file.state, ExportState::Ready);

    let path = format!("/exports/{}", file.id);
    let response = who.get(&path).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(
        of(&response, "content-disposition"),
        format!("attachment; filename=\"{}\"", file.file_name)
    );
    assert_eq!(of(&response, "content-type"), ExportFormat::Xlsx.media_type());
    assert_eq!(of(&response, "content-length"), file.bytes.to_string());
    assert_eq!(of(&response, "cache-control"), "no-store");
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    assert_eq!((body.len() as u64, &body[..2]), (file.bytes, b"PK".as_slice()));

    let colleague = Browser::of(&portal, "owner@kranich.example").await;
    assert_eq!(colleague.get(&path).await.status(), StatusCode::NOT_FOUND);
    let nobody = portal.get(&path, &[]).await;
    assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(who.get("/exports/no-id").await.status(), StatusCode::NOT_FOUND);

    who.call::<()>("export_remove", id).await;
    assert_eq!(who.get(&path).await.status(), StatusCode::NOT_FOUND);
    portal.shutdown.cancel();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_links_to_files_with_its_own_columns() {
    let portal = Portal::new(|_| {}).await;
    let who = Browser::of(&portal, "admin@kranich.example").await;
    for (grid, view, headings) in [
        (
            "licenses",
            "tab=all&group=product&cols=key,seats",
            r#""Product","Licenses counted","License key","Seats","Used seats""#,
        ),
        ("customers", "sort=-licenses&cols=seats,name", r#""Seats","Name","Count""#),
        ("activity", "cols=action,at", r#""What","When","Count""#),
    ] {
        let page = who.get(&format!("/{grid}?{view}")).await;
        let html = text(page).await;
        let links: Vec<String> = html
            .split("href=\"")
            .filter_map(|rest| rest.split('"').next())
            .filter(|href| href.starts_with("/export/"))
            .map(|href| href.replace("&amp;", "&"))
            .collect();
        let expected = ["csv", "xlsx"].map(|format| format!("/export/{grid}.{format}?{view}"));
        assert_eq!(links, expected);
        let file = text(who.get(&links[0]).await).await;
        assert_eq!(file.trim_start_matches('\u{feff}').lines().next(), Some(headings));
        assert_eq!(who.get(&links[1]).await.status(), StatusCode::OK);
    }
    portal.shutdown.cancel();
}

async fn text(response: axum::response::Response) -> String {
    assert_eq!(response.status(), StatusCode::OK);
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(body.into()).unwrap()
}
