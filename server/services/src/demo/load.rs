//! Loading a demo into a database.

use super::{DemoLicense, DemoPlan, PASSWORD};
use crate::{ServiceError, password};
use chrono::{DateTime, Utc};
use domain::ids::{OrgId, RootId};
use domain::license::LicenseRow;
use domain::mail::key_of;
use domain::people::OrgKind;
use std::collections::HashMap;
use store::directory::{Account, account_insert};
use store::entitlement::{NewEntitlement, entitlement_end, entitlement_grant};
use store::org::{Org, customers_create_many, org_children, org_create_top, partner_create};
use store::person::{NewPerson, person_insert};
use store::{Store, TenantTx, whole};

/// What [`load`] found or made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Loaded {
    /// The demo's tree.
    pub root: RootId,
    /// Licenses it has.
    pub licenses: u64,
    /// False when the database held a demo already, which then stayed as it was.
    pub fresh: bool,
}

/// Loads a demo unless the database holds one, whatever its size. `url` is the database's,
/// for the bulk load. What an interrupted load left is completed.
///
/// # Errors
/// When the database fails, or somebody else has a demo person's address.
pub async fn load(
    store: &Store,
    url: &str,
    plan: &DemoPlan,
    now: DateTime<Utc>,
) -> Result<Loaded, ServiceError> {
    let root = match store.root_of_demo().await? {
        Some(root) => root,
        None => create_tree(store, plan, now).await?,
    };
    let first = plan.people.first().ok_or(ServiceError::NotFound)?;
    let owner = store.principal_load(root, first.id).await?;
    let top = owner.ok_or(ServiceError::NotFound)?.org;
    let mut tx = store.begin_read(whole(root)).await?;
    let present = store::license::license_count(&mut tx).await?;
    let ids = if present == 0 { Some(stored_ids(&mut tx, plan, top).await?) } else { None };
    tx.commit().await?;
    let Some(ids) = ids else {
        return Ok(Loaded { root, licenses: present, fresh: false });
    };
    let rows = plan.licenses().map(|license| placed(license, &ids));
    let licenses = store::license::license_copy(url, root, rows).await?;
    Ok(Loaded { root, licenses, fresh: true })
}

/// Organizations, people and entitlements, in one transaction.
async fn create_tree(
    store: &Store,
    plan: &DemoPlan,
    now: DateTime<Utc>,
) -> Result<RootId, ServiceError> {
    let hash = tokio::task::spawn_blocking(|| password::hash(PASSWORD))
        .await
        .map_err(|error| ServiceError::Internal(error.to_string()))??;
    let mut tx = store.begin_demo_root(now).await?;
    let mut made: Vec<Org> = Vec::with_capacity(plan.orgs.len());
    for siblings in plan.orgs.chunk_by(|one, next| one.parent == next.parent) {
        let first = &siblings[0];
        let names: Vec<String> = siblings.iter().map(|org| org.name.clone()).collect();
        match first.parent.map(|at| made[at].id) {
            None => made.push(org_create_top(&mut tx, first.kind, &first.name, now).await?),
            Some(parent) if first.kind == OrgKind::Partner => {
                for name in &names {
                    made.push(partner_create(&mut tx, parent, name, now).await?);
                }
            }
            Some(parent) => {
                made.extend(customers_create_many(&mut tx, parent, &names, now).await?);
            }
        }
    }
    for person in &plan.people {
        let new = NewPerson {
            id: person.id,
            org: made[person.org].id,
            name: person.name.clone(),
            email: person.email.clone(),
            role: person.role,
            set: None,
            invited_by: None,
            language: person.language,
        };
        person_insert(&mut tx, &new, now).await?;
        let account = Account {
            person: person.id,
            root: tx.scope().root,
            email: person.email.clone(),
            email_key: key_of(&person.email),
            password_hash: hash.clone(),
            active: true,
        };
        account_insert(&mut tx, &account).await?;
    }
    entitle(&mut tx, plan, &made, now).await?;
    super::discounts::ask(&mut tx, plan, &made, now).await?;
    let root = tx.scope().root;
    tx.commit().await?;
    Ok(root)
}

async fn entitle(
    tx: &mut TenantTx,
    plan: &DemoPlan,
    made: &[Org],
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let full = || ServiceError::Internal("the demo grants more than there is".to_owned());
    for one in &plan.entitlements {
        let new = NewEntitlement { id: one.id, org: made[one.org].id, terms: one.terms.clone() };
        let granted = entitlement_grant(tx, &new, None, now).await?.ok_or_else(full)?;
        if let Some(last_day) = one.ended {
            entitlement_end(tx, &granted, last_day, None, now).await?;
        }
    }
    Ok(())
}

/// For each organization of the plan its id in the database, found by its tenant key, which
/// both count in the same way.
pub(super) async fn stored_ids(
    tx: &mut TenantTx,
    plan: &DemoPlan,
    top: OrgId,
) -> Result<HashMap<OrgId, OrgId>, ServiceError> {
    let mut by_key = HashMap::new();
    for partner in org_children(tx, top).await? {
        let customers = org_children(tx, partner.id).await?;
        by_key.extend(customers.iter().map(|org| (org.interval.lo, org.id)));
        by_key.insert(partner.interval.lo, partner.id);
    }
    by_key.insert(domain::tenancy::ROOT.lo, top);
    let stored = |lo: i64| by_key.get(&lo).copied();
    plan.orgs
        .iter()
        .map(|org| stored(org.interval.lo).map(|id| (org.id, id)))
        .collect::<Option<_>>()
        .ok_or_else(|| ServiceError::Internal("the demo's organizations were changed".to_owned()))
}

/// The license with the database's ids of its organizations, and its tenant key.
fn placed(license: DemoLicense, ids: &HashMap<OrgId, OrgId>) -> (LicenseRow, i64) {
    let DemoLicense { mut row, tkey } = license;
    let stored = |id: OrgId| ids.get(&id).copied().unwrap_or(id);
    row.partner.id = stored(row.partner.id);
    if let Some(customer) = &mut row.customer {
        customer.id = stored(customer.id);
    }
    (row, tkey)
}
