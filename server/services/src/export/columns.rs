//! The columns of an exported file: those that an import reads.

use chrono::NaiveDate;
use domain::import::{Field, kind_word};
use domain::license::LicenseRow;
use domain::people::Language;

/// Unlimited seats; the import knows the word again.
const UNLIMITED: &str = "∞";

/// A cell's value.
pub(super) enum Value {
    Empty,
    Text(String),
    Number(i32),
    Day(NaiveDate),
}

/// The columns; customers get those that they may see.
pub(super) fn fields(sees_internal: bool) -> Vec<Field> {
    Field::ALL.into_iter().filter(|field| sees_internal || !field.internal()).collect()
}

/// What a license has in a column.
pub(super) fn value(row: &LicenseRow, field: Field, language: Language) -> Value {
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
        Field::Seats => row.seats.map_or_else(|| text(UNLIMITED), Value::Number),
        Field::Used => Value::Number(row.used),
        Field::Purchased => day(Some(row.purchased)),
        Field::Activated => day(row.activated),
        Field::Expires => day(row.expires),
        Field::Term => row.term_years.map_or(Value::Empty, |years| Value::Number(years.into())),
        Field::Order => maybe(row.order_no.as_ref()),
        Field::Note => maybe(row.note.as_ref()),
    }
}
