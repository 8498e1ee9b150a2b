//! Names of people and organizations, which stand in the headers of mails.

use crate::field::FieldError;

/// The longest name, in characters (Unicode scalar values).
pub const MAX_NAME: usize = 120;

/// A name as it is stored: trimmed, 1 to [`MAX_NAME`] characters on one line, without characters
/// that turn the text around them. `field` is the form's field that it was typed in.
///
/// # Errors
/// `name-empty`, `name-too-long` (args `max`, `length`), `text-control` (arg `position`,
/// counted from 1).
pub fn display_name(field: &str, text: &str) -> Result<String, FieldError> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 {
        return Err(FieldError::new(field, "name-empty"));
    }
    if length > MAX_NAME {
        return Err(FieldError::new(field, "name-too-long")
            .with("max", MAX_NAME)
            .with("length", length));
    }
    match text.chars().position(hidden) {
        Some(at) => Err(FieldError::new(field, "text-control").with("position", at + 1)),
        None => Ok(text.to_owned()),
    }
}

/// A text as it may stand in a header of a mail, whatever it holds: names from spreadsheets and
/// from before there was a rule are cut to [`MAX_NAME`] characters, and what is no visible
/// character is a blank.
#[must_use]
pub fn header_text(text: &str) -> String {
    let plain: String = text.chars().map(|c| if hidden(c) { ' ' } else { c }).collect();
    let mut words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((at, _)) = words.char_indices().nth(MAX_NAME) {
        words.truncate(at);
        words.push('…');
    }
    words
}

/// Whether a character ends a line, does something else than to be seen, or turns the text
/// around it. Marks and joiners that scripts and emoji are written with are none.
const fn hidden(c: char) -> bool {
    matches!(c, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
