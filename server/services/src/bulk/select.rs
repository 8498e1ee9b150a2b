//! Which licenses a change is about.

use crate::grid::{asked, query_of};
use crate::{ServiceError, Services};
use domain::bulk::{MAX_LICENSES, MAX_NAMED, Selection};
use domain::field::FieldError;
use domain::ids::LicenseId;
use domain::license::LicenseRow;
use domain::people::Principal;
use std::collections::HashSet;

impl Services {
    /// The selected licenses in ascending order, each once, and whether they were named. Named
    /// ones need not exist: the report tells of each.
    pub(crate) async fn bulk_select(
        &self,
        who: &Principal,
        selection: Selection,
    ) -> Result<(Vec<LicenseId>, bool), ServiceError> {
        let (mut ids, named) = match selection {
            Selection::Named(ids) => {
                at_most(ids.len(), MAX_NAMED)?;
                (ids, true)
            }
            Selection::All { state, except } => {
                at_most(except.len(), MAX_NAMED)?;
                let mut ids = self.license_ids(who, &state).await?;
                let except: HashSet<LicenseId> = except.into_iter().collect();
                ids.retain(|id| !except.contains(id));
                at_most(ids.len(), MAX_LICENSES as usize)?;
                (ids, false)
            }
        };
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Err(ServiceError::Refused("bulk-nothing"));
        }
        Ok((ids, named))
    }

    /// The whole result of a grid state, in no particular order. A larger one than can be
    /// changed may be cut.
    async fn license_ids(
        &self,
        who: &Principal,
        state: &str,
    ) -> Result<Vec<LicenseId>, ServiceError> {
        let query = query_of::<LicenseRow>(who, state);
        let wanted = asked(who, query.clone());
        if let Some(ids) = self.mirrored(who, move |held| held.rows.ids(&wanted)).await? {
            return Ok(ids.into_iter().map(LicenseId).collect());
        }
        let most = MAX_LICENSES.saturating_add(u32::try_from(MAX_NAMED).unwrap_or(u32::MAX));
        let mut tx = self.store.begin_read(who.scope).await?;
        let (seen, limit) = (self.seen(who), most.saturating_add(1));
        let ids = store::grid::grid_ids::<LicenseRow>(&mut tx, seen, &query, limit).await?;
        tx.commit().await?;
        Ok(ids.into_iter().map(LicenseId).collect())
    }
}

fn at_most(count: usize, max: usize) -> Result<(), ServiceError> {
    if count > max {
        return Err(FieldError::new("selection", "too-many").with("max", max).into());
    }
    Ok(())
}
