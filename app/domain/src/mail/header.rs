//! What stands in the headers of mails.

use crate::name::{MAX_CHARS, is_hidden};

/// A text as it may stand in a header of a mail, whatever it holds: names from spreadsheets and
/// from before there was a rule are cut to [`MAX_CHARS`] characters, and what is no visible
/// character is a blank.
#[must_use]
pub fn header_text(text: &str) -> String {
    let plain: String = text.chars().map(|c| if is_hidden(c) { ' ' } else { c }).collect();
    let mut words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((at, _)) = words.char_indices().nth(MAX_CHARS) {
        words.truncate(at);
        words.push('…');
    }
    words
}
