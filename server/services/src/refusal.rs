//! Refusals in the action log: who was refused what, where, and by which rule.

use crate::{ServiceError, Services};
use chrono::{DateTime, Duration, Utc};
use domain::ids::PersonId;
use domain::people::Principal;
use domain::policy::Action;
use serde_json::json;
use std::cell::Cell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, PoisonError};
use store::log::{NewLogEntry, log_append};

/// A person is refused at an endpoint for a reason once in this time; the others of it are only
/// counted, so that a loop does not fill the log.
const EVERY: Duration = Duration::minutes(1);
/// Entries kept in memory before the old ones are swept.
const SWEEP_AT: usize = 10_000;

tokio::task_local! {
    /// What the policy refused in the call under way.
    static REFUSED: Cell<Option<Action>>;
}

/// Remembers, for [`Services::guarded`], what the policy refused.
pub(crate) fn refused(action: Action) {
    // Where nobody calls from outside, nobody asks.
    let _ = REFUSED.try_with(|refused| refused.set(Some(action)));
}

/// Who was refused where, and when it was last written down.
#[derive(Debug, Default)]
pub(crate) struct Refusals(Mutex<HashMap<(PersonId, String), Last>>);

/// When a refusal was last written down, and how often it came again since.
#[derive(Clone, Copy, Debug)]
struct Last {
    at: DateTime<Utc>,
    again: u32,
}

impl Refusals {
    /// How often this one came unwritten before, if it is to be written down now. `what` is the
    /// endpoint and the reason.
    fn due(&self, who: PersonId, what: &str, now: DateTime<Utc>) -> Option<u32> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() > SWEEP_AT {
            all.retain(|_, last| now - last.at < EVERY);
        }
        let fresh = Last { at: now, again: 0 };
        match all.entry((who, what.to_owned())) {
            Entry::Vacant(entry) => {
                entry.insert(fresh);
                Some(0)
            }
            Entry::Occupied(mut entry) if now - entry.get().at < EVERY => {
                entry.get_mut().again += 1;
                None
            }
            Entry::Occupied(mut entry) => Some(entry.insert(fresh).again),
        }
    }
}

/// Fields that a refusal names at most.
const FIELDS: usize = 5;

/// Why something was refused, by the rules' stable names and never by what was typed; none for
/// what is no refusal: somebody else was faster, the session ended, a proof is asked for, or
/// something is out of order.
fn reason(error: &ServiceError) -> Option<String> {
    match error {
        ServiceError::Forbidden => Some("forbidden".to_owned()),
        ServiceError::NotFound => Some("not-found".to_owned()),
        ServiceError::Refused(code) => Some((*code).to_owned()),
        ServiceError::Invalid(fields) => {
            let told = fields.iter().take(FIELDS);
            let told: Vec<String> =
                told.map(|error| format!("{}: {}", error.field, error.code)).collect();
            Some(told.join(", "))
        }
        _ => None,
    }
}

impl Services {
    /// Runs a use case that somebody outside called, and writes a refusal down. `endpoint` is
    /// one of as many as there are routes and functions: no ids.
    ///
    /// # Errors
    /// What the use case says.
    pub async fn guarded<T>(
        &self,
        who: &Principal,
        endpoint: &str,
        act: impl Future<Output = Result<T, ServiceError>>,
    ) -> Result<T, ServiceError> {
        let (outcome, action) =
            REFUSED.scope(Cell::new(None), async { (act.await, REFUSED.with(Cell::get)) }).await;
        if let Some(reason) = outcome.as_ref().err().and_then(reason) {
            self.log_refusal(who, endpoint, &reason, action).await;
        }
        outcome
    }

    /// Writes down that somebody was refused. The answer is a refusal either way.
    async fn log_refusal(
        &self,
        who: &Principal,
        endpoint: &str,
        reason: &str,
        action: Option<Action>,
    ) {
        let now = self.clock.now();
        let Some(again) = self.refusals.due(who.person, &format!("{endpoint} {reason}"), now)
        else {
            metrics::counter!("seatkeeper_refusals_unlogged_total").increment(1);
            return;
        };
        let mut after = json!({ "endpoint": endpoint, "reason": reason });
        if let Some(action) = action {
            after["policy"] = action.slug().into();
        }
        if again > 0 {
            after["unlogged"] = again.into();
        }
        let entry = NewLogEntry {
            at: now,
            person: Some(who.person),
            actor: who.name.clone(),
            action: "refused".to_owned(),
            entity: "person".to_owned(),
            entity_id: Some(who.person.0),
            subject: Some(who.name.clone()),
            org: who.org,
            before: json!({}),
            after,
        };
        let written = async {
            let mut tx = self.store.begin(who.scope).await?;
            log_append(&mut tx, &entry).await?;
            tx.commit().await
        };
        match written.await {
            Ok(()) => self.wake.ring(who.scope.root),
            Err(error) => {
                metrics::counter!("seatkeeper_refusals_unlogged_total").increment(1);
                tracing::warn!("a refusal could not be logged: {error}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use domain::field::FieldError;
    use uuid::Uuid;

    #[test]
    fn a_loop_writes_one_entry_a_minute() {
        let refusals = Refusals::default();
        let (ada, bob) = (PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        let now: DateTime<Utc> = "2026-06-15T10:00:00Z".parse().unwrap();
        assert_eq!(refusals.due(ada, "/a", now), Some(0));
        for second in 0..60 {
            assert_eq!(refusals.due(ada, "/a", now + Duration::seconds(second)), None);
        }
        assert_eq!(refusals.due(ada, "/b", now), Some(0));
        assert_eq!(refusals.due(bob, "/a", now), Some(0));
        assert_eq!(refusals.due(ada, "/a", now + EVERY), Some(60), "those since are told of");
        assert_eq!(refusals.due(ada, "/a", now + EVERY), None);
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let refusals = Refusals::default();
        let mut now: DateTime<Utc> = "2026-06-15T10:00:00Z".parse().unwrap();
        for n in 0..3 * SWEEP_AT {
            now += Duration::milliseconds(100);
            refusals.due(PersonId(Uuid::from_u128(n as u128)), "/a", now);
        }
        assert!(refusals.0.lock().unwrap().len() <= SWEEP_AT + 1);
    }

    #[test]
    fn what_was_typed_is_not_in_a_reason() {
        let typed = FieldError::new("name", "organization-name-taken").with("name", "Secret GmbH");
        let reason = reason(&typed.into());
        assert_eq!(reason.as_deref(), Some("name: organization-name-taken"));
    }
}
