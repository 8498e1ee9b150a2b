//! Passwords set and changed by plain forms, and the mails about it.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "common/portal.rs"]
mod portal;
#[path = "common/smtp.rs"]
mod smtp;

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use http_body_util::BodyExt;
use portal::{EMAIL, Portal, cookie, of};
use server::{jobs, mail::Mailer};
use services::{auth::NewOwner, demo};
use smtp::SmtpServer;
use tokio_util::sync::CancellationToken;

const PAGE: (&str, &str) = ("accept", "text/html");
const NEW: &str = "three+green+glasses+of+water";

async fn text(response: Response) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().into()).unwrap()
}

/// The page that a form leads to, as the browser shows it.
async fn follow(portal: &Portal, response: &Response) -> (String, String) {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let location = of(response, "location").to_owned();
    let page = portal.get(&location, &[PAGE, ("cookie", &cookie(response))]).await;
    (location, text(page).await)
}

/// The paths of links in the mails of the demonstration, newest first.
async fn links(portal: &Portal, count: usize) -> Vec<String> {
    for _ in 0..10_000 {
        let mails = portal.services.demo_mails().await.unwrap();
        if mails.len() >= count {
            let page = text(portal.get("/mails", &[PAGE]).await).await;
            let links = page.split("href=\"/reset/").skip(1);
            return links
                .map(|rest| format!("/reset/{}", rest.split('"').next().unwrap()))
                .collect();
        }
        tokio::task::yield_now().await;
    }
    panic!("there are no {count} mails");
}

