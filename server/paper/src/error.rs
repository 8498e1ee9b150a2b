use thiserror::Error;

/// Why a document cannot be laid out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PaperError {
    /// The language is no tag like `de` or `pt-BR`.
    #[error("not a language tag: {0:?}")]
    Language(String),
    /// The title is empty, and a file without one cannot be told from another.
    #[error("the document has no title")]
    NoTitle,
    /// There are more columns than a page can show.
    #[error("{0} columns are too many")]
    TooManyColumns(usize),
    /// A row has not one cell a column.
    #[error("row {row} has {found} cells where the table has {columns} columns")]
    Cells {
        /// The row, counted from 0.
        row: usize,
        /// How many cells it has.
        found: usize,
        /// How many columns the table has.
        columns: usize,
    },
    /// A part that cannot be parted is taller than its place.
    #[error("the {0} is too tall for a page")]
    TooTall(&'static str),
    /// The fonts that are compiled in cannot be read.
    #[error("a font cannot be read")]
    Font,
    /// The file cannot be written.
    #[error("the PDF cannot be written: {0}")]
    Pdf(String),
}
