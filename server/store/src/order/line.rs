//! The lines of orders: insert-only.

use super::{OrderRow, percent};
use crate::error::{Result, StoreError, touched};
use crate::tx::TenantTx;
use chrono::NaiveDate;
use domain::catalog::Catalog;
use domain::ids::{LicenseId, OrderId, OrderLineId, OrgId};
use domain::money::{Currency, Money};
use domain::order::LineKind;
use domain::price::{Discount, DiscountKind, LinePrice, Per, Percent};
use domain::text::fold;
use sqlx::FromRow;
use std::collections::HashMap;
use uuid::Uuid;

/// A line of an order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineRow {
    /// Its id.
    pub id: OrderLineId,
    /// What it is.
    pub kind: LineKind,
    /// The edition.
    pub edition: i32,
    /// The term in years; 0 is by month.
    pub years: i16,
    /// Seats of each license.
    pub seats: i32,
    /// Licenses.
    pub count: u32,
    /// The customer; without an id one that is to be entered along.
    pub customer: Option<(Option<OrgId>, String)>,
    /// What the shop does not have, in words.
    pub wish: Option<String>,
    /// What it costs; none while only the seller can tell.
    pub price: Option<LinePrice>,
    /// The license that is renewed.
    pub license: Option<LicenseId>,
    /// What a renewal moved.
    pub renewal: Option<RenewalPart>,
}

/// What a renewal moved, and what undoing it restores.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RenewalPart {
    /// The coupon that it consumed.
    pub coupon: Option<LicenseId>,
    /// The end before.
    pub old_expires: Option<NaiveDate>,
    /// The end after.
    pub new_expires: NaiveDate,
    /// The anchor day before.
    pub old_anchor: i16,
    /// The term before.
    pub old_term: Option<i16>,
    /// The license's version after: only that can be undone.
    pub at_version: i32,
    /// The edition and the seats before, where it was migrated.
    pub migrated: Option<(i32, i32)>,
}

#[derive(FromRow)]
struct LineDbRow {
    id: Uuid,
    order_id: Uuid,
    kind: String,
    edition_id: i32,
    years: i16,
    seats: i32,
    count: i32,
    customer_id: Option<Uuid>,
    customer_name: Option<String>,
    wish: Option<String>,
    unit_minor: Option<i64>,
    partner_discount: i32,
    bulk_discount: i32,
    program_discount: i32,
    net_minor: Option<i64>,
    license_id: Option<Uuid>,
    coupon_id: Option<Uuid>,
    old_expires: Option<NaiveDate>,
    new_expires: Option<NaiveDate>,
    old_anchor: Option<i16>,
    old_term: Option<i16>,
    at_version: Option<i32>,
    old_edition: Option<i32>,
    old_seats: Option<i32>,
    per_license: bool,
}

impl LineDbRow {
    fn into_row(self, currency: Currency) -> Result<LineRow> {
        let money = |minor| Money { minor, currency };
        let per = if self.per_license { Per::License } else { Per::Seat };
        let discounts = [
            (DiscountKind::Partner, self.partner_discount),
            (DiscountKind::Bulk, self.bulk_discount),
            (DiscountKind::Program, self.program_discount),
        ];
        let discounts = discounts
            .into_iter()
            .map(|(kind, share)| Discount { kind, percent: percent(share) })
            .filter(|discount| discount.percent != Percent::ZERO);
        let price = self.unit_minor.zip(self.net_minor).map(|(unit, net)| LinePrice {
            unit: money(unit),
            per,
            quantity: per.quantity(self.seats, self.count.unsigned_abs()),
            discounts: discounts.collect(),
            net: money(net),
        });
        let renewal = match (self.new_expires, self.old_anchor, self.at_version) {
            (Some(new_expires), Some(old_anchor), Some(at_version)) => Some(RenewalPart {
                coupon: self.coupon_id.map(LicenseId),
                old_expires: self.old_expires,
                new_expires,
                old_anchor,
                old_term: self.old_term,
                at_version,
                migrated: self.old_edition.zip(self.old_seats),
            }),
            _ => None,
        };
        Ok(LineRow {
            id: OrderLineId(self.id),
            kind: LineKind::from_slug(&self.kind)
                .ok_or_else(|| StoreError::unknown("kind of an order's line", self.kind))?,
            edition: self.edition_id,
            years: self.years,
            seats: self.seats,
            count: self.count.unsigned_abs(),
            customer: self.customer_name.map(|name| (self.customer_id.map(OrgId), name)),
            wish: self.wish,
            price,
            license: self.license_id.map(LicenseId),
            renewal,
        })
    }
}

