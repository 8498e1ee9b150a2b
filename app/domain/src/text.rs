//! Text as people search and sort it: without case and accents.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Folds text for comparing: lower case, no accents, `ß` as `ss`. Sorting by the bytes of
/// the folded text is the portal's order of names, in Rust and (stored beside the text,
/// collation "C") in SQL alike.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase(); // the same, much quicker
    }
    text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).fold(
        String::with_capacity(text.len()),
        |mut out, c| {
            match c {
                'ß' => out.push_str("ss"),
                'ø' => out.push('o'),
                'ł' => out.push('l'),
                'æ' => out.push_str("ae"),
                'œ' => out.push_str("oe"),
                _ => out.push(c),
            }
            out
        },
    )
}

/// The position, counted from 1, of the first control character that is not allowed.
#[must_use]
pub fn first_control(text: &str, allowed: &[char]) -> Option<usize> {
    text.chars().position(|c| c.is_control() && !allowed.contains(&c)).map(|at| at + 1)
}
