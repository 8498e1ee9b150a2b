//! Permission sets: roles that an organization makes itself, for its own people.

use super::{Deed, actor};
use crate::{ServiceError, Services, authorize};
use domain::field::FieldError;
use domain::ids::{OrgId, PermissionSetId};
use domain::people::{MAX_SETS, PermissionSet, Principal, SetDraft, change_verdict};
use domain::policy::{Action, Grants};
use serde_json::{Value, json};
use store::permission_set::{Hold, SetRow, set_delete, set_hold, set_insert, set_list, set_update};
use store::person::members_hold;
use store::{StoreError, TenantTx};
use uuid::Uuid;

impl Services {
    /// The organization's own sets, by name.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn set_list(&self, who: &Principal) -> Result<Vec<PermissionSet>, ServiceError> {
        authorize(who, Action::ManagePermissionSets)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let sets = set_list(&mut tx, who.org).await?;
        tx.commit().await?;
        Ok(sets.into_iter().map(shown).collect())
    }

    /// Makes a set.
    ///
    /// # Errors
    /// `Forbidden`; `Invalid`: as [`SetDraft::parse`], `set-name-taken`, `set-too-many`.
    pub async fn set_create(
        &self,
        who: &Principal,
        draft: SetDraft,
    ) -> Result<PermissionSetId, ServiceError> {
        authorize(who, Action::ManagePermissionSets)?;
        let now = self.clock.now();
        let mut tx = self.store.begin(who.scope).await?;
        let who = maker(&mut tx, who).await?;
        let (name, grants) = draft.parse(&who).map_err(ServiceError::Invalid)?;
        let count = set_list(&mut tx, who.org).await?.len();
        if i64::try_from(count).unwrap_or(i64::MAX) >= MAX_SETS {
            return Err(FieldError::new("name", "set-too-many").with("max", MAX_SETS).into());
        }
        let made = set_insert(&mut tx, who.org, &name, grants, now).await;
        let id = made.map_err(name_in_use)?;
        let deed = Deed {
            after: logged(&name, grants),
            ..deed(&who, "permission-set-created", id.0, &name)
        };
        deed.write(&mut tx, now).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        Ok(id)
    }

    /// Changes a set; those who have it may do from their next request on what it says now.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`; `StepUp` before it gives more; `Refused` with `set-stronger`;
    /// `Invalid`: as [`SetDraft::parse`], `set-name-taken`; `Conflict` when the version is stale.
    pub async fn set_update(
        &self,
        who: &Principal,
        id: PermissionSetId,
        version: i32,
        draft: SetDraft,
    ) -> Result<(), ServiceError> {
        authorize(who, Action::ManagePermissionSets)?;
        let now = self.clock.now();
        let mut tx = self.store.begin(who.scope).await?;
        let (asks, who) = (who, maker(&mut tx, who).await?);
        let set = set_hold(&mut tx, who.org, id, Hold::Changed).await?;
        change_verdict(&who, set.grants).map_err(ServiceError::Refused)?;
        let (name, grants) = draft.parse(&who).map_err(ServiceError::Invalid)?;
        // It is as if everybody who has it were given another role.
        if !grants.within(set.grants) {
            self.require_recent(asks)?;
        }
        if set.version != version {
            return Err(ServiceError::Conflict(None));
        }
        if (&name, grants) == (&set.name, set.grants) {
            return Ok(());
        }
        set_update(&mut tx, id, version, &name, grants).await.map_err(name_in_use)?;
        let deed = Deed {
            before: logged(&set.name, set.grants),
            after: logged(&name, grants),
            ..deed(&who, "permission-set-changed", id.0, &name)
        };
        deed.write(&mut tx, now).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        Ok(())
    }

    /// Deletes a set that nobody has and nobody is invited to.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`; `Refused` with `set-stronger`; `Invalid` with `set-in-use` (arg
    /// `people`: their names); `Conflict` when the version is stale.
    pub async fn set_delete(
        &self,
        who: &Principal,
        id: PermissionSetId,
        version: i32,
    ) -> Result<(), ServiceError> {
        authorize(who, Action::ManagePermissionSets)?;
        let now = self.clock.now();
        let mut tx = self.store.begin(who.scope).await?;
        let who = maker(&mut tx, who).await?;
        let set = set_hold(&mut tx, who.org, id, Hold::Changed).await?;
        change_verdict(&who, set.grants).map_err(ServiceError::Refused)?;
        if !set.people.is_empty() {
            let people = set.people.join(", ");
            return Err(FieldError::new("set", "set-in-use").with("people", people).into());
        }
        set_delete(&mut tx, id, version).await?;
        let deed = Deed {
            before: logged(&set.name, set.grants),
            ..deed(&who, "permission-set-deleted", id.0, &set.name)
        };
        deed.write(&mut tx, now).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        Ok(())
    }
}

/// Who makes or changes a set, held and as it is now.
async fn maker(tx: &mut TenantTx, who: &Principal) -> Result<Principal, ServiceError> {
    members_hold(tx, &[who.person], OrgId(Uuid::nil())).await?;
    let who = actor(tx, who).await?;
    authorize(&who, Action::ManagePermissionSets)?;
    Ok(who)
}

fn shown(set: SetRow) -> PermissionSet {
    let SetRow { id, version, name, grants, people, .. } = set;
    PermissionSet { id, version, name, grants, people }
}

fn deed<'a>(who: &'a Principal, action: &'static str, id: Uuid, name: &'a str) -> Deed<'a> {
    Deed {
        who,
        action,
        entity: "permission-set",
        id,
        subject: name,
        org: who.org,
        before: json!({}),
        after: json!({}),
    }
}

/// A set as the log keeps it.
fn logged(name: &str, grants: Grants) -> Value {
    let may = grants.iter().map(Action::slug).collect::<Vec<_>>().join(", ");
    json!({ "name": name, "may": may })
}

fn name_in_use(error: StoreError) -> ServiceError {
    match error {
        StoreError::Duplicate { .. } => FieldError::new("name", "set-name-taken").into(),
        other => other.into(),
    }
}
