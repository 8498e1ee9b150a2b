#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! The ledger of endpoints: every route and server function, called by everybody who should
//! and should not about things of every organization that they could be about. `ledger.txt`
//! holds the answers' statuses, a line for each endpoint and whose things it is called about,
//! so that a change of who may do what is read in a diff. A route or server function without
//! an entry fails.

#[path = "../common/known.rs"]
mod known;
#[path = "../common/portal.rs"]
mod portal;
#[path = "../common/routes.rs"]
mod routes;

mod arguments;
mod made;
mod subject;

use app::api::{ApiError, ErrorCode};
use arguments::arguments;
use axum::body::Body;
use axum::http::{Request, header};
use known::ROUTES;
use portal::Portal;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use subject::{Subject, UNASSISTED, prepare};

/// Who calls, by the head of its column: nobody; every role of the partner Kranich; and the
/// owners of its customer Westernhagen, of the distributor above it, and of another tree.
const CALLERS: [(&str, Option<&str>); 10] = [
    ("nobody", None),
    ("owner", Some("owner@kranich.example")),
    ("admin", Some("admin@kranich.example")),
    ("protect", Some("protection@kranich.example")),
    ("billing", Some("billing@kranich.example")),
    ("reader", Some("reader@kranich.example")),
    ("custom", Some("custom@kranich.example")),
    ("below", Some("owner@westernhagen.example")),
    ("above", Some("owner@nordlicht.example")),
    ("foreign", Some("owner@elsewhere.example")),
];

/// Whose things the calls are about, as they stand to Kranich: somebody of the organization sees
/// all that it has.
const RELATIONS: [(&str, &str); 6] = [
    ("own", "owner@kranich.example"),
    ("child", "owner@westernhagen.example"),
    ("unassisted", UNASSISTED),
    ("sibling", "owner@bergfried.example"),
    ("parent", "owner@nordlicht.example"),
    ("other-tree", "owner@elsewhere.example"),
];

/// What an answer's line says of a call that is about nobody's things in particular.
const NOTHING: &str = "-";

async fn status(portal: &Portal, request: Request<Body>) -> u16 {
    portal.send(request).await.status().as_u16()
}

fn request(
    method: &str,
    path: &str,
    cookie: Option<&str>,
    kind: &str,
    body: String,
) -> Request<Body> {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("sec-fetch-site", "same-origin")
        .header(header::ACCEPT, if kind == "text/html" { kind } else { "application/json" });
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, cookie);
    }
    if !body.is_empty() {
        request = request.header(header::CONTENT_TYPE, kind);
    }
    request.body(Body::from(body)).unwrap()
}

/// Which of the subjects a call has to be made about: all, or the first alone where it says the
/// same of each.
fn about(asked: &[String]) -> Vec<(usize, &'static str)> {
    match asked.iter().all(|one| *one == asked[0]) {
        true => vec![(0, NOTHING)],
        false => RELATIONS.iter().enumerate().map(|(at, (relation, _))| (at, *relation)).collect(),
    }
}

/// In what order a subject's things are called about: its own person comes last, who may take them
/// away.
fn turns(at: usize) -> Vec<usize> {
    let own = |caller: &usize| CALLERS[*caller].1 == Some(RELATIONS[at].1);
    let (last, first): (Vec<_>, Vec<_>) = (0..CALLERS.len()).partition(own);
    [first, last].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_endpoint_answers_everybody_as_the_ledger_says() {
    let database = store::testing::empty_database().await;
    let portal = Portal::on(&database, 1_500, |_| {}).await;
    let subjects = prepare(&portal).await;
    let functions: BTreeSet<&str> =
        leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path).collect();
    assert!(functions.len() >= 15, "server functions are registered");

    for function in &functions {
        refuses_unknown_fields(&portal, function, &subjects[0]).await;
    }
    // What is called changes what pages show: a view to begin with, files that are gone.
    let mut ledger = Vec::new();
    for (method, route) in ROUTES {
        let path = |subject: &Subject| {
            let id = match route.split('/').nth(1) {
                Some("organizations") => subject.org.0,
                Some("people") => subject.person.0,
                Some("exports") => subject.exports[0].0,
                Some("orders") => subject.order.0,
                Some("invoices") => subject.invoice.0,
                _ => subject.license.id.0,
            };
            route.replace("{id}", &id.to_string()).replace("{name}", "none.ics")
        };
        let asked: Vec<String> = subjects.iter().map(path).collect();
        for (at, relation) in about(&asked) {
            let mut line = Entry::new(method, route, relation);
            for (_, email) in CALLERS {
                let cookie = session(&portal, email).await;
                let body = if method == "POST" { "next=%2F".to_owned() } else { String::new() };
                let kind = match method {
                    "POST" => "application/x-www-form-urlencoded",
                    _ => "text/html",
                };
                let call = request(method, &asked[at], cookie.as_deref(), kind, body);
                line.answer(status(&portal, call).await);
            }
            ledger.push(line.0);
        }
    }
    for function in functions {
        let name = function.trim_start_matches("/api/");
        let body = |subject: &Subject, caller: usize| {
            let arguments = arguments(name, subject, caller);
            arguments.unwrap_or_else(|| panic!("{function} has no entry in the ledger")).to_string()
        };
        let asked: Vec<String> = subjects.iter().map(|subject| body(subject, 0)).collect();
        for (at, relation) in about(&asked) {
            let mut line = Entry::new("POST", function, relation);
            let mut told = [0; CALLERS.len()];
            for caller in turns(at) {
                // Each call has a session of its own, as some end it.
                let cookie = session(&portal, CALLERS[caller].1).await;
                let body = body(&subjects[at], caller);
                let call = request("POST", function, cookie.as_deref(), "application/json", body);
                told[caller] = status(&portal, call).await;
            }
            told.into_iter().for_each(|status| line.answer(status));
            ledger.push(line.0);
        }
    }
    portal.shutdown.cancel();
    compare(ledger);
}

