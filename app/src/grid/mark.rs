//! Search hits in a shown text.

use grid::search::{Needle, hits};
use leptos::prelude::*;

/// The text with the search's hits marked, isolated from its neighbors: it may run from
/// right to left.
#[must_use]
pub(crate) fn marked(text: &str, needle: &Needle) -> AnyView {
    let ranges = hits(text, needle);
    if ranges.is_empty() {
        let text = text.to_owned();
        return view! { <bdi class="clip">{text}</bdi> }.into_any();
    }
    let mut at = 0;
    let mut parts: Vec<AnyView> = Vec::with_capacity(ranges.len() * 2 + 1);
    for range in ranges {
        parts.push(text[at..range.start].to_owned().into_any());
        parts.push(view! { <mark>{text[range.clone()].to_owned()}</mark> }.into_any());
        at = range.end;
    }
    parts.push(text[at..].to_owned().into_any());
    view! { <bdi class="clip">{parts}</bdi> }.into_any()
}
