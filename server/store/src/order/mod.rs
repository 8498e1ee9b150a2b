//! Orders on record: who bought what from whom, and how far it is.

mod auto;
mod cart;
mod keys;
mod line;
mod renewal;

pub use auto::{
    DueRenewal, auto_renewal_end, auto_renewal_get, auto_renewal_refused, auto_renewal_set,
    auto_renewals_due,
};
pub use cart::{
    Cart, CartLine, cart_delete, cart_get, cart_list, cart_lock, cart_open, cart_write,
};
pub use keys::{keys_exchange, keys_insert, keys_of, keys_untouched};
pub use line::{LineRow, RenewalPart, lines_insert, lines_of};
pub use renewal::{
    Moved, NewRenewal, Renewal, RenewedLine, renewal_asked, renewal_cancel, renewal_get,
    renewal_insert, renewals_get, renewals_recent,
};

use crate::error::{Result, StoreError, touched};
use crate::org::org_hold;
use crate::tx::TenantTx;
use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::{OrderId, OrgId, PersonId};
use domain::license::OrgRef;
use domain::money::Currency;
use domain::order::{CheckoutDraft, OrderState, Payment, Side};
use domain::price::Percent;
use domain::text::fold;
use sqlx::FromRow;
use uuid::Uuid;

/// An order without its lines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrderRow {
    /// Its id.
    pub id: OrderId,
    /// Raised by every write.
    pub version: i32,
    /// Which of its lines hold.
    pub revision: i32,
    /// Who buys.
    pub buyer: OrgRef,
    /// Counts per buyer.
    pub number: String,
    /// How far it is.
    pub state: OrderState,
    /// Whose turn it is, where somebody has to say yes.
    pub awaits: Option<Side>,
    /// Of all its amounts.
    pub currency: Currency,
    /// The tax on it.
    pub tax: Percent,
    /// What was said at checkout.
    pub checkout: CheckoutDraft,
    /// When the buyer agreed to its seller's terms of sale.
    pub agreed_at: Option<DateTime<Utc>>,
    /// Until when its prices hold.
    pub valid_until: Option<NaiveDate>,
    /// Why it was declined or canceled.
    pub reason: Option<String>,
    /// Who made it.
    pub person: (PersonId, String),
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it was bought.
    pub placed_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct OrderDbRow {
    id: Uuid,
    version: i32,
    revision: i32,
    org_id: Uuid,
    org_name: String,
    number: String,
    state: String,
    awaits: Option<String>,
    currency: String,
    tax: i32,
    own_number: Option<String>,
    reference: Option<String>,
    payment: String,
    agreed_terms: Option<String>,
    agreed_at: Option<DateTime<Utc>>,
    valid_until: Option<NaiveDate>,
    reason: Option<String>,
    person_id: Uuid,
    person_name: String,
    created_at: DateTime<Utc>,
    placed_at: Option<DateTime<Utc>>,
}

impl TryFrom<OrderDbRow> for OrderRow {
    type Error = StoreError;
    fn try_from(row: OrderDbRow) -> Result<Self> {
        let side = |slug: String| {
            Side::from_slug(&slug).ok_or_else(|| StoreError::unknown("side of an order", slug))
        };
        Ok(Self {
            id: OrderId(row.id),
            version: row.version,
            revision: row.revision,
            buyer: OrgRef { id: OrgId(row.org_id), name: row.org_name },
            number: row.number,
            state: OrderState::from_slug(&row.state)
                .ok_or_else(|| StoreError::unknown("order state", row.state))?,
            awaits: row.awaits.map(side).transpose()?,
            currency: currency(&row.currency)?,
            tax: percent(row.tax),
            checkout: CheckoutDraft {
                own_number: row.own_number.unwrap_or_default(),
                reference: row.reference.unwrap_or_default(),
                payment: Payment::from_slug(&row.payment)
                    .ok_or_else(|| StoreError::unknown("payment", row.payment))?,
                agreed_terms: row.agreed_terms.unwrap_or_default(),
            },
            agreed_at: row.agreed_at,
            valid_until: row.valid_until,
            reason: row.reason,
            person: (PersonId(row.person_id), row.person_name),
            created_at: row.created_at,
            placed_at: row.placed_at,
        })
    }
}

