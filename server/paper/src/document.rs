//! What a caller says of a document: texts that are translated and formatted already.

use chrono::{DateTime, Utc};

/// A business document: who writes to whom, what about, a table, what it comes to.
///
/// Every text may hold anything: control characters become spaces, direction overrides go, and
/// what the font lacks is drawn as □ while the text itself stays in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// The language of the texts, as a tag like `de` or `pt-BR`.
    pub language: String,
    /// The headline, the file's title, and the running head from the second page on.
    pub title: String,
    /// Facts beside the address: number, date, who to ask.
    pub facts: Vec<Fact>,
    /// Who writes; the first line stands out.
    pub sender: Vec<String>,
    /// Whom it is for; sits where the window of an envelope is.
    pub recipient: Vec<String>,
    /// Paragraphs before the table.
    pub intro: Vec<String>,
    /// What the document lists.
    pub table: Table,
    /// What it comes to; stays on a page with the table's last row.
    pub totals: Vec<Total>,
    /// Paragraphs after the totals.
    pub closing: Vec<String>,
    /// Small print at the foot of every page.
    pub footer: Vec<String>,
    /// The label of a page, with [`PAGE`] and [`PAGES`] where the numbers go.
    pub page_label: String,
    /// When it was written. With a date the file is archival too (PDF/A-2a).
    pub created: Option<DateTime<Utc>>,
}

/// Where [`Document::page_label`] has the number of the page.
pub const PAGE: &str = "{page}";
/// Where [`Document::page_label`] has the number of all pages.
pub const PAGES: &str = "{pages}";

/// A label and what it is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fact {
    /// What the value is.
    pub label: String,
    /// The value, formatted.
    pub value: String,
}

/// Rows under columns. One without columns is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The columns from left to right; at most [`Table::MAX_COLUMNS`].
    pub columns: Vec<Column>,
    /// The rows, top down.
    pub rows: Vec<Row>,
}

impl Table {
    /// More columns than this are unreadable on a page.
    pub const MAX_COLUMNS: usize = 12;
}

/// A column of a [`Table`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Column {
    /// Its header, repeated on each page.
    pub title: String,
    /// Which side its texts keep to.
    pub align: Align,
    /// Its part of the width, against the others' parts. A column of numbers takes from the
    /// wider ones what its longest number needs.
    pub share: u16,
}

/// Which side of its column a text keeps to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Align {
    /// To the left: words.
    #[default]
    Start,
    /// To the right, in digits of one width: numbers.
    End,
}

/// A row of a [`Table`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// One text a column.
    pub cells: Vec<String>,
    /// Small print under the text of the widest column of words.
    pub note: Option<String>,
}

/// A sum below the table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Total {
    /// What is summed.
    pub label: String,
    /// The sum, formatted.
    pub amount: String,
    /// Whether it is the one to look for.
    pub strong: bool,
}
