//! Running a change from its first license to its last.

use super::task::Task;
use crate::{ServiceError, Services};
use domain::bulk::BulkState;
use domain::ids::BulkId;
use domain::people::Principal;
use std::time::Duration;

/// Licenses of one transaction: enough to be quick, few enough that a single writer who waits
/// for one of them hardly notices.
const CHUNK: i64 = 100;
/// How long a database that is away is waited for, without the time that each try takes
/// itself. After that housekeeping marks the change, as one whose process died.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(500);

impl Services {
    /// Lets a change run.
    pub(super) fn bulk_spawn(&self, who: &Principal, id: BulkId, task: Task) {
        let (services, who) = (self.clone(), who.clone());
        tokio::spawn(async move {
            // In a task of its own, so that even a panic ends the change.
            let (inner, person) = (services.clone(), who.clone());
            let work = tokio::spawn(async move { inner.bulk_run(&person, id, &task).await });
            let outcome = work
                .await
                .unwrap_or_else(|error| Err(ServiceError::Internal(format!("it ended: {error}"))));
            if let Err(error) = outcome {
                tracing::error!(bulk.id = %id, "bulk change {id} was interrupted: {error}");
                if let Err(error) = services.bulk_interrupt(&who, id).await {
                    tracing::error!(bulk.id = %id, "bulk change {id} could not be marked: {error}");
                }
            }
        });
    }

    async fn bulk_run(&self, who: &Principal, id: BulkId, task: &Task) -> Result<(), ServiceError> {
        let (mut behind, mut alone, mut waited) = (0, 0, Duration::ZERO);
        loop {
            let size = if alone > 0 { 1 } else { CHUNK };
            let next = match self.bulk_chunk(who, (id, task), behind, size).await {
                Err(ServiceError::Unavailable(_)) if waited < PATIENCE => {
                    tokio::time::sleep(PAUSE).await;
                    waited += PAUSE;
                    continue;
                }
                Err(ServiceError::Unavailable(error)) => return Err(error.into()),
                // One of them cannot be written: each has to show for itself.
                Err(error) if size > 1 => {
                    tracing::warn!(bulk.id = %id, "bulk change {id} goes one by one: {error}");
                    alone = CHUNK;
                    continue;
                }
                Err(error) => {
                    tracing::error!(bulk.id = %id, "bulk change {id} leaves a license: {error}");
                    self.bulk_give_up(who, id, behind).await?
                }
                Ok(next) => next,
            };
            let Some(next) = next else { return Ok(()) };
            behind = next;
            alone = (alone - 1).max(0);
            waited = Duration::ZERO;
        }
    }

    async fn bulk_interrupt(&self, who: &Principal, id: BulkId) -> Result<(), ServiceError> {
        let mut tx = self.store.begin(who.scope).await?;
        self.bulk_end(&mut tx, id, BulkState::Interrupted).await?;
        tx.commit().await?;
        self.ring_mail();
        Ok(())
    }
}