/// A share as it is stored; the schema keeps it within range.
pub(crate) fn percent(hundredths: i32) -> Percent {
    Percent::from_hundredths(u16::try_from(hundredths).unwrap_or_default())
}

/// A currency as it is stored.
pub(crate) fn currency(code: &str) -> Result<Currency> {
    Currency::from_code(code).ok_or_else(|| StoreError::unknown("currency", code))
}

/// The statement that reads [`OrderDbRow`]s, with what their ids are.
macro_rules! select {
    ($which:literal) => {
        concat!(
            "SELECT p.id, p.version, p.revision, p.org_id, o.name AS org_name, p.number, p.state,
                    p.awaits, p.currency, p.tax, p.own_number, p.reference, p.payment,
                    p.agreed_terms, p.agreed_at, p.valid_until, p.reason, p.person_id, p.person_name, p.created_at, p.placed_at
             FROM purchase_order p
             JOIN organization o ON o.root_id = p.root_id AND o.id = p.org_id
             WHERE p.root_id = $1 AND p.id ",
            $which
        )
    };
}

/// One order.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn order_get(tx: &mut TenantTx, id: OrderId) -> Result<OrderRow> {
    read(tx, id, select!("= $2")).await
}

/// One order, locked until the transaction ends, and who buys held before it.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn order_lock(tx: &mut TenantTx, id: OrderId) -> Result<OrderRow> {
    buyers_hold(tx, &[id]).await?;
    read(tx, id, select!("= $2 FOR UPDATE OF p")).await
}

/// Holds who buys by these orders, as [`crate::org::org_hold`] does.
///
/// # Errors
/// Database errors.
pub async fn buyers_hold(tx: &mut TenantTx, ids: &[OrderId]) -> Result<()> {
    let buyers: Vec<Uuid> = sqlx::query_scalar(
        "SELECT DISTINCT org_id FROM purchase_order WHERE root_id = $1 AND id = ANY($2)",
    )
    .bind(tx.root())
    .bind(ids.iter().map(|id| id.0).collect::<Vec<_>>())
    .fetch_all(tx.conn())
    .await?;
    org_hold(tx, buyers.into_iter().map(OrgId)).await
}

