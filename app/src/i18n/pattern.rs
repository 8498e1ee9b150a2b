//! Fills arguments into a message, as the build has prepared it (see `build/compile.rs`).
//!
//! The build has checked every pattern, so an odd one is the last of a page that was cut off
//! on its way. It is shown as far as it goes.

use super::format::grouped;
use domain::people::Language;
use std::borrow::Cow;

/// What a message is filled with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument<'a> {
    /// Shown as it stands.
    Text(Cow<'a, str>),
    /// Shown with separators; also what plurals go by.
    Number(i64),
}

impl<'a> From<&'a str> for Argument<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Argument<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Argument<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

macro_rules! from_numbers {
    ($($number:ty)*) => {
        $(impl From<$number> for Argument<'_> {
            fn from(number: $number) -> Self {
                // Nothing that is counted comes near the limit.
                Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        })*
    };
}

from_numbers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

/// The text of a pattern.
pub(super) fn fill(pattern: &str, arguments: &[(&str, Argument)], language: Language) -> String {
    let mut reader = Reader { rest: pattern, arguments, language };
    let mut text = String::with_capacity(pattern.len());
    reader.text(&mut text);
    text
}

/// Goes through a pattern once, from start to end.
struct Reader<'a> {
    /// What has not been read yet.
    rest: &'a str,
    arguments: &'a [(&'a str, Argument<'a>)],
    language: Language,
}

impl<'a> Reader<'a> {
    /// Writes what stands before the end of a case, and returns the delimiter found there.
    fn text(&mut self, into: &mut String) -> Option<char> {
        loop {
            match self.next()? {
                '{' => self.argument(into),
                '[' => self.cases(into),
                end @ ('|' | ']') => return Some(end),
                '\\' => match self.next()? {
                    'n' => into.push('\n'),
                    plain => into.push(plain),
                },
                plain => into.push(plain),
            }
        }
    }

    fn argument(&mut self, into: &mut String) {
        let name = self.until('}');
        match self.find(name) {
            Some(Argument::Text(text)) => into.push_str(text),
            Some(Argument::Number(number)) => into.push_str(&grouped(self.language, *number)),
            // Only an error's values have names that the build does not know.
            None => into.extend(["{", name, "}"]),
        }
    }

    /// Writes the first case that fits.
    fn cases(&mut self, into: &mut String) {
        let name = self.until('|');
        let number = match self.find(name) {
            Some(Argument::Number(number)) => Some(number.saturating_abs()),
            _ => None,
        };
        let mut found = false;
        loop {
            let case = self.until(':');
            let fits =
                !found && (case.is_empty() || number.is_some() && case.parse().ok() == number);
            found |= fits;
            // A case that does not fit is read all the same, to get behind it.
            let before = into.len();
            let end = self.text(into);
            if !fits {
                into.truncate(before);
            }
            if end != Some('|') {
                return;
            }
        }
    }

    fn find(&self, name: &str) -> Option<&'a Argument<'a>> {
        self.arguments.iter().find(|(known, _)| *known == name).map(|(_, argument)| argument)
    }

    fn next(&mut self) -> Option<char> {
        let mut symbols = self.rest.chars();
        let symbol = symbols.next();
        self.rest = symbols.as_str();
        symbol
    }

    /// What stands before a delimiter, and goes behind it.
    fn until(&mut self, delimiter: char) -> &'a str {
        let (before, rest) = self.rest.split_once(delimiter).unwrap_or((self.rest, ""));
        self.rest = rest;
        before
    }
}
