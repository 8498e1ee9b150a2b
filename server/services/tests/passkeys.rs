//! Passkeys, by an authenticator in software.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use data_encoding::BASE64URL_NOPAD;
use domain::people::Principal;
use domain::sign_in::PasskeyAsk;
use domain::sso::SsoDraft;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};
use serde_json::{Value, json};
use services::auth::{Begun, Proof, Visitor};
use services::{ServiceError, Services, demo};
use sha2::{Digest, Sha256};
use std::net::{IpAddr, Ipv4Addr};
use store::pending::PendingSignIn;
use support::Portal;

const ORIGIN: &str = "https://portal.example";
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const EMAIL: &str = "admin@kranich.example";

fn here() -> Visitor {
    Visitor::new(HERE, "test")
}

fn b64(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

/// The head of a CBOR item.
fn head(kind: u8, length: usize) -> Vec<u8> {
    match length {
        0..24 => vec![kind << 5 | length as u8],
        24..256 => vec![kind << 5 | 24, length as u8],
        _ => vec![kind << 5 | 25, (length >> 8) as u8, length as u8],
    }
}

fn bytes(content: &[u8]) -> Vec<u8> {
    [head(2, content.len()), content.to_vec()].concat()
}

fn text(content: &str) -> Vec<u8> {
    [head(3, content.len()), content.as_bytes().to_vec()].concat()
}

/// An authenticator with one passkey.
struct Authenticator {
    key: SigningKey,
    credential: [u8; 32],
    user: String,
    counter: u32,
    /// Whether it asks for a finger or a PIN.
    verifies: bool,
    origin: &'static str,
}

impl Authenticator {
    fn new(number: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[number; 32]).unwrap(),
            credential: [number; 32],
            user: String::new(),
            counter: 0,
            verifies: true,
            origin: ORIGIN,
        }
    }

    fn client_data(&self, kind: &str, options: &Value) -> String {
        let challenge = options["challenge"].as_str().unwrap();
        json!({
            "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false,
        })
        .to_string()
    }

    /// The site, flags and counter.
    fn data(&mut self, site: &str, attested: bool) -> Vec<u8> {
        self.counter += 1;
        let flags = 0x01 | if self.verifies { 0x04 } else { 0 } | if attested { 0x40 } else { 0 };
        [&Sha256::digest(site.as_bytes())[..], &[flags], &self.counter.to_be_bytes()].concat()
    }

    /// The answer to a question for a new passkey.
    fn create(&mut self, ask: &PasskeyAsk) -> String {
        let options = options(ask);
        self.user = options["user"]["id"].as_str().unwrap().to_owned();
        let point = self.key.verifying_key().to_sec1_point(false);
        // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
        let public = [
            vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21],
            bytes(point.x().unwrap()),
            vec![0x22],
            bytes(point.y().unwrap()),
        ]
        .concat();
        let id = (self.credential.len() as u16).to_be_bytes();
        let mut data = self.data(options["rp"]["id"].as_str().unwrap(), true);
        data.extend([&[0; 16][..], &id, &self.credential, &public].concat());
        let attestation = [
            vec![0xa3],
            text("fmt"),
            text("none"),
            text("attStmt"),
            vec![0xa0],
            text("authData"),
            bytes(&data),
        ]
        .concat();
        json!({
            "id": b64(&self.credential),
            "rawId": b64(&self.credential),
            "type": "public-key",
            "response": {
                "clientDataJSON": b64(self.client_data("webauthn.create", &options).as_bytes()),
                "attestationObject": b64(&attestation),
                "transports": ["internal"],
            },
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
        })
        .to_string()
    }

    /// The answer to a question for any passkey.
    fn get(&mut self, ask: &PasskeyAsk) -> String {
        let options = options(ask);
        let data = self.data(options["rpId"].as_str().unwrap(), false);
        let client = self.client_data("webauthn.get", &options);
        let signed = [&data[..], &Sha256::digest(client.as_bytes())].concat();
        let signature: DerSignature = self.key.sign(&signed);
        json!({
            "id": b64(&self.credential),
            "rawId": b64(&self.credential),
            "type": "public-key",
            "response": {
                "clientDataJSON": b64(client.as_bytes()),
                "authenticatorData": b64(&data),
                "signature": b64(signature.as_bytes()),
                "userHandle": self.user,
            },
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
        })
        .to_string()
    }
}

