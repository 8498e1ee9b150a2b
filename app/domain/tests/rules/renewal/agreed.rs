//! Nobody pays a price that nobody saw.

use domain::money::{Currency, Money};
use domain::renewal::{Agreed, not_dearer, same_sums};
use rstest::rstest;

fn eur(minor: i64) -> Money {
    Money { minor, currency: Currency::Eur }
}

fn usd(minor: i64) -> Money {
    Money { minor, currency: Currency::Usd }
}

#[rstest]
#[case::same(&[eur(100)], &[eur(100)], true)]
#[case::dearer(&[eur(100)], &[eur(101)], false)]
#[case::cheaper(&[eur(100)], &[eur(99)], false)]
#[case::other_currency(&[eur(100)], &[usd(100)], false)]
#[case::any_order(&[eur(100), usd(5)], &[usd(5), eur(100)], true)]
#[case::one_is_missing(&[eur(100)], &[usd(5), eur(100)], false)]
#[case::nothing_is_none(&[eur(100), usd(0)], &[eur(100)], true)]
#[case::free_for_nobody_asked(&[], &[eur(0)], true)]
#[case::twice_is_not_once(&[eur(100), eur(100)], &[eur(100)], false)]
fn sums_are_what_was_shown(#[case] seen: &[Money], #[case] now: &[Money], #[case] same: bool) {
    assert_eq!(same_sums(seen, now), same);
    assert_eq!(Agreed::Net(seen.to_vec()).holds(now), same);
    assert!(Agreed::AnyPrice.holds(now));
}

#[test]
fn who_names_no_price_has_agreed_to_nothing() {
    assert!(!Agreed::default().holds(&[eur(1)]));
    assert!(Agreed::default().holds(&[eur(0)]));
}

#[rstest]
#[case::same(Some(eur(100)), eur(100), true)]
#[case::cheaper(Some(eur(100)), eur(99), true)]
#[case::dearer(Some(eur(100)), eur(101), false)]
#[case::other_currency(Some(eur(100)), usd(1), false)]
#[case::was_to_take_a_coupon(None, eur(1), false)]
#[case::takes_a_coupon(None, eur(0), true)]
fn one_of_a_selection_is_not_dearer(
    #[case] seen: Option<Money>,
    #[case] now: Money,
    #[case] holds: bool,
) {
    assert_eq!(not_dearer(seen, now), holds);
}
