//! Renewals on record: orders whose lines moved licenses' ends, and what undoing them restores.

use super::line::{LineRow, RenewalPart, lines_insert, lines_of};
use super::{OrderRow, order_insert, order_number, order_update, orders_get};
use crate::error::{Result, StoreError};
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::catalog::Catalog;
use domain::ids::{LicenseId, OrderId, OrderLineId, PersonId};
use domain::license::LicenseRow;
use domain::order::{CheckoutDraft, LineKind, OrderState};
use domain::price::{LinePrice, Percent};
use domain::renewal::Recent;
use std::collections::HashMap;
use uuid::Uuid;

/// A renewal to be recorded, after it was written.
#[derive(Clone, PartialEq, Debug)]
pub struct NewRenewal<'a> {
    /// The order's id.
    pub id: OrderId,
    /// What it did to each license: of one partner, in one currency.
    pub lines: Vec<RenewedLine<'a>>,
    /// The tax on it.
    pub tax: Percent,
    /// Who ordered.
    pub person: (PersonId, String),
    /// When.
    pub placed_at: DateTime<Utc>,
    /// The order by which the buyer has asked for it, which is locked; it becomes this one's.
    pub request: Option<OrderRow>,
}

/// What was done to one license.
#[derive(Clone, PartialEq, Debug)]
pub struct RenewedLine<'a> {
    /// The line's id.
    pub id: OrderLineId,
    /// The license as it is now.
    pub license: &'a LicenseRow,
    /// How it was renewed.
    pub kind: LineKind,
    /// For how many years; 0 where its end was put on a day.
    pub years: i16,
    /// What it moved.
    pub part: RenewalPart,
    /// The price, of nothing for a coupon.
    pub price: LinePrice,
}

/// A renewal on record.
#[derive(Clone, PartialEq, Debug)]
pub struct Renewal {
    /// Its order.
    pub order: OrderRow,
    /// What it moved, each with its line; never empty.
    pub moved: Vec<Moved>,
}

/// What a renewal moved.
#[derive(Clone, PartialEq, Debug)]
pub struct Moved {
    /// The line.
    pub line: LineRow,
    /// The license.
    pub license: LicenseId,
    /// What it moved.
    pub part: RenewalPart,
}

impl Renewal {
    /// Whether it was taken back.
    #[must_use]
    pub fn undone(&self) -> bool {
        self.order.state == OrderState::Canceled
    }

    /// Whether it renewed this license and nothing else.
    #[must_use]
    pub fn is_of(&self, license: LicenseId) -> bool {
        matches!(&*self.moved, [moved] if moved.license == license)
    }
}

/// Records a renewal under the next number of the partner that holds the licenses, or under that
/// of its request, which is returned.
///
/// # Errors
/// [`StoreError::NotFound`] when the partner is not in scope, or there is no line.
pub async fn renewal_insert(
    tx: &mut TenantTx,
    catalog: &Catalog,
    new: &NewRenewal<'_>,
) -> Result<String> {
    let first = new.lines.first().ok_or(StoreError::NotFound)?;
    let fulfilled = OrderRow {
        id: new.id,
        version: 1,
        revision: 1,
        buyer: first.license.partner.clone(),
        number: String::new(),
        state: OrderState::Fulfilled,
        awaits: None,
        currency: first.price.net.currency,
        tax: new.tax,
        checkout: CheckoutDraft::default(),
        agreed_at: None,
        valid_until: None,
        reason: None,
        person: new.person.clone(),
        created_at: new.placed_at,
        placed_at: Some(new.placed_at),
    };
    let order = match &new.request {
        Some(request) => OrderRow {
            state: fulfilled.state,
            awaits: None,
            placed_at: fulfilled.placed_at,
            revision: request.revision + 1,
            ..request.clone()
        },
        None => {
            let number = order_number(tx, fulfilled.buyer.id, 'R').await?;
            OrderRow { number, ..fulfilled }
        }
    };
    let lines = new.lines.iter().map(|line| LineRow {
        id: line.id,
        kind: line.kind,
        edition: line.license.edition.id,
        years: line.years,
        seats: line.license.seats.unwrap_or(1),
        count: 1,
        customer: line.license.customer.as_ref().map(|org| (Some(org.id), org.name.clone())),
        wish: None,
        price: Some(line.price.clone()),
        license: Some(line.license.id),
        renewal: Some(line.part.clone()),
    });
    let lines: Vec<LineRow> = lines.collect();
    match &new.request {
        Some(_) => drop(order_update(tx, &order).await?),
        None => order_insert(tx, &order).await?,
    }
    lines_insert(tx, catalog, (order.id, order.revision), &lines).await?;
    Ok(order.number)
}

/// One renewal.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn renewal_get(tx: &mut TenantTx, id: OrderId) -> Result<Renewal> {
    renewals_get(tx, &[id]).await?.pop().ok_or(StoreError::NotFound)
}

/// Those of these orders that are in scope and did nothing but renew, in no particular order.
///
/// # Errors
/// Database errors.
pub async fn renewals_get(tx: &mut TenantTx, ids: &[OrderId]) -> Result<Vec<Renewal>> {
    let orders = orders_get(tx, ids).await?;
    let mut lines: HashMap<OrderId, Vec<LineRow>> = HashMap::new();
    for (order, line) in lines_of(tx, &orders).await? {
        lines.entry(order).or_default().push(line);
    }
    let renewal = |order: OrderRow| {
        let moved = lines.remove(&order.id)?.into_iter().map(|line| {
            let (license, part) = (line.license?, line.renewal.clone()?);
            Some(Moved { line, license, part })
        });
        let moved = moved.collect::<Option<Vec<_>>>()?;
        Some(Renewal { order, moved })
    };
    Ok(orders.into_iter().filter_map(renewal).collect())
}

/// The last renewal of each of these licenses since a moment, where it was not taken back. An end
/// that was put on another day is none.
///
/// # Errors
/// Database errors.
pub async fn renewals_recent(
    tx: &mut TenantTx,
    licenses: &[LicenseId],
    since: DateTime<Utc>,
) -> Result<HashMap<LicenseId, Recent>> {
    let rows: Vec<(Uuid, String, DateTime<Utc>)> = sqlx::query_as(
        "SELECT DISTINCT ON (l.license_id) l.license_id, p.number, p.placed_at
         FROM order_line l
         JOIN purchase_order p ON p.root_id = l.root_id AND p.id = l.order_id
             AND p.revision = l.revision
         WHERE l.root_id = $1 AND l.license_id = ANY($2) AND p.state = 'fulfilled'
           AND p.placed_at > $3 AND l.kind IN ('renewal', 'coupon-renewal', 'migration')
         ORDER BY l.license_id, p.placed_at DESC",
    )
    .bind(tx.root())
    .bind(licenses.iter().map(|id| id.0).collect::<Vec<_>>())
    .bind(since)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(license, number, at)| (LicenseId(license), Recent { number, at }))
        .collect())
}

/// Whether the renewal of a license waits for who sells it.
///
/// # Errors
/// Database errors.
pub async fn renewal_asked(tx: &mut TenantTx, license: LicenseId) -> Result<bool> {
    Ok(sqlx::query_scalar(
        "SELECT EXISTS (
             SELECT FROM order_line l
             JOIN purchase_order p ON p.root_id = l.root_id AND p.id = l.order_id
                 AND p.revision = l.revision
             WHERE l.root_id = $1 AND l.license_id = $2 AND p.state = 'quoted')",
    )
    .bind(tx.root())
    .bind(license.0)
    .fetch_one(tx.conn())
    .await?)
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
