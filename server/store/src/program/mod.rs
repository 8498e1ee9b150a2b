//! Requests for discounts of programs, from what was asked to what was bought.

mod evidence;

pub use evidence::{NewEvidence, evidence_get, evidence_list};

use crate::error::{Result, StoreError, touched};
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::ids::{OrderId, OrgId, PersonId, ProgramRequestId};
use domain::license::OrgRef;
use domain::program::{Approval, Grant, Program, ProgramState};
use sqlx::FromRow;
use uuid::Uuid;

/// A request without its files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProgramRow {
    /// Its id.
    pub id: ProgramRequestId,
    /// Raised by every write.
    pub version: i32,
    /// Who asks.
    pub partner: OrgRef,
    /// Whom it is for. Its name is the present one, or that of when it was asked.
    pub customer: OrgRef,
    /// Why.
    pub program: Program,
    /// Where it stands, as it is stored.
    pub state: ProgramState,
    /// What was said along.
    pub message: Option<String>,
    /// Who asked.
    pub person: (PersonId, String),
    /// When.
    pub created_at: DateTime<Utc>,
    /// What was approved.
    pub approval: Option<Approval>,
    /// The organization that decided; an approval binds no other.
    pub seller: Option<OrgId>,
    /// Name of who decided, and when.
    pub decided: Option<(String, DateTime<Utc>)>,
    /// Why it was declined or withdrawn.
    pub reason: Option<String>,
    /// What was bought with it.
    pub order: Option<OrderId>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

impl ProgramRow {
    /// A request as it is made, with nothing said along.
    #[must_use]
    pub fn asked(
        (partner, customer): (OrgRef, OrgRef),
        program: Program,
        person: (PersonId, String),
        at: DateTime<Utc>,
    ) -> Self {
        Self {
            id: ProgramRequestId(Uuid::now_v7()),
            version: 1,
            partner,
            customer,
            program,
            state: ProgramState::Requested,
            message: None,
            person,
            created_at: at,
            approval: None,
            seller: None,
            decided: None,
            reason: None,
            order: None,
            ended_at: None,
        }
    }

    /// As whoever comes with its link is judged by.
    #[must_use]
    pub fn grant(&self) -> Grant {
        Grant { customer: self.customer.id, state: self.state, approval: self.approval }
    }
}

#[derive(FromRow)]
struct ProgramDbRow {
    id: Uuid,
    version: i32,
    org_id: Uuid,
    org_name: String,
    customer_id: Uuid,
    customer_name: String,
    program: String,
    state: String,
    message: Option<String>,
    person_id: Uuid,
    person_name: String,
    created_at: DateTime<Utc>,
    percent: Option<i16>,
    licenses: Option<i32>,
    until_at: Option<DateTime<Utc>>,
    seller_id: Option<Uuid>,
    decider_name: Option<String>,
    decided_at: Option<DateTime<Utc>>,
    reason: Option<String>,
    order_id: Option<Uuid>,
    ended_at: Option<DateTime<Utc>>,
}

impl TryFrom<ProgramDbRow> for ProgramRow {
    type Error = StoreError;
    fn try_from(row: ProgramDbRow) -> Result<Self> {
        let approval = match (row.percent, row.licenses, row.until_at) {
            (Some(percent), Some(licenses), Some(until)) => Some(Approval {
                // The schema keeps both within range.
                percent: u8::try_from(percent).unwrap_or_default(),
                licenses: licenses.unsigned_abs(),
                until,
            }),
            _ => None,
        };
        Ok(Self {
            id: ProgramRequestId(row.id),
            version: row.version,
            partner: OrgRef { id: OrgId(row.org_id), name: row.org_name },
            customer: OrgRef { id: OrgId(row.customer_id), name: row.customer_name },
            program: Program::from_slug(&row.program)
                .ok_or_else(|| StoreError::unknown("program", row.program))?,
            state: ProgramState::from_slug(&row.state)
                .ok_or_else(|| StoreError::unknown("state of a request", row.state))?,
            message: row.message,
            person: (PersonId(row.person_id), row.person_name),
            created_at: row.created_at,
            approval,
            seller: row.seller_id.map(OrgId),
            decided: row.decider_name.zip(row.decided_at),
            reason: row.reason,
            order: row.order_id.map(OrderId),
            ended_at: row.ended_at,
        })
    }
}

