//! Text as people search and sort it: without case and accents.

#[cfg(target_arch = "wasm32")]
mod browser;

/// Folds text for comparing: lower case, no accents, `ß` as `ss`. Sorting by the bytes of
/// the folded text is the portal's order of names, in Rust and (stored beside the text,
/// collation "C") in SQL alike.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase()); // the same, much quicker
        } else {
            bare(c, |c| push(&mut out, c));
        }
    }
    out
}

fn push(out: &mut String, c: char) {
    match c {
        'ß' => out.push_str("ss"),
        'ø' => out.push('o'),
        'ł' => out.push('l'),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        _ => out.push(c),
    }
}

/// Gives what a character is made of, in lower case, without its combining marks.
#[cfg(not(target_arch = "wasm32"))]
fn bare(c: char, give: impl FnMut(char)) {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

    let parts = std::iter::once(c).nfd().filter(|c| !is_combining_mark(*c));
    parts.flat_map(char::to_lowercase).for_each(give);
}

/// Gives what a character is made of, in lower case, without its combining marks. The
/// browser knows Unicode already; our own tables would be a tenth of what the page loads.
#[cfg(target_arch = "wasm32")]
fn bare(c: char, give: impl FnMut(char)) {
    browser::bare(c).chars().for_each(give);
}

/// The position, counted from 1, of the first control character that is not allowed.
#[must_use]
pub fn first_control(text: &str, allowed: &[char]) -> Option<usize> {
    text.chars().position(|c| c.is_control() && !allowed.contains(&c)).map(|at| at + 1)
}
/// A whole number above zero as somebody types it, its thousands grouped or not: `1500`, `1.500`,
/// `1,500`, `1 500`. A part is none: `1,5` is no fifteen.
#[must_use]
pub fn whole(text: &str) -> Option<i64> {
    let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    let mut groups = text.trim().split([' ', '\u{a0}', '\u{202f}', '.', ',', '\'', '\u{2019}']);
    let first = groups.next().filter(|first| !first.is_empty() && digits(first))?;
    let mut number = first.to_owned();
    for group in groups {
        if first.len() > 3 || group.len() != 3 || !digits(group) {
            return None;
        }
        number.push_str(group);
    }
    number.parse().ok().filter(|number| *number > 0)
}
