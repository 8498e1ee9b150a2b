//! What moving an organization to another parent means for its entitlements.

use super::Ground;
use crate::{ServiceError, Services};
use domain::entitlement::{Parent, Rehomed, rehome};
use domain::field::FieldError;
use domain::ids::OrgId;
use store::TenantTx;

impl Services {
    /// What an organization's entitlements would draw from at another parent, or everything
    /// that stands in the way, for the field `organization`: each product by name, followed by
    /// the reason.
    ///
    /// # Errors
    /// `NotFound` when one of them is not in scope.
    pub(crate) async fn entitlement_moves(
        &self,
        tx: &mut TenantTx,
        org: OrgId,
        to: OrgId,
    ) -> Result<Result<Vec<Rehomed>, Vec<FieldError>>, ServiceError> {
        let own = store::entitlement::entitlements_of(tx, org).await?;
        let above = store::entitlement::entitlements_of(tx, to).await?;
        let here = store::entitlement::org_chain(tx, org).await?;
        let there = store::entitlement::org_chain(tx, to).await?;
        let name = there.first().map(|to| to.name.clone()).unwrap_or_default();
        let ground = Ground::new(here.into_iter().take(1).chain(there).collect(), above, own);
        let parent = Parent { name: &name, held: &ground.above };
        let today = self.clock.today();
        let kind = store::org::org_get(tx, org).await?.kind;
        let moved = rehome(&self.catalog, today, kind, &ground.own, parent, &ground.unassisted);
        Ok(moved.map_err(|blockers| {
            let told = blockers.into_iter().flat_map(|blocker| {
                let product = FieldError::new("organization", "move-entitlement")
                    .with("product", blocker.product)
                    .with("name", &name);
                [product, FieldError { field: "organization".to_owned(), ..blocker.reason }]
            });
            told.collect()
        }))
    }
}
