#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! What needs doing, the calendar of renewals, reminders and invoices as the router gives them.

#[path = "common/portal.rs"]
mod portal;

use axum::http::StatusCode;
use http_body_util::BodyExt;
use portal::Portal;

async fn page(portal: &Portal, cookie: &str, path: &str) -> String {
    let response = portal.get(path, &[("accept", "text/html"), ("cookie", cookie)]).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    let body = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(body.into()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_whole_without_any_script() {
    let portal = Portal::with(500, |services| services).await;
    let cookie = portal.sign_in().await;
    let home = page(&portal, &cookie, "/").await;
    assert!(home.contains("<title>What needs doing"));
    let bars = home.match_indices("class=\"home__bar\"").count();
    assert_eq!(bars, 12, "a bar for each month");
    assert!(home.contains("/licenses?expires=20"), "that leads to its licenses");
    assert!(home.contains("tab=unused&amp;expires=next-60"));
    assert!(home.contains("licenses end"), "each bar says what it shows");
    for (path, title) in [
        ("/calendar?month=2030-02", "Feb 2030"),
        ("/calendar", "Renewal calendar"),
        ("/settings/reminders", "60, 30, 14, 7, 3, 1"),
        ("/invoices", "Invoices"),
    ] {
        let page = page(&portal, &cookie, path).await;
        assert!(page.contains(title), "{path}");
        // The policy forbids them.
        assert!(!page.contains(" style=\""), "{path}");
    }
    assert!(!home.contains(" style=\""));
    if let Ok(folder) = std::env::var("SEATKEEPER_PAGES") {
        std::fs::write(std::path::Path::new(&folder).join("home.html"), home).unwrap();
    }
    portal.shutdown.cancel();
}
