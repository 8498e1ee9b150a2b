//! The customers that a person may choose for a name of the file.

use crate::{ServiceError, Services, authorize};
use domain::license::OrgRef;
use domain::people::Principal;
use domain::policy::Action;

/// Most customers in one answer.
const MAX_CHOICES: u32 = 500;

impl Services {
    /// The customers whose names contain `search` (all for an empty one), with licenses or
    /// without, by name. A partner may have thousands: at most `limit`, and never over 500.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn import_customers(
        &self,
        who: &Principal,
        search: &str,
        limit: u32,
    ) -> Result<Vec<OrgRef>, ServiceError> {
        authorize(who, Action::Import)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let limit = limit.min(MAX_CHOICES);
        let found = store::org::customer_options(&mut tx, search, limit).await?;
        tx.commit().await?;
        Ok(found)
    }
}
