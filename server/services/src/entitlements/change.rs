//! Changing and ending.

use super::Ground;
use crate::{ServiceError, Services, authorize};
use domain::entitlement::{ChangeEntitlement, Changed, Child, Entitlement, Shown, Wish, check};
use domain::field::FieldError;
use domain::ids::EntitlementId;
use domain::people::Principal;
use domain::policy::Action;
use store::TenantTx;

impl Services {
    /// Changes seats, add-ons, services, the end and the right to resell, by the same rules as
    /// a grant; edition, kind and term stay.
    ///
    /// # Errors
    /// `Invalid` with everything that the rules refuse, `Conflict` when somebody else was
    /// faster, `Refused` when it has ended.
    pub async fn change_entitlement(
        &self,
        who: &Principal,
        ask: ChangeEntitlement,
    ) -> Result<Shown, ServiceError> {
        authorize(who, Action::GrantEntitlements)?;
        let mut tx = self.store.begin(who.scope).await?;
        let (ground, children) = self.grip(&mut tx, who, ask.id, ask.version).await?;
        let before = ground.held(ask.id)?;
        let Entitlement { edition, kind, term_years, .. } = *before;
        let wish = Wish { edition, kind, years: term_years, ..ask.wish };
        let changed = Changed { now: before, children: &children };
        let terms =
            check(&ground.situation(self, Some(changed))?, &wish).map_err(ServiceError::Invalid)?;
        let mut extras: Vec<_> = Wish::of(before).extras;
        extras.sort_unstable();
        let same = (before.seats, before.ends, before.auto_renew_months, before.resale)
            == (terms.seats, terms.ends, terms.auto_renew_months, terms.resale);
        if same && extras == terms.extras {
            return Ok(Shown::new(before.clone(), &self.catalog, None));
        }
        let (now, person) = (self.clock.now(), Some(who.person));
        let after =
            store::entitlement::entitlement_change(&mut tx, before, &terms, person, now).await?;
        let after = after.ok_or(ServiceError::Conflict(None))?;
        let action = "entitlement-changed";
        self.entitlement_published(&mut tx, Some(who), action, Some(before), Some(&after)).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        Ok(Shown::new(after, &self.catalog, None))
    }

    /// Ends an entitlement today; its seats go back to the parent at once.
    ///
    /// # Errors
    /// `Invalid` naming those to whom seats of it are granted on, `Conflict` when somebody
    /// else was faster, `Refused` when it has ended already.
    pub async fn end_entitlement(
        &self,
        who: &Principal,
        id: EntitlementId,
        version: i32,
    ) -> Result<Shown, ServiceError> {
        authorize(who, Action::GrantEntitlements)?;
        let mut tx = self.store.begin(who.scope).await?;
        let (ground, children) = self.grip(&mut tx, who, id, version).await?;
        let before = ground.held(id)?;
        if !children.is_empty() {
            return Err(held_by(&children).into());
        }
        let (now, today) = (self.clock.now(), self.clock.today());
        let person = Some(who.person);
        if !store::entitlement::entitlement_end(&mut tx, before, today, person, now).await? {
            return Err(ServiceError::Conflict(None));
        }
        let after = store::entitlement::entitlement_get(&mut tx, id).await?;
        let action = "entitlement-ended";
        self.entitlement_published(&mut tx, Some(who), action, Some(before), Some(&after)).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        Ok(Shown::new(after, &self.catalog, None))
    }

    /// Locks an active entitlement of this version with all that depends on it.
    async fn grip(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        id: EntitlementId,
        version: i32,
    ) -> Result<(Ground, Vec<Child>), ServiceError> {
        let org = store::entitlement::entitlement_get(tx, id).await?.org;
        let ground = Ground::locked(tx, org).await?;
        self.may_grant(who, &ground)?;
        let now = ground.held(id)?;
        if now.ended.is_some() {
            return Err(ServiceError::Refused("entitlement-ended"));
        }
        if now.version != version {
            return Err(ServiceError::Conflict(None));
        }
        let children = store::entitlement::entitlement_children(tx, id).await?;
        Ok((ground, children))
    }
}

/// Why what is granted on does not end.
fn held_by(children: &[Child]) -> FieldError {
    let mut names: Vec<&str> = children.iter().map(|child| child.org.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let more = if names.len() > 10 { ", …" } else { "" };
    names.truncate(10);
    FieldError::new("end", "entitlement-children").with("names", names.join(", ") + more)
}
