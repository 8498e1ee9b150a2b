//! Passkeys: adding them, and proving who one is with them. The ceremonies' rules are the
//! library's; here is what is kept, and for whom. A passkey is unlocked by its person (a finger,
//! a face, a PIN), so it counts as two factors.

use super::factors::{after_removal, factors_hold, new_codes, recovery_hash};
use super::session::{Proved, entry};
use super::{PENDING, SignedIn, Visitor, count, internal, new_token, token_hash};
use crate::{ServiceError, Services};
use domain::ids::{PasskeyId, PersonId, RootId};
use domain::name;
use domain::people::Principal;
use domain::sign_in::{PasskeyAdded, PasskeyAsk};
use serde_json::json;
use std::net::IpAddr;
use store::factor::{
    Passkey, factors_have, passkey_insert, passkey_remove, passkey_rename, passkey_use,
    recovery_set,
};
use store::pending::{Ceremony, pending_take};
use store::{StoreError, TenantTx, whole};
use uuid::Uuid;
use webauthn_rp::bin::{Decode, Encode};
use webauthn_rp::request::auth::AuthenticationVerificationOptions;
use webauthn_rp::request::register::{
    CredProtect, PublicKeyCredentialUserEntity, RegistrationVerificationOptions, UserHandle,
    Username,
};
use webauthn_rp::request::{AsciiDomain, ExtensionInfo, PublicKeyCredentialDescriptor, RpId};
use webauthn_rp::response::register::{CompressedPubKey, DynamicState, StaticState};
use webauthn_rp::response::{AuthTransports, CredentialId};
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthentication, DiscoverableAuthenticationServerState,
    DiscoverableCredentialRequestOptions, PublicKeyCredentialCreationOptions, Registration,
    RegistrationServerState,
};

/// Passkeys that a person may have.
const MOST: usize = 20;
/// The ceremony of adding one.
const ADD: &str = "passkey-add";
/// The ceremony of proving who one is with one.
const USE: &str = "passkey-use";

/// What a passkey's public key is read as.
type Fixed = StaticState<CompressedPubKey<[u8; 32], [u8; 32], [u8; 48], Vec<u8>>>;

/// The site that passkeys are for: the origin's host.
fn site(origin: &str) -> Result<RpId, ServiceError> {
    let host = url::Url::parse(origin).ok().and_then(|url| url.domain().map(str::to_owned));
    let domain = host.and_then(|host| AsciiDomain::try_from(host).ok());
    // Browsers have passkeys for names alone, not for numbers.
    domain.map(RpId::Domain).ok_or(ServiceError::Refused("passkey-no-domain"))
}

impl Services {
    /// Asks the browser for any passkey of this site: to sign in without typing anything, or
    /// to prove again who one is.
    ///
    /// # Errors
    /// `Refused` where the site has no name, `RateLimited`.
    pub async fn passkey_ask(
        &self,
        origin: &str,
        from: IpAddr,
    ) -> Result<PasskeyAsk, ServiceError> {
        let site = site(origin)?;
        self.count_ceremony(from)?;
        let ceremony = DiscoverableCredentialRequestOptions::passkey(&site).start_ceremony();
        let (state, options) = ceremony.map_err(|error| internal(format!("{error:?}")))?;
        let options = serde_json::to_string(&options).map_err(internal)?;
        let state = state.encode().map_err(|error| internal(format!("{error:?}")))?;
        self.keep_ceremony(USE, None, state.as_ref(), options).await
    }

    async fn keep_ceremony(
        &self,
        kind: &str,
        person: Option<PersonId>,
        state: &[u8],
        options: String,
    ) -> Result<PasskeyAsk, ServiceError> {
        let key = new_token();
        let ceremony = Ceremony { person, content: state.to_vec() };
        let expires = self.clock.now() + PENDING;
        self.store.ceremony_insert(&token_hash(&key), kind, &ceremony, expires).await?;
        Ok(PasskeyAsk { key, options })
    }

