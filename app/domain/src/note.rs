//! The one editable note of a license (DOMAIN.md D15).
//!
//! A note is plain text: HTML in it stays text, and right-to-left text with its marks stays
//! as typed, since it is right in a Hebrew or Arabic note. Whoever displays a note isolates
//! it (`<bdi>` or `unicode-bidi: isolate`), so that its marks cannot reorder what is around.

use crate::field::FieldError;
use crate::text::first_control;

/// The longest note, in characters (Unicode scalar values).
pub const MAX_CHARS: usize = 2_000;

/// The note as it is stored: trimmed, line ends as `\n`; an empty one is none.
///
/// # Errors
/// As [`parse_lines`], on the field `note`.
pub fn parse(text: &str) -> Result<Option<String>, FieldError> {
    Ok(Some(parse_lines("note", text, MAX_CHARS)?).filter(|text| !text.is_empty()))
}

/// A text of several lines as it is stored: trimmed, line ends as `\n`, at most `max` characters;
/// it may be empty.
///
/// # Errors
/// `note-too-long` (args `max`, `length`); `text-control` for control characters other than
/// line end and tab (arg `position`, counted from 1).
pub fn parse_lines(field: &str, text: &str, max: usize) -> Result<String, FieldError> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    let length = text.chars().count();
    if length > max {
        return Err(FieldError::new(field, "note-too-long")
            .with("max", max)
            .with("length", length));
    }
    match first_control(text, &['\n', '\t']) {
        Some(position) => Err(FieldError::new(field, "text-control").with("position", position)),
        None => Ok(text.to_owned()),
    }
}
