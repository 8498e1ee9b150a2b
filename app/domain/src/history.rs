//! What was done to a thing, as its history shows it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One entry of a license's change history.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// When, in UTC.
    pub at: DateTime<Utc>,
    /// Who, as named at that time.
    pub actor: String,
    /// What, a stable slug: `note-edited`, `renamed`, `renewed`, `renewal-undone`, `imported`.
    pub action: String,
    /// The fields that changed, by column key, each with its value before and after as text;
    /// none is no value.
    pub fields: BTreeMap<String, FieldChange>,
}

/// A field's value before and after.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FieldChange {
    /// Before.
    pub before: Option<String>,
    /// After.
    pub after: Option<String>,
}