    /// The passkey that a browser answered with, after its signature and all else was checked;
    /// with its flags and counter as they are now.
    async fn passkey_answered(
        &self,
        key: &str,
        answer: &str,
        origin: &str,
        from: &Visitor,
    ) -> Result<(Passkey, Vec<u8>, RootId), ServiceError> {
        let refused = || ServiceError::Refused("passkey-refused");
        let site = site(origin)?;
        let now = self.clock.now();
        let ceremony = self.store.ceremony_take(&token_hash(key), USE, now).await?;
        let ceremony = ceremony.ok_or(ServiceError::Refused("passkey-over"))?;
        let state = DiscoverableAuthenticationServerState::decode(ceremony.content.as_slice())
            .map_err(|error| internal(format!("{error:?}")))?;
        let answer = DiscoverableAuthentication::<16>::from_json_relaxed(answer.as_bytes())
            .map_err(|_| refused())?;
        let found = self.store.passkey_find(answer.raw_id().as_ref(), self.demo).await?;
        let Some((passkey, root)) = found else {
            count("refused");
            self.log_unknown(&answer, from).await?;
            return Err(ServiceError::Refused("passkey-unknown"));
        };
        let verified = verify(&site, origin, state, &answer, &passkey);
        match verified {
            Ok(moving) => Ok((passkey, moving, root)),
            Err(error) => {
                count("refused");
                tracing::info!(person.id = %passkey.person, "a passkey was refused: {error}");
                self.log_refused(root, passkey.person, "passkey", from);
                Err(refused())
            }
        }
    }

    /// Writes down that somebody came with a passkey that is not known, or not any more, as
    /// far as it says whose it is.
    async fn log_unknown(
        &self,
        answer: &DiscoverableAuthentication<16>,
        from: &Visitor,
    ) -> Result<(), ServiceError> {
        let handle = answer.response().user_handle().encode().map_err(internal)?;
        let person = PersonId(Uuid::from_bytes(handle));
        if let Some(root) = self.store.account_root(person, self.demo).await? {
            self.log_refused(root, person, "passkey-unknown", from);
        }
        Ok(())
    }

    /// Signs in the person of a passkey. Where single sign-on alone is allowed, a passkey is the
    /// second factor after it and nothing else: `waiting` is the sign-in that waits for one in
    /// this browser.
    ///
    /// # Errors
    /// `Refused` when the answer is not right, of no passkey that is known, or too late, and
    /// with `sso-only`; `Unauthenticated` for who is locked out.
    pub async fn sign_in_with_passkey(
        &self,
        key: &str,
        answer: &str,
        origin: &str,
        waiting: Option<&str>,
        from: &Visitor,
    ) -> Result<SignedIn, ServiceError> {
        let (passkey, moving, root) = self.passkey_answered(key, answer, origin, from).await?;
        let who = self.who_signs_in(root, passkey.person, from).await?;
        let first = match self.is_sso_only(&who).await? {
            true => Some(self.after_sso(&who, waiting, from).await?),
            false => None,
        };
        let mut tx = self.store.begin(whole(root)).await?;
        self.passkey_used(&mut tx, &passkey, &moving).await?;
        let method = match &first {
            None => "passkey",
            Some(first) if pending_take(&mut tx, first).await? => "sso-passkey",
            Some(_) => return Err(ServiceError::Unauthenticated),
        };
        let proved = Proved { who, method: method.to_owned(), strong: true };
        self.session_begin(tx, proved, from).await
    }

    /// The hash of the token of somebody's sign-in that has begun by single sign-on.
    async fn after_sso(
        &self,
        who: &Principal,
        waiting: Option<&str>,
        from: &Visitor,
    ) -> Result<Vec<u8>, ServiceError> {
        if let Some(token) = waiting
            && let Some(first) = self.pending(token).await?
            && (first.person, first.method.as_str()) == (who.person, "sso")
        {
            return Ok(token_hash(token));
        }
        count("refused");
        self.log_refused(who.scope.root, who.person, "sso-only", from);
        Err(ServiceError::Refused("sso-only"))
    }

