//! Excel workbooks. Cells are streamed: the library's own tables would be as large as the
//! sheet claims to be, and hold every shared text as often as it is used.

use super::{MAX_COLUMNS, Sheet, Table, refuse};
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};
use chrono::NaiveDate;
use domain::field::FieldError;
use domain::import::{Cell, recognize};
use std::io::Cursor;

/// Reads the visible sheet with most recognized headings, the first of equal ones. None when
/// all are empty. What is wrong with a sheet counts only if that is the one: beside licenses
/// a workbook may hold anything.
pub(super) fn read(bytes: &[u8]) -> Result<Option<Sheet>, FieldError> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let names: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut best: Option<(usize, Result<Sheet, FieldError>)> = None;
    for name in names {
        let mut table = Table::default();
        let wrong = read_sheet(&mut workbook, &name, &mut table).err();
        // Of a sheet that could not be read to its end, the headings were read.
        let sheet = table.into_sheet();
        let known = sheet.as_ref().map_or(0, |sheet| recognize(&sheet.headings).count());
        let found = match (wrong, sheet) {
            (Some(error), _) => Err(error),
            (None, Some(sheet)) => Ok(sheet),
            (None, None) => continue,
        };
        let better = best.as_ref().is_none_or(|(most, first)| {
            known > *most || known == 0 && *most == 0 && first.is_err() && found.is_ok()
        });
        if better {
            best = Some((known, found));
        }
    }
    best.map(|(_, found)| found).transpose()
}

/// Reads a sheet's lines as far as they can be read.
fn read_sheet(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    table: &mut Table,
) -> Result<(), FieldError> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(broken)?;
    let (mut at, mut cells) = (0, Vec::new());
    while let Some(found) = reader.next_cell().map_err(broken)? {
        let (row, column) = found.get_position();
        let value = cell(found.get_value());
        if value.is_empty() {
            continue;
        }
        if row < at {
            return Err(refuse("xlsx-broken"));
        }
        if row > at {
            table.push(at + 1, std::mem::take(&mut cells))?;
            at = row;
        }
        let column = column as usize;
        if column >= MAX_COLUMNS {
            // It may be the line of headings.
            table.push(at + 1, cells)?;
            return Err(refuse("file-too-many-columns").with("max", MAX_COLUMNS));
        }
        if cells.len() <= column {
            cells.resize(column + 1, Cell::Empty);
        }
        cells[column] = value;
    }
    table.push(at + 1, cells)
}

fn broken<E>(_: E) -> FieldError {
    refuse("xlsx-broken")
}

#[expect(clippy::cast_precision_loss, reason = "a workbook's numbers are floats themselves")]
fn cell(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Cell::text(text)
        }
        DataRef::SharedString(text) => Cell::text(text),
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::Bool(value) => Cell::text(if *value { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(value) => day(value),
        DataRef::Error(error) => Cell::text(&error.to_string()),
    }
}

/// The day of a cell formatted as one; a bare time of day or a duration stays a number.
fn day(value: &ExcelDateTime) -> Cell {
    let number = value.as_f64();
    if !value.is_datetime() || number < 1.0 {
        return Cell::Number(number);
    }
    let (year, month, day, ..) = value.to_ymd_hms_milli();
    NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
        .map_or(Cell::Number(number), Cell::Day)
}
