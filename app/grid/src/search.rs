//! Quick search. Words are looked for in one folded text per row; SQL `LIKE` over the same
//! text finds the same rows.

use crate::column::{Audience, GridSpec, Key, Row};
use chrono::NaiveDate;
use domain::text::fold;
use std::ops::Range;

/// A text that must occur; `*` in it stands for any run of characters, line ends included.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pattern {
    /// The folded parts between the stars, none of them empty.
    pieces: Vec<String>,
}

impl Pattern {
    /// Reads a pattern; every text is one.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let folded = fold(text);
        Self { pieces: folded.split('*').filter(|p| !p.is_empty()).map(str::to_owned).collect() }
    }

    /// The folded parts, each of which must occur behind the one before.
    #[must_use]
    pub fn pieces(&self) -> &[String] {
        &self.pieces
    }

    /// Whether it occurs in a folded text.
    #[must_use]
    pub fn matches(&self, folded: &str) -> bool {
        self.find(folded, 0).is_some()
    }

    /// The same as an SQL `LIKE` pattern with backslash as its escape.
    #[must_use]
    pub fn like(&self) -> String {
        let mut out = String::from("%");
        for piece in &self.pieces {
            for c in piece.chars() {
                if matches!(c, '%' | '_' | '\\') {
                    out.push('\\');
                }
                out.push(c);
            }
            out.push('%');
        }
        out
    }

    /// Where each piece lies at its first occurrence from `start` on.
    fn find(&self, folded: &str, start: usize) -> Option<Vec<Range<usize>>> {
        let mut from = start;
        self.pieces
            .iter()
            .map(|piece| {
                let at = from + folded.get(from..)?.find(piece.as_str())?;
                from = at + piece.len();
                Some(at..from)
            })
            .collect()
    }
}

/// A search text: words, each of which must occur.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Needle {
    words: Vec<Pattern>,
}

impl Needle {
    /// Reads what a person typed; words of stars alone ask for nothing.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let words = fold(text).split_whitespace().map(Pattern::parse).collect::<Vec<_>>();
        Self { words: words.into_iter().filter(|word| !word.pieces.is_empty()).collect() }
    }

    /// Whether it asks for nothing, and so matches every row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The words.
    #[must_use]
    pub fn words(&self) -> &[Pattern] {
        &self.words
    }

    /// Whether every word occurs in the search text (see [`text`]).
    #[must_use]
    pub fn matches(&self, folded: &str) -> bool {
        self.words.iter().all(|word| word.matches(folded))
    }

    /// One SQL `LIKE` pattern per word; all must hold. Backslash is the escape.
    #[must_use]
    pub fn like_patterns(&self) -> Vec<String> {
        self.words.iter().map(Pattern::like).collect()
    }
}

/// A row's search text for an audience: its searchable columns folded, one per line.
#[must_use]
pub fn text<R: Row>(spec: &GridSpec, row: &R, audience: Audience, today: NaiveDate) -> String {
    let mut out = String::new();
    for (id, _) in spec.ids().filter(|(_, c)| c.searchable && audience.sees(c)) {
        let cell = row.cell(id, today);
        if cell.key == Key::None {
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&fold(&cell.label));
    }
    out
}

/// What to highlight in a shown text: byte ranges of whole characters with their accents, in
/// order, not touching each other. A word is marked only where all of it occurs.
#[must_use]
pub fn hits(original: &str, needle: &Needle) -> Vec<Range<usize>> {
    if needle.is_empty() {
        return Vec::new();
    }
    let (folded, origin) = fold_with_origin(original);
    let mut found: Vec<Range<usize>> = Vec::new();
    for word in &needle.words {
        let mut from = 0;
        while let Some(pieces) = word.find(&folded, from) {
            from = pieces.last().map_or(folded.len(), |last| last.end);
            for piece in pieces {
                // So few need no general sort, which is code that every page would load.
                let at = found.partition_point(|range| range.start <= piece.start);
                found.insert(at, piece);
            }
        }
    }
    let mut marks: Vec<Range<usize>> = Vec::new();
    for range in found {
        // From the start of the first character touched to the start of the next untouched one.
        let last = origin[range.end - 1];
        let rest = origin[range.end..].iter().find(|start| **start > last);
        let (start, end) = (origin[range.start], rest.copied().unwrap_or(original.len()));
        match marks.last_mut() {
            Some(mark) if mark.end >= start => mark.end = mark.end.max(end),
            _ => marks.push(start..end),
        }
    }
    marks
}

