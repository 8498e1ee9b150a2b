//! Looking through the log of a root, entry by entry, and comparing it with its checkpoints.

use super::checkpoint::{is_genuine, name};
use super::copies::{self, Lines};
use super::report::{Finding, Place, Report};
use super::{PublicKeys, hex};
use domain::ids::RootId;
use std::cmp::Ordering;
use std::collections::VecDeque;
use std::io;
use std::path::Path;
use store::log::audit::{
    Link, everything, log_checkpoints, log_head, log_link_of, log_links, log_unlinked,
};
use store::log::checkpoint::Checkpoint;
use store::log::digest::{Hash, beginning, link};
use store::{Store, StoreError, TenantTx};
use uuid::Uuid;

/// Links and checkpoints in memory at once.
const PAGE: i64 = 1_000;
/// Entries that stand in another one's place are looked for so many times: each search reads
/// the whole chain.
const SEARCHES: u32 = 50;
/// Entries past the chain that are named one by one.
const UNLINKED: i64 = 100;

/// Why a log could not be looked through.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The database failed.
    #[error("the database cannot be read: {0}")]
    Store(#[from] StoreError),
    /// The copies cannot be read.
    #[error("the copies of the checkpoints cannot be read: {0}")]
    Copies(#[from] io::Error),
}

/// Looks through the whole log of a root as it is at one moment, whatever its size, and
/// compares it with the checkpoints in the database and, if there is a folder, their copies.
///
/// # Errors
/// When the database or the copies cannot be read. What is wrong with them is no error, but in
/// the report.
pub async fn verify(
    store: &Store,
    root: RootId,
    keys: &PublicKeys,
    folder: Option<&Path>,
) -> Result<Report, VerifyError> {
    // Before the moment: whatever is copied by now is in the database already.
    let copies = folder.map(|folder| copies::read(folder, root.0)).transpose()?;
    let mut tx = store.begin_read(everything(root)).await?;
    let sealed = Sealed { copies, ..Sealed::default() };
    let report = Report { root: root.0, ..Report::default() };
    let mut looking = Looking { keys, sealed, report, chain: Chain::default() };
    looking.links(&mut tx, root).await?;
    looking.rest(&mut tx).await?;
    tx.commit().await?;
    Ok(looking.report)
}

/// What is known while going along the chain.
struct Looking<'a> {
    keys: &'a PublicKeys,
    sealed: Sealed,
    report: Report,
    chain: Chain,
}

#[derive(Default)]
struct Chain {
    /// Number of the last link, 0 before the first.
    last: i64,
    /// Its hash; none while all are older than the chain.
    hash: Option<Hash>,
    /// The last checkpoint: its number, and what the next one names it by.
    checkpoint: Option<(i64, String)>,
    searches: u32,
}

