//! Reading: what an organization holds, and what it could be granted.

use super::{Ground, grants_to, relation};
use crate::{ServiceError, Services, authorize, authorize_on};
use domain::entitlement::{Changeable, Changed, Holdings, Offered, Shown, change_choice, choices};
use domain::ids::{EntitlementId, OrgId};
use domain::people::{OrgKind, Principal};
use domain::policy::Action;

impl Services {
    /// What an organization holds, with the seats that are granted on or in use.
    ///
    /// # Errors
    /// `NotFound` when it is not in this person's scope.
    pub async fn entitlement_list(
        &self,
        who: &Principal,
        org: OrgId,
    ) -> Result<Holdings, ServiceError> {
        let today = self.clock.today();
        let mut tx = self.store.begin_read(who.scope).await?;
        let ground = Ground::seen(&mut tx, org).await?;
        let used = store::entitlement::seats_in_use(&mut tx, org, today).await?;
        let pos = store::feed::feed_pos(&mut tx).await?;
        tx.commit().await?;
        let standing = ground.org()?;
        authorize_on(who, Action::ViewEntitlements, relation(who, standing))?;
        let customer = standing.kind == OrgKind::Customer;
        let mut held = ground.own.clone();
        held.sort_by_key(|held| (held.ended.is_some(), std::cmp::Reverse(held.id)));
        let shown = |held: domain::entitlement::Entitlement| {
            let used = customer.then(|| used.get(&held.edition).copied().unwrap_or(0));
            Shown::new(held, &self.catalog, used)
        };
        Ok(Holdings {
            org: ground.reference()?,
            kind: standing.kind,
            manages: grants_to(who, standing),
            held: held.into_iter().map(shown).collect(),
            pos,
            today,
        })
    }

    /// Everything that an organization could be granted, each possible or with the reason why
    /// not.
    ///
    /// # Errors
    /// `NotFound` when it is not in this person's scope, `Forbidden` when it is another's to
    /// grant to.
    pub async fn entitlement_offer(
        &self,
        who: &Principal,
        org: OrgId,
    ) -> Result<Offered, ServiceError> {
        authorize(who, Action::GrantEntitlements)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let ground = Ground::seen(&mut tx, org).await?;
        tx.commit().await?;
        self.may_grant(who, &ground)?;
        Ok(Offered {
            org: ground.reference()?,
            parent: ground.parent(),
            offer: choices(&ground.situation(self, None)?),
            today: self.clock.today(),
        })
    }

    /// How an active entitlement can be changed.
    ///
    /// # Errors
    /// `NotFound` when it is not in this person's scope, `Forbidden` when it is another's to
    /// change, `Refused` when it has ended.
    pub async fn entitlement_choice(
        &self,
        who: &Principal,
        id: EntitlementId,
    ) -> Result<Changeable, ServiceError> {
        authorize(who, Action::GrantEntitlements)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let org = store::entitlement::entitlement_get(&mut tx, id).await?.org;
        let ground = Ground::seen(&mut tx, org).await?;
        let children = store::entitlement::entitlement_children(&mut tx, id).await?;
        tx.commit().await?;
        self.may_grant(who, &ground)?;
        let now = ground.held(id)?;
        if now.ended.is_some() {
            return Err(ServiceError::Refused("entitlement-ended"));
        }
        let s = ground.situation(self, Some(Changed { now, children: &children }))?;
        Ok(Changeable {
            choice: change_choice(&s).ok_or(ServiceError::NotFound)?,
            shown: Shown::new(now.clone(), &self.catalog, None),
            parent: ground.parent(),
            resale: ground.org()?.kind != OrgKind::Customer,
        })
    }

    /// Refuses who does not grant to this organization.
    pub(super) fn may_grant(&self, who: &Principal, ground: &Ground) -> Result<(), ServiceError> {
        if grants_to(who, ground.org()?) { Ok(()) } else { Err(ServiceError::Forbidden) }
    }
}