/// The folded text and, for each of its bytes, where the character it comes from starts.
/// Folding treats each character by itself, so the parts add up to the whole.
fn fold_with_origin(original: &str) -> (String, Vec<usize>) {
    let mut folded = String::with_capacity(original.len());
    let mut origin = Vec::with_capacity(original.len());
    for (start, c) in original.char_indices() {
        folded.push_str(&fold(c.encode_utf8(&mut [0; 4])));
        origin.resize(folded.len(), start);
    }
    (folded, origin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{self, SPEC};
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("müll*gmbh", "muller & sohn gmbh", true)]
    #[case("GMBH müller", "muller gmbh", true)]
    #[case("gmbh*muller", "muller gmbh", false)]
    #[case("aba*aba", "ababa", false)]
    #[case("straße", "strasse 1", true)]
    #[case("100%", "1000", false)]
    #[case("* ", "", true)]
    #[case("a b", "a", false)]
    fn words_and_stars(#[case] search: &str, #[case] folded: &str, #[case] found: bool) {
        assert_eq!(Needle::parse(search).matches(folded), found);
    }

    #[test]
    fn like_patterns_escape_what_like_reads() {
        assert_eq!(Needle::parse("50%_*\\ ** x").like_patterns(), ["%50\\%\\_%\\\\%", "%x%"]);
    }

    #[rstest]
    #[case("Müller Straße", "mull strass", &["Müll", "Straß"])]
    #[case("Müller Straße", "us", &[])]
    #[case("Cafe\u{301} 1", "fe", &["fe\u{301}"])]
    #[case("banana", "an", &["anan"])]
    #[case("Acme 2026 Pro", "ac*pro", &["Ac", "Pro"])]
    #[case("Acme", "ac*pro", &[])]
    #[case("Æsir", "e", &["Æ"])]
    #[case("anything", "*", &[])]
    fn hits_map_back_to_the_shown_text(
        #[case] shown: &str,
        #[case] search: &str,
        #[case] expected: &[&str],
    ) {
        let hits = hits(shown, &Needle::parse(search));
        let marked: Vec<&str> = hits.into_iter().map(|hit| &shown[hit]).collect();
        assert_eq!(marked, expected);
    }

    #[test]
    fn customers_do_not_find_by_internal_columns() {
        let row = testing::Thing {
            id: 1,
            title: "Öl".into(),
            product: 2,
            owner: Some(3),
            seats: None,
            ends: None,
            note: Some("Geheim".into()),
        };
        let text = |audience| text(&SPEC, &row, audience, testing::today());
        assert_eq!(text(Audience::Provider), "ol\nabc\ngeheim");
        assert_eq!(text(Audience::Customer), "ol\nabc");
    }

    /// SQL's LIKE with backslash as escape, by its definition.
    fn like(text: &[char], pattern: &[char]) -> bool {
        match pattern {
            [] => text.is_empty(),
            ['%', rest @ ..] => (0..=text.len()).any(|at| like(&text[at..], rest)),
            ['_', rest @ ..] => !text.is_empty() && like(&text[1..], rest),
            ['\\', c, rest @ ..] | [c, rest @ ..] => {
                text.first() == Some(c) && like(&text[1..], rest)
            }
        }
    }

    proptest! {
        #[test]
        fn like_equals_matches(search in "[ab%_\\\\* Ä]{0,6}", row in "[ab%_\\\\ä\n]{0,8}") {
            let (needle, row) = (Needle::parse(&search), fold(&row));
            let chars: Vec<char> = row.chars().collect();
            let by_like = needle
                .like_patterns()
                .iter()
                .all(|pattern| like(&chars, &pattern.chars().collect::<Vec<_>>()));
            prop_assert_eq!(needle.matches(&row), by_like);
        }

        #[test]
        fn hits_are_ordered_apart_and_on_characters(
            shown in "\\PC{0,12}|[abß\u{301}Æ ]{0,12}",
            search in "[abse*\u{e9} ]{0,5}",
        ) {
            let hits = hits(&shown, &Needle::parse(&search));
            let mut end = None;
            for hit in &hits {
                prop_assert!(shown.get(hit.clone()).is_some_and(|part| !part.is_empty()));
                prop_assert!(end.is_none_or(|end| end < hit.start));
                end = Some(hit.end);
            }
            let folded = fold(&shown);
            let needle = Needle::parse(&search);
            if needle.words.len() == 1 {
                prop_assert_eq!(hits.is_empty(), !needle.matches(&folded));
            }
        }

        #[test]
        fn folding_by_character_is_folding(text in "\\PC{0,20}") {
            prop_assert_eq!(fold_with_origin(&text).0, fold(&text));
        }
    }
}
