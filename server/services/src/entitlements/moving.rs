//! What moving an organization to another partner means for its entitlements.

use super::Ground;
use crate::{ServiceError, Services};
use domain::entitlement::{Blocker, Parent, Rehomed, rehome};
use domain::ids::OrgId;
use domain::people::Principal;
use store::TenantTx;

impl Services {
    /// What an organization's entitlements would draw from at another partner, or everything
    /// that stands in the way. What the organization and both partners hold is locked, in one
    /// statement with each other; organizations are locked by whoever moves them.
    ///
    /// # Errors
    /// `NotFound` when one of them is not in scope.
    #[expect(dead_code, reason = "moving an organization will ask")]
    pub(crate) async fn entitlement_moves(
        &self,
        tx: &mut TenantTx,
        org: OrgId,
        to: OrgId,
    ) -> Result<Result<Vec<Rehomed>, Vec<Blocker>>, ServiceError> {
        let here = store::entitlement::org_chain(tx, org).await?;
        let there = store::entitlement::org_chain(tx, to).await?;
        let parent = here.first().and_then(|own| own.parent);
        let all: Vec<OrgId> = [org, to].into_iter().chain(parent).collect();
        let held = store::entitlement::entitlements_lock(tx, &all).await?;
        let (own, rest): (Vec<_>, Vec<_>) = held.into_iter().partition(|held| held.org == org);
        let above: Vec<_> = rest.into_iter().filter(|held| held.org == to).collect();
        let name = there.first().map(|to| to.name.clone()).unwrap_or_default();
        let chain = here.into_iter().take(1).chain(there).collect();
        let ground = Ground::new(chain, above, own);
        let parent = Parent { name: &name, held: &ground.above };
        let today = self.clock.today();
        Ok(rehome(&self.catalog, today, &ground.own, parent, &ground.unassisted))
    }

    /// Lets them draw from there, in the transaction that moves the organization and behind the
    /// statement that gives it its new tenant key.
    ///
    /// # Errors
    /// `Conflict` when the new partner has too few seats left after all.
    #[expect(dead_code, reason = "moving an organization will ask")]
    pub(crate) async fn entitlements_move(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        moved: &[Rehomed],
    ) -> Result<(), ServiceError> {
        let (person, now) = (Some(who.person), self.clock.now());
        let carried = store::entitlement::entitlements_rehome(tx, moved, person, now).await?;
        if carried { Ok(()) } else { Err(ServiceError::Conflict(None)) }
    }
}