fn options(ask: &PasskeyAsk) -> Value {
    let options: Value = serde_json::from_str(&ask.options).unwrap();
    options.get("publicKey").cloned().unwrap_or(options)
}

async fn session(services: &Services, email: &str) -> Principal {
    let begun = services.sign_in(email, demo::PASSWORD, &here()).await.unwrap();
    let signed_in = begun.signed_in().expect("no second factor is asked for");
    services.principal(&signed_in.token).await.unwrap().unwrap()
}

async fn with_passkey(
    services: &Services,
    who: &Principal,
    number: u8,
) -> (Authenticator, Option<Vec<String>>) {
    let mut authenticator = Authenticator::new(number);
    let ask = services.passkey_add_ask(who, ORIGIN).await.unwrap();
    let answer = authenticator.create(&ask);
    let added = services.passkey_add(who, &ask.key, &answer, " Key ring ", ORIGIN).await.unwrap();
    (authenticator, added.codes)
}

async fn sign_in(
    services: &Services,
    authenticator: &mut Authenticator,
) -> Result<Principal, ServiceError> {
    let ask = services.passkey_ask(ORIGIN, HERE).await?;
    let answer = authenticator.get(&ask);
    let signed_in = services.sign_in_with_passkey(&ask.key, &answer, ORIGIN, None, &here()).await?;
    Ok(services.principal(&signed_in.token).await?.unwrap())
}

fn code_of(error: &ServiceError) -> &str {
    match error {
        ServiceError::Refused(code) => code,
        ServiceError::Invalid(fields) => &fields[0].code,
        ServiceError::StepUp => "step-up",
        ServiceError::NotFound => "not-found",
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_passkey_signs_in_alone_and_makes_the_password_ask_for_more() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let who = session(services, EMAIL).await;
    let (mut authenticator, codes) = with_passkey(services, &who, 1).await;
    assert_eq!(codes.unwrap().len(), 10, "the first factor comes with recovery codes");
    let again = sign_in(services, &mut authenticator).await.unwrap();
    assert_eq!(again.person, who.person);
    let security = services.security(&again).await.unwrap();
    assert_eq!(security.passkeys[0].name, "Key ring");
    assert!(security.passkeys[0].used_at.is_some());
    assert_eq!(security.sessions.iter().find(|s| s.here).unwrap().method, "passkey");
    let begun = services.sign_in(EMAIL, demo::PASSWORD, &here()).await.unwrap();
    let Begun::Second(pending) = begun else { panic!("a second factor is asked for") };
    let ways = services.second_factor_options(&pending.token).await.unwrap().unwrap();
    assert!(ways.passkey && ways.recovery && !ways.authenticator);
}

#[tokio::test]
async fn an_answer_counts_once_in_time_and_on_its_site() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let who = session(services, EMAIL).await;
    let (mut authenticator, _) = with_passkey(services, &who, 1).await;
    let ask = services.passkey_ask(ORIGIN, HERE).await.unwrap();
    let answer = authenticator.get(&ask);
    services.sign_in_with_passkey(&ask.key, &answer, ORIGIN, None, &here()).await.unwrap();
    let again = services.sign_in_with_passkey(&ask.key, &answer, ORIGIN, None, &here()).await;
    assert_eq!(code_of(&again.unwrap_err()), "passkey-over");
    // The answer to another question.
    let other = services.passkey_ask(ORIGIN, HERE).await.unwrap();
    let replayed = services.sign_in_with_passkey(&other.key, &answer, ORIGIN, None, &here()).await;
    assert_eq!(code_of(&replayed.unwrap_err()), "passkey-refused");
    // Another site's page asked for it.
    authenticator.origin = "https://evil.example";
    assert_eq!(
        code_of(&sign_in(services, &mut authenticator).await.unwrap_err()),
        "passkey-refused"
    );
    authenticator.origin = ORIGIN;
    // Nobody unlocked it.
    authenticator.verifies = false;
    assert_eq!(
        code_of(&sign_in(services, &mut authenticator).await.unwrap_err()),
        "passkey-refused"
    );
    authenticator.verifies = true;
    // Its counter goes back: it was copied.
    authenticator.counter = 0;
    assert_eq!(
        code_of(&sign_in(services, &mut authenticator).await.unwrap_err()),
        "passkey-refused"
    );
    authenticator.counter = 10;
    sign_in(services, &mut authenticator).await.unwrap();
    // It took too long.
    let late = services.passkey_ask(ORIGIN, HERE).await.unwrap();
    let answer = authenticator.get(&late);
    portal.clock.set(services.clock.now() + chrono::Duration::minutes(5));
    let over = services.sign_in_with_passkey(&late.key, &answer, ORIGIN, None, &here()).await;
    assert_eq!(code_of(&over.unwrap_err()), "passkey-over");
    services.refusals_noted().await;
    let history = services.security(&who).await.unwrap().history;
    let refused = history.iter().filter(|event| event.reason.as_deref() == Some("passkey"));
    assert_eq!(refused.count(), 4, "what was refused is in the history");
}

