//! The document from top to bottom, page after page.

use crate::document::{Document, PAGE, PAGES};
use crate::font::Fonts;
use crate::plan::{Owner, Part, Plan, Role, Slot};
use crate::style::{self, Ink, Style};
use crate::text::clean;
use crate::wrap::{Line, Shaped};
use crate::{PaperError, columns, table};

/// Lines that stay together at a page's end.
const TOGETHER: usize = 2;
/// A paragraph of no more lines than this is not parted.
const SHORT: usize = 6;

/// Where the next thing goes.
pub(crate) struct Flow<'a> {
    pub(crate) fonts: &'a Fonts,
    pub(crate) plan: Plan,
    pub(crate) y: f32,
    pub(crate) bottom: f32,
}

/// Plans all of `document`.
pub(crate) fn plan(document: &Document, fonts: &Fonts) -> Result<Plan, PaperError> {
    let footer = lines(fonts, &document.footer, &style::SMALL, style::FOOTER_WIDTH);
    // How many pages there are is not known yet; no label gets wider than for three digits.
    let label = page_label(document, fonts, 888, 888).len();
    let rows = footer.len().max(label).max(1) as f32;
    let footer_top = style::FOOTER_BOTTOM - rows * style::SMALL.leading - style::FOOTER_GAP;
    if footer_top < style::PAGE_HEIGHT * 0.6 {
        return Err(PaperError::TooTall("footer"));
    }
    let plan = Plan { pages: vec![Vec::new()], parts: Vec::new() };
    let mut flow = Flow { fonts, plan, y: 0.0, bottom: footer_top - style::BODY_GAP };
    flow.head(document)?;
    flow.paragraphs(&document.intro);
    if !document.intro.is_empty() {
        flow.y += style::SECTION_GAP - style::PARAGRAPH_GAP;
    }
    let columns = columns::Columns::new(&document.table, fonts);
    table::lay(&mut flow, document, &columns)?;
    flow.paragraphs(&document.closing);
    let mut plan = flow.plan;
    running(&mut plan, document, fonts, &footer, footer_top);
    Ok(plan)
}

impl Flow<'_> {
    pub(crate) fn page(&self) -> usize {
        self.plan.pages.len() - 1
    }

    pub(crate) fn room(&self) -> f32 {
        self.bottom - self.y
    }

    /// The room on a page that is still empty.
    pub(crate) fn whole(&self) -> f32 {
        self.bottom - style::NEXT_TOP
    }

    pub(crate) fn turn(&mut self) {
        self.plan.pages.push(Vec::new());
        self.y = style::NEXT_TOP;
    }

    /// Turns the page unless there is room, where a new page would have it.
    pub(crate) fn need(&mut self, height: f32) {
        if height > self.room() && self.y > style::NEXT_TOP {
            self.turn();
        }
    }

    /// One line after another in `slot`, all on the page as it is; the end of the last.
    fn stack(&mut self, slot: Slot, mut y: f32, lines: Vec<Line>, part: Part) -> f32 {
        for line in lines {
            let leading = line.style.leading;
            self.plan.text(self.page(), slot, y, line, Owner::Part(part));
            y += leading;
        }
        y
    }

    fn shape(&self, text: &str, style: &'static Style, width: f32) -> Vec<Line> {
        lines(self.fonts, [text], style, width)
    }

    fn head(&mut self, document: &Document) -> Result<(), PaperError> {
        let aside = Slot::start(style::ASIDE, style::ASIDE_WIDTH);
        let mut right = style::SENDER_TOP;
        for (at, text) in document.sender.iter().enumerate() {
            let style = if at == 0 { &style::SENDER_NAME } else { &style::SENDER };
            let lines = self.shape(text, style, aside.width);
            right = self.paragraph_at(aside, right, lines);
        }
        right = (right + style::SECTION_GAP).max(style::ADDRESS_TOP);
        let labels = document.facts.iter();
        let labels = labels.map(|fact| Shaped::new(self.fonts, &fact.label, &style::LABEL));
        let widest = labels.map(|label| label.widest_part()).fold(style::FACT_LABEL, f32::max);
        let label = Slot::start(style::ASIDE, widest.min(style::ASIDE_WIDTH / 2.0));
        let value_x = label.x + label.width + style::GUTTER / 2.0;
        let value = Slot::start(value_x, style::RIGHT - value_x);
        for fact in &document.facts {
            let labels = self.shape(&fact.label, &style::LABEL, label.width);
            let values = self.shape(&fact.value, &style::VALUE, value.width);
            let part = self.plan.part(Role::Paragraph, None);
            let below = self.stack(label, right, labels, part);
            right = self.stack(value, right, values, part).max(below);
        }
        let address = Slot::start(style::LEFT, style::ADDRESS_WIDTH);
        let mut left = style::ADDRESS_TOP;
        for text in &document.recipient {
            let lines = self.shape(text, &style::ADDRESS, address.width);
            left = self.paragraph_at(address, left, lines);
        }
        let title = self.shape(&document.title, &style::TITLE, style::WIDTH);
        let top = (left.max(right) + style::SECTION_GAP).max(style::TITLE_TOP);
        let end = top + title.len() as f32 * style::TITLE.leading;
        if end > self.bottom {
            return Err(PaperError::TooTall("head"));
        }
        let part = self.plan.part(Role::Title(clean(&document.title)), None);
        let slot = Slot::start(style::LEFT, style::WIDTH);
        self.y = self.stack(slot, top, title, part) + style::PARAGRAPH_GAP + 5.0;
        Ok(())
    }

    fn paragraph_at(&mut self, slot: Slot, y: f32, lines: Vec<Line>) -> f32 {
        let part = self.plan.part(Role::Paragraph, None);
        self.stack(slot, y, lines, part)
    }

    fn paragraphs(&mut self, texts: &[String]) {
        let slot = Slot::start(style::LEFT, style::WIDTH);
        for text in texts {
            let lines = self.shape(text, &style::BODY, slot.width);
            if lines.is_empty() {
                continue;
            }
            let part = self.plan.part(Role::Paragraph, None);
            let count = lines.len();
            let together = if count <= SHORT { count } else { TOGETHER };
            self.need(together as f32 * style::BODY.leading);
            for (at, line) in lines.into_iter().enumerate() {
                let rest = if count - at == TOGETHER { TOGETHER } else { 1 };
                self.need(rest as f32 * style::BODY.leading);
                self.plan.text(self.page(), slot, self.y, line, Owner::Part(part));
                self.y += style::BODY.leading;
            }
            self.y += style::PARAGRAPH_GAP;
        }
    }
}

