//! Second factors, from setting them up to being asked for them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use chrono::Duration;
use data_encoding::BASE32_NOPAD;
use domain::people::Principal;
use domain::sign_in::AuthenticatorSetup;
use hmac::{Hmac, KeyInit, Mac};
use services::auth::{Begun, Pending, Proof, SignedIn, Visitor};
use services::{ServiceError, Services, demo};
use std::net::{IpAddr, Ipv4Addr};
use store::sign_in_policy::sign_in_policy_set;
use support::Portal;

const EMAIL: &str = "admin@kranich.example";
const OWNER: &str = "owner@kranich.example";

fn here() -> Visitor {
    Visitor::new(IpAddr::V4(Ipv4Addr::LOCALHOST), "test")
}

/// What an authenticator shows, by its own implementation of the standard.
fn shown(secret: &str, seconds: i64) -> String {
    let secret = BASE32_NOPAD.decode(secret.replace(' ', "").as_bytes()).unwrap();
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&secret).unwrap();
    mac.update(&(seconds / 30).to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 15);
    let number = u32::from_be_bytes(hash[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

fn now(services: &Services) -> i64 {
    services.clock.now().timestamp()
}

/// Moves the clock, so that the authenticator shows another code.
fn wait(portal: &Portal, seconds: i64) {
    portal.clock.set(portal.services.clock.now() + Duration::seconds(seconds));
}

async fn session(services: &Services, email: &str) -> (SignedIn, Principal) {
    let begun = services.sign_in(email, demo::PASSWORD, &here()).await.unwrap();
    let signed_in = begun.signed_in().expect("no second factor is asked for");
    let who = services.principal(&signed_in.token).await.unwrap().unwrap();
    (signed_in, who)
}

async fn pending(services: &Services, email: &str) -> Pending {
    match services.sign_in(email, demo::PASSWORD, &here()).await.unwrap() {
        Begun::Second(pending) => pending,
        Begun::SignedIn(_) => panic!("a second factor is asked for"),
    }
}

async fn with_authenticator(portal: &Portal, email: &str) -> (Principal, AuthenticatorSetup) {
    let services = &portal.services;
    let (_, who) = session(services, email).await;
    let setup = services.authenticator_begin(&who).await.unwrap();
    let code = shown(&setup.secret, now(services));
    services.authenticator_confirm(&who, &setup.key, &code).await.unwrap();
    wait(portal, 60);
    (who, setup)
}

fn code_of(error: &ServiceError) -> &str {
    match error {
        ServiceError::Refused(code) => code,
        ServiceError::Invalid(fields) => &fields[0].code,
        ServiceError::Unauthenticated => "unauthenticated",
        ServiceError::RateLimited(_) => "rate-limited",
        ServiceError::StepUp => "step-up",
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn an_authenticator_is_asked_for_from_then_on() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let (_, who) = session(services, EMAIL).await;
    let setup = services.authenticator_begin(&who).await.unwrap();
    assert!(setup.qr.size > 20 && setup.codes.len() == 10);
    let wrong = services.authenticator_confirm(&who, &setup.key, "000000").await.unwrap_err();
    assert_eq!(code_of(&wrong), "code-refused");
    session(services, EMAIL).await; // Nothing counts yet.
    let code = shown(&setup.secret, now(services));
    services.authenticator_confirm(&who, &setup.key, &code).await.unwrap();
    let again = services.authenticator_confirm(&who, &setup.key, &code).await.unwrap_err();
    assert_eq!(code_of(&again), "setup-over");

    let pending = pending(services, EMAIL).await;
    let options = services.second_factor_options(&pending.token).await.unwrap().unwrap();
    assert!(options.authenticator && options.recovery && !options.passkey);
    assert!(options.setup.is_none());
    assert!(services.principal(&pending.token).await.unwrap().is_none(), "it is no session");
    // The code that confirmed the setup was used by that.
    let used = services.second_factor(&pending.token, &code, &here()).await.unwrap_err();
    assert_eq!(code_of(&used), "code-used");
    wait(&portal, 30);
    let code = shown(&setup.secret, now(services));
    let signed_in = services.second_factor(&pending.token, &code, &here()).await.unwrap();
    let who = services.principal(&signed_in.token).await.unwrap().unwrap();
    let security = services.security(&who).await.unwrap();
    assert!(security.authenticator.is_some());
    assert_eq!(security.recovery_left, 10);
    assert_eq!(security.sessions.iter().find(|s| s.here).unwrap().method, "password-code");
    let over = services.second_factor(&pending.token, &code, &here()).await.unwrap_err();
    assert_eq!(code_of(&over), "unauthenticated", "a sign-in is finished once");
}

#[tokio::test]
async fn the_same_code_at_once_is_taken_once() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let (_, setup) = with_authenticator(&portal, EMAIL).await;
    let (one, two) = (pending(services, EMAIL).await, pending(services, EMAIL).await);
    let code = shown(&setup.secret, now(services));
    let visitor = here();
    let (one, two) = tokio::join!(
        services.second_factor(&one.token, &code, &visitor),
        services.second_factor(&two.token, &code, &visitor),
    );
    let taken = [&one, &two].into_iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(taken, 1, "{one:?} {two:?}");
    let refused = one.err().or(two.err()).unwrap();
    assert_eq!(code_of(&refused), "code-used");
}

#[tokio::test]
async fn a_clock_five_minutes_off_is_told() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let (who, setup) = with_authenticator(&portal, EMAIL).await;
    let pending = pending(services, EMAIL).await;
    for (off, expected) in [(-300, "code-late"), (300, "code-refused")] {
        let code = shown(&setup.secret, now(services) + off);
        let refused = services.second_factor(&pending.token, &code, &here()).await.unwrap_err();
        assert_eq!(code_of(&refused), expected);
    }
    // A step early or late is nobody's fault.
    let code = shown(&setup.secret, now(services) - 30);
    services.second_factor(&pending.token, &code, &here()).await.unwrap();
    services.refusals_noted().await;
    let history = services.security(&who).await.unwrap().history;
    let refused: Vec<_> = history.iter().filter_map(|event| event.reason.as_deref()).collect();
    assert_eq!(refused, ["code", "code"]);
}

#[tokio::test]
async fn a_recovery_code_counts_once_however_it_is_typed() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let (_, setup) = with_authenticator(&portal, EMAIL).await;
    let typed = setup.codes[3].to_uppercase().replace('-', " ");
    let first = pending(services, EMAIL).await;
    let signed_in = services.second_factor(&first.token, &typed, &here()).await.unwrap();
    let who = services.principal(&signed_in.token).await.unwrap().unwrap();
    assert_eq!(services.security(&who).await.unwrap().recovery_left, 9);
    let second = pending(services, EMAIL).await;
    let used = services.second_factor(&second.token, &typed, &here()).await.unwrap_err();
    assert_eq!(code_of(&used), "recovery-refused");
    // New ones replace those that are left.
    let codes = services.recovery_renew(&who).await.unwrap();
    let old = services.second_factor(&second.token, &setup.codes[4], &here()).await.unwrap_err();
    assert_eq!(code_of(&old), "recovery-refused");
    services.second_factor(&second.token, &codes[0], &here()).await.unwrap();
}

