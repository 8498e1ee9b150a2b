//! Making entries links of their root's chain.

use super::NewLogEntry;
use super::digest::{Hash, beginning, link};
use crate::error::{Result, StoreError, touched};
use crate::feed::{Change, changes_publish};
use crate::tx::TenantTx;
use chrono::{DateTime, Utc};
use domain::ids::OrgId;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Links of one statement.
const BATCH: usize = 10_000;

/// What a transaction has logged and what is still to be made of it.
#[derive(Debug, Default)]
pub(crate) struct Logged {
    /// Entries that are no links yet.
    unlinked: Vec<(Uuid, Hash)>,
    /// Where something was done of which no live change tells yet, and when the last of it.
    untold: BTreeSet<OrgId>,
    at: Option<DateTime<Utc>>,
}

impl Logged {
    /// Notes an entry.
    pub(crate) fn add(&mut self, id: Uuid, digest: Hash, entry: &NewLogEntry) {
        self.unlinked.push((id, digest));
        if !entry.is_private() {
            self.untold.insert(entry.org);
            self.at = Some(entry.at);
        }
    }

    /// Notes entries that came from another tree's log, in their order.
    pub(crate) fn copied(&mut self, entries: impl Iterator<Item = (Uuid, Hash)>) {
        self.unlinked.extend(entries);
    }

    /// Whether all of it is linked and told of.
    pub(crate) fn is_finished(&self) -> bool {
        self.unlinked.is_empty() && self.untold.is_empty()
    }

    /// A live change tells of what was done.
    pub(crate) fn told(&mut self) {
        self.untold.clear();
    }
}

/// Finishes the log of a transaction that is about to be committed: links its entries, and
/// where nothing was published tells that there are new ones, so that nobody has to remember.
///
/// # Errors
/// As [`log_link`].
pub(crate) async fn log_finish(tx: &mut TenantTx) -> Result<()> {
    let Logged { untold, at, .. } = &tx.logged;
    if let (Some(at), false) = (*at, untold.is_empty()) {
        let changes: Vec<Change> = untold.iter().map(|org| Change::logged(*org)).collect();
        changes_publish(tx, &changes, at).await?;
    }
    log_link(tx).await
}

/// Links what the transaction logged to the end of its root's chain, in the order in which it
/// was logged. From here on other writers of the root wait, so it is done last of all but
/// publishing: by [`crate::feed::changes_publish`], or else by [`TenantTx::commit`].
///
/// # Errors
/// Database errors; [`StoreError::Corrupt`] when the chain's head is unreadable.
pub(crate) async fn log_link(tx: &mut TenantTx) -> Result<()> {
    let logged = std::mem::take(&mut tx.logged.unlinked);
    if logged.is_empty() {
        return Ok(());
    }
    let (head, mut hash) = take_head(tx).await?;
    let mut seq = head;
    for batch in logged.chunks(BATCH) {
        let first = seq;
        let hashes: Vec<Hash> = batch
            .iter()
            .map(|(_, digest)| {
                seq += 1;
                hash = link(&hash, seq, digest);
                hash
            })
            .collect();
        insert(tx, first, batch, &hashes).await?;
    }
    let done =
        sqlx::query("UPDATE log_head SET seq = $3, hash = $4 WHERE root_id = $1 AND seq = $2")
            .bind(tx.root())
            .bind(head)
            .bind(seq)
            .bind(&hash[..])
            .execute(tx.conn())
            .await?;
    touched(&done)
}

/// The last link's number and hash, which are this transaction's alone until it ends.
async fn take_head(tx: &mut TenantTx) -> Result<(i64, Hash)> {
    let (seq, hash): (i64, Vec<u8>) = sqlx::query_as(
        "INSERT INTO log_head AS h (root_id, seq, hash) VALUES ($1, 0, '')
         ON CONFLICT (root_id) DO UPDATE SET seq = h.seq RETURNING seq, hash",
    )
    .bind(tx.root())
    .fetch_one(tx.conn())
    .await?;
    if hash.is_empty() {
        return Ok((seq, beginning(tx.scope().root, seq)));
    }
    let hash = hash.try_into().map_err(|_| StoreError::Corrupt("half a log head".to_owned()))?;
    Ok((seq, hash))
}

async fn insert(
    tx: &mut TenantTx,
    after: i64,
    batch: &[(Uuid, Hash)],
    hashes: &[Hash],
) -> Result<()> {
    sqlx::query(
        "INSERT INTO log_link (root_id, seq, entry_id, digest, hash)
         SELECT $1, $2 + n.at, n.entry, n.digest, n.hash
         FROM unnest($3::uuid[], $4::bytea[], $5::bytea[])
              WITH ORDINALITY AS n (entry, digest, hash, at)",
    )
    .bind(tx.root())
    .bind(after)
    .bind(batch.iter().map(|(id, _)| *id).collect::<Vec<_>>())
    .bind(batch.iter().map(|(_, digest)| &digest[..]).collect::<Vec<_>>())
    .bind(hashes.iter().map(|hash| &hash[..]).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}
