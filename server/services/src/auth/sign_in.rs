//! The first factor: a password.

use super::session::entry;
use super::{Begun, DEVICE_KEPT, Visitor, count, internal, token_hash};
use crate::throttle::{Attempt, From};
use crate::{ServiceError, Services, password};
use domain::ids::{PersonId, RootId};
use domain::mail::key_of;
use domain::people::Principal;
use serde_json::json;
use std::time::{Duration, Instant};
use store::device::Known;
use store::log::log_append;
use store::whole;

/// Whoever finds too many waiting comes back after this.
const BUSY: Duration = Duration::from_secs(5);

impl Services {
    /// Signs a person in by its password. Unknown people and wrong passwords are told apart by
    /// nothing, time included.
    ///
    /// # Errors
    /// `Unauthenticated` for wrong credentials, `RateLimited` after too many failures, or while
    /// too many wait.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        from: &Visitor,
    ) -> Result<Begun, ServiceError> {
        let key = key_of(email);
        let account = self.store.account_for_sign_in(&key, self.demo).await?;
        let person = account.as_ref().map(|account| (account.person, account.root));
        let known = self.known(person.map_or(PersonId(uuid::Uuid::nil()), |(id, _)| id), from);
        let known = known.await?;
        let attempt = self.attempt(&key, from, known, person).await?;
        // A failure of the database, or too many who wait, says nothing about the password.
        let stored = account.map(|account| account.password_hash);
        let right = self.is_right(password, stored, known.device).await;
        if !right.inspect_err(|_| self.auth.throttle.take_back(&attempt))? {
            count("refused");
            if let Some((person, root)) = person {
                self.log_refused(root, person, "password", from).await?;
            }
            return Err(ServiceError::Unauthenticated);
        }
        self.auth.throttle.succeeded(&attempt);
        let (person, root) = person.ok_or(ServiceError::Unauthenticated)?;
        let who = self.who(root, person).await?;
        if self.is_sso_only(&who).await? {
            self.log_refused(root, person, "sso-only", from).await?;
            return Err(ServiceError::Refused("sso-only"));
        }
        self.after_first(who, "password", false, from).await
    }

    /// Whether this is the password that was stored.
    pub(super) async fn is_right(
        &self,
        password: &str,
        stored: Option<String>,
        known: bool,
    ) -> Result<bool, ServiceError> {
        // An account without a password has none that is right.
        let stored = stored.filter(|stored| !stored.is_empty());
        if password.len() > password::MAX_BYTES {
            return Ok(false);
        }
        let room = self.auth.waiting[usize::from(known)].try_acquire();
        let _place = room.map_err(|_| {
            count("busy");
            ServiceError::RateLimited(BUSY)
        })?;
        self.verify(password.to_owned(), stored).await
    }

    pub(crate) async fn verify(
        &self,
        password: String,
        stored: Option<String>,
    ) -> Result<bool, ServiceError> {
        let _turn = self.auth.hashing.acquire().await.map_err(internal)?;
        tokio::task::spawn_blocking(move || password::verify(&password, stored.as_deref()))
            .await
            .map_err(internal)
    }

    pub(crate) async fn hash(&self, password: &str) -> Result<String, ServiceError> {
        let _turn = self.auth.hashing.acquire().await.map_err(internal)?;
        let password = password.to_owned();
        tokio::task::spawn_blocking(move || password::hash(&password)).await.map_err(internal)?
    }

    /// How a person is known where this request comes from.
    pub(super) async fn known(
        &self,
        person: PersonId,
        from: &Visitor,
    ) -> Result<Known, ServiceError> {
        let device = from.device.as_deref().map(token_hash);
        let since = self.clock.now() - DEVICE_KEPT;
        Ok(self.store.device_known(person, device.as_deref(), &from.place(), since).await?)
    }

    /// Counts a try of `what` (an address, or somebody's codes).
    pub(super) async fn attempt(
        &self,
        what: &str,
        from: &Visitor,
        known: Known,
        person: Option<(PersonId, RootId)>,
    ) -> Result<Attempt, ServiceError> {
        let device = from.device.as_deref().map(token_hash);
        let place = match (&device, known) {
            (Some(device), Known { device: true, .. }) => From::KnownDevice(device),
            (_, Known { address: true, .. }) => From::KnownAddress(from.address),
            _ => From::Anywhere(from.address),
        };
        let refused = match self.auth.throttle.attempt(what, place, Instant::now()) {
            Ok(attempt) => return Ok(attempt),
            Err(refused) => refused,
        };
        count("throttled");
        // Each wait is in the log once, however often somebody does not wait.
        if let Some((person, root)) = person.filter(|_| refused.first) {
            self.log_refused(root, person, "throttled", from).await?;
        }
        tracing::info!(
            address = %from.address,
            "a sign-in has to wait for {} s", refused.wait.as_secs()
        );
        Err(ServiceError::RateLimited(refused.wait))
    }

    /// Writes down that somebody whose account is known was not let in.
    pub(crate) async fn log_refused(
        &self,
        root: RootId,
        person: PersonId,
        reason: &str,
        from: &Visitor,
    ) -> Result<(), ServiceError> {
        let Some(who) = self.store.principal_load(root, person).await? else { return Ok(()) };
        let mut tx = self.store.begin(whole(root)).await?;
        log_append(&mut tx, &self.refused(&who, reason, from)).await?;
        Ok(tx.commit().await?)
    }

    /// The entry for it. Whoever it was, it was not this person as far as we know.
    fn refused(&self, who: &Principal, reason: &str, from: &Visitor) -> store::log::NewLogEntry {
        let after = json!({ "reason": reason, "address": from.place(), "agent": from.agent() });
        store::log::NewLogEntry {
            person: None,
            actor: "Seatkeeper".to_owned(),
            ..entry(who, self.clock.now(), "sign-in-refused", json!({}), after)
        }
    }
}
