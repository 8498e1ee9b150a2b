//! Taking a change of many licenses back, license by license, under the rules of taking back
//! one alone.

use super::task::{Task, Verdict, refuse};
use super::{chunk, internal};
use crate::renewals::orders;
use crate::{ServiceError, Services};
use chrono::NaiveDate;
use domain::assign::{Recipient, assign};
use domain::ids::{LicenseId, OrderId, OrgId};
use domain::license::{LicenseRow, OrgRef};
use domain::organization::give_obstacle;
use domain::people::Principal;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use store::bulk::BulkRow;
use store::feed::Change;
use store::order::Renewal;
use store::{StoreError, TenantTx};

/// What taking a license's part of a change back needs to know, besides what it had before.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Back {
    /// The order that its renewal placed.
    Order(OrderId),
    /// What a coupon had before its term began, and its version since.
    Coupon { version: i32, expires: Option<NaiveDate>, anchor_day: i16 },
}

impl Back {
    /// Of a license that was written; none when what it had before says it all.
    pub(super) fn of(before: &LicenseRow, after: &LicenseRow) -> Option<Self> {
        (before.activated.is_none() && after.activated.is_some()).then_some(Self::Coupon {
            version: after.version,
            expires: before.expires,
            anchor_day: before.anchor_day,
        })
    }

    fn kept(row: &BulkRow) -> Option<Self> {
        serde_json::from_value(row.undo.clone()?).ok()
    }
}

/// Customers with the partners that serve them.
pub(super) type Customers = HashMap<OrgId, Recipient>;

/// What becomes of a license that was given to a customer: it goes back to the one it had, as
/// the rules of giving allow; one that was put to use by it is a coupon again, as long as
/// nothing else has happened to it since.
pub(super) fn unassign(
    given: OrgId,
    row: &BulkRow,
    license: &LicenseRow,
    known: &Customers,
    today: NaiveDate,
) -> Verdict {
    let changed = refuse("undo-changed-since");
    let now = license.customer.as_ref().map(|customer| customer.id);
    let former = row.before.as_ref().and_then(|id| id.parse().ok());
    if now == former {
        return Verdict::Same;
    }
    if now != Some(given) {
        return changed;
    }
    let back = match (former, Back::kept(row)) {
        (Some(former), _) => match known.get(&former) {
            Some(to) => assign(license, to, true, today),
            None => return refuse("not-found"),
        },
        (None, Some(Back::Coupon { version, expires, anchor_day }))
            if license.version == version =>
        {
            let (customer, activated) = (None, None);
            Ok(LicenseRow { customer, activated, expires, anchor_day, ..license.clone() })
        }
        (None, _) => return changed,
    };
    match back {
        Ok(after) => Verdict::Write("assignment-undone", Box::new(after)),
        Err(why) => refuse(why.slug()),
    }
}

impl Services {
    /// The customers that licenses may go back to.
    pub(super) async fn bulk_customers(
        &self,
        tx: &mut TenantTx,
        task: &Task,
        rows: &[BulkRow],
    ) -> Result<Customers, ServiceError> {
        let mut known = Customers::new();
        if !matches!(task, Task::Unassign(_)) {
            return Ok(known);
        }
        for id in rows.iter().filter_map(|row| row.before.as_ref()?.parse().ok()) {
            if known.contains_key(&id) {
                continue;
            }
            match store::org::org_get(tx, id).await {
                Ok(org) => {
                    let gives = give_obstacle(org.state, &org.name).is_none();
                    if let Some(partner) = org.parent.filter(|_| gives) {
                        let customer = OrgRef { id, name: org.name };
                        known.insert(id, Recipient { customer, partner });
                    }
                }
                Err(StoreError::NotFound) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(known)
    }

    /// Takes renewals back with their orders and coupons, which are locked together with the
    /// licenses in ascending order of ids.
    pub(super) async fn bulk_unrenew(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        rows: &[BulkRow],
    ) -> Result<(Vec<Verdict>, Vec<Change>), ServiceError> {
        let order_of = |row: &BulkRow| match Back::kept(row) {
            Some(Back::Order(id)) => Some(id),
            _ => None,
        };
        let ids: Vec<OrderId> = rows.iter().filter_map(order_of).collect();
        let renewals = store::order::renewals_get(tx, &ids).await?;
        let renewals: HashMap<OrderId, Renewal> =
            renewals.into_iter().map(|renewal| (renewal.order.id, renewal)).collect();
        let moved = renewals.values().flat_map(|renewal| &renewal.moved);
        let coupons = moved.filter_map(|moved| moved.part.coupon);
        let ids: Vec<LicenseId> = rows.iter().map(|row| row.license).chain(coupons).collect();
        store::org::partners_hold(tx, &ids).await?;
        let licenses = self.bulk_lock(tx, &ids).await?;
        let (mut verdicts, mut changes) = (Vec::with_capacity(rows.len()), Vec::new());
        let mut partners = HashSet::new();
        for row in rows {
            let renewal = order_of(row).and_then(|id| renewals.get(&id));
            let own = |renewal: &&Renewal| renewal.is_of(row.license);
            verdicts.push(match renewal.filter(own) {
                _ if !licenses.contains_key(&row.license) => refuse("not-found"),
                None => refuse("undo-changed-since"),
                Some(renewal) => match self.place_undo(tx, who, renewal, &licenses, &[]).await {
                    Ok((_, undone)) => {
                        partners.insert(renewal.order.buyer.id);
                        changes.extend(undone);
                        Verdict::Done
                    }
                    Err(error) => Verdict::Refuse(chunk::reason(error)?),
                },
            });
        }
        changes.extend(orders("order-canceled", partners));
        Ok((verdicts, changes))
    }
}

/// What is kept with a line.
pub(super) fn kept(back: Option<&Back>) -> Result<Option<serde_json::Value>, ServiceError> {
    back.map(serde_json::to_value).transpose().map_err(internal)
}
