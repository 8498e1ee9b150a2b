//! Reading the whole log of a root in the order of its chain, as it lies in the tables.

use super::checkpoint::{Checkpoint, checkpoints};
use super::digest::{Content, Hash};
use crate::error::Result;
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::ids::{RootId, Scope};
use sqlx::FromRow;
use uuid::Uuid;

/// The scope that holds every row of a root, whatever its tenant key has been made.
#[must_use]
pub fn everything(root: RootId) -> Scope {
    Scope { root, lo: i64::MIN, hi: i64::MAX }
}

/// A link of the chain and what it links.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// Its number, from 1.
    pub seq: i64,
    /// The entry's id.
    pub entry: Uuid,
    /// What the entry's content hashed to when it was written, and the hash of the link; none
    /// of one that is older than the chain. An outer `Some` of nothing is neither.
    pub hashes: Option<(Hash, Hash)>,
    /// What the entry's content hashes to now; none when the entry is not there or holds what
    /// nobody can have written.
    pub now: Option<Hash>,
    /// Whether the entry is there.
    pub there: bool,
    /// Whether the entry's tenant key is its organization's.
    pub placed: bool,
}

#[derive(FromRow)]
struct LinkRow {
    seq: i64,
    entry_id: Uuid,
    digest: Option<Vec<u8>>,
    hash: Option<Vec<u8>>,
    there: bool,
    tkey: Option<i64>,
    org_id: Option<Uuid>,
    org_tkey: Option<i64>,
    org_left: bool,
    at: Option<DateTime<Utc>>,
    person_id: Option<Uuid>,
    actor: Option<String>,
    actor_fold: Option<String>,
    action: Option<String>,
    entity: Option<String>,
    entity_id: Option<Uuid>,
    subject: Option<String>,
    subject_fold: Option<String>,
    before: Option<String>,
    after: Option<String>,
}

impl LinkRow {
    fn digest_now(&self) -> Option<Hash> {
        let (before, after) = (self.before.as_deref()?, self.after.as_deref()?);
        // Numbers that cannot be read are no numbers that the log writes.
        let before = serde_json::from_str(before).ok()?;
        let after = serde_json::from_str(after).ok()?;
        let content = Content {
            id: self.entry_id,
            at: self.at?,
            person: self.person_id,
            actor: [self.actor.as_deref()?, self.actor_fold.as_deref()?],
            action: self.action.as_deref()?,
            entity: self.entity.as_deref()?,
            entity_id: self.entity_id,
            subject: [self.subject.as_deref(), self.subject_fold.as_deref()],
            org: self.org_id,
            before: &before,
            after: &after,
        };
        Some(content.digest())
    }
}

impl From<LinkRow> for Link {
    fn from(row: LinkRow) -> Self {
        let now = row.digest_now();
        // Entries from before the chain may have no organization.
        let older = row.digest.is_none() && row.org_id.is_none();
        let hash = |bytes: Option<Vec<u8>>| bytes.and_then(|bytes| bytes.try_into().ok());
        Self {
            seq: row.seq,
            entry: row.entry_id,
            placed: !row.there || older || row.org_left || row.tkey == row.org_tkey,
            there: row.there,
            hashes: hash(row.digest).zip(hash(row.hash)),
            now,
        }
    }
}

/// The next links of the chain behind a place, in their order. In a transaction in the scope
/// of [`everything`].
///
/// # Errors
/// Database errors.
pub async fn log_links(
    tx: &mut TenantTx,
    (seq, entry): (i64, Uuid),
    limit: i64,
) -> Result<Vec<Link>> {
    // Moments that no clock of ours tells would not be read at all.
    let rows: Vec<LinkRow> = sqlx::query_as(
        "SELECT l.seq, l.entry_id, l.digest, l.hash, a.id IS NOT NULL AS there, a.tkey, a.org_id,
                o.tkey AS org_tkey,
                -- A partner that went to another distributor left its entries here.
                o.id IS NULL AND EXISTS (SELECT FROM handover h WHERE h.from_root = l.root_id
                    AND h.state = 'accepted') AS org_left,
                CASE WHEN a.at BETWEEN '1970-01-01Z' AND '9999-12-31Z' THEN a.at END AS at,
                a.person_id, a.actor, a.actor_fold, a.action, a.entity, a.entity_id, a.subject,
                a.subject_fold, a.before::text AS before, a.after::text AS after
         FROM log_link l
         LEFT JOIN action_log a ON a.root_id = l.root_id AND a.id = l.entry_id
         LEFT JOIN organization o ON o.root_id = a.root_id AND o.id = a.org_id
         WHERE l.root_id = $1 AND l.seq >= $2 AND (l.seq, l.entry_id) > ($2, $3)
         ORDER BY l.seq, l.entry_id LIMIT $4",
    )
    .bind(tx.root())
    .bind(seq)
    .bind(entry)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The number of the link whose entry had this content when it was written.
///
/// # Errors
/// Database errors.
pub async fn log_link_of(tx: &mut TenantTx, digest: &Hash) -> Result<Option<i64>> {
    Ok(sqlx::query_scalar(
        "SELECT seq FROM log_link WHERE root_id = $1 AND digest = $2 ORDER BY seq LIMIT 1",
    )
    .bind(tx.root())
    .bind(&digest[..])
    .fetch_optional(tx.conn())
    .await?)
}

/// Entries that are no link of the chain, at most `limit`.
///
/// # Errors
/// Database errors.
pub async fn log_unlinked(tx: &mut TenantTx, limit: i64) -> Result<Vec<Uuid>> {
    Ok(sqlx::query_scalar(
        "SELECT a.id FROM action_log a WHERE a.root_id = $1 AND NOT EXISTS
             (SELECT FROM log_link l WHERE l.root_id = a.root_id AND l.entry_id = a.id)
         ORDER BY a.id LIMIT $2",
    )
    .bind(tx.root())
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// The chain's head as it is kept: the last link's number and hash, which is empty before the
/// first one that has a hash.
///
/// # Errors
/// Database errors.
pub async fn log_head(tx: &mut TenantTx) -> Result<Option<(i64, Vec<u8>)>> {
    Ok(sqlx::query_as("SELECT seq, hash FROM log_head WHERE root_id = $1")
        .bind(tx.root())
        .fetch_optional(tx.conn())
        .await?)
}

/// The checkpoints of links after a number, in their order, at most `limit`; those of the same
/// moment as the links that the transaction reads.
///
/// # Errors
/// Database errors.
pub async fn log_checkpoints(tx: &mut TenantTx, seq: i64, limit: i64) -> Result<Vec<Checkpoint>> {
    checkpoints(tx.scope().root, seq, limit, tx.conn()).await
}