#[tokio::test]
async fn another_key_or_person_is_refused() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let who = session(services, EMAIL).await;
    let (mut authenticator, _) = with_passkey(services, &who, 1).await;
    let mut stranger = Authenticator::new(2);
    stranger.user = authenticator.user.clone();
    assert_eq!(code_of(&sign_in(services, &mut stranger).await.unwrap_err()), "passkey-unknown");
    stranger.credential = authenticator.credential;
    stranger.counter = 100;
    assert_eq!(code_of(&sign_in(services, &mut stranger).await.unwrap_err()), "passkey-refused");
    authenticator.user = b64(&[7; 16]);
    assert_eq!(
        code_of(&sign_in(services, &mut authenticator).await.unwrap_err()),
        "passkey-refused"
    );
    for rubbish in ["", "{}", "null", "[1]", "{\"id\": 1}"] {
        let ask = services.passkey_ask(ORIGIN, HERE).await.unwrap();
        let refused = services.sign_in_with_passkey(&ask.key, rubbish, ORIGIN, None, &here()).await;
        assert_eq!(code_of(&refused.unwrap_err()), "passkey-refused", "{rubbish}");
    }
    let nowhere = services.passkey_ask("http://127.0.0.1:3000", HERE).await.unwrap_err();
    assert_eq!(code_of(&nowhere), "passkey-no-domain");
}

