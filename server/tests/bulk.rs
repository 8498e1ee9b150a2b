//! Changing many licenses over HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "common/portal.rs"]
mod portal;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use domain::bulk::{BulkAction, BulkProgress, BulkState, MAX_NAMED, Selection, StartBulk};
use domain::ids::LicenseId;
use portal::Portal;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

async fn call<T: DeserializeOwned>(
    portal: &Portal,
    function: &str,
    arguments: Value,
) -> (StatusCode, Option<T>) {
    let request = Request::post(format!("/api/{function}"))
        .header("sec-fetch-site", "same-origin")
        .header("accept", "application/json")
        .header("content-type", "application/json")
        .header("cookie", portal.open_session("admin@kranich.example").await)
        .body(Body::from(arguments.to_string()))
        .unwrap();
    let response = portal.send(request).await;
    let status = response.status();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&body).ok())
}

fn job(count: usize) -> Value {
    let ids = (0..count as u128).map(|n| LicenseId(Uuid::from_u128(n))).collect();
    let selection = Selection::Named(ids);
    let action = BulkAction::SetNote { text: "x".to_owned() };
    json!({ "job": StartBulk { selection, action, idempotency: Uuid::new_v4() } })
}

#[tokio::test(flavor = "multi_thread")]
async fn the_largest_selection_fits_and_is_reported() {
    let portal = Portal::new(|_| {}).await;
    let (status, begun) = call::<BulkProgress>(&portal, "bulk_start", job(MAX_NAMED)).await;
    assert_eq!(status, StatusCode::OK);
    let id = json!({ "id": begun.unwrap().id });
    let ended = loop {
        let (_, progress) = call::<BulkProgress>(&portal, "bulk_progress", id.clone()).await;
        let progress = progress.unwrap();
        if progress.state != BulkState::Running {
            break progress;
        }
    };
    assert_eq!((ended.state, ended.refused as usize), (BulkState::Done, MAX_NAMED));
    let (status, _) = call::<BulkProgress>(&portal, "bulk_start", job(MAX_NAMED + 1)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    portal.shutdown.cancel();
}
