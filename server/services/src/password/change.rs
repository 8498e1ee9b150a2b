//! Changing one's password.

use super::check;
use crate::auth::token_hash;
use crate::mail::{Recipient, enqueue};
use crate::throttle::From;
use crate::{ServiceError, Services};
use chrono::{DateTime, Utc};
use domain::field::FieldError;
use domain::ids::PersonId;
use domain::mail::{Letter, key_of};
use domain::password::Whose;
use domain::people::{Language, Principal};
use serde_json::json;
use std::net::IpAddr;
use std::time::Instant;
use store::TenantTx;
use store::directory::{account_hold, account_set_password};
use store::feed::Change;
use store::log::NewLogEntry;
use store::session::session_end_all;
use store::token::{Purpose, token_end};

/// Who asks for a new password, in the log: nobody can tell.
const STRANGER: &str = "Somebody not signed in";

/// Who changes a password, from where.
#[derive(Clone, Copy, Debug)]
pub struct ChangeFrom<'a> {
    /// The secret of the browser's session, which stays signed in.
    pub session: &'a str,
    /// The browser's address.
    pub address: IpAddr,
    /// The language of the page, for a mail to a person who chose none.
    pub language: Language,
}

impl Services {
    /// Changes the person's password. All other browsers are signed out, links to set a password
    /// end, and a mail tells of it.
    ///
    /// # Errors
    /// `Invalid` with `password-wrong` on the field `current`, or what is wrong with the new one;
    /// `RateLimited` after too many wrong ones; `Conflict` when it was changed meanwhile.
    pub async fn password_change(
        &self,
        who: &Principal,
        current: &str,
        new: &str,
        from: ChangeFrom<'_>,
    ) -> Result<(), ServiceError> {
        let key = key_of(&who.email);
        let throttle = &self.auth.throttle;
        let attempt = throttle
            .attempt(&key, From::KnownAddress(from.address), Instant::now())
            .map_err(|refused| ServiceError::RateLimited(refused.wait))?;
        let known = self.password_of(who).await.inspect_err(|_| throttle.take_back(&attempt))?;
        let right = current.len() <= super::MAX_BYTES
            && self.verify(current.to_owned(), Some(known.clone())).await?;
        let mut wrong = Vec::new();
        match right {
            true => throttle.succeeded(&attempt),
            false => wrong.push(FieldError::new("current", "password-wrong")),
        }
        wrong.extend(check(new, &whose(who)).err());
        if !wrong.is_empty() {
            return Err(ServiceError::Invalid(wrong));
        }
        let (hash, now) = (self.hash(new).await?, self.clock.now());
        let mut tx = self.store.begin(who.scope).await?;
        if account_hold(&mut tx, who.person).await?.password_hash != known {
            return Err(ServiceError::Conflict(None));
        }
        let kept = token_hash(from.session);
        let done = Changed { who, action: "password-changed", by: Some(who.person), now };
        done.write(&mut tx, &hash, Some(&kept), from.language).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        self.ring_mail();
        Ok(())
    }

    /// The hash of the person's password.
    async fn password_of(&self, who: &Principal) -> Result<String, ServiceError> {
        let mut tx = self.store.begin(who.scope).await?;
        let account = account_hold(&mut tx, who.person).await?;
        tx.commit().await?;
        Ok(account.password_hash)
    }
}

pub(super) fn whose(who: &Principal) -> Whose<'_> {
    Whose { email: &who.email, name: &who.name, organization: &who.org_name }
}

/// Something that is done about a password.
pub(super) struct Changed<'a> {
    /// Whose.
    pub(super) who: &'a Principal,
    /// What the log calls it.
    pub(super) action: &'a str,
    /// Who did it; none for somebody who was not signed in, and could be anybody.
    pub(super) by: Option<PersonId>,
    /// When.
    pub(super) now: DateTime<Utc>,
}

impl Changed<'_> {
    /// Writes everything that goes with it.
    pub(super) async fn write(
        &self,
        tx: &mut TenantTx,
        hash: &str,
        kept: Option<&[u8]>,
        language: Language,
    ) -> Result<(), ServiceError> {
        let Self { who, now, .. } = *self;
        account_set_password(tx, who.person, hash).await?;
        session_end_all(tx, who.person, kept).await?;
        token_end(tx, who.person, Purpose::PasswordReset, now).await?;
        let dedupe = format!("password-changed {} {}", who.person, now.timestamp_micros());
        let letter = Letter::PasswordChanged { at: now };
        enqueue(tx, recipient(who, language), letter, dedupe, now).await?;
        log(tx, self).await
    }
}

/// A mail to the person itself.
pub(crate) fn recipient(who: &Principal, language: Language) -> Recipient {
    Recipient {
        org: who.org,
        address: who.email.clone(),
        name: who.name.clone(),
        language: who.language.unwrap_or(language),
    }
}

/// The log's entry and, as the last statement, the live change.
pub(super) async fn log(tx: &mut TenantTx, done: &Changed<'_>) -> Result<(), ServiceError> {
    let Changed { who, action, by, now } = *done;
    let entry = NewLogEntry {
        at: now,
        person: by,
        actor: by.map_or(STRANGER, |_| &who.name).to_owned(),
        action: action.to_owned(),
        entity: "person".to_owned(),
        entity_id: Some(who.person.0),
        subject: Some(who.name.clone()),
        org: who.org,
        before: json!({}),
        after: json!({}),
    };
    store::log::log_append(tx, &entry).await?;
    let change = Change { entity: "person".to_owned(), ..Change::many(action, who.org) };
    store::feed::changes_publish(tx, &[change], now).await?;
    Ok(())
}
