//! Where the page of a grid begins.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "common/portal.rs"]
mod portal;

use axum::http::StatusCode;
use domain::view::{ViewDraft, ViewRef};
use http_body_util::BodyExt;
use portal::{Portal, of};

const PAGE: (&str, &str) = ("accept", "text/html");

#[tokio::test(flavor = "multi_thread")]
async fn the_bare_address_leads_to_the_default_view_and_no_other_does() {
    let portal = Portal::new(|_| ()).await;
    let cookie = portal.sign_in().await;
    let (_, token) = cookie.split_once('=').unwrap();
    let services = &portal.services;
    let who = services.principal(token).await.unwrap().unwrap();
    let headers = [PAGE, ("cookie", &*cookie)];
    let leads_to = async |path: &str| {
        let response = portal.get(path, &headers).await;
        (response.status(), of(&response, "location"))
    };
    let stays = (StatusCode::OK, String::new());
    assert_eq!(leads_to("/licenses").await, stays, "nobody has a default to begin with");

    let expired = Some(ViewRef::BuiltIn("expired".to_owned()));
    services.view_set_default(&who, "licenses", expired).await.unwrap();
    let to = "/licenses?status=expired".to_owned();
    for bare in ["/licenses", "/licenses?"] {
        assert_eq!(leads_to(bare).await, (StatusCode::FOUND, to.clone()), "{bare}");
    }
    for other in ["/licenses?view=plain", "/licenses?tab=active", &to, "/import"] {
        assert_eq!(leads_to(other).await, stays, "{other}");
    }
    let page = portal.get(&to, &headers).await.into_body().collect().await.unwrap().to_bytes();
    let page = String::from_utf8(page.into()).unwrap();
    assert!(page.contains("data-grid=\"licenses\""), "the rows are in the page");

    // Of a view of everything, too, which has no state of its own.
    let draft = ViewDraft { name: "Everything".to_owned(), ..ViewDraft::default() };
    let plain = services.view_save(&who, "licenses", draft).await.unwrap();
    services.view_set_default(&who, "licenses", Some(ViewRef::Saved(plain.id))).await.unwrap();
    let (_, to) = leads_to("/licenses").await;
    assert_eq!(to, "/licenses?view=plain");
    let signed_out = portal.get("/licenses", &[PAGE]).await;
    assert_eq!(of(&signed_out, "location"), "/sign-in");
    portal.shutdown.cancel();
}
