//! Beginning a change of many licenses, or taking one back.

use crate::error::{Result, StoreError};
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::bulk::BulkState;
use domain::ids::{BulkId, LicenseId, PersonId};
use domain::money::Money;
use serde_json::Value;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

/// A change to be begun.
#[derive(Clone, PartialEq, Debug)]
pub struct NewBulk {
    /// Its id.
    pub id: BulkId,
    /// Who begins it.
    pub person: PersonId,
    /// What is done to each license.
    pub action: Value,
    /// What of a license it changes.
    pub changes: Changes,
    /// Whether the licenses were named one by one.
    pub named: bool,
    /// When.
    pub at: DateTime<Utc>,
}

/// What of a license a change writes, and what is kept of it from before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Changes {
    /// The note, as it is.
    Note,
    /// The last day, in ISO form.
    Expires,
    /// The customer, by its id.
    Customer,
}

impl Changes {
    const fn before(self) -> &'static str {
        match self {
            Self::Note => "l.note",
            Self::Expires => "to_char(l.expires, 'YYYY-MM-DD')",
            Self::Customer => "l.customer_id::text",
        }
    }
}

/// A license to be changed, and what it costs at most.
pub type NewLine = (LicenseId, Option<Money>);

/// Begins a change of these licenses, each once and in ascending order; those that are not in
/// scope have a line, too. It lives at the scope's own organization.
///
/// # Errors
/// Database errors.
pub async fn bulk_create(tx: &mut TenantTx, new: &NewBulk, lines: &[NewLine]) -> Result<()> {
    let scope = tx.scope();
    sqlx::query(
        "INSERT INTO bulk_job
             (root_id, id, tkey, person_id, action, named, state, total, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
    )
    .bind(scope.root.0)
    .bind(new.id.0)
    .bind(scope.lo)
    .bind(new.person.0)
    .bind(&new.action)
    .bind(new.named)
    .bind(BulkState::Running.slug())
    .bind(i32::try_from(lines.len()).unwrap_or(i32::MAX))
    .bind(new.at)
    .execute(tx.conn())
    .await?;
    let sql = format!(
        "INSERT INTO bulk_outcome (root_id, tkey, job_id, seq, license_id, before, agreed,
                                   agreed_currency)
         SELECT $1, $2, $3, n.seq, n.id, {before}, n.agreed, n.currency
         FROM unnest($4::uuid[], $5::bigint[], $6::text[]) WITH ORDINALITY
             AS n (id, agreed, currency, seq)
         LEFT JOIN license l ON l.root_id = $1 AND l.id = n.id",
        before = new.changes.before(),
    );
    sqlx::query(AssertSqlSafe(sql))
        .persistent(false)
        .bind(scope.root.0)
        .bind(scope.lo)
        .bind(new.id.0)
        .bind(lines.iter().map(|(id, _)| id.0).collect::<Vec<_>>())
        .bind(lines.iter().map(|(_, net)| Some(net.as_ref()?.minor)).collect::<Vec<_>>())
        .bind(lines.iter().map(|(_, net)| Some(net.as_ref()?.currency.code())).collect::<Vec<_>>())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Begins to take a change back, beside it: a line for each license that it changed. The one
/// that was begun before, when there is one.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such change in scope.
pub async fn bulk_create_undo(
    tx: &mut TenantTx,
    of: BulkId,
    id: BulkId,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<BulkId> {
    let made: Option<i64> = sqlx::query_scalar(
        "INSERT INTO bulk_job (root_id, id, tkey, person_id, action, named, undo_of, state, total,
                               created_at, updated_at)
         SELECT root_id, $3, tkey, $4, action, true, id, $5, done, $6, $6 FROM bulk_job
         WHERE root_id = $1 AND id = $2
         ON CONFLICT (root_id, undo_of) DO NOTHING RETURNING tkey",
    )
    .bind(tx.root())
    .bind(of.0)
    .bind(id.0)
    .bind(person.0)
    .bind(BulkState::Running.slug())
    .bind(now)
    .fetch_optional(tx.conn())
    .await?;
    let Some(tkey) = made else {
        let begun: Option<Uuid> =
            sqlx::query_scalar("SELECT id FROM bulk_job WHERE root_id = $1 AND undo_of = $2")
                .bind(tx.root())
                .bind(of.0)
                .fetch_optional(tx.conn())
                .await?;
        return begun.map(BulkId).ok_or(StoreError::NotFound);
    };
    sqlx::query(
        "INSERT INTO bulk_outcome (root_id, tkey, job_id, seq, license_id, before, undo)
         SELECT root_id, tkey, $4, row_number() OVER (ORDER BY seq), license_id, before, undo
         FROM bulk_outcome
         WHERE root_id = $1 AND tkey = $2 AND job_id = $3 AND outcome = 'done'",
    )
    .bind(tx.root())
    .bind(tkey)
    .bind(of.0)
    .bind(id.0)
    .execute(tx.conn())
    .await?;
    Ok(id)
}
