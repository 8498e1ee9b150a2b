//! Which column is which, by its heading, in English and German.

mod words;

use super::{Cell, Field, Mapping, is_counted, match_key};
use crate::text::fold;
use words::words;

/// The headings are looked for among this many first lines: a title may stand above them.
pub const HEADER_SEARCH: usize = 10;

/// A heading that equals a usual word.
const EXACT: u32 = 1000;
/// A heading that contains one; a longer word decides.
const CONTAINS: u32 = 100;

/// Words that make a heading another thing than the customer's name.
const NOT_A_NAME: [&str; 14] = [
    "number", "nummer", "nr", "no", "id", "mail", "phone", "telefon", "address", "adresse",
    "street", "city", "country", "contact",
];
/// The same, wherever they stand: "Ansprechpartner" is a person.
const A_PERSON: [&str; 5] = ["ansprech", "kontakt", "contact", "betreuer", "manager"];
/// Words of a time that is counted, in days say or down to an end: neither a day nor years.
const COUNTED: [&str; 13] = [
    "remaining",
    "verbleib",
    "restlaufzeit",
    "restliche",
    "resttage",
    "left",
    "days",
    "tage",
    "weeks",
    "wochen",
    "months",
    "monate",
    "countdown",
];
/// Words at the end of "created by": who did it, not when or what.
const WHO: [&str; 3] = ["by", "von", "durch"];

/// Whether a heading that contains a field's word means something else.
fn means_another(field: Field, heading: &str, compact: &str, word: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|other| compact.contains(other));
    match field {
        Field::Customer | Field::Partner | Field::Vendor | Field::Name if has(&A_PERSON) => {
            return true;
        }
        Field::Purchased | Field::Activated | Field::Expires | Field::Term if has(&COUNTED) => {
            return true;
        }
        _ => {}
    }
    // "Gültig von" is a day itself.
    let ends = |text: &str| WHO.iter().any(|who| text.ends_with(who));
    if ends(word) {
        return false;
    }
    let heading = fold(heading);
    let mut words = heading.split(|c: char| !c.is_alphanumeric());
    ends(compact) || field.is_date() && words.any(|word| WHO.contains(&word))
}

/// How well a heading names a column; 0 is not at all.
fn score(field: Field, heading: &str) -> u32 {
    let compact = match_key(heading);
    if compact.is_empty() || is_counted(heading) {
        return 0;
    }
    let mut best = 0;
    for (rank, word) in words(field).iter().enumerate() {
        let word = match_key(word);
        let rank = rank as u32;
        if compact == word {
            best = best.max(EXACT - rank);
        } else if word.len() >= 4
            && compact.contains(&word)
            && !means_another(field, heading, &compact, &word)
        {
            let spare = (compact.len() - word.len()) as u32;
            best = best.max((CONTAINS + 10 * word.len() as u32).saturating_sub(spare));
        }
    }
    let named = matches!(field, Field::Customer | Field::Partner | Field::Vendor | Field::Name);
    if named && best < EXACT / 2 && NOT_A_NAME.iter().any(|word| compact.ends_with(word)) {
        return 0;
    }
    best
}

/// Finds each column's field: the best match first, each field once.
#[must_use]
pub fn recognize(headings: &[String]) -> Mapping {
    let mut matches: Vec<(u32, usize, Field)> = Vec::new();
    for (at, heading) in headings.iter().enumerate() {
        for field in Field::ALL {
            let score = score(field, heading);
            if score > 0 {
                matches.push((score, at, field));
            }
        }
    }
    matches.sort_by_key(|&(score, at, field)| (std::cmp::Reverse(score), at, field));
    let mut mapping = Mapping::nothing(headings.len());
    for (_, at, field) in matches {
        if mapping.field(at).is_none() && mapping.column(field).is_none() {
            mapping.set(at, Some(field));
        }
    }
    mapping
}

/// Index of the line that holds the headings: the one among the first [`HEADER_SEARCH`] in
/// which most columns are recognized; when none is recognized at all, the first that is not
/// empty. None for a file without content.
#[must_use]
pub fn find_header(lines: &[&[Cell]]) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    for (at, cells) in lines.iter().take(HEADER_SEARCH).enumerate() {
        if cells.iter().all(Cell::is_empty) {
            continue;
        }
        let found = recognize(&cells.iter().map(Cell::to_text).collect::<Vec<_>>()).count();
        if best.is_none_or(|(most, _)| found > most) {
            best = Some((found, at));
        }
    }
    best.map(|(_, at)| at)
}

#[cfg(test)]
mod tests;
