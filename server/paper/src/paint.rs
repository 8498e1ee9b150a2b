//! A plan as a file.

use std::num::{NonZeroU16, NonZeroU32};

use chrono::{DateTime as Moment, Datelike, Timelike, Utc};
use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::error::KrillaError;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TableHeaderScope, Tag, TagGroup,
    TagKind, TagTree,
};
use krilla::text::{GlyphId, KrillaGlyph};
use krilla::{Document as Pdf, SerializeSettings};

use crate::document::Document;
use crate::font::Fonts;
use crate::plan::{Mark, Owner, Part, Plan, Role};
use crate::style::{self, Ink, Weight};
use crate::text::clean;
use crate::{PaperError, wrap::Line};

fn failed(error: KrillaError) -> PaperError {
    PaperError::Pdf(error.to_string())
}

/// Writes `plan` as the PDF of `document`.
pub(crate) fn paint(document: &Document, plan: Plan, fonts: &Fonts) -> Result<Vec<u8>, PaperError> {
    let mut rules = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1);
    if document.created.is_some() {
        rules = rules.with_archival_validator(Archival::A2_A);
    }
    let configuration = rules.finish().map_err(|error| PaperError::Pdf(format!("{error:?}")))?;
    let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
    let mut pdf = Pdf::new_with(settings);
    let mut contents: Vec<Vec<Identifier>> = plan.parts.iter().map(|_| Vec::new()).collect();
    let page_settings = PageSettings::from_wh(style::PAGE_WIDTH, style::PAGE_HEIGHT)
        .ok_or(PaperError::TooTall("page"))?;
    let lacking: Vec<Weight> = [Weight::Regular, Weight::Bold]
        .into_iter()
        .filter(|one| lacks(&plan, fonts, *one))
        .collect();
    for (at, marks) in plan.pages.into_iter().enumerate() {
        let mut page = pdf.start_page_with(page_settings.clone());
        let mut surface = page.surface();
        if at == 0 {
            lacking.iter().for_each(|weight| name_lacking(&mut surface, fonts, *weight));
        }
        for mark in marks {
            match mark {
                Mark::Rule { x, y, width, weight, ink } => {
                    let Some(rect) = Rect::from_xywh(x, y - weight / 2.0, width, weight) else {
                        continue;
                    };
                    start_artifact(&mut surface, ArtifactType::Layout);
                    let mut path = PathBuilder::new();
                    path.push_rect(rect);
                    if let Some(path) = path.finish() {
                        surface.set_fill(Some(fill(ink)));
                        surface.draw_path(&path);
                    }
                    surface.end_tagged();
                }
                Mark::Text { x, baseline, line, owner } => {
                    let id = match owner {
                        Owner::Part(_) => surface.start_tagged(ContentTag::Span(SpanTag::empty())),
                        Owner::RunningHead => start_artifact(&mut surface, ArtifactType::Header),
                        Owner::Footer => start_artifact(&mut surface, ArtifactType::Footer),
                        Owner::PageLabel => start_artifact(&mut surface, ArtifactType::PageNumber),
                    };
                    // An empty cell has a place among the others all the same.
                    if !line.glyphs.is_empty() {
                        draw(&mut surface, x, baseline, &line, fonts);
                    }
                    surface.end_tagged();
                    if let Owner::Part(Part(at)) = owner
                        && let Some(ids) = contents.get_mut(at)
                    {
                        ids.push(id);
                    }
                }
            }
        }
        surface.finish();
        page.finish();
    }
    pdf.set_tag_tree(tree(plan.parts, contents, &document.language));
    let title = clean(&document.title);
    let mut outline = Outline::new();
    let top = XyzDestination::new(0, Point::from_xy(0.0, 0.0));
    outline.push_child(OutlineNode::new(title.clone(), top));
    pdf.set_outline(outline);
    let mut metadata = Metadata::new()
        .title(title)
        .language(document.language.clone())
        .producer("Seatkeeper".to_owned());
    if let Some(created) = document.created {
        metadata = metadata.creation_date(date(created));
    }
    pdf.set_metadata(metadata);
    pdf.finish().map_err(failed)
}

