//! Signing in by an identity provider: there, and back. What must come back is kept here, and
//! bound to the browser by a cookie; it is good once, for ten minutes.

use super::provider::{Denied, Person, client, redeem, refused};
use super::{CALLBACK, purpose};
use crate::auth::{Begun, Visitor, entry, internal, new_token, token_hash};
use crate::{ServiceError, Services};
use chrono::Duration;
use domain::ids::{OrgId, PersonId, RootId};
use domain::mail::EmailAddress;
use domain::name::parse_of_somebody;
use domain::people::{Principal, Role};
use domain::sso::{counts_as_two, domain_fits, role_of_groups};
use openidconnect::core::CoreResponseType;
use openidconnect::{AuthenticationFlow, CsrfToken, Nonce, PkceCodeChallenge, Scope};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::net::IpAddr;
use store::directory::{Account, account_insert};
use store::log::log_append;
use store::org_place::org_place;
use store::pending::Ceremony;
use store::person::{NewPerson, member_get, person_insert};
use store::sign_in_policy::mfa_demanded_above;
use store::sso::{SsoProvider, person_set_role, sso_identity_set, sso_provider};
use store::{StoreError, TenantTx, whole};
use uuid::Uuid;

/// A sign-in at a provider may take this long.
const PATIENCE: Duration = Duration::minutes(10);
/// The ceremony's name.
const KIND: &str = "sso";

/// What is kept of a sign-in while it is at the provider.
#[derive(Serialize, Deserialize)]
struct Kept {
    root: RootId,
    org: OrgId,
    nonce: String,
    verifier: String,
    next: String,
}

/// Where to send somebody who wants to sign in.
#[derive(Debug)]
pub struct SsoStart {
    /// The provider's address.
    pub url: String,
    /// The secret for the cookie that binds the answer to this browser.
    pub state: String,
}

/// What a provider sent somebody back with. Other parameters are passed over, as OAuth demands
/// (RFC 6749, 4.1.2): providers add some of their own, such as `session_state` and `scope`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct SsoAnswer {
    /// What was sent there.
    #[serde(default)]
    pub state: String,
    /// To be given for tokens.
    pub code: Option<String>,
    /// Who answers (RFC 9207), as far as providers say.
    pub iss: Option<String>,
    /// Why not.
    pub error: Option<String>,
}

impl Services {
    /// Begins a sign-in at the provider of an organization.
    ///
    /// # Errors
    /// `Refused`, when there is no such provider or it does not answer; `RateLimited`.
    pub async fn sso_begin(
        &self,
        slug: &str,
        origin: &str,
        next: &str,
        from: IpAddr,
    ) -> Result<SsoStart, ServiceError> {
        self.count_ceremony(from)?;
        let found = self.store.sso_find(slug, self.demo).await?;
        let (root, org) = found.ok_or(refused("sso-unknown"))?;
        let (provider, secret) = self.sso_of(root, org).await.map_err(|denied| denied.error)?;
        let said = self.sso.of(&provider.issuer, &self.outgoing, false).await?;
        let client = client(&said, &provider, secret, &format!("{origin}{CALLBACK}"))?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (flow, state) =
            (AuthenticationFlow::<CoreResponseType>::AuthorizationCode, new_token());
        let known = state.clone();
        let mut request = client
            .authorize_url(flow, move || CsrfToken::new(known), Nonce::new_random)
            .add_scope(Scope::new("email".to_owned()))
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(challenge);
        // Some providers tell groups only to those who ask.
        let groups = Scope::new("groups".to_owned());
        if provider.groups_claim.is_some()
            && said.scopes_supported().is_some_and(|scopes| scopes.contains(&groups))
        {
            request = request.add_scope(groups);
        }
        let (url, _, nonce) = request.url();
        let kept = Kept {
            root,
            org,
            nonce: nonce.secret().clone(),
            verifier: verifier.secret().clone(),
            next: next.to_owned(),
        };
        let content = serde_json::to_vec(&kept).map_err(internal)?;
        let content = self.secret_key.seal(KIND, &content)?;
        let ceremony = Ceremony { person: None, content };
        let expires = self.clock.now() + PATIENCE;
        self.store.ceremony_insert(&token_hash(&state), KIND, &ceremony, expires).await?;
        Ok(SsoStart { url: url.to_string(), state })
    }

    /// The enabled provider of an organization, with its client's secret. One that is suspended
    /// or closed lets nobody in and has none.
    async fn sso_of(&self, root: RootId, org: OrgId) -> Result<(SsoProvider, String), Denied> {
        let mut tx = self.store.begin_read(whole(root)).await?;
        works(&mut tx, org).await?;
        let provider = sso_provider(&mut tx, org).await?;
        tx.commit().await?;
        let provider = provider.filter(|provider| provider.enabled);
        let provider = provider.ok_or(refused("sso-unknown"))?;
        let secret = self.secret_key.open(&purpose(org), &provider.client_secret)?;
        Ok((provider, String::from_utf8(secret).map_err(internal)?))
    }

