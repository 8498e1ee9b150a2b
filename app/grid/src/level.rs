//! The levels of a grouping: what the values of a column are put together by, and how the
//! groups stand.

use crate::column::{Column, ColumnId, ColumnType, Direction, GridSpec};
use chrono::{Datelike, Months, NaiveDate};

/// A level that rows are grouped by. Column and bucket are its identity: a column may be
/// grouped by more than once, by year and then by month.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Level {
    /// The column.
    pub column: ColumnId,
    /// Which of its values form one group.
    pub bucket: Bucket,
    /// What the groups stand by.
    pub by: Measure,
    /// In which direction.
    pub direction: Direction,
}

impl Level {
    /// A column's own level: days by month, numbers by bands if there are any.
    #[must_use]
    pub fn new(spec: &GridSpec, column: ColumnId) -> Self {
        Self::of(column, Bucket::standard(spec.column(column)))
    }

    /// A level whose groups stand by value, the smallest first.
    #[must_use]
    pub fn of(column: ColumnId, bucket: Bucket) -> Self {
        Self { column, bucket, by: Measure::Value, direction: Direction::Up }
    }

    /// Whether both make the same groups.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        (self.column, self.bucket) == (other.column, other.bucket)
    }
}

/// Which values of a column form one group.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Bucket {
    /// Equal ones.
    Value,
    /// Numbers of one of the column's bands.
    Band,
    /// Days of a year.
    Year,
    /// Days of a quarter.
    Quarter,
    /// Days of a month.
    Month,
    /// Days of an ISO week, which begins on Monday.
    Week,
    /// One day.
    Day,
}

impl Bucket {
    /// Every bucket.
    pub const ALL: [Self; 7] =
        [Self::Value, Self::Band, Self::Year, Self::Quarter, Self::Month, Self::Week, Self::Day];

    /// The stable name used in URLs and messages.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Band => "band",
            Self::Year => "year",
            Self::Quarter => "quarter",
            Self::Month => "month",
            Self::Week => "week",
            Self::Day => "day",
        }
    }

    /// The bucket with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|bucket| bucket.slug() == slug)
    }

    /// What a column can be grouped by, the coarsest first.
    #[must_use]
    pub fn choices(column: &Column) -> &'static [Self] {
        match column.kind {
            ColumnType::Date => &[Self::Year, Self::Quarter, Self::Month, Self::Week, Self::Day],
            ColumnType::Number if !column.bands.is_empty() => &[Self::Band, Self::Value],
            _ => &[Self::Value],
        }
    }

    /// What a column is grouped by before the person chooses.
    #[must_use]
    pub fn standard(column: &Column) -> Self {
        match column.kind {
            ColumnType::Date => Self::Month,
            ColumnType::Number if !column.bands.is_empty() => Self::Band,
            _ => Self::Value,
        }
    }

    /// What a group of this bucket is divided by next.
    #[must_use]
    pub fn finer(self) -> Option<Self> {
        match self {
            Self::Year | Self::Quarter => Some(Self::Month),
            Self::Month | Self::Week => Some(Self::Day),
            Self::Band => Some(Self::Value),
            Self::Day | Self::Value => None,
        }
    }
}

/// What groups stand by among their siblings.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Measure {
    /// Their value.
    Value,
    /// How many rows they have.
    Count,
    /// One of the declaration's sums, by its index.
    Sum(u8),
}

/// The name of [`Measure::Count`] in URLs; no sum is called that.
const COUNT: &str = "count";

impl Measure {
    /// Everything that groups of this grid can stand by.
    pub fn choices(spec: &GridSpec) -> impl Iterator<Item = Self> + use<> {
        let sums = (0..).take(spec.sums.len()).map(Self::Sum);
        [Self::Value, Self::Count].into_iter().chain(sums)
    }

    /// The stable name used in URLs; none for the value, which is not written down.
    #[must_use]
    pub fn slug(self, spec: &GridSpec) -> Option<&'static str> {
        match self {
            Self::Value => None,
            Self::Count => Some(COUNT),
            Self::Sum(at) => spec.sums.get(usize::from(at)).map(|sum| sum.key),
        }
    }

    /// The measure with this slug.
    #[must_use]
    pub fn from_slug(spec: &GridSpec, slug: &str) -> Option<Self> {
        Self::choices(spec).find(|measure| measure.slug(spec) == Some(slug))
    }

    /// The number that a group with this count and these sums stands by; none by value.
    #[must_use]
    pub fn number(self, count: u64, sums: &[i64]) -> Option<i64> {
        match self {
            Self::Value => None,
            Self::Count => Some(i64::try_from(count).unwrap_or(i64::MAX)),
            Self::Sum(at) => sums.get(usize::from(at)).copied(),
        }
    }
}

