//! How rows of a grid stand in files: each column of the grid as one column, by the portal's
//! texts. Licenses are written as an import reads them again.

use super::layout::Content;
use super::values::{Value, of_cell, of_field, of_status};
use super::words::{self, Words};
use chrono::NaiveDate;
use domain::import::{Field, counted_heading};
use domain::license::{LicenseRow, LicenseStatus};
use grid::activity::ActivityRow;
use grid::column::{ColumnId, ColumnType, Row};
use grid::customers::CustomerRow;
use grid::licenses as l;
use grid::orders::{NET, OrderRow};
use grid::people::{PersonRow, ROLE};
use store::grid::Source;

/// Rows that can be written to a file.
pub trait Filed: Source {
    /// What they are called, all of them: `Customers`.
    #[must_use]
    fn title(words: Words) -> String {
        words.text("nav", Self::SPEC.name)
    }

    /// What a column of the grid is in a file.
    #[must_use]
    fn contents(column: ColumnId) -> Vec<Content> {
        vec![Content::Cell(column)]
    }

    /// The heading of one of [`Self::contents`], or of the column that counts rows.
    #[must_use]
    fn heading(content: Content, words: Words) -> String {
        match content {
            Content::Cell(column) => words.text("column", Self::SPEC.column(column).key),
            _ => words.text("column", "count"),
        }
    }

    /// What a row has there.
    #[must_use]
    fn value(&self, content: Content, today: NaiveDate, words: Words) -> Value {
        match content {
            Content::Cell(column) => of_cell::<Self>(column, self.cell(column, today), words),
            _ => Value::Empty,
        }
    }

    /// The declaration's sum that groups have there.
    #[must_use]
    fn sum_of(content: Content) -> Option<usize> {
        let key = match content {
            Content::Cell(column) => Self::SPEC.column(column).key,
            Content::Field(field) => field.slug(),
            _ => return None,
        };
        Self::SPEC.sums.iter().position(|sum| sum.key == key)
    }

    /// The name of a choice's rank.
    #[must_use]
    fn choice(column: ColumnId, rank: i64, words: Words) -> Value {
        let column = Self::SPEC.column(column);
        let ColumnType::Choice(slugs) = column.kind else { return Value::Empty };
        let slug = usize::try_from(rank).ok().and_then(|at| slugs.get(at));
        slug.map_or(Value::Empty, |slug| Value::Text(words.text(column.key, slug)))
    }
}

impl Filed for CustomerRow {}

/// An amount is filed in whole units; its currency stands in a column of its own.
impl Filed for OrderRow {
    fn value(&self, content: Content, today: NaiveDate, words: Words) -> Value {
        match (content, self.net) {
            (Content::Cell(NET), Some(minor)) => Value::Amount(minor),
            (Content::Cell(column), _) => of_cell::<Self>(column, self.cell(column, today), words),
            _ => Value::Empty,
        }
    }
}

impl Filed for PersonRow {
    fn value(&self, content: Content, today: NaiveDate, words: Words) -> Value {
        match (content, &self.set) {
            (Content::Cell(ROLE), Some(set)) => Value::Text(set.clone()),
            (Content::Cell(column), _) => of_cell::<Self>(column, self.cell(column, today), words),
            _ => Value::Empty,
        }
    }
}

impl Filed for ActivityRow {
    fn value(&self, content: Content, today: NaiveDate, words: Words) -> Value {
        match content {
            Content::Cell(ColumnId(5)) => {
                Value::Text(self.entry.told(|field| words.text("column", field)))
            }
            Content::Cell(column) => of_cell::<Self>(column, self.cell(column, today), words),
            _ => Value::Empty,
        }
    }
}

impl Filed for LicenseRow {
    fn title(words: Words) -> String {
        words::licenses(words.language).to_owned()
    }

    fn contents(column: ColumnId) -> Vec<Content> {
        let fields: &[Field] = match column {
            l::NAME => &[Field::Name],
            l::KEY => &[Field::Key],
            l::PRODUCT => &[Field::Product],
            l::EDITION => &[Field::Edition],
            l::CUSTOMER => &[Field::Customer],
            l::SEATS => &[Field::Seats, Field::Used],
            l::STATUS => return vec![Content::Status],
            l::AUTO => return vec![Content::Cell(column)],
            l::PURCHASED => &[Field::Purchased],
            l::EXPIRES => &[Field::Expires],
            l::NOTE => &[Field::Note],
            l::ORDER => &[Field::Order],
            l::VENDOR => &[Field::Vendor],
            l::PARTNER => &[Field::Partner],
            // A test holds that there is no other.
            ColumnId(_) => &[],
        };
        fields.iter().map(|field| Content::Field(*field)).collect()
    }

    fn heading(content: Content, words: Words) -> String {
        match content {
            Content::Field(field) => field.heading(words.language).to_owned(),
            Content::Counted => counted_heading(words.language).to_owned(),
            Content::Cell(column) => words.text("column", l::LICENSES.column(column).key),
            _ => words::STATUS.to_owned(),
        }
    }

    fn value(&self, content: Content, today: NaiveDate, words: Words) -> Value {
        match content {
            Content::Field(field) => of_field(self, field, words.language),
            Content::Status => of_status(self, today, words.language),
            Content::Cell(column) => of_cell::<Self>(column, self.cell(column, today), words),
            _ => Value::Empty,
        }
    }

    fn choice(column: ColumnId, rank: i64, words: Words) -> Value {
        if column == l::AUTO {
            let slug = usize::try_from(rank).ok().and_then(|rank| l::AUTO_SLUGS.get(rank));
            return slug.map_or(Value::Empty, |slug| Value::Text(words.text("auto", slug)));
        }
        let status = LicenseStatus::from_rank(rank);
        status.map_or(Value::Empty, |s| Value::Text(words::status(s, words.language).to_owned()))
    }
}
