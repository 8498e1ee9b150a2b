//! The table and its sums, over as many pages as they take.

use crate::PaperError;
use crate::columns::Columns;
use crate::document::{Document, Total};
use crate::flow::Flow;
use crate::plan::{Owner, Part, Role, Slot};
use crate::style::{self, Ink};
use crate::wrap::{Line, Shaped};

/// The lines of a row, a column each.
type Cells = Vec<Vec<Line>>;

/// A sum with its lines.
struct Sum {
    label: Vec<Line>,
    amount: Vec<Line>,
    strong: bool,
}

fn height(lines: &[Line]) -> f32 {
    lines.iter().map(|line| line.style.leading).sum()
}

fn tallest(cells: &Cells) -> f32 {
    cells.iter().map(|lines| height(lines)).fold(style::CELL.leading, f32::max)
}

/// Lays out the table and the totals.
pub(crate) fn lay(
    flow: &mut Flow<'_>,
    document: &Document,
    columns: &Columns,
) -> Result<(), PaperError> {
    let sums: Vec<Sum> = document.totals.iter().map(|total| Sum::new(flow, total)).collect();
    let below: f32 = sums.iter().map(Sum::height).sum();
    if columns.slots.is_empty() && sums.is_empty() {
        return Ok(());
    }
    if sums.iter().any(|sum| sum.height() > flow.whole()) {
        return Err(PaperError::TooTall("total"));
    }
    let table = flow.plan.part(Role::Table, None);
    if !columns.slots.is_empty() {
        let mut grid = Grid::new(columns, table);
        if grid.head_height > flow.whole() / 2.0 {
            return Err(PaperError::TooTall("header of the table"));
        }
        grid.rows(flow, document, below);
    }
    let foot = flow.plan.part(Role::TableFoot, Some(table));
    let over = u32::try_from(columns.slots.len()).unwrap_or(1).saturating_sub(1).max(1);
    if !document.table.rows.is_empty() && !sums.is_empty() {
        flow.y += 3.0;
    }
    for sum in sums {
        sum.draw(flow, foot, over);
    }
    flow.y += style::SECTION_GAP;
    Ok(())
}

struct Grid<'a> {
    columns: &'a Columns,
    head: Cells,
    head_height: f32,
    table: Part,
    /// The first header is read aloud, the repeated ones are not.
    first: bool,
}

impl<'a> Grid<'a> {
    fn new(columns: &'a Columns, table: Part) -> Self {
        let both = columns.titles.iter().zip(&columns.slots);
        let head: Cells = both.map(|(title, slot)| title.lines(slot.width)).collect();
        let tall = head.iter().map(|lines| height(lines)).fold(0.0, f32::max);
        Self { columns, head, head_height: tall + style::ROW_PAD, table, first: true }
    }

    fn rows(&mut self, flow: &mut Flow<'_>, document: &Document, below: f32) {
        let rows = &document.table.rows;
        let mut body = None;
        for (at, (row, shaped)) in rows.iter().zip(&self.columns.cells).enumerate() {
            let both = shaped.iter().zip(&self.columns.slots);
            let mut cells: Cells = both.map(|(text, slot)| text.lines(slot.width)).collect();
            let noted = self.columns.noted;
            let note = row.note.as_deref().map(|note| Shaped::new(flow.fonts, note, &style::NOTE));
            if let (Some(note), Some(lines), Some(slot)) = (
                note.filter(|note| !note.is_empty()),
                cells.get_mut(noted),
                self.columns.slots.get(noted),
            ) {
                lines.extend(note.lines(slot.width));
            }
            let tall = tallest(&cells) + 2.0 * style::ROW_PAD;
            let most = flow.whole() - self.head_height;
            let kept = if at + 1 == rows.len() && tall + below <= most { below } else { 0.0 };
            if at == 0 {
                flow.need((self.head_height + tall + kept).min(flow.whole()));
                self.header(flow);
            } else if tall + kept > flow.room() {
                flow.turn();
                self.header(flow);
            }
            let body =
                *body.get_or_insert_with(|| flow.plan.part(Role::TableBody, Some(self.table)));
            self.row(flow, cells, body);
        }
        if rows.is_empty() {
            flow.need((self.head_height + below).min(flow.whole()));
            self.header(flow);
        }
    }

