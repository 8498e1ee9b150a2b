//! Exporting licenses to a file that an import reads as "nothing changed".

mod columns;
mod csv;
mod service;
mod xlsx;

pub use service::Export;
pub use xlsx::MAX_XLSX_ROWS;

use self::csv::CsvFile;
use self::xlsx::XlsxFile;
use chrono::NaiveDate;
use domain::license::LicenseRow;
use domain::people::Language;
use std::io::{self, Seek, Write};

/// The format of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Comma-separated text.
    Csv,
    /// An Excel workbook.
    Xlsx,
}

impl Format {
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

    /// A name for the file: `licenses-2026-11-22.csv`.
    #[must_use]
    pub fn file_name(self, language: Language, today: NaiveDate) -> String {
        let noun = match language {
            Language::En => "licenses",
            Language::De => "lizenzen",
        };
        format!("{noun}-{today}.{}", self.slug())
    }
}

/// A file being written, license by license.
pub struct File<W: Write + Seek + Send>(Kind<W>);

enum Kind<W: Write + Seek + Send> {
    Csv(Box<CsvFile<W>>),
    Xlsx(Box<XlsxFile>, W),
}

impl<W: Write + Seek + Send> File<W> {
    /// Begins a file. `sees_internal` adds the columns that customers never see.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(format: Format, language: Language, sees_internal: bool, to: W) -> io::Result<Self> {
        let fields = columns::fields(sees_internal);
        Ok(Self(match format {
            Format::Csv => Kind::Csv(Box::new(CsvFile::new(to, fields, language)?)),
            Format::Xlsx => Kind::Xlsx(Box::new(XlsxFile::new(fields, language)?), to),
        }))
    }

    /// Writes one license.
    ///
    /// # Errors
    /// When it cannot be written, or a workbook is full ([`MAX_XLSX_ROWS`]).
    pub fn row(&mut self, row: &LicenseRow) -> io::Result<()> {
        match &mut self.0 {
            Kind::Csv(file) => file.row(row),
            Kind::Xlsx(file, _) => file.row(row),
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> io::Result<()> {
        match self.0 {
            Kind::Csv(file) => file.finish(),
            Kind::Xlsx(file, to) => file.finish(to),
        }
    }
}
