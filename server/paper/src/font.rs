//! The two fonts, and texts shaped with them.

use std::ops::Range;

use harfrust::{
    BufferFlags, Direction, Feature, FontRef, GlyphBuffer, ShapeOptions, ShaperData, Tag,
    UnicodeBuffer, script,
};
use krilla::text::Font;

use crate::PaperError;
use crate::style::{Style, Weight};

static REGULAR: &[u8] = include_bytes!("../fonts/inter-regular.ttf");
static BOLD: &[u8] = include_bytes!("../fonts/inter-bold.ttf");

/// What is drawn for a character that the font lacks.
const LACKING: &str = "□";

/// A drawn character; measures are parts of the font's size.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Glyph {
    pub(crate) id: u32,
    pub(crate) advance: f32,
    pub(crate) x: f32,
    pub(crate) y: f32,
}

/// Characters that belong together, and how they are drawn.
#[derive(Debug, Clone)]
pub(crate) struct Cluster {
    pub(crate) range: Range<usize>,
    pub(crate) glyphs: Vec<Glyph>,
}

impl Cluster {
    pub(crate) fn advance(&self) -> f32 {
        self.glyphs.iter().map(|glyph| glyph.advance).sum()
    }
}

struct Face {
    font: Font,
    read: FontRef<'static>,
    shaper: ShaperData,
    scale: f32,
    lacking: Glyph,
}

impl Face {
    fn new(bytes: &'static [u8]) -> Result<Self, PaperError> {
        let font = Font::new(bytes.into(), 0).ok_or(PaperError::Font)?;
        let read = FontRef::new(bytes).map_err(|_| PaperError::Font)?;
        let shaper = ShaperData::new(&read);
        let scale = 1.0 / font.units_per_em();
        let lacking = Glyph { id: 0, advance: 0.0, x: 0.0, y: 0.0 };
        let mut face = Self { font, read, shaper, scale, lacking };
        let shaped = face.shape(LACKING, false);
        let drawn = shaped.first().and_then(|cluster| cluster.glyphs.first());
        face.lacking = *drawn.filter(|glyph| glyph.id != 0).ok_or(PaperError::Font)?;
        Ok(face)
    }

    fn shape(&self, text: &str, tabular: bool) -> Vec<Cluster> {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        // The font has scripts from left to right only, and one script's rules serve them all.
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_script(script::LATIN);
        buffer.set_flags(
            BufferFlags::REMOVE_DEFAULT_IGNORABLES | BufferFlags::DO_NOT_INSERT_DOTTED_CIRCLE,
        );
        let features = if tabular { tabular_features(text) } else { Vec::new() };
        let shaper = self.shaper.shaper(&self.read).build();
        let shaped = shaper.shape(buffer, ShapeOptions::new().features(&features));
        self.clusters(text, &shaped)
    }

    fn clusters(&self, text: &str, shaped: &GlyphBuffer) -> Vec<Cluster> {
        let mut clusters: Vec<Cluster> = Vec::with_capacity(shaped.len());
        for (info, position) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
            let start = info.cluster as usize;
            if clusters.last().is_none_or(|last| last.range.start != start) {
                if let Some(last) = clusters.last_mut() {
                    last.range.end = start;
                }
                clusters.push(Cluster { range: start..text.len(), glyphs: Vec::new() });
            }
            if let Some(last) = clusters.last_mut() {
                last.glyphs.push(Glyph {
                    id: info.glyph_id,
                    advance: position.x_advance as f32 * self.scale,
                    x: position.x_offset as f32 * self.scale,
                    y: position.y_offset as f32 * self.scale,
                });
            }
        }
        for cluster in &mut clusters {
            if cluster.glyphs.iter().any(|glyph| glyph.id == 0) {
                cluster.glyphs = vec![self.lacking];
            }
        }
        clusters
    }
}

/// One width for everything in `text` but hyphens, which would stand in a gap.
fn tabular_features(text: &str) -> Vec<Feature> {
    let tag = Tag::new(b"tnum");
    let hyphens = text.match_indices('-').filter_map(|(at, _)| u32::try_from(at).ok());
    // `Feature::new` takes the end of a range for its last byte.
    let but = hyphens.map(|start| Feature { tag, value: 0, start, end: start + 1 });
    [Feature::new(tag, 1, ..)].into_iter().chain(but).collect()
}

/// Both weights.
pub(crate) struct Fonts {
    regular: Face,
    bold: Face,
}

impl Fonts {
    pub(crate) fn new() -> Result<Self, PaperError> {
        Ok(Self { regular: Face::new(REGULAR)?, bold: Face::new(BOLD)? })
    }

    fn face(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// The glyph that is drawn for a character that the font lacks, and its own text.
    pub(crate) fn lacking(&self, weight: Weight) -> (Glyph, &'static str) {
        (self.face(weight).lacking, LACKING)
    }

    pub(crate) fn font(&self, weight: Weight) -> Font {
        self.face(weight).font.clone()
    }

    pub(crate) fn shape(&self, text: &str, style: &Style) -> Vec<Cluster> {
        self.face(style.weight).shape(text, style.tabular)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::{CELL, NUMBER};

    #[test]
    fn a_family_is_one_box() {
        let fonts = Fonts::new().unwrap();
        let text = "a👩\u{200d}👩\u{200d}👧漢";
        let clusters = fonts.shape(text, &CELL);
        let texts: Vec<_> = clusters.iter().map(|cluster| &text[cluster.range.clone()]).collect();
        assert_eq!(texts, ["a", "👩\u{200d}👩\u{200d}👧", "漢"]);
        assert_eq!(clusters[1].glyphs[0].id, clusters[2].glyphs[0].id);
        assert_ne!(clusters[1].glyphs[0].id, 0);
    }

    #[test]
    fn digits_of_a_number_have_one_width() {
        let fonts = Fonts::new().unwrap();
        let widths = fonts.shape("0123456789", &NUMBER);
        assert!(widths.iter().all(|one| (one.advance() - widths[0].advance()).abs() < 1e-6));
        let hyphens = [fonts.shape("-", &CELL), fonts.shape("1-1", &NUMBER).split_off(1)];
        assert_eq!(hyphens[0][0].glyphs[0].id, hyphens[1][0].glyphs[0].id);
    }

    #[test]
    fn languages_of_europe_are_drawn() {
        let fonts = Fonts::new().unwrap();
        let text =
            "ÄÖÜßẞ ąćęłńóśźż řůž őű ğış țș þðæ ŵŷ Ελλάδα άέήίόύώ Привет їєґ ђљњ ếữ €₺₴₹₿ „“«»–— →←";
        for weight in [&CELL, &crate::style::HEADER] {
            let lacking = fonts.face(weight.weight).lacking.id;
            for cluster in fonts.shape(text, weight) {
                let drawn = cluster.glyphs[0].id;
                assert_ne!(drawn, lacking, "{:?}", &text[cluster.range.clone()]);
            }
        }
    }
}
