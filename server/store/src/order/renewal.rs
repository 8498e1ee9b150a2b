//! Renewals on record: orders of one line that moved a license's end, and what undoing them
//! restores.

use super::line::{LineRow, RenewalPart, lines_insert, lines_of};
use super::{OrderRow, order_insert, order_number, orders_get};
use crate::error::{Result, StoreError};
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::catalog::Catalog;
use domain::ids::{OrderId, OrderLineId, PersonId};
use domain::license::LicenseRow;
use domain::order::{CheckoutDraft, LineKind, OrderState};
use domain::price::{LinePrice, Percent};
use std::collections::HashMap;

/// A renewal to be recorded, after it was written.
#[derive(Clone, PartialEq, Debug)]
pub struct NewRenewal<'a> {
    /// The order's id, and its line's.
    pub id: OrderId,
    /// The license as it is now.
    pub license: &'a LicenseRow,
    /// By purchase or with a coupon.
    pub kind: LineKind,
    /// What it moved.
    pub part: RenewalPart,
    /// The price, of nothing for a coupon.
    pub price: LinePrice,
    /// The tax on it.
    pub tax: Percent,
    /// Who ordered.
    pub person: (PersonId, String),
    /// When.
    pub placed_at: DateTime<Utc>,
}

/// A renewal on record.
#[derive(Clone, PartialEq, Debug)]
pub struct Renewal {
    /// Its order.
    pub order: OrderRow,
    /// Its line.
    pub line: LineRow,
    /// What it moved.
    pub part: RenewalPart,
}

impl Renewal {
    /// Whether it was taken back.
    #[must_use]
    pub fn undone(&self) -> bool {
        self.order.state == OrderState::Canceled
    }
}

/// Records a renewal under the next number of the partner that holds the license, which is
/// returned.
///
/// # Errors
/// [`StoreError::NotFound`] when the partner is not in scope.
pub async fn renewal_insert(
    tx: &mut TenantTx,
    catalog: &Catalog,
    new: &NewRenewal<'_>,
) -> Result<String> {
    let license = new.license;
    let number = order_number(tx, license.partner.id, 'R').await?;
    let order = OrderRow {
        id: new.id,
        version: 1,
        revision: 1,
        buyer: license.partner.clone(),
        number: number.clone(),
        state: OrderState::Fulfilled,
        awaits: None,
        currency: new.price.net.currency,
        tax: new.tax,
        checkout: CheckoutDraft::default(),
        valid_until: None,
        reason: None,
        person: new.person.clone(),
        created_at: new.placed_at,
        placed_at: Some(new.placed_at),
    };
    let line = LineRow {
        id: OrderLineId(new.id.0),
        kind: new.kind,
        edition: license.edition.id,
        years: license.term_years.unwrap_or(1),
        seats: license.seats.unwrap_or(1),
        count: 1,
        customer: license.customer.as_ref().map(|org| (Some(org.id), org.name.clone())),
        wish: None,
        price: Some(new.price.clone()),
        license: Some(license.id),
        renewal: Some(new.part.clone()),
    };
    order_insert(tx, &order).await?;
    lines_insert(tx, catalog, (new.id, 1), &[line]).await?;
    Ok(number)
}

/// One renewal.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn renewal_get(tx: &mut TenantTx, id: OrderId) -> Result<Renewal> {
    renewals_get(tx, &[id]).await?.pop().ok_or(StoreError::NotFound)
}

/// Those of these renewals that are in scope, in no particular order.
///
/// # Errors
/// Database errors.
pub async fn renewals_get(tx: &mut TenantTx, ids: &[OrderId]) -> Result<Vec<Renewal>> {
    let orders = orders_get(tx, ids).await?;
    let lines = lines_of(tx, &orders).await?;
    let mut orders: HashMap<OrderId, OrderRow> =
        orders.into_iter().map(|order| (order.id, order)).collect();
    // An order of several lines is left at the second: it is gone from the map by then.
    let renewal = |(id, line): (OrderId, LineRow)| {
        let part = line.renewal.clone()?;
        Some(Renewal { order: orders.remove(&id)?, line, part })
    };
    Ok(lines.into_iter().filter_map(renewal).collect())
}

/// Marks a renewal as taken back; whether it was not before.
///
/// # Errors
/// Database errors.
pub async fn renewal_cancel(tx: &mut TenantTx, id: OrderId) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE purchase_order SET state = 'canceled', version = version + 1
         WHERE root_id = $1 AND id = $2 AND state = 'fulfilled'",
    )
    .bind(tx.root())
    .bind(id.0)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
