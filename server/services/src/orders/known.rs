//! The customers that lines are for, as they are when somebody looks.

use crate::ServiceError;
use domain::ids::OrgId;
use domain::license::OrgRef;
use domain::order::Recipient;
use domain::organization::OrgState;
use domain::text::fold;
use std::collections::HashMap;
use store::order::Cart;
use store::{StoreError, TenantTx};

/// The customers that lines name, as far as they are the buyer's.
#[derive(Debug, Default)]
pub(crate) struct Known {
    orgs: HashMap<OrgId, (OrgRef, OrgState)>,
    /// Those that lines would enter and that are there by now, by their folded names.
    names: HashMap<String, OrgId>,
}

impl Known {
    /// Those of these organizations that are customers of a partner, as they are now.
    pub(crate) async fn of(
        tx: &mut TenantTx,
        partner: OrgId,
        ids: impl IntoIterator<Item = OrgId>,
    ) -> Result<Self, ServiceError> {
        let mut known = Self::default();
        for id in ids {
            match store::org::org_get(tx, id).await {
                Ok(org) if org.parent == Some(partner) => {
                    known.orgs.insert(id, (OrgRef { id, name: org.name }, org.state));
                }
                Ok(_) | Err(StoreError::NotFound) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(known)
    }

    /// The customers that somebody asks for, by their ids or names.
    pub(super) async fn asked<'a>(
        tx: &mut TenantTx,
        partner: OrgId,
        asked: impl IntoIterator<Item = &'a Recipient>,
    ) -> Result<Self, ServiceError> {
        let (mut ids, mut names) = (Vec::new(), Vec::new());
        for recipient in asked {
            match recipient {
                Recipient::Customer(id) => ids.push(*id),
                Recipient::NewCustomer(name) => names.push(fold(name)),
                Recipient::Stock => {}
            }
        }
        let mut known = Self::of(tx, partner, ids).await?;
        for key in names {
            if let Some(org) = store::org::org_by_name_fold(tx, partner, &key).await? {
                known.orgs.insert(org.id, (OrgRef { id: org.id, name: org.name }, org.state));
                known.names.insert(key, org.id);
            }
        }
        Ok(known)
    }

    /// A customer with how it is.
    pub(crate) fn get(&self, id: OrgId) -> Option<&(OrgRef, OrgState)> {
        self.orgs.get(&id)
    }

    /// The customer that has a name already.
    pub(super) fn named(&self, name: &str) -> Option<&(OrgRef, OrgState)> {
        self.orgs.get(self.names.get(&fold(name))?)
    }
}

/// Why a customer gets nothing.
pub(crate) fn obstacle(state: OrgState) -> Option<&'static str> {
    match state {
        OrgState::Active => None,
        OrgState::Suspended => Some("order-customer-suspended"),
        OrgState::Closed => Some("order-customer-closed"),
    }
}

/// Whom the lines of a cart are for.
pub(super) fn recipients(cart: &Cart) -> impl Iterator<Item = &Recipient> {
    cart.lines.iter().map(|line| &line.draft.recipient)
}
