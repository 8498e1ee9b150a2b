//! Changing a password, and setting a new one by mail.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use chrono::Duration;
use domain::mail::Letter;
use domain::people::{Language, Principal};
use futures::future::join_all;
use services::auth::Visitor;
use services::password::ChangeFrom;
use services::{ServiceError, Services, demo};
use std::net::{IpAddr, Ipv4Addr};
use store::mail::Mail;
use support::Portal;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const THERE: IpAddr = IpAddr::V4(Ipv4Addr::BROADCAST);

fn visitor(address: IpAddr) -> Visitor {
    Visitor::new(address, "test")
}
const EMAIL: &str = "admin@kranich.example";
const NEW: &str = "zwölf grüne Gläser";

/// The demo's mails once there are so many.
async fn mails(services: &Services, count: usize) -> Vec<Mail> {
    for _ in 0..10_000 {
        let mails = services.demo_mails().await.unwrap();
        if mails.len() >= count {
            assert_eq!(mails.len(), count);
            return mails;
        }
        tokio::task::yield_now().await;
    }
    panic!("there are no {count} mails");
}

/// Asks for a link and takes it out of the mail, which is the `count`th.
async fn link(services: &Services, email: &str, from: IpAddr, count: usize) -> String {
    services.password_reset_ask(email, Language::De, from).await.unwrap();
    let mails = mails(services, count).await;
    let Letter::PasswordReset { path, .. } = &mails[0].letter else { panic!("{mails:?}") };
    path.strip_prefix("/reset/").unwrap().to_owned()
}

async fn signs_in(services: &Services, password: &str) -> bool {
    match services.sign_in(EMAIL, password, &visitor(THERE)).await {
        Ok(_) => true,
        Err(ServiceError::Unauthenticated) => false,
        Err(error) => panic!("{error}"),
    }
}

/// The codes of what is wrong, by field.
fn wrong(error: ServiceError) -> Vec<(String, String)> {
    match error {
        ServiceError::Invalid(fields) => fields.into_iter().map(|f| (f.field, f.code)).collect(),
        other => panic!("{other}"),
    }
}

fn refused(error: &ServiceError) -> &str {
    match error {
        ServiceError::Refused(code) => code,
        other => panic!("{other}"),
    }
}

/// What was done to a person's password, and by whom; sign-ins stand in the log between.
async fn deeds(portal: &Portal, who: &Principal) -> Vec<(String, String)> {
    let mut tx = portal.services.store.begin_read(who.scope).await.unwrap();
    let log = store::log::log_of(&mut tx, who.person.0, 50, None).await.unwrap();
    let log = log.into_iter().filter(|entry| entry.action.starts_with("password"));
    log.rev().map(|entry| (entry.action, entry.actor)).collect()
}

#[tokio::test]
async fn a_password_is_set_by_the_link_of_a_mail_once() {
    let portal = Portal::new().await;
    let (services, who) = (&portal.services, portal.partner().await);
    let session = services
        .sign_in(EMAIL, demo::PASSWORD, &visitor(THERE))
        .await
        .unwrap()
        .signed_in()
        .unwrap();
    let secret = link(services, " Admin@Kranich.EXAMPLE ", HERE, 1).await;
    let mail = mails(services, 1).await.remove(0);
    assert_eq!((mail.address.as_str(), mail.language), (EMAIL, Language::De));

    assert!(services.password_reset_works(&secret).await.unwrap());
    let short = services.password_reset(&secret, "short", Language::En).await.unwrap_err();
    assert_eq!(wrong(short), [("password".to_owned(), "password-too-short".to_owned())]);
    assert!(services.password_reset_works(&secret).await.unwrap(), "a typing error costs nothing");
    services.password_reset(&secret, NEW, Language::En).await.unwrap();

    assert!(!services.password_reset_works(&secret).await.unwrap());
    let again = services.password_reset(&secret, "another long one", Language::En).await;
    assert_eq!(refused(&again.unwrap_err()), "link-invalid");
    assert!(signs_in(services, NEW).await && !signs_in(services, demo::PASSWORD).await);
    assert_eq!(services.principal(&session.token).await.unwrap(), None, "signed out");
    let told = mails(services, 2).await;
    assert!(told.iter().any(|mail| matches!(mail.letter, Letter::PasswordChanged { .. })));
    assert_eq!(
        deeds(&portal, &who).await,
        [
            ("password-reset-asked".to_owned(), "Somebody not signed in".to_owned()),
            ("password-reset".to_owned(), who.name.clone()),
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_all_who_use_a_link_at_once_one_succeeds() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let secret = link(services, EMAIL, HERE, 1).await;
    let passwords: Vec<String> = (0..6).map(|n| format!("{n} grüne Gläser")).collect();
    let tries = passwords.iter().map(|new| services.password_reset(&secret, new, Language::En));
    let outcomes = join_all(tries).await;
    let won: Vec<usize> = (0..6).filter(|n| outcomes[*n].is_ok()).collect();
    assert_eq!(won.len(), 1, "{outcomes:?}");
    for lost in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
        assert_eq!(refused(lost), "link-invalid");
    }
    assert!(signs_in(services, &passwords[won[0]]).await);
}

#[tokio::test]
async fn a_link_works_for_an_hour_and_for_nobody_else() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let secret = link(services, EMAIL, HERE, 1).await;
    let now = portal.clock.now();
    portal.clock.set(now + Duration::minutes(59));
    assert!(services.password_reset_works(&secret).await.unwrap());
    portal.clock.set(now + Duration::hours(1));
    assert!(!services.password_reset_works(&secret).await.unwrap());
    for secret in [secret.as_str(), "", "x", &"0".repeat(48), "%00", &"ü".repeat(5_000)] {
        let error = services.password_reset(secret, NEW, Language::En).await.unwrap_err();
        assert_eq!(refused(&error), "link-invalid", "{secret}");
    }
    assert!(signs_in(services, demo::PASSWORD).await);
}