impl Looking<'_> {
    async fn links(&mut self, tx: &mut TenantTx, root: RootId) -> Result<(), VerifyError> {
        let mut place = (0, Uuid::nil());
        loop {
            let page = log_links(tx, place, PAGE).await?;
            let Some(end) = page.last() else { return Ok(()) };
            place = (end.seq, end.entry);
            for link in &page {
                // Checkpoints of links that are not there.
                while let Some(pair) =
                    self.sealed.next_to(tx, link.seq - 1, &mut self.report).await?
                {
                    self.checkpoint(&pair, None);
                }
                self.link(tx, root, link).await?;
                while let Some(pair) = self.sealed.next_to(tx, link.seq, &mut self.report).await? {
                    self.checkpoint(&pair, self.chain.hash);
                }
            }
        }
    }

    async fn link(
        &mut self,
        tx: &mut TenantTx,
        root: RootId,
        held: &Link,
    ) -> Result<(), VerifyError> {
        let (seq, entry) = (held.seq, held.entry);
        let report = &mut self.report;
        report.entries += 1;
        match seq.cmp(&(self.chain.last + 1)) {
            Ordering::Equal => {}
            Ordering::Greater => {
                report.find(Finding::Gap { from: self.chain.last + 1, to: seq - 1 });
            }
            Ordering::Less => report.find(Finding::Twice { seq }),
        }
        self.chain.last = seq;
        if !held.there {
            report.find(Finding::Missing { seq, entry });
        }
        if !held.placed {
            report.find(Finding::Misplaced { seq, entry });
        }
        let Some((digest, kept)) = held.hashes else {
            match self.chain.hash {
                None => report.older += 1,
                Some(_) => report.find(Finding::Unhashed { seq }),
            }
            return Ok(());
        };
        if held.there && held.now != Some(digest) {
            let written_as = self.written_as(tx, held).await?;
            self.report.find(match written_as {
                Some(written_as) => Finding::Reordered { seq, entry, written_as },
                None => Finding::Edited { seq, entry },
            });
        }
        let before = self.chain.hash.unwrap_or_else(|| beginning(root, seq - 1));
        if link(&before, seq, &digest) != kept {
            self.report.find(Finding::Broken { seq });
        }
        // From here on by what is kept, so that one break is found once.
        self.chain.hash = Some(kept);
        Ok(())
    }

    /// The number under which an entry with this content was written, if that is another one.
    async fn written_as(
        &mut self,
        tx: &mut TenantTx,
        held: &Link,
    ) -> Result<Option<i64>, VerifyError> {
        let Some(now) = held.now.filter(|_| self.chain.searches < SEARCHES) else {
            return Ok(None);
        };
        self.chain.searches += 1;
        Ok(log_link_of(tx, &now).await?.filter(|seq| *seq != held.seq))
    }

    /// Judges a checkpoint by the hash of the link that it names, if that is there.
    fn checkpoint(&mut self, pair: &Pair, hash: Option<Hash>) {
        let Some(checkpoint) = self.genuine(pair) else { return };
        let (seq, name) = (checkpoint.seq, name(&checkpoint));
        self.report.checkpoints += 1;
        self.report.newest = Some(checkpoint.at);
        let (first, previous) = match &self.chain.checkpoint {
            Some((seq, name)) => (seq + 1, name.as_str()),
            None => (1, ""),
        };
        if (checkpoint.first, checkpoint.previous.as_str()) != (first, previous) {
            self.report.find(Finding::Detached { seq });
        }
        if hash.map(|hash| hex(&hash)) != Some(checkpoint.hash) {
            self.report.find(if seq > self.chain.last {
                Finding::Truncated { seq, last: self.chain.last }
            } else {
                Finding::Rewritten { seq }
            });
        }
        self.chain.checkpoint = Some((seq, name));
    }

    /// The checkpoint that both places agree on, or else the one that is signed.
    fn genuine(&mut self, pair: &Pair) -> Option<Checkpoint> {
        let (keys, report) = (self.keys, &mut self.report);
        let mut signed = |checkpoint: &Option<Checkpoint>, place| {
            let checkpoint = checkpoint.clone()?;
            if is_genuine(&checkpoint, keys) {
                return Some(checkpoint);
            }
            report.find(Finding::Forged { seq: checkpoint.seq, place });
            None
        };
        let stored = signed(&pair.stored, Place::Database);
        let copied = signed(&pair.copied, Place::Copies);
        if let (Some(one), Some(other)) = (&pair.stored, &pair.copied)
            && one != other
        {
            report.find(Finding::Differing { seq: one.seq });
        }
        if self.sealed.copies.is_some() {
            let seq = pair.seq();
            if pair.stored.is_none() {
                report.find(Finding::Lost { seq, place: Place::Database });
            }
            if pair.copied.is_none() {
                report.find(Finding::Lost { seq, place: Place::Copies });
            }
        }
        stored.or(copied)
    }

    /// What is left behind the last link.
    async fn rest(&mut self, tx: &mut TenantTx) -> Result<(), VerifyError> {
        while let Some(pair) = self.sealed.next_to(tx, i64::MAX, &mut self.report).await? {
            self.checkpoint(&pair, None);
        }
        let last = self.chain.last;
        let head = log_head(tx).await?;
        let is = self.chain.hash.map(|hash| hash.to_vec()).unwrap_or_default();
        let begun = last > 0 || head.is_some();
        if begun && head != Some((last, is)) {
            self.report.find(Finding::Head { kept: head.map(|(seq, _)| seq), last });
        }
        for entry in log_unlinked(tx, UNLINKED).await? {
            self.report.find(Finding::Unlinked { entry });
        }
        let guarded = self.chain.checkpoint.as_ref().map_or(0, |(seq, _)| *seq);
        self.report.unguarded = u64::try_from(last - guarded).unwrap_or(0);
        Ok(())
    }
}

