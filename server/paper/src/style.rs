//! Measures and type; everything is in points, from the top left.

/// A millimeter.
const MM: f32 = 72.0 / 25.4;

/// A4.
pub(crate) const PAGE_WIDTH: f32 = 210.0 * MM;
pub(crate) const PAGE_HEIGHT: f32 = 297.0 * MM;

/// The left edge leaves room for a binder's holes.
pub(crate) const LEFT: f32 = 25.0 * MM;
pub(crate) const RIGHT: f32 = PAGE_WIDTH - 20.0 * MM;
pub(crate) const WIDTH: f32 = RIGHT - LEFT;

/// The sender and the facts.
pub(crate) const ASIDE: f32 = 115.0 * MM;
pub(crate) const ASIDE_WIDTH: f32 = RIGHT - ASIDE;
/// What the labels of the facts take at least.
pub(crate) const FACT_LABEL: f32 = 23.0 * MM;
pub(crate) const SENDER_TOP: f32 = 20.0 * MM;
/// Where a window envelope (DL, DIN 5008 form B) shows the address.
pub(crate) const ADDRESS_TOP: f32 = 54.0 * MM;
pub(crate) const ADDRESS_WIDTH: f32 = 80.0 * MM;
/// Below the window; the title starts here or lower.
pub(crate) const TITLE_TOP: f32 = 97.0 * MM;

/// Later pages: the running head, and where their text starts.
pub(crate) const RUNNING_TOP: f32 = 14.0 * MM;
pub(crate) const NEXT_TOP: f32 = 25.0 * MM;
/// The lower edge of the small print.
pub(crate) const FOOTER_BOTTOM: f32 = PAGE_HEIGHT - 12.0 * MM;
pub(crate) const FOOTER_WIDTH: f32 = 140.0 * MM;
pub(crate) const PAGE_LABEL_WIDTH: f32 = WIDTH - FOOTER_WIDTH - GUTTER / 2.0;
pub(crate) const FOOTER_GAP: f32 = 7.0;
/// Between the text and the small print.
pub(crate) const BODY_GAP: f32 = 8.0 * MM;

/// Between two columns, and above and below a row's text.
pub(crate) const GUTTER: f32 = 12.0;
pub(crate) const ROW_PAD: f32 = 5.0;
pub(crate) const PARAGRAPH_GAP: f32 = 7.0;
pub(crate) const SECTION_GAP: f32 = 18.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// Black enough to print well; `Muted` is still 4.5:1 on white.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    Text,
    Muted,
    Line,
}

impl Ink {
    pub(crate) fn rgb(self) -> [u8; 3] {
        match self {
            Self::Text => [0x17, 0x1a, 0x21],
            Self::Muted => [0x5b, 0x62, 0x6e],
            Self::Line => [0xd5, 0xd8, 0xde],
        }
    }
}

/// How a text looks.
#[derive(Debug)]
pub(crate) struct Style {
    pub(crate) weight: Weight,
    pub(crate) size: f32,
    pub(crate) leading: f32,
    pub(crate) ink: Ink,
    /// Digits of one width.
    pub(crate) tabular: bool,
}

const fn style(weight: Weight, size: f32, leading: f32, ink: Ink) -> Style {
    Style { weight, size, leading, ink, tabular: false }
}

const fn tabular(style: Style) -> Style {
    Style { tabular: true, ..style }
}

impl Style {
    /// How far below the top of its line a text stands.
    pub(crate) fn baseline(&self) -> f32 {
        const CAPITAL: f32 = 0.7275;
        (self.leading + CAPITAL * self.size) / 2.0
    }
}

use Ink::{Muted, Text};
use Weight::{Bold, Regular};

pub(crate) static TITLE: Style = style(Bold, 18.0, 23.0, Text);
pub(crate) static BODY: Style = style(Regular, 9.5, 14.0, Text);
pub(crate) static ADDRESS: Style = style(Regular, 9.5, 13.5, Text);
pub(crate) static SENDER_NAME: Style = style(Bold, 10.5, 14.5, Text);
pub(crate) static SENDER: Style = style(Regular, 8.0, 11.5, Muted);
pub(crate) static LABEL: Style = style(Regular, 8.5, 13.0, Muted);
pub(crate) static VALUE: Style = style(Regular, 8.5, 13.0, Text);
pub(crate) static HEADER: Style = style(Bold, 8.0, 11.0, Muted);
pub(crate) static CELL: Style = style(Regular, 9.0, 12.5, Text);
pub(crate) static NUMBER: Style = tabular(style(Regular, 9.0, 12.5, Text));
pub(crate) static NOTE: Style = style(Regular, 8.0, 11.0, Muted);
pub(crate) static TOTAL: Style = tabular(style(Regular, 9.0, 12.5, Text));
pub(crate) static STRONG: Style = tabular(style(Bold, 10.5, 14.5, Text));
pub(crate) static SMALL: Style = style(Regular, 7.0, 10.0, Muted);
