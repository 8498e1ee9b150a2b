//! Changing many licenses at once: what is asked, how far it is, what became of each. The
//! shapes that cross the wire; the work is the server's business.

use crate::field::FieldError;
use crate::ids::{BulkId, LicenseId, OrgId};
use crate::renewal::Agreed;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most licenses that are named one by one, or excepted.
pub const MAX_NAMED: usize = 10_000;
/// Most licenses of one change.
pub const MAX_LICENSES: u32 = 200_000;
/// Most lines of a report that are asked for at once.
pub const MAX_REPORT: u32 = 500;

/// Which licenses.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Selection {
    /// These; at most [`MAX_NAMED`].
    Named(Vec<LicenseId>),
    /// The whole result of a grid state, as it is when the change begins, but for some.
    All {
        /// The grid's state as in the page's address.
        state: String,
        /// Not these; at most [`MAX_NAMED`].
        except: Vec<LicenseId>,
    },
}

/// What is done to each.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum BulkAction {
    /// Writes the note; empty text removes it.
    SetNote {
        /// The note as typed.
        text: String,
    },
    /// Renews.
    Renew {
        /// For how many years; without, only with coupons, for as many as each is good for.
        years: Option<i16>,
        /// Takes a fitting coupon of so many years where there is one, and buys elsewhere.
        coupons: bool,
        /// Also those that were renewed within a day.
        #[serde(default)]
        again: bool,
        /// What the preview said that all of them cost. Each costs at most what it did when the
        /// change began.
        #[serde(default)]
        price: Agreed,
    },
    /// Gives to another customer of the license's partner.
    Assign {
        /// The customer.
        customer: OrgId,
    },
}

impl BulkAction {
    /// The stable name used in messages and logs.
    #[must_use]
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::SetNote { .. } => "set-note",
            Self::Renew { .. } => "renew",
            Self::Assign { .. } => "assign",
        }
    }
}

/// Change many licenses.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartBulk {
    /// Which.
    pub selection: Selection,
    /// What to do.
    pub action: BulkAction,
    /// Made once per intent: the same key again finds the change that it began.
    pub idempotency: Uuid,
}

/// Where a change of many licenses stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BulkState {
    /// It is under way.
    Running,
    /// Every license was looked at.
    Done,
    /// Somebody stopped it; what was done stays.
    Stopped,
    /// The server that ran it went away, or its database; what was done stays.
    Interrupted,
}

impl BulkState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Running, Self::Done, Self::Stopped, Self::Interrupted];

    /// The stable name used in the database and in messages.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Stopped => "stopped",
            Self::Interrupted => "interrupted",
        }
    }

    /// The state with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == slug)
    }
}

/// What became of one license.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BulkOutcome {
    /// It was changed.
    Done,
    /// It was as wanted already.
    Same,
    /// It was left as it is, for a reason.
    Refused,
}

impl BulkOutcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Done, Self::Same, Self::Refused];

    /// The stable name used in the database and in messages.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Same => "same",
            Self::Refused => "refused",
        }
    }

    /// The outcome with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.slug() == slug)
    }
}

/// How far a change of many licenses is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BulkProgress {
    /// Which.
    pub id: BulkId,
    /// What is done.
    pub action: BulkAction,
    /// Who started it may have closed the tab: who comes back sees this.
    pub state: BulkState,
    /// Licenses that were selected.
    pub total: u32,
    /// Licenses changed so far.
    pub done: u32,
    /// Licenses that were as wanted already.
    pub same: u32,
    /// Licenses left as they are, for a reason that the report tells.
    pub refused: u32,
    /// The change that this one takes back.
    pub undo_of: Option<BulkId>,
    /// Whether it can be taken back.
    pub undoable: bool,
    /// When it was started.
    pub started_at: DateTime<Utc>,
}

impl BulkProgress {
    /// Licenses that were looked at.
    #[must_use]
    pub fn seen(&self) -> u32 {
        self.done + self.same + self.refused
    }
}

/// One license of the report.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BulkLine {
    /// The license.
    pub license: LicenseId,
    /// Its name and key as they are now; none when it is not this person's to see.
    pub shown: Option<(String, String)>,
    /// What became of it; none when it was not looked at.
    pub outcome: Option<BulkOutcome>,
    /// Why it was refused.
    pub reason: Option<FieldError>,
}
