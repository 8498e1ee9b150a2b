//! Values of cells and conditions on them, as the URL writes them.

use crate::column::{Column, ColumnType, Key};
use crate::encode::{escape, split, unescape};
use crate::level::Bucket;
use crate::query::{Filter, MAX_VALUES, Span};
use chrono::{Datelike, NaiveDate, Weekday};
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

/// A key as a group path writes it: a day as its bucket (`2026`, `2026-q1`, `2026-01`,
/// `2026-w05`, `2026-01-31`), a band as its lower bound.
pub(crate) fn parse_group_key(column: &Column, bucket: Bucket, text: &str) -> Option<Key> {
    if text == NONE {
        return Some(Key::None);
    }
    if column.kind == ColumnType::Date {
        return parse_bucket(bucket, text).map(Key::Day);
    }
    let key = parse_key(column.kind, text)?;
    let fits = match key {
        Key::Int(lower) if bucket == Bucket::Band => column.bands.contains(&lower),
        _ => true,
    };
    fits.then_some(key)
}

/// The opposite of [`parse_group_key`].
pub(crate) fn format_group_key(column: &Column, bucket: Bucket, key: &Key) -> String {
    let Key::Day(day) = key else { return format_key(column.kind, key) };
    match bucket {
        Bucket::Year => format!("{:04}", day.year()),
        Bucket::Quarter => format!("{:04}-q{}", day.year(), day.quarter()),
        Bucket::Month => format!("{:04}-{:02}", day.year(), day.month()),
        Bucket::Week => format!("{:04}-w{:02}", day.iso_week().year(), day.iso_week().week()),
        Bucket::Day | Bucket::Value | Bucket::Band => day.to_string(),
    }
}

/// The first day of a bucket of days.
fn parse_bucket(bucket: Bucket, text: &str) -> Option<NaiveDate> {
    let first = match bucket {
        Bucket::Year => parse_day(&format!("{text}-01-01"))?,
        Bucket::Quarter => {
            let (year, quarter) = text.split_once("-q")?;
            let month = 3 * number(quarter, 1)?;
            parse_day(&format!("{year}-{:02}-01", month.checked_sub(2)?))?
        }
        Bucket::Month => parse_day(&format!("{text}-01"))?,
        Bucket::Week => {
            let (year, week) = text.split_once("-w")?;
            let (year, week) = (number(year, 4)?, number(week, 2)?);
            NaiveDate::from_isoywd_opt(i32::try_from(year).ok()?, week, Weekday::Mon)?
        }
        Bucket::Day | Bucket::Value | Bucket::Band => parse_day(text)?,
    };
    (first.year() > 0).then_some(first)
}

/// A day written `2026-01-31`, in the years 1 to 9999, which every database can hold.
fn parse_day(text: &str) -> Option<NaiveDate> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day).filter(|d| d.year() > 0)
}

/// A number of exactly so many digits.
fn number(text: &str, digits: usize) -> Option<u32> {
    let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}

/// What became of a filter's text.
pub(crate) struct ParsedFilter {
    /// The condition; none when nothing usable was left.
    pub(crate) filter: Option<Filter>,
    /// Parts that are no value of the column.
    pub(crate) bad: Vec<String>,
}

/// A condition on this column. Text is a pattern unless it starts with `=`; all else is a
/// list, a range `from..to`, or for days `past`, `next-30`, `last-7` and `this-quarter`.
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
        ColumnType::Date if text == "this-quarter" => whole(Some(Filter::Span(Span::ThisQuarter))),
        ColumnType::Date if text.starts_with("next-") => {
            whole(text[5..].parse().ok().map(|days| Filter::Span(Span::Next(days))))
        }
        ColumnType::Date if text.starts_with("last-") => {
            whole(text[5..].parse().ok().map(|days| Filter::Span(Span::Last(days))))
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
        Filter::Span(Span::Last(days)) => format!("last-{days}"),
        Filter::Span(Span::ThisQuarter) => "this-quarter".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ENDS, SEATS, SPEC};
    use rstest::rstest;

    #[test]
    fn days_are_strict() {
        assert!(parse_day("2026-02-28").is_some());
        for bad in ["2026-02-29", "2026-2-28", "20266-01-01", "+026-01-01", "0000-01-01", "äöü-1"]
        {
            assert_eq!(parse_day(bad), None, "{bad}");
        }
    }

    #[rstest]
    #[case(Bucket::Year, "2026", "2026-01-01")]
    #[case(Bucket::Quarter, "2026-q3", "2026-07-01")]
    #[case(Bucket::Month, "2026-11", "2026-11-01")]
    #[case(Bucket::Week, "2026-w05", "2026-01-26")]
    #[case(Bucket::Week, "2026-w53", "2026-12-28")]
    #[case(Bucket::Week, "2025-w01", "2024-12-30")]
    #[case(Bucket::Week, "0001-w01", "0001-01-01")]
    #[case(Bucket::Week, "9999-w52", "9999-12-27")]
    #[case(Bucket::Day, "2026-01-31", "2026-01-31")]
    fn buckets_of_days_are_written_by_their_names(
        #[case] bucket: Bucket,
        #[case] text: &str,
        #[case] first: &str,
    ) {
        let (column, key) = (SPEC.column(ENDS), parse_day(first).map(Key::Day));
        assert_eq!(parse_group_key(column, bucket, text), key);
        assert_eq!(key.map(|key| format_group_key(column, bucket, &key)).as_deref(), Some(text));
        assert_eq!(parse_group_key(column, bucket, "none"), Some(Key::None));
    }

    #[rstest]
    #[case(Bucket::Year, "2026-01")]
    #[case(Bucket::Year, "226")]
    #[case(Bucket::Year, "0000")]
    #[case(Bucket::Quarter, "2026-q0")]
    #[case(Bucket::Quarter, "2026-q5")]
    #[case(Bucket::Quarter, "2026-q01")]
    #[case(Bucket::Quarter, "2026-01")]
    #[case(Bucket::Month, "2026-11-01")]
    #[case(Bucket::Month, "2026-13")]
    #[case(Bucket::Week, "2026-w5")]
    #[case(Bucket::Week, "2025-w53")]
    #[case(Bucket::Week, "2026-w00")]
    #[case(Bucket::Week, "0000-w52")]
    #[case(Bucket::Day, "2026-02")]
    #[case(Bucket::Day, "2026-02-30")]
    fn other_buckets_are_no_keys(#[case] bucket: Bucket, #[case] text: &str) {
        assert_eq!(parse_group_key(SPEC.column(ENDS), bucket, text), None);
    }

    #[test]
    fn only_lower_bounds_name_a_band() {
        let seats = |bucket, text| parse_group_key(SPEC.column(SEATS), bucket, text);
        assert_eq!(seats(Bucket::Band, "3"), Some(Key::Int(3)));
        assert_eq!(seats(Bucket::Band, "4"), None);
        assert_eq!(seats(Bucket::Value, "4"), Some(Key::Int(4)));
        assert_eq!(seats(Bucket::Band, "none"), Some(Key::None));
    }
}
