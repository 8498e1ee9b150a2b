//! Pages as whole documents, many at a time.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "common/portal.rs"]
mod portal;

use axum::http::StatusCode;
use futures::future::join_all;
use http_body_util::BodyExt;
use portal::Portal;

const PATHS: [(&str, &str); 5] = [
    ("/licenses?tab=all", "All licenses"),
    ("/licenses?group=product", "Active licenses"),
    ("/customers", "Customers"),
    ("/activity", "Activity"),
    ("/import", "Import"),
];

/// The head is written outside of the page's rendering: what needed the page's signals for its title
/// failed now and then.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pages_that_are_rendered_beside_each_other_are_whole() {
    let portal = Portal::with(50, |services| services).await;
    let cookie = portal.sign_in().await;
    for _ in 0..40 {
        let answers = PATHS.map(|(path, title)| {
            let headers = [("accept", "text/html"), ("cookie", cookie.as_str())];
            let portal = &portal;
            async move {
                let response = portal.get(path, &headers).await;
                assert_eq!(response.status(), StatusCode::OK, "{path}");
                let body = response.into_body().collect().await.unwrap().to_bytes();
                let page = String::from_utf8(body.into()).unwrap();
                let head = page.split("</head>").next().unwrap();
                assert!(head.contains(&format!("<title>{title}")), "{path}: {head}");
            }
        });
        join_all(answers).await;
    }
}
