//! Where a dragged column would land.

/// A box on the screen, in CSS pixels.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(crate) struct Span {
    /// Left edge.
    pub(crate) left: f64,
    /// Top edge.
    pub(crate) top: f64,
    /// Right edge.
    pub(crate) right: f64,
    /// Bottom edge.
    pub(crate) bottom: f64,
}

impl Span {
    /// Whether the point lies in it, or at most `margin` pixels beside it: a target that is
    /// met only exactly is a target that is missed.
    #[must_use]
    pub(crate) fn near(&self, x: f64, y: f64, margin: f64) -> bool {
        x >= self.left - margin
            && x <= self.right + margin
            && y >= self.top - margin
            && y <= self.bottom + margin
    }
}

/// The position among `pills` (in reading order, possibly on several lines) at which
/// something dropped at this point goes: before the first pill whose middle it has not
/// passed.
#[must_use]
pub(crate) fn landing(pills: &[Span], x: f64, y: f64) -> usize {
    pills
        .iter()
        .position(|pill| {
            y < pill.top || (y <= pill.bottom && x < f64::midpoint(pill.left, pill.right))
        })
        .unwrap_or(pills.len())
}

/// How far the pointer must travel before a press becomes a drag, in CSS pixels.
const SLACK: f64 = 5.0;

/// Whether a press that began at `from` has become a drag.
#[must_use]
pub(crate) fn is_drag(from: (f64, f64), to: (f64, f64)) -> bool {
    (to.0 - from.0).hypot(to.1 - from.1) > SLACK
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pill(left: f64, top: f64) -> Span {
        Span { left, top, right: left + 100.0, bottom: top + 28.0 }
    }

    #[test]
    fn lands_before_the_first_pill_whose_middle_is_ahead() {
        let pills = [pill(0.0, 0.0), pill(110.0, 0.0), pill(0.0, 34.0)];
        assert_eq!(landing(&pills, 20.0, 10.0), 0);
        assert_eq!(landing(&pills, 60.0, 10.0), 1);
        assert_eq!(landing(&pills, 190.0, 10.0), 2);
        assert_eq!(landing(&pills, 20.0, 40.0), 2, "the second line is its own row");
        assert_eq!(landing(&pills, 90.0, 40.0), 3);
        assert_eq!(landing(&[], 5.0, 5.0), 0);
    }

    #[test]
    fn a_shaky_click_is_no_drag() {
        assert!(!is_drag((10.0, 10.0), (13.0, 12.0)));
        assert!(is_drag((10.0, 10.0), (10.0, 18.0)));
    }
}
