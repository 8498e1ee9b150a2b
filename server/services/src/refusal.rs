//! Refusals in the action log: who was told 403, where, and what the policy asked for.

use crate::{ServiceError, Services};
use chrono::{DateTime, Duration, Utc};
use domain::ids::PersonId;
use domain::people::Principal;
use domain::policy::Action;
use serde_json::json;
use std::cell::Cell;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use store::log::{NewLogEntry, log_append};

/// A person is refused at an endpoint once in this time; the others of it are only counted, so
/// that a loop does not fill the log.
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
pub(crate) struct Refusals(Mutex<HashMap<(PersonId, String), DateTime<Utc>>>);

impl Refusals {
    /// Whether this one is to be written down.
    fn is_first(&self, who: PersonId, endpoint: &str, now: DateTime<Utc>) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if last.len() > SWEEP_AT {
            last.retain(|_, at| now - *at < EVERY);
        }
        let key = (who, endpoint.to_owned());
        if last.get(&key).is_some_and(|at| now - *at < EVERY) {
            return false;
        }
        last.insert(key, now);
        true
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
        if matches!(outcome, Err(ServiceError::Forbidden)) {
            self.log_refusal(who, endpoint, action).await;
        }
        outcome
    }

    /// Writes down that somebody was refused. The answer is a refusal either way.
    async fn log_refusal(&self, who: &Principal, endpoint: &str, action: Option<Action>) {
        let now = self.clock.now();
        if !self.refusals.is_first(who.person, endpoint, now) {
            metrics::counter!("seatkeeper_refusals_unlogged_total").increment(1);
            return;
        }
        let mut after = json!({ "endpoint": endpoint });
        if let Some(action) = action {
            after["policy"] = action.slug().into();
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
    use uuid::Uuid;

    #[test]
    fn a_loop_writes_one_entry_a_minute() {
        let refusals = Refusals::default();
        let (ada, bob) = (PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        let now: DateTime<Utc> = "2026-06-15T10:00:00Z".parse().unwrap();
        assert!(refusals.is_first(ada, "/a", now));
        for second in 0..60 {
            assert!(!refusals.is_first(ada, "/a", now + Duration::seconds(second)));
        }
        assert!(refusals.is_first(ada, "/b", now));
        assert!(refusals.is_first(bob, "/a", now));
        assert!(refusals.is_first(ada, "/a", now + EVERY));
        assert!(!refusals.is_first(ada, "/a", now + EVERY));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let refusals = Refusals::default();
        let mut now: DateTime<Utc> = "2026-06-15T10:00:00Z".parse().unwrap();
        for n in 0..3 * SWEEP_AT {
            now += Duration::milliseconds(100);
            refusals.is_first(PersonId(Uuid::from_u128(n as u128)), "/a", now);
        }
        assert!(refusals.0.lock().unwrap().len() <= SWEEP_AT + 1);
    }
}
