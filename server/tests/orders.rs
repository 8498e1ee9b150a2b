//! Orders on paper: over HTTP, and along with the mails that tell of them.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "common/portal.rs"]
mod portal;
#[path = "common/smtp.rs"]
mod smtp;

use axum::http::StatusCode;
use chrono::Duration;
use data_encoding::BASE64;
use domain::ids::OrderId;
use domain::order::{CheckoutDraft, LineDraft, OrderDetail, PlaceOrder, Placed, Recipient};
use domain::people::{OrgKind, Principal};
use domain::price::{Percent, TradeTerms};
use lopdf::Document;
use portal::{Portal, of};
use server::{jobs, mail::Mailer};
use services::{Services, auth::NewOwner};
use smtp::{Received, SmtpServer};
use std::time::Duration as StdDuration;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// A name as long as they come, with what no font of ours has.
const LONG: &str = "Überaus Lange Firma für Weltweite Dienste rund um Sicherheit 🦊 und Lizenzen \
    mit beschränkter Haftung & Co. KG";

async fn principal(services: &Services, email: &str) -> Principal {
    let account = services.store.account_by_email(email).await.unwrap().unwrap();
    services.store.principal_load(account.root, account.person).await.unwrap().unwrap()
}

/// A partner below a distributor buys seven seats for a new customer, at a discount and with tax.
async fn bought(portal: &Portal) -> (Placed, OrderDetail) {
    let services = &portal.services;
    let distributor = principal(services, "owner@nordlicht.example").await;
    let partner = principal(services, "owner@kranich.example").await;
    let terms = TradeTerms {
        discount: Percent::from_hundredths(1_750),
        tax: Percent::whole(19),
        ..TradeTerms::default()
    };
    services.terms_set(&distributor, partner.org, 0, terms).await.unwrap();
    let own = TradeTerms {
        margin: Percent::whole(30),
        address: "Hafenstraße 7\n20457 Hamburg".to_owned(),
        tax_number: "DE 811 907 980".to_owned(),
        ..TradeTerms::default()
    };
    services.terms_set(&partner, partner.org, 1, own).await.unwrap();
    buy(services, &partner, 7, LONG).await
}

/// Seats of Emsisoft Business Security for a year.
async fn buy(
    services: &Services,
    who: &Principal,
    seats: i32,
    for_: &str,
) -> (Placed, OrderDetail) {
    let line = LineDraft {
        edition: 40_102,
        years: 1,
        seats,
        count: 1,
        recipient: Recipient::NewCustomer(for_.to_owned()),
        wish: String::new(),
    };
    let cart = services.cart_add(who, line).await.unwrap();
    let ask = PlaceOrder {
        id: cart.id,
        version: cart.version,
        total: cart.totals.gross().unwrap(),
        checkout: CheckoutDraft { own_number: "PO 4711".to_owned(), ..CheckoutDraft::default() },
        idempotency: Uuid::new_v4(),
    };
    let placed = services.order_place(who, ask).await.unwrap();
    let order = services.order_get(who, placed.id).await.unwrap();
    (placed, order)
}

