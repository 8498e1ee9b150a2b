//! The columns of a file, and what its lines have in them.

use super::values::{Value, of_field, of_group, of_status};
use super::words;
use chrono::NaiveDate;
use domain::import::{Field, counted_heading};
use domain::license::LicenseRow;
use domain::people::Language;
use grid::column::{Audience, Cell, ColumnId, Row};
use grid::level::Level;
use grid::licenses::{self as l, LICENSES, LicenseView};
use grid::order::group_key;
use store::license_grid::Figures;

/// What a file looks like.
#[derive(Clone, Debug)]
pub struct Layout {
    pub(super) columns: Vec<Column>,
    /// What groups are made by, outermost first.
    levels: Vec<Level>,
    /// Whether the last line tells the total.
    pub(super) total: bool,
    language: Language,
    today: NaiveDate,
}

/// A column of a file.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Column {
    pub(super) heading: String,
    pub(super) content: Content,
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Content {
    /// Something of the license that an import reads.
    Field(Field),
    /// Its status.
    Status,
    /// The groups made by this column, and of each license what that column has.
    Group(ColumnId),
    /// How many licenses a group or the whole has.
    Counted,
}

impl Layout {
    /// Every column that an import reads, in its order, and nothing else. `internal` adds
    /// those that customers never see.
    #[must_use]
    pub fn whole(internal: bool, language: Language, today: NaiveDate) -> Self {
        let fields = Field::ALL.into_iter().filter(|field| internal || !field.internal());
        let columns = fields.map(|field| Column::of(Content::Field(field), language)).collect();
        Self { columns, levels: Vec::new(), total: false, language, today }
    }

    /// What a view shows: first the columns that it is grouped by and how many licenses each
    /// group has, then the view's columns in its order; a total at the end.
    #[must_use]
    pub fn of_view(
        view: &LicenseView,
        audience: Audience,
        language: Language,
        today: NaiveDate,
    ) -> Self {
        let levels = view.query.group.clone();
        let mut contents: Vec<Content> = Vec::new();
        for level in &levels {
            if !contents.contains(&Content::Group(level.column)) {
                contents.push(Content::Group(level.column));
            }
        }
        if !levels.is_empty() {
            contents.push(Content::Counted);
        }
        contents.extend(view.shown(audience).into_iter().flat_map(contents_of));
        if levels.is_empty() {
            contents.push(Content::Counted);
        }
        let columns = contents.into_iter().map(|content| Column::of(content, language)).collect();
        Self { columns, levels, total: true, language, today }
    }

    /// The groups that a license belongs to, outermost first.
    pub(super) fn groups_of(&self, row: &LicenseRow) -> Vec<Cell> {
        let cell = |level: &Level| {
            let Cell { key, label } = row.cell(level.column, self.today);
            Cell { key: group_key(LICENSES.column(level.column), level.bucket, key), label }
        };
        self.levels.iter().map(cell).collect()
    }

    /// The line of a license.
    pub(super) fn row(&self, row: &LicenseRow, path: &[Cell]) -> Vec<Value> {
        let value = |column: &Column| match column.content {
            Content::Field(field) => of_field(row, field, self.language),
            Content::Status => of_status(row, self.today, self.language),
            Content::Counted => Value::Empty,
            // A column that leaves the view stands here with what the license has.
            Content::Group(id) => match contents_of(id).as_slice() {
                [Content::Field(field)] => of_field(row, *field, self.language),
                [Content::Status] => of_status(row, self.today, self.language),
                _ => self.group(id, path),
            },
        };
        self.columns.iter().map(value).collect()
    }

    /// The line of a group with this path.
    pub(super) fn group_line(&self, path: &[Cell], figures: &Figures) -> Vec<Value> {
        self.sums(figures, |content| match content {
            Content::Group(id) => self.group(id, path),
            _ => Value::Empty,
        })
    }

