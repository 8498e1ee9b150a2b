//! What looking through the log of a root finds.

use chrono::{DateTime, Utc};
use serde::Serialize;
use std::fmt;
use uuid::Uuid;

/// Findings that are kept one by one; of more, how many there are.
const KEPT: usize = 1_000;

/// Where checkpoints are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// The database's table.
    Database,
    /// The second path.
    Copies,
}

/// Something that is not as the portal writes it. Entries are named by their numbers in the
/// chain.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(tag = "finding", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the fields are what the variants' sentences name")]
pub enum Finding {
    /// An entry says something else than when it was written.
    Edited { seq: i64, entry: Uuid },
    /// An entry stands in another one's place.
    Reordered { seq: i64, entry: Uuid, written_as: i64 },
    /// An entry is gone.
    Missing { seq: i64, entry: Uuid },
    /// Numbers are missing, both ends inclusive.
    Gap { from: i64, to: i64 },
    /// A number is there twice.
    Twice { seq: i64 },
    /// A link does not follow from the one before.
    Broken { seq: i64 },
    /// A link has no hash although the chain had begun.
    Unhashed { seq: i64 },
    /// An entry is no link of the chain.
    Unlinked { entry: Uuid },
    /// An entry's tenant key is not its organization's, so that others see it.
    Misplaced { seq: i64, entry: Uuid },
    /// The chain's head is kept as another one.
    Head { kept: Option<i64>, last: i64 },
    /// What a checkpoint covers is not what was signed.
    Rewritten { seq: i64 },
    /// A checkpoint covers more than there is.
    Truncated { seq: i64, last: i64 },
    /// A checkpoint is not signed by a known key.
    Forged { seq: i64, place: Place },
    /// The two places hold different checkpoints for one number.
    Differing { seq: i64 },
    /// A checkpoint is missing from one of the two places.
    Lost { seq: i64, place: Place },
    /// A checkpoint does not follow from the one before.
    Detached { seq: i64 },
    /// A line of the copies is no checkpoint.
    Unreadable { line: u64 },
    /// A checkpoint stands before an older one in the copies, or is another root's.
    Disordered { seq: i64 },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Database => "in the database",
            Self::Copies => "among the copies",
        })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Edited { seq, entry } => write!(f, "entry {seq} was edited ({entry})"),
            Self::Reordered { seq, entry, written_as } => {
                write!(f, "entry {seq} was written as entry {written_as}: reordered ({entry})")
            }
            Self::Missing { seq, entry } => write!(f, "entry {seq} was deleted ({entry})"),
            Self::Gap { from, to } if from == to => write!(f, "entry {from} is missing"),
            Self::Gap { from, to } => write!(f, "entries {from} to {to} are missing"),
            Self::Twice { seq } => write!(f, "there are two entries {seq}"),
            Self::Broken { seq } => {
                write!(f, "entry {seq} does not follow from the one before: its hash is wrong")
            }
            Self::Unhashed { seq } => write!(f, "entry {seq} has lost its hash"),
            Self::Unlinked { entry } => write!(f, "an entry was added past the portal ({entry})"),
            Self::Misplaced { seq, entry } => {
                write!(f, "entry {seq} was moved to another organization ({entry})")
            }
            Self::Head { kept: Some(kept), last } => {
                write!(f, "the head is kept as entry {kept}, but the last entry is {last}")?;
                if kept == last { f.write_str(", with another hash") } else { Ok(()) }
            }
            Self::Head { kept: None, last } => {
                write!(f, "the head is gone; the last entry is {last}")
            }
            Self::Rewritten { seq } => {
                write!(f, "entries up to {seq} are not those that the checkpoint there signed")
            }
            Self::Truncated { seq, last } => {
                write!(f, "truncated: a checkpoint covers entry {seq}, but the last one is {last}")
            }
            Self::Forged { seq, place } => {
                write!(f, "the checkpoint of entry {seq} {place} has a wrong signature")
            }
            Self::Differing { seq } => {
                write!(f, "the checkpoint of entry {seq} differs from its copy")
            }
            Self::Lost { seq, place } => {
                write!(f, "the checkpoint of entry {seq} is missing {place}")
            }
            Self::Detached { seq } => write!(
                f,
                "the checkpoint of entry {seq} does not follow from the one before: one is missing \
                 or forged"
            ),
            Self::Unreadable { line } => write!(f, "line {line} of the copies is no checkpoint"),
            Self::Disordered { seq } => {
                write!(f, "the copy of the checkpoint of entry {seq} is out of its order")
            }
        }
    }
}

/// What was looked through, and what was found.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Report {
    /// The root.
    pub root: i64,
    /// Entries in the chain, with those that are older than it.
    pub entries: u64,
    /// Entries that are older than the chain: that they were not edited cannot be told.
    pub older: u64,
    /// Checkpoints.
    pub checkpoints: u64,
    /// When the newest one was made.
    pub newest: Option<DateTime<Utc>>,
    /// Entries above the newest checkpoint: whoever writes into the database can still change
    /// them and all of the chain behind.
    pub unguarded: u64,
    /// What is wrong, the first thousand.
    pub findings: Vec<Finding>,
    /// How much is wrong.
    pub found: u64,
}

impl Report {
    /// Whether everything is as the portal wrote it.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.found == 0
    }

    pub(super) fn find(&mut self, finding: Finding) {
        self.found += 1;
        if self.findings.len() < KEPT {
            self.findings.push(finding);
        }
    }
}
