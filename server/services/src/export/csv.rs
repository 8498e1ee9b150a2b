//! The CSV file: UTF-8 with a byte order mark, so that Excel reads umlauts; RFC 4180, every
//! text quoted, so that no separator inside misleads; days in ISO form; formulas defused.

use super::layout::Column;
use super::values::Value;
use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};
use domain::import::defuse;
use std::io::{self, Write};

/// Writes lines as CSV.
pub(super) struct CsvFile<W: Write> {
    writer: Writer<W>,
}

impl<W: Write> CsvFile<W> {
    /// Begins the file with its headings.
    pub(super) fn new(mut to: W, columns: &[Column]) -> io::Result<Self> {
        to.write_all("\u{feff}".as_bytes())?;
        let mut writer = WriterBuilder::new()
            .quote_style(QuoteStyle::NonNumeric)
            .terminator(Terminator::CRLF)
            .from_writer(to);
        writer.write_record(columns.iter().map(|column| &column.heading))?;
        Ok(Self { writer })
    }

    /// Writes one line.
    pub(super) fn line(&mut self, values: &[Value]) -> io::Result<()> {
        for value in values {
            match value {
                Value::Empty => self.writer.write_field("")?,
                Value::Text(text) => self.writer.write_field(defuse(text))?,
                Value::Number(number) => self.writer.write_field(number.to_string())?,
                Value::Amount(minor) => {
                    self.writer.write_field(format!("{}.{:02}", minor / 100, minor % 100))?;
                }
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
