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
/// since with that a name reads like another one.
///
/// # Errors
/// As [`parse`]; `text-control` for a character that turns, too.
pub fn parse_of_somebody(text: &str) -> Result<String, FieldError> {
    let name = parse(text)?;
    let turns = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    match name.chars().position(turns) {
        Some(at) => Err(FieldError::new("name", "text-control").with("position", at + 1)),
        None => Ok(name),
    }
}
