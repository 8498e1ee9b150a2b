//! What levels and their groups are called.

use super::state::GridState;
use crate::i18n::Messages;
use chrono::{Datelike, NaiveDate};
use grid::column::{Column, Direction};
use grid::level::{Bucket, Level, Measure, band_end};

/// A level's name: "Product"; where there is a choice with its bucket: "Expires: year".
#[must_use]
pub(crate) fn title(state: GridState, level: &Level) -> String {
    let column = state.title(level.column);
    match Bucket::choices(state.def.spec.column(level.column)) {
        [_] => column,
        _ => state.t.grid_level(column, state.t.level(level.bucket)),
    }
}

/// All of a level in words: "Expires: year, by count, descending".
#[must_use]
pub(crate) fn description(state: GridState, level: &Level) -> String {
    let direction = match level.direction {
        Direction::Up => state.t.grid_sorted_up(),
        Direction::Down => state.t.grid_sorted_down(),
    };
    [Some(title(state, level)), measure(state, level.by), Some(direction)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

/// What groups stand by, if it is not their value: "by count".
#[must_use]
pub(crate) fn measure(state: GridState, by: Measure) -> Option<String> {
    match by {
        Measure::Value => None,
        Measure::Count => Some(state.t.grid_by_count()),
        Measure::Sum(_) => {
            by.slug(state.def.spec).map(|sum| state.t.grid_by_sum(state.t.column(sum)))
        }
    }
}

/// The name of a group of days: "2026", "Q1 2026", "Jan 2026", "Week 5, 2026", "31 Jan 2026".
#[must_use]
pub(crate) fn days(t: Messages, bucket: Bucket, first: NaiveDate) -> String {
    let year = first.year().to_string();
    match bucket {
        Bucket::Year => year,
        Bucket::Quarter => t.grid_quarter(first.quarter(), year),
        Bucket::Month => t.month(first.year(), first.month()),
        Bucket::Week => {
            let week = first.iso_week();
            t.grid_week(week.week(), week.year().to_string())
        }
        Bucket::Day | Bucket::Value | Bucket::Band => t.date(first),
    }
}

/// The name of a group of numbers: "10–24", "1,000+"; of equal ones the number.
#[must_use]
pub(crate) fn numbers(t: Messages, column: &Column, bucket: Bucket, lower: i64) -> String {
    let from = t.number(lower);
    match (bucket, band_end(column.bands, lower)) {
        (Bucket::Band, None) => t.grid_band_open(from),
        (Bucket::Band, Some(end)) if end > lower => t.grid_band(from, t.number(end)),
        _ => from,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::people::Language;
    use grid::column::ColumnType;

    #[test]
    fn days_are_named_by_their_bucket() {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
        for (bucket, first, english, german) in [
            (Bucket::Year, day(2026, 1, 1), "2026", "2026"),
            (Bucket::Quarter, day(2026, 10, 1), "Q4 2026", "Q4 2026"),
            (Bucket::Month, day(2026, 11, 1), "Nov 2026", "Nov. 2026"),
            (Bucket::Week, day(2026, 1, 26), "Week 5, 2026", "KW 5 2026"),
            (Bucket::Week, day(2024, 12, 30), "Week 1, 2025", "KW 1 2025"),
            (Bucket::Day, day(2026, 1, 31), "31 Jan 2026", "31.01.2026"),
        ] {
            assert_eq!(days(Messages::of(Language::En), bucket, first), english);
            assert_eq!(days(Messages::of(Language::De), bucket, first), german);
        }
    }

    #[test]
    fn bands_are_named_by_their_ends() {
        let column = Column { kind: ColumnType::Number, bands: &[1, 2, 10, 1000], ..Column::PLAIN };
        for (bucket, lower, english, german) in [
            (Bucket::Band, 1, "1", "1"),
            (Bucket::Band, 2, "2–9", "2–9"),
            (Bucket::Band, 10, "10–999", "10–999"),
            (Bucket::Band, 1000, "1,000+", "1.000+"),
            (Bucket::Value, 1000, "1,000", "1.000"),
        ] {
            assert_eq!(numbers(Messages::of(Language::En), &column, bucket, lower), english);
            assert_eq!(numbers(Messages::of(Language::De), &column, bucket, lower), german);
        }
    }
}
