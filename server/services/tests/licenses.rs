#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Notes, names, and who sees what.

mod support;

use domain::ids::LicenseId;
use services::ServiceError;
use services::auth::Visitor;
use std::net::{IpAddr, Ipv4Addr};
use support::Portal;
use uuid::Uuid;

#[tokio::test]
async fn a_stale_version_is_a_conflict_that_brings_the_row_as_it_is() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let row = portal.rows(&who, "").await.remove(0);
    let mine = portal.services.set_license_note(&who, row.id, row.version, "mine").await.unwrap();

    let error =
        portal.services.set_license_note(&who, row.id, row.version, "theirs").await.unwrap_err();

    let ServiceError::Conflict(Some(current)) = error else { panic!("{error:?}") };
    assert_eq!(*current, mine);
    assert_eq!(current.note.as_deref(), Some("mine"));
}

#[tokio::test]
async fn a_write_that_changes_nothing_leaves_no_trace() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let row = portal.rows(&who, "").await.remove(0);
    let (_, pos) = portal.services.license_get(&who, row.id).await.unwrap();

    let same = portal.services.rename_license(&who, row.id, row.version, &row.name).await.unwrap();

    assert_eq!(same, row);
    assert_eq!(portal.services.license_get(&who, row.id).await.unwrap().1, pos);
    assert!(portal.services.license_history(&who, row.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_customer_sees_its_own_licenses_without_the_partners_words() {
    let portal = Portal::new().await;
    let (partner, customer) =
        (portal.partner().await, portal.person("reader@westernhagen.example").await);
    let row = portal.rows(&customer, "tab=all").await.remove(0);
    let version = portal.services.license_get(&partner, row.id).await.unwrap().0.version;
    let note = "pays late, zanzibar";
    portal.services.set_license_note(&partner, row.id, version, note).await.unwrap();

    let rows = portal.rows(&customer, "tab=all").await;
    assert!(!rows.is_empty());
    assert!(rows.iter().all(|row| row.note.is_none() && row.order_no.is_none()));
    let own = customer.org;
    assert!(rows.iter().all(|row| row.customer.as_ref().is_some_and(|c| c.id == own)));
    assert!(portal.rows(&customer, "tab=all&q=zanzibar").await.is_empty());
    assert_eq!(portal.rows(&partner, "tab=all&q=zanzibar").await.len(), 1);
    let all = portal.rows(&customer, "tab=all&note=zanzibar").await;
    assert_eq!(all.len(), rows.len(), "a filter on a column it may not know is dropped");
    assert!(portal.services.license_history(&customer, row.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn another_tenants_license_does_not_exist_and_a_known_one_may_be_forbidden() {
    let portal = Portal::new().await;
    let partner = portal.partner().await;
    let other = portal.person("owner@bergfried.example").await;
    let customer = portal.person("owner@westernhagen.example").await;
    let reader = portal.person("reader@kranich.example").await;
    let row = portal.rows(&partner, "").await.remove(0);
    for id in [row.id, LicenseId(Uuid::nil())] {
        let missing = portal.services.license_get(&other, id).await.unwrap_err();
        assert!(matches!(missing, ServiceError::NotFound), "{missing:?}");
        let missing = portal.services.rename_license(&other, id, 1, "x").await.unwrap_err();
        assert!(matches!(missing, ServiceError::NotFound), "{missing:?}");
    }
    for who in [&customer, &reader] {
        let own = portal.rows(who, "tab=all").await.remove(0);
        let error = portal.services.set_license_note(who, own.id, own.version, "x").await;
        assert!(matches!(error, Err(ServiceError::Forbidden)));
    }
}

#[tokio::test]
async fn bad_notes_and_names_are_refused_beside_their_field() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let row = portal.rows(&who, "").await.remove(0);
    let note =
        portal.services.set_license_note(&who, row.id, row.version, &"x".repeat(2_001)).await;
    let Err(ServiceError::Invalid(fields)) = note else { panic!("{note:?}") };
    assert_eq!((fields[0].field.as_str(), fields[0].code.as_str()), ("note", "note-too-long"));
    let html = "<script>alert(1)</script> \u{202e}abc";
    let kept = portal.services.set_license_note(&who, row.id, row.version, html).await.unwrap();
    assert_eq!(kept.note.as_deref(), Some(html));
}

#[tokio::test]
async fn signing_in_tells_nothing_apart_and_slows_down() {
    let portal = Portal::new().await;
    let here = &Visitor::new(IpAddr::V4(Ipv4Addr::LOCALHOST), "test");
    let password = services::demo::PASSWORD;
    let email = " Owner@Kranich.example ";
    let services = &portal.services;

    let signed_in = services.sign_in(email, password, here).await.unwrap().signed_in().unwrap();
    let who = services.principal(&signed_in.token).await.unwrap().unwrap();
    assert_eq!(who.email, "owner@kranich.example");
    services.sign_out(&signed_in.token).await.unwrap();
    assert_eq!(services.principal(&signed_in.token).await.unwrap(), None);

    for email in ["owner@kranich.example", "nobody@kranich.example"] {
        let refused = services.sign_in(email, "wrong password", here).await.unwrap_err();
        assert!(matches!(refused, ServiceError::Unauthenticated), "{refused:?}");
    }
    for _ in 0..4 {
        let _ = services.sign_in("owner@kranich.example", "wrong password", here).await;
    }
    let slowed = services.sign_in("owner@kranich.example", password, here).await;
    assert!(matches!(slowed, Err(ServiceError::RateLimited(_))), "{slowed:?}");
    let elsewhere = &Visitor::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7)), "test");
    services.sign_in("owner@kranich.example", password, elsewhere).await.unwrap();
}

#[tokio::test]
async fn a_session_ends_after_a_week_unused() {
    let portal = Portal::new().await;
    let here = &Visitor::new(IpAddr::V4(Ipv4Addr::LOCALHOST), "test");
    let services = &portal.services;
    let password = services::demo::PASSWORD;
    let begun = services.sign_in("owner@kranich.example", password, here).await.unwrap();
    let token = begun.signed_in().unwrap().token;
    let start = portal.clock.now();
    portal.clock.set(start + chrono::Duration::days(6));
    assert!(services.principal(&token).await.unwrap().is_some());
    portal.clock.set(start + chrono::Duration::days(12));
    assert!(services.principal(&token).await.unwrap().is_some(), "using it prolonged it");
    portal.clock.set(start + chrono::Duration::days(20));
    assert!(services.principal(&token).await.unwrap().is_none());
}
