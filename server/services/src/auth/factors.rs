//! A person's own factors: setting up and removing an authenticator, recovery codes, and what
//! organizations demand.

use super::secret::SecretKey;
use super::session::entry;
use super::{PENDING, internal, new_token, token_hash, totp};
use crate::{ServiceError, Services};
use domain::ids::{OrgId, PersonId};
use domain::people::Principal;
use domain::sign_in::{AuthenticatorSetup, PasskeyView, ProofOptions, Qr, Security};
use rand::RngExt;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::TenantTx;
use store::factor::{Passkey, authenticator_remove, factors_have, recovery_set};
use store::feed::{Change, changes_publish};
use store::log::{NewLogEntry, log_append};
use store::pending::Ceremony;
use store::person::members_hold;
use store::sign_in_policy::mfa_demanded_by;
use store::whole;
use uuid::Uuid;

/// Recovery codes of an account.
const CODES: usize = 10;
/// What a recovery code is written with: nothing that looks like something else. 32 signs, so
/// that 16 of them are 80 bits.
const SIGNS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// The ceremony of setting up an authenticator.
const SETUP: &str = "authenticator-setup";

/// A new authenticator that waits for its first code, with the recovery codes shown beside it.
#[derive(Serialize, Deserialize)]
pub(super) struct Setup {
    pub(super) secret: Vec<u8>,
    pub(super) codes: Vec<String>,
}

impl Setup {
    fn new() -> Self {
        Self { secret: totp::new_secret(), codes: new_codes() }
    }

    fn seal(&self, key: &SecretKey, person: PersonId) -> Result<Vec<u8>, ServiceError> {
        let text = serde_json::to_vec(self).map_err(internal)?;
        key.seal(&format!("setup {person}"), &text)
    }

    pub(super) fn open(
        key: &SecretKey,
        person: PersonId,
        sealed: &[u8],
    ) -> Result<Self, ServiceError> {
        let text = key.open(&format!("setup {person}"), sealed)?;
        serde_json::from_slice(&text).map_err(internal)
    }

    /// What the person sees of it, once.
    pub(super) fn view(
        &self,
        email: &str,
        key: String,
    ) -> Result<AuthenticatorSetup, ServiceError> {
        let qr: Qr = totp::qr(&totp::address(&self.secret, email)).ok_or_else(|| {
            ServiceError::Internal("an address too long for a QR code".to_owned())
        })?;
        Ok(AuthenticatorSetup {
            key,
            secret: totp::told(&self.secret),
            qr,
            codes: self.codes.clone(),
        })
    }
}

/// Fresh recovery codes, in four groups of four.
pub(super) fn new_codes() -> Vec<String> {
    let group = || -> String {
        let signs: [u8; 4] = rand::rng().random();
        signs.map(|sign| char::from(SIGNS[usize::from(sign % 32)])).iter().collect()
    };
    (0..CODES).map(|_| [group(), group(), group(), group()].join("-")).collect()
}

/// What stands for a recovery code in the database. It has 80 random bits, so that a quick hash
/// is enough. How somebody types it does not matter.
pub(super) fn recovery_hash(typed: &str) -> Vec<u8> {
    let signs: String =
        typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    Sha256::digest(signs.as_bytes()).to_vec()
}

/// Holds what factors somebody has until the transaction's end: all who add one do, so that
/// nobody finds none while another is being added.
pub(super) async fn factors_hold(tx: &mut TenantTx, person: PersonId) -> Result<(), ServiceError> {
    Ok(members_hold(tx, &[person], OrgId(Uuid::nil())).await?)
}

/// What removing a factor asks for: one is left if one is demanded, and without any there is
/// nothing to recover.
pub(super) async fn after_removal(
    tx: &mut TenantTx,
    who: &Principal,
    demanded: bool,
) -> Result<(), ServiceError> {
    if factors_have(tx, who.person).await?.any() {
        return Ok(());
    }
    if demanded {
        return Err(ServiceError::Refused("factor-demanded"));
    }
    Ok(recovery_set(tx, who.person, &[]).await?)
}

impl Services {
    /// A sealed new setup for somebody.
    pub(super) fn new_setup(&self, person: PersonId) -> Result<Vec<u8>, ServiceError> {
        Setup::new().seal(&self.secret_key, person)
    }

    /// The nearest organization that demands a second factor of a person.
    pub(super) async fn mfa_demanded_by(
        &self,
        who: &Principal,
    ) -> Result<Option<String>, ServiceError> {
        let mut tx = self.store.begin_read(whole(who.scope.root)).await?;
        let by = mfa_demanded_by(&mut tx, who.person).await?;
        tx.commit().await?;
        Ok(by)
    }