#[tokio::test]
async fn passkeys_are_named_removed_and_prove_again() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let who = session(services, EMAIL).await;
    let (mut authenticator, _) = with_passkey(services, &who, 1).await;
    let ask = services.passkey_add_ask(&who, ORIGIN).await.unwrap();
    let known = options(&ask)["excludeCredentials"][0]["id"].clone();
    assert_eq!(known, json!(b64(&authenticator.credential)), "none is made twice");
    let empty = services.passkey_add(&who, &ask.key, "{}", "  ", ORIGIN).await.unwrap_err();
    assert_eq!(code_of(&empty), "name-empty");
    assert_eq!(
        options(&ask)["extensions"]["enforceCredentialProtectionPolicy"],
        json!(false),
        "authenticators without that extension do as well"
    );

    portal.clock.set(services.clock.now() + chrono::Duration::minutes(1));
    let (mut second, codes) = with_passkey(services, &who, 2).await;
    assert!(codes.is_none(), "there are recovery codes already");
    let id = services.security(&who).await.unwrap().passkeys[1].id;
    services.passkey_rename(&who, id, "Laptop").await.unwrap();
    let other = session(services, "owner@kranich.example").await;
    assert_eq!(
        code_of(&services.passkey_rename(&other, id, "Mine").await.unwrap_err()),
        "not-found"
    );
    assert_eq!(code_of(&services.passkey_remove(&other, id).await.unwrap_err()), "not-found");

    portal.clock.set(services.clock.now() + chrono::Duration::minutes(11));
    assert_eq!(code_of(&services.passkey_remove(&who, id).await.unwrap_err()), "step-up");
    let ask = services.passkey_ask(ORIGIN, HERE).await.unwrap();
    let answer = authenticator.get(&ask);
    let stolen = services.prove_with_passkey(&other, &ask.key, &answer, ORIGIN, &here()).await;
    assert_eq!(code_of(&stolen.unwrap_err()), "passkey-unknown", "somebody else's");
    let ask = services.passkey_ask(ORIGIN, HERE).await.unwrap();
    let answer = second.get(&ask);
    services.prove_with_passkey(&who, &ask.key, &answer, ORIGIN, &here()).await.unwrap();
    let fresh = Principal { proved_at: Some(services.clock.now()), ..who.clone() };
    services.passkey_remove(&fresh, id).await.unwrap();
    assert_eq!(code_of(&sign_in(services, &mut second).await.unwrap_err()), "passkey-unknown");
    services.refusals_noted().await;
    let history = services.security(&who).await.unwrap().history;
    let unknown = history.iter().filter(|event| event.reason.as_deref() == Some("passkey-unknown"));
    assert_eq!(unknown.count(), 1, "it says whose it was");
    sign_in(services, &mut authenticator).await.unwrap();
}

#[tokio::test]
async fn an_organization_that_demands_a_factor_gets_it_from_everybody() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let owner = session(services, "owner@kranich.example").await;
    let admin = session(services, EMAIL).await;
    let customer = session(services, "owner@westernhagen.example").await;
    let demand = services.demand(&owner).await.unwrap();
    assert!(!demand.mfa_required && demand.without == demand.people && demand.people > 3);
    let refused = services.demand(&admin).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Forbidden), "{refused}");
    let refused = services.demand_set(&owner, true, demand.version).await.unwrap_err();
    assert_eq!(code_of(&refused), "factor-own-first");
    let (mut authenticator, _) = with_passkey(services, &owner, 1).await;
    services.demand_set(&owner, true, demand.version).await.unwrap();
    let stale = services.demand_set(&owner, false, demand.version).await.unwrap_err();
    assert!(matches!(stale, ServiceError::Conflict(_)), "{stale}");

    // Whoever is in with a password alone is out, there and below; others are not.
    let count = async |who: &Principal| services.security(who).await.unwrap().sessions.len();
    assert_eq!((count(&owner).await, count(&admin).await, count(&customer).await), (1, 0, 0));
    let elsewhere = session(services, "owner@bergfried.example").await;
    assert_eq!(count(&elsewhere).await, 1);
    let view = services.demand(&owner).await.unwrap();
    assert_eq!((view.mfa_required, view.people - view.without), (true, 1));

    // The next sign-in sets one up, for a customer's people, too.
    let begun =
        services.sign_in("owner@westernhagen.example", demo::PASSWORD, &here()).await.unwrap();
    let Begun::Second(pending) = begun else { panic!("a second factor is demanded") };
    let ways = services.second_factor_options(&pending.token).await.unwrap().unwrap();
    let (by, setup) = ways.setup.expect("one has to be set up");
    assert_eq!((by.as_str(), setup.codes.len()), ("Kranich Systemhaus GmbH", 10));
    let wrong = services.second_factor(&pending.token, "000000", &here()).await.unwrap_err();
    assert_eq!(code_of(&wrong), "code-refused");
    assert!(!services.store.factors_of(customer.person).await.unwrap().any(), "nothing half done");
    let recovery =
        services.second_factor(&pending.token, &setup.codes[0], &here()).await.unwrap_err();
    assert_eq!(code_of(&recovery), "code-refused", "codes count once the setup is confirmed");

    // The last factor stays while one is demanded.
    let id = services.security(&owner).await.unwrap().passkeys[0].id;
    assert_eq!(code_of(&services.passkey_remove(&owner, id).await.unwrap_err()), "factor-demanded");
    sign_in(services, &mut authenticator).await.expect("nothing was removed");
    let wrong = Proof::Password("not the password".to_owned());
    assert_eq!(
        code_of(&services.prove(&owner, wrong, &here()).await.unwrap_err()),
        "password-wrong"
    );
}

