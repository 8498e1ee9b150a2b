//! What an address can have wrong.

/// Most problems told of one address.
pub(crate) const MAX_PROBLEMS: usize = 20;

/// Something in an address that was left out of the query. The page says so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// What is wrong.
    pub kind: ProblemKind,
    /// The parameter, column or value meant, at most 40 characters.
    pub name: String,
}

/// What can be wrong with an address.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ProblemKind {
    /// A parameter that is no column's filter.
    UnknownFilter,
    /// A level whose column does not exist or cannot be grouped by, or whose bucket or measure
    /// the column does not have.
    UnknownGroup,
    /// A column to sort by that does not exist or cannot be sorted by.
    UnknownSort,
    /// A column to show that does not exist.
    UnknownColumn,
    /// A tab that does not exist.
    UnknownTab,
    /// Named twice; the first one counts.
    Twice,
    /// Not a value of that column.
    BadValue,
    /// An open group that does not fit the grouping.
    BadPath,
    /// More levels, sort columns, values or open groups than allowed; the first ones count.
    TooMany,
    /// A search text or pattern that was cut.
    TooLong,
}

impl ProblemKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::UnknownFilter,
        Self::UnknownGroup,
        Self::UnknownSort,
        Self::UnknownColumn,
        Self::UnknownTab,
        Self::Twice,
        Self::BadValue,
        Self::BadPath,
        Self::TooMany,
        Self::TooLong,
    ];

    /// The stable name used in messages.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::UnknownFilter => "unknown-filter",
            Self::UnknownGroup => "unknown-group",
            Self::UnknownSort => "unknown-sort",
            Self::UnknownColumn => "unknown-column",
            Self::UnknownTab => "unknown-tab",
            Self::Twice => "twice",
            Self::BadValue => "bad-value",
            Self::BadPath => "bad-path",
            Self::TooMany => "too-many",
            Self::TooLong => "too-long",
        }
    }
}

/// Notes a problem, unless there are many already.
pub(crate) fn report(problems: &mut Vec<Problem>, kind: ProblemKind, name: &str) {
    if problems.len() < MAX_PROBLEMS {
        problems.push(Problem { kind, name: name.chars().take(40).collect() });
    }
}
