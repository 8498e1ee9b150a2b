//! The columns of a file, and what its lines have in them.

use super::Format;
use super::filed::Filed;
use super::values::{Value, of_group};
use super::words::{self, Words};
use chrono::NaiveDate;
use domain::import::Field;
use domain::license::LicenseRow;
use domain::people::Language;
use domain::text::fold;
use grid::column::{Audience, Cell, ColumnId};
use grid::level::Level;
use grid::order::group_cell;
use grid::state::State;
use std::marker::PhantomData;
use store::grid::Figures;

/// What a file of such rows looks like.
#[derive(Clone, Debug)]
pub struct Layout<R> {
    /// What the sheet is called.
    pub(super) title: String,
    pub(super) columns: Vec<Column>,
    /// What groups are made by, outermost first.
    levels: Vec<Level>,
    /// Whether the last line tells the total.
    pub(super) total: bool,
    words: Words,
    today: NaiveDate,
    rows: PhantomData<fn() -> R>,
}

/// A column of a file.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Column {
    pub(super) heading: String,
    pub(super) content: Content,
}

/// What a column of a file holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Content {
    /// Something of a license that an import reads.
    Field(Field),
    /// The status of a license.
    Status,
    /// What a column of the grid has.
    Cell(ColumnId),
    /// The groups made by this column, and of each row what that column has.
    Group(ColumnId),
    /// How many rows a group or the whole has.
    Counted,
}

impl Layout<LicenseRow> {
    /// Every column that an import reads, in its order, and nothing else. `internal` adds
    /// those that customers never see.
    #[must_use]
    pub fn whole(internal: bool, language: Language, today: NaiveDate) -> Self {
        let fields = Field::ALL.into_iter().filter(|field| internal || !field.internal());
        let contents = fields.map(Content::Field).collect();
        // Licenses have all of their words here.
        let words = Words { language, texts: |_, _, name| name.to_owned() };
        Self { total: false, ..Self::of(contents, Vec::new(), words, today) }
    }
}

impl<R: Filed> Layout<R> {
    /// What a view shows: first the columns that it is grouped by and how many rows each group
    /// has, then the view's columns in its order; a total at the end.
    #[must_use]
    pub fn of_view(view: &State, audience: Audience, words: Words, today: NaiveDate) -> Self {
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
        contents.extend(view.shown(audience).into_iter().flat_map(R::contents));
        if levels.is_empty() {
            contents.push(Content::Counted);
        }
        Self::of(contents, levels, words, today)
    }

    fn of(contents: Vec<Content>, levels: Vec<Level>, words: Words, today: NaiveDate) -> Self {
        let column = |content| Column { heading: heading::<R>(content, words), content };
        let columns = contents.into_iter().map(column).collect();
        let title = R::title(words);
        Self { title, columns, levels, total: true, words, today, rows: PhantomData }
    }

    /// A name for the file, of plain letters in every language: `licenses-2026-11-22.csv`.
    #[must_use]
    pub fn file_name(&self, format: Format) -> String {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        let noun: String = fold(&self.title).chars().map(plain).collect();
        format!("{noun}-{}.{}", self.today, format.slug())
    }

    /// The groups that a row belongs to, outermost first.
    pub(super) fn groups_of(&self, row: &R) -> Vec<Cell> {
        let cell = |level: &Level| {
            let column = R::SPEC.column(level.column);
            group_cell(column, level.bucket, row.cell(level.column, self.today))
        };
        self.levels.iter().map(cell).collect()
    }

    /// The line of a row.
    pub(super) fn row(&self, row: &R, path: &[Cell]) -> Vec<Value> {
        let value = |column: &Column| match column.content {
            Content::Counted => Value::Empty,
            // A column that leaves the view stands here with what the row has.
            Content::Group(id) => match R::contents(id).as_slice() {
                [only] => row.value(*only, self.today, self.words),
                _ => self.group(id, path),
            },
            content => row.value(content, self.today, self.words),
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
        let sums = |column: &&Column| R::sum_of(column.content).is_some();
        let title = self.columns.iter().find(|column| !counts(column) && !sums(column));
        let title = title.map(|column| column.content);
        self.sums(figures, |content| {
            let is_title = Some(content) == title;
            if is_title {
                Value::Text(words::total(self.words.language).to_owned())
            } else {
                Value::Empty
            }
        })
    }

    fn sums(&self, figures: &Figures, other: impl Fn(Content) -> Value) -> Vec<Value> {
        let value = |column: &Column| match (column.content, R::sum_of(column.content)) {
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
        level.map_or(Value::Empty, |(level, cell)| of_group::<R>(*level, cell, self.words))
    }
}

fn heading<R: Filed>(content: Content, words: Words) -> String {
    match content {
        Content::Group(id) => match R::contents(id).as_slice() {
            [only] => R::heading(*only, words),
            [first, ..] => words::grouped(&R::heading(*first, words), words.language),
            [] => String::new(),
        },
        content => R::heading(content, words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use grid::licenses::{LICENSES, SEATS};
    use rstest::rstest;

    fn headings(state: &str, audience: Audience) -> Vec<String> {
        let (view, _) = State::parse(&LICENSES, state, audience);
        let words = Words { language: Language::En, texts: |_, _, name| name.to_owned() };
        let layout = Layout::<LicenseRow>::of_view(&view, audience, words, NaiveDate::MIN);
        layout.columns.into_iter().map(|column| column.heading).collect()
    }

    #[test]
    fn every_column_of_the_grid_has_its_place() {
        for (id, column) in LICENSES.ids() {
            assert!(!LicenseRow::contents(id).is_empty(), "column {}", column.key);
        }
        let sums: Vec<Option<usize>> =
            LicenseRow::contents(SEATS).into_iter().map(LicenseRow::sum_of).collect();
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
