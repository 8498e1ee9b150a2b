//! Signing in, and the first owner, in a real database.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use chrono::Duration;
use domain::people::{OrgKind, Principal};
use futures::future::join_all;
use futures::stream::{self, StreamExt};
use services::auth::{NewOwner, Visitor};
use services::{ServiceError, demo};
use std::net::{IpAddr, Ipv4Addr};
use store::whole;
use support::Portal;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

fn here() -> Visitor {
    Visitor::new(HERE, "test")
}
const EMAIL: &str = "admin@kranich.example";

#[tokio::test]
async fn guesses_at_once_are_slowed_like_one_after_the_other() {
    let services = Portal::new().await.services;
    let guesses = (0..20).map(|n| {
        let (services, guess) = (services.clone(), format!("wrong password {n}"));
        async move { services.sign_in(EMAIL, &guess, &here()).await.unwrap_err() }
    });
    let answers = join_all(guesses).await;
    let judged =
        answers.iter().filter(|error| matches!(error, ServiceError::Unauthenticated)).count();
    let slowed =
        answers.iter().filter(|error| matches!(error, ServiceError::RateLimited(_))).count();
    assert_eq!((judged, slowed), (5, 15));
    let right = services.sign_in(EMAIL, demo::PASSWORD, &here()).await;
    assert!(matches!(right, Err(ServiceError::RateLimited(_))), "nor is the right one tried");
}

#[tokio::test]
async fn people_who_sign_in_are_not_slowed() {
    let services = Portal::new().await.services;
    for _ in 0..8 {
        services.sign_in(EMAIL, "a typing error", &here()).await.unwrap_err();
        services.sign_in(EMAIL, demo::PASSWORD, &here()).await.unwrap();
    }
}

#[tokio::test]
async fn a_database_that_is_away_is_not_a_wrong_password() {
    let services = Portal::new().await.services;
    services.store.close().await;
    for _ in 0..8 {
        let error = services.sign_in(EMAIL, demo::PASSWORD, &here()).await.unwrap_err();
        assert!(matches!(error, ServiceError::Unavailable(_)), "{error}");
    }
}

fn from(n: u32) -> Visitor {
    Visitor::new(IpAddr::from((0x0a00_0000 + n).to_be_bytes()), "attacker")
}

/// Within a minute a thousand strangers, each from elsewhere, try one account. Most are answered
/// without hashing; the owner gets in from its own browser meanwhile, with a typing error too.
#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_attempts_a_minute_keep_nobody_out() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let first = services.sign_in(EMAIL, demo::PASSWORD, &here()).await.unwrap();
    let device = first.signed_in().unwrap().device;
    let begun = std::time::Instant::now();
    let attempts = stream::iter(0..1_000).map(|n| async move {
        services.sign_in(EMAIL, "a guess of many", &from(n)).await.unwrap_err()
    });
    let answers: Vec<ServiceError> = attempts.buffer_unordered(20).collect().await;
    let judged =
        answers.iter().filter(|error| matches!(error, ServiceError::Unauthenticated)).count();
    let slowed =
        answers.iter().filter(|error| matches!(error, ServiceError::RateLimited(_))).count();
    assert_eq!(judged + slowed, 1_000, "each has a clear answer");
    // Twenty at once, and a wait of two seconds or more after the hundredth.
    assert!((100..=125).contains(&judged), "{judged}");
    assert!(begun.elapsed() < std::time::Duration::from_secs(60));

    // On a slow machine the wait may be over by now; each guess that is judged then doubles it.
    let mut more = 0;
    while let ServiceError::Unauthenticated =
        services.sign_in(EMAIL, "a guess of many", &from(6_000 + more)).await.unwrap_err()
    {
        more += 1;
    }
    let new = services.sign_in(EMAIL, demo::PASSWORD, &from(5_999)).await.unwrap_err();
    assert!(matches!(new, ServiceError::RateLimited(_)), "{new}");
    let known = Visitor { device: Some(device), ..from(5_000) };
    services.sign_in(EMAIL, "a typing error", &known).await.unwrap_err();
    services.sign_in(EMAIL, demo::PASSWORD, &known).await.expect("the own browser, anywhere");
    services.sign_in(EMAIL, demo::PASSWORD, &here()).await.expect("another browser at home");
    services.sign_in("owner@kranich.example", demo::PASSWORD, &from(7_000)).await.unwrap();

    services.refusals_noted().await;
    let who = portal.person(EMAIL).await;
    let mut tx = services.store.begin_read(who.scope).await.unwrap();
    let log = store::log::log_of_actions(&mut tx, who.person.0, &["sign-in-refused"], 2_000);
    let log = log.await.unwrap();
    let of = |reason: &str| log.iter().filter(|entry| entry.after["reason"] == reason).count();
    assert_eq!(of("password"), judged + more as usize + 1, "each that was judged is in the log");
    assert!((1..=60).contains(&of("throttled")), "{}: each wait once", of("throttled"));
}

