//! Ending a change, and confirming by mail what it has bought.

use super::parse;
use crate::{ServiceError, Services};
use domain::bulk::{BulkAction, BulkState};
use domain::ids::BulkId;
use domain::mail::Letter;
use store::TenantTx;

impl Services {
    /// Ends a running change, and queues one confirmation of all that it has renewed; whether it
    /// ran. The caller commits and rings.
    pub(super) async fn bulk_end(
        &self,
        tx: &mut TenantTx,
        id: BulkId,
        state: BulkState,
    ) -> Result<bool, ServiceError> {
        let ended = store::bulk::bulk_end(tx, id, state, self.clock.now()).await?;
        if ended {
            self.bulk_tell(tx, id).await?;
        }
        Ok(ended)
    }

    /// Queues the confirmation of what a change that has ended has renewed, to who began it.
    /// There is none of taking renewals back.
    pub(super) async fn bulk_tell(
        &self,
        tx: &mut TenantTx,
        id: BulkId,
    ) -> Result<(), ServiceError> {
        let job = store::bulk::bulk_get(tx, id).await?;
        let renews = matches!(parse(&job.action)?, BulkAction::Renew { .. });
        if !renews || job.undo_of.is_some() || job.done == 0 {
            return Ok(());
        }
        let bought = store::bulk::bulk_orders(tx, id).await?;
        let letter = Letter::Renewals {
            licenses: job.done.unsigned_abs(),
            orders: bought.orders,
            totals: bought.totals,
            path: "/orders".to_owned(),
        };
        self.tell_person(tx, job.person, letter, &format!("renewals {id}")).await
    }
}
