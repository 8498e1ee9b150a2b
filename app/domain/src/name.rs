//! The names of things: licenses, organizations, people, views.

use crate::field::FieldError;
use crate::text::first_control;

/// The longest name, in characters (Unicode scalar values).
pub const MAX_CHARS: usize = 120;

/// The name as it is stored: trimmed, 1 to [`MAX_CHARS`] characters on one line.
///
/// # Errors
/// `name-empty`, `name-too-long` (args `max`, `length`), `text-control` (arg `position`,
/// counted from 1).
pub fn parse(text: &str) -> Result<String, FieldError> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 {
        return Err(FieldError::new("name", "name-empty"));
    }
    if length > MAX_CHARS {
        return Err(FieldError::new("name", "name-too-long")
            .with("max", MAX_CHARS)
            .with("length", length));
    }
    match first_control(text, &[]) {
        Some(position) => Err(FieldError::new("name", "text-control").with("position", position)),
        None => Ok(text.to_owned()),
    }
}

/// The name of an organization or a person: of these nothing may turn the direction of text,
/// since with that a name reads like another one, nor end a line, since they stand in the
/// headers of mails.
///
/// # Errors
/// As [`parse`]; `text-control` for what [`is_hidden`], too.
pub fn parse_of_somebody(text: &str) -> Result<String, FieldError> {
    let name = parse(text)?;
    match name.chars().position(is_hidden) {
        Some(at) => Err(FieldError::new("name", "text-control").with("position", at + 1)),
        None => Ok(name),
    }
}

/// Whether a character ends a line, does something else than to be seen, or turns the text
/// around it. Marks and joiners that scripts and emoji are written with are none of these.
#[must_use]
pub const fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}
