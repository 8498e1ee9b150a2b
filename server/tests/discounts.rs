//! Requests for discounts over HTTP: their files, whom they are given to, and their pages.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "common/portal.rs"]
mod portal;

use app::api::programs::Asked;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use axum::response::Response;
use domain::ids::ProgramRequestId;
use domain::people::Principal;
use domain::program::{ApprovalDraft, MAX_FILE_BYTES, ProgramState};
use portal::{Portal, of};
use services::Services;
use uuid::Uuid;

const PARTNER: &str = "owner@kranich.example";
const READER: &str = "reader@kranich.example";
const STRANGER: &str = "owner@bergfried.example";
const CUSTOMER: &str = "owner@westernhagen.example";
const DISTRIBUTOR: &str = "owner@nordlicht.example";
const PDF: &[u8] = b"%PDF-1.7\nA school.";

async fn principal(services: &Services, email: &str) -> Principal {
    let account = services.store.account_by_email(email).await.unwrap().unwrap();
    services.store.principal_load(account.root, account.person).await.unwrap().unwrap()
}

async fn text(response: Response) -> String {
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(body.to_vec()).unwrap()
}

/// A form with its files: name, content.
fn form(fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!(
            "--limit\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        body.extend_from_slice(part.as_bytes());
    }
    for (name, content) in files {
        let head = format!(
            "--limit\r\ncontent-disposition: form-data; name=\"evidence\"; \
             filename=\"{name}\"\r\ncontent-type: text/html\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--limit--\r\n");
    body
}

async fn send(portal: &Portal, cookie: &str, accept: &str, body: Vec<u8>) -> Response {
    let request = Request::post("/discounts/upload")
        .header("content-type", "multipart/form-data; boundary=limit")
        .header("content-length", body.len())
        .header("sec-fetch-site", "same-origin")
        .header("accept", accept)
        .header("cookie", cookie);
    portal.send(request.body(Body::from(body)).unwrap()).await
}

/// What a page shows: it carries all messages besides.
async fn shown(response: Response) -> String {
    let html = text(response).await;
    let main = html.split_once("<main").and_then(|(_, rest)| rest.split_once("</main>"));
    main.expect("a page").0.to_owned()
}

async fn requests(portal: &Portal) -> usize {
    let sql = "SELECT id::text FROM program_request";
    store::testing::texts(&portal.url, sql).await.len()
}

/// A request with one PDF; its id.
async fn asked(portal: &Portal, files: &[(&str, &[u8])]) -> ProgramRequestId {
    let customer = principal(&portal.services, CUSTOMER).await.org.to_string();
    let id = Uuid::now_v7().to_string();
    let fields =
        [("id", &*id), ("customer", &*customer), ("program", "student"), ("message", "Once")];
    let cookie = portal.open_session(PARTNER).await;
    let answer = send(portal, &cookie, "application/json", form(&fields, files)).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let asked: Asked = serde_json::from_str(&text(answer).await).unwrap();
    assert_eq!(asked.id.to_string(), id);
    asked.id
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_comes_back_to_those_who_may_open_it() {
    let portal = Portal::new(|_| ()).await;
    let sneaky: &[(&str, &[u8])] = &[
        ("../../<script>card</script>.PDF", PDF),
        ("Schülerausweis.jpg", b"\xff\xd8\xff\xe0 a picture"),
    ];
    let id = asked(&portal, sneaky).await;
    let file = async |email: &str, place: &str| {
        let cookie = portal.open_session(email).await;
        portal.get(&format!("/discounts/{id}/files/{place}"), &[("cookie", &cookie)]).await
    };
    for email in [PARTNER, DISTRIBUTOR] {
        let kept = file(email, "0").await;
        assert_eq!(kept.status(), StatusCode::OK, "{email}");
        // Whatever the browser said that it was: it is kept, and never shown as a page.
        assert_eq!(of(&kept, "content-type"), "application/pdf");
        assert_eq!(of(&kept, "x-content-type-options"), "nosniff");
        assert_eq!(of(&kept, "cache-control"), "private, no-store");
        assert!(of(&kept, "content-security-policy").contains("sandbox"));
        let named = of(&kept, "content-disposition");
        assert!(named.starts_with("attachment; filename=\"") && !named.contains('<'), "{named}");
        assert!(!named.contains(".."), "{named}");
        assert_eq!(to_bytes(kept.into_body(), usize::MAX).await.unwrap(), PDF);
    }
    let picture = file(DISTRIBUTOR, "1").await;
    assert_eq!(of(&picture, "content-type"), "image/jpeg");
    assert!(of(&picture, "content-disposition").ends_with("UTF-8''Sch%C3%BClerausweis.jpg"));
    for (email, place, status) in [
        (STRANGER, "0", StatusCode::NOT_FOUND),
        (READER, "0", StatusCode::FORBIDDEN),
        (CUSTOMER, "0", StatusCode::FORBIDDEN),
        (PARTNER, "2", StatusCode::NOT_FOUND),
        (PARTNER, "-1", StatusCode::NOT_FOUND),
        (PARTNER, "99999", StatusCode::NOT_FOUND),
        (PARTNER, "x", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(file(email, place).await.status(), status, "{email} {place}");
    }
    let nobody = portal.get(&format!("/discounts/{id}/files/0"), &[]).await;
    assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
    portal.shutdown.cancel();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_code_goes_to_its_request() {
    let portal = Portal::new(|_| ()).await;
    let before = requests(&portal).await;
    let customer = principal(&portal.services, CUSTOMER).await.org.to_string();
    let fields = [("customer", &*customer), ("program", "charity"), ("message", "")];
    let cookie = portal.open_session(PARTNER).await;
    // Where no file was chosen, browsers send one without a name.
    let answer = send(&portal, &cookie, "text/html", form(&fields, &[("", b"")])).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(answer).await.contains("Add at least one file"));
    let answer = send(&portal, &cookie, "text/html", form(&fields, &[("a.pdf", PDF)])).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let page = of(&answer, "location");
    assert!(page.starts_with("/discounts/"));
    let answer = portal.get(&page, &[("accept", "text/html"), ("cookie", &cookie)]).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let shown = shown(answer).await;
    for part in ["Westernhagen GmbH", "Charity", "Waiting for an answer", "a.pdf"] {
        assert!(shown.contains(part), "{part}");
    }
    assert_eq!(requests(&portal).await, before + 1);
    portal.shutdown.cancel();
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_no_evidence_are_refused_and_nothing_is_kept() {
    let portal = Portal::new(|_| ()).await;
    let before = requests(&portal).await;
    let customer = principal(&portal.services, CUSTOMER).await.org.to_string();
    let fields = [("customer", &*customer), ("program", "student"), ("message", "")];
    let cookie = portal.open_session(PARTNER).await;
    let mut large = PDF.to_vec();
    large.resize(usize::try_from(MAX_FILE_BYTES).unwrap() + 1, 0);
    let refused = async |cookie: &str, body: Vec<u8>| {
        let answer = send(&portal, cookie, "application/json", body).await;
        (answer.status(), text(answer).await)
    };
    let files: Vec<(&str, &[u8], &str)> = vec![
        ("page.html", b"<script>alert(1)</script>", "evidence-type"),
        ("page.pdf", b"<script>alert(1)</script>", "evidence-type"),
        ("page.png", PDF, "evidence-mismatch"),
        ("empty.pdf", b"", "file-empty"),
        ("large.pdf", &large, "file-too-big"),
    ];
    for (name, content, code) in files {
        let (status, told) = refused(&cookie, form(&fields, &[(name, content)])).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(told.contains(code) && told.contains("evidence-0"), "{name}: {told}");
    }
    let six = [("a.pdf", PDF); 6];
    let (_, told) = refused(&cookie, form(&fields, &six)).await;
    assert!(told.contains("evidence-too-many"), "{told}");
    // All that can be mended is told at once.
    let (status, told) = refused(&cookie, form(&[("program", "pirate")], &[])).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    for code in ["program-customer", "program-program", "evidence-missing"] {
        assert!(told.contains(code), "{code}: {told}");
    }
    // Larger than all files together may be: it is not even read to its end into memory.
    let huge = vec![("a.pdf", &*large); 6];
    let (status, told) = refused(&cookie, form(&fields, &huge)).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(told.contains("file-too-big"), "{told}");
    for (email, status) in [(READER, StatusCode::FORBIDDEN), (CUSTOMER, StatusCode::FORBIDDEN)] {
        let cookie = portal.open_session(email).await;
        assert_eq!(refused(&cookie, form(&fields, &[("a.pdf", PDF)])).await.0, status, "{email}");
    }
    let stranger = portal.open_session(STRANGER).await;
    let (_, told) = refused(&stranger, form(&fields, &[("a.pdf", PDF)])).await;
    assert!(told.contains("order-customer-unknown"), "{told}");
    let (status, _) = refused("", form(&fields, &[("a.pdf", PDF)])).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let (status, _) = refused(&cookie, b"--limit\r\nno form".to_vec()).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(requests(&portal).await, before);
    portal.shutdown.cancel();
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_whole_without_any_script_and_tell_strangers_nothing() {
    let portal = Portal::new(|_| ()).await;
    let id = asked(&portal, &[("school.pdf", PDF)]).await;
    let distributor = principal(&portal.services, DISTRIBUTOR).await;
    let draft = ApprovalDraft { percent: 30, days: 10, licenses: 2 };
    let link = portal.services.program_approve(&distributor, id, 1, draft).await.unwrap();
    assert_eq!(link.request.state, ProgramState::Approved);
    let one = format!("/discounts/{id}");
    let page = async |email: &str, path: &str| {
        let cookie = portal.open_session(email).await;
        let answer = portal.get(path, &[("accept", "text/html"), ("cookie", &cookie)]).await;
        (answer.status(), shown(answer).await)
    };
    for (email, path, parts) in [
        (PARTNER, "/discounts", &["Westernhagen GmbH", "Approved", "Ask for a discount"][..]),
        (DISTRIBUTOR, "/discounts", &["Westernhagen GmbH", "Kranich", "Waiting for an answer"]),
        (STRANGER, "/discounts", &["No discount was asked for"]),
        (PARTNER, "/discounts/new", &["Evidence", "Student", "multipart/form-data"]),
        (PARTNER, &one, &["school.pdf", "Approved", "30%", "Make a new link"]),
        (CUSTOMER, &link.path, &["Your discount", "30%", "Business Security", "Kranich"]),
        (PARTNER, &link.path, &["Your discount", "Westernhagen GmbH"]),
    ] {
        let (status, html) = page(email, path).await;
        assert_eq!(status, StatusCode::OK, "{email} {path}");
        for part in parts {
            assert!(html.contains(part), "{email} {path}: {part}");
        }
        // The policy forbids them.
        assert!(!html.contains(" style=\""), "{path}");
    }
    // A link that is another's is like one that was never made.
    let none = format!("/discount/{}", "0".repeat(64));
    let (status, foreign) = page(STRANGER, &link.path).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(!foreign.contains("Westernhagen") && !foreign.contains("30%"));
    assert_eq!(page(STRANGER, &none).await.0, StatusCode::NOT_FOUND);
    assert_eq!(page(STRANGER, &one).await.0, StatusCode::NOT_FOUND);
    assert_eq!(page(CUSTOMER, "/discounts").await.0, StatusCode::FORBIDDEN);
    assert_eq!(page(READER, "/discounts/new").await.0, StatusCode::FORBIDDEN);
    let (_, html) = page(READER, &one).await;
    assert!(!html.contains("school.pdf") && !html.contains("Make a new link"));
    // Nobody signed in goes to sign in and comes back.
    let nobody = portal.get(&link.path, &[("accept", "text/html")]).await;
    assert_eq!(nobody.status(), StatusCode::FOUND);
    assert!(of(&nobody, "location").starts_with("/sign-in?next="));
    // It is over once it is withdrawn, and then its own people are told so.
    let request = link.request;
    portal.services.program_withdraw(&distributor, id, request.version, "").await.unwrap();
    let (_, html) = page(CUSTOMER, &link.path).await;
    assert!(html.contains("This discount cannot be used"));
    portal.shutdown.cancel();
}
