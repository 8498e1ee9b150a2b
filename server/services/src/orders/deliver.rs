//! What an order delivers: new keys, one for each license (DOMAIN.md 1.4.2, 1.4.4, 1.4.6).

use super::known::Known;
use crate::keys::new_key;
use crate::prices::Prices;
use crate::{ServiceError, Services, authorize};
use chrono::NaiveDate;
use domain::catalog::{Edition, Product, Vendor};
use domain::dates::{add_months, add_years, anchor_of};
use domain::field::FieldError;
use domain::ids::{LicenseId, OrderLineId, OrgId};
use domain::license::{CatalogRef, LicenseKind, LicenseRow, OrgRef};
use domain::organization::OrgState;
use domain::people::Principal;
use domain::policy::Action;
use domain::text::fold;
use serde_json::Map;
use std::collections::HashMap;
use store::feed::Change;
use store::import_batch::log_append_many;
use store::log::log_append;
use store::order::{LineRow, OrderRow};
use store::{StoreError, TenantTx};
use uuid::Uuid;

/// Beyond so many new licenses, views read again instead of following each.
const FOLLOWED: usize = 200;

/// What a line of an order is about in the catalog.
struct Ware<'a> {
    vendor: &'a Vendor,
    product: &'a Product,
    edition: &'a Edition,
}

impl Services {
    /// Enters the customers that lines name and that are not there yet, and holds all that they
    /// name, so that nobody closes or moves one meanwhile.
    ///
    /// # Errors
    /// `organization-name-taken` on `customer` when somebody enters it at the same moment;
    /// `Forbidden` for who may not enter customers; `Refused` with `order-customer-…` for one that
    /// takes nothing.
    pub(super) async fn order_customers(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        buyer: OrgId,
        lines: &mut [LineRow],
        changes: &mut Vec<Change>,
    ) -> Result<(), ServiceError> {
        let mut entered: HashMap<String, OrgId> = HashMap::new();
        for line in lines.iter_mut() {
            let Some((id @ None, name)) = &mut line.customer else { continue };
            let key = fold(name);
            let known = entered.get(&key).copied();
            let new = match known {
                Some(known) => known,
                None => self.customer_enter(tx, who, buyer, name, changes).await?,
            };
            entered.insert(key, new);
            *id = Some(new);
        }
        let mut ids: Vec<OrgId> =
            lines.iter().filter_map(|line| line.customer.as_ref()?.0).collect();
        ids.sort_unstable();
        ids.dedup();
        store::org::org_share(tx, ids.iter().copied()).await.map_err(|error| match error {
            StoreError::NotFound => ServiceError::Refused("order-customer-closed"),
            other => other.into(),
        })?;
        let known = Known::of(tx, buyer, ids.iter().copied()).await?;
        for line in lines.iter_mut() {
            let Some((Some(id), name)) = &mut line.customer else { continue };
            match known.get(*id) {
                None => return Err(ServiceError::Refused("order-customer-unknown")),
                Some((_, OrgState::Suspended)) => {
                    return Err(ServiceError::Refused("order-customer-suspended"));
                }
                Some((_, OrgState::Closed)) => {
                    return Err(ServiceError::Refused("order-customer-closed"));
                }
                Some((org, OrgState::Active)) => name.clone_from(&org.name),
            }
        }
        Ok(())
    }

    /// The customer of a name: the one there is by now, or a new one.
    async fn customer_enter(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        buyer: OrgId,
        name: &str,
        changes: &mut Vec<Change>,
    ) -> Result<OrgId, ServiceError> {
        if let Some(org) = store::org::org_by_name_fold(tx, buyer, &fold(name)).await? {
            return Ok(org.id);
        }
        // Who says yes to a request does so for somebody who had the right when it was asked.
        if who.org == buyer {
            authorize(who, Action::CreateOrganization)?;
        }
        let org = store::org::customer_create(tx, buyer, name, self.clock.now()).await;
        let org = org.map_err(|error| match error {
            StoreError::Duplicate { constraint } if constraint == "organization_sibling" => {
                FieldError::new("customer", "organization-name-taken").into()
            }
            other => ServiceError::from(other),
        })?;
        let entry = self.org_entry(who, "organization-created", &org, Map::new(), Map::new());
        log_append(tx, &entry).await?;
        changes.push(Change {
            entity: "organization".to_owned(),
            ..Change::many("organization-created", org.id)
        });
        Ok(org.id)
    }

    /// Writes what lines deliver, with its log; the live changes go to `changes`.
    pub(super) async fn deliver(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        prices: &Prices,
        (order, lines): (&OrderRow, &[LineRow]),
        changes: &mut Vec<Change>,
    ) -> Result<(), ServiceError> {
        let (mut rows, mut keys) = (Vec::new(), Vec::new());
        for line in lines.iter().filter(|line| line.kind.makes_keys()) {
            let first = rows.len();
            for _ in 0..line.count {
                rows.push(self.new_license(prices, order, line)?);
            }
            let made = rows.iter().skip(first).map(|row| row.id);
            keys.push((line.id, made.collect::<Vec<_>>()));
        }
        store::license::licenses_insert_many(tx, &rows).await?;
        for (line, made) in &keys {
            store::order::keys_insert(tx, *line, made).await?;
        }
        let entries: Vec<_> =
            rows.iter().map(|row| self.log_entry_from(who, "bought", None, row)).collect();
        log_append_many(tx, &entries).await?;
        if rows.len() > FOLLOWED {
            changes.push(Change::many("bought", order.buyer.id));
        } else {
            for row in &rows {
                changes.push(Change::license("bought", None, Some(row))?);
            }
        }
        metrics::counter!("seatkeeper_licenses_sold_total").increment(rows.len() as u64);
        Ok(())
    }

