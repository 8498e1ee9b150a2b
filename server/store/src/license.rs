//! Licenses: reading, locking, writing.

mod columns;
mod copy;
mod coupon;
mod row;

pub use copy::license_copy;
pub use coupon::{coupon_redeem, coupon_restore, coupon_take, coupons_for, coupons_for_many};
pub(crate) use row::{COLUMNS, LicenseDbRow, rows};

use crate::error::{Result, StoreError};
use crate::org::org_share;
use crate::tx::TenantTx;
use chrono::NaiveDate;
use columns::{Columns, INPUT, bind};
use domain::catalog::Catalog;
use domain::ids::{LicenseId, OrgId, Scope};
use domain::license::LicenseRow;
use domain::tenancy::Interval;
use futures::{Stream, StreamExt};
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, FromRow, Row};
use std::collections::HashMap;
use uuid::Uuid;

/// Rows of one statement: few round trips, and a bounded amount of memory.
const BATCH: usize = 1_000;

/// [`license_org`] of a row of [`INPUT`]. Not `coalesce`, which row-level security takes for
/// a function that might tell of hidden rows: it would read all organizations to be safe.
const ORG: &str = "CASE WHEN n.customer_id IS NULL THEN n.partner_id ELSE n.customer_id END";

/// The organization at whose tenant key a license lives: its customer, or the partner that
/// holds a coupon.
#[must_use]
pub fn license_org(row: &LicenseRow) -> OrgId {
    row.customer.as_ref().map_or(row.partner.id, |customer| customer.id)
}

/// One license.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn license_get(
    tx: &mut TenantTx,
    catalog: &Catalog,
    id: LicenseId,
) -> Result<LicenseRow> {
    let sql = format!("SELECT {COLUMNS} FROM license WHERE root_id = $1 AND id = $2");
    let row: Option<LicenseDbRow> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(tx.root())
        .bind(id.0)
        .fetch_optional(tx.conn())
        .await?;
    row.ok_or(StoreError::NotFound)?.into_row(catalog)
}

/// One license, locked until the transaction ends.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn license_lock(
    tx: &mut TenantTx,
    catalog: &Catalog,
    id: LicenseId,
) -> Result<LicenseRow> {
    licenses_lock(tx, catalog, &[id]).await?.pop().ok_or(StoreError::NotFound)
}

/// The licenses of these ids that are in scope, locked and returned in ascending order of
/// ids, so that two who lock the same ones do not wait for each other.
///
/// # Errors
/// Database errors.
pub async fn licenses_lock(
    tx: &mut TenantTx,
    catalog: &Catalog,
    ids: &[LicenseId],
) -> Result<Vec<LicenseRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM license WHERE root_id = $1 AND id = ANY($2) ORDER BY id FOR UPDATE"
    );
    let found: Vec<LicenseDbRow> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(tx.root())
        .bind(ids.iter().map(|id| id.0).collect::<Vec<_>>())
        .fetch_all(tx.conn())
        .await?;
    rows(found, catalog)
}

/// The licenses of these ids that are in scope, in ascending order of ids.
///
/// # Errors
/// Database errors.
pub async fn licenses_get(
    tx: &mut TenantTx,
    catalog: &Catalog,
    ids: &[LicenseId],
) -> Result<Vec<LicenseRow>> {
    let sql =
        format!("SELECT {COLUMNS} FROM license WHERE root_id = $1 AND id = ANY($2) ORDER BY id");
    let found: Vec<LicenseDbRow> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(tx.root())
        .bind(ids.iter().map(|id| id.0).collect::<Vec<_>>())
        .fetch_all(tx.conn())
        .await?;
    rows(found, catalog)
}

/// The licenses in use of a customer, the one that ends first first, those without an end last;
/// at most so many.
///
/// # Errors
/// Database errors.
pub async fn licenses_of(
    tx: &mut TenantTx,
    catalog: &Catalog,
    customer: OrgId,
    limit: i64,
) -> Result<Vec<LicenseRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM license
         WHERE root_id = $1 AND customer_id = $2 AND activated IS NOT NULL
           AND tkey = (SELECT o.tkey FROM organization o WHERE o.root_id = $1 AND o.id = $2)
         ORDER BY expires, id LIMIT $3"
    );
    let found: Vec<LicenseDbRow> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(tx.root())
        .bind(customer.0)
        .bind(limit)
        .fetch_all(tx.conn())
        .await?;
    rows(found, catalog)
}

