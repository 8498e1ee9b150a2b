//! What stands in the cells of a file.

use super::Filed;
use super::words::{self, Words};
use chrono::{Datelike, NaiveDate};
use domain::import::{Field, kind_word};
use domain::license::LicenseRow;
use domain::people::Language;
use grid::column::{Cell, ColumnId, ColumnType, Key};
use grid::level::{Bucket, Level, band_end};

/// Unlimited seats; the import knows the word again.
const UNLIMITED: &str = "∞";

/// A cell's value.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// None.
    Empty,
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
    /// An amount of money from 0, in hundredths of its currency.
    Amount(i64),
    /// A day.
    Day(NaiveDate),
}

/// What a row has in a column of its grid. Moments are written as text, in UTC.
pub(super) fn of_cell<R: Filed>(column: ColumnId, cell: Cell, words: Words) -> Value {
    match (R::SPEC.column(column).kind, cell.key) {
        (_, Key::None) => Value::Empty,
        // Something of the catalog.
        (ColumnType::Ref, _) => Value::Text(cell.label),
        (ColumnType::Choice(_), Key::Int(rank)) => R::choice(column, rank, words),
        (_, Key::Int(number)) => Value::Number(number),
        (_, Key::Day(day)) => match cell.label.split_once('.') {
            Some((time, _)) => Value::Text(format!("{day} {time}")),
            None => Value::Day(day),
        },
        _ => Value::Text(cell.label),
    }
}

/// What a license has in a column that an import reads.
pub(super) fn of_field(row: &LicenseRow, field: Field, language: Language) -> Value {
    let text = |text: &str| Value::Text(text.to_owned());
    let maybe = |text: Option<&String>| text.cloned().map_or(Value::Empty, Value::Text);
    let day = |day: Option<NaiveDate>| day.map_or(Value::Empty, Value::Day);
    match field {
        Field::Key => text(&row.key),
        Field::Name => text(&row.name),
        Field::Vendor => text(&row.vendor.name),
        Field::Product => text(&row.product.name),
        Field::Edition => text(&row.edition.name),
        Field::Partner => text(&row.partner.name),
        Field::Customer => maybe(row.customer.as_ref().map(|customer| &customer.name)),
        Field::Kind => text(kind_word(row.kind, language)),
        Field::Seats => {
            row.seats.map_or_else(|| text(UNLIMITED), |seats| Value::Number(seats.into()))
        }
        Field::Used => Value::Number(row.used.into()),
        Field::Purchased => day(Some(row.purchased)),
        Field::Activated => day(row.activated),
        Field::Expires => day(row.expires),
        Field::Term => row.term_years.map_or(Value::Empty, |years| Value::Number(years.into())),
        Field::Order => maybe(row.order_no.as_ref()),
        Field::Note => maybe(row.note.as_ref()),
    }
}

/// The status on `today`, in words.
pub(super) fn of_status(row: &LicenseRow, today: NaiveDate, language: Language) -> Value {
    Value::Text(words::status(row.status(today), language).to_owned())
}

/// What a group is called. Spans of days are written in ISO form, in every language.
pub(super) fn of_group<R: Filed>(level: Level, cell: &Cell, words: Words) -> Value {
    let column = R::SPEC.column(level.column);
    match (&cell.key, column.kind) {
        (Key::None, _) => Value::Text(words::none(words.language).to_owned()),
        (Key::Int(rank), ColumnType::Choice(_)) => R::choice(level.column, *rank, words),
        (Key::Int(lower), ColumnType::Number) if level.bucket == Bucket::Band => {
            Value::Text(match band_end(column.bands, *lower) {
                Some(end) if end == *lower => lower.to_string(),
                Some(end) => format!("{lower}–{end}"),
                None => format!("{lower}+"),
            })
        }
        (Key::Int(number), ColumnType::Number) => Value::Number(*number),
        (Key::Day(day), _) => match level.bucket {
            Bucket::Year => Value::Text(day.format("%Y").to_string()),
            Bucket::Quarter => Value::Text(format!("{}-Q{}", day.year(), day.month0() / 3 + 1)),
            Bucket::Month => Value::Text(day.format("%Y-%m").to_string()),
            Bucket::Week => Value::Text(day.format("%G-W%V").to_string()),
            Bucket::Day | Bucket::Value | Bucket::Band => Value::Day(*day),
        },
        _ => Value::Text(cell.label.clone()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use grid::licenses::{EXPIRES, PRODUCT, SEATS, STATUS};
    use rstest::rstest;

    fn words(language: Language) -> Words {
        Words { language, texts: |_, _, name| name.to_owned() }
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[rstest]
    #[case(EXPIRES, Bucket::Year, "2026-01-01", text("2026"))]
    #[case(EXPIRES, Bucket::Quarter, "2026-10-01", text("2026-Q4"))]
    #[case(EXPIRES, Bucket::Month, "2026-06-01", text("2026-06"))]
    #[case(EXPIRES, Bucket::Week, "2026-12-28", text("2026-W53"))]
    #[case(EXPIRES, Bucket::Day, "2026-06-15", Value::Day("2026-06-15".parse().unwrap()))]
    fn days(
        #[case] column: grid::column::ColumnId,
        #[case] bucket: Bucket,
        #[case] day: &str,
        #[case] expected: Value,
    ) {
        let cell = Cell { key: Key::Day(day.parse().unwrap()), label: String::new() };
        let level = Level::of(column, bucket);
        assert_eq!(of_group::<LicenseRow>(level, &cell, words(Language::De)), expected);
    }

    #[rstest]
    #[case(SEATS, Bucket::Band, Key::Int(5), "", text("5–9"))]
    #[case(SEATS, Bucket::Band, Key::Int(1000), "", text("1000+"))]
    #[case(SEATS, Bucket::Value, Key::Int(7), "", Value::Number(7))]
    #[case(SEATS, Bucket::Band, Key::None, "", text("(none)"))]
    #[case(STATUS, Bucket::Value, Key::Int(1), "", text("Expires soon"))]
    #[case(PRODUCT, Bucket::Value, Key::Int(11), "Total", text("Total"))]
    fn others(
        #[case] column: grid::column::ColumnId,
        #[case] bucket: Bucket,
        #[case] key: Key,
        #[case] label: &str,
        #[case] expected: Value,
    ) {
        let cell = Cell { key, label: label.to_owned() };
        let level = Level::of(column, bucket);
        assert_eq!(of_group::<LicenseRow>(level, &cell, words(Language::En)), expected);
    }
}
