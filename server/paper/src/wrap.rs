//! Lines of a text that fit a width.

use krilla::text::{GlyphId, KrillaGlyph};

use crate::font::{Cluster, Fonts};
use crate::style::Style;
use crate::text::clean;

/// A line, ready to be drawn.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) glyphs: Vec<KrillaGlyph>,
    /// Without the space at its end, which is drawn all the same so that a reader of the file
    /// does not join two lines' words.
    pub(crate) width: f32,
    pub(crate) style: &'static Style,
}

/// A text that has been shaped but not yet broken.
#[derive(Debug)]
pub(crate) struct Shaped {
    text: String,
    clusters: Vec<Cluster>,
    style: &'static Style,
}

/// How well a line ends somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Good,
    /// In an address of mail or web, when nothing better is on the line.
    Poor,
    Bad,
}

impl Shaped {
    /// `raw`, cleaned.
    pub(crate) fn new(fonts: &Fonts, raw: &str, style: &'static Style) -> Self {
        let text = clean(raw);
        let clusters = fonts.shape(&text, style);
        Self { text, clusters, style }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.clusters.is_empty()
    }

    /// How wide it is on one line.
    pub(crate) fn width(&self) -> f32 {
        self.clusters.iter().map(Cluster::advance).sum::<f32>() * self.style.size
    }

    /// How wide its widest part is that should not be broken.
    pub(crate) fn widest_part(&self) -> f32 {
        let (mut widest, mut width) = (0.0_f32, 0.0);
        for (at, cluster) in self.clusters.iter().enumerate() {
            if !self.is_space(at) {
                width += cluster.advance();
                widest = widest.max(width);
            }
            if self.end_after(at) == End::Good {
                width = 0.0;
            }
        }
        widest * self.style.size
    }

    /// Its lines, each as full as can be; a word that is wider than `width` breaks anywhere.
    /// Without any text it is one empty line.
    pub(crate) fn lines(&self, width: f32) -> Vec<Line> {
        // Sums of advances differ from a width that was measured in another order.
        let limit = width / self.style.size + 1e-3;
        let mut lines = Vec::new();
        let (mut start, mut at, mut used) = (0, 0, 0.0);
        let (mut good, mut poor) = (None, None);
        while at < self.clusters.len() {
            let advance = self.clusters[at].advance();
            if !self.is_space(at) && used + advance > limit && at > start {
                let next = good.or(poor).unwrap_or(at);
                lines.push(self.line(start, next));
                (start, at, used) = (next, next, 0.0);
                (good, poor) = (None, None);
                continue;
            }
            used += advance;
            at += 1;
            match self.end_after(at - 1) {
                End::Good => good = Some(at),
                End::Poor => poor = Some(at),
                End::Bad => {}
            }
        }
        if start < self.clusters.len() || lines.is_empty() {
            lines.push(self.line(start, self.clusters.len()));
        }
        lines
    }

    fn at(&self, at: usize) -> &str {
        self.clusters.get(at).and_then(|one| self.text.get(one.range.clone())).unwrap_or_default()
    }

    fn is_space(&self, at: usize) -> bool {
        self.at(at) == " "
    }

    fn end_after(&self, at: usize) -> End {
        let word = |at: usize| self.at(at).chars().next().is_some_and(char::is_alphanumeric);
        let inside = at > 0 && word(at - 1) && word(at + 1);
        match self.at(at) {
            " " => End::Good,
            "-" | "‐" | "–" | "—" if inside => End::Good,
            "/" | "@" | "_" if inside => End::Poor,
            _ => End::Bad,
        }
    }

    fn line(&self, start: usize, end: usize) -> Line {
        let clusters = &self.clusters[start..end];
        let from = clusters.first().map_or(0, |first| first.range.start);
        let to = clusters.last().map_or(from, |last| last.range.end);
        let shown = (start..end).rev().find(|&at| !self.is_space(at)).map_or(start, |at| at + 1);
        let width = self.clusters[start..shown].iter().map(Cluster::advance).sum::<f32>();
        let mut glyphs = Vec::with_capacity(clusters.len());
        for cluster in clusters {
            for glyph in &cluster.glyphs {
                glyphs.push(KrillaGlyph::new(
                    GlyphId::new(glyph.id),
                    glyph.advance,
                    glyph.x,
                    glyph.y,
                    0.0,
                    cluster.range.start - from..cluster.range.end - from,
                    None,
                ));
            }
        }
        let text = self.text.get(from..to).unwrap_or_default().to_owned();
        Line { text, glyphs, width: width * self.style.size, style: self.style }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::CELL;

    fn lines(text: &str, width: f32) -> Vec<String> {
        let fonts = Fonts::new().unwrap();
        let lines = Shaped::new(&fonts, text, &CELL).lines(width);
        assert!(lines.iter().all(|line| line.width <= width + 0.1 || line.glyphs.len() == 1));
        lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn words_stay_whole_where_they_can() {
        assert_eq!(
            lines("Annual subscription renewal", 60.0),
            ["Annual ", "subscription ", "renewal"]
        );
        assert_eq!(lines("Back-up", 30.0), ["Back-", "up"]);
        assert_eq!(lines("to mira@harbour.example", 76.0), ["to ", "mira@", "harbour.example"]);
        assert_eq!(lines("1\u{a0}234 €", 28.0), ["1\u{a0}234 ", "€"]);
    }

    #[test]
    fn a_long_word_breaks_and_loses_nothing() {
        let name =
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
        let lines = lines(name, 80.0);
        assert!(lines.len() > 3);
        assert_eq!(lines.concat(), name);
    }

    #[test]
    fn no_width_is_one_character_a_line() {
        assert_eq!(lines("abc", 0.0), ["a", "b", "c"]);
        assert_eq!(lines("", 10.0), [""]);
    }
}
