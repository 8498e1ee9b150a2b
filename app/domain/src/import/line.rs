//! One line of the file, parsed by the mapping. Each value that cannot be understood is an
//! issue of its own, so that a person sees all of them at once.

use super::number::{parse_term, parse_used, starts_with_letter};
use super::{
    Cell, DateOrder, Field, MAX_KEY, MAX_ORDER, Mapping, RowIssue, clean_line, clean_note,
    match_key, parse_date, parse_kind, parse_seats, shorten, undefuse,
};
use crate::field::FieldError;
use crate::license::LicenseKind;
use crate::{name, note};
use chrono::NaiveDate;

/// Seats of a license.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seats {
    /// So many.
    Count(i32),
    /// As many as are used.
    Unlimited,
}

/// The end of a license.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expiry {
    /// Its last day.
    On(NaiveDate),
    /// None.
    Never,
}

/// The order of day and month in each date column.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct DateOrders {
    /// In the column of purchase dates.
    pub purchased: Option<DateOrder>,
    /// In the column of activation dates.
    pub activated: Option<DateOrder>,
    /// In the column of expiry dates.
    pub expires: Option<DateOrder>,
}

/// What a line says. None: it has no such column, the cell is empty, or it was refused.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Parsed {
    /// License key; empty only when it was refused.
    pub key: String,
    /// Display name.
    pub name: Option<String>,
    /// Vendor, as written.
    pub vendor: Option<String>,
    /// Product, as written.
    pub product: Option<String>,
    /// Edition, as written.
    pub edition: Option<String>,
    /// Partner, as written.
    pub partner: Option<String>,
    /// Customer, as written.
    pub customer: Option<String>,
    /// Kind.
    pub kind: Option<LicenseKind>,
    /// Seats bought.
    pub seats: Option<Seats>,
    /// Seats in use.
    pub used: Option<i32>,
    /// Day of purchase.
    pub purchased: Option<NaiveDate>,
    /// First day of use.
    pub activated: Option<NaiveDate>,
    /// Last day of validity.
    pub expires: Option<Expiry>,
    /// Term in years.
    pub term: Option<i16>,
    /// Order number.
    pub order: Option<String>,
    /// Note.
    pub note: Option<String>,
}

/// Words for "has no end", as [`match_key`] makes them (of "dauerhaft" it takes the e).
const NEVER: [&str; 8] =
    ["never", "nie", "unlimited", "unbegrenzt", "perpetual", "unbefristet", "daurhaft", "none"];

/// Reads one line's cells by the mapping. Issues carry everything but the heading and the
/// line number, which the caller knows.
pub fn parse_line(
    cells: &[Cell],
    mapping: &Mapping,
    orders: &DateOrders,
) -> (Parsed, Vec<RowIssue>) {
    let mut reader = Reader { cells, mapping, issues: Vec::new() };
    let mut parsed = Parsed {
        key: reader.read(Field::Key, key).unwrap_or_default(),
        name: reader.read(Field::Name, |cell| name::parse(&line(cell))),
        vendor: reader.read(Field::Vendor, plain),
        product: reader.read(Field::Product, plain),
        edition: reader.read(Field::Edition, plain),
        partner: reader.read(Field::Partner, plain),
        customer: reader.read(Field::Customer, customer),
        kind: reader.read(Field::Kind, |cell| parse_kind(&cell.to_text())),
        seats: None,
        used: None,
        purchased: reader.day(Field::Purchased, orders.purchased),
        activated: reader.day(Field::Activated, orders.activated),
        expires: reader.read(Field::Expires, |cell| expiry(cell, orders.expires)),
        term: reader.read(Field::Term, parse_term),
        order: reader.read(Field::Order, order_number).flatten(),
        note: reader
            .read(Field::Note, |cell| note::parse(&clean_note(undefuse(&cell.to_text()))))
            .flatten(),
    };
    let seats = reader.read(Field::Seats, parse_seats);
    parsed.seats = seats.map(|(_, seats)| seats);
    // A column of its own says more than "11/50".
    let used = reader.read(Field::Used, parse_used);
    parsed.used = used.or(seats.and_then(|(used, _)| used));
    (parsed, reader.issues)
}

