//! Licenses that are renewed by themselves.

use crate::error::{Result, touched};
use crate::tx::TenantTx;
use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::{LicenseId, PersonId};
use domain::renewal::AutoRenewal;
use sqlx::FromRow;
use uuid::Uuid;

/// A license whose end has come, and that is to be renewed by itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DueRenewal {
    /// The license.
    pub license: LicenseId,
    /// For how many years.
    pub years: i16,
    /// Who wanted it.
    pub person: PersonId,
}

#[derive(FromRow)]
struct DueDbRow {
    license_id: Uuid,
    years: i16,
    person_id: Uuid,
}

/// Whether a license of its present partner is renewed by itself.
///
/// # Errors
/// Database errors.
pub async fn auto_renewal_get(
    tx: &mut TenantTx,
    license: LicenseId,
) -> Result<Option<AutoRenewal>> {
    let row: Option<(i16, String)> = sqlx::query_as(
        "SELECT a.years, a.person_name FROM auto_renewal a
         JOIN license l ON l.root_id = a.root_id AND l.id = a.license_id
         JOIN organization o ON o.root_id = l.root_id AND o.id = l.partner_id AND o.tkey = a.tkey
         WHERE a.root_id = $1 AND a.license_id = $2",
    )
    .bind(tx.root())
    .bind(license.0)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|(years, person)| AutoRenewal { years, person }))
}

/// Lets a license be renewed by itself from now on, in somebody's name. The license keeps its
/// version, as that is not what it is: what was done to it before can still be undone.
///
/// # Errors
/// [`crate::StoreError::NotFound`] when the license or its partner is not in scope.
pub async fn auto_renewal_set(
    tx: &mut TenantTx,
    license: LicenseId,
    years: i16,
    (person, name): (PersonId, &str),
    now: DateTime<Utc>,
) -> Result<()> {
    let done = sqlx::query(
        "INSERT INTO auto_renewal
             (root_id, tkey, license_id, years, person_id, person_name, created_at)
         SELECT l.root_id, o.tkey, l.id, $3, $4, $5, $6 FROM license l
         JOIN organization o ON o.root_id = l.root_id AND o.id = l.partner_id
         WHERE l.root_id = $1 AND l.id = $2
         ON CONFLICT (root_id, license_id, tkey) DO UPDATE
         SET years = excluded.years, person_id = excluded.person_id,
             person_name = excluded.person_name, refused_at = NULL,
             created_at = excluded.created_at",
    )
    .bind(tx.root())
    .bind(license.0)
    .bind(years)
    .bind(person.0)
    .bind(name)
    .bind(now)
    .execute(tx.conn())
    .await?;
    touched(&done)?;
    license_marked(tx, license, Some(years)).await
}

/// Lets a license end.
///
/// # Errors
/// [`crate::StoreError::NotFound`] when the license is not in scope.
pub async fn auto_renewal_end(tx: &mut TenantTx, license: LicenseId) -> Result<()> {
    sqlx::query("DELETE FROM auto_renewal WHERE root_id = $1 AND license_id = $2")
        .bind(tx.root())
        .bind(license.0)
        .execute(tx.conn())
        .await?;
    license_marked(tx, license, None).await
}

/// Writes on the license itself what its grid shows.
async fn license_marked(tx: &mut TenantTx, license: LicenseId, years: Option<i16>) -> Result<()> {
    let done = sqlx::query("UPDATE license SET auto_years = $3 WHERE root_id = $1 AND id = $2")
        .bind(tx.root())
        .bind(license.0)
        .bind(years)
        .execute(tx.conn())
        .await?;
    touched(&done)
}

/// Licenses of the scope that are to be renewed by themselves, that end within these days (both
/// inclusive), and whose renewal was not refused at that end; those that end first first.
///
/// # Errors
/// Database errors.
pub async fn auto_renewals_due(
    tx: &mut TenantTx,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<DueRenewal>> {
    let rows: Vec<DueDbRow> = sqlx::query_as(
        "SELECT a.license_id, a.years, a.person_id FROM auto_renewal a
         JOIN license l ON l.root_id = a.root_id AND l.id = a.license_id
         JOIN organization o ON o.root_id = l.root_id AND o.id = l.partner_id AND o.tkey = a.tkey
         WHERE a.root_id = $1 AND l.expires BETWEEN $2 AND $3
           AND a.refused_at IS DISTINCT FROM l.expires
         ORDER BY l.expires, l.id",
    )
    .bind(tx.root())
    .bind(from)
    .bind(until)
    .fetch_all(tx.conn())
    .await?;
    let due = rows.into_iter().map(|row| DueRenewal {
        license: LicenseId(row.license_id),
        years: row.years,
        person: PersonId(row.person_id),
    });
    Ok(due.collect())
}

/// Notes that a license was not renewed by itself at this end; whether that is new.
///
/// # Errors
/// Database errors.
pub async fn auto_renewal_refused(
    tx: &mut TenantTx,
    license: LicenseId,
    end: NaiveDate,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE auto_renewal SET refused_at = $3
         WHERE root_id = $1 AND license_id = $2 AND refused_at IS DISTINCT FROM $3",
    )
    .bind(tx.root())
    .bind(license.0)
    .bind(end)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}
