//! Search hits in a shown text.

use crate::ui::Html;
use grid::search::{Needle, hits};

/// The text with the search's hits marked, isolated from its neighbors: it may run from
/// right to left.
pub(crate) fn marked(html: &mut Html, text: &str, needle: &Needle) {
    let hits = hits(text, needle);
    if hits.is_empty() {
        html.element("bdi", &[("class", "clip")], text);
        return;
    }
    html.open("bdi", &[("class", "clip")]);
    let mut at = 0;
    for range in hits {
        html.text(&text[at..range.start]).element("mark", &[], &text[range.clone()]);
        at = range.end;
    }
    html.text(&text[at..]).close("bdi");
}
