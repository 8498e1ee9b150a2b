//! What browsers are told about every page and every cookie.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "common/html.rs"]
mod html;
#[path = "common/known.rs"]
mod known;
#[path = "common/portal.rs"]
mod portal;

use axum::response::Response;
use domain::people::{Density, Preferences, Principal, Theme};
use grid::page::Line;
use http_body_util::BodyExt;
use known::ROUTES;
use portal::{EMAIL, Portal, cookie, of};
use server::http::Settings;
use services::demo;
use std::collections::{BTreeMap, BTreeSet};

const PAGE: (&str, &str) = ("accept", "text/html");
const OWNER: &str = "owner@kranich.example";

async fn person(portal: &Portal, email: &str) -> Principal {
    let store = &portal.services.store;
    let account = store.account_by_email(email).await.unwrap().unwrap();
    store.principal_load(account.root, account.person).await.unwrap().unwrap()
}

/// A path of the ledger about the owner's own things.
fn filled(route: &str, who: &Principal, license: &str) -> String {
    let id = match route.split('/').nth(1) {
        Some("organizations") => who.org.0.to_string(),
        Some("people") => who.person.0.to_string(),
        _ => license.to_owned(),
    };
    route.replace("{id}", &id).replace("{token}", "none").replace("{slug}", "none")
}

/// A content security policy by its directives.
fn directives(policy: &str) -> BTreeMap<&str, Vec<&str>> {
    let directives = policy.split(';').map(str::split_ascii_whitespace);
    directives.filter_map(|mut words| Some((words.next()?, words.collect()))).collect()
}

