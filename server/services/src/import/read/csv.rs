//! Text tables: any usual encoding and separator.

use super::{Table, refuse};
use csv::{ByteRecord, ReaderBuilder, StringRecord};
use domain::field::FieldError;
use domain::import::Cell;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use std::borrow::Cow;

/// Separators, the most usual first: the first of equally good ones is taken.
const SEPARATORS: [u8; 4] = *b";,\t|";
/// So much text decides about the separator.
const SAMPLE_BYTES: usize = 64 * 1024;
/// So many lines do.
const SAMPLE_LINES: usize = 50;

/// Reads comma-separated (or `;`, tab, `|`) text in UTF-8, UTF-16 with a byte order mark,
/// or Windows-1252. A quotation mark that is left open is refused: the reader would take the
/// lines below it for one text.
pub(super) fn read(bytes: &[u8]) -> Result<Table, FieldError> {
    let text = decode(bytes);
    let mut text: &str = &text;
    let mut skipped = 0;
    let mut separator = None;
    // Excel's own hint: a first line "sep=;".
    if let Some(rest) = text.strip_prefix("sep=")
        && let Some((hint, after)) = rest.split_once('\n')
        && let [byte] = hint.trim_end_matches('\r').as_bytes()
    {
        (separator, text, skipped) = (Some(*byte), after, 1);
    }
    let separator = separator.unwrap_or_else(|| sniff_separator(text));
    if let Some(line) = open_quote(text.as_bytes(), separator) {
        return Err(refuse("quote-open").with("line", line + skipped));
    }
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let (mut table, mut record) = (Table::default(), StringRecord::new());
    while reader.read_record(&mut record).map_err(|_| refuse("file-unknown"))? {
        let line = record.position().map_or(0, |at| line_of(text, at)) + skipped;
        table.push(line, record.iter().map(Cell::text).collect())?;
    }
    Ok(table)
}

/// Where the reader is in the text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// At the beginning of a cell: only here a quotation mark opens a quoted text.
    Start,
    /// In a cell without one.
    Plain,
    /// In a quoted text.
    Quoted,
    /// Behind a quotation mark in a quoted text: its end, or the first of two.
    Closed,
}

/// The line of the first quoted text that was left open: that has no end, or that runs over
/// lines up to a quotation mark which closes no cell, as it opens one further below.
fn open_quote(text: &[u8], separator: u8) -> Option<u32> {
    let (mut at, mut line, mut opened) = (At::Start, 1, 1);
    for byte in text {
        at = match (at, *byte) {
            (At::Start, b'"') => {
                opened = line;
                At::Quoted
            }
            (At::Quoted, b'"') => At::Closed,
            (At::Closed, b'"') | (At::Quoted, _) => At::Quoted,
            (_, b'\r' | b'\n') => At::Start,
            (_, byte) if byte == separator => At::Start,
            (At::Closed, byte) if opened < line && !byte.is_ascii_whitespace() => {
                return Some(opened);
            }
            _ => At::Plain,
        };
        line += u32::from(*byte == b'\n');
    }
    (at == At::Quoted).then_some(opened)
}

/// The line a record starts on. The reader counts from where it began to look, which may be
/// an empty line before it.
fn line_of(text: &str, at: &csv::Position) -> u32 {
    let start = usize::try_from(at.byte()).unwrap_or(0);
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    let empty = rest.iter().take_while(|b| matches!(b, b'\r' | b'\n')).filter(|b| **b == b'\n');
    u32::try_from(at.line() as usize + empty.count()).unwrap_or(u32::MAX)
}

fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode_with_bom_removal(bytes).0;
    }
    match UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => text,
        None => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// The separator that cuts most of the first lines into the same number of parts, more
/// than one.
fn sniff_separator(text: &str) -> u8 {
    let mut end = text.len().min(SAMPLE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = &text[..end];
    let mut best = (0, b',');
    for separator in SEPARATORS {
        let score = regularity(sample, separator);
        if score > best.0 {
            best = (score, separator);
        }
    }
    best.1
}

/// Share of lines, in percent, that have the most frequent number of parts, plus that number.
fn regularity(sample: &str, separator: u8) -> usize {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(sample.as_bytes());
    let mut parts = Vec::new();
    let mut record = ByteRecord::new();
    while parts.len() < SAMPLE_LINES && reader.read_byte_record(&mut record).unwrap_or(false) {
        parts.push(record.len());
    }
    let of = |width: usize| parts.iter().filter(|part| **part == width).count();
    let Some(width) =
        parts.iter().copied().filter(|w| *w > 1).max_by_key(|width| (of(*width), *width))
    else {
        return 0;
    };
    100 * of(width) / parts.len() + width.min(100)
}
