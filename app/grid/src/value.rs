//! Values of cells and conditions on them, as the URL writes them.

use crate::column::{Column, ColumnType, Key};
use crate::encode::{escape, split, unescape};
use crate::query::{Filter, MAX_VALUES, Span};
use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

const NONE: &str = "none";

/// A key as a filter writes it; none when it is no value of this type.
pub(crate) fn parse_key(kind: ColumnType, text: &str) -> Option<Key> {
    if text == NONE {
        return Some(Key::None);
    }
    match kind {
        ColumnType::Text => Some(Key::Text(unescape(text))),
        ColumnType::Ref if text.len() == 36 => Uuid::try_parse(text).ok().map(Key::Id),
        ColumnType::Ref | ColumnType::Number => text.parse().ok().map(Key::Int),
        ColumnType::Choice(slugs) => {
            let rank = slugs.iter().position(|slug| *slug == text)?;
            i64::try_from(rank).ok().map(Key::Int)
        }
        ColumnType::Date => parse_day(text).map(Key::Day),
    }
}

/// The opposite of [`parse_key`].
pub(crate) fn format_key(kind: ColumnType, key: &Key) -> String {
    match (kind, key) {
        (_, Key::None) => NONE.to_owned(),
        (ColumnType::Choice(slugs), Key::Int(rank)) => usize::try_from(*rank)
            .ok()
            .and_then(|at| slugs.get(at))
            .map_or_else(|| rank.to_string(), |slug| (*slug).to_owned()),
        (_, Key::Int(number)) => number.to_string(),
        (_, Key::Day(day)) => day.to_string(),
        (_, Key::Id(id)) => id.to_string(),
        (_, Key::Text(text)) => escape(text).into_owned(),
    }
}

/// A key as a group path writes it: dates are months.
pub(crate) fn parse_group_key(kind: ColumnType, text: &str) -> Option<Key> {
    if kind == ColumnType::Date && text != NONE {
        let month = text.len() == 7 && text.is_ascii();
        return month.then(|| parse_day(&format!("{text}-01")))?.map(Key::Day);
    }
    parse_key(kind, text)
}

/// The opposite of [`parse_group_key`].
pub(crate) fn format_group_key(kind: ColumnType, key: &Key) -> String {
    match key {
        Key::Day(day) => format!("{:04}-{:02}", day.year(), day.month()),
        _ => format_key(kind, key),
    }
}

/// A day written `2026-01-31`, in the years 1 to 9999, which every database can hold.
fn parse_day(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let number = |part: &[u8]| {
        part.iter().try_fold(0, |sum, byte| Some(sum * 10 + char::from(*byte).to_digit(10)?))
    };
    let (year, month, day) = (number(&bytes[..4])?, number(&bytes[5..7])?, number(&bytes[8..])?);
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day).filter(|d| d.year() > 0)
}

/// What became of a filter's text.
pub(crate) struct ParsedFilter {
    /// The condition; none when nothing usable was left.
    pub(crate) filter: Option<Filter>,
    /// Parts that are no value of the column.
    pub(crate) bad: Vec<String>,
}

/// A condition on this column. Text is a pattern unless it starts with `=`; all else is a
/// list, a range `from..to`, or for days `past` and `next-30`.
pub(crate) fn parse_filter(column: &Column, text: &str) -> ParsedFilter {
    let whole = |filter: Option<Filter>| ParsedFilter {
        bad: if filter.is_none() { vec![text.to_owned()] } else { Vec::new() },
        filter,
    };
    match column.kind {
        ColumnType::Text => match text.strip_prefix('=') {
            Some(list) => parse_set(column.kind, list),
            None => {
                let pattern = text.strip_prefix('\\').unwrap_or(text);
                whole((!pattern.is_empty()).then(|| Filter::Like(pattern.to_owned())))
            }
        },
        ColumnType::Number | ColumnType::Date if text.contains("..") => {
            whole(parse_range(column.kind, text))
        }
        ColumnType::Date if text == "past" => whole(Some(Filter::Span(Span::Past))),
        ColumnType::Date if text.starts_with("next-") => {
            whole(text[5..].parse().ok().map(|days| Filter::Span(Span::Next(days))))
        }
        _ => parse_set(column.kind, text),
    }
}

fn parse_range(kind: ColumnType, text: &str) -> Option<Filter> {
    let (from, to) = text.split_once("..")?;
    let end = |text: &str| match text {
        "" => Some(None),
        _ => parse_key(kind, text).filter(|key| *key != Key::None).map(Some),
    };
    match (end(from)?, end(to)?) {
        (None, None) => None,
        (from, to) => Some(Filter::Between(from, to)),
    }
}

fn parse_set(kind: ColumnType, text: &str) -> ParsedFilter {
    let mut keys = Vec::new();
    let mut bad = Vec::new();
    for part in split(text, ',').filter(|part| !part.is_empty()) {
        if keys.len() > MAX_VALUES {
            break; // the caller reports and cuts; here it only bounds the work
        }
        match parse_key(kind, part) {
            Some(key) if !keys.contains(&key) => keys.push(key),
            Some(_) => {}
            None => bad.push(part.to_owned()),
        }
    }
    ParsedFilter { filter: (!keys.is_empty()).then_some(Filter::OneOf(keys)), bad }
}

/// The opposite of [`parse_filter`].
pub(crate) fn format_filter(column: &Column, filter: &Filter) -> String {
    match filter {
        Filter::Like(pattern) if pattern.starts_with(['=', '\\']) => format!("\\{pattern}"),
        Filter::Like(pattern) => pattern.clone(),
        Filter::OneOf(keys) => {
            let mut out = String::new();
            if column.kind == ColumnType::Text {
                out.push('=');
            }
            for (at, key) in keys.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                out.push_str(&format_key(column.kind, key));
            }
            out
        }
        Filter::Between(from, to) => {
            let end = |key: &Option<Key>| {
                key.as_ref().map_or_else(String::new, |key| format_key(column.kind, key))
            };
            format!("{}..{}", end(from), end(to))
        }
        Filter::Span(Span::Past) => "past".to_owned(),
        Filter::Span(Span::Next(days)) => format!("next-{days}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_strict() {
        assert!(parse_day("2026-02-28").is_some());
        for bad in ["2026-02-29", "2026-2-28", "20266-01-01", "+026-01-01", "0000-01-01", "äöü-1"]
        {
            assert_eq!(parse_day(bad), None, "{bad}");
        }
    }

    #[test]
    fn months_are_group_keys_and_days_are_not() {
        let month = NaiveDate::from_ymd_opt(2026, 11, 1).map(Key::Day);
        assert_eq!(parse_group_key(ColumnType::Date, "2026-11"), month);
        assert_eq!(parse_group_key(ColumnType::Date, "2026-11-01"), None);
        assert_eq!(parse_group_key(ColumnType::Date, "none"), Some(Key::None));
    }
}
