//! The grids besides the licenses: whoever may see them sees their own, as a page, as a file and
//! over the socket.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "common/portal.rs"]
mod portal;

use app::live::wire::{Ask, ClientFrame, ServerFrame, Topic, decode, encode};
use axum::body::Body;
use axum::http::{self, Request, StatusCode};
use domain::license::LicenseRow;
use domain::people::Principal;
use domain::view::{ViewDraft, ViewRef};
use futures::{SinkExt, StreamExt};
use grid::activity::ActivityRow;
use grid::customers::CustomerRow;
use grid::page::{Line, Page};
use grid::patch::Told;
use http_body_util::BodyExt;
use portal::{Portal, of};
use serde::de::DeserializeOwned;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

const PARTNER: &str = "admin@kranich.example";
const OTHER: &str = "admin@bergfried.example";
const DISTRIBUTOR: &str = "owner@nordlicht.example";
const CUSTOMER: &str = "owner@westernhagen.example";
const LICENSES: u32 = 400;

async fn person(portal: &Portal, email: &str) -> Principal {
    let store = &portal.services.store;
    let account = store.account_by_email(email).await.unwrap().unwrap();
    store.principal_load(account.root, account.person).await.unwrap().unwrap()
}

fn rows<R>(page: Page<R>) -> Vec<R> {
    let row = |line| if let Line::Row(row) = line { Some(row) } else { None };
    page.window.into_iter().filter_map(row).collect()
}

async fn customers(portal: &Portal, who: &Principal, state: &str) -> Vec<CustomerRow> {
    rows(portal.services.grid_page(who, state, 0, 500).await.unwrap())
}

async fn activity(portal: &Portal, email: &str) -> Vec<ActivityRow> {
    let who = person(portal, email).await;
    rows(portal.services.grid_page(&who, "", 0, 500).await.unwrap())
}

/// A license in use of this customer.
async fn license_of(portal: &Portal, who: &Principal, customer: &CustomerRow) -> LicenseRow {
    let state = format!("customer={}", customer.org.id);
    let mut found = rows(portal.services.license_page(who, &state, 0, 500).await.unwrap());
    assert_eq!(found.len() as i64, customer.counts[0], "the licenses that it leads to");
    let seats: i64 = found.iter().filter_map(|row| row.seats).map(i64::from).sum();
    assert_eq!(seats, customer.counts[1]);
    found.swap_remove(0)
}

/// Changes a note, and a second later the name.
async fn work(portal: &Portal, who: &Principal, row: &LicenseRow) {
    let services = &portal.services;
    let row = services.set_license_note(who, row.id, row.version, "A quiet word").await.unwrap();
    services.clock.set(services.clock.now() + Duration::from_secs(1));
    services.rename_license(who, row.id, row.version, "Called otherwise").await.unwrap();
}

async fn text(portal: &Portal, path: &str, email: &str) -> (StatusCode, String, String) {
    let cookie = portal.open_session(email).await;
    let answer = portal.get(path, &[("accept", "text/html"), ("cookie", &cookie)]).await;
    let (status, name) = (answer.status(), of(&answer, "content-disposition"));
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&bytes).into_owned(), name)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_rows_are_in_the_page() {
    let portal = Portal::with(LICENSES, |services| services).await;
    let who = person(&portal, PARTNER).await;
    let some = customers(&portal, &who, "sort=-licenses").await.swap_remove(0);
    work(&portal, &who, &license_of(&portal, &who, &some).await).await;

    let (status, page, _) = text(&portal, "/customers?sort=-licenses", PARTNER).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("data-grid=\"customers\"") && page.contains("<h1"));
    let to = format!("href=\"/licenses?customer={}\"", some.org.id);
    assert!(page.contains(&to), "a customer leads to its licenses");
    assert!(!page.contains("data-act=\"menu\""), "nothing can be done to it");

    let (status, page, _) = text(&portal, "/activity", PARTNER).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("A quiet word") && page.contains("Renamed"), "newest and words");
    assert!(page.contains("15 Jun 2026, 10:00 UTC"), "moments, not days");
    let (_, page, _) = text(&portal, "/activity?group=at.year,action&open=2026", PARTNER).await;
    assert!(page.contains("Note changed"), "grouped by year, then by what was done");

    let (status, _, _) = text(&portal, "/customers", CUSTOMER).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "customers have no customers");
    portal.shutdown.cancel();
}