    /// Takes a fresh proof by a passkey for the session that somebody acts by.
    ///
    /// # Errors
    /// As [`Self::sign_in_with_passkey`]; `Refused` when it is another person's.
    pub async fn prove_with_passkey(
        &self,
        who: &Principal,
        key: &str,
        answer: &str,
        origin: &str,
        from: &Visitor,
    ) -> Result<(), ServiceError> {
        let session = who.session.ok_or(ServiceError::Unauthenticated)?;
        let (passkey, moving, _) = self.passkey_answered(key, answer, origin, from).await?;
        if passkey.person != who.person {
            return Err(ServiceError::Refused("passkey-unknown"));
        }
        let mut tx = self.store.begin(who.scope).await?;
        self.passkey_used(&mut tx, &passkey, &moving).await?;
        self.proved(tx, who, session, "passkey", from).await
    }

    async fn passkey_used(
        &self,
        tx: &mut TenantTx,
        passkey: &Passkey,
        moving: &[u8],
    ) -> Result<(), ServiceError> {
        let now = self.clock.now();
        match passkey_use(tx, passkey.id, &passkey.moving, moving, now).await? {
            true => Ok(()),
            false => Err(ServiceError::Refused("passkey-refused")),
        }
    }

    /// Asks the browser for a new passkey.
    ///
    /// # Errors
    /// `StepUp` without a recent proof, `Refused` where the site has no name or the person has
    /// too many.
    pub async fn passkey_add_ask(
        &self,
        who: &Principal,
        origin: &str,
    ) -> Result<PasskeyAsk, ServiceError> {
        self.require_recent(who)?;
        let site = site(origin)?;
        let own = self.store.passkey_list(who.person).await?;
        if own.len() >= MOST {
            return Err(ServiceError::Refused("passkey-too-many"));
        }
        let mut known = Vec::new();
        for passkey in own {
            let id = CredentialId::<Vec<u8>>::decode(passkey.credential)
                .map_err(|error| internal(format!("{error:?}")))?;
            let transports = AuthTransports::decode(0).map_err(internal)?;
            known.push(PublicKeyCredentialDescriptor { id, transports });
        }
        let id = UserHandle::<16>::decode(*who.person.0.as_bytes()).map_err(internal)?;
        // What authenticators do not take as a name is shown as something else.
        let name = Username::try_from(who.email.as_str())
            .or_else(|_| Username::try_from("seatkeeper"))
            .map_err(internal)?;
        let display_name = who.name.as_str().try_into().ok();
        let user = PublicKeyCredentialUserEntity { name, id: &id, display_name };
        let mut ceremony = PublicKeyCredentialCreationOptions::passkey(&site, user, known);
        // Asked for, not enforced: authenticators without this extension are as welcome, as each
        // sign-in demands that the person is verified anyway.
        ceremony.extensions.cred_protect =
            CredProtect::UserVerificationRequired(ExtensionInfo::AllowDontEnforceValue);
        let (state, options) =
            ceremony.start_ceremony().map_err(|error| internal(format!("{error:?}")))?;
        let options = serde_json::to_string(&options).map_err(internal)?;
        let state = state.encode().map_err(|error| internal(format!("{error:?}")))?;
        self.keep_ceremony(ADD, Some(who.person), state.as_ref(), options).await
    }

    /// Keeps a new passkey. The first second factor comes with recovery codes, shown once.
    ///
    /// # Errors
    /// `StepUp`; `Invalid` for the name; `Refused` when the answer is not right or too late.
    pub async fn passkey_add(
        &self,
        who: &Principal,
        key: &str,
        answer: &str,
        called: &str,
        origin: &str,
    ) -> Result<PasskeyAdded, ServiceError> {
        self.require_recent(who)?;
        let called = name::parse(called)?;
        let refused = || ServiceError::Refused("passkey-refused");
        let (site, now) = (site(origin)?, self.clock.now());
        let ceremony = self.store.ceremony_take(&token_hash(key), ADD, now).await?;
        let ceremony = ceremony.filter(|ceremony| ceremony.person == Some(who.person));
        let ceremony = ceremony.ok_or(ServiceError::Refused("passkey-over"))?;
        let state = RegistrationServerState::<16>::decode(ceremony.content.as_slice())
            .map_err(|error| internal(format!("{error:?}")))?;
        let answer = Registration::from_json_relaxed(answer.as_bytes()).map_err(|_| refused())?;
        let options = RegistrationVerificationOptions::<&str, &str> {
            allowed_origins: &[origin],
            error_on_unsolicited_extensions: false,
            ..Default::default()
        };
        let made = state.verify(&site, &answer, &options).map_err(|error| {
            tracing::info!(person.id = %who.person, "a new passkey was refused: {error}");
            refused()
        })?;
        let passkey = Passkey {
            id: PasskeyId(Uuid::new_v4()),
            credential: made.id().as_ref().to_vec(),
            person: who.person,
            name: called,
            fixed: made.static_state().encode().map_err(|error| internal(format!("{error:?}")))?,
            moving: encode(made.dynamic_state())?,
            added_at: now,
            used_at: None,
        };
        let mut tx = self.store.begin(who.scope).await?;
        factors_hold(&mut tx, who.person).await?;
        passkey_insert(&mut tx, &passkey).await.map_err(|error| match error {
            StoreError::Duplicate { .. } => ServiceError::Refused("passkey-known"),
            other => other.into(),
        })?;
        let mut codes = None;
        if factors_have(&mut tx, who.person).await?.recovery == 0 {
            let made = new_codes();
            let hashes: Vec<Vec<u8>> = made.iter().map(|code| recovery_hash(code)).collect();
            recovery_set(&mut tx, who.person, &hashes).await?;
            codes = Some(made);
        }
        let after = json!({ "factor": "passkey", "name": passkey.name });
        self.write(tx, entry(who, now, "factor-added", json!({}), after), who).await?;
        Ok(PasskeyAdded { codes })
    }

