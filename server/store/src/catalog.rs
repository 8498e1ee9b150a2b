//! The catalog's reference tables, which licenses refer to. Names and policies are read from
//! the catalog in memory; the tables hold the ids that exist.

use crate::error::Result;
use crate::pool::options;
use chrono::{DateTime, Utc};
use domain::catalog::Catalog;
use sqlx::{ConnectOptions, Connection, PgConnection};

/// What is loaded of one vendor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CatalogVersion {
    /// The vendor's code.
    pub vendor: String,
    /// The version its file names.
    pub version: i32,
    /// Digest of the file.
    pub digest: String,
}

/// Writes the catalog into the reference tables, as their owner, unless these versions are
/// loaded already; whether it wrote. Entries are never removed: old licenses name them.
///
/// # Errors
/// [`crate::StoreError::Duplicate`] when a code was given to another id.
pub async fn catalog_load(
    url: &str,
    catalog: &Catalog,
    versions: &[CatalogVersion],
    now: DateTime<Utc>,
) -> Result<bool> {
    let mut connection = options(url)?.connect().await?;
    let mut tx = connection.begin().await?;
    let loaded: Vec<(String, i32, String)> =
        sqlx::query_as("SELECT vendor, version, digest FROM catalog_version FOR UPDATE")
            .fetch_all(&mut *tx)
            .await?;
    let current = |wanted: &CatalogVersion| {
        loaded.iter().any(|(vendor, version, digest)| {
            (vendor, version, digest) == (&wanted.vendor, &wanted.version, &wanted.digest)
        })
    };
    let stale = !versions.iter().all(current);
    if stale {
        entries_write(&mut tx, catalog).await?;
        versions_write(&mut tx, versions, now).await?;
    }
    tx.commit().await?;
    connection.close().await?;
    Ok(stale)
}

async fn entries_write(tx: &mut PgConnection, catalog: &Catalog) -> Result<()> {
    sqlx::query(
        "INSERT INTO vendor (id, code, name)
         SELECT * FROM unnest($1::int[], $2::text[], $3::text[])
         ON CONFLICT (id) DO UPDATE SET code = excluded.code, name = excluded.name",
    )
    .bind(catalog.vendors.iter().map(|v| v.id).collect::<Vec<_>>())
    .bind(catalog.vendors.iter().map(|v| v.code.clone()).collect::<Vec<_>>())
    .bind(catalog.vendors.iter().map(|v| v.name.clone()).collect::<Vec<_>>())
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "INSERT INTO product (id, vendor_id, code, name)
         SELECT * FROM unnest($1::int[], $2::int[], $3::text[], $4::text[])
         ON CONFLICT (id) DO UPDATE
         SET vendor_id = excluded.vendor_id, code = excluded.code, name = excluded.name",
    )
    .bind(catalog.products.iter().map(|p| p.id).collect::<Vec<_>>())
    .bind(catalog.products.iter().map(|p| p.vendor).collect::<Vec<_>>())
    .bind(catalog.products.iter().map(|p| p.code.clone()).collect::<Vec<_>>())
    .bind(catalog.products.iter().map(|p| p.name.clone()).collect::<Vec<_>>())
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "INSERT INTO edition (id, product_id, code, name)
         SELECT * FROM unnest($1::int[], $2::int[], $3::text[], $4::text[])
         ON CONFLICT (id) DO UPDATE
         SET product_id = excluded.product_id, code = excluded.code, name = excluded.name",
    )
    .bind(catalog.editions.iter().map(|e| e.id).collect::<Vec<_>>())
    .bind(catalog.editions.iter().map(|e| e.product).collect::<Vec<_>>())
    .bind(catalog.editions.iter().map(|e| e.code.clone()).collect::<Vec<_>>())
    .bind(catalog.editions.iter().map(|e| e.name.clone()).collect::<Vec<_>>())
    .execute(tx)
    .await?;
    Ok(())
}

async fn versions_write(
    tx: &mut PgConnection,
    versions: &[CatalogVersion],
    now: DateTime<Utc>,
) -> Result<()> {
    for version in versions {
        sqlx::query(
            "INSERT INTO catalog_version (vendor, version, digest, loaded_at)
             VALUES ($1, $2, $3, $4)
             ON CONFLICT (vendor) DO UPDATE SET version = excluded.version,
                 digest = excluded.digest, loaded_at = excluded.loaded_at",
        )
        .bind(&version.vendor)
        .bind(version.version)
        .bind(&version.digest)
        .bind(now)
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}
