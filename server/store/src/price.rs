//! Price lists, and the terms that organizations buy on.

use crate::error::{Result, StoreError, touched};
use crate::order::{currency, percent};
use crate::tx::TenantTx;
use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::{OrgId, PriceListId};
use domain::money::Currency;
use domain::price::{ListPrice, MAX_LISTS, PriceList, PriceListDraft, TradeTerms};
use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

#[derive(FromRow)]
struct ListDbRow {
    id: Uuid,
    version: i32,
    name: String,
    currency: String,
    valid_from: NaiveDate,
    valid_until: Option<NaiveDate>,
    prices: Json<Vec<ListPrice>>,
}

impl TryFrom<ListDbRow> for PriceList {
    type Error = StoreError;
    fn try_from(row: ListDbRow) -> Result<Self> {
        Ok(Self {
            id: PriceListId(row.id),
            version: row.version,
            draft: PriceListDraft {
                name: row.name,
                currency: currency(&row.currency)?,
                from: row.valid_from,
                until: row.valid_until,
                prices: row.prices.0,
            },
        })
    }
}

/// The newest price lists of an organization. Who buys from it may read them, too, by a policy
/// of their own.
///
/// # Errors
/// Database errors.
pub async fn lists_of(tx: &mut TenantTx, seller: OrgId) -> Result<Vec<PriceList>> {
    let rows: Vec<ListDbRow> = sqlx::query_as(
        "SELECT id, version, name, currency, valid_from, valid_until, prices FROM price_list
         WHERE root_id = $1 AND org_id = $2 ORDER BY valid_from DESC, id DESC LIMIT $3",
    )
    .bind(tx.root())
    .bind(seller.0)
    .bind(i64::try_from(MAX_LISTS).unwrap_or(i64::MAX))
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Writes a new price list of an organization.
///
/// # Errors
/// [`StoreError::NotFound`] when it is not in scope.
pub async fn list_insert(
    tx: &mut TenantTx,
    seller: OrgId,
    list: &PriceList,
    now: DateTime<Utc>,
) -> Result<()> {
    let done = sqlx::query(
        "INSERT INTO price_list
             (root_id, id, tkey, org_id, name, currency, valid_from, valid_until, prices,
              created_at)
         SELECT $1, $2, o.tkey, o.id, $4, $5, $6, $7, $8, $9 FROM organization o
         WHERE o.root_id = $1 AND o.id = $3",
    )
    .bind(tx.root())
    .bind(list.id.0)
    .bind(seller.0)
    .bind(&list.draft.name)
    .bind(list.draft.currency.code())
    .bind(list.draft.from)
    .bind(list.draft.until)
    .bind(Json(&list.draft.prices))
    .bind(now)
    .execute(tx.conn())
    .await?;
    touched(&done)
}

/// Writes what a price list says, if it still has the version that it names.
///
/// # Errors
/// [`StoreError::Stale`] when it has another one.
pub async fn list_update(tx: &mut TenantTx, list: &PriceList) -> Result<()> {
    let done = sqlx::query(
        "UPDATE price_list SET name = $4, currency = $5, valid_from = $6, valid_until = $7,
             prices = $8, version = version + 1
         WHERE root_id = $1 AND id = $2 AND version = $3",
    )
    .bind(tx.root())
    .bind(list.id.0)
    .bind(list.version)
    .bind(&list.draft.name)
    .bind(list.draft.currency.code())
    .bind(list.draft.from)
    .bind(list.draft.until)
    .bind(Json(&list.draft.prices))
    .execute(tx.conn())
    .await?;
    stale(done.rows_affected(), list.id)
}

/// Deletes a price list, if it still has this version.
///
/// # Errors
/// [`StoreError::Stale`] when it has another one.
pub async fn list_delete(tx: &mut TenantTx, id: PriceListId, version: i32) -> Result<()> {
    let done =
        sqlx::query("DELETE FROM price_list WHERE root_id = $1 AND id = $2 AND version = $3")
            .bind(tx.root())
            .bind(id.0)
            .bind(version)
            .execute(tx.conn())
            .await?;
    stale(done.rows_affected(), id)
}

fn stale(touched: u64, id: PriceListId) -> Result<()> {
    if touched == 1 { Ok(()) } else { Err(StoreError::Stale { id: id.0 }) }
}

#[derive(FromRow)]
struct TermsDbRow {
    discount: i32,
    tax: i32,
    currency: Option<String>,
    margin: i32,
    tax_number: String,
    address: String,
    sale_terms: String,
    version: i32,
}

/// The terms that an organization buys on, with their version; of one that nobody has set any
/// for, those that give nothing, with version 0.
///
/// # Errors
/// Database errors.
pub async fn terms_get(tx: &mut TenantTx, org: OrgId) -> Result<(TradeTerms, i32)> {
    let row: Option<TermsDbRow> = sqlx::query_as(
        "SELECT discount, tax, currency, margin, tax_number, address, sale_terms, version
         FROM trade_terms WHERE root_id = $1 AND org_id = $2",
    )
    .bind(tx.root())
    .bind(org.0)
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok((TradeTerms::default(), 0)) };
    let wanted: Option<Currency> = row.currency.as_deref().map(currency).transpose()?;
    let terms = TradeTerms {
        discount: percent(row.discount),
        tax: percent(row.tax),
        currency: wanted,
        margin: percent(row.margin),
        tax_number: row.tax_number,
        address: row.address,
        sale_terms: row.sale_terms,
    };
    Ok((terms, row.version))
}

/// Writes an organization's terms, if they still have this version.
///
/// # Errors
/// [`StoreError::Stale`] when they have another one, or the organization is not in scope.
pub async fn terms_set(
    tx: &mut TenantTx,
    org: OrgId,
    version: i32,
    terms: &TradeTerms,
) -> Result<()> {
    let done = sqlx::query(
        "INSERT INTO trade_terms AS t
             (root_id, org_id, tkey, discount, tax, currency, margin, tax_number, address,
              sale_terms)
         SELECT $1, o.id, o.tkey, $4, $5, $6, $7, $8, $9, $10 FROM organization o
         WHERE o.root_id = $1 AND o.id = $2
         ON CONFLICT (root_id, org_id) DO UPDATE
         SET discount = excluded.discount, tax = excluded.tax, currency = excluded.currency,
             margin = excluded.margin, tax_number = excluded.tax_number,
             address = excluded.address, sale_terms = excluded.sale_terms,
             version = t.version + 1
         WHERE t.version = $3",
    )
    .bind(tx.root())
    .bind(org.0)
    .bind(version)
    .bind(i32::from(terms.discount.hundredths()))
    .bind(i32::from(terms.tax.hundredths()))
    .bind(terms.currency.map(Currency::code))
    .bind(i32::from(terms.margin.hundredths()))
    .bind(&terms.tax_number)
    .bind(&terms.address)
    .bind(&terms.sale_terms)
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale { id: org.0 }) }
}
