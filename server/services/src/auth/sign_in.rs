//! The first factor: a password.

use super::hashing::hashing;
use super::{Begun, DEVICE_KEPT, Visitor, count, token_hash};
use crate::throttle::{Attempt, From};
use crate::{ServiceError, Services, password};
use domain::ids::{PersonId, RootId};
use domain::mail::key_of;
use std::time::{Duration, Instant};
use store::device::Known;

/// Whoever finds too many waiting comes back after this.
const BUSY: Duration = Duration::from_secs(5);

impl Services {
    /// Signs a person in by its password. Unknown people and wrong passwords are told apart by
    /// nothing, time included.
    ///
    /// # Errors
    /// `Unauthenticated` for wrong credentials and for who is locked out, `RateLimited` after too
    /// many failures, or while too many wait; `Refused` with `sso-only`.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        from: &Visitor,
    ) -> Result<Begun, ServiceError> {
        let key = key_of(email);
        let account = self.store.account_known(&key, self.demo).await?;
        let person = account.as_ref().map(|account| (account.person, account.root));
        let known = self.known(person.map_or(PersonId(uuid::Uuid::nil()), |(id, _)| id), from);
        let known = known.await?;
        let attempt = self.attempt(&key, from, known, person)?;
        // A failure of the database, or too many who wait, says nothing about the password.
        let active = account.as_ref().is_some_and(|account| account.active);
        // Who was locked out is answered like a stranger; the log knows better.
        let stored = account.filter(|_| active).map(|account| account.password_hash);
        let right = self.is_right(password, stored, known.device).await;
        if !right.inspect_err(|_| self.auth.throttle.take_back(&attempt))? {
            count("refused");
            if let Some((person, root)) = person {
                let reason = if active { "password" } else { "inactive" };
                self.log_refused(root, person, reason, from);
            }
            return Err(ServiceError::Unauthenticated);
        }
        let (person, root) = person.ok_or(ServiceError::Unauthenticated)?;
        // Of a suspended organization the right password is as good as a wrong one, and counts so.
        let who = self.who_signs_in(root, person, from).await.inspect_err(|error| {
            if !matches!(error, ServiceError::Unauthenticated) {
                self.auth.throttle.take_back(&attempt);
            }
        })?;
        self.auth.throttle.succeeded(&attempt);
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
        hashing(move || password::verify(&password, stored.as_deref())).await
    }

    pub(crate) async fn hash(&self, password: &str) -> Result<String, ServiceError> {
        let password = password.to_owned();
        hashing(move || password::hash(&password)).await?
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
    pub(super) fn attempt(
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
            self.log_refused(root, person, "throttled", from);
        }
        tracing::info!(
            address = %from.address,
            "a sign-in has to wait for {} s", refused.wait.as_secs()
        );
        Err(ServiceError::RateLimited(refused.wait))
    }
}
