//! The workbook: texts typed as texts, days as days, the headings frozen. Rows go through a
//! temporary file, so that memory does not grow with them.

use super::columns::{Value, value};
use chrono::Datelike;
use domain::import::{Field, defuse};
use domain::license::LicenseRow;
use domain::people::Language;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};
use std::io::{self, Seek, Write};

/// Most licenses in a workbook: Excel has so many lines, and one holds the headings.
pub const MAX_XLSX_ROWS: u32 = 1_048_575;

/// Writes licenses as a workbook.
pub(super) struct XlsxFile {
    workbook: Workbook,
    text: Format,
    day: Format,
    fields: Vec<Field>,
    language: Language,
    rows: u32,
}

impl XlsxFile {
    /// Begins the file with its headings.
    pub(super) fn new(fields: Vec<Field>, language: Language) -> io::Result<Self> {
        let mut workbook = Workbook::new();
        let bold = Format::new().set_bold();
        let sheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name(title(language)).map_err(failed)?;
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        for (column, field) in (0u16..).zip(&fields) {
            sheet.set_column_width(column, width(*field)).map_err(failed)?;
            let heading = field.heading(language);
            sheet.write_string_with_format(0, column, heading, &bold).map_err(failed)?;
        }
        let text = Format::new().set_num_format("@");
        // Excel's own short date, which follows the reader's settings.
        let day = Format::new().set_num_format_index(14);
        Ok(Self { workbook, text, day, fields, language, rows: 0 })
    }

    /// Writes one line; at most [`MAX_XLSX_ROWS`].
    pub(super) fn row(&mut self, row: &LicenseRow) -> io::Result<()> {
        self.rows += 1;
        let sheet = self.workbook.worksheet_from_index(0).map_err(failed)?;
        for (column, field) in (0u16..).zip(&self.fields) {
            match value(row, *field, self.language) {
                Value::Empty => continue,
                Value::Text(text) => {
                    sheet.write_string_with_format(self.rows, column, defuse(&text), &self.text)
                }
                Value::Number(number) => sheet.write_number(self.rows, column, number),
                Value::Day(day) => {
                    let (month, date) = (day.month() as u8, day.day() as u8);
                    let year = u16::try_from(day.year()).unwrap_or_default();
                    let day = ExcelDateTime::from_ymd(year, month, date).map_err(failed)?;
                    sheet.write_datetime_with_format(self.rows, column, &day, &self.day)
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

fn title(language: Language) -> &'static str {
    match language {
        Language::En => "Licenses",
        Language::De => "Lizenzen",
    }
}

/// A readable width, in characters.
fn width(field: Field) -> f64 {
    match field {
        Field::Key | Field::Name | Field::Product | Field::Customer | Field::Note => 30.0,
        Field::Edition | Field::Partner | Field::Vendor | Field::Order => 20.0,
        _ => 12.0,
    }
}
