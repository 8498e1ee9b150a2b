//! Reading a file into a [`Sheet`]. What the file is, its content says, not its name. Every
//! size is limited while reading, so that a small file cannot fill the memory.

mod csv;
mod unzip;
mod xlsx;

use domain::field::FieldError;
use domain::import::{Cell, HEADER_SEARCH, find_header, is_counted};

/// Largest file, in bytes.
pub const MAX_FILE: usize = 50 * 1024 * 1024;
/// Most lines below the headings.
pub const MAX_ROWS: usize = 200_000;
/// Most columns.
pub const MAX_COLUMNS: usize = 100;
/// Longest text of a cell, in characters: what Excel itself allows.
pub const MAX_CELL: usize = 32_767;
/// Most bytes of text in all cells together.
const MAX_TEXT: usize = 256 * 1024 * 1024;

/// A table with headings.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Sheet {
    /// The headings; one for every column that holds anything, empty where there is none.
    pub headings: Vec<String>,
    /// The lines below, without empty ones.
    pub rows: Vec<Row>,
}

/// A line of the file.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Its number in the file, from 1; of a quoted text over several lines the first.
    pub line: u32,
    /// Its cells, without empty ones at the end.
    pub cells: Box<[Cell]>,
}

/// Looks at what a file is, without reading what is in it.
///
/// # Errors
/// As [`read`].
pub fn inspect(file_name: &str, bytes: &[u8]) -> Result<(), FieldError> {
    if bytes.len() > MAX_FILE {
        return Err(refuse("file-too-big").with("max", MAX_FILE / 1024 / 1024));
    }
    match sniff(file_name, bytes)? {
        Format::Xlsx => unzip::check(bytes),
        Format::Text => Ok(()),
    }
}

/// Reads a file, however large or malicious. It works for seconds on a large one: call it
/// where blocking is allowed.
///
/// # Errors
/// Of the field `file`: `file-empty`, `file-too-big` (arg `max`, in MB), `file-unknown`,
/// `file-no-table`, `file-too-many-rows` (`max`), `file-too-many-columns` (`max`),
/// `cell-too-long` (`line`, `max`), `quote-open` (`line`), `xlsx-old`, `xlsx-none`, `xlsx-broken`, `xlsx-too-big`.
pub fn read(file_name: &str, bytes: &[u8]) -> Result<Sheet, FieldError> {
    inspect(file_name, bytes)?;
    let sheet = match sniff(file_name, bytes)? {
        Format::Xlsx => {
            // The library that reads workbooks may panic on a broken one; that is the
            // file's fault, and must not end anything else.
            std::panic::catch_unwind(|| xlsx::read(bytes))
                .unwrap_or_else(|_| Err(refuse("xlsx-broken")))?
        }
        Format::Text => csv::read(bytes)?.into_sheet(),
    };
    let sheet =
        sheet.filter(|sheet| !sheet.rows.is_empty()).ok_or_else(|| refuse("file-no-table"))?;
    // The lines above the headings do not count.
    if sheet.rows.len() > MAX_ROWS { Err(too_many_rows()) } else { Ok(sheet) }
}

enum Format {
    Xlsx,
    Text,
}

/// What the bytes are.
fn sniff(file_name: &str, bytes: &[u8]) -> Result<Format, FieldError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(refuse("file-empty"));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Ok(Format::Xlsx);
    }
    // Both the workbooks before 2007 and those with a password.
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(refuse("xlsx-old"));
    }
    let end = file_name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    if matches!(end.as_str(), "xlsx" | "xlsm" | "xls") {
        return Err(refuse("xlsx-none"));
    }
    let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let markup = bytes.trim_ascii_start().starts_with(b"<") || bytes.starts_with(b"%PDF");
    if markup || !utf16 && bytes.contains(&0) {
        return Err(refuse("file-unknown"));
    }
    Ok(Format::Text)
}

fn refuse(code: &str) -> FieldError {
    FieldError::new("file", code)
}

/// Lines as they are read, held to the limits.
#[derive(Default)]
struct Table {
    rows: Vec<Row>,
    text: usize,
}

impl Table {
    /// Adds a line; cells that are empty at its end are dropped, and it is if all are.
    fn push(&mut self, line: u32, mut cells: Vec<Cell>) -> Result<(), FieldError> {
        cells.truncate(cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |at| at + 1));
        if cells.is_empty() {
            return Ok(());
        }
        if cells.len() > MAX_COLUMNS {
            return Err(refuse("file-too-many-columns").with("max", MAX_COLUMNS));
        }
        for cell in &cells {
            if let Cell::Text(text) = cell {
                if text.len() > MAX_CELL && text.chars().nth(MAX_CELL).is_some() {
                    return Err(refuse("cell-too-long").with("line", line).with("max", MAX_CELL));
                }
                self.text += text.len();
            }
        }
        if self.text > MAX_TEXT {
            return Err(refuse("file-too-big").with("max", MAX_FILE / 1024 / 1024));
        }
        // Above the headings there may be a title.
        if self.rows.len() > MAX_ROWS + HEADER_SEARCH {
            return Err(too_many_rows());
        }
        self.rows.push(Row { line, cells: cells.into() });
        Ok(())
    }

    /// The table from its headings on; none when there is no line at all.
    fn into_sheet(mut self) -> Option<Sheet> {
        let first: Vec<&[Cell]> =
            self.rows.iter().take(HEADER_SEARCH).map(|row| &*row.cells).collect();
        let at = find_header(&first)?;
        let width = self.rows[at..].iter().map(|row| row.cells.len()).max()?;
        let mut headings: Vec<String> = self.rows[at].cells.iter().map(Cell::shown).collect();
        headings.resize(width, String::new());
        self.rows.drain(..=at);
        // Groups and totals of an exported view are no licenses.
        if let Some(at) = headings.iter().position(|heading| is_counted(heading)) {
            self.rows.retain(|row| row.cells.get(at).is_none_or(Cell::is_empty));
        }
        Some(Sheet { headings, rows: self.rows })
    }
}

fn too_many_rows() -> FieldError {
    refuse("file-too-many-rows").with("max", MAX_ROWS)
}

#[cfg(test)]
mod tests;
