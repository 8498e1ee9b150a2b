//! Checkpoints of the log's chain: written by the background job alone, and never changed.

use super::digest::Hash;
use crate::error::Result;
use crate::pool::Store;
use crate::tx::whole;
use chrono::{DateTime, Utc};
use domain::ids::RootId;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, FromRow, PgExecutor};

/// What a root's chain looked like at a moment, signed. Hashes and the signature are
/// hexadecimal digits, here as in every copy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, FromRow)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// The root.
    #[sqlx(rename = "root_id")]
    pub root: i64,
    /// The first link that no checkpoint covered before; 1 for the first one.
    #[sqlx(rename = "first_seq")]
    pub first: i64,
    /// The last link that it covers.
    pub seq: i64,
    /// That link's hash.
    pub hash: String,
    /// SHA-256 of the checkpoint before; empty for the first one.
    pub previous: String,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// The key that signed it.
    pub key_id: String,
    /// Its signature.
    pub signature: String,
}

/// How far a root's chain is and how far it is sealed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChainState {
    /// The root.
    pub root: RootId,
    /// The last link; none before the first one that has a hash.
    pub head: Option<(i64, Hash)>,
    /// The newest checkpoint.
    pub newest: Option<Checkpoint>,
}

const COLUMNS: &str = "root_id, first_seq, seq, hash, previous, at, key_id, signature";

#[derive(FromRow)]
struct HeadRow {
    head_root: i64,
    head_seq: i64,
    head_hash: Vec<u8>,
}

impl Store {
    /// How far every root's chain is.
    ///
    /// # Errors
    /// Database errors.
    pub async fn log_chains(&self) -> Result<Vec<ChainState>> {
        let heads: Vec<HeadRow> = sqlx::query_as(
            "SELECT root_id AS head_root, seq AS head_seq, hash AS head_hash FROM log_head
             ORDER BY root_id",
        )
        .fetch_all(self.pool())
        .await?;
        // The newest of each root, found by the key's index.
        let newest: Vec<Checkpoint> = sqlx::query_as(AssertSqlSafe(format!(
            "SELECT c.* FROM log_head h JOIN LATERAL
                 (SELECT {COLUMNS} FROM log_checkpoint
                  WHERE root_id = h.root_id ORDER BY seq DESC LIMIT 1) c ON true
             ORDER BY h.root_id"
        )))
        .fetch_all(self.pool())
        .await?;
        let mut newest = newest.into_iter().peekable();
        Ok(heads
            .into_iter()
            .map(|row| ChainState {
                root: RootId(row.head_root),
                head: row.head_hash.try_into().ok().map(|hash| (row.head_seq, hash)),
                newest: newest.next_if(|checkpoint| checkpoint.root == row.head_root),
            })
            .collect())
    }

    /// Keeps a checkpoint, unless another process has sealed the same link, or one behind the
    /// same checkpoint before. Whether it was kept.
    ///
    /// # Errors
    /// Database errors.
    pub async fn checkpoint_insert(&self, new: &Checkpoint) -> Result<bool> {
        let mut tx = self.begin_worker(whole(RootId(new.root))).await?;
        let done = sqlx::query(AssertSqlSafe(format!(
            "INSERT INTO log_checkpoint ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT DO NOTHING"
        )))
        .bind(new.root)
        .bind(new.first)
        .bind(new.seq)
        .bind(&new.hash)
        .bind(&new.previous)
        .bind(new.at)
        .bind(&new.key_id)
        .bind(&new.signature)
        .execute(tx.conn())
        .await?;
        tx.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// A root's checkpoints of links after a number, in their order, at most `limit`.
    ///
    /// # Errors
    /// Database errors.
    pub async fn checkpoints_after(
        &self,
        root: RootId,
        seq: i64,
        limit: i64,
    ) -> Result<Vec<Checkpoint>> {
        checkpoints(root, seq, limit, self.pool()).await
    }
}

pub(super) async fn checkpoints(
    root: RootId,
    seq: i64,
    limit: i64,
    from: impl PgExecutor<'_>,
) -> Result<Vec<Checkpoint>> {
    Ok(sqlx::query_as(AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM log_checkpoint WHERE root_id = $1 AND seq > $2
         ORDER BY seq LIMIT $3"
    )))
    .bind(root.0)
    .bind(seq)
    .bind(limit)
    .fetch_all(from)
    .await?)
}