/// Those of these orders that are in scope, in no particular order.
///
/// # Errors
/// Database errors.
pub(crate) async fn orders_get(tx: &mut TenantTx, ids: &[OrderId]) -> Result<Vec<OrderRow>> {
    let rows: Vec<OrderDbRow> = sqlx::query_as(select!("= ANY($2)"))
        .bind(tx.root())
        .bind(ids.iter().map(|id| id.0).collect::<Vec<_>>())
        .fetch_all(tx.conn())
        .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

async fn read(tx: &mut TenantTx, id: OrderId, sql: &'static str) -> Result<OrderRow> {
    let row: Option<OrderDbRow> =
        sqlx::query_as(sql).bind(tx.root()).bind(id.0).fetch_optional(tx.conn()).await?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// The next number of a buyer's orders, behind a letter: R for renewals, O for others. Whoever takes one keeps others of the same buyer waiting
/// until its transaction ends.
///
/// # Errors
/// [`StoreError::NotFound`] when the buyer is not in scope.
pub async fn order_number(tx: &mut TenantTx, buyer: OrgId, letter: char) -> Result<String> {
    let value: Option<i64> = sqlx::query_scalar(
        "INSERT INTO counter AS c (root_id, tkey, name, value)
         SELECT root_id, tkey, 'order', 1 FROM organization WHERE root_id = $1 AND id = $2
         ON CONFLICT (root_id, tkey, name) DO UPDATE SET value = c.value + 1 RETURNING value",
    )
    .bind(tx.root())
    .bind(buyer.0)
    .fetch_optional(tx.conn())
    .await?;
    Ok(format!("{letter}-{:06}", value.ok_or(StoreError::NotFound)?))
}

/// Writes a new order as it is, its version and revision included; its lines are written apart.
///
/// # Errors
/// [`StoreError::NotFound`] when the buyer is not in scope, [`StoreError::Duplicate`] when there
/// is an order of this id or number.
pub async fn order_insert(tx: &mut TenantTx, order: &OrderRow) -> Result<()> {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let own = text(&order.checkout.own_number);
    let reference = text(&order.checkout.reference);
    let done = sqlx::query(
        "INSERT INTO purchase_order
             (root_id, id, tkey, org_id, number, number_fold, state, awaits, currency, tax,
              own_number, own_fold, reference, reference_fold, payment, valid_until, reason,
              person_id, person_name, person_fold, created_at, placed_at, revision, version,
              agreed_terms, agreed_at)
         SELECT $1, $2, o.tkey, o.id, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
                $17, $18, $19, $20, $21, $22, $23, $24, $25
         FROM organization o WHERE o.root_id = $1 AND o.id = $3",
    )
    .bind(tx.root())
    .bind(order.id.0)
    .bind(order.buyer.id.0)
    .bind(&order.number)
    .bind(fold(&order.number))
    .bind(order.state.slug())
    .bind(order.awaits.map(Side::slug))
    .bind(order.currency.code())
    .bind(i32::from(order.tax.hundredths()))
    .bind(&own)
    .bind(own.as_deref().map(fold))
    .bind(&reference)
    .bind(reference.as_deref().map(fold))
    .bind(order.checkout.payment.slug())
    .bind(order.valid_until)
    .bind(&order.reason)
    .bind(order.person.0.0)
    .bind(&order.person.1)
    .bind(fold(&order.person.1))
    .bind(order.created_at)
    .bind(order.placed_at)
    .bind(order.revision)
    .bind(order.version)
    .bind(text(&order.checkout.agreed_terms))
    .bind(order.agreed_at)
    .execute(tx.conn())
    .await?;
    touched(&done)
}

/// Writes how far an order is, if it still has the version that it names; its new version.
///
/// # Errors
/// [`StoreError::Stale`] when it has another one.
pub async fn order_update(tx: &mut TenantTx, order: &OrderRow) -> Result<i32> {
    let version: Option<i32> = sqlx::query_scalar(
        "UPDATE purchase_order
         SET state = $4, awaits = $5, tax = $6, valid_until = $7, reason = $8, placed_at = $9,
             revision = $10, agreed_terms = $11, agreed_at = $12, version = version + 1
         WHERE root_id = $1 AND id = $2 AND version = $3 RETURNING version",
    )
    .bind(tx.root())
    .bind(order.id.0)
    .bind(order.version)
    .bind(order.state.slug())
    .bind(order.awaits.map(Side::slug))
    .bind(i32::from(order.tax.hundredths()))
    .bind(order.valid_until)
    .bind(&order.reason)
    .bind(order.placed_at)
    .bind(order.revision)
    .bind(Some(&order.checkout.agreed_terms).filter(|terms| !terms.is_empty()))
    .bind(order.agreed_at)
    .fetch_optional(tx.conn())
    .await?;
    version.ok_or(StoreError::Stale { id: order.id.0 })
}

/// Orders whose prices held until a day before `today` and to which nobody has said yes, at most
/// so many, locked; it waits for those that somebody works on.
///
/// # Errors
/// Database errors.
pub async fn orders_lapsed(
    tx: &mut TenantTx,
    today: NaiveDate,
    limit: i64,
) -> Result<Vec<OrderId>> {
    let ids: Vec<Uuid> = sqlx::query_scalar(
        "SELECT id FROM purchase_order
         WHERE root_id = $1 AND state IN ('quoted', 'approved') AND valid_until < $2
         ORDER BY id LIMIT $3 FOR UPDATE",
    )
    .bind(tx.root())
    .bind(today)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().map(OrderId).collect())
}
