#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Who was refused is in the log, once a minute, for those who may read it.

mod support;

use chrono::Duration;
use domain::field::FieldError;
use domain::people::Principal;
use domain::policy::Action;
use grid::activity::ActivityRow;
use grid::page::Line;
use services::{ServiceError, Services};
use store::testing::{Locked, rows};
use support::Portal;

const ENDPOINT: &str = "/api/set_license_note";

async fn refused(services: &Services, who: &Principal, endpoint: &str) {
    let row = services.license_page(who, "tab=all", 0, 1).await.unwrap().window.remove(0);
    let Line::Row(row) = row else { panic!("a row") };
    let act = services.set_license_note(who, row.id, row.version, "mine now");
    let outcome = services.guarded(who, endpoint, act).await;
    assert!(matches!(outcome, Err(ServiceError::Forbidden)), "{outcome:?}");
}

/// What somebody's activity says of refusals: who, and what is told of it.
async fn told(services: &Services, who: &Principal) -> Vec<(String, String)> {
    let page = services.grid_page::<ActivityRow>(who, "", 0, 500).await.unwrap();
    let lines = page.window.into_iter().filter_map(|line| match line {
        Line::Row(row) if row.entry.action == "refused" => Some(row),
        _ => None,
    });
    lines.map(|row| (row.entry.actor.clone(), row.entry.told(str::to_owned))).collect()
}

#[tokio::test]
async fn a_refusal_is_logged_once_a_minute_and_place() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let (partner, reader) = (portal.partner().await, portal.person("reader@kranich.example").await);
    let before = (rows(&portal.url, "action_log").await, rows(&portal.url, "feed").await);
    let mut rings = services.wake.listen();
    for _ in 0..30 {
        refused(services, &reader, ENDPOINT).await;
    }
    refused(services, &reader, "/elsewhere").await;
    let text = format!(
        "endpoint: – → {ENDPOINT} · policy: – → {} · reason: – → forbidden",
        Action::EditNote.slug()
    );
    let elsewhere = text.replace(ENDPOINT, "/elsewhere");
    let all = |mut told: Vec<(String, String)>| {
        told.sort();
        told.into_iter().map(|(_, text)| text).collect::<Vec<_>>()
    };
    assert_eq!(all(told(services, &partner).await), [text.clone(), elsewhere.clone()]);
    assert_eq!(told(services, &reader).await[0].0, reader.name);
    let after = (rows(&portal.url, "action_log").await, rows(&portal.url, "feed").await);
    assert_eq!(after, (before.0 + 2, before.1 + 2), "each with its live change");
    assert_eq!(rings.try_recv().ok(), Some(partner.scope.root));

    portal.clock.set(portal.clock.now() + Duration::minutes(1));
    refused(services, &reader, ENDPOINT).await;
    refused(services, &reader, ENDPOINT).await;
    assert_eq!(told(services, &partner).await.len(), 3);
}

#[tokio::test]
async fn nobody_else_and_nothing_else_is_told() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let (partner, customer) =
        (portal.partner().await, portal.person("owner@westernhagen.example").await);
    refused(services, &customer, ENDPOINT).await;
    assert_eq!(told(services, &partner).await.len(), 1, "the partner's customer");
    assert_eq!(told(services, &customer).await, [], "licenses' histories alone");
    let other = portal.person("owner@bergfried.example").await;
    assert_eq!(told(services, &other).await, []);

    let ok = services.guarded(&partner, "/a", async { Ok::<_, ServiceError>(7) }).await;
    assert_eq!(ok.unwrap(), 7);
    for error in [
        ServiceError::Unauthenticated,
        ServiceError::StepUp,
        ServiceError::Conflict(None),
        ServiceError::Internal("broken".to_owned()),
    ] {
        services.guarded::<()>(&partner, "/a", async { Err(error) }).await.unwrap_err();
    }
    assert_eq!(told(services, &partner).await.len(), 1);
    // Rules of all kinds, by name.
    let typed = FieldError::new("name", "name-empty").with("length", 0);
    for (error, reason) in [
        (ServiceError::Forbidden, "forbidden"),
        (ServiceError::NotFound, "not-found"),
        (ServiceError::Refused("no"), "no"),
        (typed.into(), "name: name-empty"),
    ] {
        services.guarded::<()>(&partner, "/a", async { Err(error) }).await.unwrap_err();
        let texts = told(services, &partner).await;
        let text = format!("endpoint: – → /a · reason: – → {reason}");
        assert!(texts.iter().any(|(_, told)| *told == text), "{reason}: {texts:?}");
    }
}

/// A log that cannot be written now does not turn a refusal into anything else.
#[tokio::test]
async fn a_refusal_stays_one_when_it_cannot_be_logged() {
    let portal = Portal::new().await;
    let reader = portal.person("reader@kranich.example").await;
    let services = portal.services.clone();
    let row = portal.rows(&reader, "tab=all").await.remove(0);
    services.store.close().await;
    // The policy is asked before the database.
    let act = services.set_license_note(&reader, row.id, row.version, "mine now");
    let outcome = services.guarded(&reader, ENDPOINT, act).await;
    assert!(matches!(outcome, Err(ServiceError::Forbidden)), "{outcome:?}");
}

/// While somebody waits at the log's head, others are refused, too, when it goes on.
#[tokio::test]
async fn refusals_wait_for_their_turn_like_other_writes() {
    let portal = Portal::new().await;
    let reader = portal.person("reader@kranich.example").await;
    let head = Locked::table(&portal.url, "log_head").await;
    let services = portal.services.clone();
    let who = reader.clone();
    let waiting = tokio::spawn(async move { refused(&services, &who, ENDPOINT).await });
    tokio::task::yield_now().await;
    head.release().await;
    waiting.await.unwrap();
    assert_eq!(told(&portal.services, &portal.partner().await).await.len(), 1);
}
