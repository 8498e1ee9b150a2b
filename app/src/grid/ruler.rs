//! From scroll positions to lines and back. Browsers limit an element's height (Firefox to
//! about 17.9 million pixels), so a longer list is scrolled faster than it is long.

use std::ops::Range;

/// The tallest body, in CSS pixels.
const TALLEST: f64 = 15_000_000.0;
/// Lines kept ready beyond the edges of the screen.
const OVERSCAN: u64 = 6;

/// The measures of a scrolled list. All lengths in CSS pixels.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Ruler {
    /// Height of one line, above 0.
    pub(crate) row: f64,
    /// Height of the part of the list that is seen.
    pub(crate) view: f64,
    /// Lines in the list.
    pub(crate) lines: u64,
}

impl Ruler {
    fn full(&self) -> f64 {
        self.lines as f64 * self.row
    }

    /// Height of the element that holds the lines.
    #[must_use]
    pub(crate) fn height(&self) -> f64 {
        self.full().min(TALLEST)
    }

    /// How far down the list is at this scroll position.
    fn offset(&self, scrolled: f64) -> f64 {
        let room = self.height() - self.view;
        if self.full() <= TALLEST || room <= 0.0 {
            return scrolled;
        }
        scrolled.clamp(0.0, room) * ((self.full() - self.view) / room)
    }

    /// Where a line is drawn inside the element at this scroll position.
    #[must_use]
    pub(crate) fn top(&self, line: u64, scrolled: f64) -> f64 {
        let at = line as f64 * self.row;
        if self.full() <= TALLEST { at } else { scrolled + at - self.offset(scrolled) }
    }

    /// Lines at least partly seen.
    #[must_use]
    pub(crate) fn seen(&self, scrolled: f64) -> Range<u64> {
        let from = self.offset(scrolled).max(0.0);
        let first = ((from / self.row).floor() as u64).min(self.lines);
        let end = (((from + self.view) / self.row).ceil() as u64).min(self.lines);
        first..end
    }

    /// Lines to draw: those seen and some around them.
    #[must_use]
    pub(crate) fn drawn(&self, scrolled: f64) -> Range<u64> {
        let seen = self.seen(scrolled);
        seen.start.saturating_sub(OVERSCAN)..(seen.end + OVERSCAN).min(self.lines)
    }

    /// Row elements needed, however it is scrolled.
    #[must_use]
    pub(crate) fn pool(&self) -> usize {
        let most = (self.view / self.row).ceil() as u64 + 1 + 2 * OVERSCAN;
        most.min(self.lines) as usize
    }

    /// The scroll position nearest to `scrolled` at which the line is wholly seen.
    #[must_use]
    pub(crate) fn reveal(&self, line: u64, scrolled: f64) -> f64 {
        let (at, from) = (line as f64 * self.row, self.offset(scrolled));
        if at < from {
            self.scroll_to(at)
        } else if at + self.row > from + self.view {
            self.scroll_to(at + self.row - self.view)
        } else {
            scrolled
        }
    }

    /// The scroll position at which the list is this far down.
    #[must_use]
    pub(crate) fn scroll_to(&self, offset: f64) -> f64 {
        let room = self.height() - self.view;
        if self.full() <= TALLEST || room <= 0.0 {
            return offset.max(0.0);
        }
        offset / ((self.full() - self.view) / room)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_what_is_seen_and_a_little_more() {
        let ruler = Ruler { row: 36.0, view: 360.0, lines: 1_000 };
        assert_eq!(ruler.seen(0.0), 0..10);
        assert_eq!(ruler.seen(18.0), 0..11);
        assert_eq!(ruler.drawn(3_600.0), 94..116);
        assert!(ruler.pool() as u64 >= ruler.drawn(3_618.0).end - ruler.drawn(3_618.0).start);
        assert_eq!(ruler.top(100, 3_600.0), 3_600.0);
    }

    #[test]
    fn ten_million_lines_fit_and_both_ends_are_reached() {
        let ruler = Ruler { row: 36.0, view: 720.0, lines: 10_000_000 };
        let bottom = ruler.height() - ruler.view;
        assert_eq!(ruler.seen(0.0).start, 0);
        assert_eq!(ruler.seen(bottom).end, ruler.lines);
        let last = ruler.top(ruler.lines - 1, bottom);
        assert!((last + ruler.row - ruler.height()).abs() < 1.0, "the last line ends the list");
    }

    #[test]
    fn reveals_with_the_least_movement() {
        let ruler = Ruler { row: 36.0, view: 360.0, lines: 1_000 };
        assert_eq!(ruler.reveal(5, 0.0), 0.0);
        assert_eq!(ruler.reveal(10, 0.0), 36.0);
        assert_eq!(ruler.reveal(2, 360.0), 72.0);
    }
}