    fn header(&mut self, flow: &mut Flow<'_>) {
        let row = self.first.then(|| {
            let head = flow.plan.part(Role::TableHead, Some(self.table));
            flow.plan.part(Role::Row, Some(head))
        });
        self.first = false;
        for (lines, slot) in self.head.iter().zip(&self.columns.slots) {
            let owner = match row {
                Some(row) => Owner::Part(flow.plan.part(Role::ColumnHeader, Some(row))),
                None => Owner::RunningHead,
            };
            // Titles stand on the rule, however many lines the tallest has.
            let mut y = flow.y + self.head_height - style::ROW_PAD - height(lines);
            for line in lines {
                flow.plan.text(flow.page(), *slot, y, line.clone(), owner);
                y += line.style.leading;
            }
        }
        flow.y += self.head_height;
        flow.plan.rule(flow.page(), style::LEFT, flow.y, style::WIDTH, Ink::Text);
    }

    /// A row; only one that is taller than a page is parted.
    fn row(&mut self, flow: &mut Flow<'_>, cells: Cells, body: Part) {
        let row = flow.plan.part(Role::Row, Some(body));
        let parts: Vec<Part> =
            cells.iter().map(|_| flow.plan.part(Role::Cell, Some(row))).collect();
        let mut rest: Vec<_> =
            cells.into_iter().map(|lines| lines.into_iter().peekable()).collect();
        loop {
            let top = flow.y + style::ROW_PAD;
            let limit = flow.bottom - style::ROW_PAD;
            let mut end = top + style::CELL.leading;
            for ((lines, slot), part) in rest.iter_mut().zip(&self.columns.slots).zip(&parts) {
                let mut y = top;
                while let Some(line) = lines.next_if(|line| y + line.style.leading <= limit) {
                    let leading = line.style.leading;
                    flow.plan.text(flow.page(), *slot, y, line, Owner::Part(*part));
                    y += leading;
                }
                end = end.max(y);
            }
            flow.y = end + style::ROW_PAD;
            if rest.iter_mut().all(|lines| lines.peek().is_none()) {
                break;
            }
            flow.turn();
            self.header(flow);
        }
        flow.plan.rule(flow.page(), style::LEFT, flow.y, style::WIDTH, Ink::Line);
    }
}

impl Sum {
    /// The sums keep to the right half, under the amounts that they sum.
    const X: f32 = style::LEFT + style::WIDTH * 0.5;
    const WIDTH: f32 = style::WIDTH * 0.5;

    fn new(flow: &Flow<'_>, total: &Total) -> Self {
        let style = if total.strong { &style::STRONG } else { &style::TOTAL };
        let amount = Shaped::new(flow.fonts, &total.amount, style);
        let width = amount.width().min(Self::WIDTH * 0.6);
        let label = Shaped::new(flow.fonts, &total.label, style);
        Self {
            label: label.lines(Self::WIDTH - width - style::GUTTER),
            amount: amount.lines(width),
            strong: total.strong,
        }
    }

    fn pad(&self) -> f32 {
        if self.strong { 5.0 } else { 2.0 }
    }

    fn height(&self) -> f32 {
        let text = height(&self.label).max(height(&self.amount)).max(style::TOTAL.leading);
        text + 2.0 * self.pad() + 1.5
    }

    fn draw(self, flow: &mut Flow<'_>, foot: Part, over: u32) {
        let tall = self.height();
        flow.need(tall);
        let row = flow.plan.part(Role::Row, Some(foot));
        if self.strong {
            flow.y += 1.5;
            flow.plan.rule(flow.page(), Self::X, flow.y, Self::WIDTH, Ink::Text);
        }
        let label = flow.plan.part(Role::RowHeader(over), Some(row));
        let amount = flow.plan.part(Role::Cell, Some(row));
        let top = flow.y + self.pad();
        let slots = [Slot::start(Self::X, Self::WIDTH), Slot::end(Self::X, Self::WIDTH)];
        let both = [(self.label, label), (self.amount, amount)];
        for ((lines, part), slot) in both.into_iter().zip(slots) {
            let mut y = top;
            for line in lines {
                let leading = line.style.leading;
                flow.plan.text(flow.page(), slot, y, line, Owner::Part(part));
                y += leading;
            }
        }
        flow.y += tall - if self.strong { 1.5 } else { 0.0 };
    }
}