    /// Ends a sign-in by what the provider sent the person back with. `cookie` is what this
    /// browser began it with. Also where the person wanted to go. As soon as the organization is
    /// known, its log says who was not let in and why.
    ///
    /// # Errors
    /// `Refused`, with what is wrong; `Unauthenticated` for who is locked out.
    pub async fn sso_finish(
        &self,
        answer: SsoAnswer,
        cookie: Option<String>,
        origin: &str,
        from: &Visitor,
    ) -> Result<(Begun, String), ServiceError> {
        // The cookie first: nobody else's browser may use up what was begun here.
        let state = cookie.filter(|cookie| *cookie == answer.state && !cookie.is_empty());
        let state = state.ok_or(refused("sso-over"))?;
        let taken = self.store.ceremony_take(&token_hash(&state), KIND, self.clock.now()).await?;
        let taken = taken.ok_or(refused("sso-over"))?;
        let kept = self.secret_key.open(KIND, &taken.content)?;
        let kept: Kept = serde_json::from_slice(&kept).map_err(internal)?;
        let (root, org, next) = (kept.root, kept.org, kept.next.clone());
        match self.sso_answered(kept, answer, origin, from).await {
            // From here on it is as after any first factor, refusals included.
            Ok((who, alone)) => Ok((self.after_first(who, "sso", alone, from).await?, next)),
            Err(Denied { error, reason, person }) => {
                match (reason, person) {
                    (Some(reason), Some(person)) => self.log_refused(root, person, reason, from),
                    (Some(reason), None) => self.log_refused_at(root, org, reason, from),
                    (None, _) => {}
                }
                Err(error)
            }
        }
    }

    /// Who has signed in at a provider, by what that answers, and whether it counts as two
    /// factors.
    async fn sso_answered(
        &self,
        kept: Kept,
        answer: SsoAnswer,
        origin: &str,
        from: &Visitor,
    ) -> Result<(Principal, bool), Denied> {
        let (provider, secret) = self.sso_of(kept.root, kept.org).await?;
        if answer.iss.is_some_and(|issuer| issuer != provider.issuer) {
            return Err(Denied::because("sso-token", "sso-issuer"));
        }
        if let Some(error) = answer.error {
            let error: String = error.chars().filter(char::is_ascii_graphic).take(60).collect();
            tracing::info!("an identity provider did not let somebody in: {error}");
            return Err(refused("sso-denied").into());
        }
        let code = answer.code.ok_or(refused("sso-provider"))?;
        let said = self.sso.of(&provider.issuer, &self.outgoing, false).await?;
        let redirect = format!("{origin}{CALLBACK}");
        let known = client(&said, &provider, secret.clone(), &redirect)?;
        let tokens = redeem(&known, code, kept.verifier, &self.outgoing).await?;
        let (nonce, now) = (Nonce::new(kept.nonce), self.clock.now());
        let person = match Person::of(&known, &tokens, &nonce, now) {
            Ok(person) => person,
            Err((_, true)) => {
                // Its keys may be new ones.
                let said = self.sso.of(&provider.issuer, &self.outgoing, true).await?;
                let known = client(&said, &provider, secret, &redirect)?;
                Person::of(&known, &tokens, &nonce, now).map_err(|(denied, _)| denied)?
            }
            Err((denied, false)) => return Err(denied),
        };
        let claim = provider.groups_claim.as_deref();
        let person = person.with_user_info(&said, &tokens, claim, &self.outgoing).await?;
        let who = self.sso_person(kept.root, kept.org, &provider, &person, from).await?;
        let mut tx = self.store.begin_read(whole(kept.root)).await?;
        let above = mfa_demanded_above(&mut tx, who.scope).await?;
        tx.commit().await?;
        Ok((who, counts_as_two(provider.trusts_mfa, above.is_some())))
    }

    /// Whom of the organization a provider's person is: known from before, or by the verified
    /// address, or new. With the role that the provider's groups give.
    async fn sso_person(
        &self,
        root: RootId,
        org: OrgId,
        provider: &SsoProvider,
        person: &Person,
        from: &Visitor,
    ) -> Result<Principal, Denied> {
        let subject = person.subject()?;
        let role = match &provider.groups_claim {
            Some(claim) => {
                let groups = person.groups(claim);
                role_of_groups(&provider.group_roles, provider.default_role, &groups).map(Some)
            }
            None => Some(None),
        };
        let linked = self.store.sso_identity(org, &provider.issuer, subject).await?;
        let who = match linked {
            Some((id, true)) => self.who_signs_in(root, id, from).await?,
            Some((id, false)) => return Err(Denied::of("sso-no-account", "inactive", id)),
            None => self.sso_by_address(root, org, provider, person, role).await?,
        };
        // Somebody who has moved to another organization is not this provider's any more.
        if who.org != org {
            return Err(Denied::of("sso-other-account", "sso", who.person));
        }
        let Some(role) = role else {
            return Err(Denied::of("sso-no-role", "sso-no-role", who.person));
        };
        match role.filter(|role| *role != who.role) {
            Some(role) => Ok(self.sso_change_role(who, role).await?),
            None => Ok(who),
        }
    }

