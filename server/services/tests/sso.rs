//! Single sign-on against a provider of our own, which lies when it is told to.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use axum::extract::{Form, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::{DateTime, Utc};
use data_encoding::BASE64URL_NOPAD;
use domain::ids::{OrgId, PersonId};
use domain::people::{InviteDraft, Language, Principal, Role, RoleChoice, SetDraft};
use domain::policy::Action;
use domain::sso::SsoDraft;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use services::auth::{Begun, SignedIn, Visitor};
use services::people::Accept;
use services::sso::SsoAnswer;
use services::{ServiceError, Services, demo};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};
use store::person::members_hold;
use store::sso::person_set_role;
use store::whole;
use support::Portal;
use url::Url;

const ORIGIN: &str = "https://portal.example";
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const CLIENT: &str = "seatkeeper";
const SECRET: &str = "the client's secret";
const OWNER: &str = "owner@kranich.example";
const ADMIN: &str = "admin@kranich.example";

fn visitor() -> Visitor {
    Visitor::new(HERE, "test")
}

fn key(number: u8) -> SigningKey {
    SigningKey::from_slice(&[number; 32]).unwrap()
}

/// What the provider says of the person who signs in, and how it lies.
#[derive(Clone)]
struct Says {
    claims: Value,
    /// Instead of the right ones; `null` leaves them out.
    wrong: Value,
    /// The key it signs with; its own is 1.
    key: u8,
    alg: &'static str,
    user_info: Option<Value>,
    /// The key that it shows.
    shown: u8,
}

#[derive(Clone)]
struct Provider {
    issuer: String,
    says: Arc<Mutex<Says>>,
    /// What codes stand for: the code's challenge, nonce. Each is good once.
    codes: Arc<Mutex<HashMap<String, (String, String)>>>,
    now: DateTime<Utc>,
}

impl Provider {
    async fn start(now: DateTime<Utc>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let says = Says {
            claims: json!({
                "sub": "ada-1", "email": ADMIN, "email_verified": true, "name": "Ada Lovelace",
                "groups": ["admins"],
            }),
            wrong: json!({}),
            key: 1,
            alg: "ES256",
            user_info: None,
            shown: 1,
        };
        let provider =
            Self { issuer, says: Arc::new(Mutex::new(says)), codes: Arc::default(), now };
        let app = Router::new()
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/me", get(me))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        provider
    }

    fn says(&self, change: impl FnOnce(&mut Says)) {
        change(&mut self.says.lock().unwrap());
    }

    /// What the person's browser brings back after signing in there.
    fn signed_in(&self, url: &str) -> SsoAnswer {
        let url = Url::parse(url).unwrap();
        let asked: HashMap<String, String> = url.query_pairs().into_owned().collect();
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["client_id"], CLIENT);
        assert_eq!(asked["redirect_uri"], format!("{ORIGIN}/sso/callback"));
        assert_eq!(asked["code_challenge_method"], "S256");
        assert!(asked["scope"].split(' ').any(|scope| scope == "openid"), "{}", asked["scope"]);
        let code = uuid::Uuid::new_v4().to_string();
        let known = (asked["code_challenge"].clone(), asked["nonce"].clone());
        self.codes.lock().unwrap().insert(code.clone(), known);
        SsoAnswer { state: asked["state"].clone(), code: Some(code), ..SsoAnswer::default() }
    }

    fn id_token(&self, nonce: &str) -> String {
        let says = self.says.lock().unwrap().clone();
        let now = self.now.timestamp();
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT, "nonce": nonce, "iat": now, "exp": now + 300,
        });
        for (name, value) in
            says.claims.as_object().unwrap().iter().chain(says.wrong.as_object().unwrap())
        {
            claims[name] = value.clone();
        }
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let head = part(&json!({ "alg": says.alg, "kid": "one" }));
        let signed = format!("{head}.{}", part(&claims));
        let signature: Signature = key(says.key).sign(signed.as_bytes());
        match says.alg {
            "none" => format!("{signed}."),
            _ => format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature.to_bytes())),
        }
    }
}

async fn configuration(State(provider): State<Provider>) -> Json<Value> {
    let issuer = &provider.issuer;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/me"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "scopes_supported": ["openid", "email", "groups"],
    }))
}

