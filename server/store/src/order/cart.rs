//! Carts: what somebody is about to order.

use super::currency;
use crate::error::{Result, StoreError};
use crate::org::org_hold_own;
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::ids::{OrderId, OrderLineId, OrgId, PersonId};
use domain::money::Currency;
use domain::order::LineDraft;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

/// A line of a cart.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CartLine {
    /// Its id, which it keeps as the line of an order.
    pub id: OrderLineId,
    /// What is asked for.
    pub draft: LineDraft,
    /// What it cost, before tax, when it was put in or last changed; none without a price.
    pub seen: Option<i64>,
}

/// A cart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cart {
    /// Its id, which the order will have.
    pub id: OrderId,
    /// Raised by every write.
    pub version: i32,
    /// Who buys.
    pub buyer: OrgId,
    /// Who fills it.
    pub person: PersonId,
    /// Of all its prices.
    pub currency: Currency,
    /// What is in it.
    pub lines: Vec<CartLine>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct CartDbRow {
    id: Uuid,
    version: i32,
    org_id: Uuid,
    person_id: Uuid,
    currency: String,
    lines: Json<Vec<CartLine>>,
    created_at: DateTime<Utc>,
}

impl TryFrom<CartDbRow> for Cart {
    type Error = StoreError;
    fn try_from(row: CartDbRow) -> Result<Self> {
        Ok(Self {
            id: OrderId(row.id),
            version: row.version,
            buyer: OrgId(row.org_id),
            person: PersonId(row.person_id),
            currency: currency(&row.currency)?,
            lines: row.lines.0,
            created_at: row.created_at,
        })
    }
}

/// The statement that reads [`CartDbRow`]s.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, version, org_id, person_id, currency, lines, created_at FROM cart
             WHERE root_id = $1 AND person_id = $2 ",
            $rest
        )
    };
}

/// Somebody's carts, the one begun first first.
///
/// # Errors
/// Database errors.
pub async fn cart_list(tx: &mut TenantTx, person: PersonId) -> Result<Vec<Cart>> {
    let rows: Vec<CartDbRow> = sqlx::query_as(select!("ORDER BY id"))
        .bind(tx.root())
        .bind(person.0)
        .fetch_all(tx.conn())
        .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// One of somebody's carts.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn cart_get(tx: &mut TenantTx, person: PersonId, id: OrderId) -> Result<Cart> {
    read(tx, person, id, select!("AND id = $3")).await
}

/// The same, locked until the transaction ends, and who buys held before it: the scope's own
/// organization.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn cart_lock(tx: &mut TenantTx, person: PersonId, id: OrderId) -> Result<Cart> {
    org_hold_own(tx).await?;
    read(tx, person, id, select!("AND id = $3 FOR UPDATE")).await
}

async fn read(tx: &mut TenantTx, person: PersonId, id: OrderId, sql: &'static str) -> Result<Cart> {
    let row: Option<CartDbRow> = sqlx::query_as(sql)
        .bind(tx.root())
        .bind(person.0)
        .bind(id.0)
        .fetch_optional(tx.conn())
        .await?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// Somebody's cart of a currency, locked; a new one when there is none. Two who begin one at the
/// same moment get the same.
///
/// # Errors
/// [`StoreError::NotFound`] when the buyer is not in scope.
pub async fn cart_open(
    tx: &mut TenantTx,
    buyer: OrgId,
    person: PersonId,
    currency: Currency,
    now: DateTime<Utc>,
) -> Result<Cart> {
    sqlx::query(
        "INSERT INTO cart (root_id, id, tkey, org_id, person_id, currency, lines, created_at)
         SELECT $1, $2, o.tkey, o.id, $4, $5, '[]', $6 FROM organization o
         WHERE o.root_id = $1 AND o.id = $3
         ON CONFLICT (root_id, person_id, currency) DO NOTHING",
    )
    .bind(tx.root())
    .bind(Uuid::now_v7())
    .bind(buyer.0)
    .bind(person.0)
    .bind(currency.code())
    .bind(now)
    .execute(tx.conn())
    .await?;
    let row: Option<CartDbRow> = sqlx::query_as(select!("AND currency = $3 FOR UPDATE"))
        .bind(tx.root())
        .bind(person.0)
        .bind(currency.code())
        .fetch_optional(tx.conn())
        .await?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// Writes what is in a cart that was locked; it afterwards.
///
/// # Errors
/// [`StoreError::Stale`] when it has another version.
pub async fn cart_write(tx: &mut TenantTx, cart: Cart) -> Result<Cart> {
    let version: Option<i32> = sqlx::query_scalar(
        "UPDATE cart SET lines = $4, version = version + 1
         WHERE root_id = $1 AND id = $2 AND version = $3 RETURNING version",
    )
    .bind(tx.root())
    .bind(cart.id.0)
    .bind(cart.version)
    .bind(Json(&cart.lines))
    .fetch_optional(tx.conn())
    .await?;
    let version = version.ok_or(StoreError::Stale { id: cart.id.0 })?;
    Ok(Cart { version, ..cart })
}

/// Throws a cart away; whether it was there.
///
/// # Errors
/// Database errors.
pub async fn cart_delete(tx: &mut TenantTx, id: OrderId) -> Result<bool> {
    let sql = "DELETE FROM cart WHERE root_id = $1 AND id = $2";
    let done = sqlx::query(sql).bind(tx.root()).bind(id.0).execute(tx.conn()).await?;
    Ok(done.rows_affected() == 1)
}