/// A checkpoint as the two places have it, one of them at least.
struct Pair {
    stored: Option<Checkpoint>,
    copied: Option<Checkpoint>,
}

impl Pair {
    fn seq(&self) -> i64 {
        self.stored.as_ref().or(self.copied.as_ref()).map_or(0, |checkpoint| checkpoint.seq)
    }
}

/// The checkpoints of both places, side by side in the order of their numbers.
#[derive(Default)]
struct Sealed {
    /// Read from the database and not looked at yet.
    stored: VecDeque<Checkpoint>,
    /// Number of the last one that was read; none when there are no more.
    read: Reading,
    copies: Option<Lines>,
    /// The next of the copies, and the last one.
    copied: Option<Checkpoint>,
    before: Option<Checkpoint>,
    /// The copies were read to where they ended later.
    grown: bool,
}

/// How far the database's checkpoints were read.
enum Reading {
    Behind(i64),
    Done,
}

impl Default for Reading {
    fn default() -> Self {
        Self::Behind(i64::MIN)
    }
}

impl Sealed {
    /// The next one, if its number is not larger than this.
    async fn next_to(
        &mut self,
        tx: &mut TenantTx,
        seq: i64,
        report: &mut Report,
    ) -> Result<Option<Pair>, VerifyError> {
        if let (true, Reading::Behind(read)) = (self.stored.is_empty(), &self.read) {
            self.stored = log_checkpoints(tx, *read, PAGE).await?.into();
            self.read = match self.stored.back() {
                Some(last) => Reading::Behind(last.seq),
                None => Reading::Done,
            };
        }
        self.read_copy(report)?;
        let stored = self.stored.front().map(|checkpoint| checkpoint.seq);
        if self.copied.is_none() && stored.is_some() && !self.grown {
            // Sealed after the copies were opened, and copied meanwhile.
            self.grown = true;
            if let Some(copies) = &mut self.copies {
                copies.grow()?;
            }
            self.read_copy(report)?;
        }
        let copied = self.copied.as_ref().map(|checkpoint| checkpoint.seq);
        // What was copied after the moment that is looked at tells nothing of it.
        let copied = copied.filter(|_| stored.is_some() || !self.grown);
        let next = match (stored, copied) {
            (Some(stored), Some(copied)) => stored.min(copied),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => return Ok(None),
        };
        if next > seq {
            return Ok(None);
        }
        let stored = if stored == Some(next) { self.stored.pop_front() } else { None };
        let copied = if copied == Some(next) { self.copied.take() } else { None };
        if copied.is_some() {
            self.before.clone_from(&copied);
        }
        Ok(Some(Pair { stored, copied }))
    }

    /// Makes the next copy ready, past lines that are none.
    fn read_copy(&mut self, report: &mut Report) -> Result<(), VerifyError> {
        while let (None, Some(copies)) = (&self.copied, &mut self.copies) {
            let checkpoint = match copies.next()? {
                None => return Ok(()),
                Some(Err(line)) => {
                    report.find(Finding::Unreadable { line });
                    continue;
                }
                Some(Ok(checkpoint)) => checkpoint,
            };
            // Two processes that copy into one folder may write the same line.
            if self.before.as_ref() == Some(&checkpoint) {
                continue;
            }
            let behind = self.before.as_ref().is_none_or(|before| before.seq < checkpoint.seq);
            if !behind || checkpoint.root != report.root {
                report.find(Finding::Disordered { seq: checkpoint.seq });
                continue;
            }
            self.copied = Some(checkpoint);
        }
        Ok(())
    }
}
