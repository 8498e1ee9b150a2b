//! Reminders: what partners decide about them, what is due, and what was sent.

use crate::error::{Result, StoreError};
use crate::license::{COLUMNS, LicenseDbRow, rows};
use crate::pool::Store;
use crate::tx::TenantTx;
use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::Catalog;
use domain::ids::{LicenseId, OrgId, PersonId};
use domain::license::LicenseRow;
use domain::people::{Language, Role};
use domain::policy::Grants;
use domain::reminder::{Audience, ReminderKey, ReminderSettings, Topic};
use sqlx::types::Json;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

/// What a partner decided about its reminders, with its version; what holds where nobody has
/// decided anything has version 0.
///
/// # Errors
/// Database errors.
pub async fn settings_get(tx: &mut TenantTx, org: OrgId) -> Result<(ReminderSettings, i32)> {
    let row: Option<(Json<ReminderSettings>, i32)> = sqlx::query_as(
        "SELECT settings, version FROM reminder_settings WHERE root_id = $1 AND org_id = $2",
    )
    .bind(tx.root())
    .bind(org.0)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|(settings, version)| (settings.0, version)).unwrap_or_default())
}

/// Writes what a partner decided, if it still has this version.
///
/// # Errors
/// [`StoreError::Stale`] when it has another one, or the partner is not in scope.
pub async fn settings_set(
    tx: &mut TenantTx,
    org: OrgId,
    version: i32,
    settings: &ReminderSettings,
) -> Result<()> {
    let done = sqlx::query(
        "INSERT INTO reminder_settings AS s (root_id, org_id, tkey, settings)
         SELECT $1, o.id, o.tkey, $4 FROM organization o WHERE o.root_id = $1 AND o.id = $2
         ON CONFLICT (root_id, org_id) DO UPDATE
         SET settings = excluded.settings, version = s.version + 1 WHERE s.version = $3",
    )
    .bind(tx.root())
    .bind(org.0)
    .bind(version)
    .bind(Json(settings))
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale { id: org.0 }) }
}

/// The last day on which all reminders of the root were sent.
///
/// # Errors
/// Database errors.
pub async fn reminder_day(tx: &mut TenantTx) -> Result<Option<NaiveDate>> {
    Ok(sqlx::query_scalar("SELECT day FROM reminder_head WHERE root_id = $1")
        .bind(tx.root())
        .fetch_optional(tx.conn())
        .await?)
}

/// Notes that all reminders of a day were sent.
///
/// # Errors
/// Database errors.
pub async fn reminder_day_done(tx: &mut TenantTx, day: NaiveDate) -> Result<()> {
    sqlx::query(
        "INSERT INTO reminder_head AS h (root_id, day) VALUES ($1, $2)
         ON CONFLICT (root_id) DO UPDATE SET day = GREATEST(h.day, excluded.day)",
    )
    .bind(tx.root())
    .bind(day)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Active partners in scope, in the order of their ids.
///
/// # Errors
/// Database errors.
pub async fn reminder_partners(tx: &mut TenantTx) -> Result<Vec<OrgId>> {
    let ids: Vec<Uuid> = sqlx::query_scalar(
        "SELECT id FROM organization
         WHERE root_id = $1 AND kind = 'partner' AND state = 'active' ORDER BY id",
    )
    .bind(tx.root())
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().map(OrgId).collect())
}

/// Licenses, trials and coupons of a partner whose last day lies between two days (both ends
/// inclusive), in the order of their ids; those that are renewed by themselves are left out,
/// unless that was refused.
///
/// # Errors
/// Database errors.
pub async fn ends_between(
    tx: &mut TenantTx,
    catalog: &Catalog,
    partner: OrgId,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<LicenseRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM license
         WHERE root_id = $1 AND partner_id = $2 AND kind IN ('term', 'trial')
           AND redeemed_by IS NULL AND expires BETWEEN $3 AND $4
           AND NOT EXISTS (SELECT FROM auto_renewal a
               JOIN organization o ON o.root_id = $1 AND o.id = $2 AND o.tkey = a.tkey
               WHERE a.root_id = $1 AND a.license_id = license.id
                 AND a.refused_at IS DISTINCT FROM license.expires)
         ORDER BY id"
    );
    let found: Vec<LicenseDbRow> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(tx.root())
        .bind(partner.0)
        .bind(from)
        .bind(until)
        .fetch_all(tx.conn())
        .await?;
    rows(found, catalog)
}