/// Whoever would have to wait too long for a turn is told so at once.
#[tokio::test(flavor = "multi_thread")]
async fn more_than_can_wait_are_sent_away_at_once() {
    let services = Portal::new().await.services;
    let people = (0..200).map(|n| {
        let services = services.clone();
        async move {
            let email = format!("{n}@nobody.example");
            services.sign_in(&email, "a guess of many", &from(n)).await.unwrap_err()
        }
    });
    let answers = join_all(people.map(tokio::spawn)).await;
    let answers: Vec<ServiceError> = answers.into_iter().map(Result::unwrap).collect();
    let busy = answers.iter().filter(|error| matches!(error, ServiceError::RateLimited(_))).count();
    assert!((1..=136).contains(&busy), "{busy}: 64 wait at least");
    // It was no failure: nobody has to wait for it.
    services.sign_in("150@nobody.example", "a guess of many", &from(150)).await.unwrap_err();
}

#[tokio::test]
async fn a_session_ends_after_seven_days_of_rest_and_after_thirty_of_work() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let start = services.clock.now();
    let token = services.sign_in(EMAIL, demo::PASSWORD, &here()).await.unwrap();
    let token = token.signed_in().unwrap().token;
    let mut day = 0;
    while services.principal(&token).await.unwrap().is_some() {
        day += 6;
        portal.clock.set(start + Duration::days(day));
    }
    assert_eq!(day, 30, "used every six days");
    let token = services.sign_in(EMAIL, demo::PASSWORD, &here()).await.unwrap();
    let token = token.signed_in().unwrap().token;
    portal.clock.set(start + Duration::days(37));
    assert!(services.principal(&token).await.unwrap().is_none(), "a week of rest");
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let mut tokens = Vec::new();
    for agent in ["Mozilla/5.0 (X11; Linux) Firefox/140.0", "curl/8.14.1", "Other/1.0"] {
        let visitor = Visitor::new(HERE, agent);
        let begun = services.sign_in(EMAIL, demo::PASSWORD, &visitor).await.unwrap();
        tokens.push(begun.signed_in().unwrap().token);
    }
    let who = services.principal(&tokens[0]).await.unwrap().unwrap();
    let security = services.security(&who).await.unwrap();
    assert_eq!(security.sessions.len(), 3);
    let own: Vec<_> = security.sessions.iter().filter(|session| session.here).collect();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].agent.as_deref(), Some("Firefox · Linux"));
    assert_eq!((own[0].method.as_str(), own[0].address.as_str()), ("password", "127.0.0.1"));

    let curl = security.sessions.iter().find(|s| s.agent.as_deref() == Some("curl")).unwrap();
    let stranger = portal.person("owner@kranich.example").await;
    let refused = services.end_session(&stranger, curl.id).await.unwrap_err();
    assert!(matches!(refused, ServiceError::NotFound), "somebody else's: {refused}");
    services.end_session(&who, curl.id).await.unwrap();
    assert!(services.principal(&tokens[1]).await.unwrap().is_none());
    assert!(services.principal(&tokens[2]).await.unwrap().is_some());
    assert_eq!(services.end_other_sessions(&who).await.unwrap(), 1);
    assert!(services.principal(&tokens[2]).await.unwrap().is_none());
    services.sign_out(&tokens[0]).await.unwrap();
    assert!(services.principal(&tokens[0]).await.unwrap().is_none());

    let history = services.security(&who).await.unwrap().history;
    let deeds: Vec<&str> = history.iter().map(|event| event.deed.as_str()).collect();
    assert_eq!(
        deeds,
        ["signed-out", "session-ended", "session-ended", "signed-in", "signed-in", "signed-in"]
    );
    assert_eq!(history[5].agent.as_deref(), Some("Firefox · Linux"));
}

