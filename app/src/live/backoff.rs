//! How long to wait before connecting again.

use grid::window::within;

/// First wait, in milliseconds.
const FIRST: u32 = 500;
/// Longest wait, in milliseconds.
const LONGEST: u32 = 15_000;

/// The wait before try number `failed` + 1, in milliseconds: doubling, with up to half of it
/// left to chance, so that a thousand tabs do not come back in the same moment. `chance` lies
/// in 0..1.
#[cfg_attr(not(feature = "hydrate"), allow(dead_code))]
pub(super) fn wait(failed: u32, chance: f64) -> u32 {
    let full = FIRST.saturating_mul(2_u32.saturating_pow(failed)).min(LONGEST);
    let half = f64::from(full) / 2.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "within 0..=15,000"
    )]
    let wait = (half + half * within(chance, 0.0, 1.0)) as u32;
    wait.max(FIRST / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_fifteen_seconds() {
        let waits: Vec<u32> = (0..8).map(|failed| wait(failed, 1.0)).collect();
        assert_eq!(waits, [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
        assert_eq!(wait(0, 0.0), 250);
        assert_eq!(wait(u32::MAX, 0.0), 7_500);
    }
}
