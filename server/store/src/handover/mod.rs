//! Partners who change their distributor: who asked whom, and the way from one tree into the
//! other.

mod rows;

pub use rows::{GOING, Hindrances, Packed, STAYING, handover_hindrances, org_pack, org_unpack};

use crate::error::{Result, StoreError, touched};
use crate::pool::Store;
use crate::tx::{TenantTx, whole};
use chrono::{DateTime, Utc};
use domain::handover::HandoverState;
use domain::ids::{HandoverId, OrgId, PersonId, RootId};
use sqlx::FromRow;
use uuid::Uuid;

/// A partner's wish to leave its distributor for another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Handover {
    /// Which.
    pub id: HandoverId,
    /// The partner, and what it was called.
    pub org: OrgId,
    /// What the partner was called when it asked.
    pub org_name: String,
    /// The tree that it leaves.
    pub from: RootId,
    /// The distributor there.
    pub from_name: String,
    /// The tree that it wants to come to.
    pub to: RootId,
    /// The distributor there.
    pub to_name: String,
    /// What the partner says to it; may be empty.
    pub message: String,
    /// Who asked.
    pub asked_by: PersonId,
    /// What that person was called.
    pub asked_by_name: String,
    /// What became of it.
    pub state: HandoverState,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// When it was answered or withdrawn.
    pub answered_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct HandoverRow {
    id: Uuid,
    org_id: Uuid,
    org_name: String,
    from_root: i64,
    from_name: String,
    to_root: i64,
    to_name: String,
    message: String,
    asked_by: Uuid,
    asked_by_name: String,
    state: String,
    asked_at: DateTime<Utc>,
    answered_at: Option<DateTime<Utc>>,
}

impl TryFrom<HandoverRow> for Handover {
    type Error = StoreError;
    fn try_from(row: HandoverRow) -> Result<Self> {
        Ok(Self {
            id: HandoverId(row.id),
            org: OrgId(row.org_id),
            org_name: row.org_name,
            from: RootId(row.from_root),
            from_name: row.from_name,
            to: RootId(row.to_root),
            to_name: row.to_name,
            message: row.message,
            asked_by: PersonId(row.asked_by),
            asked_by_name: row.asked_by_name,
            state: HandoverState::from_slug(&row.state)
                .ok_or_else(|| StoreError::unknown("handover state", &row.state))?,
            asked_at: row.asked_at,
            answered_at: row.answered_at,
        })
    }
}

impl Store {
    /// The code of a tree's distributor, if it has one.
    ///
    /// # Errors
    /// Database errors.
    pub async fn root_code(&self, root: RootId) -> Result<Option<String>> {
        Ok(sqlx::query_scalar("SELECT code FROM root WHERE id = $1")
            .bind(root.0)
            .fetch_one(self.pool())
            .await?)
    }

    /// The tree whose distributor has this code, which is a demo's where the asking tree is one.
    ///
    /// # Errors
    /// Database errors.
    pub async fn root_by_code(&self, code: &str, asking: RootId) -> Result<Option<RootId>> {
        let root: Option<i64> = sqlx::query_scalar(
            "SELECT r.id FROM root r JOIN root a ON a.id = $2 AND a.demo = r.demo WHERE r.code = $1",
        )
        .bind(code)
        .bind(asking.0)
        .fetch_optional(self.pool())
        .await?;
        Ok(root.map(RootId))
    }

