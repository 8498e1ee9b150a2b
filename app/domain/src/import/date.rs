//! Days as spreadsheets write them: ISO, German, US, Excel's serial numbers, with names of
//! months. Where day and month cannot be told apart, the whole column decides, or the person.

use super::Cell;
use crate::dates;
use crate::field::FieldError;
use crate::text::fold;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// First year a date may lie in.
pub const MIN_YEAR: i32 = *dates::YEARS.start();
/// Last year a date may lie in.
pub const MAX_YEAR: i32 = *dates::YEARS.end();

/// How to read `1/2/2026`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// 1 February.
    DayFirst,
    /// January 2.
    MonthFirst,
}

/// What one value says about the order in its column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OrderHint {
    /// Nothing: it can be read without an order, or not at all.
    None,
    /// It can only be read in this order.
    Only(DateOrder),
    /// It can be read in both, as different days.
    Either,
}

/// A date as written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Written {
    /// Year, month, day are known.
    Sure(i64, u32, u32),
    /// Two numbers that are day and month in some order, and the year.
    Pair(u32, u32, i64),
    /// A serial day number of a spreadsheet.
    Serial(i64),
}

/// The day of a serial number of the 1900 date system. That system has a 29 February 1900,
/// number 60, which never was: it is none, and the numbers after it are one too high.
#[must_use]
pub fn from_serial(serial: i64) -> Option<NaiveDate> {
    let (epoch, serial) = match serial {
        1..=59 => (NaiveDate::from_ymd_opt(1899, 12, 31)?, serial),
        61..=2_958_465 => (NaiveDate::from_ymd_opt(1899, 12, 30)?, serial),
        _ => return None,
    };
    epoch.checked_add_days(Days::new(u64::try_from(serial).ok()?))
}

/// What a value says about its column's order.
#[must_use]
pub fn hint(cell: &Cell) -> OrderHint {
    match written(cell) {
        Some(Written::Pair(first, second, _)) => match (first > 12, second > 12) {
            (true, false) => OrderHint::Only(DateOrder::DayFirst),
            (false, true) => OrderHint::Only(DateOrder::MonthFirst),
            (false, false) if first != second => OrderHint::Either,
            _ => OrderHint::None,
        },
        _ => OrderHint::None,
    }
}

/// The order of a column by its values: decided by any value that can be read in one order
/// only. None when no value decides, or when they contradict each other. The second part
/// is the first value that needs an order.
#[must_use]
pub fn infer<'a>(cells: impl Iterator<Item = &'a Cell>) -> (Option<DateOrder>, Option<&'a Cell>) {
    let (mut day_first, mut month_first, mut either) = (false, false, None);
    for cell in cells {
        match hint(cell) {
            OrderHint::None => {}
            OrderHint::Only(DateOrder::DayFirst) => day_first = true,
            OrderHint::Only(DateOrder::MonthFirst) => month_first = true,
            OrderHint::Either => either = either.or(Some(cell)),
        }
    }
    let order = match (day_first, month_first) {
        (true, false) => Some(DateOrder::DayFirst),
        (false, true) => Some(DateOrder::MonthFirst),
        _ => None,
    };
    (order, either)
}

/// The day in a cell.
///
/// # Errors
/// `date-invalid`; `date-range` (args `first`, `last`: years); `date-ambiguous` when the
/// value needs an order and there is none.
pub fn parse_date(
    cell: &Cell,
    order: Option<DateOrder>,
    field: &str,
) -> Result<NaiveDate, FieldError> {
    let invalid = || FieldError::new(field, "date-invalid");
    let range =
        || FieldError::new(field, "date-range").with("first", MIN_YEAR).with("last", MAX_YEAR);
    let day = if let Cell::Day(day) = cell {
        *day
    } else {
        let (year, month, day) = match written(cell).ok_or_else(invalid)? {
            Written::Serial(serial) => {
                let day = from_serial(serial).ok_or_else(range)?;
                return if dates::in_range(day) { Ok(day) } else { Err(range()) };
            }
            Written::Sure(year, month, day) => (year, month, day),
            Written::Pair(first, second, year) => match (hint(cell), order) {
                (OrderHint::Either, None) => {
                    return Err(FieldError::new(field, "date-ambiguous"));
                }
                (OrderHint::Either, Some(DateOrder::MonthFirst))
                | (OrderHint::Only(DateOrder::MonthFirst), _) => (year, first, second),
                _ => (year, second, first),
            },
        };
        let year = i32::try_from(year).map_err(|_| range())?;
        if !dates::YEARS.contains(&year) {
            return Err(range());
        }
        NaiveDate::from_ymd_opt(year, month, day).ok_or_else(invalid)?
    };
    if dates::in_range(day) { Ok(day) } else { Err(range()) }
}