    /// One license of a line. For a customer its period begins today; a key for nobody yet lapses
    /// when it is not put to use in time (DOMAIN.md 1.4.2).
    fn new_license(
        &self,
        prices: &Prices,
        order: &OrderRow,
        line: &LineRow,
    ) -> Result<LicenseRow, ServiceError> {
        const TOO_FAR: ServiceError = ServiceError::Refused("end-beyond-limit");
        let today = self.clock.today();
        let ware = self.ware(line.edition)?;
        let customer = match &line.customer {
            Some((Some(id), name)) => Some(OrgRef { id: *id, name: name.clone() }),
            _ => None,
        };
        let monthly = line.years == 0;
        let by_usage = ware.product.kinds.contains(&LicenseKind::Usage);
        let kind = match (monthly, by_usage) {
            (false, _) => LicenseKind::Term,
            (true, true) => LicenseKind::Usage,
            (true, false) => LicenseKind::Monthly,
        };
        let anchor_day = anchor_of(today);
        let expires = match (monthly, &customer) {
            (true, _) => None,
            (false, Some(_)) => Some(add_years(today, anchor_day, line.years).ok_or(TOO_FAR)?),
            (false, None) => lapse_day(ware.product, today).map_err(|()| TOO_FAR)?,
        };
        let number = match order.checkout.own_number.as_str() {
            "" => order.number.clone(),
            own => own.to_owned(),
        };
        let named = |id, name: &str| CatalogRef { id, name: name.to_owned() };
        Ok(LicenseRow {
            id: LicenseId(Uuid::now_v7()),
            version: 1,
            name: ware.edition.name.clone(),
            key: new_key(),
            vendor: named(ware.vendor.id, &ware.vendor.name),
            product: named(ware.product.id, &ware.product.name),
            edition: named(ware.edition.id, &ware.edition.name),
            partner: OrgRef { id: prices.buyer.org.id, name: prices.buyer.org.name.clone() },
            activated: customer.is_some().then_some(today),
            customer,
            kind,
            seats: (kind != LicenseKind::Usage).then_some(line.seats),
            used: 0,
            term_years: (!monthly).then_some(line.years),
            purchased: today,
            expires,
            anchor_day,
            note: None,
            order_no: Some(number),
            redeemed_by: None,
            auto_years: None,
        })
    }

    /// Takes back all keys of these lines: they lapse, nobody has them any more, and nothing is
    /// owed for them by the month.
    pub(super) async fn take_back(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        (buyer, lines): (OrgId, &[LineRow]),
        changes: &mut Vec<Change>,
    ) -> Result<(), ServiceError> {
        let today = self.clock.today();
        let by_month = lines.iter().any(|line| line.kind.makes_keys() && line.years == 0);
        if by_month {
            self.charges_hold(tx, buyer).await?;
        }
        let lines: Vec<OrderLineId> = lines.iter().map(|line| line.id).collect();
        let keys = store::order::keys_of(tx, &lines, true, today).await?;
        let mut ids: Vec<LicenseId> = keys.into_iter().map(|(_, id, ..)| id).collect();
        ids.sort_unstable();
        let rows = store::license::licenses_lock(tx, &self.catalog, &ids).await?;
        // Somebody may have used one since it was looked at.
        if rows.iter().any(|row| row.version > 1 || row.used > 0) {
            return Err(ServiceError::Refused("order-used"));
        }
        let yesterday = today.pred_opt().unwrap_or(today);
        let pairs: Vec<(LicenseRow, LicenseRow)> = rows
            .into_iter()
            .map(|row| {
                let back = LicenseRow {
                    customer: None,
                    activated: None,
                    expires: Some(yesterday),
                    kind: LicenseKind::Term,
                    ..row.clone()
                };
                (row, back)
            })
            .collect();
        let written = store::license::licenses_update_many(tx, &pairs).await?;
        let both = || pairs.iter().map(|(before, _)| before).zip(&written);
        let entries: Vec<_> =
            both().map(|(before, after)| self.log_entry(who, "returned", before, after)).collect();
        log_append_many(tx, &entries).await?;
        for (before, after) in both() {
            changes.push(Change::license("returned", Some(before), Some(after))?);
        }
        if by_month {
            let before: Vec<LicenseRow> = pairs.iter().map(|(before, _)| before.clone()).collect();
            changes.extend(self.charges_undo(tx, who, buyer, &before).await?);
        }
        Ok(())
    }

    fn ware(&self, edition: i32) -> Result<Ware<'_>, ServiceError> {
        let edition = self.catalog.edition(edition);
        let product = edition.and_then(|edition| self.catalog.product(edition.product));
        let vendor = product.and_then(|product| self.catalog.vendor(product.vendor));
        match (vendor, product, edition) {
            (Some(vendor), Some(product), Some(edition)) => Ok(Ware { vendor, product, edition }),
            _ => Err(super::internal("an order of an unknown edition")),
        }
    }
}

/// The last day on which a key bought today can be put to use; none when it never lapses.
fn lapse_day(product: &Product, today: NaiveDate) -> Result<Option<NaiveDate>, ()> {
    let Some(months) = product.key_lapse_months else { return Ok(None) };
    add_months(today, anchor_of(today), i32::from(months)).map(Some).ok_or(())
}