/// A call of somebody who is not allowed it.
async fn refused(portal: &Portal, request: http::request::Builder, email: &str, body: Body) {
    let cookie = portal.open_session(email).await;
    let headers = [("cookie", &*cookie), ("sec-fetch-site", "same-origin")];
    let answer = portal.send(portal::with(request, &headers, body)).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_activity_and_told_at_once() {
    let portal = Portal::with(LICENSES, |services| services).await;
    let mut log = connect(&portal, PARTNER).await;
    let before = ask::<ActivityRow>(&mut log, "activity", "", 1).await;
    let reader = "reader@kranich.example";
    let form = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n\
                Key\r\n--x--\r\n";
    let note = r#"{"id":"00000000-0000-7000-8000-000000000000","version":1,"note":"x"}"#;
    for _ in 0..5 {
        let upload = Request::post("/import/upload")
            .header("content-type", "multipart/form-data; boundary=x");
        refused(&portal, upload, reader, Body::from(form)).await;
        let call =
            Request::post("/api/set_license_note").header("content-type", "application/json");
        refused(&portal, call, reader, Body::from(note)).await;
        let file = Request::get("/export/customers.csv");
        refused(&portal, file, CUSTOMER, Body::empty()).await;
        let page = Request::get("/customers").header("accept", "text/html");
        refused(&portal, page, CUSTOMER, Body::empty()).await;
    }
    let begun = std::time::Instant::now();
    let ServerFrame::Stale { view: 1, turn: 1, .. } = hear(&mut log).await else {
        panic!("the open page is told")
    };
    assert!(begun.elapsed() < Duration::from_secs(1), "at once");
    let now = ask::<ActivityRow>(&mut log, "activity", "action=refused", 2).await;
    assert!(before.iter().all(|row| row.entry.action != "refused"));
    let mut told: Vec<String> =
        now.iter().map(|row| row.entry.told(str::to_owned).replace("– → ", "")).collect();
    told.sort();
    let may = |endpoint: &str, policy: &str| {
        format!("endpoint: {endpoint} · policy: {policy} · reason: forbidden")
    };
    let all = [
        may("/api/set_license_note", "edit-note"),
        may("/customers", "view-customers"),
        may("/export/customers", "view-customers"),
        may("/import/upload", "import"),
    ];
    assert_eq!(told, all, "each once, however often it was tried");
    assert!(activity(&portal, CUSTOMER).await.iter().all(|row| row.entry.action != "refused"));
    portal.shutdown.cancel();
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_what_is_not_theirs() {
    let portal = Portal::with(LICENSES, |services| services).await;
    let (who, other) = (person(&portal, PARTNER).await, person(&portal, OTHER).await);
    let (own, others) = (customers(&portal, &who, "").await, customers(&portal, &other, "").await);
    let all = customers(&portal, &person(&portal, DISTRIBUTOR).await, "").await;
    let has = |rows: &[CustomerRow], one: &CustomerRow| rows.iter().any(|row| row == one);
    assert!(!own.is_empty() && !others.is_empty());
    assert!(own.iter().all(|row| has(&all, row) && !has(&others, row)));
    assert!(own.iter().all(|row| row.partner.id == who.org));

    let name = own.iter().find(|row| row.org.name.contains("Westernhagen")).expect("the demo's");
    work(&portal, &who, &license_of(&portal, &who, name).await).await;
    let told =
        |rows: Vec<ActivityRow>| rows.into_iter().map(|row| row.entry.action).collect::<Vec<_>>();
    assert_eq!(told(activity(&portal, PARTNER).await), ["renamed", "note-edited"]);
    assert_eq!(told(activity(&portal, DISTRIBUTOR).await), ["renamed", "note-edited"]);
    assert_eq!(told(activity(&portal, CUSTOMER).await), ["renamed"], "not the partner's own words");
    assert_eq!(told(activity(&portal, OTHER).await), [""; 0]);
    assert_eq!(told(activity(&portal, "owner@ttt-point.example").await), [""; 0]);
    portal.shutdown.cancel();
}

#[tokio::test(flavor = "multi_thread")]
async fn files_and_views_are_of_every_grid() {
    let portal = Portal::with(LICENSES, |services| services).await;
    let who = person(&portal, PARTNER).await;
    let (status, file, name) = text(&portal, "/export/customers.csv?group=licenses", PARTNER).await;
    assert_eq!((status, name), (StatusCode::OK, attachment("customers-2026-06-15.csv")));
    let mut lines = file.trim_start_matches('\u{feff}').lines();
    let headings = lines.next().unwrap();
    assert!(headings.starts_with("\"Licenses\",\"Count\",\"Name\""), "{headings}");
    let total = customers(&portal, &who, "").await.len();
    assert!(lines.last().unwrap().starts_with(&format!("\"Total\",{total}")), "{file}");

    let first = customers(&portal, &who, "sort=-licenses").await.swap_remove(0);
    work(&portal, &who, &license_of(&portal, &who, &first).await).await;
    let (_, file, name) = text(&portal, "/export/activity.csv", PARTNER).await;
    assert_eq!(name, attachment("activity-2026-06-15.csv"));
    assert!(
        file.contains("\"2026-06-15 10:00:00\"") && file.contains("Note: – → A quiet word"),
        "{file}"
    );
    for unknown in ["/export/nothing.csv", "/export/customers.pdf", "/export/customers"] {
        assert_eq!(text(&portal, unknown, PARTNER).await.0, StatusCode::NOT_FOUND, "{unknown}");
    }

    let services = &portal.services;
    let draft = ViewDraft { name: "By day".into(), state: "group=at.day".into(), shared: false };
    let view = services.view_save(&who, "activity", draft).await.unwrap();
    services.view_set_default(&who, "activity", Some(ViewRef::Saved(view.id))).await.unwrap();
    let soon = Some(ViewRef::BuiltIn("expires-soon".to_owned()));
    services.view_set_default(&who, "customers", soon).await.unwrap();
    for (path, to) in
        [("/activity", "/activity?group=at.day"), ("/customers", "/customers?sort=next&soon=1..")]
    {
        let cookie = portal.open_session(PARTNER).await;
        let answer = portal.get(path, &[("accept", "text/html"), ("cookie", &cookie)]).await;
        assert_eq!(of(&answer, "location"), to);
    }
    portal.shutdown.cancel();
}

fn attachment(name: &str) -> String {
    format!("attachment; filename=\"{name}\"")
}

type Stream = WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>;

async fn connect(portal: &Portal, email: &str) -> Stream {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let app = portal.app.clone().into_make_service_with_connect_info::<std::net::SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, app).await });
    let mut request = format!("ws://127.0.0.1:{port}/live").into_client_request().unwrap();
    let cookie = portal.open_session(email).await;
    request.headers_mut().insert("cookie", cookie.parse().unwrap());
    request.headers_mut().insert("sec-fetch-site", "same-origin".parse().unwrap());
    let mut stream = connect_async(request).await.unwrap().0;
    assert_eq!(hear(&mut stream).await, ServerFrame::Welcome);
    stream
}

