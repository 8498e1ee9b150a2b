//! What a person asks of a grid. A query is always valid for its declaration: it is made by
//! [`crate::url::parse`], which drops and reports what does not fit.

use crate::column::{ColumnId, Direction, GridSpec, Key};
use crate::level::{Bucket, Level, span};
use chrono::NaiveDate;

/// Most levels a person can group by.
pub const MAX_LEVELS: usize = 6;
/// Most columns a person can sort by.
pub const MAX_SORTS: usize = 6;
/// Longest search text, in characters.
pub const MAX_SEARCH: usize = 200;
/// Most group paths kept open.
pub const MAX_OPEN: usize = 500;
/// Most values of one set filter.
pub const MAX_VALUES: usize = 500;
/// Most rows of one window.
pub const MAX_WINDOW: u32 = 500;

/// Everything that decides which rows and groups are seen, and in which order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Query {
    /// Levels grouped by, outermost first; no two with the same column and bucket.
    pub group: Vec<Level>,
    /// Sort of the rows (within their groups); empty means the declaration's default.
    pub sort: Vec<(ColumnId, Direction)>,
    /// Filters, all of which must hold; at most one per column.
    pub filters: Vec<(ColumnId, Filter)>,
    /// Quick search: every word must occur in the row's searchable columns; `*` in a word
    /// stands for any run of characters.
    pub search: String,
    /// Paths of open groups, each the keys from the outermost level inwards. A path whose
    /// parent is closed is kept but shows nothing.
    pub open: Vec<Vec<Key>>,
}

impl Query {
    /// The sort of the rows: the person's, or the declaration's default.
    #[must_use]
    pub fn sort_or_default<'a>(&'a self, spec: &'a GridSpec) -> &'a [(ColumnId, Direction)] {
        if self.sort.is_empty() { spec.default_sort } else { &self.sort }
    }

    /// Whether group rows stand for this column, so that it leaves the grid. One that carries
    /// sums stays: group rows show them under its header.
    #[must_use]
    pub fn replaces(&self, spec: &GridSpec, column: ColumnId) -> bool {
        self.group.iter().any(|level| level.column == column) && !spec.has_sums(column)
    }

    /// The condition on a column.
    #[must_use]
    pub fn filter(&self, column: ColumnId) -> Option<&Filter> {
        self.filters.iter().find(|(id, _)| *id == column).map(|(_, filter)| filter)
    }
}

/// A condition on one column. Only [`crate::url::parse`]'s combinations exist: a set on any
/// column, `Like` on text, `Between` on numbers and days, `Span` on days.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Filter {
    /// The value is one of these (set filter; `Key::None` for rows without a value). Days are
    /// exact days and numbers exact numbers, whatever is grouped by. A key of another type than the column's matches nothing, and
    /// so does an empty set.
    OneOf(Vec<Key>),
    /// The text contains this, folded; `*` stands for any run of characters. A row without a
    /// value never matches.
    Like(String),
    /// The number or day lies in this range, both ends inclusive and optional.
    Between(Option<Key>, Option<Key>),
    /// The day lies in a span that moves with today.
    Span(Span),
}

/// A span of days relative to today.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Span {
    /// Before today.
    Past,
    /// From today on, that many days ahead at most, today included: 30 is today..=today+30.
    Next(u16),
    /// So many days up to today, today included: 7 is today-6..=today. None is as 1.
    Last(u16),
    /// The calendar's quarter that today lies in, all of it.
    ThisQuarter,
}

impl Span {
    /// First and last day, both inclusive and optional.
    #[must_use]
    pub fn days(self, today: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
        match self {
            Self::Past => (None, today.pred_opt()),
            Self::Next(days) => {
                (Some(today), today.checked_add_days(chrono::Days::new(u64::from(days))))
            }
            Self::Last(days) => {
                let before = u64::from(days.saturating_sub(1));
                (today.checked_sub_days(chrono::Days::new(before)), Some(today))
            }
            Self::ThisQuarter => {
                let (first, last) = span(Bucket::Quarter, today);
                (Some(first), Some(last))
            }
        }
    }
}

/// The part of the visible list (groups and rows of open groups) that is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// Index of the first visible line, from 0.
    pub start: u32,
    /// How many lines; at most [`MAX_WINDOW`].
    pub len: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(Span::Past, "2026-06-30", None, Some("2026-06-29"))]
    #[case(Span::Next(0), "2026-06-30", Some("2026-06-30"), Some("2026-06-30"))]
    #[case(Span::Next(7), "2026-12-28", Some("2026-12-28"), Some("2027-01-04"))]
    #[case(Span::Last(1), "2026-06-30", Some("2026-06-30"), Some("2026-06-30"))]
    #[case(Span::Last(0), "2026-06-30", Some("2026-06-30"), Some("2026-06-30"))]
    #[case(Span::Last(7), "2027-01-03", Some("2026-12-28"), Some("2027-01-03"))]
    #[case(Span::ThisQuarter, "2026-04-01", Some("2026-04-01"), Some("2026-06-30"))]
    #[case(Span::ThisQuarter, "2026-06-30", Some("2026-04-01"), Some("2026-06-30"))]
    #[case(Span::ThisQuarter, "2027-12-31", Some("2027-10-01"), Some("2027-12-31"))]
    fn spans_move_with_today(
        #[case] span: Span,
        #[case] today: &str,
        #[case] first: Option<&str>,
        #[case] last: Option<&str>,
    ) {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let days = day(today).map(|today| span.days(today));
        assert_eq!(days, Some((first.and_then(day), last.and_then(day))));
    }
}