/// The lines of `texts`; an empty one takes no room.
fn lines<S: AsRef<str>>(
    fonts: &Fonts,
    texts: impl IntoIterator<Item = S>,
    style: &'static Style,
    width: f32,
) -> Vec<Line> {
    let shaped = texts.into_iter().map(|text| Shaped::new(fonts, text.as_ref(), style));
    shaped.filter(|text| !text.is_empty()).flat_map(|text| text.lines(width)).collect()
}

fn page_label(document: &Document, fonts: &Fonts, page: usize, pages: usize) -> Vec<Line> {
    let label = document.page_label.replace(PAGES, &pages.to_string());
    let label = label.replace(PAGE, &page.to_string());
    lines(fonts, [label], &style::SMALL, style::PAGE_LABEL_WIDTH)
}

/// What every page has, now that it is known how many there are.
fn running(plan: &mut Plan, document: &Document, fonts: &Fonts, footer: &[Line], top: f32) {
    let pages = plan.pages.len();
    let all = Slot::start(style::LEFT, style::WIDTH);
    let label_x = style::RIGHT - style::PAGE_LABEL_WIDTH;
    let label_slot = Slot::end(label_x, style::PAGE_LABEL_WIDTH);
    let title = Shaped::new(fonts, &document.title, &style::SMALL).lines(style::WIDTH);
    for page in 0..pages {
        if page > 0 {
            if let Some(line) = title.first() {
                plan.text(page, all, style::RUNNING_TOP, line.clone(), Owner::RunningHead);
            }
            let y = style::RUNNING_TOP + style::SMALL.leading + 3.0;
            plan.rule(page, style::LEFT, y, style::WIDTH, Ink::Line);
        }
        plan.rule(page, style::LEFT, top, style::WIDTH, Ink::Line);
        let mut y = top + style::FOOTER_GAP;
        let label = page_label(document, fonts, page + 1, pages);
        for (at, line) in label.into_iter().enumerate() {
            let below = at as f32 * style::SMALL.leading;
            plan.text(page, label_slot, y + below, line, Owner::PageLabel);
        }
        for line in footer {
            plan.text(page, all, y, line.clone(), Owner::Footer);
            y += style::SMALL.leading;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Align, Column, Fact, Row, Table, Total};
    use crate::plan::Mark;

    /// Names of 200 characters everywhere, in narrow columns too.
    #[test]
    fn nothing_leaves_the_page() {
        let long = || format!("{} {}", "Ü漢".repeat(50), "name ".repeat(20));
        let column = |at| Column { title: "W".repeat(12), align: Align::End, share: at };
        let row = || Row { cells: vec![long(); 8], note: Some(long()) };
        let document = Document {
            title: long(),
            facts: vec![Fact { label: long(), value: "7".repeat(200) }],
            sender: vec![long()],
            recipient: vec![long()],
            intro: vec![long(); 9],
            table: Table {
                columns: (0..8).map(column).collect(),
                rows: std::iter::repeat_with(row).take(5).collect(),
            },
            totals: vec![Total { label: long(), amount: long(), strong: true }; 9],
            closing: vec![long(); 60],
            footer: vec![long()],
            page_label: "W".repeat(40),
            ..Document::default()
        };
        let fonts = Fonts::new().unwrap();
        let plan = plan(&document, &fonts).unwrap();
        assert!(plan.pages.len() > 5);
        for mark in plan.pages.iter().flatten() {
            let (left, right, y) = match mark {
                Mark::Text { x, baseline, line, .. } => (*x, x + line.width, *baseline),
                Mark::Rule { x, y, width, .. } => (*x, x + width, *y),
            };
            assert!(left > style::LEFT - 0.1 && right < style::RIGHT + 0.1, "{mark:?}");
            assert!(y > style::RUNNING_TOP && y < style::FOOTER_BOTTOM, "{mark:?}");
        }
    }
}
