//! What is done to people's accounts.

use super::{Deed, Held, beside_role, choice_of, given_by, hold, role_text};
use crate::{ServiceError, Services, authorize};
use domain::ids::PersonId;
use domain::people::{
    PersonDetail, Principal, RoleChoice, deactivate_verdict, reactivate_verdict, role_verdict,
};
use domain::policy::Action;
use serde_json::json;
use store::api_token::api_tokens_revoke;
use store::person::{person_set_access, person_set_role};
use store::session::session_end_all;
use store::token::{Purpose, token_end};

impl Services {
    /// Makes somebody something else in its organization. What it may do changes with its next
    /// request.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `StepUp`; `Invalid` on the field `role` with `person-stronger`,
    /// `role-beyond-own`, `last-owner`, `set-gone`; `Conflict` when the version is stale.
    pub async fn person_set_role(
        &self,
        who: &Principal,
        id: PersonId,
        version: i32,
        choice: RoleChoice,
    ) -> Result<PersonDetail, ServiceError> {
        authorize(who, Action::ManagePeople)?;
        let now = self.clock.now();
        let mut tx = self.store.begin(who.scope).await?;
        let Held { who: actor, member, standing } = hold(&mut tx, who, id).await?;
        let (grants, set) = given_by(&mut tx, member.org.id, choice).await?;
        role_verdict(&actor, &standing, choice.role(), grants).map_err(beside_role)?;
        let before = choice_of(&member);
        if before != choice {
            self.require_recent(who)?;
            person_set_role(&mut tx, id, version, choice).await?;
            let had = member.set.as_ref().map(|(_, name)| name.as_str());
            let deed = Deed {
                who: &actor,
                action: "role-changed",
                entity: "person",
                id: id.0,
                subject: &member.name,
                org: member.org.id,
                before: json!({ "role": role_text(before, had) }),
                after: json!({ "role": role_text(choice, set.as_deref()) }),
            };
            deed.write(&mut tx, now).await?;
        }
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        self.person_after(who, id).await
    }

    /// Locks somebody out: its browsers are signed out, its links end, its API tokens are gone
    /// for good.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `StepUp`; `Refused` with `person-stronger`, `person-inactive`,
    /// `last-owner`; `Conflict` when the version is stale.
    pub async fn person_deactivate(
        &self,
        who: &Principal,
        id: PersonId,
        version: i32,
    ) -> Result<PersonDetail, ServiceError> {
        authorize(who, Action::ManagePeople)?;
        let now = self.clock.now();
        let mut tx = self.store.begin(who.scope).await?;
        let Held { who: actor, member, standing } = hold(&mut tx, who, id).await?;
        deactivate_verdict(&actor, &standing).map_err(ServiceError::Refused)?;
        self.require_recent(who)?;
        person_set_access(&mut tx, id, version, Some(now)).await?;
        session_end_all(&mut tx, id, None).await?;
        api_tokens_revoke(&mut tx, id, now).await?;
        store::calendar::calendar_delete(&mut tx, id).await?;
        token_end(&mut tx, id, Purpose::PasswordReset, now).await?;
        let deed = Deed {
            who: &actor,
            action: "person-deactivated",
            entity: "person",
            id: id.0,
            subject: &member.name,
            org: member.org.id,
            before: json!({ "access": "active" }),
            after: json!({ "access": "deactivated" }),
        };
        deed.write(&mut tx, now).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        tracing::info!(person.id = %id, by = %actor.person, "person {id} was deactivated");
        self.person_after(who, id).await
    }

    /// Lets somebody in again, with the role it had and the password it knows.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `StepUp`; `Refused` with `person-stronger`, `person-active`;
    /// `Conflict` when the version is stale.
    pub async fn person_reactivate(
        &self,
        who: &Principal,
        id: PersonId,
        version: i32,
    ) -> Result<PersonDetail, ServiceError> {
        authorize(who, Action::ManagePeople)?;
        let now = self.clock.now();
        let mut tx = self.store.begin(who.scope).await?;
        let Held { who: actor, member, standing } = hold(&mut tx, who, id).await?;
        reactivate_verdict(&actor, &standing).map_err(ServiceError::Refused)?;
        self.require_recent(who)?;
        person_set_access(&mut tx, id, version, None).await?;
        let deed = Deed {
            who: &actor,
            action: "person-reactivated",
            entity: "person",
            id: id.0,
            subject: &member.name,
            org: member.org.id,
            before: json!({ "access": "deactivated" }),
            after: json!({ "access": "active" }),
        };
        deed.write(&mut tx, now).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        self.person_after(who, id).await
    }

    /// Somebody as it is after a change. Who has just locked itself out sees nothing any more.
    async fn person_after(
        &self,
        who: &Principal,
        id: PersonId,
    ) -> Result<PersonDetail, ServiceError> {
        let now = self.store.principal_load(who.scope.root, who.person).await?;
        self.person_get(&now.ok_or(ServiceError::Unauthenticated)?, id).await
    }
}
