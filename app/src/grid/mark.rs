//! Search hits in a shown text.

use crate::ui::Html;
use grid::search::{Needle, hits};

/// The text with the search's hits marked, isolated from its neighbors: it may run from
/// right to left.
pub(crate) fn marked(html: &mut Html, text: &str, needle: &Needle) {
    html.open("bdi", &[("class", "clip")]);
    let mut at = 0;
    for range in hits(text, needle) {
        html.text(&text[at..range.start]).element("mark", &[], &text[range.clone()]);
        at = range.end;
    }
    html.text(&text[at..]).close("bdi");
}