/// A partner's licenses with these keys, coupons included, by key.
///
/// # Errors
/// Database errors.
pub async fn license_by_keys(
    tx: &mut TenantTx,
    catalog: &Catalog,
    partner: OrgId,
    keys: &[String],
) -> Result<Vec<LicenseRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM license
         JOIN (SELECT DISTINCT unnest($3::text[]) AS key) AS wanted ON key = license_key
         WHERE root_id = $1 AND partner_id = $2 ORDER BY license_key"
    );
    // Right after a large import nothing is known of the rows yet, and Postgres would compare
    // each of them with each key: minutes instead of a second.
    sqlx::query("SET LOCAL enable_nestloop = off").execute(tx.conn()).await?;
    let found: Vec<LicenseDbRow> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(tx.root())
        .bind(partner.0)
        .bind(keys)
        .fetch_all(tx.conn())
        .await?;
    sqlx::query("SET LOCAL enable_nestloop TO DEFAULT").execute(tx.conn()).await?;
    rows(found, catalog)
}

/// Writes a new license as it is, its version included.
///
/// # Errors
/// As [`licenses_insert_many`].
pub async fn license_insert(tx: &mut TenantTx, row: &LicenseRow) -> Result<()> {
    licenses_insert_many(tx, std::slice::from_ref(row)).await
}

/// Writes many new licenses.
///
/// # Errors
/// [`StoreError::Duplicate`] when a partner has a key already, [`StoreError::NotFound`] when
/// an organization is not in scope.
pub async fn licenses_insert_many(tx: &mut TenantTx, all: &[LicenseRow]) -> Result<()> {
    let sql = format!(
        "INSERT INTO license (root_id, tkey, {names})
         SELECT $1, o.tkey, {values} FROM {INPUT}
         JOIN organization o ON o.root_id = $1 AND o.id = {ORG} FOR KEY SHARE OF o",
        names = columns::names(""),
        values = columns::names("n."),
    );
    for batch in all.chunks(BATCH) {
        let columns = Columns::of(batch);
        let query = bind(sqlx::query(AssertSqlSafe(sql.clone())).bind(tx.root()), columns);
        let done = query.execute(tx.conn()).await?;
        if done.rows_affected() != batch.len() as u64 {
            return Err(StoreError::NotFound);
        }
    }
    Ok(())
}

/// Writes one license, if it still has the version of `before`; returns it with its new version.
///
/// # Errors
/// As [`licenses_update_many`].
pub async fn license_update(
    tx: &mut TenantTx,
    before: &LicenseRow,
    after: &LicenseRow,
) -> Result<LicenseRow> {
    let pairs = [(before.clone(), after.clone())];
    licenses_update_many(tx, &pairs).await?.pop().ok_or(StoreError::NotFound)
}

/// Writes many licenses, pairs of before and after, each if it still has the version of its
/// `before`; returns them with their new versions, in the same order. The id is `before`'s.
///
/// # Errors
/// [`StoreError::Stale`] for the first that has another version (or is not in scope): then
/// nothing of the transaction should be kept. [`StoreError::Duplicate`] when a partner has
/// the key already.
pub async fn licenses_update_many(
    tx: &mut TenantTx,
    pairs: &[(LicenseRow, LicenseRow)],
) -> Result<Vec<LicenseRow>> {
    let set = columns::NAMES
        .iter()
        .filter(|name| !matches!(**name, "id" | "version"))
        .map(|name| format!("{name} = n.{name}"))
        .collect::<Vec<_>>()
        .join(", ");
    let sql = format!(
        "UPDATE license l SET tkey = o.tkey, version = n.version + 1, {set} FROM {INPUT}
         JOIN organization o ON o.root_id = $1 AND o.id = {ORG}
         WHERE l.root_id = $1 AND l.id = n.id AND l.version = n.version
         RETURNING l.id, l.version"
    );
    org_share(tx, pairs.iter().filter_map(newly_at)).await?;
    let mut written = Vec::with_capacity(pairs.len());
    for batch in pairs.chunks(BATCH) {
        let asked: Vec<LicenseRow> = batch
            .iter()
            .map(|(before, after)| LicenseRow {
                id: before.id,
                version: before.version,
                ..after.clone()
            })
            .collect();
        let columns = Columns::of(&asked);
        let query = bind(sqlx::query(AssertSqlSafe(sql.clone())).bind(tx.root()), columns);
        let versions: HashMap<Uuid, i32> = query
            .fetch_all(tx.conn())
            .await?
            .into_iter()
            .map(|row| Ok((row.try_get("id")?, row.try_get("version")?)))
            .collect::<Result<_, sqlx::Error>>()?;
        for row in asked {
            let version = *versions.get(&row.id.0).ok_or(StoreError::Stale { id: row.id.0 })?;
            written.push(LicenseRow { version, ..row });
        }
    }
    Ok(written)
}

/// The organization that a license is given to by a change.
fn newly_at((before, after): &(LicenseRow, LicenseRow)) -> Option<OrgId> {
    (license_org(before) != license_org(after)).then(|| license_org(after))
}