/// Looks through a page's policy, and through the page by it; the nonce.
fn judge(path: &str, response: &Response, page: &str) -> Option<String> {
    let header = |name: &str| {
        let all = response.headers().get_all(name).iter();
        let all: Vec<&str> = all.map(|value| value.to_str().unwrap()).collect();
        assert_eq!(all.len(), 1, "{path}: {name}: {all:?}");
        all[0]
    };
    assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
    assert_eq!(header("referrer-policy"), "same-origin", "{path}");
    assert_eq!(header("cache-control"), "no-store", "{path}");
    let policy = directives(header("content-security-policy"));
    let own = |name: &str| policy.get(name).or_else(|| policy.get("default-src")).unwrap();
    assert_eq!(policy["default-src"], ["'none'"], "{path}");
    assert_eq!(policy["frame-ancestors"], ["'none'"], "{path}");
    assert_eq!(policy["base-uri"], ["'none'"], "{path}");
    assert_eq!(own("object-src"), &["'none'"], "{path}");
    let nonces = |name: &str| -> Vec<String> {
        let quoted = own(name).iter().filter_map(|source| source.strip_prefix("'nonce-"));
        quoted.map(|nonce| nonce.trim_end_matches('\'').to_owned()).collect()
    };
    for name in ["script-src", "style-src"] {
        for source in own(name) {
            let known = ["'self'", "'none'", "'wasm-unsafe-eval'"].contains(source)
                || source.starts_with("'nonce-");
            assert!(known, "{path}: {name} {source}");
        }
    }
    let nonce = nonces("script-src").first().cloned();
    for tag in html::tags(page) {
        // Data that the page's code reads is never run, so no policy holds it.
        let data = matches!(tag.get("type"), Some("text/plain" | "application/json"));
        if tag.name == "script" && !data {
            assert!(
                tag.get("nonce").is_some() && tag.get("nonce") == nonce.as_deref(),
                "{path}: {tag:?}"
            );
        }
        if tag.name == "style" {
            let nonces = nonces("style-src");
            assert_eq!(tag.get("nonce"), nonces.first().map(String::as_str), "{path}: {tag:?}");
        }
        for (name, value) in &tag.attributes {
            assert!(!name.starts_with("on"), "{path}: {tag:?}");
            // The policy allows no style but of files and those with its nonce.
            assert!(name != "style" && name != "srcdoc", "{path}: {tag:?}");
            let address = value.trim_start().to_ascii_lowercase();
            assert!(!address.starts_with("javascript:"), "{path}: {tag:?}");
        }
        assert!(
            !["base", "object", "embed", "iframe", "frame"].contains(&&*tag.name),
            "{path}: {tag:?}"
        );
        let refresh = tag.name == "meta" && tag.get("http-equiv").is_some();
        assert!(!refresh, "{path}: headers say it: {tag:?}");
    }
    nonce
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_runs_its_own_scripts_alone() {
    let portal = Portal::new(|_| ()).await;
    let who = person(&portal, OWNER).await;
    let page = portal.services.license_page(&who, "tab=active", 0, 1).await.unwrap();
    let Some(Line::Row(license)) = page.window.first() else { panic!("no license") };
    let session = portal.open_session(OWNER).await;
    let (mut seen, mut nonces) = (BTreeSet::new(), BTreeSet::new());
    let paths = ROUTES.iter().filter(|(method, _)| *method == "GET");
    let paths = paths.map(|(_, route)| filled(route, &who, &license.id.0.to_string()));
    let more = ["/licenses?tab=all&group=product", "/licenses?q=%3Cscript%3Ealert(1)%3C/script%3E"];
    for path in paths.chain(more.map(str::to_owned)) {
        for cookie in ["", &session] {
            let response = portal.get(&path, &[PAGE, ("cookie", cookie)]).await;
            if !of(&response, "content-type").starts_with("text/html") {
                continue;
            }
            let (parts, body) = response.into_parts();
            let body = String::from_utf8(body.collect().await.unwrap().to_bytes().into()).unwrap();
            let response = Response::from_parts(parts, axum::body::Body::empty());
            let nonce = judge(&path, &response, &body);
            // What is refused before there is a page has no script, and needs no nonce.
            if response.status().is_success() {
                let nonce = nonce.unwrap_or_else(|| panic!("{path} has no nonce"));
                assert!(nonce.len() >= 22, "{path}: {nonce}");
                assert!(nonces.insert(nonce), "{path}: used before");
                seen.insert(path.clone());
            }
        }
    }
    assert!(seen.len() > 20, "{seen:?}");
    portal.shutdown.cancel();
}

/// Cookies that are set to something or removed, by what they are called without https: the path
/// that they are sent to, whether the page's code reads them, and whether they are as good as a
/// password.
const COOKIES: [(&str, &str, Reader, Worth); 9] = [
    ("answer", "/reset", Reader::Server, Worth::Words),
    ("density", "/", Reader::Page, Worth::Looks),
    ("flash", "/sign-in", Reader::Server, Worth::Words),
    ("rows", "/", Reader::Page, Worth::Looks),
    ("seatkeeper_device", "/", Reader::Server, Worth::Secret),
    ("seatkeeper_pending", "/", Reader::Server, Worth::Secret),
    ("seatkeeper_session", "/", Reader::Server, Worth::Secret),
    ("seatkeeper_sso", "/", Reader::Server, Worth::Secret),
    ("theme", "/", Reader::Page, Worth::Looks),
];

#[derive(Clone, Copy, PartialEq, Debug)]
enum Reader {
    Server,
    Page,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Worth {
    Secret,
    /// What one page leaves for the next to say. It is bound to a path, which `__Host-` forbids.
    Words,
    /// What the page's code sets by the same name, too.
    Looks,
}

/// Every `Set-Cookie` that the server sends.
async fn set(portal: &Portal) -> Vec<String> {
    let mut set = Vec::new();
    let mut keep = |response: &Response| {
        let values = response.headers().get_all("set-cookie").iter();
        set.extend(values.map(|value| value.to_str().unwrap().to_owned()));
    };
    let form = format!("email={EMAIL}&password={}", demo::PASSWORD);
    let signed_in = portal.post("/sign-in", &[], &form).await;
    keep(&signed_in);
    let session = cookie(&signed_in);
    let refused = portal.post("/sign-in", &[], &format!("email={EMAIL}&password=wrong")).await;
    keep(&refused);
    keep(&portal.get("/sign-in", &[PAGE, ("cookie", &cookie(&refused))]).await);
    let asked = portal.post("/reset", &[], "email=nobody%40example.org").await;
    keep(&asked);
    keep(&portal.get("/reset", &[PAGE, ("cookie", &cookie(&asked))]).await);
    keep(&portal.get("/sso/callback?code=a&state=b", &[PAGE]).await);
    let who = person(portal, EMAIL).await;
    let (theme, density) = (Some(Theme::Dark), Some(Density::Compact));
    let looks = Preferences { theme, density, rows: Some(50), ..Preferences::default() };
    portal.services.preferences_set(&who, looks).await.unwrap();
    keep(&portal.get("/licenses", &[PAGE, ("cookie", &session)]).await);
    keep(&portal.post("/sign-out", &[("cookie", &session)], "").await);
    set
}

/// Compares each with the table; the ages of those that were set.
fn judge_cookies(set: &[String], secure: bool) {
    let mut seen = BTreeSet::new();
    for text in set {
        let mut parts = text.split("; ");
        let (name, _) = parts.next().unwrap().split_once('=').unwrap();
        let parts: BTreeSet<&str> = parts.collect();
        let plain = name.strip_prefix("__Host-").unwrap_or(name);
        let known = COOKIES.iter().find(|(known, ..)| *known == plain);
        let (_, path, reader, worth) = known.unwrap_or_else(|| panic!("{plain} is in no table"));
        assert!(parts.contains("SameSite=Lax"), "{text}");
        assert!(parts.contains(&*format!("Path={path}")), "{text}");
        assert_eq!(parts.contains("HttpOnly"), *reader == Reader::Server, "{text}");
        assert_eq!(parts.contains("Secure"), secure, "{text}");
        assert_eq!(name.starts_with("__Host-"), secure && *worth == Worth::Secret, "{text}");
        let bound = parts.iter().any(|part| part.to_ascii_lowercase().starts_with("domain"));
        assert!(!bound, "this very host alone: {text}");
        let age = parts.iter().find_map(|part| part.strip_prefix("Max-Age="));
        let age: i64 = age.unwrap().parse().unwrap();
        let longest = if *worth == Worth::Words { 60 } else { 400 * 86_400 };
        assert!((0..=longest).contains(&age), "{text}");
        seen.insert(plain);
    }
    let all: BTreeSet<&str> = COOKIES.iter().map(|(name, ..)| *name).collect();
    assert_eq!(seen, all);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_cookie_is_as_narrow_as_it_can_be() {
    for secure in [false, true] {
        let portal = Portal::new(|settings: &mut Settings| settings.secure = secure).await;
        judge_cookies(&set(&portal).await, secure);
        for path in ["/sign-in", "/healthz", "/nowhere", "/pkg/seatkeeper.js", "/api/v1/me"] {
            let response = portal.get(path, &[PAGE]).await;
            let told = of(&response, "strict-transport-security");
            let expected = if secure { "max-age=31536000" } else { "" };
            assert_eq!(told, expected, "{path}");
        }
        portal.shutdown.cancel();
    }
}