fn lacks(plan: &Plan, fonts: &Fonts, weight: Weight) -> bool {
    let id = GlyphId::new(fonts.lacking(weight).0.id);
    plan.pages.iter().flatten().any(|mark| match mark {
        Mark::Text { line, .. } => {
            line.style.weight == weight && line.glyphs.iter().any(|glyph| glyph.glyph_id == id)
        }
        Mark::Rule { .. } => false,
    })
}

/// Draws the box for lacking characters where nobody sees it. The first text that a glyph is
/// drawn for is what readers take it for unless they know `ActualText`: it has to be the box,
/// and not whichever lacking character comes first.
fn name_lacking(surface: &mut Surface<'_>, fonts: &Fonts, weight: Weight) {
    let (glyph, text) = fonts.lacking(weight);
    let id = GlyphId::new(glyph.id);
    let glyph = KrillaGlyph::new(id, glyph.advance, 0.0, 0.0, 0.0, 0..text.len(), None);
    let mut unseen = surface.stream_builder();
    let mut drawn = unseen.surface();
    drawn.draw_glyphs(Point::from_xy(0.0, 0.0), &[glyph], fonts.font(weight), text, 1.0, false);
    drawn.finish();
    let _ = unseen.finish();
}

fn start_artifact(surface: &mut Surface<'_>, kind: ArtifactType) -> Identifier {
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)))
}

fn draw(surface: &mut Surface<'_>, x: f32, baseline: f32, line: &Line, fonts: &Fonts) {
    let style = line.style;
    surface.set_fill(Some(fill(style.ink)));
    surface.draw_glyphs(
        Point::from_xy(x, baseline),
        &line.glyphs,
        fonts.font(style.weight),
        &line.text,
        style.size,
        false,
    );
}

fn fill(ink: Ink) -> Fill {
    let [red, green, blue] = ink.rgb();
    Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() }
}

fn date(at: Moment<Utc>) -> DateTime {
    let small = |value: u32| u8::try_from(value).unwrap_or_default();
    DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

/// The parts as a tree.
fn tree(
    parts: Vec<(Role, Option<Part>)>,
    contents: Vec<Vec<Identifier>>,
    language: &str,
) -> TagTree {
    let mut children: Vec<Vec<usize>> = parts.iter().map(|_| Vec::new()).collect();
    for (at, (_, parent)) in parts.iter().enumerate() {
        if let Some(below) = parent.and_then(|Part(parent)| children.get_mut(parent)) {
            below.push(at);
        }
    }
    // A part comes before what it holds: from the end on, what a part holds is complete.
    let mut root = Vec::new();
    let mut done: Vec<Option<TagGroup>> = parts.iter().map(|_| None).collect();
    let all = parts.into_iter().zip(contents).zip(children).enumerate().rev();
    for (at, (((role, parent), ids), below)) in all {
        let mut group = TagGroup::new(tag(role));
        ids.into_iter().for_each(|id| group.push(id));
        let held = below.into_iter().filter_map(|at| done.get_mut(at)?.take());
        held.for_each(|part| group.push(part));
        match parent {
            Some(_) => done[at] = Some(group),
            None => root.push(group.into()),
        }
    }
    root.reverse();
    let mut tree = TagTree::from(root);
    tree.lang = Some(language.to_owned());
    tree
}

fn tag(role: Role) -> TagKind {
    match role {
        Role::Title(title) => Tag::Hn(NonZeroU16::MIN, Some(title)).into(),
        Role::Paragraph => Tag::P.into(),
        Role::Table => Tag::Table.into(),
        Role::TableHead => Tag::THead.into(),
        Role::TableBody => Tag::TBody.into(),
        Role::TableFoot => Tag::TFoot.into(),
        Role::Row => Tag::TR.into(),
        Role::ColumnHeader => Tag::TH(TableHeaderScope::Column).into(),
        Role::RowHeader(over) => {
            Tag::TH(TableHeaderScope::Row).with_col_span(NonZeroU32::new(over)).into()
        }
        Role::Cell => Tag::TD.into(),
    }
}
