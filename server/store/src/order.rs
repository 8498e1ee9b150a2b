//! Orders on record: what was renewed, for how much, and what undoing it restores.

use crate::error::{Result, StoreError, touched};
use crate::tx::TenantTx;
use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::{LicenseId, OrderId, PersonId};
use domain::money::{Currency, Money};
use sqlx::FromRow;
use uuid::Uuid;

/// What was ordered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OrderKind {
    /// A renewal that was bought.
    Renewal,
    /// A renewal that consumed a coupon.
    CouponRenewal,
}

/// Whether it holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OrderState {
    /// It holds.
    Placed,
    /// It was undone.
    Undone,
}

impl OrderKind {
    const fn slug(self) -> &'static str {
        match self {
            Self::Renewal => "renewal",
            Self::CouponRenewal => "coupon-renewal",
        }
    }
}

/// An order to be recorded; it lives at its license's organization.
#[derive(Clone, PartialEq, Debug)]
pub struct NewOrder {
    /// Its id.
    pub id: OrderId,
    /// What.
    pub kind: OrderKind,
    /// The license that was renewed.
    pub license: LicenseId,
    /// The coupon that it consumed.
    pub coupon: Option<LicenseId>,
    /// For how many years, 1 to 10.
    pub years: i16,
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
    /// The price, 0 for a coupon.
    pub price: Money,
    /// Who ordered.
    pub person: PersonId,
    /// When.
    pub placed_at: DateTime<Utc>,
}

/// An order on record.
#[derive(Clone, PartialEq, Debug)]
pub struct Order {
    /// Its human-readable number, unique among those of the organization that ordered.
    pub number: String,
    /// Whether it holds.
    pub state: OrderState,
    /// What was recorded.
    pub placed: NewOrder,
}

#[derive(FromRow)]
struct OrderDbRow {
    id: Uuid,
    number: String,
    kind: String,
    license_id: Uuid,
    coupon_id: Option<Uuid>,
    years: i16,
    old_expires: Option<NaiveDate>,
    new_expires: NaiveDate,
    old_anchor: i16,
    old_term: Option<i16>,
    at_version: i32,
    price_minor: i64,
    currency: String,
    state: String,
    person_id: Uuid,
    placed_at: DateTime<Utc>,
}

impl TryFrom<OrderDbRow> for Order {
    type Error = StoreError;
    fn try_from(row: OrderDbRow) -> Result<Self> {
        let kind = [OrderKind::Renewal, OrderKind::CouponRenewal]
            .into_iter()
            .find(|kind| kind.slug() == row.kind)
            .ok_or_else(|| StoreError::unknown("order kind", &row.kind))?;
        let state = match row.state.as_str() {
            "placed" => OrderState::Placed,
            "undone" => OrderState::Undone,
            other => return Err(StoreError::unknown("order state", other)),
        };
        let currency = Currency::from_code(&row.currency)
            .ok_or_else(|| StoreError::unknown("currency", &row.currency))?;
        let placed = NewOrder {
            id: OrderId(row.id),
            kind,
            license: LicenseId(row.license_id),
            coupon: row.coupon_id.map(LicenseId),
            years: row.years,
            old_expires: row.old_expires,
            new_expires: row.new_expires,
            old_anchor: row.old_anchor,
            old_term: row.old_term,
            at_version: row.at_version,
            price: Money { minor: row.price_minor, currency },
            person: PersonId(row.person_id),
            placed_at: row.placed_at,
        };
        Ok(Self { number: row.number, state, placed })
    }
}

/// Records an order under the next number of the organization that orders (the scope's own),
/// which is returned.
///
/// # Errors
/// [`StoreError::NotFound`] when the license is not in scope.
pub async fn order_insert(tx: &mut TenantTx, order: &NewOrder) -> Result<String> {
    let owner = tx.scope().lo;
    let value: i64 = sqlx::query_scalar(
        "INSERT INTO counter AS c (root_id, tkey, name, value) VALUES ($1, $2, 'order', 1)
         ON CONFLICT (root_id, tkey, name) DO UPDATE SET value = c.value + 1 RETURNING value",
    )
    .bind(tx.root())
    .bind(owner)
    .fetch_one(tx.conn())
    .await?;
    let number = format!("R-{value:06}");
    let done = sqlx::query(
        "INSERT INTO order_line
             (root_id, id, tkey, owner_tkey, number, kind, license_id, coupon_id, years, old_expires,
              new_expires, old_anchor, old_term, at_version, price_minor, currency, state,
              person_id, placed_at)
         SELECT $1, $2, l.tkey, $17, $3, $4, l.id, $6, $7, $8, $9, $10, $11, $12, $13, $14,
                'placed', $15, $16
         FROM license l WHERE l.root_id = $1 AND l.id = $5",
    )
    .bind(tx.root())
    .bind(order.id.0)
    .bind(&number)
    .bind(order.kind.slug())
    .bind(order.license.0)
    .bind(order.coupon.map(|id| id.0))
    .bind(order.years)
    .bind(order.old_expires)
    .bind(order.new_expires)
    .bind(order.old_anchor)
    .bind(order.old_term)
    .bind(order.at_version)
    .bind(order.price.minor)
    .bind(order.price.currency.code())
    .bind(order.person.0)
    .bind(order.placed_at)
    .bind(owner)
    .execute(tx.conn())
    .await?;
    touched(&done)?;
    Ok(number)
}

/// One order.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn order_get(tx: &mut TenantTx, id: OrderId) -> Result<Order> {
    orders_get(tx, &[id]).await?.pop().ok_or(StoreError::NotFound)
}

/// Those of these orders that are in scope, in no particular order.
///
/// # Errors
/// Database errors.
pub async fn orders_get(tx: &mut TenantTx, ids: &[OrderId]) -> Result<Vec<Order>> {
    let rows: Vec<OrderDbRow> = sqlx::query_as(
        "SELECT id, number, kind, license_id, coupon_id, years, old_expires, new_expires,
                old_anchor, old_term, at_version, price_minor, currency, state, person_id, placed_at
         FROM order_line WHERE root_id = $1 AND id = ANY($2)",
    )
    .bind(tx.root())
    .bind(ids.iter().map(|id| id.0).collect::<Vec<_>>())
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Marks an order as undone; whether it was not before.
///
/// # Errors
/// Database errors.
pub async fn order_mark_undone(tx: &mut TenantTx, id: OrderId) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE order_line SET state = 'undone'
         WHERE root_id = $1 AND id = $2 AND state = 'placed'",
    )
    .bind(tx.root())
    .bind(id.0)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