    /// Whom a verified address stands for, who is remembered from now on.
    async fn sso_by_address(
        &self,
        root: RootId,
        org: OrgId,
        provider: &SsoProvider,
        person: &Person,
        role: Option<Option<Role>>,
    ) -> Result<Principal, Denied> {
        let email = person.email().ok_or(refused("sso-email-missing"))?;
        if !person.is_verified() {
            return Err(refused("sso-email-unverified").into());
        }
        if !domain_fits(&provider.domains, email) {
            return Err(refused("sso-email-domain").into());
        }
        let email = EmailAddress::parse(email).map_err(|_| refused("sso-email-missing"))?;
        let (key, subject, email) = (email.key(), person.subject()?, email.to_string());
        let known = self.store.account_by_email(&key).await?;
        if let Some(account) = &known {
            // Only the organization's own: no other one's account is taken over by this.
            if account.root != root || self.org_of(root, account.person).await? != Some(org) {
                return Err(refused("sso-other-account").into());
            }
            if !account.active {
                return Err(Denied::of("sso-no-account", "inactive", account.person));
            }
        }
        let mut tx = self.store.begin(whole(root)).await?;
        works(&mut tx, org).await?;
        let id = match known {
            Some(account) => account.person,
            None if provider.jit => {
                let role = role.ok_or(refused("sso-no-role"))?;
                let role = role.or(provider.default_role).ok_or(refused("sso-no-role"))?;
                let id = PersonId(Uuid::now_v7());
                let name = person.name().map(parse_of_somebody).and_then(Result::ok);
                let name = name.unwrap_or_else(|| email.clone());
                let new = NewPerson {
                    id,
                    org,
                    name,
                    email: email.clone(),
                    role,
                    set: None,
                    invited_by: None,
                    language: None,
                };
                let now = self.clock.now();
                person_insert(&mut tx, &new, now).await?;
                let account = Account {
                    person: id,
                    root,
                    email,
                    email_key: key,
                    password_hash: String::new(),
                    active: true,
                };
                account_insert(&mut tx, &account).await.map_err(|error| match error {
                    // The same person came twice at once.
                    StoreError::Duplicate { .. } => refused("sso-over"),
                    other => other.into(),
                })?;
                let after = json!({ "name": new.name, "email": new.email, "role": role.slug() });
                let entry = store::log::NewLogEntry {
                    at: now,
                    person: Some(id),
                    actor: new.name.clone(),
                    action: "person-joined".to_owned(),
                    entity: "person".to_owned(),
                    entity_id: Some(id.0),
                    subject: Some(new.name),
                    org,
                    before: json!({}),
                    after,
                };
                log_append(&mut tx, &entry).await?;
                id
            }
            None => return Err(refused("sso-no-account").into()),
        };
        sso_identity_set(&mut tx, org, &provider.issuer, subject, id).await?;
        tx.commit().await?;
        Ok(self.who(root, id).await?)
    }

    /// Whose person somebody is, whether or not it may sign in.
    async fn org_of(&self, root: RootId, person: PersonId) -> Result<Option<OrgId>, StoreError> {
        let mut tx = self.store.begin_read(whole(root)).await?;
        let org = match member_get(&mut tx, person).await {
            Ok(member) => Some(member.org.id),
            Err(StoreError::NotFound) => None,
            Err(error) => return Err(error),
        };
        tx.commit().await?;
        Ok(org)
    }

    /// Gives somebody the role that the provider's groups give now. The last owner stays one.
    async fn sso_change_role(&self, who: Principal, role: Role) -> Result<Principal, ServiceError> {
        let mut tx = self.store.begin(who.scope).await?;
        if !person_set_role(&mut tx, who.person, role).await? {
            return Ok(who);
        }
        let (before, after) = (json!({ "role": who.role.slug() }), json!({ "role": role.slug() }));
        let entry = entry(&who, self.clock.now(), "role-given", before, after);
        self.write(tx, entry, &who).await?;
        self.who(who.scope.root, who.person).await
    }

    /// Whether somebody's organization lets it in by single sign-on alone: owners never.
    pub(crate) async fn is_sso_only(&self, who: &Principal) -> Result<bool, ServiceError> {
        if who.role == Role::Owner {
            return Ok(false);
        }
        let mut tx = self.store.begin_read(who.scope).await?;
        let provider = sso_provider(&mut tx, who.org).await?;
        tx.commit().await?;
        Ok(provider.is_some_and(|provider| provider.enabled && provider.only_sso))
    }
}

/// Refuses where the organization is suspended or closed: nobody is let in there, and nobody
/// becomes its person.
async fn works(tx: &mut TenantTx, org: OrgId) -> Result<(), Denied> {
    let lo = tx.scope().lo;
    match org_place(tx, org, lo).await?.active {
        true => Ok(()),
        false => Err(Denied::because("sso-unknown", "inactive")),
    }
}
