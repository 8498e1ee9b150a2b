//! Keys that were bought elsewhere and wait to be claimed.

use crate::error::{Result, StoreError};
use crate::tx::TenantTx;
use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::Catalog;
use domain::ids::{LicenseId, OrgId, PersonId, StrayKeyId};
use domain::stray::{StrayKey, StrayKeyView};
use domain::text::fold;
use sha2::{Digest, Sha256};
use sqlx::FromRow;
use uuid::Uuid;

/// Who enters keys, and when.
#[derive(Clone, Copy, Debug)]
pub struct Enterer {
    /// The organization that sold them.
    pub org: OrgId,
    /// The person.
    pub person: PersonId,
    /// When.
    pub at: DateTime<Utc>,
}

/// A key that may be claimed.
#[derive(Clone, Debug)]
pub struct StrayRow {
    /// The organization that sold it.
    pub org: OrgId,
    /// What was entered.
    pub key: StrayKey,
}

fn hash(key: &str) -> Vec<u8> {
    Sha256::digest(fold(key).as_bytes()).to_vec()
}

/// Writes keys, unless one is there already: of this organization, or as a license in scope. The
/// folded keys of those that were not written.
///
/// # Errors
/// Database errors.
pub async fn stray_insert_many(
    tx: &mut TenantTx,
    catalog: &Catalog,
    keys: &[StrayKey],
    by: Enterer,
) -> Result<Vec<String>> {
    let mut known: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT key_fold FROM license WHERE root_id = $1 AND key_fold = ANY($2)",
    )
    .bind(tx.root())
    .bind(keys.iter().map(|key| fold(&key.key)).collect::<Vec<_>>())
    .fetch_all(tx.conn())
    .await?;
    for key in keys {
        let edition = catalog.edition(key.edition);
        let product = edition.and_then(|edition| catalog.product(edition.product));
        let done = sqlx::query(
            "INSERT INTO stray_key (root_id, id, tkey, org_id, license_key, key_fold, key_hash,
                 vendor_id, product_id, edition_id, seats, years, purchased, lapses, person_id,
                 created_at)
             SELECT $1, $2, o.tkey, o.id, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15
             FROM organization o WHERE o.root_id = $1 AND o.id = $3
             ON CONFLICT (root_id, org_id, key_hash) DO NOTHING",
        )
        .bind(tx.root())
        .bind(Uuid::now_v7())
        .bind(by.org.0)
        .bind(&key.key)
        .bind(fold(&key.key))
        .bind(hash(&key.key))
        .bind(product.map(|product| product.vendor))
        .bind(product.map(|product| product.id))
        .bind(key.edition)
        .bind(key.seats)
        .bind(key.years)
        .bind(key.purchased)
        .bind(key.lapses)
        .bind(by.person.0)
        .bind(by.at)
        .execute(tx.conn())
        .await?;
        if done.rows_affected() == 0 {
            known.push(fold(&key.key));
        }
    }
    Ok(known)
}

/// What an organization entered, the newest first; at most so many.
///
/// # Errors
/// Database errors.
pub async fn stray_list(
    tx: &mut TenantTx,
    catalog: &Catalog,
    org: OrgId,
    limit: i64,
) -> Result<Vec<StrayKeyView>> {
    type Row = (Uuid, String, i32, i32, i16, Option<NaiveDate>, Option<DateTime<Utc>>);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT id, license_key, edition_id, seats, years, lapses, claimed_at FROM stray_key
         WHERE root_id = $1 AND org_id = $2 ORDER BY created_at DESC, id DESC LIMIT $3",
    )
    .bind(tx.root())
    .bind(org.0)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    let view = |(id, key, edition, seats, years, lapses, claimed)| {
        let edition = catalog.edition(edition).map(|edition| edition.name.clone());
        let edition = edition.unwrap_or_default();
        StrayKeyView { id: StrayKeyId(id), key, edition, seats, years, lapses, claimed }
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Takes back a key that an organization entered, as long as it waits: what was typed.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none, or it was claimed.
pub async fn stray_delete(tx: &mut TenantTx, org: OrgId, id: StrayKeyId) -> Result<String> {
    let key = sqlx::query_scalar(
        "DELETE FROM stray_key
         WHERE root_id = $1 AND org_id = $2 AND id = $3 AND claimed_by IS NULL
         RETURNING license_key",
    )
    .bind(tx.root())
    .bind(org.0)
    .bind(id.0)
    .fetch_optional(tx.conn())
    .await?;
    key.ok_or(StoreError::NotFound)
}

/// Whose license a key is already, in the whole scope, folded: licenses with their partners.
///
/// # Errors
/// Database errors.
pub async fn key_holders(tx: &mut TenantTx, key: &str) -> Result<Vec<(LicenseId, OrgId)>> {
    let rows: Vec<(Uuid, Uuid)> = sqlx::query_as(
        "SELECT id, partner_id FROM license WHERE root_id = $1 AND key_fold = $2 ORDER BY id",
    )
    .bind(tx.root())
    .bind(fold(key))
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(id, partner)| (LicenseId(id), OrgId(partner))).collect())
}

#[derive(FromRow)]
struct StrayDbRow {
    org_id: Uuid,
    license_key: String,
    edition_id: i32,
    seats: i32,
    years: i16,
    purchased: NaiveDate,
    lapses: Option<NaiveDate>,
}

/// Claims a key that one of these organizations sold, if it waits and has not lapsed: of several
/// who do so at once exactly one gets it.
///
/// # Errors
/// Database errors.
pub async fn stray_claim(
    tx: &mut TenantTx,
    key: &str,
    sellers: &[OrgId],
    by: Enterer,
) -> Result<Option<StrayRow>> {
    let row: Option<StrayDbRow> = sqlx::query_as(
        "UPDATE stray_key SET claimed_by = $4, claimed_at = $5
         WHERE root_id = $1 AND claimed_by IS NULL AND id = (
             SELECT id FROM stray_key
             WHERE root_id = $1 AND org_id = ANY($2) AND key_hash = $3 AND claimed_by IS NULL
               AND (lapses >= $6 OR lapses IS NULL)
             ORDER BY id LIMIT 1)
         RETURNING org_id, license_key, edition_id, seats, years, purchased, lapses",
    )
    .bind(tx.root())
    .bind(sellers.iter().map(|org| org.0).collect::<Vec<_>>())
    .bind(hash(key))
    .bind(by.org.0)
    .bind(by.at)
    .bind(by.at.date_naive())
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| StrayRow {
        org: OrgId(row.org_id),
        key: StrayKey {
            key: row.license_key,
            edition: row.edition_id,
            seats: row.seats,
            years: row.years,
            purchased: row.purchased,
            lapses: row.lapses,
        },
    }))
}
