//! The router with all its layers, on a real database.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod common;
#[path = "common/portal.rs"]
mod portal;

use app::api::{ApiError, ErrorCode, codec::POSTCARD};
use app::i18n::source;
use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
    response::Response,
};
use domain::license::LicenseRow;
use domain::people::Language;
use grid::page::Page;
use http_body_util::BodyExt;
use portal::{EMAIL, Portal, cookie, of, with};
use server::postgres::EmbeddedPostgres;
use services::demo;

async fn text(response: Response) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().into()).unwrap()
}

const PAGE: (&str, &str) = ("accept", "text/html");

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_the_security_headers_and_its_name() {
    let portal = Portal::new(|_| ()).await;
    for path in ["/sign-in", "/healthz", "/pkg/seatkeeper.js", "/nowhere", "/api/nothing"] {
        let response = portal.get(path, &[PAGE]).await;
        for (name, part) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("content-security-policy", "frame-ancestors 'none'"),
            ("content-security-policy", "base-uri 'none'"),
            ("cross-origin-opener-policy", "same-origin"),
            ("permissions-policy", "camera=()"),
        ] {
            assert!(of(&response, name).contains(part), "{path}: {name}");
        }
        assert_eq!(of(&response, "x-request-id").len(), 32, "{path}");
        assert_eq!(of(&response, "strict-transport-security"), "", "{path}: no https here");
    }
    let page = portal.get("/sign-in", &[PAGE]).await;
    let policy = of(&page, "content-security-policy");
    let (_, nonce) = policy.split_once("'nonce-").expect("a nonce");
    let nonce = nonce.split('\'').next().unwrap().to_owned();
    assert_eq!(of(&page, "cache-control"), "no-store");
    assert!(text(page).await.contains(&format!("nonce=\"{nonce}\"")), "the page's own nonce");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_keeps_a_sane_name_and_loses_a_bad_one() {
    let portal = Portal::new(|_| ()).await;
    let kept = portal.get("/healthz", &[("x-request-id", "proxy-0123456789")]).await;
    assert_eq!(of(&kept, "x-request-id"), "proxy-0123456789");
    for bad in ["short", "with space in it", &"x".repeat(65), "<script>alert</script>"] {
        let response = portal.get("/healthz", &[("x-request-id", bad)]).await;
        assert_ne!(of(&response, "x-request-id"), bad);
    }
    let named = [("x-request-id", "proxy-0123456789"), ("sec-fetch-site", "cross-site")];
    let refused = portal.send(with(Request::post("/api/x"), &named, Body::empty())).await;
    assert!(text(refused).await.contains("proxy-0123456789"), "errors name the request");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_other_sites_send_is_refused() {
    let portal = Portal::new(|_| ()).await;
    let cookie = portal.sign_in().await;
    let paths = ["/sign-in", "/sign-out", "/api/set_language", "/import/upload", "/nowhere"];
    for path in paths {
        for headers in [
            vec![("sec-fetch-site", "cross-site")],
            vec![("sec-fetch-site", "same-site")],
            vec![("origin", "https://evil.example"), ("host", "portal.example")],
            vec![("origin", "null"), ("host", "portal.example")],
            vec![("host", "portal.example")],
        ] {
            for method in ["POST", "PUT", "PATCH", "DELETE"] {
                let request = Request::builder().method(method).uri(path).header("cookie", &cookie);
                let response = portal.send(with(request, &headers, Body::empty())).await;
                assert_eq!(response.status(), StatusCode::FORBIDDEN, "{method} {path} {headers:?}");
            }
        }
    }
    let socket = [
        ("cookie", cookie.as_str()),
        ("connection", "upgrade"),
        ("upgrade", "websocket"),
        ("origin", "https://evil.example"),
        ("host", "portal.example"),
    ];
    assert_eq!(portal.get("/live", &socket).await.status(), StatusCode::FORBIDDEN);
    let still = portal.get("/licenses", &[PAGE, ("cookie", &cookie)]).await;
    assert_eq!(still.status(), StatusCode::OK, "nobody was signed out");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_and_out() {
    let portal = Portal::new(|_| ()).await;
    let away = portal.get("/licenses?tab=all", &[PAGE]).await;
    assert!(away.status().is_redirection(), "{}", away.status());
    let location = of(&away, "location");
    assert!(location.starts_with("/sign-in?next=%2Flicenses%3Ftab"), "{location}");

    let form = format!("email={EMAIL}&password={}&next=/licenses%3Fq%3Da", demo::PASSWORD);
    let response = portal.post("/sign-in", &[], &form).await;
    assert_eq!(of(&response, "location"), "/licenses?q=a");
    let set = of(&response, "set-cookie");
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
    let cookie = cookie(&response);
    assert!(cookie.starts_with("seatkeeper_session="), "{cookie}");
    let page = portal.get("/licenses", &[PAGE, ("cookie", &cookie)]).await;
    assert_eq!(page.status(), StatusCode::OK);
    assert!(text(page).await.contains("Kranich Systemhaus GmbH"));

    let out = portal.post("/sign-out", &[("cookie", &cookie)], "").await;
    assert_eq!(of(&out, "location"), "/sign-in");
    assert!(of(&out, "set-cookie").contains("Max-Age=0"));
    let over = portal.get("/licenses", &[PAGE, ("cookie", &cookie)]).await;
    assert!(over.status().is_redirection(), "the session itself is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_anew_ends_the_earlier_session_of_the_browser() {
    let portal = Portal::new(|_| ()).await;
    let first = portal.sign_in().await;
    let form = format!("email={EMAIL}&password={}", demo::PASSWORD);
    let second = cookie(&portal.post("/sign-in", &[("cookie", &first)], &form).await);
    assert_ne!(first, second);
    let old = portal.get("/licenses", &[PAGE, ("cookie", &first)]).await;
    assert!(old.status().is_redirection());
    let new = portal.get("/licenses", &[PAGE, ("cookie", &second)]).await;
    assert_eq!(new.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_sign_in_says_so_once_and_keeps_the_address() {
    let portal = Portal::new(|_| ()).await;
    let mut answers = Vec::new();
    for email in [EMAIL, "nobody@example.org"] {
        let form = format!("email={email}&password=wrong&next=//evil.example");
        let response = portal.post("/sign-in", &[], &form).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(of(&response, "location"), "/sign-in");
        let flash = cookie(&response);
        let page = portal.get("/sign-in", &[PAGE, ("cookie", &flash)]).await;
        let cleared = of(&page, "set-cookie");
        assert!(cleared.starts_with("flash=;") && cleared.contains("Max-Age=0"), "{cleared}");
        let page = text(page).await;
        assert!(page.contains("Email or password is wrong."), "{page}");
        assert!(page.contains(email));
        answers.push(flash.replace(&email.replace('@', "%40"), ""));
    }
    assert_eq!(answers[0], answers[1], "unknown people and wrong passwords look the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_led_to_another_site() {
    let portal = Portal::new(|_| ()).await;
    for next in ["//evil.example", "/%5Cevil.example", "https://evil.example", "%09//evil.example"]
    {
        let form = format!("email={EMAIL}&password={}&next={next}", demo::PASSWORD);
        let response = portal.post("/sign-in", &[], &form).await;
        assert_eq!(of(&response, "location"), "/licenses", "{next}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn over_https_cookies_are_bound_to_the_host() {
    let portal = Portal::new(|settings| settings.secure = true).await;
    let form = format!("email={EMAIL}&password={}", demo::PASSWORD);
    let response = portal.post("/sign-in", &[], &form).await;
    let set = of(&response, "set-cookie");
    assert!(set.starts_with("__Host-seatkeeper_session=") && set.contains("Secure"), "{set}");
    assert!(of(&response, "strict-transport-security").starts_with("max-age="));
    let plain = cookie(&response).replace("__Host-", "");
    let away = portal.get("/licenses", &[PAGE, ("cookie", &plain)]).await;
    assert!(away.status().is_redirection(), "the plain name does not count");
}

#[tokio::test(flavor = "multi_thread")]
async fn server_functions_answer_with_true_statuses() {
    let portal = Portal::new(|_| ()).await;
    let headers = [("content-type", "application/json"), ("sec-fetch-site", "same-origin")];
    let request = with(Request::post("/api/import_list"), &headers, Body::from("{}"));
    let nobody = portal.send(request).await;
    assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
    assert!(text(nobody).await.contains("unauthenticated"));

    let cookie = portal.sign_in().await;
    let request = Request::post("/api/import_list").header("cookie", &cookie);
    let somebody = portal.send(with(request, &headers, Body::from("{}"))).await;
    assert_eq!(somebody.status(), StatusCode::OK);
    assert_eq!(of(&somebody, "content-type"), "application/json");
    assert_eq!(text(somebody).await, "[]");

    let request = Request::post("/api/import_list").header("cookie", &cookie);
    let body = Body::from(vec![b' '; 300 * 1024]);
    let long =
        portal.send(with(request, &[headers[0], headers[1], ("content-length", "307200")], body));
    assert_eq!(long.await.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_and_programs_are_answered_in_what_they_read() {
    let portal = Portal::new(|_| ()).await;
    let cookie = portal.sign_in().await;
    let ask = async |cookie: &str, question: (&str, Vec<u8>), accept: &str| {
        let (kind, body) = question;
        let request = Request::post("/api/license_page")
            .header("sec-fetch-site", "same-origin")
            .header("cookie", cookie)
            .header("accept", accept)
            .header("content-type", kind);
        let response = portal.send(request.body(Body::from(body)).unwrap()).await;
        let kind = of(&response, "content-type");
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (kind, body)
    };
    let json = || ("application/json", br#"{"state":"","start":0,"len":3}"#.to_vec());
    let postcard = || (POSTCARD, postcard::to_allocvec(&("", 0_u32, 3_u32)).unwrap());

    let (kind, body) = ask(&cookie, postcard(), POSTCARD).await;
    assert_eq!(kind, POSTCARD);
    let page: Page<LicenseRow> = postcard::from_bytes(&body).unwrap();
    let (kind, body) = ask(&cookie, json(), "application/json").await;
    assert_eq!(kind, "application/json");
    assert_eq!(serde_json::from_slice::<Page<LicenseRow>>(&body).unwrap(), page);

    let (kind, body) = ask("", postcard(), POSTCARD).await;
    assert_eq!(kind, POSTCARD);
    let error: ApiError = postcard::from_bytes(&body).unwrap();
    assert_eq!(error.code, ErrorCode::Unauthenticated);
    let (kind, body) = ask("", json(), "*/*").await;
    assert_eq!(kind, "application/json");
    assert_eq!(serde_json::from_slice::<ApiError>(&body).unwrap().code, error.code);
}

fn form_of(content: &[u8]) -> (HeaderMap, Body) {
    let head =
        "--limit\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n";
    let body = [head.as_bytes(), content, b"\r\n--limit--\r\n"].concat();
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_LENGTH, body.len().into());
    headers.insert(header::CONTENT_TYPE, "multipart/form-data; boundary=limit".parse().unwrap());
    headers.insert("sec-fetch-site", "same-origin".parse().unwrap());
    (headers, Body::from(body))
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_are_taken_up_to_their_limit() {
    let portal = Portal::new(|_| ()).await;
    let cookie = portal.sign_in().await;
    let upload = async |content: &[u8], accept: &str, cookie: &str, told: bool| {
        let (mut headers, body) = form_of(content);
        if !told {
            headers.remove(header::CONTENT_LENGTH);
        }
        let mut request =
            Request::post("/import/upload").header("accept", accept).header("cookie", cookie);
        *request.headers_mut().unwrap() = request
            .headers_ref()
            .unwrap()
            .iter()
            .chain(headers.iter())
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        portal.send(request.body(body).unwrap()).await
    };
    let small = b"license key;product\nAAAA-BBBB;Emsisoft\n";
    let program = upload(small, "application/json", &cookie, true).await;
    assert_eq!(program.status(), StatusCode::OK);
    assert!(text(program).await.contains("\"id\":\""));
    let person = upload(small, "text/html", &cookie, true).await;
    assert_eq!(person.status(), StatusCode::SEE_OTHER);
    assert!(of(&person, "location").starts_with("/import?id="));
    let nobody = upload(small, "application/json", "", true).await;
    assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);

    let large = vec![b'x'; 60 * 1024 * 1024];
    for told in [true, false] {
        let refused = upload(&large, "application/json", &cookie, told).await;
        assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE, "length told: {told}");
        assert!(text(refused).await.contains("file-too-big"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_a_download() {
    let portal = Portal::new(|_| ()).await;
    let cookie = portal.sign_in().await;
    let file = portal.get("/export/licenses.csv?tab=all", &[("cookie", &cookie)]).await;
    assert_eq!(file.status(), StatusCode::OK);
    assert_eq!(of(&file, "content-type"), "text/csv; charset=utf-8");
    assert!(of(&file, "content-disposition").starts_with("attachment; filename=\""));
    assert!(text(file).await.lines().count() > 2);
    for path in ["/export/licenses.pdf", "/export/nobody.csv"] {
        assert_eq!(portal.get(path, &[("cookie", &cookie)]).await.status(), StatusCode::NOT_FOUND);
    }
    let nobody = portal.get("/export/licenses.csv", &[]).await;
    assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_served_compressed_and_cacheable() {
    let portal = Portal::new(|_| ()).await;
    let script = portal.get("/pkg/seatkeeper.js", &[("accept-encoding", "br, gzip")]).await;
    assert_eq!(of(&script, "content-encoding"), "br");
    assert_eq!(of(&script, "cache-control"), "public, no-cache");
    assert_eq!(text(script).await, "brotli");
    let plain = portal.get("/pkg/seatkeeper.js", &[]).await;
    assert_eq!(text(plain).await, "plain");
    let icon = portal.get("/favicon.svg", &[]).await;
    assert_eq!(of(&icon, "cache-control"), "public, max-age=86400");
    assert_eq!(portal.get("/pkg/..%2F..%2Fetc/passwd", &[]).await.status(), StatusCode::NOT_FOUND);
    let page = portal.get("/nowhere", &[PAGE]).await;
    assert_eq!(page.status(), StatusCode::NOT_FOUND);
    assert_eq!(of(&page, "cache-control"), "no-store");
    assert!(text(page).await.contains("Nothing here"));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_speak_the_readers_language() {
    let portal = Portal::new(|_| ()).await;
    let german = portal.get("/sign-in", &[PAGE, ("accept-language", "de-CH,de;q=0.8")]).await;
    assert!(text(german).await.contains("<html lang=\"de\""));
    let chosen = [PAGE, ("accept-language", "de"), ("cookie", "lang=en")];
    assert!(text(portal.get("/sign-in", &chosen).await).await.contains("<html lang=\"en\""));
}

/// The texts of a language that the other has not, without those that depend on data.
fn texts_of(language: Language, other: Language) -> Vec<&'static str> {
    let other = source(other);
    source(language)
        .lines()
        .filter_map(|line| Some(line.split_once(" = ")?.1.trim()))
        // Single words are names of attributes too.
        .filter(|text| text.contains(' ') && !text.contains(['{', '&', '<', '"', '\'']))
        .filter(|text| !other.contains(text))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_texts_of_the_language_in_use_travel() {
    let portal = Portal::new(|_| ()).await;
    let session = portal.sign_in().await;
    for (language, other) in [(Language::De, Language::En), (Language::En, Language::De)] {
        let (own, foreign) = (texts_of(language, other), texts_of(other, language));
        assert!(own.len() > 100 && foreign.len() > 100, "{} {}", own.len(), foreign.len());
        for path in ["/sign-in", "/licenses", "/import", "/nowhere"] {
            let cookies = format!("{session}; lang={}", language.tag());
            // Whoever is signed in does not get to the form.
            let cookies = if path == "/sign-in" { "lang=".to_owned() } else { cookies };
            let headers = [PAGE, ("cookie", &*cookies), ("accept-language", language.tag())];
            let page = text(portal.get(path, &headers).await).await;
            let has = |text: &&&str| page.contains(**text);
            let missing: Vec<_> = own.iter().filter(|text| !has(text)).collect();
            assert!(missing.is_empty(), "{path} in {language:?} lacks {missing:?}");
            let strange: Vec<_> = foreign.iter().filter(has).collect();
            assert!(strange.is_empty(), "{path} in {language:?} has {strange:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_of_the_profile_goes_before_the_browsers() {
    let portal = Portal::new(|_| ()).await;
    let session = portal.sign_in().await;
    let headers = [PAGE, ("accept-language", "en"), ("cookie", &*format!("{session}; lang=en"))];
    let before = text(portal.get("/licenses", &headers).await).await;
    assert!(before.contains("<html lang=\"en\""));
    let (_, token) = session.split_once('=').unwrap();
    let who = portal.services.principal(token).await.unwrap().unwrap();
    portal.services.set_language(&who, Language::De).await.unwrap();
    let after = text(portal.get("/licenses", &headers).await).await;
    assert!(after.contains("<html lang=\"de\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn demo_people_are_told_what_strangers_are_told() {
    let portal = Portal::new(|settings| settings.demo = false).await;
    let session = portal.open_session(EMAIL).await;
    let away = portal.get("/licenses", &[PAGE, ("cookie", &session)]).await;
    assert!(away.status().is_redirection(), "a session from demo mode does not count");
    let mut told = Vec::new();
    for form in [
        format!("email={EMAIL}&password={}", demo::PASSWORD),
        format!("email={EMAIL}&password=a+wrong+password"),
    ] {
        let response = portal.post("/sign-in", &[], &form).await;
        told.push((of(&response, "location"), of(&response, "set-cookie")));
    }
    assert_eq!(told[0].0, "/sign-in");
    assert_eq!(told[0], told[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_need_their_token() {
    let portal =
        Portal::new(|settings| settings.metrics_token = Some("let me in".to_owned())).await;
    // Without a recorder there is nothing to read, with or without the token.
    let bearer = ("authorization", "Bearer let me in");
    assert_eq!(portal.get("/metrics", &[bearer]).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_database_the_page_says_so_and_comes_back() {
    let data = common::data_dir();
    let postgres = EmbeddedPostgres::start(&data.path).await.unwrap();
    let portal = Portal::on(postgres.url(), 60, |_| ()).await;
    let cookie = portal.sign_in().await;
    assert_eq!(portal.get("/readyz", &[]).await.status(), StatusCode::OK);
    postgres.stop().await;

    let gone = portal.get("/readyz", &[]).await;
    assert_eq!(gone.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(text(gone).await.contains("database"));
    assert_eq!(portal.get("/healthz", &[]).await.status(), StatusCode::OK);
    let page = portal.get("/licenses", &[PAGE, ("cookie", &cookie)]).await;
    assert_eq!(page.status(), StatusCode::SERVICE_UNAVAILABLE, "not: signed out");
    assert_eq!(of(&page, "refresh"), "3");
    assert!(of(&page, "content-security-policy").contains("style-src 'self';"));
    let id = of(&page, "x-request-id");
    let page = text(page).await;
    assert!(page.contains(&id), "the page names the request");
    assert!(page.contains("href=\"/plain.css\""));
    let headers =
        [("content-type", "application/json"), ("sec-fetch-site", "none"), ("cookie", &*cookie)];
    let call = portal.send(with(Request::post("/api/import_list"), &headers, Body::from("{}")));
    let call = call.await;
    assert_eq!(call.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(text(call).await.contains("\"code\":\"unavailable\""));

    let postgres = EmbeddedPostgres::start(&data.path).await.unwrap();
    assert_eq!(portal.get("/readyz", &[]).await.status(), StatusCode::OK);
    let page = portal.get("/licenses", &[PAGE, ("cookie", &cookie)]).await;
    assert_eq!(page.status(), StatusCode::OK, "still signed in");
    drop(text(page).await);
    portal.shutdown.cancel();
    assert_eq!(portal.get("/readyz", &[]).await.status(), StatusCode::SERVICE_UNAVAILABLE);
    postgres.stop().await;
}
