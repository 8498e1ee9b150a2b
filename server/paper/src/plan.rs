//! Where everything goes, before anything is drawn.

use crate::document::Align;
use crate::style::Ink;
use crate::wrap::Line;

/// What a part of the document is to those who hear it read.
#[derive(Debug, Clone)]
pub(crate) enum Role {
    Title(String),
    Paragraph,
    Table,
    TableHead,
    TableBody,
    TableFoot,
    Row,
    ColumnHeader,
    /// A header of a row, over this many columns.
    RowHeader(u32),
    Cell,
}

/// A part of the document, by its place among all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part(pub(crate) usize);

/// Whom a mark belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Owner {
    /// The document.
    Part(Part),
    /// Only the page: these are not read aloud.
    RunningHead,
    Footer,
    PageLabel,
}

/// Something to draw.
#[derive(Debug)]
pub(crate) enum Mark {
    Text { x: f32, baseline: f32, line: Line, owner: Owner },
    Rule { x: f32, y: f32, width: f32, weight: f32, ink: Ink },
}

/// The pages, and the parts in the order in which they are read.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) pages: Vec<Vec<Mark>>,
    pub(crate) parts: Vec<(Role, Option<Part>)>,
}

impl Plan {
    pub(crate) fn part(&mut self, role: Role, parent: Option<Part>) -> Part {
        self.parts.push((role, parent));
        Part(self.parts.len() - 1)
    }

    /// Draws a line whose top is at `y` into the space from `x` on.
    pub(crate) fn text(&mut self, page: usize, slot: Slot, y: f32, line: Line, owner: Owner) {
        let x = match slot.align {
            Align::Start => slot.x,
            Align::End => slot.x + slot.width - line.width,
        };
        let baseline = y + line.style.baseline();
        if let Some(marks) = self.pages.get_mut(page) {
            marks.push(Mark::Text { x, baseline, line, owner });
        }
    }

    pub(crate) fn rule(&mut self, page: usize, x: f32, y: f32, width: f32, ink: Ink) {
        let weight = if ink == Ink::Line { 0.5 } else { 0.75 };
        if let Some(marks) = self.pages.get_mut(page) {
            marks.push(Mark::Rule { x, y, width, weight, ink });
        }
    }
}

/// A space for text on a page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot {
    pub(crate) x: f32,
    pub(crate) width: f32,
    pub(crate) align: Align,
}

impl Slot {
    pub(crate) fn start(x: f32, width: f32) -> Self {
        Self { x, width, align: Align::Start }
    }

    pub(crate) fn end(x: f32, width: f32) -> Self {
        Self { x, width, align: Align::End }
    }
}
