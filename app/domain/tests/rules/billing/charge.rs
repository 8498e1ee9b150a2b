use super::plan;
use domain::billing::{Charge, charge, discount_percent, less_percent};
use domain::catalog::{MAX_PRICE_MINOR, MonthlyPlan, VolumePrice};
use domain::money::Currency::{Eur, Usd};
use domain::money::Money;
use proptest::prelude::*;
use rstest::rstest;

#[rstest]
#[case::nothing_in_use_costs_the_floor(0, 0, 0, 1_000, true)]
#[case::below_the_floor(3, 0, 897, 1_000, true)]
#[case::above_it(4, 0, 1_196, 1_196, false)]
#[case::before_the_first_tier(9, 0, 2_691, 2_691, false)]
// 95 % of 2990 are 2840.5.
#[case::half_a_cent_is_rounded_up(10, 5, 2_990, 2_841, false)]
#[case::before_the_second_tier(99, 5, 29_601, 28_121, false)]
#[case::the_second_tier_is_cheaper_for_all(100, 15, 29_900, 25_415, false)]
fn what_devices_cost_at_2_99(
    #[case] devices: u32,
    #[case] percent: u8,
    #[case] gross: i64,
    #[case] net: i64,
    #[case] floor: bool,
) {
    let money = |minor| Money { minor, currency: Usd };
    let expected = Charge {
        devices,
        unit_minor: 299,
        discount_percent: percent,
        gross: money(gross),
        net: money(net),
        floor_applied: floor,
    };
    assert_eq!(charge(&plan(), 299, Usd, devices), Some(expected));
}

#[test]
fn a_floor_that_is_just_reached_is_not_applied() {
    let found = charge(&plan(), 250, Eur, 4).unwrap();
    assert_eq!((found.net.minor, found.floor_applied), (1_000, false));
}

#[test]
fn without_floor_and_tiers_it_is_the_product() {
    let found = charge(&MonthlyPlan::default(), 195, Eur, 0).unwrap();
    assert_eq!((found.net.minor, found.floor_applied), (0, false));
    let found = charge(&MonthlyPlan::default(), 195, Eur, 1_234).unwrap();
    assert_eq!((found.gross, found.net.minor), (found.net, 240_630));
}

#[test]
fn the_activation_fee_is_a_charge_of_its_own() {
    let fee = Charge::activation(&plan(), Usd);
    let money = Money { minor: 1_000, currency: Usd };
    assert_eq!((fee.devices, fee.gross, fee.net, fee.floor_applied), (0, money, money, false));
}

#[rstest]
#[case::negative_price(&MonthlyPlan::default(), -1)]
#[case::negative_floor(&MonthlyPlan { floor_minor: -1, ..MonthlyPlan::default() }, 1)]
#[case::too_large(&MonthlyPlan::default(), i64::MAX)]
#[case::a_discount_of_more_than_all(
    &MonthlyPlan { volume: vec![VolumePrice { from: 2, percent: 101 }], ..MonthlyPlan::default() },
    1
)]
fn what_is_out_of_range_has_no_charge(#[case] plan: &MonthlyPlan, #[case] unit: i64) {
    assert_eq!(charge(plan, unit, Eur, 2), None);
}

#[test]
fn the_most_that_a_catalog_allows_fits() {
    let most = charge(&plan(), MAX_PRICE_MINOR, Eur, u32::MAX).unwrap();
    assert_eq!(most.gross.minor, MAX_PRICE_MINOR * i64::from(u32::MAX));
    assert!(most.net.minor > 0);
}

#[rstest]
#[case(0, 0)]
#[case(9, 0)]
#[case(10, 5)]
#[case(99, 5)]
#[case(100, 15)]
#[case(u32::MAX, 15)]
fn d18_tiers_begin_at_their_number(#[case] devices: u32, #[case] percent: u8) {
    assert_eq!(discount_percent(&plan(), devices), percent);
    let mut turned = plan();
    turned.volume.reverse();
    assert_eq!(discount_percent(&turned, devices), percent);
}

#[rstest]
#[case(100, 0, Some(100))]
#[case(100, 100, Some(0))]
#[case(1, 50, Some(1))]
#[case(1, 51, Some(0))]
#[case(33, 5, Some(31))]
#[case(i64::MAX, 0, Some(i64::MAX))]
#[case(1, 101, None)]
#[case(-1, 5, None)]
fn percentages_round_half_up(#[case] minor: i64, #[case] percent: u8, #[case] left: Option<i64>) {
    assert_eq!(less_percent(minor, percent), left);
}

fn plans() -> impl Strategy<Value = MonthlyPlan> {
    let tiers = proptest::collection::btree_map(2_u32..2_000, 1_u8..=90, 0..6);
    (0_i64..100_000, tiers).prop_map(|(floor_minor, tiers)| {
        // Ascending in both, as the catalog demands.
        let mut percents: Vec<_> = tiers.values().copied().collect();
        percents.sort_unstable();
        let volume = tiers.keys().zip(percents);
        let volume = volume.map(|(&from, percent)| VolumePrice { from, percent }).collect();
        MonthlyPlan { floor_minor, volume, ..MonthlyPlan::default() }
    })
}

proptest! {
    #[test]
    fn the_net_is_the_discounted_gross_or_the_floor(
        plan in plans(),
        unit in 0..=MAX_PRICE_MINOR,
        devices in any::<u32>(),
    ) {
        let found = charge(&plan, unit, Eur, devices).unwrap();
        prop_assert!(found.net.minor >= plan.floor_minor);
        if found.floor_applied {
            prop_assert_eq!(found.net.minor, plan.floor_minor);
        } else {
            prop_assert!(found.net.minor <= found.gross.minor.max(plan.floor_minor));
            let exact = i128::from(found.gross.minor) * i128::from(100 - found.discount_percent);
            let off = i128::from(found.net.minor) * 100 - exact;
            prop_assert!((-49..=50).contains(&off), "{off} hundredths off");
        }
    }

    #[test]
    fn within_a_tier_more_devices_never_cost_less(
        plan in plans(),
        unit in 0_i64..10_000,
        devices in 0_u32..3_000,
    ) {
        let [one, more] = [devices, devices + 1].map(|n| charge(&plan, unit, Eur, n).unwrap());
        prop_assert!(one.discount_percent <= more.discount_percent);
        if one.discount_percent == more.discount_percent {
            prop_assert!(one.net.minor <= more.net.minor);
        }
    }
}
