//! Whether the organizations of licenses stand so that something may be charged for them.

use crate::{ServiceError, Services};
use domain::ids::OrgId;
use domain::license::LicenseRow;
use domain::organization::OrgState;
use domain::renewal::{Refusal, in_good_standing};
use std::collections::{BTreeSet, HashMap};
use store::TenantTx;

/// The states of licenses' partners and customers, as they were read in one transaction.
#[derive(Default)]
pub(crate) struct Standings(HashMap<OrgId, OrgState>);

impl Standings {
    /// Refuses a license for whose organizations nothing is charged.
    pub(crate) fn check(&self, license: &LicenseRow) -> Result<(), Refusal> {
        let of = |id: OrgId| self.0.get(&id).copied().unwrap_or(OrgState::Closed);
        let customer = license.customer.as_ref().map(|customer| of(customer.id));
        in_good_standing(of(license.partner.id), customer)
    }
}

impl Services {
    /// How the organizations of these licenses stand.
    pub(crate) async fn standings<'a>(
        &self,
        tx: &mut TenantTx,
        licenses: impl IntoIterator<Item = &'a LicenseRow>,
    ) -> Result<Standings, ServiceError> {
        let mut ids = BTreeSet::new();
        for license in licenses {
            ids.insert(license.partner.id);
            ids.extend(license.customer.as_ref().map(|customer| customer.id));
        }
        Ok(Standings(store::org::org_states(tx, ids.into_iter()).await?))
    }
}
