//! One cell of the file, as it was read.

use chrono::NaiveDate;

/// A refused value is shown with at most this many characters.
pub const SHOWN_CHARS: usize = 60;

/// A cell's content. A CSV file has only text; a workbook also knows numbers and dates.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Cell {
    /// Nothing, or only white space.
    #[default]
    Empty,
    /// Text, as it stands in the file.
    Text(Box<str>),
    /// A number that the workbook does not call a date.
    Number(f64),
    /// A day; a time of day is dropped.
    Day(NaiveDate),
}

impl Cell {
    /// The cell that holds this text.
    #[must_use]
    pub fn text(value: &str) -> Self {
        if value.trim().is_empty() { Self::Empty } else { Self::Text(value.into()) }
    }

    /// Whether nothing stands in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// The cell as text: numbers without a needless fraction, days as ISO dates.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Day(day) => day.to_string(),
        }
    }

    /// The cell as a report quotes it; see [`shorten`].
    #[must_use]
    pub fn shown(&self) -> String {
        shorten(&self.to_text())
    }
}

/// One line of at most [`SHOWN_CHARS`] characters, control characters as spaces.
#[must_use]
pub fn shorten(text: &str) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let mut out: String = text.trim().chars().take(SHOWN_CHARS).map(clean).collect();
    if text.trim().chars().nth(SHOWN_CHARS).is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lose_a_needless_fraction() {
        assert_eq!(Cell::Number(25.0).to_text(), "25");
        assert_eq!(Cell::Number(2.5).to_text(), "2.5");
        assert_eq!(Cell::Number(123_456_789_012.0).to_text(), "123456789012");
    }

    #[test]
    fn long_values_are_shortened_by_characters() {
        assert_eq!(shorten("  short \n text "), "short   text");
        let long = "ü".repeat(SHOWN_CHARS + 1);
        assert_eq!(shorten(&long).chars().count(), SHOWN_CHARS + 1);
        assert!(shorten(&long).ends_with('…'));
    }
}