async fn keys(State(provider): State<Provider>) -> Json<Value> {
    let shown = provider.says.lock().unwrap().shown;
    let point = key(shown).verifying_key().to_sec1_point(false);
    let (x, y) = (point.x().unwrap(), point.y().unwrap());
    Json(json!({ "keys": [{
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "one",
        "x": BASE64URL_NOPAD.encode(x), "y": BASE64URL_NOPAD.encode(y),
    }] }))
}

async fn token(
    State(provider): State<Provider>,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let known = provider.codes.lock().unwrap().remove(&form["code"]);
    let challenge = BASE64URL_NOPAD.encode(&Sha256::digest(form["code_verifier"].as_bytes()));
    match known {
        Some((asked, nonce)) if asked == challenge => Json(json!({
            "access_token": "access", "token_type": "Bearer", "id_token": provider.id_token(&nonce),
        }))
        .into_response(),
        _ => (axum::http::StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" })))
            .into_response(),
    }
}

async fn me(State(provider): State<Provider>) -> Json<Value> {
    Json(provider.says.lock().unwrap().user_info.clone().unwrap_or(json!({})))
}

struct Stage {
    portal: Portal,
    provider: Provider,
    owner: Principal,
}

impl Stage {
    async fn new(change: impl FnOnce(&mut SsoDraft)) -> Self {
        let mut portal = Portal::new().await;
        portal.services = portal.services.with_local_providers();
        let provider = Provider::start(portal.services.clock.now()).await;
        let begun = portal.services.sign_in(OWNER, demo::PASSWORD, &visitor()).await.unwrap();
        let token = begun.signed_in().unwrap().token;
        let owner = portal.services.principal(&token).await.unwrap().unwrap();
        let stage = Self { portal, provider, owner };
        stage.set(change).await.unwrap();
        stage
    }

    fn services(&self) -> &Services {
        &self.portal.services
    }

    async fn set(&self, change: impl FnOnce(&mut SsoDraft)) -> Result<(), ServiceError> {
        let view = self.services().sso_settings(&self.owner, ORIGIN).await.unwrap();
        let mut draft = SsoDraft {
            slug: "kranich".to_owned(),
            issuer: self.provider.issuer.clone(),
            client_id: CLIENT.to_owned(),
            client_secret: SECRET.to_owned(),
            domains: "kranich.example".to_owned(),
            jit: true,
            enabled: true,
            default_role: Some(Role::ReadOnly),
            ..SsoDraft::default()
        };
        change(&mut draft);
        self.services().sso_save(&self.owner, draft, view.version).await
    }

    async fn sign_in(&self) -> Result<(SignedIn, Principal), ServiceError> {
        let start = self.services().sso_begin("kranich", ORIGIN, "/licenses?q=a", HERE).await?;
        let answer = self.provider.signed_in(&start.url);
        let from = visitor();
        let finished = self.services().sso_finish(answer, Some(start.state), ORIGIN, &from);
        let (begun, next) = finished.await?;
        assert_eq!(next, "/licenses?q=a");
        let Begun::SignedIn(signed_in) = begun else { panic!("no second factor is asked for") };
        let who = self.services().principal(&signed_in.token).await?.unwrap();
        Ok((signed_in, who))
    }

    /// Why a sign-in is refused.
    async fn refusal(&self) -> String {
        match self.sign_in().await {
            Err(ServiceError::Refused(code)) => code.to_owned(),
            Err(other) => panic!("{other}"),
            Ok((_, who)) => panic!("{} is let in", who.email),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_with_an_account_is_found_by_the_verified_address_and_then_by_the_subject() {
    let stage = Stage::new(|_| {}).await;
    let (_, who) = stage.sign_in().await.unwrap();
    assert_eq!(who.email, ADMIN);
    assert_eq!(who.role, Role::LicenseAdmin, "without a claim of groups roles stay");
    stage.provider.says(|says| {
        says.claims["email"] = json!("renamed@elsewhere.example");
        says.claims["email_verified"] = json!(false);
    });
    let (_, again) = stage.sign_in().await.unwrap();
    assert_eq!(again.person, who.person);
    let security = stage.services().security(&again).await.unwrap();
    assert!(security.sessions.iter().all(|session| session.method == "sso"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_new_gets_an_account_or_not_as_the_organization_says() {
    let stage = Stage::new(|_| {}).await;
    stage.provider.says(|says| {
        says.claims["sub"] = json!("new-1");
        says.claims["email"] = json!("New@kranich.example");
    });
    let (_, who) = stage.sign_in().await.unwrap();
    assert_eq!((who.name.as_str(), who.role), ("Ada Lovelace", Role::ReadOnly));
    assert_eq!(who.org, stage.owner.org);
    let password = stage.services().sign_in("new@kranich.example", "", &visitor()).await;
    assert!(matches!(password, Err(ServiceError::Unauthenticated)), "there is no password");

    stage.provider.says(|says| {
        says.claims["sub"] = json!("new-2");
        says.claims["email"] = json!("second@kranich.example");
    });
    stage.set(|draft| draft.jit = false).await.unwrap();
    assert_eq!(stage.refusal().await, "sso-no-account");
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_give_roles_at_every_sign_in() {
    let stage = Stage::new(|draft| {
        draft.groups_claim = "groups".to_owned();
        draft.group_roles = "admins = license-admin\nowners = owner".to_owned();
        draft.default_role = None;
    })
    .await;
    let role = async || stage.sign_in().await.unwrap().1.role;
    assert_eq!(role().await, Role::LicenseAdmin);
    stage.provider.says(|says| says.claims["groups"] = json!("owners"));
    assert_eq!(role().await, Role::Owner, "a single group may be a text");
    stage.provider.says(|says| says.claims["groups"] = json!(["admins"]));
    assert_eq!(role().await, Role::LicenseAdmin);
    stage.provider.says(|says| says.claims["groups"] = json!([]));
    assert_eq!(stage.refusal().await, "sso-no-role");
    // The last owner stays one, whatever the provider says.
    stage.provider.says(|says| {
        says.claims = json!({
            "sub": "owner-1", "email": OWNER, "email_verified": true, "groups": ["admins"],
        });
    });
    assert_eq!(role().await, Role::Owner);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_an_answer_is_told() {
    let stage = Stage::new(|_| {}).await;
    let now = stage.provider.now.timestamp();
    for (what, wrong, expected) in [
        ("nonce", json!({ "nonce": "another" }), "sso-token"),
        ("no nonce", json!({ "nonce": null }), "sso-token"),
        ("issuer", json!({ "iss": "https://elsewhere.example" }), "sso-token"),
        ("audience", json!({ "aud": "another" }), "sso-token"),
        ("audiences", json!({ "aud": [CLIENT, "another"] }), "sso-token"),
        ("no subject", json!({ "sub": null }), "sso-provider"),
        ("expired", json!({ "exp": now - 61 }), "sso-expired"),
        ("a clock 5 minutes slow", json!({ "iat": now - 600, "exp": now - 300 }), "sso-expired"),
        ("a clock 5 minutes fast", json!({ "iat": now + 300, "exp": now + 600 }), "sso-clock"),
        ("not yet valid", json!({ "nbf": now + 120 }), "sso-clock"),
        ("unverified", json!({ "email_verified": false }), "sso-email-unverified"),
        ("nobody says so", json!({ "email_verified": null }), "sso-email-unverified"),
        ("another domain", json!({ "email": "ada@elsewhere.example" }), "sso-email-domain"),
        ("no address", json!({ "email": null }), "sso-token"),
    ] {
        stage.provider.says(|says| says.wrong = wrong);
        assert_eq!(stage.refusal().await, expected, "{what}");
    }
    // A minute is nobody's fault.
    stage.provider.says(|says| {
        says.wrong = json!({ "iat": now + 50, "nbf": now + 50, "exp": now - 50 });
    });
    stage.sign_in().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_signed_by_the_provider_is_nothing() {
    let stage = Stage::new(|_| {}).await;
    for (key, alg) in [(2, "ES256"), (1, "none"), (1, "HS256"), (1, "RS256")] {
        stage.provider.says(|says| (says.key, says.alg) = (key, alg));
        let refused = stage.refusal().await;
        assert!(["sso-token", "sso-provider"].contains(&refused.as_str()), "{alg}: {refused}");
    }
    // It may change its key, which is asked for again.
    stage.provider.says(|says| (says.key, says.alg, says.shown) = (3, "ES256", 3));
    stage.sign_in().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_counts_once_and_in_its_browser() {
    let stage = Stage::new(|_| {}).await;
    let services = stage.services();
    let code = |outcome: Result<_, ServiceError>| match outcome {
        Err(ServiceError::Refused(code)) => code,
        Err(other) => panic!("{other}"),
        Ok((_, _)) => "in",
    };
    let start = services.sso_begin("kranich", ORIGIN, "", HERE).await.unwrap();
    let answer = stage.provider.signed_in(&start.url);
    let finish = async |answer: &SsoAnswer, cookie: Option<&str>| {
        let cookie = cookie.map(str::to_owned);
        code(
            services
                .sso_finish(answer.clone(), cookie, ORIGIN, &visitor())
                .await
                .map(|(_, next)| ((), next)),
        )
    };
    assert_eq!(finish(&answer, None).await, "sso-over", "another browser");
    assert_eq!(finish(&answer, Some("something else")).await, "sso-over");
    let forged = SsoAnswer { iss: Some("https://elsewhere.example".to_owned()), ..answer.clone() };
    let second = services.sso_begin("kranich", ORIGIN, "", HERE).await.unwrap();
    let forged = SsoAnswer { state: second.state.clone(), ..forged };
    assert_eq!(finish(&forged, Some(&second.state)).await, "sso-token", "mixed up providers");
    assert_eq!(finish(&answer, Some(&start.state)).await, "in");
    assert_eq!(finish(&answer, Some(&start.state)).await, "sso-over", "replayed");
    // The same code under a state of its own.
    let third = services.sso_begin("kranich", ORIGIN, "", HERE).await.unwrap();
    let reused = SsoAnswer { state: third.state.clone(), ..answer.clone() };
    assert_eq!(finish(&reused, Some(&third.state)).await, "sso-token");
    // A stolen code: it belongs to another sign-in's verifier.
    let fourth = services.sso_begin("kranich", ORIGIN, "", HERE).await.unwrap();
    let stolen = stage.provider.signed_in(&fourth.url);
    let fifth = services.sso_begin("kranich", ORIGIN, "", HERE).await.unwrap();
    let stolen = SsoAnswer { state: fifth.state.clone(), ..stolen };
    assert_eq!(finish(&stolen, Some(&fifth.state)).await, "sso-token");
    // It took eleven minutes, or the person said no.
    let late = services.sso_begin("kranich", ORIGIN, "", HERE).await.unwrap();
    let answer = stage.provider.signed_in(&late.url);
    let denied = services.sso_begin("kranich", ORIGIN, "", HERE).await.unwrap();
    let said = SsoAnswer {
        state: denied.state.clone(),
        error: Some("access_denied".to_owned()),
        ..SsoAnswer::default()
    };
    assert_eq!(finish(&said, Some(&denied.state)).await, "sso-denied");
    let now = services.clock.now();
    stage.portal.clock.set(now + chrono::Duration::minutes(11));
    assert_eq!(finish(&answer, Some(&late.state)).await, "sso-over");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_account_of_another_organization_is_taken_over() {
    let stage = Stage::new(|draft| draft.domains = String::new()).await;
    for email in
        ["owner@bergfried.example", "owner@westernhagen.example", "owner@nordlicht.example"]
    {
        stage.provider.says(|says| says.claims["email"] = json!(email));
        assert_eq!(stage.refusal().await, "sso-other-account", "{email}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_may_be_in_the_user_info() {
    let stage = Stage::new(|_| {}).await;
    stage.provider.says(|says| {
        says.claims = json!({ "sub": "ada-1" });
        says.user_info = Some(json!({ "sub": "another", "email": ADMIN, "email_verified": true }));
    });
    assert_eq!(stage.refusal().await, "sso-token", "of another person");
    stage.provider.says(|says| says.user_info.as_mut().unwrap()["sub"] = json!("ada-1"));
    assert_eq!(stage.sign_in().await.unwrap().1.email, ADMIN);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_single_sign_on_alone_is_allowed_owners_keep_their_passwords() {
    let stage = Stage::new(|draft| draft.only_sso = true).await;
    let services = stage.services();
    let refused = services.sign_in(ADMIN, demo::PASSWORD, &visitor()).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Refused("sso-only")), "{refused}");
    let wrong = services.sign_in(ADMIN, "not the password", &visitor()).await.unwrap_err();
    assert!(matches!(wrong, ServiceError::Unauthenticated), "only who knows it learns that");
    services.sign_in(OWNER, demo::PASSWORD, &visitor()).await.unwrap();
    stage.sign_in().await.unwrap();
    stage.set(|draft| draft.enabled = false).await.unwrap();
    services.sign_in(ADMIN, demo::PASSWORD, &visitor()).await.expect("it is off");
    assert_eq!(stage.refusal().await, "sso-unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_an_owners_and_tested_against_the_provider() {
    let stage = Stage::new(|_| {}).await;
    let services = stage.services();
    let admin = stage.portal.person(ADMIN).await;
    let refused = services.sso_settings(&admin, ORIGIN).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Forbidden), "{refused}");
    let view = services.sso_settings(&stage.owner, ORIGIN).await.unwrap();
    assert_eq!(view.address.as_deref(), Some("https://portal.example/sso/kranich"));
    assert_eq!(view.draft.client_secret, "", "the secret is never shown");
    services.sso_test(&stage.owner, view.draft.clone()).await.unwrap();
    let away = SsoDraft { issuer: "http://127.0.0.1:1".to_owned(), ..view.draft.clone() };
    let away = services.sso_test(&stage.owner, away).await.unwrap_err();
    assert!(matches!(away, ServiceError::Refused("sso-unreachable")), "{away}");
    let other =
        SsoDraft { issuer: format!("{}/other", stage.provider.issuer), ..view.draft.clone() };
    let other = services.sso_test(&stage.owner, other).await.unwrap_err();
    assert!(matches!(other, ServiceError::Refused("sso-provider")), "{other}");
    // An empty secret keeps the present one.
    services.sso_save(&stage.owner, view.draft.clone(), view.version).await.unwrap();
    stage.sign_in().await.unwrap();
    let stale =
        services.sso_save(&stage.owner, view.draft.clone(), view.version).await.unwrap_err();
    assert!(matches!(stale, ServiceError::Conflict(None)), "{stale}");
    // Without the switch for tests no address of this machine is asked.
    let strict = Portal::new().await;
    let begun = strict.services.sign_in(OWNER, demo::PASSWORD, &visitor()).await.unwrap();
    let token = begun.signed_in().unwrap().token;
    let owner = strict.services.principal(&token).await.unwrap().unwrap();
    let secret = SsoDraft { client_secret: SECRET.to_owned(), ..view.draft };
    let refused = strict.services.sso_save(&owner, secret, 0).await.unwrap_err();
    let ServiceError::Invalid(fields) = refused else { panic!("{refused}") };
    assert_eq!(
        (fields[0].field.as_str(), fields[0].code.as_str()),
        ("issuer", "sso-issuer-invalid")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_name_is_one_organizations() {
    let stage = Stage::new(|_| {}).await;
    let services = stage.services();
    let begun =
        services.sign_in("owner@bergfried.example", demo::PASSWORD, &visitor()).await.unwrap();
    let token = begun.signed_in().unwrap().token;
    let other = services.principal(&token).await.unwrap().unwrap();
    let view = services.sso_settings(&other, ORIGIN).await.unwrap();
    assert_eq!(view.version, 0, "nothing of the other organization is seen");
    let draft = SsoDraft {
        slug: "kranich".to_owned(),
        issuer: stage.provider.issuer.clone(),
        client_id: CLIENT.to_owned(),
        client_secret: SECRET.to_owned(),
        ..SsoDraft::default()
    };
    let refused = services.sso_save(&other, draft, 0).await.unwrap_err();
    let ServiceError::Invalid(fields) = refused else { panic!("{refused}") };
    assert_eq!(fields[0].code, "sso-slug-taken");
}

/// Somebody of the organization with a role of its own.
async fn with_set(stage: &Stage, email: &str, actions: &[Action]) -> Principal {
    let services = stage.services();
    let draft = SetDraft { name: "Sign-in".to_owned(), actions: actions.to_vec() };
    let set = services.set_create(&stage.owner, draft).await.unwrap();
    let person = stage.portal.person(email).await;
    let at = services.person_get(&stage.owner, person.person).await.unwrap();
    let choice = RoleChoice::Set(set);
    services.person_set_role(&stage.owner, person.person, at.version, choice).await.unwrap();
    stage.portal.person(email).await
}

/// A provider of its own would say that somebody is the owner.
#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_make_owners_looks_at_the_settings_and_changes_nothing() {
    let stage = Stage::new(|_| {}).await;
    let services = stage.services();
    let actions = [Action::ManageSignIn, Action::ViewLicenses];
    let clerk = with_set(&stage, "reader@kranich.example", &actions).await;
    let view = services.sso_settings(&clerk, ORIGIN).await.unwrap();
    assert_eq!(view.barred.as_deref(), Some("sso-owner-needed"));
    let own = services.sso_settings(&stage.owner, ORIGIN).await.unwrap();
    assert_eq!(own.barred, None);
    type Change = fn(&mut SsoDraft);
    let changes: [Change; 4] = [
        |_| {},
        |draft| draft.trusts_mfa = true,
        |draft| draft.enabled = !draft.enabled,
        |draft| draft.issuer = "https://evil.example".to_owned(),
    ];
    for change in changes {
        let mut draft = view.draft.clone();
        change(&mut draft);
        let refused = services.sso_save(&clerk, draft.clone(), view.version).await.unwrap_err();
        assert!(matches!(refused, ServiceError::Refused("sso-owner-needed")), "{refused}");
        let refused = services.sso_test(&clerk, draft).await.unwrap_err();
        assert!(matches!(refused, ServiceError::Refused("sso-owner-needed")), "{refused}");
    }
    // Nor does an owner that was one a moment ago.
    let at = services.person_get(&stage.owner, clerk.person).await.unwrap();
    let up = RoleChoice::Fixed(Role::Owner);
    services.person_set_role(&stage.owner, clerk.person, at.version, up).await.unwrap();
    let second = stage.portal.person("reader@kranich.example").await;
    let at = services.person_get(&stage.owner, clerk.person).await.unwrap();
    let down = RoleChoice::Fixed(Role::ReadOnly);
    services.person_set_role(&stage.owner, clerk.person, at.version, down).await.unwrap();
    let refused = services.sso_save(&second, view.draft.clone(), view.version).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Forbidden), "{refused}");
    let mut custom = SsoDraft { default_role: Some(Role::Custom), ..view.draft };
    custom.client_secret = SECRET.to_owned();
    let refused = services.sso_save(&stage.owner, custom, view.version).await.unwrap_err();
    let ServiceError::Invalid(fields) = refused else { panic!("{refused}") };
    assert_eq!((&*fields[0].field, &*fields[0].code), ("default_role", "sso-role-custom"));
}

/// What the log says of an organization, the newest first.
async fn log_of(stage: &Stage, action: &str) -> Vec<(Value, Value)> {
    stage.services().refusals_noted().await;
    let mut tx = stage.services().store.begin_read(stage.owner.scope).await.unwrap();
    let log = store::log::log_of_actions(&mut tx, stage.owner.org.0, &[action], 50).await.unwrap();
    log.into_iter().map(|entry| (entry.before, entry.after)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_says_whose_word_is_taken_and_that_there_is_another_secret() {
    let stage = Stage::new(|_| {}).await;
    stage.set(|draft| draft.client_secret = String::new()).await.unwrap();
    stage.portal.clock.set(stage.services().clock.now() + chrono::Duration::minutes(1));
    stage
        .set(|draft| {
            draft.trusts_mfa = true;
            draft.client_secret = "another".to_owned();
        })
        .await
        .unwrap();
    let log = log_of(&stage, "sso-changed").await;
    assert_eq!((&log[0].0["trusts-mfa"], &log[0].1["trusts-mfa"]), (&json!(false), &json!(true)));
    let set: Vec<_> = log.iter().map(|(_, after)| after["secret-set"] == json!(true)).collect();
    assert_eq!(set.iter().filter(|set| **set).count(), 2, "{log:?}");
    assert!(set[0]);
    let text = format!("{log:?}");
    assert!(!text.contains("another") && !text.contains(SECRET), "{text}");
}

/// Gives somebody a factor, so that it may demand one of others.
async fn with_factor(stage: &Stage, email: &str) -> Principal {
    let sql = format!(
        "INSERT INTO authenticator (person_id, secret, last_step, added_at)
         SELECT person_id, 'x', 0, now() FROM account WHERE email_key = '{email}'"
    );
    assert_eq!(store::testing::change(&stage.portal.url, &sql).await, 1);
    stage.portal.person(email).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_providers_word_for_a_factor_is_enough_for_its_organization_and_none_above() {
    let stage = Stage::new(|draft| draft.trusts_mfa = true).await;
    let services = stage.services();
    let demand = async |who: &Principal, on: bool| {
        let version = services.demand(who).await.unwrap().version;
        services.demand_set(who, on, version).await.unwrap();
    };
    let owner = with_factor(&stage, OWNER).await;
    demand(&owner, true).await;
    let (open, _) = stage.sign_in().await.unwrap();
    let above = with_factor(&stage, "owner@nordlicht.example").await;
    demand(&above, true).await;
    assert!(services.principal(&open.token).await.unwrap().is_none(), "it ends");
    let asked = async || {
        let start = services.sso_begin("kranich", ORIGIN, "", HERE).await.unwrap();
        let (answer, from) = (stage.provider.signed_in(&start.url), visitor());
        let finished = services.sso_finish(answer, Some(start.state), ORIGIN, &from);
        matches!(finished.await.unwrap().0, Begun::Second(_))
    };
    assert!(asked().await);
    demand(&above, false).await;
    assert!(!asked().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_joins_an_organization_that_is_suspended() {
    let stage = Stage::new(|_| {}).await;
    let services = stage.services();
    stage.provider.says(|says| {
        says.claims["sub"] = json!("new-1");
        says.claims["email"] = json!("new@kranich.example");
    });
    let start = services.sso_begin("kranich", ORIGIN, "", HERE).await.unwrap();
    let answer = stage.provider.signed_in(&start.url);
    let suspended = "UPDATE organization SET state = 'suspended', suspended_by = id
        WHERE name ILIKE '%kranich%'";
    store::testing::change(&stage.portal.url, suspended).await;
    let refused = services.sso_finish(answer, Some(start.state), ORIGIN, &visitor()).await;
    assert!(matches!(refused, Err(ServiceError::Refused("sso-unknown"))), "{refused:?}");
    assert!(services.store.account_by_email("new@kranich.example").await.unwrap().is_none());
    let log = log_of(&stage, "sign-in-refused").await;
    assert_eq!(log.iter().map(|(_, after)| &after["reason"]).collect::<Vec<_>>(), ["inactive"]);
    assert_eq!(stage.refusal().await, "sso-unknown", "nor does anybody begin");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_let_in_is_in_the_organizations_log_and_why() {
    let stage = Stage::new(|_| {}).await;
    let services = stage.services();
    let now = stage.provider.now.timestamp();
    let mut expected = Vec::new();
    for (wrong, reason) in [
        (json!({ "nonce": "another" }), "sso-nonce"),
        (json!({ "iss": "https://elsewhere.example" }), "sso-issuer"),
        (json!({ "aud": "another" }), "sso-audience"),
        (json!({ "exp": now - 61 }), "sso-expired"),
        (json!({ "iat": now + 300, "exp": now + 600 }), "sso-clock"),
        (json!({ "email_verified": false }), "sso-email-unverified"),
        (json!({ "email": "ada@elsewhere.example" }), "sso-email-domain"),
    ] {
        stage.provider.says(|says| says.wrong = wrong);
        stage.refusal().await;
        expected.push(reason);
    }
    stage.provider.says(|says| (says.wrong, says.key) = (json!({}), 2));
    stage.refusal().await;
    stage.provider.says(|says| says.key = 1);
    // A code that was used before.
    let start = services.sso_begin("kranich", ORIGIN, "", HERE).await.unwrap();
    let answer = stage.provider.signed_in(&start.url);
    services.sso_finish(answer.clone(), Some(start.state), ORIGIN, &visitor()).await.unwrap();
    let second = services.sso_begin("kranich", ORIGIN, "", HERE).await.unwrap();
    let replayed = SsoAnswer { state: second.state.clone(), ..answer };
    services.sso_finish(replayed, Some(second.state), ORIGIN, &visitor()).await.unwrap_err();
    expected.extend(["sso-signature", "sso-code"]);
    expected.sort_unstable();
    let log = log_of(&stage, "sign-in-refused").await;
    let mut told: Vec<&str> =
        log.iter().map(|(_, after)| after["reason"].as_str().unwrap()).collect();
    told.sort_unstable();
    assert_eq!(told, expected);
    assert!(told.iter().all(|reason| domain::sign_in::REFUSALS.contains(reason)));
    assert_eq!(log[0].1["address"], "127.0.0.1");
}

/// There is an account then, which is signed in with otherwise.
#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_lets_nobody_in_where_single_sign_on_alone_is_allowed() {
    let stage = Stage::new(|draft| draft.only_sso = true).await;
    // Where mails go nowhere, the link is shown.
    let services = stage.services().clone().with_demo(false);
    for (email, role, lets_in) in
        [("ada@kranich.example", Role::ReadOnly, false), ("eve@kranich.example", Role::Owner, true)]
    {
        let draft = InviteDraft {
            email: email.to_owned(),
            name: "Ada".to_owned(),
            org: stage.owner.org,
            role: RoleChoice::Fixed(role),
        };
        let invited = services.person_invite(&stage.owner, draft, Language::En).await.unwrap();
        let path = invited.path.unwrap();
        let secret = path.strip_prefix("/invitation/").unwrap();
        let accept = Accept {
            name: "Ada Lovelace".to_owned(),
            password: "three green glasses of water".to_owned(),
        };
        let begun = services.invitation_accept(secret, accept, &visitor()).await;
        match lets_in {
            true => drop(begun.unwrap().signed_in().unwrap()),
            false => assert!(matches!(begun, Err(ServiceError::Refused("sso-only"))), "{begun:?}"),
        }
        assert!(services.store.account_by_email(email).await.unwrap().is_some());
    }
    stage.provider.says(|says| {
        says.claims["sub"] = json!("ada-2");
        says.claims["email"] = json!("ada@kranich.example");
    });
    assert_eq!(stage.sign_in().await.unwrap().1.email, "ada@kranich.example");
}

#[tokio::test]
async fn what_strangers_and_owners_can_ask_this_server_for_is_bounded() {
    let stage = Stage::new(|_| {}).await;
    let services = stage.services();
    for _ in 0..60 {
        let unknown = services.sso_begin("nobody", ORIGIN, "", HERE).await.unwrap_err();
        assert!(matches!(unknown, ServiceError::Refused("sso-unknown")), "{unknown}");
    }
    let refused = services.sso_begin("kranich", ORIGIN, "", HERE).await.unwrap_err();
    assert!(matches!(refused, ServiceError::RateLimited(_)), "{refused}");
    let elsewhere = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
    services.sso_begin("kranich", ORIGIN, "", elsewhere).await.unwrap();
    let draft = services.sso_settings(&stage.owner, ORIGIN).await.unwrap().draft;
    for _ in 0..10 {
        services.sso_test(&stage.owner, draft.clone()).await.unwrap();
    }
    let refused = services.sso_test(&stage.owner, draft).await.unwrap_err();
    assert!(matches!(refused, ServiceError::RateLimited(_)), "{refused}");
}

/// All who hold people do so in one order: whoever waits for somebody holds nobody that comes
/// after it.
#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_a_provider_gives_waits_for_people_in_their_order() {
    let stage = Stage::new(|_| {}).await;
    let store = &stage.services().store;
    let (url, org) = (&stage.portal.url, stage.owner.org);
    let others = format!(
        "SELECT id::text FROM person WHERE org_id = '{org}' AND role <> 'owner' ORDER BY id"
    );
    let others = store::testing::texts(url, &others).await;
    let person = PersonId(others[0].parse().unwrap());
    // An owner that comes after it.
    let owner = format!("UPDATE person SET role = 'owner' WHERE id = '{}'", others[1]);
    assert_eq!(store::testing::change(url, &owner).await, 1);
    let root = whole(stage.owner.scope.root);
    let mut holds = store.begin(root).await.unwrap();
    members_hold(&mut holds, &[person], OrgId(uuid::Uuid::nil())).await.unwrap();
    let waiting = tokio::spawn({
        let store = store.clone();
        async move {
            let mut tx = store.begin(root).await.unwrap();
            let given = person_set_role(&mut tx, person, Role::Billing).await;
            tx.commit().await.unwrap();
            given
        }
    });
    store::testing::until_waiting(url, 1).await;
    let owner = PersonId(others[1].parse().unwrap());
    let held = members_hold(&mut holds, &[owner], OrgId(uuid::Uuid::nil())).await;
    held.expect("nobody waits in a circle");
    holds.commit().await.unwrap();
    assert!(waiting.await.unwrap().unwrap());
}