/// All that a browser could tell two answers apart by.
async fn told(response: Response) -> (StatusCode, HeaderMap, String) {
    let (status, mut headers) = (response.status(), response.headers().clone());
    headers.remove("x-request-id");
    (status, headers, text(response).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_set_by_forms_alone() {
    let portal = Portal::new(|_| ()).await;
    let signed_in = portal.sign_in().await;
    let sign_in = text(portal.get("/sign-in", &[PAGE]).await).await;
    assert!(sign_in.contains("href=\"/reset\""), "one finds it");
    let form = text(portal.get("/reset", &[PAGE]).await).await;
    assert!(form.contains("action=\"/reset\""), "{form}");

    let asked = portal.post("/reset", &[], &format!("email={EMAIL}")).await;
    let (location, page) = follow(&portal, &asked).await;
    assert_eq!(location, "/reset");
    assert!(page.contains("If there is an account with this address"), "{page}");
    let link = links(&portal, 1).await.remove(0);
    let page = text(portal.get(&link, &[PAGE]).await).await;
    assert!(page.contains(&format!("action=\"{link}\"")), "{page}");

    let short = portal.post(&link, &[], "password=short").await;
    let (location, page) = follow(&portal, &short).await;
    assert_eq!(location, link);
    assert!(page.contains("A password has at least 12 characters."), "{page}");
    let listed = portal.post(&link, &[], "password=Password2026!").await;
    let (_, page) = follow(&portal, &listed).await;
    assert!(page.contains("lists of stolen passwords"), "{page}");
    let own = portal.post(&link, &[], "password=kranich-kranich").await;
    let (_, page) = follow(&portal, &own).await;
    assert!(page.contains("contains “kranich”"), "{page}");

    let set = portal.post(&link, &[], &format!("password={NEW}")).await;
    let (location, page) = follow(&portal, &set).await;
    assert_eq!(location, "/reset", "the secret is not in the address any more");
    assert!(page.contains("Your password is set"), "{page}");
    let away = portal.get("/licenses", &[PAGE, ("cookie", &signed_in)]).await;
    assert!(away.status().is_redirection(), "signed out");
    let sign_in = portal.post("/sign-in", &[], &format!("email={EMAIL}&password={NEW}")).await;
    assert_eq!(of(&sign_in, "location"), "/licenses");
    let old = format!("email={EMAIL}&password={}", demo::PASSWORD);
    assert_eq!(of(&portal.post("/sign-in", &[], &old).await, "location"), "/sign-in");

    let again = portal.post(&link, &[], "password=another+long+password").await;
    let (location, page) = follow(&portal, &again).await;
    assert_eq!(location, "/reset");
    assert!(page.contains("This link does not work any more"), "{page}");
    let page = text(portal.get(&link, &[PAGE]).await).await;
    assert!(page.contains("This link does not work any more"), "{page}");
    portal.shutdown.cancel();
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_learns_who_has_an_account() {
    let portal = Portal::new(|_| ()).await;
    let mut answers = Vec::new();
    for email in [EMAIL, "nobody@kranich.example"] {
        let asked = portal.post("/reset", &[], &format!("email={email}")).await;
        let flash = cookie(&asked);
        let page = portal.get("/reset", &[PAGE, ("cookie", &flash)]).await;
        let page = text(page).await;
        let (status, headers, body) = told(asked).await;
        let typed = email.replace('@', "%40");
        let headers = format!("{headers:?}").replace(&typed, "").replace(email, "");
        // The nonce of the page is another each time.
        let page = page.split("<body").nth(1).unwrap().replace(email, "");
        answers.push((status, headers, body, page.split("<script").next().unwrap().to_owned()));
    }
    assert_eq!(answers[0], answers[1]);
    assert!(answers[0].3.contains("If there is an account"), "{}", answers[0].3);
    assert_eq!(links(&portal, 1).await.len(), 1, "and only one of them gets a mail");
    portal.shutdown.cancel();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_address_is_kept_for_mending() {
    let portal = Portal::new(|_| ()).await;
    for (email, typed, said) in [
        ("ada%0d%0aBcc:+x@example.com", "ada", "This is no email address."),
        ("%D0%B0da@example.com", "аda@example.com", "letters that look alike"),
    ] {
        let asked = portal.post("/reset", &[], &format!("email={email}")).await;
        let (location, page) = follow(&portal, &asked).await;
        assert_eq!(location, "/reset");
        assert!(page.contains(said) && page.contains(typed), "{page}");
    }
    for _ in 0..5 {
        portal.post("/reset", &[], "email=nobody@example.com").await;
    }
    let slowed = portal.post("/reset", &[], "email=nobody@example.com").await;
    let (_, page) = follow(&portal, &slowed).await;
    assert!(page.contains("Too many tries."), "{page}");
    let foreign = [("sec-fetch-site", "cross-site")];
    for path in ["/reset", "/reset/x", "/profile/password"] {
        let refused = portal.send(portal::with(
            axum::http::Request::post(path),
            &foreign,
            axum::body::Body::empty(),
        ));
        assert_eq!(refused.await.status(), StatusCode::FORBIDDEN, "{path}");
    }
    portal.shutdown.cancel();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_changed_by_whoever_knows_it() {
    let portal = Portal::new(|_| ()).await;
    let nobody = portal.post("/profile/password", &[], "current=a&password=b").await;
    assert_eq!(of(&nobody, "location"), "/profile/password");
    let page = portal.get("/profile/password", &[PAGE, ("cookie", &cookie(&nobody))]).await;
    assert_eq!(of(&page, "location"), "/sign-in?next=%2Fprofile%2Fpassword");

    let (here, there) = (portal.sign_in().await, portal.sign_in().await);
    let change = async |form: &str| {
        let answer = portal.post("/profile/password", &[("cookie", &here)], form).await;
        assert_eq!(of(&answer, "location"), "/profile/password");
        let cookies = format!("{here}; {}", cookie(&answer));
        let page = portal.get("/profile/password", &[PAGE, ("cookie", &cookies)]).await;
        assert!(of(&page, "set-cookie").starts_with("answer=;"), "it is said once");
        text(page).await
    };
    let wrong = change(&format!("current=wrong&password={NEW}")).await;
    assert!(wrong.contains("This is not your current password."), "{wrong}");
    let changed = change(&format!("current={}&password={NEW}", demo::PASSWORD)).await;
    assert!(changed.contains("Your password is changed."), "{changed}");
    let still = portal.get("/licenses", &[PAGE, ("cookie", &here)]).await;
    assert_eq!(still.status(), StatusCode::OK);
    let other = portal.get("/licenses", &[PAGE, ("cookie", &there)]).await;
    assert!(other.status().is_redirection(), "the other browser is signed out");
    let mails = text(portal.get("/mails", &[PAGE]).await).await;
    assert!(mails.contains("Your password was changed"), "{mails}");
    portal.shutdown.cancel();
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_demonstration_shows_its_mails() {
    let portal = Portal::new(|settings| settings.demo = false).await;
    let page = portal.get("/mails", &[PAGE]).await;
    assert_eq!(page.status(), StatusCode::NOT_FOUND);
    let headers = [("content-type", "application/json"), ("accept", "application/json")];
    let answer = portal.post("/api/demo_mails", &headers[1..], "").await;
    assert_ne!(answer.status(), StatusCode::OK);
    let request = portal::with(
        axum::http::Request::post("/api/demo_mails").header("sec-fetch-site", "same-origin"),
        &headers,
        axum::body::Body::from("{}"),
    );
    assert_eq!(portal.send(request).await.status(), StatusCode::NOT_FOUND);
    let page = text(portal.get("/reset", &[PAGE]).await).await;
    assert!(page.contains("This portal cannot send mails."), "{page}");
    assert!(!page.contains("action=\"/reset\""), "no form promises a mail");
    portal.shutdown.cancel();
}

/// From the form to a mail server and back, with everything that is there in earnest.
#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_gets_the_link() {
    let smtp = SmtpServer::start().await;
    let portal = Portal::with(60, services::Services::with_mail).await;
    let new = NewOwner {
        email: "ada@engines.example".to_owned(),
        name: "Ada Löwe".to_owned(),
        organization: "Engines".to_owned(),
        kind: domain::people::OrgKind::Partner,
        password: "correct horse battery staple".to_owned(),
    };
    portal.services.create_owner(new).await.unwrap();
    let url = format!("smtp://127.0.0.1:{}?tls=none", smtp.port).parse().unwrap();
    let from = "Seatkeeper <portal@seatkeeper.example>".parse().unwrap();
    let mailer = Mailer::new(&url, from, "https://portal.example".to_owned());
    let stop = CancellationToken::new();
    let sending = tokio::spawn(jobs::mail(portal.services.clone(), mailer, stop.clone()));

    portal.post("/reset", &[("accept-language", "de")], "email=ADA@engines.example").await;
    let mail = sent(&smtp, 1).await.remove(0);
    assert_eq!(mail.to, ["RCPT TO:<ada@engines.example>"]);
    assert_eq!(mail.header("Subject"), "Neues Passwort festlegen");
    assert!(mail.header("To").ends_with("<ada@engines.example>"), "{}", mail.message);
    let body = mail.message.replace("=\r\n", "");
    let (_, rest) = body.split_once("https://portal.example/reset/").expect("a link");
    let secret: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    assert_eq!(secret.len(), 48);
    let set = portal.post(&format!("/reset/{secret}"), &[], &format!("password={NEW}")).await;
    assert_eq!(of(&set, "location"), "/reset");
    let told = sent(&smtp, 2).await.remove(1);
    assert_eq!(told.header("Subject"), "Your password was changed");
    let form = format!("email=ada@engines.example&password={NEW}");
    assert_eq!(of(&portal.post("/sign-in", &[], &form).await, "location"), "/licenses");
    stop.cancel();
    sending.await.unwrap();
    portal.shutdown.cancel();
}

/// What the mail server has once there is so much.
async fn sent(smtp: &SmtpServer, count: usize) -> Vec<smtp::Received> {
    for _ in 0..1_000_000 {
        let got = smtp.got();
        if got.len() >= count {
            assert_eq!(got.len(), count);
            return got;
        }
        tokio::task::yield_now().await;
    }
    panic!("the mail server has no {count} mails");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_says_what_becomes_of_a_mail() {
    use services::mail::Delivered;
    let smtp = SmtpServer::start().await;
    let url = format!("smtp://127.0.0.1:{}?tls=none", smtp.port).parse().unwrap();
    let from = "portal@seatkeeper.example".parse().unwrap();
    let mailer = Mailer::new(&url, from, "https://portal.example".to_owned());
    let at = chrono::DateTime::from_timestamp(1_795_356_300, 0).unwrap();
    let mail = store::mail::Mail {
        root: domain::ids::RootId(1),
        id: uuid::Uuid::from_u128(7),
        address: "ada@example.com".to_owned(),
        name: "Ada".to_owned(),
        language: domain::people::Language::En,
        letter: domain::mail::Letter::PasswordChanged { at },
        attempts: 1,
        created_at: at,
        useless_at: at,
    };
    for (refusal, expected) in [
        (
            Some("550 no such person <ada@example.com>"),
            Delivered::Refused("the mail server said 550".into()),
        ),
        (Some("451 later"), Delivered::NotNow("the mail server said 451".into())),
        (Some("421 closing"), Delivered::Away("the mail server said 421".into())),
        (None, Delivered::Yes),
    ] {
        smtp.refuse(refusal);
        assert_eq!(mailer.send(&mail, None).await, expected);
    }
    assert_eq!(smtp.got().len(), 1);
    // Nobody listens there any more; and a server without TLS is no protected one.
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gone = free.local_addr().unwrap().port();
    drop(free);
    for (port, tls) in [(gone, "none"), (smtp.port, "required")] {
        let url = format!("smtp://127.0.0.1:{port}?tls={tls}").parse().unwrap();
        let from = "portal@seatkeeper.example".parse().unwrap();
        let mailer = Mailer::new(&url, from, String::new());
        let outcome = mailer.send(&mail, None).await;
        assert!(matches!(outcome, Delivered::Away(_) | Delivered::NotNow(_)), "{tls}: {outcome:?}");
    }
    assert_eq!(smtp.got().len(), 1);
}
