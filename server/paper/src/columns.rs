//! How wide each column is, and where it stands.

use crate::document::{Align, Table};
use crate::font::Fonts;
use crate::plan::Slot;
use crate::style::{self, Style};
use crate::wrap::Shaped;

/// What a column keeps when others need some of it.
const FLOOR: f32 = 80.0;
/// Room for a wide character and the space beside it.
const LEAST: f32 = 24.0;
/// The part of the table that a column can ask for.
const CLAIM: f32 = 0.35;

/// The columns of a table, with every text of it shaped.
pub(crate) struct Columns {
    pub(crate) slots: Vec<Slot>,
    pub(crate) titles: Vec<Shaped>,
    pub(crate) cells: Vec<Vec<Shaped>>,
    /// Whose text a row's note stands under.
    pub(crate) noted: usize,
}

impl Columns {
    pub(crate) fn new(table: &Table, fonts: &Fonts) -> Self {
        let shape = |text: &str, style: &'static Style| Shaped::new(fonts, text, style);
        let titles: Vec<_> =
            table.columns.iter().map(|column| shape(&column.title, &style::HEADER)).collect();
        let cells: Vec<Vec<_>> = table
            .rows
            .iter()
            .map(|row| {
                let columns = table.columns.iter().zip(&row.cells);
                columns.map(|(column, text)| shape(text, cell_style(column.align))).collect()
            })
            .collect();
        let needs: Vec<f32> = table
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| {
                let title = titles.get(at).map_or(0.0, Shaped::widest_part);
                let numbers = cells
                    .iter()
                    .filter(|_| column.align == Align::End)
                    .filter_map(|row| row.get(at))
                    .map(Shaped::width);
                let gutter = if at + 1 < table.columns.len() { style::GUTTER } else { 0.0 };
                numbers.fold(title, f32::max).min(style::WIDTH * CLAIM) + gutter
            })
            .collect();
        let shares: Vec<u16> = table.columns.iter().map(|column| column.share).collect();
        let widths = widths(&shares, &needs);
        let mut x = style::LEFT;
        let mut slots = Vec::with_capacity(widths.len());
        for (at, (column, width)) in table.columns.iter().zip(&widths).enumerate() {
            let gutter = if at + 1 < widths.len() { style::GUTTER } else { 0.0 };
            slots.push(Slot { x, width: (width - gutter).max(0.0), align: column.align });
            x += width;
        }
        let mut noted = 0;
        for (at, slot) in slots.iter().enumerate() {
            let best = &slots[noted];
            let words = slot.align == Align::Start;
            if words && (best.align == Align::End || slot.width > best.width) {
                noted = at;
            }
        }
        Self { slots, titles, cells, noted }
    }
}

fn cell_style(align: Align) -> &'static Style {
    match align {
        Align::Start => &style::CELL,
        Align::End => &style::NUMBER,
    }
}

/// Widths by shares alone; a share that is too small for a character counts for more.
fn shared(shares: &[u16]) -> Vec<f32> {
    let mut widths = vec![None; shares.len()];
    loop {
        let left = style::WIDTH - widths.iter().flatten().sum::<f32>();
        let open = || shares.iter().zip(&widths).filter(|(_, width)| width.is_none());
        let all: f32 = open().map(|(share, _)| f32::from((*share).max(1))).sum();
        let by_share = |share: u16| left * f32::from(share.max(1)) / all;
        if open().all(|(share, _)| by_share(*share) >= LEAST) {
            let each = shares.iter().zip(&widths);
            return each.map(|(share, width)| width.unwrap_or_else(|| by_share(*share))).collect();
        }
        for (share, width) in shares.iter().zip(&mut widths) {
            if width.is_none() && by_share(*share) < LEAST {
                *width = Some(LEAST);
            }
        }
    }
}

/// Widths by shares, moved to where they are needed from where they can be spared.
fn widths(shares: &[u16], needs: &[f32]) -> Vec<f32> {
    let widths = shared(shares);
    let both = || widths.iter().zip(needs);
    let missing = |width: &f32, need: &f32| (need - width).max(0.0);
    let spare = |width: &f32, need: &f32| (width - need.max(FLOOR)).max(0.0);
    let wanted: f32 = both().map(|(width, need)| missing(width, need)).sum();
    let offered: f32 = both().map(|(width, need)| spare(width, need)).sum();
    if wanted <= 0.0 || offered <= 0.0 {
        return widths;
    }
    let moved = wanted.min(offered);
    both()
        .map(|(width, need)| {
            width + missing(width, need) * moved / wanted - spare(width, need) * moved / offered
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_kept_where_nothing_is_missing() {
        let widths = widths(&[3, 1, 1], &[0.0; 3]);
        assert!((widths[0] - style::WIDTH * 0.6).abs() < 1e-3);
    }

    #[test]
    fn a_number_gets_what_it_needs() {
        let widths = widths(&[8, 1], &[10.0, 120.0]);
        assert!((widths[1] - 120.0).abs() < 1e-3);
        assert!((widths.iter().sum::<f32>() - style::WIDTH).abs() < 1e-2);
    }

    #[test]
    fn every_column_has_room_for_a_character() {
        let mut shares = [1; Table::MAX_COLUMNS];
        shares[0] = u16::MAX;
        let widths = widths(&shares, &[500.0; Table::MAX_COLUMNS]);
        assert!(widths.iter().all(|width| *width >= LEAST));
        assert!((widths.iter().sum::<f32>() - style::WIDTH).abs() < 1e-2);
    }

    #[test]
    fn no_shares_at_all_are_equal_ones() {
        let widths = widths(&[0, 0], &[0.0, 0.0]);
        assert!((widths[0] - widths[1]).abs() < 1e-3);
    }
}
