//! The second factor of a sign-in: a code of an authenticator, or a recovery code.

use super::factors::{Setup, factors_hold, recovery_hash};
use super::session::{Proved, entry};
use super::totp::{self, Judged};
use super::{SignedIn, Visitor, count, token_hash};
use crate::{ServiceError, Services};
use domain::ids::PersonId;
use domain::people::Principal;
use domain::sign_in::SecondFactor;
use serde_json::json;
use store::TenantTx;
use store::factor::{
    Authenticator, authenticator_set, authenticator_use, factors_have, recovery_set, recovery_use,
};
use store::log::log_append;
use store::pending::{PendingSignIn, pending_take};
use store::whole;

/// Second factors that may be tried before the first is asked for again.
const MOST_TRIES: i16 = 5;

impl Services {
    /// The sign-in that waits under this token. None when it is over.
    pub(super) async fn pending(&self, token: &str) -> Result<Option<PendingSignIn>, ServiceError> {
        let (hash, now) = (token_hash(token), self.clock.now());
        Ok(self.store.pending_find(&hash, now, MOST_TRIES, self.demo).await?)
    }

    /// What the sign-in that waits under this token can be finished with; none when it is over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn second_factor_options(
        &self,
        token: &str,
    ) -> Result<Option<SecondFactor>, ServiceError> {
        let Some(pending) = self.pending(token).await? else { return Ok(None) };
        let has = self.store.factors_of(pending.person).await?;
        // What was to be set up is there by now: the sign-in begins anew, and asks for it.
        if pending.setup.is_some() && has.any() {
            return Ok(None);
        }
        let setup = match &pending.setup {
            Some(sealed) => {
                let who = self.who(pending.root, pending.person).await?;
                let setup = Setup::open(&self.secret_key, pending.person, sealed)?;
                let by = self.mfa_demanded_by(&who).await?.unwrap_or_default();
                Some((by, setup.view(&who.email, String::new())?))
            }
            None => None,
        };
        Ok(Some(SecondFactor {
            authenticator: has.authenticator,
            passkey: has.passkey,
            recovery: has.recovery > 0,
            setup,
        }))
    }

    /// Finishes a sign-in with a code: of the authenticator, a recovery code, or of the new
    /// authenticator that had to be set up.
    ///
    /// # Errors
    /// `Unauthenticated` when the sign-in is over, also because another factor was set up
    /// meanwhile; `Refused` when the code is not right, `RateLimited` after too many failures.
    pub async fn second_factor(
        &self,
        token: &str,
        typed: &str,
        from: &Visitor,
    ) -> Result<SignedIn, ServiceError> {
        let pending = self.pending(token).await?.ok_or(ServiceError::Unauthenticated)?;
        let who = self.who_signs_in(pending.root, pending.person, from).await?;
        let (mut tx, by) = match &pending.setup {
            Some(sealed) => {
                let setup = Setup::open(&self.secret_key, pending.person, sealed)?;
                self.count_try(token).await?;
                let mut tx = self.store.begin(whole(pending.root)).await?;
                factors_hold(&mut tx, who.person).await?;
                // Who knows the password alone must not put its own factor in the place of one.
                if factors_have(&mut tx, who.person).await?.any() {
                    pending_take(&mut tx, &token_hash(token)).await?;
                    tx.commit().await?;
                    self.log_refused(pending.root, who.person, "setup", from);
                    return Err(ServiceError::Unauthenticated);
                }
                self.confirm_setup(&mut tx, &who, &setup, typed).await?;
                (tx, "code")
            }
            None => self.check_code(&who, typed, from, self.count_try(token)).await?,
        };
        if !pending_take(&mut tx, &token_hash(token)).await? {
            return Err(ServiceError::Unauthenticated);
        }
        let method = format!("{}-{by}", pending.method);
        self.session_begin(tx, Proved { who, method, strong: true }, from).await
    }

    async fn count_try(&self, token: &str) -> Result<(), ServiceError> {
        match self.store.pending_try(&token_hash(token), MOST_TRIES).await? {
            true => Ok(()),
            false => Err(ServiceError::Unauthenticated),
        }
    }

    /// Checks a code of somebody's authenticator, or a recovery code. `counted` comes before the
    /// judgment. Which it was, and the transaction that takes it for used when it is committed.
    pub(super) async fn check_code(
        &self,
        who: &Principal,
        typed: &str,
        from: &Visitor,
        counted: impl Future<Output = Result<(), ServiceError>>,
    ) -> Result<(TenantTx, &'static str), ServiceError> {
        let (root, person) = (who.scope.root, who.person);
        let known = self.known(person, from).await?;
        // Not forgiven by a right password: who knows that, must not guess codes for ever.
        let what = format!("code {person}");
        let attempt = self.attempt(&what, from, known, Some((person, root)))?;
        counted.await?;
        let authenticator = self.store.authenticator_of(person).await?;
        let mut tx = self.store.begin(whole(root)).await?;
        let (refused, code) = match self.judge_code(&mut tx, person, authenticator, typed).await? {
            Ok(by) => {
                self.auth.throttle.succeeded(&attempt);
                return Ok((tx, by));
            }
            Err(refused) => refused,
        };
        // Two connections at once could leave everybody waiting for a second one.
        drop(tx);
        count("refused");
        self.log_refused(root, person, refused, from);
        Err(ServiceError::Refused(code))
    }

    /// Which factor a code is of; or why not, for the log and for the person.
    async fn judge_code(
        &self,
        tx: &mut TenantTx,
        person: PersonId,
        authenticator: Option<Authenticator>,
        typed: &str,
    ) -> Result<Result<&'static str, (&'static str, &'static str)>, ServiceError> {
        // Recovery codes are longer and have letters.
        if typed.chars().filter(|c| c.is_alphanumeric()).count() > 8 {
            let used = recovery_use(tx, person, &recovery_hash(typed), self.clock.now()).await?;
            return Ok(if used { Ok("recovery") } else { Err(("recovery", "recovery-refused")) });
        }
        let Some(authenticator) = authenticator else {
            return Ok(Err(("code", "code-refused")));
        };
        let secret = self.secret_key.open(&purpose(person), &authenticator.secret)?;
        Ok(match totp::judge(&secret, typed, self.clock.now().timestamp()) {
            Judged::Right(step) => match authenticator_use(tx, person, step).await? {
                true => Ok("code"),
                false => Err(("code-used", "code-used")),
            },
            Judged::Late => Err(("code", "code-late")),
            Judged::Wrong => Err(("code", "code-refused")),
        })
    }

    /// Gives an account the authenticator of a setup whose code is right, and its recovery codes.
    pub(super) async fn confirm_setup(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        setup: &Setup,
        typed: &str,
    ) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let step = match totp::judge(&setup.secret, typed, now.timestamp()) {
            Judged::Right(step) => step,
            Judged::Late => return Err(ServiceError::Refused("code-late")),
            Judged::Wrong => return Err(ServiceError::Refused("code-refused")),
        };
        let sealed = self.secret_key.seal(&purpose(who.person), &setup.secret)?;
        authenticator_set(tx, who.person, &sealed, step, now).await?;
        let hashes: Vec<Vec<u8>> = setup.codes.iter().map(|code| recovery_hash(code)).collect();
        recovery_set(tx, who.person, &hashes).await?;
        let after = json!({ "factor": "authenticator" });
        log_append(tx, &entry(who, now, "factor-added", json!({}), after)).await?;
        Ok(())
    }
}

/// What an authenticator's secret is sealed for.
fn purpose(person: PersonId) -> String {
    format!("authenticator {person}")
}