/// Whether licenses of these tenant keys have a key that a license of a partner has, too.
///
/// # Errors
/// Database errors.
pub async fn licenses_clash(
    tx: &mut TenantTx,
    Interval { lo, hi }: Interval,
    partner: OrgId,
) -> Result<bool> {
    Ok(sqlx::query_scalar(
        "SELECT EXISTS (
             SELECT FROM license l
             JOIN license p ON p.root_id = l.root_id AND p.license_key = l.license_key
             WHERE l.root_id = $1 AND l.tkey BETWEEN $2 AND $3
               AND p.partner_id = $4 AND l.partner_id <> $4)",
    )
    .bind(tx.root())
    .bind(lo)
    .bind(hi)
    .bind(partner.0)
    .fetch_one(tx.conn())
    .await?)
}

/// How many licenses the scope holds, counted up to a limit.
///
/// # Errors
/// Database errors.
pub async fn license_count_to(tx: &mut TenantTx, limit: u64) -> Result<u64> {
    let scope = tx.scope();
    let count: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM (SELECT FROM license
         WHERE root_id = $1 AND tkey BETWEEN $2 AND $3 LIMIT $4) AS counted",
    )
    .bind(scope.root.0)
    .bind(scope.lo)
    .bind(scope.hi)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_one(tx.conn())
    .await?;
    Ok(count.unsigned_abs())
}

/// Reads all licenses of the scope with their tenant keys, in the order of ids, so many at a
/// time.
///
/// # Errors
/// Each item may be a database error, after which the stream ends.
pub fn license_each<'a>(
    tx: &'a mut TenantTx,
    catalog: &'a Catalog,
    size: usize,
) -> impl Stream<Item = Result<Vec<(i64, LicenseRow)>>> + Send + 'a {
    let Scope { root, lo, hi } = tx.scope();
    let sql = AssertSqlSafe(every((root.0, lo, hi)));
    let rows = sqlx::query(sql).persistent(false).fetch(tx.conn());
    rows.chunks(size)
        .map(move |chunk| chunk.into_iter().map(|row| with_tkey(&row?, catalog)).collect())
}

/// All licenses whose tenant key lies in a range (both ends inclusive), with their tenant
/// keys.
///
/// # Errors
/// Database errors.
pub async fn licenses_within(
    tx: &mut TenantTx,
    catalog: &Catalog,
    (lo, hi): (i64, i64),
) -> Result<Vec<(i64, LicenseRow)>> {
    let sql = every((tx.root(), lo, hi));
    let rows = sqlx::query(AssertSqlSafe(sql)).persistent(false).fetch_all(tx.conn()).await?;
    rows.iter().map(|row| with_tkey(row, catalog)).collect()
}

fn every((root, lo, hi): (i64, i64, i64)) -> String {
    format!(
        "SELECT tkey, {COLUMNS} FROM license \
         WHERE root_id = {root} AND tkey BETWEEN {lo} AND {hi} ORDER BY id"
    )
}

fn with_tkey(row: &PgRow, catalog: &Catalog) -> Result<(i64, LicenseRow)> {
    Ok((row.try_get("tkey")?, LicenseDbRow::from_row(row)?.into_row(catalog)?))
}

/// How many licenses the scope holds.
///
/// # Errors
/// Database errors.
pub async fn license_count(tx: &mut TenantTx) -> Result<u64> {
    let scope = tx.scope();
    let count: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM license WHERE root_id = $1 AND tkey BETWEEN $2 AND $3",
    )
    .bind(scope.root.0)
    .bind(scope.lo)
    .bind(scope.hi)
    .fetch_one(tx.conn())
    .await?;
    Ok(count.unsigned_abs())
}

/// The products that a customer has in use, trials aside: of its licenses but this one, and of its
/// entitlements.
///
/// # Errors
/// Database errors.
pub async fn products_in_use(
    tx: &mut TenantTx,
    customer: OrgId,
    but: LicenseId,
    today: NaiveDate,
) -> Result<Vec<i32>> {
    let rows: Vec<(i32,)> = sqlx::query_as(
        "SELECT product_id FROM license
         WHERE root_id = $1 AND customer_id = $2 AND id <> $3 AND kind <> 'trial'
           AND activated IS NOT NULL AND redeemed_by IS NULL
           AND (expires IS NULL OR expires >= $4)
         UNION
         SELECT product_id FROM entitlement
         WHERE root_id = $1 AND org_id = $2 AND kind <> 'trial' AND state = 'active'
           AND starts <= $4 AND (ends IS NULL OR ends >= $4)",
    )
    .bind(tx.root())
    .bind(customer.0)
    .bind(but.0)
    .bind(today)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(product,)| product).collect())
}
