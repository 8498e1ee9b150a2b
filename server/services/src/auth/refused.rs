//! Who was not let in, in the action log. It is written after the answer: otherwise an address
//! that has an account would be told from others by how long the answer takes.

use super::Visitor;
use crate::{ServiceError, Services};
use chrono::{DateTime, Utc};
use domain::ids::{OrgId, PersonId, RootId};
use serde_json::json;
use store::log::{NewLogEntry, log_append};
use store::org_place::org_place;
use store::person::member_get;
use store::whole;
use uuid::Uuid;

/// The portal writes it: whoever it was, it was not this person as far as we know.
const PORTAL: &str = "Seatkeeper";

/// Whom it is about: somebody, or an organization where it is not known who it was.
#[derive(Clone, Copy, Debug)]
enum Whom {
    Person(PersonId),
    Organization(OrgId),
}

/// A refusal.
#[derive(Debug)]
struct Refusal {
    root: RootId,
    whom: Whom,
    /// Of `domain::sign_in::REFUSALS`.
    reason: &'static str,
    from: Visitor,
    at: DateTime<Utc>,
}

impl Services {
    /// Writes down, in a while, that somebody whose account is known was not let in. Whether the
    /// account may sign in at all does not matter.
    pub(crate) fn log_refused(
        &self,
        root: RootId,
        person: PersonId,
        reason: &'static str,
        from: &Visitor,
    ) {
        self.note_refusal(root, Whom::Person(person), reason, from);
    }

    /// The same where the organization alone is known.
    pub(crate) fn log_refused_at(
        &self,
        root: RootId,
        org: OrgId,
        reason: &'static str,
        from: &Visitor,
    ) {
        self.note_refusal(root, Whom::Organization(org), reason, from);
    }

    /// Waits until all refusals so far are written down.
    pub async fn refusals_noted(&self) {
        // More may come all the same: it only says that somebody waits.
        self.auth.noted.close();
        self.auth.noted.wait().await;
    }

    fn note_refusal(&self, root: RootId, whom: Whom, reason: &'static str, from: &Visitor) {
        let refusal = Refusal { root, whom, reason, from: from.clone(), at: self.clock.now() };
        let services = self.clone();
        self.auth.noted.spawn(async move {
            if let Err(error) = services.write_refusal(refusal).await {
                metrics::counter!("seatkeeper_refusals_unlogged_total").increment(1);
                tracing::warn!("a refused sign-in could not be logged: {error}");
            }
        });
    }

    async fn write_refusal(&self, refusal: Refusal) -> Result<(), ServiceError> {
        let _turn = self.auth.noting.acquire().await.map_err(super::internal)?;
        let Refusal { root, whom, reason, from, at } = refusal;
        let mut tx = self.store.begin(whole(root)).await?;
        let (entity, id, subject, org): (_, Uuid, _, _) = match whom {
            Whom::Person(person) => {
                let member = member_get(&mut tx, person).await?;
                ("person", person.0, member.name, member.org.id)
            }
            Whom::Organization(org) => {
                let lo = tx.scope().lo;
                ("organization", org.0, org_place(&mut tx, org, lo).await?.org.name, org)
            }
        };
        let entry = NewLogEntry {
            at,
            person: None,
            actor: PORTAL.to_owned(),
            action: "sign-in-refused".to_owned(),
            entity: entity.to_owned(),
            entity_id: Some(id),
            subject: Some(subject),
            org,
            before: json!({}),
            after: json!({ "reason": reason, "address": from.place(), "agent": from.agent() }),
        };
        log_append(&mut tx, &entry).await?;
        tx.commit().await?;
        self.wake.ring(root);
        Ok(())
    }
}