/// All text of a PDF without its spaces, which readers place as they like.
fn read(bytes: &[u8]) -> String {
    let document = Document::load_mem(bytes).unwrap();
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    squeezed(&document.extract_text(&pages).unwrap())
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn has(text: &str, part: &str) -> bool {
    text.contains(&squeezed(part))
}

async fn pdf(portal: &Portal, email: &str, id: OrderId, query: &str) -> (StatusCode, Vec<u8>) {
    let cookie = portal.open_session(email).await;
    let path = format!("/orders/{id}/pdf{query}");
    let answer = portal.get(&path, &[("cookie", &cookie)]).await;
    let status = answer.status();
    if status == StatusCode::OK {
        assert_eq!(of(&answer, "content-type"), "application/pdf");
    }
    (status, axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_stands_on_paper_as_on_the_page() {
    let portal = Portal::new(|_| {}).await;
    let (placed, order) = bought(&portal).await;
    let (net, tax) = (order.totals.net.minor, order.totals.tax.minor);
    assert_eq!((net, tax), (16_690, 3_171), "7 x 28.90 less 17.5 %, and 19 % of it");
    let (status, english) = pdf(&portal, "owner@kranich.example", placed.id, "?language=en").await;
    assert_eq!(status, StatusCode::OK);
    let text = read(&english);
    for part in [
        &format!("Order confirmation {}", placed.number),
        "Kranich Systemhaus GmbH",
        "Hafenstraße 7",
        "DE 811 907 980",
        "PO 4711",
        "Business Security",
        "$166.90",
        "$31.71",
        "$198.61",
        "17.5%",
        "Page 1 of 1",
    ] {
        assert!(has(&text, part), "{part}: {text}");
    }
    let (_, german) = pdf(&portal, "admin@nordlicht.example", placed.id, "?language=de").await;
    let text = read(&german);
    for part in ["Auftragsbestätigung", "166,90", "198,61", "Überaus Lange Firma", "Seite 1 von 1"]
    {
        assert!(has(&text, part), "{part}: {text}");
    }
    let (_, again) = pdf(&portal, "owner@kranich.example", placed.id, "?language=en").await;
    assert!(again == english, "the same order is the same file");
    portal.shutdown.cancel();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_margin_stands_on_the_buyers_own_offer_alone() {
    let portal = Portal::new(|_| {}).await;
    let (placed, _) = bought(&portal).await;
    let query = "?language=en&for=customer";
    let (status, offer) = pdf(&portal, "owner@kranich.example", placed.id, query).await;
    assert_eq!(status, StatusCode::OK);
    let text = read(&offer);
    assert!(has(&text, "$216.97"), "166.90 and 30 % on top: {text}");
    assert!(!text.contains("166.90") && !text.contains("17.5"), "what it cost is not told: {text}");
    for (email, query, expected) in [
        ("owner@nordlicht.example", query, StatusCode::NOT_FOUND),
        ("owner@bergfried.example", "", StatusCode::NOT_FOUND),
        ("owner@westernhagen.example", "", StatusCode::FORBIDDEN),
        ("owner@kranich.example", "?language=xx", StatusCode::NOT_FOUND),
        ("owner@kranich.example", "?for=me", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(pdf(&portal, email, placed.id, query).await.0, expected, "{email} {query}");
    }
    portal.shutdown.cancel();
}

/// What its own numbers and its own bill are, a partner does not tell its customer.
#[tokio::test(flavor = "multi_thread")]
async fn the_customers_paper_keeps_the_partners_business() {
    let portal = Portal::new(|_| {}).await;
    let (placed, _) = bought(&portal).await;
    for (language, account) in [("en", "Payment on account"), ("de", "Zahlung auf Rechnung")] {
        let own = format!("?language={language}");
        let own = read(&pdf(&portal, "owner@kranich.example", placed.id, &own).await.1);
        assert!(has(&own, "PO 4711") && has(&own, account), "{own}");
        let query = format!("?language={language}&for=customer");
        let theirs = read(&pdf(&portal, "owner@kranich.example", placed.id, &query).await.1);
        assert!(has(&theirs, &placed.number), "{theirs}");
        assert!(!has(&theirs, "PO 4711") && !has(&theirs, account), "{theirs}");
    }
    portal.shutdown.cancel();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_stands_on_paper_in_both_languages() {
    let portal = Portal::new(|_| {}).await;
    let services = &portal.services;
    let partner = principal(services, "owner@kranich.example").await;
    let line = |recipient, wish: &str| LineDraft {
        edition: 40_102,
        years: 1,
        seats: 7,
        count: 1,
        recipient,
        wish: wish.to_owned(),
    };
    let cart = services.cart_add(&partner, line(Recipient::NewCustomer(LONG.to_owned()), "")).await;
    let cart = cart.unwrap();
    let checkout = CheckoutDraft { reference: "Büro 🏢 Süd".to_owned(), ..Default::default() };
    let quote = services.order_quote(&partner, cart.id, cart.version, checkout, false).await;
    let quote = quote.unwrap();
    let words = [
        (
            "en",
            ["Quote O-", "This is what we offer", "$202.30", "These prices hold until", "1 year"],
        ),
        ("de", ["Angebot O-", "Dies bieten wir an", "202,30", "Diese Preise gelten bis", "1 Jahr"]),
    ];
    for (language, words) in words {
        let query = format!("?language={language}");
        let (status, bytes) = pdf(&portal, "owner@kranich.example", quote.id, &query).await;
        assert_eq!(status, StatusCode::OK);
        let text = read(&bytes);
        for part in words.iter().chain(&[&*quote.number, "Überaus Lange Firma", "Süd"]) {
            assert!(has(&text, part), "{part}: {text}");
        }
    }
    // A wish has no price yet, and says so; what no font of ours has keeps nothing from paper.
    let wish = "Drei Standorte 🏢🏬🏭, bitte \u{1f44d}\u{1f3fd}";
    let cart = services.cart_add(&partner, line(Recipient::Stock, wish)).await.unwrap();
    let checkout = CheckoutDraft::default();
    let asked =
        services.order_quote(&partner, cart.id, cart.version, checkout, true).await.unwrap();
    for (language, request) in [("en", "on request"), ("de", "auf Anfrage")] {
        let query = format!("?language={language}");
        let (status, bytes) = pdf(&portal, "owner@nordlicht.example", asked.id, &query).await;
        assert_eq!(status, StatusCode::OK);
        let text = read(&bytes);
        assert!(has(&text, request) && has(&text, "Drei Standorte"), "{text}");
    }
    portal.shutdown.cancel();
}

/// One step that fails keeps none of the others.
#[tokio::test(flavor = "multi_thread")]
async fn the_house_is_kept_as_far_as_it_can_be() {
    let portal = Portal::new(|_| {}).await;
    let services = &portal.services;
    let partner = principal(services, "owner@kranich.example").await;
    let line = LineDraft {
        edition: 40_102,
        years: 1,
        seats: 7,
        count: 1,
        recipient: Recipient::Stock,
        wish: String::new(),
    };
    let cart = services.cart_add(&partner, line).await.unwrap();
    let checkout = CheckoutDraft::default();
    let quote = services.order_quote(&partner, cart.id, cart.version, checkout, false).await;
    let quote = quote.unwrap();
    services.clock.set(services.clock.now() + Duration::days(31));
    for table in ["import", "bulk_job", "entitlement", "session"] {
        store::testing::change(&portal.url, &format!("ALTER TABLE {table} RENAME TO {table}_away"))
            .await;
    }
    assert!(services.entitlement_expiry().await.is_err(), "a step before it fails");
    jobs::keep(services, std::time::Duration::ZERO).await;
    let order = services.order_get(&partner, quote.id).await.unwrap();
    assert_eq!(order.state, domain::order::OrderState::Expired);
    portal.shutdown.cancel();
}

/// What the mail server has once there is so much.
async fn sent(smtp: &SmtpServer, count: usize) -> Vec<Received> {
    let mut pause = tokio::time::interval(StdDuration::from_millis(10));
    for _ in 0..3_000 {
        let got = smtp.got();
        if got.len() >= count {
            return got;
        }
        pause.tick().await;
    }
    panic!("the mail server has no {count} mails");
}

/// The file that goes along with a mail.
fn enclosed(mail: &Received) -> Vec<u8> {
    let (_, part) = mail.message.split_once("Content-Type: application/pdf").expect("a file");
    let (_, body) = part.split_once("\r\n\r\n").unwrap();
    let (body, _) = body.split_once("\r\n--").unwrap();
    BASE64.decode(body.replace("\r\n", "").as_bytes()).unwrap()
}

/// Somebody of no demo, whose mails are sent.
async fn ada(services: &Services) -> Principal {
    let new = NewOwner {
        email: "ada@engines.example".to_owned(),
        name: "Ada Löwe".to_owned(),
        organization: "Engines".to_owned(),
        kind: OrgKind::Partner,
        password: "correct horse battery staple".to_owned(),
    };
    services.create_owner(new).await.unwrap()
}

/// Two that send at once, until `stop`.
fn senders(
    services: &Services,
    smtp: &SmtpServer,
    stop: &CancellationToken,
) -> Vec<JoinHandle<()>> {
    let url = format!("smtp://127.0.0.1:{}?tls=none", smtp.port).parse().unwrap();
    let from = "Seatkeeper <portal@seatkeeper.example>".parse().unwrap();
    let mailer = Mailer::new(&url, from, "https://portal.example".to_owned());
    (0..2)
        .map(|_| tokio::spawn(jobs::mail(services.clone(), mailer.clone(), stop.clone())))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_comes_once_with_the_order_enclosed() {
    let smtp = SmtpServer::start().await;
    let portal = Portal::with(60, Services::with_mail).await;
    let services = portal.services.clone();
    let ada = ada(&services).await;
    let (placed, _) = buy(&services, &ada, 5, "Babbage").await;
    let stop = CancellationToken::new();
    let senders = senders(&services, &smtp, &stop);
    let got = sent(&smtp, 1).await;
    assert_eq!(got[0].to, ["RCPT TO:<ada@engines.example>"]);
    assert_eq!(got[0].header("Subject"), format!("Order confirmation {}", placed.number));
    assert!(got[0].message.contains(&format!("/orders/{}", placed.id)), "{}", got[0].message);
    let text = read(&enclosed(&got[0]));
    assert!(has(&text, &placed.number) && has(&text, "$144.50"), "{text}");
    stop.cancel();
    for sender in senders {
        sender.await.unwrap();
    }
    assert_eq!(smtp.got().len(), 1);
    portal.shutdown.cancel();
}

/// A minute passes in which the mail server is called if a mail is due, or where it answers until
/// none is. What is being sent then is waited for: senders have five minutes for each.
async fn minute(portal: &Portal, smtp: &SmtpServer, answers: bool) {
    let services = &portal.services;
    services.clock.set(services.clock.now() + Duration::minutes(1));
    let before = smtp.calls();
    let sending = "SELECT count(*)::text FROM mail WHERE state = 'sending'";
    let mut pause = tokio::time::interval(StdDuration::from_millis(2));
    for _ in 0..30_000 {
        let due = !services.store.mail_roots(services.clock.now()).await.unwrap().is_empty();
        if !due || (!answers && smtp.calls() > before) {
            if store::testing::texts(&portal.url, sending).await == ["0"] {
                return;
            }
        } else {
            services.ring_mail();
        }
        pause.tick().await;
    }
    panic!("a mail is due and nobody sends it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_is_down_for_an_hour_loses_and_doubles_no_confirmation() {
    let smtp = SmtpServer::start().await;
    let portal = Portal::with(60, Services::with_mail).await;
    let services = portal.services.clone();
    let ada = ada(&services).await;
    smtp.down(true);
    let stop = CancellationToken::new();
    let first = senders(&services, &smtp, &stop);
    let mut bought = Vec::new();
    for at in 0..60 {
        if at % 10 == 0 {
            let (placed, _) = buy(&services, &ada, 5, &format!("Babbage {at}")).await;
            bought.push(format!("Order confirmation {}", placed.number));
        }
        minute(&portal, &smtp, false).await;
    }
    assert!(smtp.calls() > 6, "each was tried: {}", smtp.calls());
    assert!(smtp.got().is_empty());
    // Meanwhile the portal was restarted.
    stop.cancel();
    for sender in first {
        sender.await.unwrap();
    }
    let stop = CancellationToken::new();
    let second = senders(&services, &smtp, &stop);
    smtp.down(false);
    // The longest pause of one that was tried for an hour.
    for _ in 0..90 {
        minute(&portal, &smtp, true).await;
    }
    services.clock.set(services.clock.now() + Duration::days(1));
    minute(&portal, &smtp, true).await;
    stop.cancel();
    for sender in second {
        sender.await.unwrap();
    }
    let got = smtp.got();
    let mut subjects: Vec<&str> = got.iter().map(|mail| mail.header("Subject")).collect();
    subjects.sort_unstable();
    bought.sort_unstable();
    assert_eq!(subjects, bought, "each once");
    for mail in &got {
        let number = mail.header("Subject").rsplit(' ').next().unwrap();
        assert!(has(&read(&enclosed(mail)), number), "{number} with its paper");
    }
    portal.shutdown.cancel();
}