/// The statement that reads [`ProgramDbRow`]s, with which.
macro_rules! select {
    ($which:literal) => {
        concat!(
            "SELECT p.id, p.version, p.org_id, o.name AS org_name, p.customer_id,
                    coalesce(c.name, p.customer_name) AS customer_name, p.program, p.state,
                    p.message, p.person_id, p.person_name, p.created_at, p.percent, p.licenses,
                    p.until_at, p.seller_id, p.decider_name, p.decided_at, p.reason, p.order_id,
                    p.ended_at
             FROM program_request p
             JOIN organization o ON o.root_id = p.root_id AND o.id = p.org_id
             LEFT JOIN organization c ON c.root_id = p.root_id AND c.id = p.customer_id
             WHERE p.root_id = $1 AND ",
            $which
        )
    };
}

/// One request.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn program_get(tx: &mut TenantTx, id: ProgramRequestId) -> Result<ProgramRow> {
    read(tx, id, select!("p.id = $2")).await
}

/// One request, locked until the transaction ends.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none in scope.
pub async fn program_lock(tx: &mut TenantTx, id: ProgramRequestId) -> Result<ProgramRow> {
    read(tx, id, select!("p.id = $2 FOR UPDATE OF p")).await
}

async fn read(tx: &mut TenantTx, id: ProgramRequestId, sql: &'static str) -> Result<ProgramRow> {
    let row: Option<ProgramDbRow> =
        sqlx::query_as(sql).bind(tx.root()).bind(id.0).fetch_optional(tx.conn()).await?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// The request in scope whose link has this secret, by its hash.
///
/// # Errors
/// Database errors.
pub async fn program_find(tx: &mut TenantTx, hash: &[u8]) -> Result<Option<ProgramRow>> {
    let row: Option<ProgramDbRow> = sqlx::query_as(select!("p.link_hash = $2"))
        .bind(tx.root())
        .bind(hash)
        .fetch_optional(tx.conn())
        .await?;
    row.map(TryInto::try_into).transpose()
}

/// Requests in scope, at most so many: those first that somebody has to decide, which wait longest
/// first, then the newest.
///
/// # Errors
/// Database errors.
pub async fn program_list(tx: &mut TenantTx, limit: i64) -> Result<Vec<ProgramRow>> {
    let scope = tx.scope();
    let rows: Vec<ProgramDbRow> = sqlx::query_as(select!(
        "p.tkey BETWEEN $2 AND $3
         ORDER BY p.state <> 'requested', CASE p.state WHEN 'requested' THEN p.created_at END,
                  p.created_at DESC, p.id DESC LIMIT $4"
    ))
    .bind(scope.root.0)
    .bind(scope.lo)
    .bind(scope.hi)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// How many requests of a partner nobody has decided.
///
/// # Errors
/// Database errors.
pub async fn programs_open(tx: &mut TenantTx, partner: OrgId) -> Result<i64> {
    Ok(sqlx::query_scalar(
        "SELECT count(*) FROM program_request
         WHERE root_id = $1 AND org_id = $2 AND state = 'requested'",
    )
    .bind(tx.root())
    .bind(partner.0)
    .fetch_one(tx.conn())
    .await?)
}

/// Writes a new request as it is, with its files; false when one of its id is there already, and
/// then nothing.
///
/// # Errors
/// [`StoreError::NotFound`] when the partner is not in scope.
pub async fn program_insert(
    tx: &mut TenantTx,
    row: &ProgramRow,
    files: &[NewEvidence],
) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO program_request
             (root_id, id, tkey, org_id, customer_id, customer_name, program, state, message,
              person_id, person_name, created_at, version)
         SELECT $1, $2, o.tkey, o.id, $4, $5, $6, $7, $8, $9, $10, $11, $12
         FROM organization o WHERE o.root_id = $1 AND o.id = $3
         ON CONFLICT (root_id, id) DO NOTHING",
    )
    .bind(tx.root())
    .bind(row.id.0)
    .bind(row.partner.id.0)
    .bind(row.customer.id.0)
    .bind(&row.customer.name)
    .bind(row.program.slug())
    .bind(row.state.slug())
    .bind(&row.message)
    .bind(row.person.0.0)
    .bind(&row.person.1)
    .bind(row.created_at)
    .bind(row.version)
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    evidence::insert(tx, row.id, files).await?;
    Ok(true)
}