    /// One's own factors, sessions and sign-ins.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn security(&self, who: &Principal) -> Result<Security, ServiceError> {
        let has = self.store.factors_of(who.person).await?;
        let authenticator = self.store.authenticator_of(who.person).await?;
        let passkeys = self.store.passkey_list(who.person).await?;
        let view = |Passkey { id, name, added_at, used_at, .. }| PasskeyView {
            id,
            name,
            added_at,
            used_at,
        };
        Ok(Security {
            authenticator: authenticator.map(|authenticator| authenticator.added_at),
            recovery_left: u32::try_from(has.recovery).unwrap_or(u32::MAX),
            passkeys: passkeys.into_iter().map(view).collect(),
            demanded_by: self.mfa_demanded_by(who).await?,
            sessions: self.session_views(who).await?,
            history: self.sign_in_history(who).await?,
        })
    }

    /// How somebody can prove again to be who it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn proof_options(&self, who: &Principal) -> Result<ProofOptions, ServiceError> {
        let has = self.store.factors_of(who.person).await?;
        let stored = self.password_stored(who.person).await?;
        let password = stored.is_some_and(|stored| !stored.is_empty());
        Ok(ProofOptions { password, authenticator: has.authenticator, passkey: has.passkey })
    }

    /// Begins to set up an authenticator. Nothing counts before its first code.
    ///
    /// # Errors
    /// `StepUp` without a recent proof.
    pub async fn authenticator_begin(
        &self,
        who: &Principal,
    ) -> Result<AuthenticatorSetup, ServiceError> {
        self.require_recent(who)?;
        let (setup, key) = (Setup::new(), new_token());
        let content = setup.seal(&self.secret_key, who.person)?;
        let ceremony = Ceremony { person: Some(who.person), content };
        let expires = self.clock.now() + PENDING * 2;
        self.store.ceremony_insert(&token_hash(&key), SETUP, &ceremony, expires).await?;
        setup.view(&who.email, key)
    }

    /// Ends setting up an authenticator by its first code; it and the new recovery codes replace
    /// the ones before.
    ///
    /// # Errors
    /// `Invalid` when the code is not right (it can be tried again), `NotFound` when the setup
    /// is over.
    pub async fn authenticator_confirm(
        &self,
        who: &Principal,
        key: &str,
        typed: &str,
    ) -> Result<(), ServiceError> {
        self.require_recent(who)?;
        let (hash, now) = (token_hash(key), self.clock.now());
        let ceremony = self.store.ceremony_take(&hash, SETUP, now).await?;
        let ceremony = ceremony.filter(|ceremony| ceremony.person == Some(who.person));
        let ceremony = ceremony.ok_or(ServiceError::Refused("setup-over"))?;
        let setup = Setup::open(&self.secret_key, who.person, &ceremony.content)?;
        let mut tx = self.store.begin(who.scope).await?;
        factors_hold(&mut tx, who.person).await?;
        match self.confirm_setup(&mut tx, who, &setup, typed).await {
            Ok(()) => self.publish_and_commit(tx, who, "factor-added").await,
            Err(ServiceError::Refused(code)) => {
                drop(tx);
                // It is the person's own device, so a typing error does not end the setup.
                self.store.ceremony_insert(&hash, SETUP, &ceremony, now + PENDING).await?;
                Err(domain::field::FieldError::new("code", code).into())
            }
            Err(other) => Err(other),
        }
    }

    /// Takes one's own authenticator.
    ///
    /// # Errors
    /// `StepUp` without a recent proof, `NotFound` when there is none, `Refused` when it is the
    /// last factor and one is demanded.
    pub async fn authenticator_remove(&self, who: &Principal) -> Result<(), ServiceError> {
        self.require_recent(who)?;
        let demanded = self.mfa_demanded_by(who).await?.is_some();
        let mut tx = self.store.begin(who.scope).await?;
        authenticator_remove(&mut tx, who.person).await?;
        after_removal(&mut tx, who, demanded).await?;
        let before = json!({ "factor": "authenticator" });
        let entry = entry(who, self.clock.now(), "factor-removed", before, json!({}));
        self.write(tx, entry, who).await
    }

    /// Gives new recovery codes in place of all before; they are shown once.
    ///
    /// # Errors
    /// `StepUp` without a recent proof, `Refused` without a factor to recover.
    pub async fn recovery_renew(&self, who: &Principal) -> Result<Vec<String>, ServiceError> {
        self.require_recent(who)?;
        let codes = new_codes();
        let hashes: Vec<Vec<u8>> = codes.iter().map(|code| recovery_hash(code)).collect();
        let mut tx = self.store.begin(who.scope).await?;
        if !factors_have(&mut tx, who.person).await?.any() {
            return Err(ServiceError::Refused("factor-missing"));
        }
        recovery_set(&mut tx, who.person, &hashes).await?;
        let entry = entry(who, self.clock.now(), "recovery-renewed", json!({}), json!({}));
        self.write(tx, entry, who).await?;
        Ok(codes)
    }

    /// Writes the entry and the change of a deed on oneself, and commits.
    pub(crate) async fn write(
        &self,
        mut tx: TenantTx,
        entry: NewLogEntry,
        who: &Principal,
    ) -> Result<(), ServiceError> {
        log_append(&mut tx, &entry).await?;
        self.publish_and_commit(tx, who, &entry.action).await
    }

    pub(super) async fn publish_and_commit(
        &self,
        mut tx: TenantTx,
        who: &Principal,
        kind: &str,
    ) -> Result<(), ServiceError> {
        let change = Change { entity: "person".to_owned(), ..Change::many(kind, who.org) };
        changes_publish(&mut tx, &[change], self.clock.now()).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recovery_codes_are_all_different_and_forgiving() {
        let codes = new_codes();
        assert_eq!(codes.len(), 10);
        let hashes: std::collections::BTreeSet<_> =
            codes.iter().map(|code| recovery_hash(code)).collect();
        assert_eq!(hashes.len(), 10);
        let code = &codes[0];
        assert_eq!(code.len(), 19, "{code}");
        assert_eq!(
            recovery_hash(&format!(" {} ", code.to_uppercase().replace('-', " "))),
            recovery_hash(code)
        );
        assert_ne!(recovery_hash(&code[1..]), recovery_hash(code));
    }
}
