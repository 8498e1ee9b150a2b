//! What was in use, one number per license and day.

use super::due::PlanCursor;
use crate::error::Result;
use crate::tx::TenantTx;
use chrono::NaiveDate;
use domain::billing::{Month, Snapshot};
use domain::ids::{LicenseId, OrgId};
use std::collections::HashMap;
use uuid::Uuid;

/// How far counting is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Taken {
    /// Numbers that were new, or higher than before.
    pub written: i64,
    /// Where to go on; none when all were counted.
    pub next: Option<PlanCursor>,
}

/// Counts the devices of a day of at most so many licenses that are charged by the month. A
/// number only ever rises. `late` says that the day's month was closed already.
///
/// # Errors
/// Database errors.
pub async fn usage_take(
    tx: &mut TenantTx,
    day: NaiveDate,
    late: bool,
    after: PlanCursor,
    limit: i64,
) -> Result<Taken> {
    // A number that is there may stand under the tenant key of before its license moved. It is
    // looked up license by license: of a day that has just begun Postgres knows nothing, takes it
    // to be empty, and would join by comparing each with each (100,000 licenses: 96 s). Where the
    // last license of the page has no number yet, nothing is looked up at all.
    let (seen, written, partner, license): (i64, i64, Option<Uuid>, Option<Uuid>) = sqlx::query_as(
        "WITH page AS (
             SELECT partner_id, id, tkey, used,
                    activated <= $2 AND (expires IS NULL OR expires >= $2) AS open
             FROM license
             WHERE root_id = $1 AND kind IN ('monthly', 'usage') AND activated IS NOT NULL
               AND (partner_id, id) > ($3, $4)
             ORDER BY partner_id, id LIMIT $5),
         begun AS MATERIALIZED (
             SELECT EXISTS (SELECT FROM usage_snapshot k
                 WHERE k.root_id = $1 AND k.day = $2 AND k.license_id = (
                     SELECT id FROM page WHERE open ORDER BY partner_id DESC, id DESC LIMIT 1)) AS yes),
         written AS (
             INSERT INTO usage_snapshot AS s (root_id, license_id, day, tkey, active)
             SELECT $1, p.id, $2, p.tkey, p.used FROM page p
             WHERE p.open AND CASE WHEN (SELECT yes FROM begun) THEN NOT COALESCE(
                 (SELECT k.active >= p.used AND k.tkey = p.tkey FROM usage_snapshot k
                  WHERE k.root_id = $1 AND k.license_id = p.id AND k.day = $2), false)
                 ELSE true END
             ORDER BY p.partner_id, p.id
             ON CONFLICT (root_id, license_id, day) DO UPDATE
                 SET active = GREATEST(s.active, excluded.active), tkey = excluded.tkey
                 WHERE s.active < excluded.active OR s.tkey <> excluded.tkey
             RETURNING license_id, tkey),
         late AS (
             INSERT INTO usage_late (root_id, license_id, month, tkey)
             SELECT $1, license_id, date_trunc('month', $2::date)::date, tkey
             FROM written WHERE $6
             ON CONFLICT DO NOTHING)
         SELECT (SELECT count(*) FROM page), (SELECT count(*) FROM written), last.partner_id, last.id
         FROM (SELECT) one
         LEFT JOIN (SELECT partner_id, id FROM page ORDER BY partner_id DESC, id DESC LIMIT 1) last
             ON true",
    )
    .bind(tx.root())
    .bind(day)
    .bind(after.partner.0)
    .bind(after.license.0)
    .bind(limit)
    .bind(late)
    .fetch_one(tx.conn())
    .await?;
    let last = partner.zip(license).map(|(partner, license)| PlanCursor {
        partner: OrgId(partner),
        license: LicenseId(license),
    });
    Ok(Taken { written, next: last.filter(|_| seen == limit) })
}

