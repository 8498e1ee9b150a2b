//! Signing in, and the first owner, in a real database.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use domain::people::OrgKind;
use futures::future::join_all;
use services::auth::NewOwner;
use services::{ServiceError, demo};
use std::net::{IpAddr, Ipv4Addr};
use store::whole;
use support::Portal;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const EMAIL: &str = "admin@kranich.example";

#[tokio::test]
async fn guesses_at_once_are_slowed_like_one_after_the_other() {
    let services = Portal::new().await.services;
    let guesses = (0..20).map(|n| {
        let (services, guess) = (services.clone(), format!("wrong password {n}"));
        async move { services.sign_in(EMAIL, &guess, HERE, "test").await.unwrap_err() }
    });
    let answers = join_all(guesses).await;
    let judged =
        answers.iter().filter(|error| matches!(error, ServiceError::Unauthenticated)).count();
    let slowed =
        answers.iter().filter(|error| matches!(error, ServiceError::RateLimited(_))).count();
    assert_eq!((judged, slowed), (5, 15));
    let right = services.sign_in(EMAIL, demo::PASSWORD, HERE, "test").await;
    assert!(matches!(right, Err(ServiceError::RateLimited(_))), "nor is the right one tried");
}

#[tokio::test]
async fn people_who_sign_in_are_not_slowed() {
    let services = Portal::new().await.services;
    for _ in 0..8 {
        services.sign_in(EMAIL, "a typing error", HERE, "test").await.unwrap_err();
        services.sign_in(EMAIL, demo::PASSWORD, HERE, "test").await.unwrap();
    }
}

#[tokio::test]
async fn a_database_that_is_away_is_not_a_wrong_password() {
    let services = Portal::new().await.services;
    services.store.close().await;
    for _ in 0..8 {
        let error = services.sign_in(EMAIL, demo::PASSWORD, HERE, "test").await.unwrap_err();
        assert!(matches!(error, ServiceError::Unavailable(_)), "{error}");
    }
}

#[tokio::test]
async fn a_new_owner_is_in_the_log() {
    let services = Portal::new().await.services;
    let new = NewOwner {
        email: "Ada@example.com".to_owned(),
        name: "Ada".to_owned(),
        organization: "Ada's".to_owned(),
        kind: OrgKind::Partner,
        password: "a long password".to_owned(),
    };
    let owner = services.create_owner(new).await.unwrap();
    let mut tx = services.store.begin_read(whole(owner.scope.root)).await.unwrap();
    let log = store::log::log_of(&mut tx, owner.person.0, 10, None).await.unwrap();
    let [entry] = log.as_slice() else { panic!("{log:?}") };
    assert_eq!((&*entry.action, &*entry.actor), ("owner-created", "Command line"));
    assert_eq!(entry.after["organization"], "Ada's");
    assert_eq!(entry.after["email"], "Ada@example.com");
    assert!(!entry.after.to_string().contains("password"), "{}", entry.after);
}

/// The colleague edits, so whoever may not edit cannot let one work.
#[tokio::test]
async fn only_who_may_edit_has_a_colleague() {
    let portal = Portal::new().await;
    for (email, may) in [
        (EMAIL, true),
        ("reader@kranich.example", false),
        ("reader@nordlicht.example", false),
        ("owner@westernhagen.example", false),
    ] {
        let who = portal.person(email).await;
        let answer = portal.services.set_colleague(&who, true);
        assert_eq!(answer.is_ok(), may, "{email}");
        assert_eq!(portal.services.colleague_works(&who), may, "{email}");
        if may {
            portal.services.set_colleague(&who, false).unwrap();
        }
    }
}
