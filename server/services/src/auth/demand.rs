//! What organizations demand of those who sign in: a second factor.

use super::session::entry;
use crate::{ServiceError, Services, authorize};
use domain::people::Principal;
use domain::policy::Action;
use domain::sign_in::Demand;
use serde_json::json;
use store::session::session_end_weak;
use store::sign_in_policy::{people_without_factor, sign_in_policy, sign_in_policy_set};
use store::whole;

impl Services {
    /// What one's own organization demands, and how many could not meet it now.
    ///
    /// # Errors
    /// `Forbidden`, when it is not the person's to see.
    pub async fn demand(&self, who: &Principal) -> Result<Demand, ServiceError> {
        authorize(who, Action::ManageSignIn)?;
        let mut tx = self.store.begin_read(whole(who.scope.root)).await?;
        let own = sign_in_policy(&mut tx, who.org).await?;
        let (people, without) = people_without_factor(&mut tx, who.scope).await?;
        let above = store::sign_in_policy::mfa_demanded_above(&mut tx, who.scope).await?;
        tx.commit().await?;
        let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(Demand {
            mfa_required: own.mfa_required,
            version: own.version,
            demanded_above: above,
            people: count(people),
            without: count(without),
        })
    }

    /// Demands a second factor of everybody in one's own organization and below, or no more.
    /// Sessions that began with one factor alone end, so that nobody goes on without.
    ///
    /// # Errors
    /// `Forbidden`; `StepUp` without a recent proof; `Refused` when the person has none itself;
    /// `Conflict` when somebody else was faster.
    pub async fn demand_set(
        &self,
        who: &Principal,
        mfa_required: bool,
        version: i32,
    ) -> Result<(), ServiceError> {
        authorize(who, Action::ManageSignIn)?;
        self.require_recent(who)?;
        if mfa_required && !self.store.factors_of(who.person).await?.any() {
            return Err(ServiceError::Refused("factor-own-first"));
        }
        let now = self.clock.now();
        let mut tx = self.store.begin(who.scope).await?;
        let before = sign_in_policy(&mut tx, who.org).await?;
        sign_in_policy_set(&mut tx, who.org, mfa_required, version).await?;
        let ended = match mfa_required {
            true => session_end_weak(&mut tx, who.scope, who.org, who.session).await?,
            false => 0,
        };
        let before = json!({ "mfa": before.mfa_required });
        let after = json!({ "mfa": mfa_required, "sessions": ended });
        let entry = store::log::NewLogEntry {
            entity: "organization".to_owned(),
            entity_id: Some(who.org.0),
            subject: Some(who.org_name.clone()),
            ..entry(who, now, "mfa-required-changed", before, after)
        };
        self.write(tx, entry, who).await
    }
}