#[tokio::test]
async fn codes_cannot_be_guessed_for_ever() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let (_, setup) = with_authenticator(&portal, EMAIL).await;
    let thief = Visitor::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 66)), "thief");
    let Begun::Second(waiting) = services.sign_in(EMAIL, demo::PASSWORD, &thief).await.unwrap()
    else {
        panic!("a second factor is asked for")
    };
    for _ in 0..5 {
        let refused = services.second_factor(&waiting.token, "000000", &thief).await.unwrap_err();
        assert_eq!(code_of(&refused), "code-refused");
    }
    // The password has to be typed again, which does not forgive the codes.
    let code = shown(&setup.secret, now(services));
    let over = services.second_factor(&waiting.token, &code, &thief).await.unwrap_err();
    assert_eq!(code_of(&over), "unauthenticated");
    let Begun::Second(again) = services.sign_in(EMAIL, demo::PASSWORD, &thief).await.unwrap()
    else {
        panic!("a second factor is asked for")
    };
    let slowed = services.second_factor(&again.token, &code, &thief).await.unwrap_err();
    assert_eq!(code_of(&slowed), "rate-limited");
    // Where the owner is known it is not slowed by that.
    let own = pending(services, EMAIL).await;
    services.second_factor(&own.token, &code, &here()).await.unwrap();
}

#[tokio::test]
async fn a_pending_sign_in_ends_after_five_minutes() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let (_, setup) = with_authenticator(&portal, EMAIL).await;
    let pending = pending(services, EMAIL).await;
    wait(&portal, 300);
    assert!(services.second_factor_options(&pending.token).await.unwrap().is_none());
    let code = shown(&setup.secret, now(services));
    let over = services.second_factor(&pending.token, &code, &here()).await.unwrap_err();
    assert_eq!(code_of(&over), "unauthenticated");
}

