#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Joining an organization by a plain form, and what the profile does to pages.

#[path = "common/portal.rs"]
mod portal;

use axum::http::StatusCode;
use axum::response::Response;
use domain::people::{InviteDraft, Language, Preferences, Principal, Role, RoleChoice, Theme};
use http_body_util::BodyExt;
use portal::{Portal, cookie, of};

const PASSWORD: &str = "three+green+glasses+of+water";

async fn person(portal: &Portal, email: &str) -> Principal {
    let store = &portal.services.store;
    let account = store.account_by_email(email).await.unwrap().unwrap();
    let who = store.principal_load(account.root, account.person).await.unwrap().unwrap();
    // Who has just signed in.
    Principal { proved_at: Some(portal.services.clock.now()), ..who }
}

/// The path in the mail that invites this address.
async fn invited(portal: &Portal, email: &str) -> String {
    let owner = person(portal, "owner@kranich.example").await;
    let draft = InviteDraft {
        email: email.to_owned(),
        name: "Ada <b>".to_owned(),
        org: owner.org,
        role: RoleChoice::Fixed(Role::Billing),
    };
    portal.services.person_invite(&owner, draft, Language::En).await.unwrap();
    let mails = portal.services.demo_mails().await.unwrap();
    let letter = mails.into_iter().find(|mail| mail.address == email).unwrap().letter;
    serde_json::to_value(letter).unwrap()["path"].as_str().unwrap().to_owned()
}

async fn text(response: Response) -> String {
    let body = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(body.into()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_accepted_without_script_once() {
    let portal = Portal::new(|_| {}).await;
    let path = invited(&portal, "ada@example.com").await;
    let page = text(portal.get(&path, &[("accept", "text/html")]).await).await;
    assert!(page.contains("Karla Kranich invites you to Kranich Systemhaus GmbH"), "{page}");
    assert!(page.contains("value=\"Ada &lt;b&gt;\""), "{page}");

    // What was typed comes back with what is wrong, but for the password.
    let refused = portal.post(&path, &[], "name=Ada+L.&password=kurz7x").await;
    assert_eq!((refused.status(), of(&refused, "location")), (StatusCode::SEE_OTHER, path.clone()));
    let answer = cookie(&refused);
    assert!(!answer.contains("kurz7x"), "{answer}");
    let again =
        text(portal.get(&path, &[("accept", "text/html"), ("cookie", &answer)]).await).await;
    assert!(again.contains("value=\"Ada L.\"") && again.contains("at least 12"), "{again}");

    let form = format!("name=Ada+L.&email=other%40example.com&password={PASSWORD}");
    let joined = portal.post(&path, &[], &form).await;
    assert_eq!(of(&joined, "location"), "/licenses");
    let session = cookie(&joined);
    let home = portal.get("/licenses", &[("accept", "text/html"), ("cookie", &session)]).await;
    assert_eq!(home.status(), StatusCode::OK);
    let who = person(&portal, "ada@example.com").await;
    assert_eq!((&*who.name, who.role), ("Ada L.", Role::Billing));

    let twice = portal.post(&path, &[], &form).await;
    let said = cookie(&twice);
    let page = text(portal.get(&path, &[("accept", "text/html"), ("cookie", &said)]).await).await;
    assert!(page.contains("accepted already"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_none_says_so() {
    let portal = Portal::new(|_| {}).await;
    let page = text(portal.get("/invitation/0a1b", &[("accept", "text/html")]).await).await;
    assert!(page.contains("does not work any more"), "{page}");
    let form = format!("name=Ada&password={PASSWORD}");
    let refused = portal.post("/invitation/0a1b", &[], &form).await;
    assert_eq!(refused.status(), StatusCode::SEE_OTHER);
    assert!(!of(&refused, "set-cookie").contains("session"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_profile_says_follows_to_every_browser() {
    let portal = Portal::new(|_| {}).await;
    let email = "admin@kranich.example";
    let who = person(&portal, email).await;
    let dark = Preferences { theme: Some(Theme::Dark), rows: Some(25), ..Preferences::default() };
    portal.services.preferences_set(&who, dark).await.unwrap();
    let session = portal.open_session(email).await;
    let headers = [("accept", "text/html"), ("cookie", &*format!("{session}; theme=light"))];
    let response = portal.get("/profile", &headers).await;
    let set: Vec<String> = response
        .headers()
        .get_all("set-cookie")
        .iter()
        .map(|value| value.to_str().unwrap().split(';').next().unwrap().to_owned())
        .collect();
    assert_eq!(set, ["theme=dark", "rows=25"]);
    assert!(text(response).await.contains("data-theme=\"dark\""));
    // Nobody who is signed out is told.
    let response = portal.get("/sign-in", &[("accept", "text/html"), ("cookie", "theme=light")]);
    assert!(text(response.await).await.contains("data-theme=\"light\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_people_are_there_for_those_who_may() {
    let portal = Portal::new(|_| {}).await;
    let owner = portal.open_session("owner@kranich.example").await;
    let reader = portal.open_session("reader@kranich.example").await;
    let who = person(&portal, "admin@kranich.example").await;
    let page = async |path: &str, session: &str| {
        let headers = [("accept", "text/html"), ("cookie", session)];
        let response = portal.get(path, &headers).await;
        (response.status().as_u16(), text(response).await)
    };
    // Once as a message that every page carries, once more where it is shown.
    let shows = |page: &str, text: &str| page.matches(text).count() > 1;
    let (status, people) = page("/people", &owner).await;
    assert!(status == 200 && shows(&people, "Invite …") && people.contains("Tobias Reimers"));
    let (_, people) = page("/people", &reader).await;
    assert!(!shows(&people, "Invite …") && people.contains("Tobias Reimers"));
    let (status, one) = page(&format!("/people/{}", who.person), &owner).await;
    assert!(status == 200 && shows(&one, "Deactivate …") && shows(&one, "Renew licenses"));
    let (_, one) = page(&format!("/people/{}", who.person), &reader).await;
    assert!(!shows(&one, "Deactivate …") && shows(&one, "Renew licenses"));
    assert_eq!(page("/people/sets", &owner).await.0, 200);
    assert_eq!(page("/people/sets", &reader).await.0, 403);
    assert_eq!(page("/people/none", &owner).await.0, 404);
    assert_eq!(page("/profile/tokens", &reader).await.0, 200);
}