#[tokio::test]
async fn where_single_sign_on_alone_is_allowed_a_passkey_is_a_second_factor_and_no_first() {
    let mut portal = Portal::new().await;
    portal.services = portal.services.with_local_providers();
    let services = &portal.services;
    let owner = session(services, "owner@kranich.example").await;
    let who = session(services, EMAIL).await;
    let (mut own, _) = with_passkey(services, &owner, 1).await;
    let (mut passkey, _) = with_passkey(services, &who, 2).await;
    let draft = SsoDraft {
        slug: "kranich".to_owned(),
        issuer: "http://127.0.0.1:1".to_owned(),
        client_id: "seatkeeper".to_owned(),
        client_secret: "secret".to_owned(),
        only_sso: true,
        enabled: true,
        ..SsoDraft::default()
    };
    services.sso_save(&owner, draft, 0).await.unwrap();
    assert_eq!(code_of(&sign_in(services, &mut passkey).await.unwrap_err()), "sso-only");
    sign_in(services, &mut own).await.expect("owners keep what they have");

    // After single sign-on, and no other first factor.
    let mut finish = async |token: &str, method: &str| {
        let pending = PendingSignIn {
            person: who.person,
            root: who.scope.root,
            method: method.to_owned(),
            setup: None,
        };
        let (hash, now) = (Sha256::digest(token.as_bytes()), services.clock.now());
        let until = now + chrono::Duration::minutes(5);
        services.store.pending_insert(&hash, &pending, now, until).await.unwrap();
        let ask = services.passkey_ask(ORIGIN, HERE).await.unwrap();
        let answer = passkey.get(&ask);
        services.sign_in_with_passkey(&ask.key, &answer, ORIGIN, Some(token), &here()).await
    };
    assert_eq!(code_of(&finish("one", "password").await.unwrap_err()), "sso-only");
    let signed_in = finish("two", "sso").await.unwrap();
    let again = services.principal(&signed_in.token).await.unwrap().unwrap();
    let sessions = services.security(&again).await.unwrap().sessions;
    assert_eq!(sessions.iter().find(|session| session.here).unwrap().method, "sso-passkey");
    services.refusals_noted().await;
    let history = services.security(&who).await.unwrap().history;
    let refused = history.iter().filter(|event| event.reason.as_deref() == Some("sso-only"));
    assert_eq!(refused.count(), 2);
}

#[tokio::test]
async fn an_address_begins_so_many_ceremonies_a_minute() {
    let portal = Portal::new().await;
    for _ in 0..60 {
        portal.services.passkey_ask(ORIGIN, HERE).await.unwrap();
    }
    let refused = portal.services.passkey_ask(ORIGIN, HERE).await;
    assert!(matches!(refused, Err(ServiceError::RateLimited(_))), "{refused:?}");
    let elsewhere = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
    portal.services.passkey_ask(ORIGIN, elsewhere).await.unwrap();
}
