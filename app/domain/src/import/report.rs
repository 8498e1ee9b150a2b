//! What an import tells: line by line what would be or was done, and why not.

use super::{Field, Mapping, Settings};
use crate::field::FieldError;
use crate::ids::ImportId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Why a line is refused.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RowIssue {
    /// Line of the file, from 1.
    pub line: u32,
    /// The heading of the column, as the file writes it; empty when the file has none.
    pub heading: String,
    /// The value, shortened.
    pub value: String,
    /// What is wrong; its `field` is the [`Field`]'s slug.
    pub error: FieldError,
}

/// What becomes of a line.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A new license.
    Create,
    /// A license that exists and differs.
    Change,
    /// A license that exists and is equal already; nothing is done.
    Same,
    /// Not imported.
    Refuse,
}

impl Outcome {
    /// Every outcome, in display order.
    pub const ALL: [Self; 4] = [Self::Create, Self::Change, Self::Same, Self::Refuse];

    /// The stable name used in messages and URLs.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Change => "change",
            Self::Same => "same",
            Self::Refuse => "refuse",
        }
    }

    /// The outcome with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.slug() == slug)
    }
}

/// One value that a line changes, or of a new license sets.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FieldChange {
    /// Which.
    pub field: Field,
    /// Before; days as ISO dates, unlimited seats as `∞`. None for no value.
    pub before: Option<String>,
    /// After.
    pub after: Option<String>,
}

/// One line of the report.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LineReport {
    /// Line of the file, from 1.
    pub line: u32,
    /// The license key; shortened when it is refused.
    pub key: String,
    /// What becomes of it.
    pub outcome: Outcome,
    /// The values that change (or are set).
    pub changes: Vec<FieldChange>,
    /// Why it is refused.
    pub issues: Vec<RowIssue>,
}

/// How many lines have which outcome.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Counts {
    /// New licenses.
    pub create: u32,
    /// Changed licenses.
    pub change: u32,
    /// Equal already.
    pub same: u32,
    /// Refused lines.
    pub refuse: u32,
}

impl Counts {
    /// Counts one more line.
    pub fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Create => self.create += 1,
            Outcome::Change => self.change += 1,
            Outcome::Same => self.same += 1,
            Outcome::Refuse => self.refuse += 1,
        }
    }

    /// Lines with this outcome.
    #[must_use]
    pub fn of(&self, outcome: Outcome) -> u32 {
        match outcome {
            Outcome::Create => self.create,
            Outcome::Change => self.change,
            Outcome::Same => self.same,
            Outcome::Refuse => self.refuse,
        }
    }

    /// All lines.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.create + self.change + self.same + self.refuse
    }

    /// Licenses that are written.
    #[must_use]
    pub fn writes(&self) -> u32 {
        self.create + self.change
    }
}

/// A column that the file has not, and that lines need.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MissingColumn {
    /// Which.
    pub field: Field,
    /// How many lines are refused for the lack of it.
    pub lines: u32,
}

/// A customer of the file that the portal does not know.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UnknownCustomer {
    /// Its name, as the first line writes it.
    pub name: String,
    /// Lines that name it.
    pub lines: u32,
    /// Whether it will be created; else its lines are refused.
    pub create: bool,
}

/// A product of the file that the catalog does not know by that name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UnknownProduct {
    /// The product, as the first line writes it.
    pub product: String,
    /// The edition; empty when there is none.
    pub edition: String,
    /// Lines that name it.
    pub lines: u32,
}

/// What a check found, without the single lines.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Summary {
    /// Headings of the file, in its order.
    pub headings: Vec<String>,
    /// Up to three values under each heading.
    pub samples: Vec<Vec<String>>,
    /// Which column is which, recognized or chosen.
    pub mapping: Mapping,
    /// Lines by outcome.
    pub counts: Counts,
    /// New licenses without a customer, which become coupons.
    pub coupons: u32,
    /// Columns that are missing. Without a column of keys nothing can be imported.
    pub missing: Vec<MissingColumn>,
    /// A date that can be read in two ways, when the person must say which: its heading
    /// and value.
    pub ask_date_order: Option<(String, String)>,
    /// Unknown customers, most lines first; at most 1,000.
    pub customers: Vec<UnknownCustomer>,
    /// Unknown products, most lines first; at most 1,000. Their lines are refused until a
    /// catalog edition is chosen for them.
    pub products: Vec<UnknownProduct>,
}

impl Summary {
    /// Whether an import would write anything.
    #[must_use]
    pub fn can_start(&self) -> bool {
        self.counts.writes() > 0 && self.ask_date_order.is_none()
    }
}

/// A check's answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Check {
    /// Which import.
    pub id: ImportId,
    /// The file.
    pub file_name: String,
    /// What the person chose so far.
    pub settings: Settings,
    /// What was found.
    pub summary: Summary,
}

/// Where an import stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImportState {
    /// The file is stored.
    Uploaded,
    /// It is being read.
    Checking,
    /// The dry run is ready; nothing was written.
    Checked,
    /// It is being imported.
    Running,
    /// Everything was written.
    Done,
    /// Nothing was written.
    Failed,
}

impl ImportState {
    /// Every state, in order.
    pub const ALL: [Self; 6] =
        [Self::Uploaded, Self::Checking, Self::Checked, Self::Running, Self::Done, Self::Failed];

    /// The stable name used in the database and in messages.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Uploaded => "uploaded",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// The state with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == slug)
    }

    /// Whether nothing changes any more.
    #[must_use]
    pub const fn ended(self) -> bool {
        matches!(self, Self::Done | Self::Failed)
    }
}

/// How far an import is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Progress {
    /// Which import.
    pub id: ImportId,
    /// The file.
    pub file_name: String,
    /// Who started it may have closed the tab: who comes back sees this.
    pub state: ImportState,
    /// Licenses written so far (of [`Self::total`]); they count only once it is done.
    pub done: u32,
    /// Licenses to write.
    pub total: u32,
    /// Lines by outcome, once known.
    pub counts: Counts,
    /// Customers created, once done.
    pub customers_created: u32,
    /// Why it failed.
    pub error: Option<FieldError>,
    /// Lines that the check wanted to write and that were refused when it was run, because
    /// somebody changed something meanwhile; the first 1,000.
    pub meanwhile: Vec<LineReport>,
    /// When it was uploaded.
    pub created_at: DateTime<Utc>,
}
