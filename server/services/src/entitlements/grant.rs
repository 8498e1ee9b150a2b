//! Granting.

use super::Ground;
use crate::{ServiceError, Services, authorize};
use domain::entitlement::{GrantEntitlement, Shown, check};
use domain::ids::EntitlementId;
use domain::people::Principal;
use domain::policy::Action;
use sha2::{Digest, Sha256};
use store::StoreError;
use store::entitlement::NewEntitlement;
use store::idempotency::{Claim, idempotency_claim, idempotency_keep};
use uuid::Uuid;

impl Services {
    /// Grants an entitlement: its seats are taken from the parent's, and it, the ledger, the
    /// log and the live change are written in one transaction. The same idempotency key again
    /// gets the same answer.
    ///
    /// # Errors
    /// `Invalid` with everything that the rules refuse, `NotFound` when the organization is
    /// not in this person's scope, `Forbidden` when it is another's to grant to.
    pub async fn grant_entitlement(
        &self,
        who: &Principal,
        ask: GrantEntitlement,
    ) -> Result<Shown, ServiceError> {
        authorize(who, Action::GrantEntitlements)?;
        let hash = Sha256::digest(serde_json::to_vec(&ask).map_err(internal)?).to_vec();
        let now = self.clock.now();
        let mut tx = self.store.begin(who.scope).await?;
        match idempotency_claim(&mut tx, who.person, ask.idempotency, &hash, now).await? {
            Claim::Answered(answer) => return serde_json::from_value(answer).map_err(internal),
            Claim::OtherRequest => return Err(ServiceError::Refused("idempotency-mismatch")),
            Claim::Free => {}
        }
        let ground = Ground::locked(&mut tx, ask.org).await?;
        self.may_grant(who, &ground)?;
        let terms =
            check(&ground.situation(self, None)?, &ask.wish).map_err(ServiceError::Invalid)?;
        let id = EntitlementId(Uuid::now_v7());
        let new = NewEntitlement { id, org: ask.org, terms };
        let made =
            store::entitlement::entitlement_grant(&mut tx, &new, Some(who.person), now).await;
        let made = match made {
            Ok(made) => made.ok_or(ServiceError::Conflict(None))?,
            Err(StoreError::Duplicate { .. }) => return Err(ServiceError::Conflict(None)),
            Err(error) => return Err(error.into()),
        };
        let shown = Shown::new(made.clone(), &self.catalog, None);
        let answer = serde_json::to_value(&shown).map_err(internal)?;
        idempotency_keep(&mut tx, who.person, ask.idempotency, &answer).await?;
        let action = "entitlement-granted";
        self.entitlement_published(&mut tx, Some(who), action, None, Some(&made)).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        Ok(shown)
    }
}

fn internal(error: impl std::fmt::Display) -> ServiceError {
    ServiceError::Internal(error.to_string())
}
