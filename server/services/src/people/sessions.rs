//! The browsers that people are signed in with.

use super::{Deed, Held, hold};
use crate::{ServiceError, Services, authorize};
use domain::ids::{PersonId, SessionId};
use domain::people::{Principal, touch_verdict};
use domain::policy::Action;
use serde_json::json;
use store::session::{session_end, session_end_others};

impl Services {
    /// Signs somebody out of one browser, or of all of them.
    ///
    /// # Errors
    /// `NotFound` (also for a session that has ended), `Forbidden`; `Refused` with
    /// `person-stronger`.
    pub async fn person_end_sessions(
        &self,
        who: &Principal,
        id: PersonId,
        session: Option<SessionId>,
    ) -> Result<(), ServiceError> {
        authorize(who, Action::ManagePeople)?;
        let now = self.clock.now();
        let mut tx = self.store.begin(who.scope).await?;
        let Held { who: actor, member, standing } = hold(&mut tx, who, id).await?;
        touch_verdict(&actor, &standing).map_err(ServiceError::Refused)?;
        let ended = match session {
            Some(session) if !session_end(&mut tx, id, session).await? => {
                return Err(ServiceError::NotFound);
            }
            Some(_) => 1,
            None => session_end_others(&mut tx, id, None).await?,
        };
        if ended == 0 {
            return Ok(());
        }
        let deed = Deed {
            who: &actor,
            action: "sessions-ended",
            entity: "person",
            id: id.0,
            subject: &member.name,
            org: member.org.id,
            before: json!({ "sessions": ended.to_string() }),
            after: json!({ "sessions": null }),
        };
        deed.write(&mut tx, now).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        Ok(())
    }
}
