//! Importing licenses from a spreadsheet: read the file, plan what each line does, write it
//! all in one transaction.
//!
//! A file is uploaded, checked (as often as the person changes the settings) and started.
//! From then on the import runs by itself, whoever closes a tab; it ends done or failed,
//! and failed means that nothing was written.

mod cache;
mod customers;
mod jobs;
pub mod plan;
pub mod read;
mod run;
mod write;

pub(crate) use cache::Cache;

use chrono::NaiveDate;
use domain::field::FieldError;
use domain::import::{Counts, LineReport, Summary};
use serde::{Deserialize, Serialize};

/// Lines kept in the stored report.
const KEPT_LINES: usize = 1_000;

/// What the `import` row keeps beside its state.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Stored {
    /// The last check's answer.
    summary: Option<Summary>,
    /// The day of that check, in UTC. The import goes by it too, or one that is started after
    /// midnight would find other days than the person saw.
    today: Option<NaiveDate>,
    /// Why it failed.
    error: Option<FieldError>,
    /// What was written, once done.
    counts: Option<Counts>,
    /// Customers created, once done.
    customers_created: u32,
    /// Refused lines, once done.
    refused: Vec<LineReport>,
    /// Lines that the check wanted to write and that changed before they were.
    meanwhile: Vec<LineReport>,
}
