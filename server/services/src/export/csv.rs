//! The CSV file: UTF-8 with a byte order mark, so that Excel reads umlauts; RFC 4180, every
//! text quoted, so that no separator inside misleads; days in ISO form; formulas defused.

use super::columns::{Value, value};
use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};
use domain::import::{Field, defuse};
use domain::license::LicenseRow;
use domain::people::Language;
use std::io::{self, Write};

/// Writes licenses as CSV.
pub(super) struct CsvFile<W: Write> {
    writer: Writer<W>,
    fields: Vec<Field>,
    language: Language,
}

impl<W: Write> CsvFile<W> {
    /// Begins the file with its headings.
    pub(super) fn new(mut to: W, fields: Vec<Field>, language: Language) -> io::Result<Self> {
        to.write_all("\u{feff}".as_bytes())?;
        let mut writer = WriterBuilder::new()
            .quote_style(QuoteStyle::NonNumeric)
            .terminator(Terminator::CRLF)
            .from_writer(to);
        writer.write_record(fields.iter().map(|field| field.heading(language)))?;
        Ok(Self { writer, fields, language })
    }

    /// Writes one line.
    pub(super) fn row(&mut self, row: &LicenseRow) -> io::Result<()> {
        for field in &self.fields {
            match value(row, *field, self.language) {
                Value::Empty => self.writer.write_field("")?,
                Value::Text(text) => self.writer.write_field(defuse(&text))?,
                Value::Number(number) => self.writer.write_field(number.to_string())?,
                Value::Day(day) => self.writer.write_field(day.to_string())?,
            }
        }
        Ok(self.writer.write_record(None::<&[u8]>)?)
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}
