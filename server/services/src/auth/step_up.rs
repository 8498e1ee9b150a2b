//! A fresh proof before what is dangerous: whoever finds an open browser must not be able to
//! take the account or the organization with it.

use super::session::entry;
use super::{Visitor, count};
use crate::{ServiceError, Services};
use domain::ids::{PersonId, SessionId};
use domain::people::Principal;
use domain::sign_in::{Proof, RECENT};
use serde_json::json;
use store::TenantTx;
use store::log::log_append;
use store::session::session_proved;

impl Services {
    /// Refuses somebody whose last proof is too long ago. To be called by whatever use case
    /// is dangerous, after its authorization.
    ///
    /// # Errors
    /// `StepUp`.
    pub fn require_recent(&self, who: &Principal) -> Result<(), ServiceError> {
        let now = self.clock.now();
        match who.proved_at.filter(|at| now - *at <= RECENT) {
            Some(_) => Ok(()),
            None => Err(ServiceError::StepUp),
        }
    }

    /// Takes a fresh proof for the session that somebody acts by. Who has an authenticator
    /// proves by that: a password may be what was stolen.
    ///
    /// # Errors
    /// `Invalid` on the field `proof` when it is not right, `RateLimited` after too many
    /// failures, `Unauthenticated` outside of a session.
    pub async fn prove(
        &self,
        who: &Principal,
        proof: Proof,
        from: &Visitor,
    ) -> Result<(), ServiceError> {
        let session = who.session.ok_or(ServiceError::Unauthenticated)?;
        let method = match proof {
            Proof::Password(password) => {
                self.prove_by_password(who, &password, from).await?;
                "password"
            }
            Proof::Code(typed) => {
                let checked = self.check_code(who, &typed, from, std::future::ready(Ok(())));
                match checked.await {
                    Ok((tx, _)) => tx.commit().await?,
                    Err(ServiceError::Refused(code)) => return Err(wrong(code)),
                    Err(other) => return Err(other),
                }
                "authenticator"
            }
        };
        let tx = self.store.begin(who.scope).await?;
        self.proved(tx, who, session, method, from).await
    }

    /// Notes that somebody has proved again who it is, and by what.
    pub(super) async fn proved(
        &self,
        mut tx: TenantTx,
        who: &Principal,
        session: SessionId,
        method: &str,
        from: &Visitor,
    ) -> Result<(), ServiceError> {
        let now = self.clock.now();
        session_proved(&mut tx, session, now).await?;
        let after = json!({ "method": method, "address": from.place(), "agent": from.agent() });
        log_append(&mut tx, &entry(who, now, "proved", json!({}), after)).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        count("proved");
        Ok(())
    }

    async fn prove_by_password(
        &self,
        who: &Principal,
        password: &str,
        from: &Visitor,
    ) -> Result<(), ServiceError> {
        if self.store.factors_of(who.person).await?.authenticator {
            return Err(wrong("code-needed"));
        }
        let person = (who.person, who.scope.root);
        let known = self.known(who.person, from).await?;
        let what = format!("proof {}", who.person);
        let attempt = self.attempt(&what, from, known, Some(person))?;
        let stored = self.password_stored(who.person).await?;
        let right = self.is_right(password, stored, known.device).await;
        if right.inspect_err(|_| self.auth.throttle.take_back(&attempt))? {
            self.auth.throttle.succeeded(&attempt);
            return Ok(());
        }
        count("refused");
        self.log_refused(who.scope.root, who.person, "password", from);
        Err(wrong("password-wrong"))
    }

    /// What is stored of somebody's password.
    pub(super) async fn password_stored(
        &self,
        person: PersonId,
    ) -> Result<Option<String>, ServiceError> {
        Ok(self.store.account_password(person).await?)
    }
}

fn wrong(code: &str) -> ServiceError {
    domain::field::FieldError::new("proof", code).into()
}