async fn hear(stream: &mut Stream) -> ServerFrame {
    loop {
        let heard = tokio::time::timeout(Duration::from_secs(20), stream.next()).await;
        if let Message::Binary(bytes) = heard.expect("in time").unwrap().unwrap()
            && let frame = decode(&bytes).unwrap()
            && frame != ServerFrame::Beat
        {
            return frame;
        }
    }
}

/// Asks for a grid, and hears its first rows.
async fn ask<R: DeserializeOwned>(
    stream: &mut Stream,
    grid: &str,
    state: &str,
    turn: u32,
) -> Vec<R> {
    let (grid, state) = (grid.to_owned(), state.to_owned());
    let topic =
        Topic::Grid(Ask { grid, state, turn, start: 0, len: 40, anchor: None, near: Vec::new() });
    let frame = encode(&ClientFrame::Watch { view: 1, topic });
    stream.send(Message::Binary(frame.into())).await.unwrap();
    let told = loop {
        match hear(stream).await {
            ServerFrame::Lines { told, .. } => break told,
            // Said of the question before this one.
            ServerFrame::Stale { turn: earlier, .. } if earlier < turn => {}
            frame => panic!("lines, not {frame:?}"),
        }
    };
    let mut told: Told<R> = decode(&told).unwrap();
    let lines = told.onto(&[]).unwrap().into_iter();
    lines
        .filter_map(|line| match std::sync::Arc::into_inner(line) {
            Some(Line::Row(row)) => Some(row),
            _ => None,
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_told_as_a_number_and_read_again() {
    let portal = Portal::with(LICENSES, |services| services).await;
    let who = person(&portal, PARTNER).await;
    // The licenses of this tree are in memory; these grids are not.
    let root = portal.services.roots.look(who.scope.root).await.unwrap();
    assert!(root.watch_mirror().wait_for(|ready| *ready).await.is_ok());

    let mut list = connect(&portal, PARTNER).await;
    let state = "sort=-licenses";
    let before = ask::<CustomerRow>(&mut list, "customers", state, 1).await;
    let mut others = connect(&portal, OTHER).await;
    ask::<CustomerRow>(&mut others, "customers", "", 1).await;
    // Last, as each of these has signed in, which is activity, too.
    let mut log = connect(&portal, PARTNER).await;
    let done = "entity=license";
    assert_eq!(ask::<ActivityRow>(&mut log, "activity", done, 1).await, []);

    let license = license_of(&portal, &who, &before[0]).await;
    work(&portal, &who, &license).await;
    let mut changes = 0;
    while changes < 2 {
        let frame = hear(&mut log).await;
        let ServerFrame::Stale { turn: 1, changes: now, .. } = frame else { panic!("{frame:?}") };
        changes = now;
    }
    assert_eq!(changes, 2);
    let now = ask::<ActivityRow>(&mut log, "activity", done, 2).await;
    assert_eq!(now[0].entry.action, "renamed");
    assert_eq!(now[0].subject.as_deref(), Some("Called otherwise"));

    // A customer's numbers do not change by notes and names; by another owner they do.
    let services = &portal.services;
    let (row, _) = services.license_get(&who, license.id).await.unwrap();
    let offer = rows(services.license_page(&who, "tab=active", 0, 500).await.unwrap());
    let mut renewed = 0;
    for row in offer.into_iter().chain([row]) {
        let with = domain::command::RenewWith::Years(1);
        let idempotency = uuid::Uuid::new_v4();
        let (id, version) = (row.id, row.version);
        let (again, price) = (false, domain::renewal::Agreed::AnyPrice);
        let renewal =
            domain::command::RenewLicense { id, version, with, again, price, idempotency };
        renewed += u64::from(services.renew_license(&who, renewal).await.is_ok());
        if renewed > 0 {
            break;
        }
    }
    assert_eq!(renewed, 1, "the demo has a license to renew");
    assert_eq!(hear(&mut list).await, ServerFrame::Stale { view: 1, turn: 1, changes: 1 });
    ask::<CustomerRow>(&mut list, "customers", state, 2).await;
    let silent = tokio::time::timeout(Duration::from_millis(300), hear(&mut others)).await;
    assert!(silent.is_err(), "nothing of theirs has changed");

    // Whoever may not see a grid is answered that it failed.
    let mut customer = connect(&portal, CUSTOMER).await;
    let (grid, state) = ("customers".to_owned(), String::new());
    let topic = Topic::Grid(Ask {
        grid,
        state,
        turn: 1,
        start: 0,
        len: 40,
        anchor: None,
        near: Vec::new(),
    });
    let frame = encode(&ClientFrame::Watch { view: 1, topic });
    customer.send(Message::Binary(frame.into())).await.unwrap();
    assert_eq!(hear(&mut customer).await, ServerFrame::Failed { view: 1, turn: 1 });
    portal.shutdown.cancel();
}
