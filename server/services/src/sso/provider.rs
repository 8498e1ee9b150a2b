//! What an identity provider says of itself, and what it says of a person.

use super::outgoing::{NoAnswer, Outgoing};
use crate::ServiceError;
use chrono::{DateTime, Duration, Utc};
use data_encoding::BASE64URL_NOPAD;
use domain::ids::PersonId;
use openidconnect::core::{
    CoreClient, CoreIdToken, CoreIdTokenVerifier, CoreProviderMetadata, CoreTokenResponse,
};
use openidconnect::{
    AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, DiscoveryError,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse,
    PkceCodeVerifier, RedirectUrl, RequestTokenError, TokenResponse, http,
};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use store::StoreError;
use store::sso::SsoProvider;

/// What a provider says of itself is asked again after this.
const FRESH: std::time::Duration = std::time::Duration::from_secs(600);
/// Providers that are remembered.
const REMEMBERED: usize = 1_000;
/// Two clocks may differ by this.
const SKEW: Duration = Duration::seconds(60);

/// A client that knows where to go.
pub(super) type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What providers said of themselves.
#[derive(Debug, Default)]
pub(crate) struct Discovered(Mutex<HashMap<String, (CoreProviderMetadata, Instant)>>);

impl Discovered {
    /// What a provider says of itself, keys included; asked again when it is old, or `anew`.
    pub(super) async fn of(
        &self,
        issuer: &str,
        outgoing: &Outgoing,
        anew: bool,
    ) -> Result<CoreProviderMetadata, ServiceError> {
        let known = self.known().get(issuer).cloned();
        if let Some((said, _)) = known.filter(|(_, at)| !anew && at.elapsed() < FRESH) {
            return Ok(said);
        }
        let url = IssuerUrl::new(issuer.to_owned()).map_err(|_| refused("sso-provider"))?;
        let said = CoreProviderMetadata::discover_async(url, outgoing).await.map_err(|error| {
            tracing::warn!("an identity provider could not be asked: {error:?}");
            refused(match error {
                DiscoveryError::Request(_) => "sso-unreachable",
                _ => "sso-provider",
            })
        })?;
        let mut known = self.known();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(issuer.to_owned(), (said.clone(), Instant::now()));
        Ok(said)
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<String, (CoreProviderMetadata, Instant)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A refusal that people are told.
pub(super) fn refused(code: &'static str) -> ServiceError {
    ServiceError::Refused(code)
}

/// That somebody is not let in.
#[derive(Debug)]
pub(super) struct Denied {
    /// What the person is told.
    pub(super) error: ServiceError,
    /// What the log says, of `domain::sign_in::REFUSALS`; none of what is our own failure.
    pub(super) reason: Option<&'static str>,
    /// Who it is, where that is known.
    pub(super) person: Option<PersonId>,
}

impl Denied {
    /// One whose reason is said more closely in the log.
    pub(super) const fn because(code: &'static str, reason: &'static str) -> Self {
        Self { error: ServiceError::Refused(code), reason: Some(reason), person: None }
    }

    /// One of somebody who is known.
    pub(super) const fn of(code: &'static str, reason: &'static str, person: PersonId) -> Self {
        Self { error: ServiceError::Refused(code), reason: Some(reason), person: Some(person) }
    }
}

impl From<ServiceError> for Denied {
    fn from(error: ServiceError) -> Self {
        let reason = match error {
            ServiceError::Refused(code) => Some(code),
            _ => None,
        };
        Self { error, reason, person: None }
    }
}

impl From<StoreError> for Denied {
    fn from(error: StoreError) -> Self {
        ServiceError::from(error).into()
    }
}

/// The client of a provider.
pub(super) fn client(
    said: &CoreProviderMetadata,
    provider: &SsoProvider,
    secret: String,
    redirect: &str,
) -> Result<Client, ServiceError> {
    let redirect = RedirectUrl::new(redirect.to_owned()).map_err(crate::auth::internal)?;
    let (id, secret) = (ClientId::new(provider.client_id.clone()), ClientSecret::new(secret));
    Ok(CoreClient::from_provider_metadata(said.clone(), id, Some(secret))
        .set_redirect_uri(redirect))
}

/// Gives a code for a person's tokens.
pub(super) async fn redeem(
    client: &Client,
    code: String,
    verifier: String,
    outgoing: &Outgoing,
) -> Result<CoreTokenResponse, Denied> {
    let request = client
        .exchange_code(AuthorizationCode::new(code))
        .map_err(|_| refused("sso-provider"))?
        .set_pkce_verifier(PkceCodeVerifier::new(verifier));
    request.request_async(outgoing).await.map_err(|error| {
        tracing::warn!("an identity provider gave no tokens: {error:?}");
        match error {
            RequestTokenError::Request(NoAnswer::Failed(_)) => refused("sso-unreachable").into(),
            // A code that was used before, or is another client's.
            RequestTokenError::ServerResponse(_) => Denied::because("sso-token", "sso-code"),
            _ => refused("sso-provider").into(),
        }
    })
}

/// What a provider says of a person, checked: signature, issuer, audience, nonce and times.
#[derive(Debug)]
pub(super) struct Person(Map<String, Value>);

impl Person {
    /// From the tokens. Keys may have been changed since the provider was asked for them, so
    /// `Err(true)` says that another try with fresh ones may help.
    pub(super) fn of(
        client: &Client,
        tokens: &CoreTokenResponse,
        nonce: &Nonce,
        now: DateTime<Utc>,
    ) -> Result<Self, (Denied, bool)> {
        let fixed = |code| (Denied::from(refused(code)), false);
        let token: &CoreIdToken = tokens.id_token().ok_or(fixed("sso-provider"))?;
        let verifier: CoreIdTokenVerifier<'_> =
            client.id_token_verifier().set_time_fn(move || now - SKEW);
        token.claims(&verifier, nonce).map_err(|error| {
            tracing::warn!("an identity provider's token was refused: {error:?}");
            let (reason, again) = match error {
                ClaimsVerificationError::Expired(_) => return fixed("sso-expired"),
                ClaimsVerificationError::SignatureVerification(_) => ("sso-signature", true),
                ClaimsVerificationError::InvalidIssuer(_) => ("sso-issuer", false),
                ClaimsVerificationError::InvalidAudience(_) => ("sso-audience", false),
                ClaimsVerificationError::InvalidNonce(_) => ("sso-nonce", false),
                _ => ("sso-token", false),
            };
            (Denied::because("sso-token", reason), again)
        })?;
        // Signed and checked above; read once more for what the library has no names for.
        let text = token.to_string();
        let payload = text.split('.').nth(1).unwrap_or_default();
        let payload = BASE64URL_NOPAD.decode(payload.as_bytes()).unwrap_or_default();
        let claims: Map<String, Value> =
            serde_json::from_slice(&payload).map_err(|_| fixed("sso-token"))?;
        let early = |name: &str| {
            let at = claims.get(name).and_then(Value::as_f64);
            #[expect(clippy::cast_precision_loss, reason = "seconds since 1970")]
            at.is_some_and(|at| at > (now + SKEW).timestamp() as f64)
        };
        if early("iat") || early("nbf") {
            tracing::warn!("an identity provider's token is from the future");
            return Err(fixed("sso-clock"));
        }
        Ok(Self(claims))
    }

    /// The same with what the provider's user info adds, where the address or this claim is not
    /// in the token.
    pub(super) async fn with_user_info(
        mut self,
        said: &CoreProviderMetadata,
        tokens: &CoreTokenResponse,
        claim: Option<&str>,
        outgoing: &Outgoing,
    ) -> Result<Self, ServiceError> {
        let lacks = claim.is_some_and(|claim| !self.0.contains_key(claim));
        let asks = lacks || self.email().is_none();
        let Some(endpoint) = said.userinfo_endpoint().filter(|_| asks) else {
            return Ok(self);
        };
        let bearer = format!("Bearer {}", tokens.access_token().secret());
        let request = http::Request::get(endpoint.as_str())
            .header(http::header::AUTHORIZATION, bearer)
            .header(http::header::ACCEPT, "application/json")
            .body(Vec::new())
            .map_err(|_| refused("sso-provider"))?;
        let answer = outgoing.ask(request).await.map_err(|error| {
            tracing::warn!("an identity provider's user info was not there: {error}");
            refused("sso-unreachable")
        })?;
        let more: Map<String, Value> =
            serde_json::from_slice(answer.body()).map_err(|_| refused("sso-provider"))?;
        // Of the very person of the token.
        if !answer.status().is_success() || more.get("sub") != self.0.get("sub") {
            return Err(refused("sso-token"));
        }
        for (name, value) in more {
            self.0.entry(name).or_insert(value);
        }
        Ok(self)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty())
    }

    /// Which of the provider's people it is.
    pub(super) fn subject(&self) -> Result<&str, ServiceError> {
        self.text("sub").ok_or(refused("sso-token"))
    }

    pub(super) fn email(&self) -> Option<&str> {
        self.text("email")
    }

    /// Whether the provider has verified the address. Some write it as a text.
    pub(super) fn is_verified(&self) -> bool {
        let verified = self.0.get("email_verified");
        verified == Some(&Value::Bool(true)) || verified.and_then(Value::as_str) == Some("true")
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.text("name").or(self.text("preferred_username"))
    }

    /// The groups that a claim tells, as a list or as a text.
    pub(super) fn groups(&self, claim: &str) -> Vec<String> {
        match self.0.get(claim) {
            Some(Value::Array(groups)) => {
                groups.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
            Some(Value::String(group)) => vec![group.clone()],
            _ => Vec::new(),
        }
    }
}
