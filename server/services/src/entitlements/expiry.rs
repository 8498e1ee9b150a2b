//! What has to be done when the end of entitlements has come.

use super::Ground;
use crate::{ServiceError, Services};
use domain::entitlement::{due, prolonged};
use domain::ids::{EntitlementId, OrgId, RootId};
use domain::license::LicenseKind;
use store::{StoreError, whole};

/// What became of a due entitlement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outcome {
    /// It goes on by itself.
    Prolonged,
    /// It ended; its seats are the parent's again.
    Ended,
    /// Somebody dealt with it meanwhile, or what draws from it has yet to end.
    Left,
}

impl Services {
    /// Lets entitlements whose end has come go on or end, in every tree; how many. Each is a
    /// transaction of its own, and what was done is not done again, so any process may do it
    /// at any time.
    ///
    /// # Errors
    /// When the database fails; what was done until then stays done.
    pub async fn entitlement_expiry(&self) -> Result<u64, ServiceError> {
        let mut done = 0;
        for root in self.store.root_list().await? {
            done += self.expire_in(root).await?;
        }
        Ok(done)
    }

    async fn expire_in(&self, root: RootId) -> Result<u64, ServiceError> {
        let mut tx = self.store.begin_read(whole(root)).await?;
        let all = store::entitlement::entitlements_due(&mut tx, self.clock.today()).await?;
        tx.commit().await?;
        let mut done = 0;
        // From the top, as what goes on depends on what it draws from; then from below, as
        // what is granted on ends first.
        for (id, org) in &all {
            done += u64::from(self.settle(root, *id, *org, false).await? == Outcome::Prolonged);
        }
        for (id, org) in all.iter().rev() {
            done += u64::from(self.settle(root, *id, *org, true).await? == Outcome::Ended);
        }
        if done > 0 {
            self.wake.ring(root);
        }
        Ok(done)
    }

    /// Lets one go on, or ends it when that is its turn.
    async fn settle(
        &self,
        root: RootId,
        id: EntitlementId,
        org: OrgId,
        ends: bool,
    ) -> Result<Outcome, ServiceError> {
        let (now, today) = (self.clock.now(), self.clock.today());
        let mut tx = self.store.begin(whole(root)).await?;
        let ground = Ground::locked(&mut tx, org).await?;
        let Ok(before) = ground.held(id) else { return Ok(Outcome::Left) };
        if !due(before, today) {
            return Ok(Outcome::Left);
        }
        let source = before.parent.and_then(|id| ground.above.iter().find(|held| held.id == id));
        let open = source.is_none_or(|source| source.holds_on(today));
        let limit = source.filter(|source| source.auto_renew_months.is_none());
        let next = prolonged(before, limit.and_then(|source| source.ends), today);
        match next.filter(|_| open && before.kind != LicenseKind::Trial) {
            Some(end) if !ends => {
                let after = store::entitlement::entitlement_prolong(&mut tx, before, end).await?;
                let action = "entitlement-prolonged";
                self.entitlement_published(&mut tx, None, action, Some(before), Some(&after))
                    .await?;
                tx.commit().await?;
                Ok(Outcome::Prolonged)
            }
            None if ends => {
                let last = before.ends.unwrap_or(today);
                match store::entitlement::entitlement_end(&mut tx, before, last, None, now).await {
                    Ok(true) => {}
                    Ok(false) | Err(StoreError::Stale { .. }) => {
                        tracing::warn!("entitlement {id} is due, but seats of it are granted on");
                        return Ok(Outcome::Left);
                    }
                    Err(error) => return Err(error.into()),
                }
                let after = store::entitlement::entitlement_get(&mut tx, id).await?;
                let action = "entitlement-ended";
                self.entitlement_published(&mut tx, None, action, Some(before), Some(&after))
                    .await?;
                tx.commit().await?;
                Ok(Outcome::Ended)
            }
            _ => Ok(Outcome::Left),
        }
    }
}