#[tokio::test]
async fn a_new_password_ends_the_links_before_it() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let first = link(services, EMAIL, HERE, 1).await;
    let second = link(services, EMAIL, HERE, 2).await;
    assert_ne!(first, second);
    services.password_reset(&first, NEW, Language::En).await.unwrap();
    assert!(!services.password_reset_works(&second).await.unwrap());
}

#[tokio::test]
async fn whoever_is_deactivated_gets_no_link_and_has_no_use_for_one() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let secret = link(services, EMAIL, HERE, 1).await;
    store::testing::deactivate(&portal.url, EMAIL).await;
    let error = services.password_reset(&secret, NEW, Language::En).await.unwrap_err();
    assert_eq!(refused(&error), "link-invalid");
    services.password_reset_ask(EMAIL, Language::En, HERE).await.unwrap();
    // Asked for afterwards, and there first.
    link(services, "owner@kranich.example", HERE, 2).await;
    let to: Vec<String> = mails(services, 2).await.into_iter().map(|mail| mail.address).collect();
    assert_eq!(to, ["owner@kranich.example", EMAIL]);
}

#[tokio::test]
async fn nobody_learns_who_has_an_account_nor_floods_them() {
    let portal = Portal::new().await;
    let services = &portal.services;
    services.password_reset_ask("nobody@kranich.example", Language::En, HERE).await.unwrap();
    // From one place, known and unknown addresses are slowed alike.
    for email in [EMAIL, "nobody@example.com"] {
        let mut slowed = 0;
        for _ in 0..8 {
            match services.password_reset_ask(email, Language::En, THERE).await {
                Ok(()) => {}
                Err(ServiceError::RateLimited(_)) => slowed += 1,
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!(slowed, 3, "{email}");
    }
    // From many places, one still gets only so many mails an hour.
    for n in 0..10 {
        let place = IpAddr::V4(Ipv4Addr::new(192, 0, 2, n));
        services.password_reset_ask(EMAIL, Language::En, place).await.unwrap();
    }
    let three = mails(services, 3).await;
    assert!(three.iter().all(|mail| mail.address == EMAIL));
    portal.clock.set(portal.clock.now() + Duration::minutes(61));
    link(services, EMAIL, IpAddr::V4(Ipv4Addr::new(192, 0, 2, 99)), 4).await;
}

#[tokio::test]
async fn without_a_way_out_nobody_waits_for_a_mail() {
    let portal = Portal::new().await;
    let services = portal.services.clone().with_demo(false);
    for email in [EMAIL, "nobody@example.com"] {
        let error = services.password_reset_ask(email, Language::En, HERE).await.unwrap_err();
        assert_eq!(refused(&error), "mail-not-set-up");
    }
    let error = portal.services.password_reset_ask("no address", Language::En, HERE).await;
    assert_eq!(wrong(error.unwrap_err()), [("email".to_owned(), "email-invalid".to_owned())]);
}

#[tokio::test]
async fn a_person_changes_its_password_and_only_this_browser_stays() {
    let portal = Portal::new().await;
    let (services, who) = (&portal.services, portal.partner().await);
    let here =
        services.sign_in(EMAIL, demo::PASSWORD, &visitor(HERE)).await.unwrap().signed_in().unwrap();
    let there = services
        .sign_in(EMAIL, demo::PASSWORD, &visitor(THERE))
        .await
        .unwrap()
        .signed_in()
        .unwrap();
    let secret = link(services, EMAIL, HERE, 1).await;
    let from = ChangeFrom { session: &here.token, address: HERE, language: Language::En };

    let both = services.password_change(&who, "not mine", "kranich", from).await.unwrap_err();
    assert_eq!(
        wrong(both),
        [
            ("current".to_owned(), "password-wrong".to_owned()),
            ("password".to_owned(), "password-too-short".to_owned()),
        ]
    );
    let near = services.password_change(&who, demo::PASSWORD, "kranich-kranich", from).await;
    assert_eq!(wrong(near.unwrap_err()), [("password".to_owned(), "password-personal".to_owned())]);
    assert!(signs_in(services, demo::PASSWORD).await);

    services.password_change(&who, demo::PASSWORD, NEW, from).await.unwrap();
    assert!(signs_in(services, NEW).await);
    assert!(services.principal(&here.token).await.unwrap().is_some());
    assert_eq!(services.principal(&there.token).await.unwrap(), None);
    assert!(!services.password_reset_works(&secret).await.unwrap());
    let told = mails(services, 2).await;
    assert!(told.iter().any(|mail| matches!(mail.letter, Letter::PasswordChanged { .. })));
    let done = deeds(&portal, &who).await;
    assert_eq!(done.last(), Some(&("password-changed".to_owned(), who.name.clone())));
}

#[tokio::test]
async fn guessing_the_current_password_is_slowed_like_signing_in() {
    let portal = Portal::new().await;
    let (services, who) = (&portal.services, portal.partner().await);
    let from = ChangeFrom { session: "none", address: HERE, language: Language::En };
    for n in 0..5 {
        let guess = format!("guess {n}");
        let error = services.password_change(&who, &guess, NEW, from).await.unwrap_err();
        assert_eq!(wrong(error), [("current".to_owned(), "password-wrong".to_owned())]);
    }
    let slowed = services.password_change(&who, demo::PASSWORD, NEW, from).await.unwrap_err();
    assert!(matches!(slowed, ServiceError::RateLimited(_)), "{slowed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_changes_at_once_none_vanishes_silently() {
    let portal = Portal::new().await;
    let (services, who) = (&portal.services, portal.partner().await);
    let from = ChangeFrom { session: "none", address: HERE, language: Language::En };
    let (one, other) = tokio::join!(
        services.password_change(&who, demo::PASSWORD, "the one of the two", from),
        services.password_change(&who, demo::PASSWORD, "the other of two", from),
    );
    let outcomes = [(one, "the one of the two"), (other, "the other of two")];
    let (won, lost): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(|(done, _)| done.is_ok());
    assert_eq!(won.len(), 1, "{lost:?}");
    assert!(signs_in(services, won[0].1).await);
    assert!(
        matches!(&lost[0].0, Err(ServiceError::Conflict(None) | ServiceError::Invalid(_))),
        "{lost:?}"
    );
}

#[tokio::test]
async fn an_address_has_one_account_however_it_is_written() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let owner = |email: &str, name: &str| services::auth::NewOwner {
        email: email.to_owned(),
        name: name.to_owned(),
        organization: format!("Org {email}"),
        kind: domain::people::OrgKind::Partner,
        password: support::OWNERS_PASSWORD.to_owned(),
    };
    let ada = services.create_owner(owner("Ada@MÜLLER.example", "Ada")).await.unwrap();
    assert_eq!(ada.email, "Ada@xn--mller-kva.example");
    for (email, name, field, code) in [
        ("ada@xn--mller-kva.EXAMPLE", "Ada", "email", "email-taken"),
        ("аda@müller.example", "Ada", "email", "email-look-alike"),
        ("ada b@example.com", "Ada", "email", "email-invalid"),
        ("bob@example.com", "Bob\r\nBcc: all@example.com", "name", "text-control"),
    ] {
        let error = services.create_owner(owner(email, name)).await.unwrap_err();
        assert_eq!(wrong(error), [(field.to_owned(), code.to_owned())], "{email}");
    }
    let password = support::OWNERS_PASSWORD;
    services.sign_in("ADA@müller.example", password, &visitor(HERE)).await.unwrap();
}