/// Writes what became known of a day of one license, if it is more than was known; whether it
/// was. `late` as in [`usage_take`].
///
/// # Errors
/// [`crate::StoreError::NotFound`] when the license is not in scope.
pub async fn usage_record(
    tx: &mut TenantTx,
    license: LicenseId,
    day: NaiveDate,
    active: i32,
    late: bool,
) -> Result<bool> {
    let (found, written): (bool, bool) = sqlx::query_as(
        "WITH it AS (SELECT id, tkey FROM license WHERE root_id = $1 AND id = $2),
         written AS (
             INSERT INTO usage_snapshot AS s (root_id, license_id, day, tkey, active)
             SELECT $1, id, $3, tkey, $4 FROM it
             ON CONFLICT (root_id, license_id, day) DO UPDATE
                 SET active = excluded.active, tkey = excluded.tkey
                 WHERE s.active < excluded.active
             RETURNING license_id, tkey),
         late AS (
             INSERT INTO usage_late (root_id, license_id, month, tkey)
             SELECT $1, license_id, date_trunc('month', $3::date)::date, tkey
             FROM written WHERE $5
             ON CONFLICT DO NOTHING)
         SELECT EXISTS (SELECT FROM it), EXISTS (SELECT FROM written)",
    )
    .bind(tx.root())
    .bind(license.0)
    .bind(day)
    .bind(active)
    .bind(late)
    .fetch_one(tx.conn())
    .await?;
    if found { Ok(written) } else { Err(crate::StoreError::NotFound) }
}

/// What is known of licenses from one day to another, and of each the last that was known before.
///
/// # Errors
/// Database errors.
pub async fn usage_of(
    tx: &mut TenantTx,
    licenses: &[LicenseId],
    (from, until): (NaiveDate, NaiveDate),
) -> Result<HashMap<LicenseId, Vec<Snapshot>>> {
    // One row a license: reading a row for each day takes longer than all the rest.
    let rows: Vec<(Uuid, Vec<NaiveDate>, Vec<i32>)> = sqlx::query_as(
        "SELECT w.id, u.days, u.numbers
         FROM unnest($2::uuid[]) AS w (id)
         CROSS JOIN LATERAL (
             SELECT COALESCE((SELECT max(b.day) FROM usage_snapshot b
                 WHERE b.root_id = $1 AND b.license_id = w.id AND b.day < $3), $3) AS day
             OFFSET 0) since
         CROSS JOIN LATERAL (
             SELECT array_agg(s.day) AS days, array_agg(s.active) AS numbers
             FROM usage_snapshot s
             WHERE s.root_id = $1 AND s.license_id = w.id AND s.day BETWEEN since.day AND $4) u
         WHERE u.days IS NOT NULL",
    )
    .bind(tx.root())
    .bind(licenses.iter().map(|id| id.0).collect::<Vec<_>>())
    .bind(from)
    .bind(until)
    .fetch_all(tx.conn())
    .await?;
    let of = |(id, days, numbers): (Uuid, Vec<NaiveDate>, Vec<i32>)| {
        let each = days.into_iter().zip(numbers);
        // The schema keeps numbers from falling below zero.
        let each = each.map(|(day, active)| Snapshot { day, active: active.unsigned_abs() });
        (LicenseId(id), each.collect())
    };
    Ok(rows.into_iter().map(of).collect())
}

/// A month of a license of which something was counted after it was closed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Late {
    /// The license.
    pub license: LicenseId,
    /// The month.
    pub month: Month,
}

/// Late months of the licenses of one partner, at most so many, with the partner.
///
/// # Errors
/// Database errors.
pub async fn late_next(tx: &mut TenantTx, limit: i64) -> Result<Option<(OrgId, Vec<Late>)>> {
    let rows: Vec<(Uuid, Uuid, NaiveDate)> = sqlx::query_as(
        "WITH late AS (
             SELECT l.partner_id, u.license_id, u.month FROM usage_late u
             JOIN license l ON l.root_id = u.root_id AND l.id = u.license_id
             WHERE u.root_id = $1)
         SELECT partner_id, license_id, month FROM late
         WHERE partner_id = (SELECT partner_id FROM late ORDER BY partner_id LIMIT 1)
         ORDER BY license_id, month LIMIT $2",
    )
    .bind(tx.root())
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    let Some((partner, ..)) = rows.first().copied() else { return Ok(None) };
    let late = rows.into_iter().map(|(_, license, first)| {
        Ok(Late { license: LicenseId(license), month: super::month(first)? })
    });
    Ok(Some((OrgId(partner), late.collect::<Result<_>>()?)))
}

/// Forgets that months were late.
///
/// # Errors
/// Database errors.
pub async fn late_done(tx: &mut TenantTx, late: &[Late]) -> Result<()> {
    sqlx::query(
        "DELETE FROM usage_late u USING unnest($2::uuid[], $3::date[]) AS d (license_id, month)
         WHERE u.root_id = $1 AND u.license_id = d.license_id AND u.month = d.month",
    )
    .bind(tx.root())
    .bind(late.iter().map(|late| late.license.0).collect::<Vec<_>>())
    .bind(late.iter().map(|late| late.month.first_day()).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}
