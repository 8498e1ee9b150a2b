use super::{month, plan};
use domain::billing::{
    AdjustmentLine, Charge, LineKey, SumError, Write, adjustment, balance, charge,
    further_adjustment, totals, write,
};
use domain::ids::LicenseId;
use domain::money::Currency::{self, Eur, Usd};
use domain::money::Money;
use proptest::prelude::*;
use rstest::rstest;
use uuid::Uuid;

fn of(devices: u32) -> Charge {
    charge(&plan(), 299, Eur, devices).unwrap()
}

fn delta(devices_delta: i64, net_delta_minor: i64) -> AdjustmentLine {
    AdjustmentLine { devices_delta, net_delta_minor, currency: Eur }
}

fn money(minor: i64, currency: Currency) -> Money {
    Money { minor, currency }
}

#[rstest]
#[case::as_it_was(5, 5, None)]
#[case::more(5, 6, Some(delta(1, 299)))]
#[case::fewer(6, 5, Some(delta(-1, -299)))]
#[case::both_below_the_floor(1, 3, Some(delta(2, 0)))]
#[case::a_better_tier_is_a_credit(99, 100, Some(delta(1, -2_706)))]
fn a_locked_month_is_adjusted_by_the_difference(
    #[case] locked: u32,
    #[case] now: u32,
    #[case] line: Option<AdjustmentLine>,
) {
    assert_eq!(adjustment(&of(locked), &of(now)), Ok(line));
}

#[test]
fn another_price_alone_is_adjusted() {
    let dearer = charge(&plan(), 399, Eur, 5).unwrap();
    assert_eq!(adjustment(&of(5), &dearer), Ok(Some(delta(0, 500))));
}

#[test]
fn what_has_no_sum_is_refused() {
    let dollars = charge(&plan(), 299, Usd, 5).unwrap();
    assert_eq!(adjustment(&of(5), &dollars), Err(SumError::Currencies));
    let line = AdjustmentLine { currency: Usd, ..delta(1, 1) };
    assert_eq!(balance(&of(5), &[line]), Err(SumError::Currencies));
    assert_eq!(further_adjustment(&of(5), &[line], &of(6)), Err(SumError::Currencies));
    let most = delta(0, i64::MAX);
    assert_eq!(balance(&of(5), &[most]), Err(SumError::TooLarge));
    assert_eq!(further_adjustment(&of(5), &[most], &of(6)), Err(SumError::TooLarge));
    let negative = Charge { net: money(i64::MIN, Eur), ..of(5) };
    assert_eq!(adjustment(&negative, &of(5)), Err(SumError::TooLarge));
}

#[test]
fn a_month_is_written_once() {
    assert_eq!(write(None, &[], &of(5)), Ok(Write::Insert));
    assert_eq!(write(Some((&of(5), false)), &[], &of(5)), Ok(Write::Nothing));
    assert_eq!(write(Some((&of(5), false)), &[], &of(6)), Ok(Write::Replace));
    assert_eq!(write(Some((&of(5), true)), &[], &of(5)), Ok(Write::Nothing));
    let line = delta(1, 299);
    assert_eq!(write(Some((&of(5), true)), &[], &of(6)), Ok(Write::Adjust(line)));
    assert_eq!(write(Some((&of(5), true)), &[line], &of(6)), Ok(Write::Nothing));
    let back = delta(-1, -299);
    assert_eq!(write(Some((&of(5), true)), &[line], &of(5)), Ok(Write::Adjust(back)));
}

#[test]
fn totals_keep_currencies_apart() {
    let amounts = [money(5, Usd), money(7, Eur), money(-2, Usd)];
    assert_eq!(totals(amounts), Ok(vec![money(7, Eur), money(3, Usd)]));
    assert_eq!(totals([]), Ok(Vec::new()));
    let passing = [money(i64::MAX, Eur), money(1, Eur), money(-1, Eur)];
    assert_eq!(totals(passing), Ok(vec![money(i64::MAX, Eur)]), "only the result has to fit");
    assert_eq!(totals([money(i64::MAX, Eur), money(1, Eur)]), Err(SumError::TooLarge));
}

#[test]
fn a_line_has_a_stable_text() {
    let license = LicenseId(Uuid::from_u128(1));
    let key = LineKey { license, month: month("2024-03") };
    assert_eq!(key.to_string(), "00000000-0000-0000-0000-000000000001/2024-03");
}

proptest! {
    #[test]
    fn locked_and_adjustments_are_what_was_computed_last(
        locked in 0_u32..300,
        later in proptest::collection::vec((0_u32..300, 0_i64..1_000), 0..12),
    ) {
        let locked = of(locked);
        let mut lines = Vec::new();
        for (devices, unit) in later {
            let now = charge(&plan(), unit, Eur, devices).unwrap();
            lines.extend(further_adjustment(&locked, &lines, &now).unwrap());
            prop_assert_eq!(balance(&locked, &lines), Ok(now.net));
            let known: i64 = lines.iter().map(|line| line.devices_delta).sum();
            prop_assert_eq!(i64::from(locked.devices) + known, i64::from(now.devices));
            // Computed once more, nothing is written.
            prop_assert_eq!(write(Some((&locked, true)), &lines, &now), Ok(Write::Nothing));
            let deltas = lines.iter().map(AdjustmentLine::net_delta);
            prop_assert_eq!(totals(std::iter::once(locked.net).chain(deltas)), Ok(vec![now.net]));
        }
    }
}
