//! Exporting a grid to a file that is made while the page goes on: what is asked, how far
//! it is. The shapes that cross the wire; the work is the server's business.

use crate::ids::ExportId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most files of one person at once: an older one makes room for a new one.
pub const MOST_FILES: usize = 3;

/// The format of a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExportFormat {
    /// Comma-separated text.
    Csv,
    /// An Excel workbook.
    Xlsx,
}

impl ExportFormat {
    /// Every format.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Xlsx];

    /// The stable name, which is also the ending of the file's name.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// The format with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.slug() == slug)
    }

    /// The media type for HTTP.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// Which rows a file holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum ExportRows {
    /// The whole result of the grid's state.
    All,
    /// These, whether or not the state's filters still show them; at most
    /// [`crate::bulk::MAX_NAMED`].
    Only(Vec<Uuid>),
    /// The whole result but for these; at most [`crate::bulk::MAX_NAMED`].
    But(Vec<Uuid>),
}

/// Make a file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartExport {
    /// Of which grid, by its stable name.
    pub grid: String,
    /// In which format.
    pub format: ExportFormat,
    /// The grid's state as in the page's address: its columns, groups and order.
    pub state: String,
    /// Which rows of it.
    pub rows: ExportRows,
}

/// Where a file stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExportState {
    /// It is being made.
    Running,
    /// It can be downloaded.
    Ready,
    /// It could not be made.
    Failed,
}

impl ExportState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Running, Self::Ready, Self::Failed];

    /// The stable name used in the database.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Ready => "ready",
            Self::Failed => "failed",
        }
    }

    /// The state with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == slug)
    }
}

/// How far a file is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ExportProgress {
    /// Which.
    pub id: ExportId,
    /// The file's name.
    pub file_name: String,
    /// Where it stands.
    pub state: ExportState,
    /// Rows written so far.
    pub rows: u64,
    /// The file's size once it is ready.
    pub bytes: u64,
    /// Why it failed, a code with a message `error-<code>`.
    pub reason: Option<String>,
}