/// Writes what became of a request, if it still has the version that it names; its new version.
///
/// # Errors
/// [`StoreError::Stale`] when it has another one.
pub async fn program_update(tx: &mut TenantTx, row: &ProgramRow) -> Result<i32> {
    let version: Option<i32> = sqlx::query_scalar(
        "UPDATE program_request
         SET state = $4, percent = $5, licenses = $6, until_at = $7, seller_id = $8,
             decider_name = $9, decided_at = $10, reason = $11, order_id = $12, ended_at = $13,
             version = version + 1
         WHERE root_id = $1 AND id = $2 AND version = $3 RETURNING version",
    )
    .bind(tx.root())
    .bind(row.id.0)
    .bind(row.version)
    .bind(row.state.slug())
    .bind(row.approval.map(|approval| i16::from(approval.percent)))
    .bind(row.approval.and_then(|approval| i32::try_from(approval.licenses).ok()))
    .bind(row.approval.map(|approval| approval.until))
    .bind(row.seller.map(|org| org.0))
    .bind(row.decided.as_ref().map(|(name, _)| name))
    .bind(row.decided.as_ref().map(|(_, at)| *at))
    .bind(&row.reason)
    .bind(row.order.map(|order| order.0))
    .bind(row.ended_at)
    .fetch_optional(tx.conn())
    .await?;
    version.ok_or(StoreError::Stale { id: row.id.0 })
}

/// Uses an approved discount up for an order, if nobody has and its time is not over: of any
/// number who do so at once exactly one does.
///
/// # Errors
/// Database errors.
pub async fn program_use(
    tx: &mut TenantTx,
    id: ProgramRequestId,
    order: OrderId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE program_request
         SET state = 'used', order_id = $3, ended_at = $4, version = version + 1
         WHERE root_id = $1 AND id = $2 AND state = 'approved' AND until_at > $4",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(order.0)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives an approved request a link, by the hash of its secret; one that it had is good for
/// nothing any more.
///
/// # Errors
/// [`StoreError::NotFound`] when it is not approved, or not in scope.
pub async fn program_link(tx: &mut TenantTx, id: ProgramRequestId, hash: &[u8]) -> Result<()> {
    let done = sqlx::query(
        "UPDATE program_request SET link_hash = $3
         WHERE root_id = $1 AND id = $2 AND state = 'approved'",
    )
    .bind(tx.root())
    .bind(id.0)
    .bind(hash)
    .execute(tx.conn())
    .await?;
    touched(&done)
}

/// Approved requests whose time was over at `now`, at most so many, locked; it waits for those
/// that somebody works on.
///
/// # Errors
/// Database errors.
pub async fn programs_lapsed(
    tx: &mut TenantTx,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<ProgramRequestId>> {
    let ids: Vec<Uuid> = sqlx::query_scalar(
        "SELECT id FROM program_request
         WHERE root_id = $1 AND state = 'approved' AND until_at <= $2
         ORDER BY until_at, id LIMIT $3 FOR UPDATE",
    )
    .bind(tx.root())
    .bind(now)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().map(ProgramRequestId).collect())
}
