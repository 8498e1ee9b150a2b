//! Suspending, reactivating and closing organizations (DOMAIN.md 1.2.6).

use super::{org_change, relation, standing};
use crate::{ServiceError, Services, authorize_on};
use domain::field::FieldError;
use domain::ids::OrgId;
use domain::organization::{
    CloseContext, OrgDetail, OrgState, close_obstacles, reactivate_obstacle, suspend_obstacle,
};
use domain::people::Principal;
use domain::policy::Action;
use serde_json::{Map, Value};
use store::TenantTx;
use store::org::{Org, OrgRow};
use store::session::session_end_stopped;

impl Services {
    /// Locks an organization's people out, and with `below` those of all organizations below
    /// it; their sessions end within seconds.
    ///
    /// # Errors
    /// `Invalid` (field `organization`) when it is suspended or closed; `NotFound`,
    /// `Forbidden`, `Conflict`.
    pub async fn organization_suspend(
        &self,
        who: &Principal,
        id: OrgId,
        version: i32,
        below: bool,
    ) -> Result<OrgDetail, ServiceError> {
        let (mut tx, before) = self.org_for(who, id, version, Action::SuspendOrganization).await?;
        if let Some(obstacle) = suspend_obstacle(standing(&before)) {
            return Err(obstacle.into());
        }
        store::org::org_set_state(&mut tx, &before, OrgState::Suspended).await?;
        let along = if below { store::org::org_suspend_with(&mut tx, &before).await? } else { 0 };
        self.state_changed(tx, who, "organization-suspended", &before, along).await
    }

    /// Lets an organization's people in again, and those who were locked out along with them.
    ///
    /// # Errors
    /// `Invalid` (field `organization`) when it is not suspended by itself; `NotFound`,
    /// `Forbidden`, `Conflict`.
    pub async fn organization_reactivate(
        &self,
        who: &Principal,
        id: OrgId,
        version: i32,
    ) -> Result<OrgDetail, ServiceError> {
        let (mut tx, before) = self.org_for(who, id, version, Action::SuspendOrganization).await?;
        if let Some(obstacle) = reactivate_obstacle(standing(&before)) {
            return Err(obstacle.into());
        }
        store::org::org_set_state(&mut tx, &before, OrgState::Active).await?;
        let along = store::org::org_activate_with(&mut tx, &before).await?;
        self.state_changed(tx, who, "organization-reactivated", &before, along).await
    }

    /// What stands in the way of closing an organization; nothing when it can be closed now.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub async fn organization_close_obstacles(
        &self,
        who: &Principal,
        id: OrgId,
    ) -> Result<Vec<FieldError>, ServiceError> {
        let mut tx = self.store.begin_read(who.scope).await?;
        let org = store::org::org_get(&mut tx, id).await?;
        authorize_on(who, Action::CloseOrganization, relation(who, &org))?;
        let found = self.close_hindered(&mut tx, &org).await?;
        tx.commit().await?;
        Ok(found)
    }

    /// Ends an organization for good: its people cannot sign in any more, and nothing can be
    /// given to it.
    ///
    /// # Errors
    /// `Invalid` (field `organization`) with all that stands in the way; `NotFound`,
    /// `Forbidden`, `StepUp`, `Conflict`.
    pub async fn organization_close(
        &self,
        who: &Principal,
        id: OrgId,
        version: i32,
    ) -> Result<OrgDetail, ServiceError> {
        let (mut tx, before) = self.org_for(who, id, version, Action::CloseOrganization).await?;
        self.require_recent(who)?;
        let found = self.close_hindered(&mut tx, &before).await?;
        if !found.is_empty() {
            return Err(ServiceError::Invalid(found));
        }
        store::org::org_set_state(&mut tx, &before, OrgState::Closed).await?;
        self.state_changed(tx, who, "organization-closed", &before, 0).await
    }

    async fn close_hindered(
        &self,
        tx: &mut TenantTx,
        org: &Org,
    ) -> Result<Vec<FieldError>, ServiceError> {
        let counts = store::org::org_counts(tx, org, self.clock.today()).await?;
        let context = CloseContext {
            open_children: counts.children,
            running: counts.running,
            entitlements: store::entitlement::entitlements_active(tx, org.id).await?,
        };
        Ok(close_obstacles(standing(org), context))
    }

    /// Locks an organization for something that this person wants to do to it.
    pub(super) async fn org_for(
        &self,
        who: &Principal,
        id: OrgId,
        version: i32,
        action: Action,
    ) -> Result<(TenantTx, Org), ServiceError> {
        let mut tx = self.store.begin(who.scope).await?;
        let OrgRow { org, .. } = store::org::org_lock(&mut tx, id).await?;
        authorize_on(who, action, relation(who, &org))?;
        if org.version != version {
            return Err(ServiceError::Conflict(None));
        }
        Ok((tx, org))
    }

    /// Logs and tells that an organization's state is another one now, `along` others with it.
    async fn state_changed(
        &self,
        mut tx: TenantTx,
        who: &Principal,
        action: &str,
        before: &Org,
        along: u64,
    ) -> Result<OrgDetail, ServiceError> {
        // Who comes back later signs in anew.
        session_end_stopped(&mut tx, before.scope(who.scope.root)).await?;
        let row = store::org::org_read(&mut tx, before.id).await?;
        let old = state_field(before.state);
        let mut new = state_field(row.org.state);
        if along > 0 {
            new.insert("along".to_owned(), Value::from(along.to_string()));
        }
        let entry = self.org_entry(who, action, before, old, new);
        let detail = self.detail(&mut tx, who, row).await?;
        self.org_commit(tx, who, &[entry], &[org_change(action, before.id)]).await?;
        Ok(detail)
    }
}

fn state_field(state: OrgState) -> Map<String, Value> {
    [("state".to_owned(), Value::from(state.slug()))].into_iter().collect()
}