/// A call of nobody's is refused for what it says, before who calls, wherever there is a field
/// in it that is not known.
async fn refuses_unknown_fields(portal: &Portal, function: &str, subject: &Subject) {
    let name = function.trim_start_matches("/api/");
    let known = arguments(name, subject, 0).unwrap_or_else(|| panic!("{function} has no entry"));
    for wrong in with_surplus(&known) {
        let call = request("POST", function, None, "application/json", wrong.to_string());
        let response = portal.send(call).await;
        let status = response.status().as_u16();
        let answer = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let error = serde_json::from_slice::<ApiError>(&answer).ok();
        let refused = error.is_some_and(|error| {
            status == 422
                && error.code == ErrorCode::Invalid
                && error.fields.is_empty()
                && error.reason.is_none()
        });
        assert!(refused, "{function} {wrong}: {status} {}", String::from_utf8_lossy(&answer));
    }
}

/// What a value becomes with a field more, in itself and in each that it holds.
fn with_surplus(value: &Value) -> Vec<Value> {
    let Value::Object(fields) = value else { return Vec::new() };
    let mut all = vec![fields.clone()];
    all[0].insert("surplus".to_owned(), json!({ "surplus": [] }));
    for (key, inner) in fields {
        for wrong in with_surplus(inner) {
            let mut fields = fields.clone();
            fields.insert(key.clone(), wrong);
            all.push(fields);
        }
    }
    all.into_iter().map(Value::Object).collect()
}

/// A line of the ledger.
struct Entry(String);

impl Entry {
    fn new(method: &str, path: &str, relation: &str) -> Self {
        Self(format!("{:<38} {relation:<11}", format!("{method} {path}")))
    }

    fn answer(&mut self, status: u16) {
        write!(self.0, "{status:<8}").unwrap();
    }
}

async fn session(portal: &Portal, email: Option<&str>) -> Option<String> {
    Some(portal.open_session(email?).await)
}

/// Sorted by endpoint, so that who may do what stands together.
fn compare(mut ledger: Vec<String>) {
    let order: Vec<&str> = RELATIONS.iter().map(|(relation, _)| *relation).collect();
    ledger.sort_by_key(|line| {
        let (endpoint, relation) = (line[..38].to_owned(), line[39..50].trim_end().to_owned());
        (endpoint, order.iter().position(|known| *known == relation))
    });
    let head = format!("{:<38} {:<11}", "endpoint", "things of");
    let heads = CALLERS.iter().map(|(caller, _)| format!("{caller:<8}"));
    let head = format!("{head}{}", heads.collect::<String>());
    let lines = std::iter::once(head).chain(ledger);
    let lines: Vec<String> = lines.map(|line| line.trim_end().to_owned()).collect();
    let now = lines.join("\n") + "\n";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/ledger/ledger.txt");
    if std::env::var_os("UPDATE_LEDGER").is_some() {
        std::fs::write(path, &now).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(kept == now, "who may do what has changed; UPDATE_LEDGER=1 writes it down:\n{now}");
}

#[test]
fn the_ledger_knows_every_plain_route() {
    let constants =
        [("UPLOAD", app::api::imports::UPLOAD), ("EVIDENCE", app::api::programs::UPLOAD)];
    let plain = routes::of_folder(concat!(env!("CARGO_MANIFEST_DIR"), "/src"), &constants);
    assert!(plain.len() >= 20, "{plain:?}");
    assert_eq!(routes::unknown(&plain, &ROUTES), Vec::<String>::new(), "have no entry");
    let pages = leptos_axum::generate_route_list(app::App);
    for page in pages {
        assert!(ROUTES.contains(&("GET", page.path())), "{} has no entry", page.path());
        let methods: Vec<_> = page.methods().collect();
        assert_eq!(methods, [leptos_router::Method::Get], "{}", page.path());
    }
    for (path, method) in leptos::server_fn::axum::server_fn_paths() {
        assert_eq!(method, "POST", "{path}");
    }
}