/// The first and last day of the bucket that a day lies in; of a bucket of other values the
/// day itself.
#[must_use]
pub fn span(bucket: Bucket, day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let months = |first: Option<NaiveDate>, months| {
        let first = first?;
        Some((first, first.checked_add_months(Months::new(months))?.pred_opt()?))
    };
    let found = match bucket {
        Bucket::Year => months(day.with_ordinal(1), 12),
        Bucket::Quarter => {
            months(NaiveDate::from_ymd_opt(day.year(), day.month0() / 3 * 3 + 1, 1), 3)
        }
        Bucket::Month => months(day.with_day(1), 1),
        Bucket::Week => {
            let week = day.week(chrono::Weekday::Mon);
            week.checked_first_day().zip(week.checked_last_day())
        }
        Bucket::Day | Bucket::Value | Bucket::Band => None,
    };
    found.unwrap_or((day, day))
}

/// The lower bound of a number's band; what lies below the first belongs to the first.
#[must_use]
pub fn band(bands: &[i64], number: i64) -> Option<i64> {
    let at = bands.partition_point(|lower| *lower <= number);
    bands.get(at.saturating_sub(1)).copied()
}

/// The last number of the band with this lower bound; none of the last band, which is open.
#[must_use]
pub fn band_end(bands: &[i64], lower: i64) -> Option<i64> {
    bands.iter().find(|bound| **bound > lower).map(|next| next - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::licenses::{EXPIRES, LICENSES, PRODUCT, SEATS};
    use crate::testing::SPEC;
    use rstest::rstest;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap_or_default()
    }

    #[rstest]
    #[case(Bucket::Year, "2024-02-29", "2024-01-01", "2024-12-31")]
    #[case(Bucket::Quarter, "2026-05-31", "2026-04-01", "2026-06-30")]
    #[case(Bucket::Quarter, "2026-12-31", "2026-10-01", "2026-12-31")]
    #[case(Bucket::Month, "2024-02-29", "2024-02-01", "2024-02-29")]
    #[case(Bucket::Week, "2027-01-01", "2026-12-28", "2027-01-03")]
    #[case(Bucket::Week, "2026-12-28", "2026-12-28", "2027-01-03")]
    #[case(Bucket::Week, "0001-01-01", "0001-01-01", "0001-01-07")]
    #[case(Bucket::Day, "2026-05-31", "2026-05-31", "2026-05-31")]
    #[case(Bucket::Year, "9999-05-31", "9999-01-01", "9999-12-31")]
    fn spans(
        #[case] bucket: Bucket,
        #[case] inside: &str,
        #[case] first: &str,
        #[case] last: &str,
    ) {
        assert_eq!(span(bucket, day(inside)), (day(first), day(last)));
    }

    #[rstest]
    #[case(-5, 1, Some(4))]
    #[case(1, 1, Some(4))]
    #[case(4, 1, Some(4))]
    #[case(5, 5, Some(9))]
    #[case(24, 10, Some(24))]
    #[case(999, 500, Some(999))]
    #[case(1000, 1000, None)]
    #[case(i64::MAX, 1000, None)]
    fn bands_follow_each_other(#[case] number: i64, #[case] lower: i64, #[case] end: Option<i64>) {
        let bands = LICENSES.column(SEATS).bands;
        assert_eq!(band(bands, number), Some(lower));
        assert_eq!(band_end(bands, lower), end);
    }

    #[test]
    fn a_column_without_bands_has_none() {
        assert_eq!((band(&[], 5), band_end(&[], 5)), (None, None));
    }

    #[test]
    fn each_kind_of_column_has_its_own_buckets() {
        let level = |column| Level::new(&LICENSES, column).bucket;
        assert_eq!(
            [level(PRODUCT), level(SEATS), level(EXPIRES)],
            [Bucket::Value, Bucket::Band, Bucket::Month]
        );
        for (id, column) in LICENSES.ids() {
            let choices = Bucket::choices(column);
            assert!(choices.contains(&level(id)), "{}", column.key);
            for finer in choices.iter().filter_map(|bucket| bucket.finer()) {
                assert!(choices.contains(&finer), "{} by {finer:?}", column.key);
            }
        }
    }

    #[test]
    fn slugs_are_read_back() {
        for bucket in Bucket::ALL {
            assert_eq!(Bucket::from_slug(bucket.slug()), Some(bucket));
        }
        for spec in [&LICENSES, &SPEC] {
            for measure in Measure::choices(spec) {
                match measure.slug(spec) {
                    None => assert_eq!(measure, Measure::Value),
                    Some(slug) => assert_eq!(Measure::from_slug(spec, slug), Some(measure)),
                }
            }
        }
        assert_eq!(Measure::from_slug(&LICENSES, "colour"), None);
        assert_eq!(Measure::Sum(9).slug(&LICENSES), None);
    }

    #[test]
    fn declared_bands_ascend() {
        for (_, column) in LICENSES.ids().chain(SPEC.ids()) {
            assert!(column.bands.is_sorted_by(|a, b| a < b), "{}", column.key);
        }
    }
}
