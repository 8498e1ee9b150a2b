//! Counting devices, day by day.

use super::keep_on;
use crate::{ServiceError, Services};
use chrono::NaiveDate;
use domain::billing::Month;
use domain::ids::{LicenseId, RootId};
use store::billing::{PlanCursor, head_begin, head_share, usage_record, usage_take};
use store::whole;

/// Licenses that are counted in one transaction, which keeps months from being closed.
const AT_ONCE: i64 = 20_000;

impl Services {
    /// Counts today's devices (UTC) of all licenses that are charged by the month; how many
    /// numbers were new or have risen. Of a day the highest number stays.
    ///
    /// # Errors
    /// When the database is away; what is counted until then stays.
    pub async fn usage_snapshot_take(&self) -> Result<u64, ServiceError> {
        let mut written = 0;
        for root in self.store.root_list().await? {
            written += keep_on(root, "counting devices", self.usage_take_in(root).await)?;
        }
        Ok(written)
    }

    async fn usage_take_in(&self, root: RootId) -> Result<u64, ServiceError> {
        let today = self.clock.today();
        let Some(running) = Month::of(today) else { return Ok(0) };
        let (mut written, mut next) = (0, Some(PlanCursor::START));
        while let Some(after) = next {
            let mut tx = self.store.begin(whole(root)).await?;
            let Some(head) = head_share(&mut tx).await? else {
                // From here on the tree is charged.
                head_begin(&mut tx, running).await?;
                tx.commit().await?;
                continue;
            };
            let late = running <= head.closed;
            let taken = usage_take(&mut tx, today, late, after, AT_ONCE).await?;
            tx.commit().await?;
            written += taken.written.unsigned_abs();
            next = taken.next;
        }
        Ok(written)
    }

    /// Writes what became known of a day of a license afterwards, if it is more than was known.
    /// A month that was closed is looked at again by the next [`Services::months_close`].
    ///
    /// # Errors
    /// `NotFound` when there is no such license.
    pub async fn usage_record(
        &self,
        root: RootId,
        license: LicenseId,
        day: NaiveDate,
        active: u32,
    ) -> Result<bool, ServiceError> {
        let mut tx = self.store.begin(whole(root)).await?;
        let head = head_share(&mut tx).await?;
        let late = head.is_some_and(|head| Month::of(day).is_some_and(|day| day <= head.closed));
        let active = i32::try_from(active).unwrap_or(i32::MAX);
        let written = usage_record(&mut tx, license, day, active, late).await?;
        tx.commit().await?;
        Ok(written)
    }
}
