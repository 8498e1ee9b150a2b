//! Putting a customer below another partner.

use super::{org_change, relation, standing};
use crate::{ServiceError, Services, authorize, authorize_on};
use domain::entitlement::Rehomed;
use domain::field::FieldError;
use domain::ids::OrgId;
use domain::organization::{MoveContext, OrgDetail, child_kind, move_obstacles};
use domain::people::Principal;
use domain::policy::Action;
use domain::text::fold;
use serde_json::{Map, Value};
use store::TenantTx;
use store::feed::Change;
use store::org::Org;

impl Services {
    /// What stands in the way of putting an organization below another; nothing when it can be
    /// moved now.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub async fn organization_move_obstacles(
        &self,
        who: &Principal,
        id: OrgId,
        to: OrgId,
    ) -> Result<Vec<FieldError>, ServiceError> {
        authorize(who, Action::MoveOrganization)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let org = store::org::org_get(&mut tx, id).await?;
        authorize_on(who, Action::MoveOrganization, relation(who, &org))?;
        let to = store::org::org_get(&mut tx, to).await?;
        let (found, _) = self.move_hindered(&mut tx, &org, &to).await?;
        tx.commit().await?;
        Ok(found)
    }

    /// Puts an organization with its people, licenses and all that it has below another.
    ///
    /// # Errors
    /// `Invalid` (field `organization`) with all that stands in the way; `NotFound`,
    /// `Forbidden`, `StepUp`, or `Conflict` when the version is stale.
    pub async fn organization_move(
        &self,
        who: &Principal,
        id: OrgId,
        version: i32,
        to: OrgId,
    ) -> Result<OrgDetail, ServiceError> {
        authorize(who, Action::MoveOrganization)?;
        let mut tx = self.store.begin(who.scope).await?;
        let seen = store::org::org_get(&mut tx, id).await?;
        // The top of a tree is known to its people, and nobody's to move.
        authorize_on(who, Action::MoveOrganization, relation(who, &seen))?;
        let (org, from, to) = self.lock_for_move(&mut tx, &seen, to).await?;
        authorize_on(who, Action::MoveOrganization, relation(who, &org))?;
        self.require_recent(who)?;
        if org.version != version {
            return Err(ServiceError::Conflict(None));
        }
        let parties = [org.id, from.id, to.id];
        store::entitlement::entitlements_lock(&mut tx, &parties).await?;
        let (found, moved) = self.move_hindered(&mut tx, &org, &to).await?;
        if !found.is_empty() {
            return Err(ServiceError::Invalid(found));
        }
        let (person, now) = (Some(who.person), self.clock.now());
        if !store::entitlement::entitlements_rehome(&mut tx, &moved, person, now).await? {
            return Err(ServiceError::Conflict(None));
        }
        let row = store::org::org_move(&mut tx, &org, &to).await?;
        let name = |org: &Org| -> Map<String, Value> {
            [("parent".to_owned(), Value::from(org.name.clone()))].into_iter().collect()
        };
        let entry = self.org_entry(who, "organization-moved", &row.org, name(&from), name(&to));
        let detail = self.detail(&mut tx, who, row).await?;
        // Its licenses leave one partner before they come to the other.
        let changes = [
            Change::many("organization-moved", from.id),
            Change::many("organization-moved", to.id),
            org_change("organization-moved", id),
        ];
        self.org_commit(tx, who, &[entry], &changes).await?;
        Ok(detail)
    }

    /// Locks what is moved, where from and where to, in ascending order of ids. Those two keep
    /// their place and name, so who buys for them goes on.
    async fn lock_for_move(
        &self,
        tx: &mut TenantTx,
        seen: &Org,
        to: OrgId,
    ) -> Result<(Org, Org, Org), ServiceError> {
        let (id, from) = (seen.id, seen.parent.ok_or(ServiceError::NotFound)?);
        let mut ids = [id, from, to];
        ids.sort_unstable();
        let mut locked = Vec::with_capacity(ids.len());
        for each in ids {
            let row = match each == id {
                true => store::org::org_lock(tx, each).await?,
                false => store::org::org_lock_beside(tx, each).await?,
            };
            locked.push(row.org);
        }
        let of = |id: OrgId| locked.iter().find(|org| org.id == id).cloned();
        match (of(id), of(from), of(to)) {
            // Somebody may have moved it before it was locked.
            (Some(org), Some(from), Some(to)) if org.parent == Some(from.id) => Ok((org, from, to)),
            _ => Err(ServiceError::Conflict(None)),
        }
    }

    /// What stands in the way, and what its entitlements would draw from.
    async fn move_hindered(
        &self,
        tx: &mut TenantTx,
        org: &Org,
        to: &Org,
    ) -> Result<(Vec<FieldError>, Vec<Rehomed>), ServiceError> {
        let namesake = store::org::org_by_name_fold(tx, to.id, &fold(&org.name)).await?;
        let context = MoveContext {
            org: standing(org),
            to: standing(to),
            name_taken: namesake.is_some_and(|found| found.id != org.id),
            key_taken: store::license::licenses_clash(tx, org.interval, to.id).await?,
        };
        let mut found = move_obstacles(context);
        if child_kind(to.kind) != Some(org.kind) || org.parent == Some(to.id) {
            return Ok((found, Vec::new()));
        }
        let moved = self.entitlement_moves(tx, org.id, to.id).await?;
        let moved = moved.unwrap_or_else(|hindered| {
            found.extend(hindered);
            Vec::new()
        });
        Ok((found, moved))
    }
}
