//! Ending what is charged by the month.

use crate::licenses::{conflict, masked};
use crate::{ServiceError, Services, authorize};
use domain::ids::LicenseId;
use domain::license::{LicenseKind, LicenseRow};
use domain::people::Principal;
use domain::policy::Action;

impl Services {
    /// Ends a license that is charged by the month with today, its last day. The month is
    /// charged like any other; nothing is owed after it.
    ///
    /// # Errors
    /// `Refused("plan-not-open")` for what is not charged by the month, or has ended; `NotFound`,
    /// `Forbidden`, or `Conflict` when the version is stale.
    pub async fn plan_close(
        &self,
        who: &Principal,
        id: LicenseId,
        version: i32,
    ) -> Result<LicenseRow, ServiceError> {
        authorize(who, Action::Renew)?;
        let today = self.clock.today();
        let mut tx = self.store.begin(who.scope).await?;
        let before = store::license::license_lock(&mut tx, &self.catalog, id).await?;
        if before.version != version {
            return Err(conflict(who, before));
        }
        let monthly = matches!(before.kind, LicenseKind::Monthly | LicenseKind::Usage);
        let open = before.activated.is_some_and(|opened| opened <= today)
            && before.expires.is_none_or(|end| end > today);
        if !monthly || !open {
            return Err(ServiceError::Refused("plan-not-open"));
        }
        let after = LicenseRow { expires: Some(today), ..before.clone() };
        let after = self.write_license(&mut tx, who, "plan-closed", &before, &after).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        Ok(masked(who, after))
    }
}