struct Reader<'a> {
    cells: &'a [Cell],
    mapping: &'a Mapping,
    issues: Vec<RowIssue>,
}

impl Reader<'_> {
    /// The parsed value of a cell that is there and not empty. Refused values are noted.
    fn read<T>(
        &mut self,
        field: Field,
        parse: impl Fn(&Cell) -> Result<T, FieldError>,
    ) -> Option<T> {
        let cell = self.cells.get(self.mapping.column(field)?)?;
        if cell.is_empty() {
            return None;
        }
        match parse(cell) {
            Ok(value) => Some(value),
            Err(mut error) => {
                field.slug().clone_into(&mut error.field);
                let value = cell.shown();
                self.issues.push(RowIssue { line: 0, heading: String::new(), value, error });
                None
            }
        }
    }

    fn day(&mut self, field: Field, order: Option<DateOrder>) -> Option<NaiveDate> {
        self.read(field, |cell| parse_date(cell, order, field.slug()))
    }
}

/// A cell's text on one line, with an export's protection against formulas taken away.
fn line(cell: &Cell) -> String {
    clean_line(undefuse(&cell.to_text()))
}

fn limited(text: String, field: &str, max: usize) -> Result<String, FieldError> {
    let length = text.chars().count();
    if length > max {
        return Err(FieldError::new(field, "text-too-long")
            .with("max", max)
            .with("length", length));
    }
    Ok(text)
}

#[expect(clippy::unnecessary_wraps, reason = "one shape for every column's reader")]
fn plain(cell: &Cell) -> Result<String, FieldError> {
    Ok(line(cell))
}

/// A key. A spreadsheet rounds long numbers, and the true key is lost: such a one is refused.
fn key(cell: &Cell) -> Result<String, FieldError> {
    match cell {
        Cell::Day(_) => return Err(FieldError::new("key", "key-is-date")),
        Cell::Number(number) if number.abs() >= 1e15 || number.fract() != 0.0 => {
            return Err(FieldError::new("key", "key-rounded"));
        }
        Cell::Text(text) if is_scientific(text.trim()) => {
            return Err(FieldError::new("key", "key-rounded"));
        }
        _ => {}
    }
    limited(line(cell), "key", MAX_KEY)
}

/// `1.23457E+15`: what a spreadsheet makes of a long number when it saves CSV.
fn is_scientific(text: &str) -> bool {
    let Some((digits, exponent)) = text.split_once("E+") else { return false };
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let mut parts = digits.splitn(2, ['.', ',']);
    number(exponent)
        && parts.next().is_some_and(|p| p.len() == 1)
        && parts.all(number)
        && digits.starts_with(|c: char| c.is_ascii_digit())
}

/// A customer's name: that of an organization.
fn customer(cell: &Cell) -> Result<String, FieldError> {
    limited(line(cell), "customer", super::MAX_NAME)
}

fn order_number(cell: &Cell) -> Result<Option<String>, FieldError> {
    limited(line(cell), "order", MAX_ORDER).map(|text| (!text.is_empty()).then_some(text))
}

fn expiry(cell: &Cell, order: Option<DateOrder>) -> Result<Expiry, FieldError> {
    if let Cell::Text(text) = cell {
        let text = text.trim();
        let word = || match_key(text);
        let never = || NEVER.contains(&word().as_str());
        if text == "∞" || (starts_with_letter(text) && never()) {
            return Ok(Expiry::Never);
        }
    }
    parse_date(cell, order, Field::Expires.slug()).map(Expiry::On)
}

impl RowIssue {
    /// An issue about a value of the line, or about one it lacks.
    #[must_use]
    pub fn new(line: u32, heading: &str, value: &str, error: FieldError) -> Self {
        Self { line, heading: heading.to_owned(), value: shorten(value), error }
    }
}

#[cfg(test)]
#[path = "line_tests.rs"]
mod tests;