/// The same of everybody in scope, the nearest end first, at most so many.
///
/// # Errors
/// Database errors.
pub async fn ends_in_scope(
    tx: &mut TenantTx,
    catalog: &Catalog,
    (from, until): (NaiveDate, NaiveDate),
    limit: i64,
) -> Result<Vec<LicenseRow>> {
    let scope = tx.scope();
    let sql = format!(
        "SELECT {COLUMNS} FROM license
         WHERE root_id = $1 AND tkey BETWEEN $2 AND $3 AND kind IN ('term', 'trial')
           AND redeemed_by IS NULL AND expires BETWEEN $4 AND $5
         ORDER BY expires, id LIMIT $6"
    );
    let found: Vec<LicenseDbRow> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(scope.root.0)
        .bind(scope.lo)
        .bind(scope.hi)
        .bind(from)
        .bind(until)
        .bind(limit)
        .fetch_all(tx.conn())
        .await?;
    rows(found, catalog)
}

#[derive(FromRow)]
struct KeyDbRow {
    license_id: Uuid,
    period_end: NaiveDate,
    step: i16,
    audience: String,
}

impl TryFrom<KeyDbRow> for ReminderKey {
    type Error = StoreError;
    fn try_from(row: KeyDbRow) -> Result<Self> {
        Ok(Self {
            license: LicenseId(row.license_id),
            period_end: row.period_end,
            step: u16::try_from(row.step).map_err(|_| StoreError::unknown("step", row.step))?,
            audience: Audience::from_slug(&row.audience)
                .ok_or_else(|| StoreError::unknown("audience", &row.audience))?,
        })
    }
}