#[tokio::test]
async fn a_refused_sign_in_is_in_the_history_of_whom_it_was_tried_for() {
    let portal = Portal::new().await;
    portal.services.sign_in(EMAIL, "a typing error", &from(1)).await.unwrap_err();
    portal.services.refusals_noted().await;
    let who = portal.partner().await;
    let history = portal.services.security(&who).await.unwrap().history;
    let [refused] = history.as_slice() else { panic!("{history:?}") };
    assert_eq!(refused.deed, "sign-in-refused");
    assert_eq!(refused.reason.as_deref(), Some("password"));
    assert_eq!(refused.address.as_deref(), Some("10.0.0.1"));
}

/// The reasons in the log why somebody was not let in, in the order of the alphabet.
async fn reasons(portal: &Portal, who: &Principal) -> Vec<String> {
    portal.services.refusals_noted().await;
    let mut tx = portal.services.store.begin_read(who.scope).await.unwrap();
    let log = store::log::log_of_actions(&mut tx, who.person.0, &["sign-in-refused"], 50);
    let log = log.await.unwrap();
    let told = log.iter().map(|entry| entry.after["reason"].as_str().unwrap().to_owned());
    let mut told: Vec<String> = told.collect();
    told.sort();
    told
}

/// The answer is a stranger's, the log is not.
#[tokio::test]
async fn who_is_locked_out_is_refused_like_a_stranger_and_in_the_log() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let (owner, who) = (portal.person("owner@kranich.example").await, portal.partner().await);
    let at = services.person_get(&owner, who.person).await.unwrap();
    services.person_deactivate(&owner, who.person, at.version).await.unwrap();
    for password in [demo::PASSWORD, "a typing error"] {
        let refused = services.sign_in(EMAIL, password, &from(1)).await.unwrap_err();
        assert!(matches!(refused, ServiceError::Unauthenticated), "{refused}");
    }
    assert_eq!(reasons(&portal, &who).await, ["inactive", "inactive"]);

    let suspended = "UPDATE organization SET state = 'suspended', suspended_by = id
        WHERE name ILIKE '%westernhagen%'";
    let customer = portal.person("owner@westernhagen.example").await;
    assert_eq!(store::testing::change(&portal.url, suspended).await, 1);
    for password in [demo::PASSWORD, "a typing error"] {
        let refused = services.sign_in(&customer.email, password, &from(2)).await.unwrap_err();
        assert!(matches!(refused, ServiceError::Unauthenticated), "{refused}");
    }
    assert_eq!(reasons(&portal, &customer).await, ["inactive", "password"]);
    // Nor is the right password told by how soon one has to wait.
    for _ in 0..3 {
        services.sign_in(&customer.email, demo::PASSWORD, &from(2)).await.unwrap_err();
    }
    let waits = services.sign_in(&customer.email, demo::PASSWORD, &from(2)).await.unwrap_err();
    assert!(matches!(waits, ServiceError::RateLimited(_)), "{waits}");
}

/// Whether an address has an account must not be told by how long the answer takes.
#[tokio::test]
async fn a_refusal_is_answered_before_it_is_in_the_log() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let log = store::testing::Locked::table(&portal.url, "action_log").await;
    let visitor = from(1);
    let refused = services.sign_in(EMAIL, "a typing error", &visitor);
    let refused = tokio::time::timeout(std::time::Duration::from_secs(20), refused).await;
    assert!(matches!(refused, Ok(Err(ServiceError::Unauthenticated))), "{refused:?}");
    log.release().await;
    let who = portal.partner().await;
    assert_eq!(reasons(&portal, &who).await, ["password"]);
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
