#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Programs that act for a person by an API token.

#[path = "common/portal.rs"]
mod portal;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::response::Response;
use domain::api_token::{PER_MINUTE, TokenDraft};
use domain::people::Principal;
use domain::policy::Action;
use http_body_util::BodyExt;
use portal::{Portal, of};
use serde_json::{Value, json};

const ALL: [Action; 5] = [
    Action::ViewLicenses,
    Action::Export,
    Action::ViewCustomers,
    Action::ViewHistory,
    Action::ViewPeople,
];

async fn token(portal: &Portal, email: &str, actions: &[Action]) -> String {
    let store = &portal.services.store;
    let account = store.account_by_email(email).await.unwrap().unwrap();
    let who = store.principal_load(account.root, account.person).await.unwrap().unwrap();
    let who = Principal { proved_at: Some(portal.services.clock.now()), ..who };
    let draft = TokenDraft { name: "Test".to_owned(), actions: actions.to_vec(), days: 1 };
    portal.services.token_create(&who, draft).await.unwrap().token
}

async fn get(portal: &Portal, path: &str, token: &str) -> Response {
    portal.get(path, &[("authorization", &format!("Bearer {token}"))]).await
}

async fn json_of(response: Response) -> Value {
    let body = response.into_body().collect().await.unwrap().to_bytes();
    serde_json::from_slice(&body).unwrap()
}

