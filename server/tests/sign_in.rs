#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Signing in by plain forms through the real router: what a browser without any script does.

#[path = "common/portal.rs"]
mod portal;

use axum::http::StatusCode;
use axum::response::Response;
use http_body_util::BodyExt;
use portal::{EMAIL, Portal, of};
use services::auth::Visitor;
use services::demo;
use std::net::IpAddr;

const PAGE: (&str, &str) = ("accept", "text/html");

async fn text(response: Response) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().into()).unwrap()
}

/// The cookies that a browser keeps, as it sends them.
#[derive(Default)]
struct Jar(Vec<(String, String)>);

impl Jar {
    fn take(&mut self, response: &Response) {
        for value in response.headers().get_all("set-cookie") {
            let text = value.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            self.0.retain(|(known, _)| known != name);
            if !text.contains("Max-Age=0") {
                self.0.push((name.to_owned(), value.to_owned()));
            }
        }
    }

    fn sent(&self) -> String {
        let pairs = self.0.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    async fn get(&mut self, portal: &Portal, path: &str) -> Response {
        let response = portal.get(path, &[PAGE, ("cookie", &self.sent())]).await;
        self.take(&response);
        response
    }

    async fn post(&mut self, portal: &Portal, path: &str, form: &str) -> Response {
        let response = portal.post(path, &[("cookie", &self.sent())], form).await;
        self.take(&response);
        response
    }
}

/// Demands a second factor of everybody, by the owner with one of its own.
async fn demand(portal: &Portal) {
    let services = &portal.services;
    let account = services.store.account_by_email("owner@kranich.example").await.unwrap().unwrap();
    let visitor = Visitor::new(IpAddr::from([127, 0, 0, 1]), "test");
    let opened = services.open_session(account.person, account.root, &visitor).await.unwrap();
    let owner = services.principal(&opened.token).await.unwrap().unwrap();
    let setup = services.authenticator_begin(&owner).await.unwrap();
    let code = oath(&setup.secret, services.clock.now().timestamp());
    services.authenticator_confirm(&owner, &setup.key, &code).await.unwrap();
    services.demand_set(&owner, true, 0).await.unwrap();
}

/// What an authenticator shows.
fn oath(secret: &str, seconds: i64) -> String {
    let output = std::process::Command::new("oathtool")
        .args(["--totp", "--base32", secret, "--now", &format!("@{seconds}")])
        .output()
        .expect("oathtool is there: tools/setup test");
    assert!(output.status.success(), "{secret:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// What stands between two texts of a page.
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = page.split_once(before).unwrap_or_else(|| panic!("{before} in {page}"));
    rest.split_once(after).unwrap().0
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demanded_factor_is_set_up_and_asked_for_without_any_script() {
    let portal = Portal::new(|_| ()).await;
    demand(&portal).await;
    let mut jar = Jar::default();
    let form = format!("email={EMAIL}&password={}&next=/licenses%3Fq%3Da", demo::PASSWORD);
    let asked = jar.post(&portal, "/sign-in", &form).await;
    assert_eq!(asked.status(), StatusCode::SEE_OTHER);
    assert_eq!(of(&asked, "location"), "/sign-in/second?next=/licenses%3Fq%3Da");
    let set = of(&asked, "set-cookie");
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
    assert!(jar.has("seatkeeper_pending") && !jar.has("seatkeeper_session"));
    let shut = jar.get(&portal, "/licenses").await;
    assert_eq!(shut.status(), StatusCode::FOUND, "half a sign-in is none");

    let page = jar.get(&portal, "/sign-in/second?next=/licenses%3Fq%3Da").await;
    assert_eq!(of(&page, "cache-control"), "no-store");
    let page = text(page).await;
    assert!(page.contains("Kranich Systemhaus GmbH demands a second factor"), "{page}");
    assert!(
        page.contains("class=\"qr\"") && !page.contains("style="),
        "a picture, no inline style"
    );
    let secret = between(&page, "<code aria-labelledby=\"setup-secret\">", "<").to_owned();
    let recovery = between(&page, "<li><code>", "<").to_owned();

    let wrong = jar.post(&portal, "/sign-in/second", "code=000000&next=/licenses%3Fq%3Da").await;
    assert_eq!(of(&wrong, "location"), "/sign-in/second?next=/licenses%3Fq%3Da");
    let page = text(jar.get(&portal, "/sign-in/second?next=/licenses%3Fq%3Da").await).await;
    assert!(page.contains("The code is wrong or out of date"), "{page}");
    assert!(page.contains(&secret), "the setup is the same");
    let code = oath(&secret, portal.services.clock.now().timestamp());
    let form = format!("code={code}&next=/licenses%3Fq%3Da");
    let done = jar.post(&portal, "/sign-in/second", &form).await;
    assert_eq!(of(&done, "location"), "/licenses?q=a");
    assert!(jar.has("seatkeeper_session") && !jar.has("seatkeeper_pending"));
    assert!(jar.has("seatkeeper_device"));
    assert_eq!(jar.get(&portal, "/licenses?q=a").await.status(), StatusCode::OK);

    // Signed out and in again: now a recovery code does, once.
    jar.post(&portal, "/sign-out", "").await;
    let form = format!("email={EMAIL}&password={}", demo::PASSWORD);
    for expected in ["/licenses", "/sign-in/second"] {
        jar.post(&portal, "/sign-in", &form).await;
        let page = text(jar.get(&portal, "/sign-in/second").await).await;
        assert!(!page.contains("class=\"qr\""), "nothing is set up any more");
        let done = jar.post(&portal, "/sign-in/second", &format!("code={recovery}")).await;
        assert_eq!(of(&done, "location"), expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_sign_in_that_waits_there_is_no_second_step() {
    let portal = Portal::new(|_| ()).await;
    let mut jar = Jar::default();
    let page = jar.get(&portal, "/sign-in/second").await;
    assert_eq!((page.status(), of(&page, "location").as_str()), (StatusCode::FOUND, "/sign-in"));
    let posted = jar.post(&portal, "/sign-in/second", "code=123456").await;
    assert_eq!(of(&posted, "location"), "/sign-in");
    let page = text(jar.get(&portal, "/sign-in").await).await;
    assert!(page.contains("This took too long"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_too_often_learns_when_to_come_again() {
    let portal = Portal::new(|_| ()).await;
    let form = format!("email={EMAIL}&password=a-wrong-one");
    for _ in 0..5 {
        portal.post("/sign-in", &[], &form).await;
    }
    let person = portal.post("/sign-in", &[], &form).await;
    assert_eq!(person.status(), StatusCode::SEE_OTHER, "people see the form, with what they typed");
    assert_eq!(of(&person, "retry-after"), "1");
    let program = axum::http::Request::post("/sign-in")
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from(form))
        .unwrap();
    let program = portal.send(program).await;
    assert_eq!(program.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(of(&program, "retry-after"), "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn single_sign_on_of_nobody_says_so() {
    let portal = Portal::new(|_| ()).await;
    let mut jar = Jar::default();
    for path in
        ["/sso/nobody", "/sso?name=Nobody&next=//evil.example", "/sso/callback?code=a&state=b"]
    {
        let away = jar.get(&portal, path).await;
        assert_eq!(of(&away, "location"), "/sign-in", "{path}");
        let page = text(jar.get(&portal, "/sign-in").await).await;
        let told = page.contains("There is no single sign-on")
            || page.contains("began in another browser");
        assert!(told, "{path}: {page}");
    }
    let refused = jar.post(&portal, "/sign-in/passkey", "key=a&answer=b").await;
    assert_eq!(of(&refused, "location"), "/sign-in");
}