#[tokio::test]
async fn what_is_dangerous_asks_for_a_fresh_proof() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let (signed_in, who) = session(services, EMAIL).await;
    services.require_recent(&who).unwrap();
    wait(&portal, 601);
    let read = async || services.principal(&signed_in.token).await.unwrap().unwrap();
    let old = read().await;
    assert_eq!(code_of(&services.authenticator_begin(&old).await.unwrap_err()), "step-up");
    let wrong = Proof::Password("not the password".to_owned());
    let wrong = services.prove(&old, wrong, &here()).await.unwrap_err();
    assert_eq!(code_of(&wrong), "password-wrong");
    assert_eq!(code_of(&services.require_recent(&read().await).unwrap_err()), "step-up");
    let right = Proof::Password(demo::PASSWORD.to_owned());
    services.prove(&old, right.clone(), &here()).await.unwrap();
    let setup = services.authenticator_begin(&read().await).await.unwrap();
    let code = shown(&setup.secret, now(services));
    services.authenticator_confirm(&read().await, &setup.key, &code).await.unwrap();

    // From now on the password alone proves nothing, and the code only once.
    wait(&portal, 601);
    assert_eq!(
        code_of(&services.authenticator_remove(&read().await).await.unwrap_err()),
        "step-up"
    );
    let refused = services.prove(&read().await, right, &here()).await.unwrap_err();
    assert_eq!(code_of(&refused), "code-needed");
    let code = Proof::Code(shown(&setup.secret, now(services)));
    services.prove(&read().await, code.clone(), &here()).await.unwrap();
    let refused = services.prove(&read().await, code, &here()).await.unwrap_err();
    assert_eq!(code_of(&refused), "code-used");
    services.authenticator_remove(&read().await).await.unwrap();
    session(services, EMAIL).await;
    assert_eq!(services.security(&who).await.unwrap().recovery_left, 0, "nothing to recover");
}

/// Whoever knows the password alone and was asked to set a factor up must not put one in the
/// place of what the person has set up meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn a_setup_on_the_way_in_ends_when_there_is_a_factor() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let owner = portal.person(OWNER).await;
    let mut tx = services.store.begin(owner.scope).await.unwrap();
    sign_in_policy_set(&mut tx, owner.org, true, 0).await.unwrap();
    tx.commit().await.unwrap();
    let begun = async || {
        let pending = pending(services, EMAIL).await;
        let ways = services.second_factor_options(&pending.token).await.unwrap().unwrap();
        let (_, setup) = ways.setup.unwrap();
        (pending.token, shown(&setup.secret, now(services)))
    };
    let (thief, own, late) = (begun().await, begun().await, begun().await);
    let from = here();
    let (one, two) = tokio::join!(
        services.second_factor(&thief.0, &thief.1, &from),
        services.second_factor(&own.0, &own.1, &from),
    );
    assert_eq!([&one, &two].into_iter().filter(|outcome| outcome.is_ok()).count(), 1);
    let refused = one.as_ref().err().or(two.as_ref().err()).unwrap();
    assert_eq!(code_of(refused), "unauthenticated");
    let who = portal.person(EMAIL).await;
    let kept = services.store.authenticator_of(who.person).await.unwrap();
    assert!(services.second_factor_options(&late.0).await.unwrap().is_none());
    let over = services.second_factor(&late.0, &late.1, &from).await.unwrap_err();
    assert_eq!(code_of(&over), "unauthenticated");
    assert_eq!(services.store.authenticator_of(who.person).await.unwrap(), kept);
    services.refusals_noted().await;
    let history = services.security(&who).await.unwrap().history;
    let refused = history.iter().filter(|event| event.reason.as_deref() == Some("setup"));
    assert_eq!(refused.count(), 2);
}

#[tokio::test]
async fn another_persons_setup_is_of_no_use() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let ((_, one), (_, two)) = (session(services, EMAIL).await, session(services, OWNER).await);
    let setup = services.authenticator_begin(&one).await.unwrap();
    let code = shown(&setup.secret, now(services));
    let refused = services.authenticator_confirm(&two, &setup.key, &code).await.unwrap_err();
    assert_eq!(code_of(&refused), "setup-over");
}