    /// The last line.
    pub(super) fn total_line(&self, figures: &Figures) -> Vec<Value> {
        let counts = |column: &&Column| column.content == Content::Counted;
        let sums = |column: &&Column| sum_of(column.content).is_some();
        let title = self.columns.iter().find(|column| !counts(column) && !sums(column));
        let title = title.map(|column| column.content);
        self.sums(figures, |content| {
            let is_title = Some(content) == title;
            if is_title {
                Value::Text(words::total(self.language).to_owned())
            } else {
                Value::Empty
            }
        })
    }

    fn sums(&self, figures: &Figures, other: impl Fn(Content) -> Value) -> Vec<Value> {
        let value = |column: &Column| match (column.content, sum_of(column.content)) {
            (Content::Counted, _) => {
                Value::Number(i64::try_from(figures.count).unwrap_or(i64::MAX))
            }
            (_, Some(sum)) => figures.sums.get(sum).map_or(Value::Empty, |sum| Value::Number(*sum)),
            (content, None) => other(content),
        };
        self.columns.iter().map(value).collect()
    }

    /// The name of the innermost group of a path that is made by this column.
    fn group(&self, column: ColumnId, path: &[Cell]) -> Value {
        let levels = self.levels.iter().zip(path).rev();
        let level = levels.into_iter().find(|(level, _)| level.column == column);
        level.map_or(Value::Empty, |(level, cell)| of_group(&LICENSES, *level, cell, self.language))
    }
}

impl Column {
    fn of(content: Content, language: Language) -> Self {
        let heading = match content {
            Content::Field(field) => field.heading(language).to_owned(),
            Content::Status => words::STATUS.to_owned(),
            Content::Counted => counted_heading(language).to_owned(),
            Content::Group(id) => match contents_of(id).as_slice() {
                [Content::Field(field)] => field.heading(language).to_owned(),
                [Content::Field(field), ..] => words::grouped(field.heading(language), language),
                _ => words::STATUS.to_owned(),
            },
        };
        Self { heading, content }
    }
}

/// The declaration's sum that a column shows in groups.
fn sum_of(content: Content) -> Option<usize> {
    match content {
        Content::Field(field) => LICENSES.sums.iter().position(|sum| sum.key == field.slug()),
        _ => None,
    }
}

/// What a column of the grid is in a file.
fn contents_of(column: ColumnId) -> Vec<Content> {
    let fields: &[Field] = match column {
        l::NAME => &[Field::Name],
        l::KEY => &[Field::Key],
        l::PRODUCT => &[Field::Product],
        l::EDITION => &[Field::Edition],
        l::CUSTOMER => &[Field::Customer],
        l::SEATS => &[Field::Seats, Field::Used],
        l::STATUS => return vec![Content::Status],
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

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn headings(state: &str, audience: Audience) -> Vec<String> {
        let (view, _) = LicenseView::parse(state, audience);
        let layout = Layout::of_view(&view, audience, Language::En, NaiveDate::MIN);
        layout.columns.into_iter().map(|column| column.heading).collect()
    }

    #[test]
    fn every_column_of_the_grid_has_its_place() {
        for (id, column) in LICENSES.ids() {
            assert!(!contents_of(id).is_empty(), "column {}", column.key);
        }
        let sums: Vec<Option<usize>> = contents_of(l::SEATS).into_iter().map(sum_of).collect();
        assert_eq!(sums, [Some(0), Some(1)]);
    }

    #[rstest]
    #[case("cols=key,seats,name", &["License key", "Seats", "Used seats", "Name", "Licenses counted"])]
    #[case("cols=note,key", &["License key", "Licenses counted"])]
    #[case(
        "group=customer,expires.year,expires.month&cols=name,expires,status",
        &["Customer", "Expires", "Licenses counted", "Name", "Status"]
    )]
    #[case(
        "group=seats,status&cols=name,seats,status",
        &["Seats (group)", "Status", "Licenses counted", "Name", "Seats", "Used seats"]
    )]
    fn columns_are_those_of_the_view(#[case] state: &str, #[case] expected: &[&str]) {
        assert_eq!(headings(state, Audience::Customer), expected);
    }

    #[test]
    fn internal_columns_are_the_partners() {
        let shown = |audience| headings("cols=key,note,order", audience).len();
        assert_eq!((shown(Audience::Provider), shown(Audience::Customer)), (4, 2));
    }
}