fn written(cell: &Cell) -> Option<Written> {
    match cell {
        Cell::Empty | Cell::Day(_) => None,
        Cell::Number(number) if number.is_finite() => Some(from_number(number.floor() as i64)),
        Cell::Number(_) => None,
        Cell::Text(text) => from_text(text.trim()),
    }
}

/// A bare number: `20261231`, or a serial.
fn from_number(number: i64) -> Written {
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    if (1900..=9999).contains(&year) {
        Written::Sure(year, u32::try_from(month).unwrap_or(0), u32::try_from(day).unwrap_or(0))
    } else {
        Written::Serial(number)
    }
}

fn from_text(text: &str) -> Option<Written> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        let plausible = matches!(text.len(), 5 | 8);
        return plausible.then(|| text.parse().ok().map(from_number)).flatten();
    }
    // German writes "3. 5. 2026" as well.
    let text = text.replace(". ", ".");
    with_month_name(&text).or_else(|| with_numbers(&text))
}

fn with_numbers(text: &str) -> Option<Written> {
    let end = text.find(|c: char| c == 'T' || c.is_whitespace()).unwrap_or(text.len());
    if !is_time(&text[end..]) {
        return None;
    }
    let text = &text[..end];
    let separator = text.chars().find(|c| matches!(c, '-' | '.' | '/'))?;
    let parts: Vec<&str> = text.split(separator).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    if first.len() >= 4 {
        return Some(Written::Sure(year(first)?, small(second)?, small(third)?));
    }
    let (first, second, year) = (small(first)?, small(second)?, year(third)?);
    Some(match separator {
        '.' => Written::Sure(year, second, first),
        _ => Written::Pair(first, second, year),
    })
}

/// `5 Jan 2026`, `Jan 5, 2026`, `05-Dez-26`, `5. März 2026`.
fn with_month_name(text: &str) -> Option<Written> {
    if !text.contains(char::is_alphabetic) {
        return None;
    }
    let mut rest = text;
    let mut words = Vec::with_capacity(3);
    while words.len() < 3 {
        rest = rest.trim_start_matches([' ', ',', '.', '-', '/']);
        let end = rest.find([' ', ',', '.', '-', '/']).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    if !is_time(rest.trim_start_matches(['.', ','])) {
        return None;
    }
    match (month(words[0]), month(words[1])) {
        (Some(month), None) => Some(Written::Sure(year(words[2])?, month, small(words[1])?)),
        (None, Some(month)) if words[0].len() >= 4 => {
            Some(Written::Sure(year(words[0])?, month, small(words[2])?))
        }
        (None, Some(month)) => Some(Written::Sure(year(words[2])?, month, small(words[0])?)),
        _ => None,
    }
}

const MONTHS: [&[&str]; 12] = [
    &["january", "januar", "janner"],
    &["february", "februar", "feber"],
    &["march", "marz", "maerz"],
    &["april"],
    &["may", "mai"],
    &["june", "juni"],
    &["july", "juli"],
    &["august"],
    &["september"],
    &["october", "oktober"],
    &["november"],
    &["december", "dezember"],
];

/// The month of this name or its beginning, of three letters at least.
fn month(word: &str) -> Option<u32> {
    let word = fold(word);
    if word.chars().count() < 3 {
        return None;
    }
    let at = MONTHS.iter().position(|names| names.iter().any(|name| name.starts_with(&word)))?;
    u32::try_from(at + 1).ok()
}

/// Whether what follows a date is nothing or a time of day, which is dropped.
fn is_time(text: &str) -> bool {
    let text = text.trim_start_matches('T').trim();
    let text = text.strip_suffix("UTC").unwrap_or(text).trim_end();
    let text = ["AM", "PM", "am", "pm", "Uhr"]
        .iter()
        .find_map(|end| text.strip_suffix(end))
        .unwrap_or(text)
        .trim_end();
    text.is_empty()
        || text.starts_with(|c: char| c.is_ascii_digit())
            && text.contains(':')
            && text.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | 'Z' | '+' | '-'))
}

/// A year of two digits, in this century, or of four and more.
fn year(text: &str) -> Option<i64> {
    if text.len() > 9 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match text.len() {
        2 => Some(2000 + text.parse::<i64>().ok()?),
        4.. => text.parse().ok(),
        _ => None,
    }
}

/// A day or month: one or two digits.
fn small(text: &str) -> Option<u32> {
    let fits = matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
#[path = "date_tests.rs"]
mod tests;