/// What was sent of these licenses.
///
/// # Errors
/// Database errors.
pub async fn sent_of(tx: &mut TenantTx, licenses: &[LicenseId]) -> Result<Vec<ReminderKey>> {
    let rows: Vec<KeyDbRow> = sqlx::query_as(
        "SELECT license_id, period_end, step, audience FROM reminder_sent
         WHERE root_id = $1 AND license_id = ANY($2)",
    )
    .bind(tx.root())
    .bind(licenses.iter().map(|id| id.0).collect::<Vec<_>>())
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Writes down that reminders are sent, with the transaction that sends them; those that were
/// not written down before. Whoever writes the same ones meanwhile is waited for.
///
/// # Errors
/// Database errors.
pub async fn sent_claim(
    tx: &mut TenantTx,
    keys: &[ReminderKey],
    now: DateTime<Utc>,
) -> Result<Vec<ReminderKey>> {
    let mut keys = keys.to_vec();
    // Two who write the same ones do so in the same order.
    keys.sort_unstable();
    let rows: Vec<KeyDbRow> = sqlx::query_as(
        "INSERT INTO reminder_sent (root_id, license_id, period_end, step, audience, tkey, at)
         SELECT $1, k.license_id, k.period_end, k.step, k.audience, l.tkey, $2
         FROM unnest($3::uuid[], $4::date[], $5::smallint[], $6::text[])
              WITH ORDINALITY AS k (license_id, period_end, step, audience, place)
         JOIN license l ON l.root_id = $1 AND l.id = k.license_id
         ORDER BY k.place
         ON CONFLICT DO NOTHING RETURNING license_id, period_end, step, audience",
    )
    .bind(tx.root())
    .bind(now)
    .bind(keys.iter().map(|key| key.license.0).collect::<Vec<_>>())
    .bind(keys.iter().map(|key| key.period_end).collect::<Vec<_>>())
    .bind(keys.iter().map(|key| i16::try_from(key.step).unwrap_or(i16::MAX)).collect::<Vec<_>>())
    .bind(keys.iter().map(|key| key.audience.slug()).collect::<Vec<_>>())
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Somebody who signs in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reader {
    /// Who.
    pub person: PersonId,
    /// Display name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The language of its profile.
    pub language: Option<Language>,
    /// What it may do.
    pub grants: Grants,
}

type ReaderRow = (Uuid, String, String, Option<String>, String, Option<Vec<String>>);

/// The people of an organization who may sign in, the longest there first.
///
/// # Errors
/// [`StoreError::Corrupt`] for an unknown role or language.
pub async fn readers_of(tx: &mut TenantTx, org: OrgId) -> Result<Vec<Reader>> {
    let rows: Vec<ReaderRow> = sqlx::query_as(
        "SELECT p.id, p.name, p.email, p.language, p.role, s.actions
         FROM person p
         JOIN account a ON a.root_id = p.root_id AND a.person_id = p.id AND a.active
         LEFT JOIN permission_set s ON s.root_id = p.root_id AND s.id = p.permission_set_id
         WHERE p.root_id = $1 AND p.org_id = $2 AND p.deactivated_at IS NULL
         ORDER BY p.created_at, p.id",
    )
    .bind(tx.root())
    .bind(org.0)
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(reader).collect()
}

/// A person who may sign in, with its organization; none when it may not any more.
///
/// # Errors
/// [`StoreError::Corrupt`] for an unknown role or language.
pub async fn reader_get(tx: &mut TenantTx, person: PersonId) -> Result<Option<(OrgId, Reader)>> {
    let org: Option<Uuid> =
        sqlx::query_scalar("SELECT org_id FROM person WHERE root_id = $1 AND id = $2")
            .bind(tx.root())
            .bind(person.0)
            .fetch_optional(tx.conn())
            .await?;
    let Some(org) = org.map(OrgId) else { return Ok(None) };
    let people = readers_of(tx, org).await?;
    Ok(people.into_iter().find(|reader| reader.person == person).map(|reader| (org, reader)))
}

fn reader((person, name, email, language, role, actions): ReaderRow) -> Result<Reader> {
    let role = Role::from_slug(&role).ok_or_else(|| StoreError::unknown("role", &role))?;
    let language = language
        .map(|tag| Language::from_tag(&tag).ok_or_else(|| StoreError::unknown("language", &tag)));
    let grants = actions.map_or_else(|| role.grants(), |all| crate::person::grants(&all));
    let (person, language) = (PersonId(person), language.transpose()?);
    Ok(Reader { person, name, email, language, grants })
}

impl Store {
    /// Forgets reminders that were sent before a moment, in every root; how many.
    ///
    /// # Errors
    /// Database errors; roots done until then stay done.
    pub async fn reminder_prune(&self, before: DateTime<Utc>) -> Result<u64> {
        self.prune("DELETE FROM reminder_sent WHERE root_id = $1 AND at < $2", before).await
    }
}

/// What ends on a day, of one partner, edition and term.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EndingGroup {
    /// The day.
    pub day: NaiveDate,
    /// What it is.
    pub topic: Topic,
    /// The partner that holds them.
    pub partner: OrgId,
    /// The edition.
    pub edition: i32,
    /// Years of the term that ends.
    pub years: i16,
    /// How many there are.
    pub count: i64,
    /// Their seats together.
    pub seats: i64,
}

/// What ends in scope on the days from one to another (both inclusive), in their order.
///
/// # Errors
/// Database errors.
pub async fn ends_grouped(
    tx: &mut TenantTx,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<EndingGroup>> {
    type Row = (NaiveDate, String, bool, Uuid, i32, i16, i64, i64);
    let scope = tx.scope();
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT expires, kind, activated IS NOT NULL, partner_id, edition_id,
                COALESCE(term_years, 1::smallint), count(*), COALESCE(sum(seats), 0)
         FROM license
         WHERE root_id = $1 AND tkey BETWEEN $2 AND $3 AND kind IN ('term', 'trial')
           AND redeemed_by IS NULL AND expires BETWEEN $4 AND $5
         GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6",
    )
    .bind(scope.root.0)
    .bind(scope.lo)
    .bind(scope.hi)
    .bind(from)
    .bind(until)
    .fetch_all(tx.conn())
    .await?;
    let group = |(day, kind, used, partner, edition, years, count, seats): Row| {
        let topic = match (&*kind, used) {
            ("trial", _) => Topic::Trial,
            (_, true) => Topic::License,
            (_, false) => Topic::Coupon,
        };
        EndingGroup { day, topic, partner: OrgId(partner), edition, years, count, seats }
    };
    Ok(rows.into_iter().map(group).collect())
}