    /// Renames one's own passkey.
    ///
    /// # Errors
    /// `Invalid` for the name, `NotFound` when it is gone.
    pub async fn passkey_rename(
        &self,
        who: &Principal,
        id: PasskeyId,
        called: &str,
    ) -> Result<(), ServiceError> {
        let called = name::parse(called)?;
        let mut tx = self.store.begin(who.scope).await?;
        let before = passkey_rename(&mut tx, who.person, id, &called).await?;
        let (before, after) = (json!({ "name": before }), json!({ "name": called }));
        let entry = entry(who, self.clock.now(), "factor-renamed", before, after);
        self.write(tx, entry, who).await
    }

    /// Takes one's own passkey.
    ///
    /// # Errors
    /// `StepUp` without a recent proof, `NotFound` when it is gone, `Refused` when it is the
    /// last factor and one is demanded.
    pub async fn passkey_remove(&self, who: &Principal, id: PasskeyId) -> Result<(), ServiceError> {
        self.require_recent(who)?;
        let demanded = self.mfa_demanded_by(who).await?.is_some();
        let mut tx = self.store.begin(who.scope).await?;
        let name = passkey_remove(&mut tx, who.person, id).await?;
        after_removal(&mut tx, who, demanded).await?;
        let before = json!({ "factor": "passkey", "name": name });
        let entry = entry(who, self.clock.now(), "factor-removed", before, json!({}));
        self.write(tx, entry, who).await
    }
}

/// Checks an answer against the passkey that it names; its flags and counter afterwards.
fn verify(
    site: &RpId,
    origin: &str,
    state: DiscoverableAuthenticationServerState,
    answer: &DiscoverableAuthentication<16>,
    passkey: &Passkey,
) -> Result<Vec<u8>, String> {
    let told = |error: &dyn std::fmt::Debug| format!("{error:?}");
    let person =
        UserHandle::<16>::decode(*passkey.person.0.as_bytes()).map_err(|error| told(&error))?;
    let fixed = Fixed::decode(passkey.fixed.as_slice()).map_err(|error| told(&error))?;
    let moving: [u8; 7] = passkey.moving.as_slice().try_into().map_err(|error| told(&error))?;
    let moving = DynamicState::decode(moving).map_err(|error| told(&error))?;
    let mut known = AuthenticatedCredential::new(answer.raw_id(), &person, fixed, moving)
        .map_err(|error| told(&error))?;
    let options = AuthenticationVerificationOptions::<&str, &str> {
        allowed_origins: &[origin],
        error_on_unsolicited_extensions: false,
        ..Default::default()
    };
    state.verify(site, answer, &mut known, &options).map_err(|error| told(&error))?;
    encode(known.dynamic_state()).map_err(|error| told(&error))
}

fn encode(moving: DynamicState) -> Result<Vec<u8>, ServiceError> {
    Ok(moving.encode().map_err(internal)?.to_vec())
}
