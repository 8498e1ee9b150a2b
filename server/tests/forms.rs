//! What forms and addresses may say, and no more.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "common/portal.rs"]
mod portal;

use portal::{Portal, of};

const PAGE: (&str, &str) = ("accept", "text/html");

/// Every form with all of its fields. Each is refused for other reasons, if it is read at all.
const FORMS: [(&str, &str); 7] = [
    ("/sign-in", "email=a%40example.org&password=wrong&next=%2F"),
    ("/sign-in/second", "code=000000&next=%2F"),
    ("/sign-in/passkey", "key=a&answer=b&next=%2F"),
    ("/reset", "email=a%40example.org"),
    ("/reset/none", "password=three+green+glasses"),
    ("/profile/password", "current=a&password=three+green+glasses"),
    ("/invitation/none", "name=Ada&password=three+green+glasses&email=a%40example.org"),
];

#[tokio::test(flavor = "multi_thread")]
async fn no_form_takes_a_field_that_it_does_not_know() {
    let portal = Portal::new(|_| ()).await;
    for (path, form) in FORMS {
        let read = portal.post(path, &[], form).await;
        assert_eq!(read.status(), 303, "{path}");
        for surplus in ["role=owner", "next=%2F&next=%2F", "email=b&email=c", "__proto__="] {
            let refused = portal.post(path, &[], &format!("{form}&{surplus}")).await;
            assert_eq!(refused.status(), 422, "{path} {surplus}");
            assert_eq!(of(&refused, "set-cookie"), "", "{path} {surplus}");
        }
    }
    assert_eq!(portal.get("/sso?name=a&next=%2F", &[PAGE]).await.status(), 303);
    assert_eq!(portal.get("/sso?name=a&role=owner", &[PAGE]).await.status(), 400);
}

/// A provider's answer, and the address that it may send people to, hold what it likes.
#[tokio::test(flavor = "multi_thread")]
async fn a_provider_may_say_more_than_it_is_asked() {
    let portal = Portal::new(|_| ()).await;
    for path in [
        "/sso/callback?state=a&code=b&iss=https%3A%2F%2Fid.example&session_state=c&scope=openid",
        "/sso/callback?state=a&error=access_denied&error_description=No&error_uri=about%3Ablank",
        "/sso/kranich?iss=https%3A%2F%2Fid.example&login_hint=ada&target_link_uri=%2F",
    ] {
        let response = portal.get(path, &[PAGE]).await;
        assert_eq!(
            (response.status().as_u16(), &*of(&response, "location")),
            (303, "/sign-in"),
            "{path}"
        );
    }
}