    /// What a partner asked, the newest first, at most `limit`.
    ///
    /// # Errors
    /// Database errors.
    pub async fn handovers_of(&self, org: OrgId, limit: i64) -> Result<Vec<Handover>> {
        let rows: Vec<HandoverRow> = sqlx::query_as(
            "SELECT * FROM handover WHERE org_id = $1 ORDER BY asked_at DESC, id DESC LIMIT $2",
        )
        .bind(org.0)
        .bind(limit)
        .fetch_all(self.pool())
        .await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// Who wants or wanted to come to a tree: those without an answer first, then the newest, at
    /// most `limit`.
    ///
    /// # Errors
    /// Database errors.
    pub async fn handovers_to(&self, root: RootId, limit: i64) -> Result<Vec<Handover>> {
        let rows: Vec<HandoverRow> = sqlx::query_as(
            "SELECT * FROM handover WHERE to_root = $1
             ORDER BY state <> 'asked', asked_at DESC, id DESC LIMIT $2",
        )
        .bind(root.0)
        .bind(limit)
        .fetch_all(self.pool())
        .await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// Begins a partner's way from its tree into another, in the whole of the one that it
    /// leaves; none when there is no such wish to come to `to` any more. Two handovers between
    /// the same trees wait for each other here, whichever way they go.
    ///
    /// # Errors
    /// Database errors.
    pub async fn begin_handover(
        &self,
        id: HandoverId,
        to: RootId,
    ) -> Result<Option<(TenantTx, Handover)>> {
        let find = "SELECT from_root FROM handover WHERE id = $1 AND to_root = $2";
        let from: Option<i64> =
            sqlx::query_scalar(find).bind(id.0).bind(to.0).fetch_optional(self.pool()).await?;
        let Some(from) = from else { return Ok(None) };
        let mut tx = self.begin(whole(RootId(from))).await?;
        // The app may change a root's code alone, and this is the lock that goes with it.
        sqlx::query("SELECT 1 FROM root WHERE id IN ($1, $2) ORDER BY id FOR NO KEY UPDATE")
            .bind(from)
            .bind(to.0)
            .execute(tx.conn())
            .await?;
        let handover = handover_lock(&mut tx, id).await?;
        Ok(handover.filter(|found| found.to == to && found.from.0 == from).map(|found| (tx, found)))
    }
}

/// Gives a tree's distributor another code.
///
/// # Errors
/// [`StoreError::Duplicate`] when another one has it.
pub async fn root_code_set(tx: &mut TenantTx, code: &str) -> Result<()> {
    let done = sqlx::query("UPDATE root SET code = $2 WHERE id = $1")
        .bind(tx.root())
        .bind(code)
        .execute(tx.conn())
        .await?;
    touched(&done)
}

/// Writes a wish down.
///
/// # Errors
/// [`StoreError::Duplicate`] when the partner has one without an answer.
pub async fn handover_insert(tx: &mut TenantTx, new: &Handover) -> Result<()> {
    sqlx::query(
        "INSERT INTO handover
             (id, org_id, org_name, from_root, from_name, to_root, to_name, message, asked_by,
              asked_by_name, state, asked_at, answered_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(new.id.0)
    .bind(new.org.0)
    .bind(&new.org_name)
    .bind(new.from.0)
    .bind(&new.from_name)
    .bind(new.to.0)
    .bind(&new.to_name)
    .bind(&new.message)
    .bind(new.asked_by.0)
    .bind(&new.asked_by_name)
    .bind(new.state.slug())
    .bind(new.asked_at)
    .bind(new.answered_at)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A wish that has no answer yet, which nobody else answers until the transaction ends.
///
/// # Errors
/// Database errors.
pub async fn handover_lock(tx: &mut TenantTx, id: HandoverId) -> Result<Option<Handover>> {
    let sql = "SELECT * FROM handover WHERE id = $1 AND state = 'asked' FOR UPDATE";
    let row: Option<HandoverRow> = sqlx::query_as(sql).bind(id.0).fetch_optional(tx.conn()).await?;
    row.map(TryInto::try_into).transpose()
}

/// Ends a wish that was locked.
///
/// # Errors
/// [`StoreError::Stale`] when it had ended.
pub async fn handover_end(
    tx: &mut TenantTx,
    id: HandoverId,
    state: HandoverState,
    now: DateTime<Utc>,
) -> Result<()> {
    let done = sqlx::query(
        "UPDATE handover SET state = $2, answered_at = $3 WHERE id = $1 AND state = 'asked'",
    )
    .bind(id.0)
    .bind(state.slug())
    .bind(now)
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale { id: id.0 }) }
}
