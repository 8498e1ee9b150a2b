//! The arithmetic of virtual scrolling. A browser's elements end at some millions of pixels,
//! a list of 10 million rows does not: beyond [`MAX_HEIGHT`] the scroll bar is a scale, while
//! wheel and keys still move by exact pixels.

use std::ops::Range;

/// Height of the scrolled element at most, in CSS pixels. Firefox ends near 17 million,
/// Chromium and WebKit near 33 million; zoom multiplies.
pub const MAX_HEIGHT: f64 = 8_000_000.0;

/// At either end of a capped list the scroll bar is exact for that many pixels, so that the
/// first and last rows are reached by wheel without a jump.
const EXACT: f64 = 1_000_000.0;

/// A scroll event of more pixels comes from the scroll bar: the thumb moves in steps of
/// 10,000 on a capped list, a wheel's or finger's coalesced events do not get there.
const JUMP: f64 = 5_000.0;

/// The measures of a list: all lines are of one height.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Extent {
    lines: u64,
    row: f64,
    view: f64,
}

/// Where a list is scrolled to.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Scroll {
    /// The element's scroll position, in CSS pixels.
    pub top: f64,
    /// The list's pixel at the upper edge of the view: equals `top` unless capped.
    pub at: f64,
}

/// The nearest number within bounds. `f64::clamp` can say what it was asked for, with some
/// kilobytes of code that write broken numbers.
#[must_use]
pub const fn within(number: f64, low: f64, high: f64) -> f64 {
    number.max(low).min(high)
}

impl Extent {
    /// Of `lines` lines, each `row` CSS pixels high (at least 1), seen through a view of
    /// `view` pixels.
    #[must_use]
    pub fn new(lines: u64, row: f64, view: f64) -> Self {
        Self { lines, row: row.max(1.0), view: view.max(0.0) }
    }

    /// Height of all lines in pixels, as if elements had no limit.
    #[must_use]
    pub fn full(&self) -> f64 {
        self.lines as f64 * self.row
    }

    /// Height to give to the scrolled element.
    #[must_use]
    pub fn height(&self) -> f64 {
        self.full().min(MAX_HEIGHT)
    }

    /// Whether the list is higher than an element can be.
    #[must_use]
    pub fn capped(&self) -> bool {
        self.full() > MAX_HEIGHT
    }

    /// The largest scroll position of the list, in its own pixels.
    #[must_use]
    pub fn end(&self) -> f64 {
        (self.full() - self.view).max(0.0)
    }

    fn top_end(&self) -> f64 {
        (self.height() - self.view).max(0.0)
    }

    /// Pixels of the list per pixel of the scroll bar between the exact ends.
    fn scale(&self) -> f64 {
        (self.end() - 2.0 * EXACT) / (self.top_end() - 2.0 * EXACT)
    }

    /// The list's pixel that a scroll position of the element stands for.
    #[must_use]
    pub fn at(&self, top: f64) -> f64 {
        let top = within(top, 0.0, self.top_end());
        if !self.capped() || top <= EXACT {
            top
        } else if top >= self.top_end() - EXACT {
            self.end() - (self.top_end() - top)
        } else {
            EXACT + (top - EXACT) * self.scale()
        }
    }

    /// The element's scroll position for a pixel of the list; undoes [`Self::at`].
    #[must_use]
    pub fn top(&self, at: f64) -> f64 {
        let at = within(at, 0.0, self.end());
        if !self.capped() || at <= EXACT {
            at
        } else if at >= self.end() - EXACT {
            self.top_end() - (self.end() - at)
        } else {
            EXACT + (at - EXACT) / self.scale()
        }
    }

    /// A scroll to a pixel of the list, as far as it goes.
    #[must_use]
    pub fn scroll_to(&self, at: f64) -> Scroll {
        let at = within(at, 0.0, self.end());
        Scroll { top: self.top(at), at }
    }

    /// The element reports that its scroll position is now `top`: small steps move the list by
    /// as many pixels, large ones jump in proportion.
    #[must_use]
    pub fn scrolled(&self, from: Scroll, top: f64) -> Scroll {
        let top = within(top, 0.0, self.top_end());
        let step = top - from.top;
        let edge = top <= 0.0 || top >= self.top_end();
        if !self.capped() || edge || step.abs() > JUMP {
            return Scroll { top, at: self.at(top) };
        }
        Scroll { top, at: within(from.at + step, 0.0, self.end()) }
    }

    /// Brings the scroll bar back to where the list is, which small steps let drift apart. Set
    /// the element's scroll position to the answer's `top` when scrolling pauses, and at once
    /// when [`Self::drifted`].
    #[must_use]
    pub fn settled(&self, scroll: Scroll) -> Scroll {
        self.scroll_to(scroll.at)
    }

    /// Whether the scroll bar is so far off that it could hit an end before the list does.
    #[must_use]
    pub fn drifted(&self, scroll: Scroll) -> bool {
        (self.top(scroll.at) - scroll.top).abs() > EXACT / 4.0
    }

    /// Lines at least partly in view.
    #[must_use]
    pub fn visible(&self, scroll: Scroll) -> Range<u64> {
        self.lines_between(scroll.at, scroll.at + self.view)
    }

    /// Lines to have elements for: those in view and `overscan` more on either side.
    #[must_use]
    pub fn rendered(&self, scroll: Scroll, overscan: u64) -> Range<u64> {
        let visible = self.visible(scroll);
        visible.start.saturating_sub(overscan)..(visible.end + overscan).min(self.lines)
    }

    /// Elements that [`Self::rendered`] needs at most, wherever the list is scrolled to.
    #[must_use]
    pub fn pool(&self, overscan: u64) -> u64 {
        ((self.view / self.row).ceil() as u64 + 1 + 2 * overscan).min(self.lines)
    }

    /// Casts from float to integer saturate, and the numbers are not negative.
    fn lines_between(&self, from: f64, to: f64) -> Range<u64> {
        let start = ((from / self.row).floor() as u64).min(self.lines);
        let end = ((to / self.row).ceil() as u64).min(self.lines);
        start..end.max(start)
    }

    /// Distance of a line's upper edge from the element's, in pixels: where to put it.
    #[must_use]
    pub fn place(&self, scroll: Scroll, line: u64) -> f64 {
        scroll.top + self.below(scroll, line)
    }

    fn offset(&self, line: u64) -> f64 {
        line as f64 * self.row
    }

    /// The least scroll that shows a line wholly, with `head` pixels of the view covered by
    /// sticky rows.
    #[must_use]
    pub fn reveal(&self, scroll: Scroll, line: u64, head: f64) -> Scroll {
        let upper = self.offset(line) - head;
        let lower = self.offset(line) + self.row - self.view;
        if scroll.at > upper {
            self.scroll_to(upper)
        } else if scroll.at < lower {
            self.scroll_to(lower)
        } else {
            scroll
        }
    }

    /// Distance of a line's upper edge from the view's: negative above it.
    #[must_use]
    pub fn below(&self, scroll: Scroll, line: u64) -> f64 {
        self.offset(line) - scroll.at
    }

    /// The scroll that puts a line `below` pixels under the view's upper edge: what stood there
    /// before lines came and went stays there, given its line's new index.
    #[must_use]
    pub fn hold(&self, line: u64, below: f64) -> Scroll {
        self.scroll_to(self.offset(line) - below)
    }
}

#[cfg(test)]
mod tests;
