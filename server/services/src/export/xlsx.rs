//! The workbook: texts typed as texts, days as days, groups bold, the headings frozen. Lines
//! go through a temporary file, so that memory does not grow with them.

use super::layout::{Column, Content};
use super::values::Value;
use chrono::Datelike;
use domain::import::{Field, defuse};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};
use std::io::{self, Seek, Write};

/// Most lines of a workbook below its headings.
pub const MAX_XLSX_ROWS: u32 = 1_048_575;

/// Writes lines as a workbook.
pub(super) struct XlsxFile {
    workbook: Workbook,
    plain: Looks,
    bold: Looks,
    rows: u32,
}

/// How cells of a line look.
struct Looks {
    text: Format,
    number: Format,
    amount: Format,
    day: Format,
}

impl Looks {
    fn of(base: &Format) -> Self {
        Self {
            text: base.clone().set_num_format("@"),
            number: base.clone(),
            // Excel's own number with two decimals, which follows the reader's settings.
            amount: base.clone().set_num_format_index(4),
            // Excel's own short date, which follows the reader's settings.
            day: base.clone().set_num_format_index(14),
        }
    }
}

impl XlsxFile {
    /// Begins the file with its headings.
    pub(super) fn new(columns: &[Column], title: &str) -> io::Result<Self> {
        let mut workbook = Workbook::new();
        let bold = Format::new().set_bold();
        let sheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name(title).map_err(failed)?;
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        for (at, column) in (0u16..).zip(columns) {
            sheet.set_column_width(at, width(column.content)).map_err(failed)?;
            sheet.write_string_with_format(0, at, &column.heading, &bold).map_err(failed)?;
        }
        let (plain, bold) = (Looks::of(&Format::new()), Looks::of(&bold));
        Ok(Self { workbook, plain, bold, rows: 0 })
    }

    /// Whether there is no room for another line.
    pub(super) fn is_full(&self) -> bool {
        self.rows == MAX_XLSX_ROWS
    }

    /// Writes one line; at most [`MAX_XLSX_ROWS`].
    pub(super) fn line(&mut self, values: &[Value], bold: bool) -> io::Result<()> {
        self.rows += 1;
        let sheet = self.workbook.worksheet_from_index(0).map_err(failed)?;
        let looks = if bold { &self.bold } else { &self.plain };
        for (column, value) in (0u16..).zip(values) {
            match value {
                Value::Empty => continue,
                Value::Text(text) => {
                    sheet.write_string_with_format(self.rows, column, defuse(text), &looks.text)
                }
                Value::Number(number) => {
                    sheet.write_number_with_format(self.rows, column, *number as f64, &looks.number)
                }
                Value::Amount(minor) => {
                    let amount = *minor as f64 / 100.0;
                    sheet.write_number_with_format(self.rows, column, amount, &looks.amount)
                }
                Value::Day(day) => {
                    let (month, date) = (day.month() as u8, day.day() as u8);
                    let year = u16::try_from(day.year()).unwrap_or_default();
                    let day = ExcelDateTime::from_ymd(year, month, date).map_err(failed)?;
                    sheet.write_datetime_with_format(self.rows, column, &day, &looks.day)
                }
            }
            .map_err(failed)?;
        }
        Ok(())
    }

    /// Ends the file.
    pub(super) fn finish(mut self, to: impl Write + Seek + Send) -> io::Result<()> {
        self.workbook.save_to_writer(to).map_err(failed)
    }
}

fn failed(error: XlsxError) -> io::Error {
    io::Error::other(error)
}

/// A readable width, in characters.
fn width(content: Content) -> f64 {
    match content {
        Content::Field(
            Field::Key | Field::Name | Field::Product | Field::Customer | Field::Note,
        )
        | Content::Group(_) => 30.0,
        Content::Cell(_)
        | Content::Field(Field::Edition | Field::Partner | Field::Vendor | Field::Order) => 20.0,
        _ => 12.0,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_workbook_is_full_after_its_last_line() {
        let mut file = XlsxFile::new(&[], "Licenses").unwrap();
        file.rows = MAX_XLSX_ROWS - 1;
        assert!(!file.is_full());
        file.line(&[], false).unwrap();
        assert!(file.is_full());
    }
}