/// A server function, as a program calls it: from nowhere in particular.
async fn call(portal: &Portal, function: &str, token: &str, arguments: Value) -> Response {
    let request = Request::post(format!("/api/{function}"))
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .header("accept", "application/json")
        .body(Body::from(arguments.to_string()))
        .unwrap();
    portal.send(request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_read_grids_by_their_columns() {
    let portal = Portal::new(|_| {}).await;
    let token = token(&portal, "admin@kranich.example", &ALL).await;
    let me = json_of(get(&portal, "/api/v1/me", &token).await).await;
    assert_eq!((&me["name"], &me["token"]["name"]), (&json!("Tobias Reimers"), &json!("Test")));
    assert_eq!(me["may"].as_array().unwrap().len(), ALL.len());

    let mut path = "/api/v1/licenses?state=tab%3Dactive%26sort%3Dname&len=7".to_owned();
    let (mut seen, mut total) = (Vec::new(), 0);
    loop {
        let response = get(&portal, &path, &token).await;
        assert_eq!(response.status(), StatusCode::OK);
        let page = json_of(response).await;
        total = page["total"].as_u64().unwrap().max(total);
        seen.extend(page["rows"].as_array().unwrap().iter().map(|row| row["name"].clone()));
        match page["next"].as_str() {
            Some(next) => path = next.to_owned(),
            None => break,
        }
    }
    assert!(total > 7);
    assert_eq!(seen.len() as u64, total);
    for grid in ["customers", "activity", "people"] {
        let page = json_of(get(&portal, &format!("/api/v1/{grid}"), &token).await).await;
        assert!(page["rows"].is_array(), "{grid}: {page}");
    }
    let people = json_of(get(&portal, "/api/v1/people?state=role%3Downer", &token).await).await;
    let roles = people["rows"].as_array().unwrap().iter().map(|row| row["role"].clone());
    assert!(roles.collect::<Vec<_>>().iter().all(|role| role == "owner"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_customer_does_not_see_its_programs_do_not_either() {
    let portal = Portal::new(|_| {}).await;
    let token = token(&portal, "owner@westernhagen.example", &[Action::ViewLicenses]).await;
    let page = json_of(get(&portal, "/api/v1/licenses?state=tab%3Dall", &token).await).await;
    let row = page["rows"][0].as_object().unwrap();
    assert!(row.contains_key("name") && !row.contains_key("note") && !row.contains_key("order"));
    let refused = get(&portal, "/api/v1/customers", &token).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_problem_documents() {
    let portal = Portal::new(|_| {}).await;
    let token = token(&portal, "admin@kranich.example", &[Action::ViewLicenses]).await;
    for (path, token, status, code) in [
        ("/api/v1/licenses?state=colour%3Dred", &*token, 422, "view-unfit"),
        ("/api/v1/licenses?len=many", &token, 422, "number-invalid"),
        ("/api/v1/licenses?tab=all", &token, 422, "parameter-unknown"),
        ("/api/v1/customers", &token, 403, "forbidden"),
        ("/api/v1/nothing", &token, 404, "not-found"),
        ("/api/v1/me", "skt_abc", 401, "unauthenticated"),
        ("/api/v1/licenses", "no token", 401, "unauthenticated"),
    ] {
        let response = get(&portal, path, token).await;
        assert_eq!(of(&response, "content-type"), "application/problem+json", "{path}");
        assert_eq!(response.status().as_u16(), status, "{path}");
        let problem = json_of(response).await;
        assert_eq!(
            (&problem["status"], &problem["code"]),
            (&json!(status), &json!(code)),
            "{path}"
        );
        assert!(problem["title"].is_string() && problem["detail"].is_string());
    }
    let nobody = portal.get("/api/v1/me", &[]).await;
    assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_call_what_is_theirs_and_nothing_else() {
    let portal = Portal::new(|_| {}).await;
    let email = "owner@kranich.example";
    let token = token(&portal, email, &ALL).await;
    let window = json!({ "state": "", "start": 0, "len": 5 });
    let page = call(&portal, "license_page", &token, window).await;
    assert_eq!(page.status(), StatusCode::OK);
    assert!(json_of(page).await["rows"].as_u64().unwrap() > 0);
    let file = get(&portal, "/export/licenses.csv", &token).await;
    assert_eq!(file.status(), StatusCode::OK);
    // Not given to it.
    let note = json!({ "id": uuid::Uuid::nil(), "version": 1, "note": "x" });
    assert_eq!(call(&portal, "set_license_note", &token, note).await.status(), 403);
    // Not for programs.
    let draft = json!({ "name": "x", "actions": ["view-licenses"], "days": 1 });
    for (function, arguments) in [
        ("token_create", json!({ "draft": draft })),
        ("token_list", json!({})),
        ("set_language", json!({ "language": "en" })),
        ("set_list", json!({})),
        ("view_list", json!({ "grid": "licenses" })),
    ] {
        let response = call(&portal, function, &token, arguments).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{function}");
    }
    for path in ["/licenses", "/profile", "/live", "/people/sets"] {
        assert_eq!(get(&portal, path, &token).await.status(), StatusCode::FORBIDDEN, "{path}");
    }
    // No token opens a socket.
    let socket = [
        ("authorization", &*format!("Bearer {token}")),
        ("connection", "upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("sec-fetch-site", "same-origin"),
    ];
    assert_eq!(portal.get("/live", &socket).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_beside_a_session_is_refused() {
    let portal = Portal::new(|_| {}).await;
    let token = token(&portal, "admin@kranich.example", &ALL).await;
    let cookie = portal.open_session("owner@kranich.example").await;
    let both = [("authorization", &*format!("Bearer {token}")), ("cookie", &*cookie)];
    let response = portal.get("/api/v1/me", &both).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert_eq!(json_of(response).await["code"], "ambiguous");
    // Without the token it is the session's business.
    let session = portal.get("/api/v1/me", &[("cookie", &cookie)]).await;
    assert_eq!(json_of(session).await["name"], "Karla Kranich");
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_requests_are_told_when_to_come_back() {
    let portal = Portal::new(|_| {}).await;
    let token = token(&portal, "admin@kranich.example", &ALL).await;
    for _ in 0..PER_MINUTE {
        assert_eq!(get(&portal, "/api/v1/me", &token).await.status(), StatusCode::OK);
    }
    let response = get(&portal, "/api/v1/me", &token).await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = of(&response, "retry-after").parse().unwrap();
    assert!((1..=61).contains(&wait), "{wait}");
}

/// The token is good, and its person's organization is not: 401 as for any other that is none,
/// and one entry of the log.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_a_suspended_organization_opens_nothing_and_is_in_the_log() {
    let url = store::testing::empty_database().await;
    let portal = Portal::on(&url, 60, |_| {}).await;
    let token = token(&portal, "admin@kranich.example", &[Action::ViewLicenses]).await;
    assert_eq!(get(&portal, "/api/v1/me", &token).await.status(), StatusCode::OK);
    let suspended = "UPDATE organization SET state = 'suspended', suspended_by = id
        WHERE name ILIKE '%kranich%'";
    assert_eq!(store::testing::change(&url, suspended).await, 1);
    for _ in 0..3 {
        let refused = get(&portal, "/api/v1/me", &token).await;
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    }
    portal.services.refusals_noted().await;
    let refusals = "SELECT a.after ->> 'reason' FROM action_log a JOIN account c
        ON c.person_id = a.entity_id AND c.email_key = 'admin@kranich.example'
        WHERE a.action = 'sign-in-refused'";
    assert_eq!(store::testing::texts(&url, refusals).await, ["token"]);
}