/// The lines of these orders that hold, each with its order, in their order.
///
/// # Errors
/// Database errors.
pub async fn lines_of(tx: &mut TenantTx, orders: &[OrderRow]) -> Result<Vec<(OrderId, LineRow)>> {
    let rows: Vec<LineDbRow> = sqlx::query_as(
        "SELECT l.id, l.order_id, l.kind, l.edition_id, l.years, l.seats, l.count, l.customer_id,
                l.customer_name, l.wish, l.unit_minor, l.partner_discount, l.bulk_discount,
                l.program_discount, l.net_minor, l.license_id, l.coupon_id, l.old_expires,
                l.new_expires, l.old_anchor, l.old_term, l.at_version, l.old_edition,
                l.old_seats, l.per_license
         FROM order_line l
         JOIN unnest($2::uuid[], $3::int[]) AS o (id, revision)
             ON o.id = l.order_id AND o.revision = l.revision
         WHERE l.root_id = $1 ORDER BY l.order_id, l.place",
    )
    .bind(tx.root())
    .bind(orders.iter().map(|order| order.id.0).collect::<Vec<_>>())
    .bind(orders.iter().map(|order| order.revision).collect::<Vec<_>>())
    .fetch_all(tx.conn())
    .await?;
    let currencies: HashMap<Uuid, Currency> =
        orders.iter().map(|order| (order.id.0, order.currency)).collect();
    rows.into_iter()
        .map(|row| {
            let order = row.order_id;
            let currency = currencies.get(&order).copied().ok_or(StoreError::NotFound)?;
            Ok((OrderId(order), row.into_row(currency)?))
        })
        .collect()
}

/// Writes the lines of an order's revision.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such order in scope, [`StoreError::Corrupt`] for an
/// edition that the catalog does not have.
pub async fn lines_insert(
    tx: &mut TenantTx,
    catalog: &Catalog,
    (order, revision): (OrderId, i32),
    lines: &[LineRow],
) -> Result<()> {
    for (place, line) in (1_i32..).zip(lines) {
        let edition = catalog.edition(line.edition);
        let product = edition.and_then(|edition| catalog.product(edition.product));
        let product = product
            .ok_or_else(|| StoreError::Corrupt(format!("an unknown edition {}", line.edition)))?;
        let share = |kind| {
            let price = line.price.as_ref()?;
            let discount = price.discounts.iter().find(|discount| discount.kind == kind)?;
            Some(i32::from(discount.percent.hundredths()))
        };
        let renewal = line.renewal.as_ref();
        let done = sqlx::query(
            "INSERT INTO order_line
                 (root_id, id, tkey, order_id, revision, place, kind, vendor_id, product_id,
                  edition_id, years, seats, count, customer_id, customer_name, customer_fold, wish,
                  unit_minor, partner_discount, bulk_discount, program_discount, net_minor,
                  license_id, coupon_id, old_expires, new_expires, old_anchor, old_term, at_version,
                  old_edition, old_seats, per_license)
             SELECT $1, $3, o.tkey, o.id, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
                    $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31
             FROM purchase_order o WHERE o.root_id = $1 AND o.id = $2",
        )
        .bind(tx.root())
        .bind(order.0)
        .bind(line.id.0)
        .bind(revision)
        .bind(place)
        .bind(line.kind.slug())
        .bind(product.vendor)
        .bind(product.id)
        .bind(line.edition)
        .bind(line.years)
        .bind(line.seats)
        .bind(i32::try_from(line.count).unwrap_or(i32::MAX))
        .bind(line.customer.as_ref().and_then(|(id, _)| Some((*id)?.0)))
        .bind(line.customer.as_ref().map(|(_, name)| name))
        .bind(line.customer.as_ref().map(|(_, name)| fold(name)))
        .bind(&line.wish)
        .bind(line.price.as_ref().map(|price| price.unit.minor))
        .bind(share(DiscountKind::Partner).unwrap_or_default())
        .bind(share(DiscountKind::Bulk).unwrap_or_default())
        .bind(share(DiscountKind::Program).unwrap_or_default())
        .bind(line.price.as_ref().map(|price| price.net.minor))
        .bind(line.license.map(|id| id.0))
        .bind(renewal.and_then(|part| Some(part.coupon?.0)))
        .bind(renewal.and_then(|part| part.old_expires))
        .bind(renewal.map(|part| part.new_expires))
        .bind(renewal.map(|part| part.old_anchor))
        .bind(renewal.and_then(|part| part.old_term))
        .bind(renewal.map(|part| part.at_version))
        .bind(renewal.and_then(|part| Some(part.migrated?.0)))
        .bind(renewal.and_then(|part| Some(part.migrated?.1)))
        .bind(line.price.as_ref().is_some_and(|price| price.per == Per::License))
        .execute(tx.conn())
        .await?;
        touched(&done)?;
    }
    Ok(())
}
