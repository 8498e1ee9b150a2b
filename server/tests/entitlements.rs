//! Entitlements through the router: the page, and what programs are answered.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "common/portal.rs"]
mod portal;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::ids::OrgId;
use http_body_util::BodyExt;
use portal::Portal;
use serde_json::{Value, json};
use uuid::Uuid;

const PARTNER: &str = "admin@kranich.example";
const CUSTOMER: &str = "owner@ttt-point.example";
const STRANGER: &str = "admin@bergfried.example";

async fn org_of(portal: &Portal, email: &str) -> OrgId {
    let store = &portal.services.store;
    let account = store.account_by_email(email).await.unwrap().unwrap();
    store.principal_load(account.root, account.person).await.unwrap().unwrap().org
}

async fn call(portal: &Portal, email: &str, function: &str, body: Value) -> (StatusCode, Value) {
    let request = Request::post(format!("/api/{function}"))
        .header("sec-fetch-site", "same-origin")
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::COOKIE, portal.open_session(email).await)
        .body(Body::from(body.to_string()))
        .unwrap();
    let response = portal.send(request).await;
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap())
}

async fn page(portal: &Portal, email: &str, org: OrgId) -> (StatusCode, String) {
    let cookie = portal.open_session(email).await;
    let headers = [("accept", "text/html"), ("cookie", &*cookie)];
    let response = portal.get(&format!("/organizations/{org}/entitlements"), &headers).await;
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(bytes.into()).unwrap())
}

fn grant(org: OrgId, seats: Value, idempotency: Uuid) -> Value {
    let wish = json!({
        "edition": 20201, "kind": "monthly", "years": null, "ends": null,
        "auto_renew_months": null, "seats": seats, "extras": [], "resale": false
    });
    json!({ "grant": { "org": org, "wish": wish, "idempotency": idempotency } })
}

/// The server renders what is held, without a style attribute, and strangers find nothing.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_what_is_held_to_those_who_may_know() {
    let portal = Portal::new(|_| ()).await;
    let org = org_of(&portal, CUSTOMER).await;
    for (email, manages) in [(PARTNER, true), (CUSTOMER, false)] {
        let (status, page) = page(&portal, email, org).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("Entitlements of TTT-Point AG"), "{email}");
        assert!(page.contains("GravityZone Endpoint Security · Secure"), "{email}");
        assert!(page.contains("<meter"), "{email}");
        assert!(!page.contains("style="), "{email}");
        assert_eq!(page.contains(">Enable a license<"), manages, "{email}");
        assert_eq!(page.contains("Change GravityZone Endpoint Security · Secure"), manages);
    }
    let (status, found) = page(&portal, STRANGER, org).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(!found.contains("TTT-Point"));
    let (status, _) = page(&portal, PARTNER, OrgId(Uuid::nil())).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    portal.shutdown.cancel();
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_grant_and_are_told_beside_which_field_it_does_not_fit() {
    let portal = Portal::new(|_| ()).await;
    let org = org_of(&portal, "owner@westernhagen.example").await;
    // Kranich has 35 of 50 left.
    let (status, refused) =
        call(&portal, PARTNER, "grant_entitlement", grant(org, json!(36), Uuid::new_v4())).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused["fields"][0]["field"], "seats");
    assert_eq!(refused["fields"][0]["code"], "entitlement-seats-left");
    assert_eq!(refused["fields"][0]["args"][0], json!(["count", "35"]));

    let once = grant(org, json!(35), Uuid::new_v4());
    let (status, made) = call(&portal, PARTNER, "grant_entitlement", once.clone()).await;
    assert_eq!((status, &made["entitlement"]["seats"]), (StatusCode::OK, &json!(35)));
    let (status, again) = call(&portal, PARTNER, "grant_entitlement", once).await;
    assert_eq!((status, again), (StatusCode::OK, made.clone()));

    let (status, list) = call(&portal, PARTNER, "entitlement_list", json!({ "org": org })).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(list["held"][0]["entitlement"], made["entitlement"]);
    for (email, function, expected) in [
        (STRANGER, "entitlement_list", StatusCode::NOT_FOUND),
        (STRANGER, "entitlement_offer", StatusCode::NOT_FOUND),
        (CUSTOMER, "entitlement_list", StatusCode::NOT_FOUND),
        ("admin@nordlicht.example", "entitlement_offer", StatusCode::FORBIDDEN),
        ("owner@westernhagen.example", "entitlement_offer", StatusCode::FORBIDDEN),
    ] {
        let (status, _) = call(&portal, email, function, json!({ "org": org })).await;
        assert_eq!(status, expected, "{email} {function}");
    }
    let id = &made["entitlement"]["id"];
    let (status, _) =
        call(&portal, PARTNER, "end_entitlement", json!({ "id": id, "version": 7 })).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let (status, ended) =
        call(&portal, PARTNER, "end_entitlement", json!({ "id": id, "version": 1 })).await;
    assert_eq!((status, &ended["entitlement"]["ended"]), (StatusCode::OK, &json!("2026-06-15")));
    portal.shutdown.cancel();
}
