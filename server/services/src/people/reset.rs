//! A link to set a new password, sent by whoever manages somebody.

use super::{Deed, Held, hold};
use crate::mail::enqueue;
use crate::password::reset_issue;
use crate::{ServiceError, Services, authorize};
use domain::ids::PersonId;
use domain::mail::Letter;
use domain::people::{Handover, Language, Principal, reset_verdict};
use domain::policy::Action;
use serde_json::json;
use store::person::principal_in;

impl Services {
    /// Sends somebody else a link to set a new password; where mails go nowhere, the link is for
    /// whoever asks to hand over, who could give all that the person has anyway. The old password
    /// goes on working until then.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `StepUp`; `Refused` as [`reset_verdict`], `reset-too-many`.
    pub async fn person_reset(
        &self,
        who: &Principal,
        id: PersonId,
        language: Language,
    ) -> Result<Handover, ServiceError> {
        authorize(who, Action::ManagePeople)?;
        let now = self.clock.now();
        let mut tx = self.store.begin(who.scope).await?;
        let Held { who: actor, member, standing } = hold(&mut tx, who, id).await?;
        reset_verdict(&actor, id, &standing).map_err(ServiceError::Refused)?;
        self.require_recent(who)?;
        let person = principal_in(&mut tx, id).await?;
        let person = person.ok_or(ServiceError::Refused("person-inactive"))?;
        let Some(link) = reset_issue(&mut tx, id, now).await? else {
            return Err(ServiceError::Refused("reset-too-many"));
        };
        let handover = if self.mail_is_set_up() {
            let letter = Letter::PasswordReset { path: link.path, until: link.until };
            let to = crate::password::recipient(&person, language);
            enqueue(&mut tx, to, letter, link.dedupe, now).await?;
            Handover { path: None }
        } else {
            Handover { path: Some(link.path) }
        };
        let deed = Deed {
            who: &actor,
            action: "password-reset-asked",
            entity: "person",
            id: id.0,
            subject: &member.name,
            org: member.org.id,
            before: json!({}),
            after: json!({}),
        };
        deed.write(&mut tx, now).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        self.ring_mail();
        Ok(handover)
    }
}
