//! A new password by mail, for whoever has forgotten the old one.

use super::change::{Changed, log, recipient, whose};
use super::check;
use crate::auth::{new_token, token_hash};
use crate::mail::enqueue;
use crate::throttle::From;
use crate::{ServiceError, Services};
use chrono::{DateTime, Duration, Utc};
use domain::ids::{PersonId, RootId};
use domain::mail::{EmailAddress, Letter};
use domain::people::{Language, Principal};
use serde_json::json;
use std::net::IpAddr;
use std::time::Instant;
use store::directory::{Account, account_hold};
use store::token::{NewToken, Purpose, token_consume, token_count, token_issue};
use store::{StoreError, TenantTx, whole};

/// A link to set a password works for so long.
const VALID: Duration = Duration::hours(1);
/// Links that a person is mailed within that time; whoever asks for more gets none.
const MOST: i64 = 3;

/// What is said of a link that was used, has ended, or never was one.
const NO_LINK: ServiceError = ServiceError::Refused("link-invalid");

impl Services {
    /// Mails a link to set a new password to the person with this address, if there is one who
    /// may sign in. The answer is the same either way, and takes as long: what differs is done
    /// afterwards.
    ///
    /// # Errors
    /// `Refused` with `mail-not-set-up`; `Invalid` for what is no address; `RateLimited`.
    pub async fn password_reset_ask(
        &self,
        email: &str,
        language: Language,
        address: IpAddr,
    ) -> Result<(), ServiceError> {
        if !self.mail_is_set_up() {
            return Err(ServiceError::Refused("mail-not-set-up"));
        }
        let key = EmailAddress::parse(email)?.key();
        // Each try counts: there is no such thing as a right one.
        let resets = &self.auth.resets;
        let attempt = resets
            .attempt(&key, From::Anywhere(address), Instant::now())
            .map_err(|refused| ServiceError::RateLimited(refused.wait))?;
        let found = self.store.account_for_sign_in(&key, self.demo).await;
        if let Some(account) = found.inspect_err(|_| resets.take_back(&attempt))? {
            let services = self.clone();
            tokio::spawn(async move {
                if let Err(error) = services.password_reset_mail(&account, language).await {
                    let person = account.person;
                    tracing::error!(person.id = %person, "no reset mail for person {person}: {error}");
                }
            });
        }
        Ok(())
    }

    /// Queues the mail, unless the person has been sent enough of them.
    async fn password_reset_mail(
        &self,
        account: &Account,
        language: Language,
    ) -> Result<(), ServiceError> {
        let (person, now) = (account.person, self.clock.now());
        let who = self.person_of(account.root, account.person).await?;
        let mut tx = self.store.begin(whole(account.root)).await?;
        match account_hold(&mut tx, person).await {
            Ok(_) => {}
            // Deactivated a moment ago.
            Err(StoreError::NotFound) => return Ok(()),
            Err(error) => return Err(error.into()),
        }
        let Some(ResetLink { path, until, dedupe }) = reset_issue(&mut tx, person, now).await?
        else {
            tracing::info!(person.id = %person, "person {person} has been sent enough reset mails");
            return Ok(());
        };
        let letter = Letter::PasswordReset { path, until };
        enqueue(&mut tx, recipient(&who, language), letter, dedupe, now).await?;
        let asked = Changed { who: &who, action: "password-reset-asked", by: None, now };
        log(&mut tx, &asked).await?;
        tx.commit().await?;
        self.wake.ring(account.root);
        self.ring_mail();
        Ok(())
    }

    /// Whether a link to set a password works. It goes on working.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn password_reset_works(&self, secret: &str) -> Result<bool, ServiceError> {
        let (hash, now) = (token_hash(secret), self.clock.now());
        Ok(self.store.token_peek(&hash, Purpose::PasswordReset, now).await?.is_some())
    }

    /// Sets a new password by the secret of a link, once. All the person's browsers are signed
    /// out, other such links end, and a mail tells of it.
    ///
    /// # Errors
    /// `Refused` with `link-invalid`; `Invalid` for an unusable password, after which the link
    /// still works.
    pub async fn password_reset(
        &self,
        secret: &str,
        password: &str,
        language: Language,
    ) -> Result<(), ServiceError> {
        let (hash, purpose) = (token_hash(secret), Purpose::PasswordReset);
        let token = self.store.token_peek(&hash, purpose, self.clock.now()).await?;
        let token = token.ok_or(NO_LINK)?;
        let who = self.person_of(token.root, token.person.ok_or(NO_LINK)?).await?;
        check(password, &whose(&who))?;
        let (password, now) = (self.hash(password).await?, self.clock.now());
        let mut tx = self.store.begin(whole(token.root)).await?;
        // Whoever may not sign in has no use for a password.
        account_hold(&mut tx, who.person).await.map_err(no_link)?;
        token_consume(&mut tx, &hash, purpose, now).await.map_err(no_link)?;
        let done = Changed { who: &who, action: "password-reset", by: Some(who.person), now };
        done.write(&mut tx, &password, None, language).await?;
        tx.commit().await?;
        self.wake.ring(token.root);
        self.ring_mail();
        tracing::info!(person.id = %who.person, "person {} has set a new password", who.person);
        Ok(())
    }

    async fn person_of(&self, root: RootId, person: PersonId) -> Result<Principal, ServiceError> {
        self.store.principal_load(root, person).await?.ok_or(NO_LINK)
    }
}

/// A link to set a new password.
pub(crate) struct ResetLink {
    pub(crate) path: String,
    /// From then on it does not work any more.
    pub(crate) until: DateTime<Utc>,
    /// Names its mail.
    pub(crate) dedupe: String,
}

/// Makes a link for a person to set a new password; none when it was given enough of them.
pub(crate) async fn reset_issue(
    tx: &mut TenantTx,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Option<ResetLink>, ServiceError> {
    if token_count(tx, person, Purpose::PasswordReset, now - VALID).await? >= MOST {
        return Ok(None);
    }
    let (secret, until) = (new_token(), now + VALID);
    let token = NewToken {
        hash: token_hash(&secret),
        purpose: Purpose::PasswordReset,
        person: Some(person),
        subject: json!({}),
        expires_at: until,
    };
    token_issue(tx, &token, now).await?;
    let dedupe = format!("password-reset {}", hex(&token.hash));
    Ok(Some(ResetLink { path: format!("/reset/{secret}"), until, dedupe }))
}

fn no_link(error: StoreError) -> ServiceError {
    match error {
        StoreError::NotFound => NO_LINK,
        other => other.into(),
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
