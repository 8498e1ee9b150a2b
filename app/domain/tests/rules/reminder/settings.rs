use domain::reminder::{MAX_STEPS, ReminderSettings, days_text, parse_days};
use proptest::prelude::*;
use rstest::rstest;

#[test]
fn what_a_partner_begins_with() {
    let usual = ReminderSettings::default();
    assert_eq!(usual.days, [60, 30, 14, 7, 3, 1]);
    assert_eq!(usual.coupon_days, [60, 30, 7]);
    assert!(usual.enabled && usual.digest && usual.customers);
    assert_eq!(usual.clone().parse(), Ok(usual.clone()));
    assert_eq!(serde_json::from_str::<ReminderSettings>("{}").unwrap(), usual);
    assert!(serde_json::from_str::<ReminderSettings>(r#"{"dayz":[1]}"#).is_err());
}

#[test]
fn days_are_kept_descending_and_once() {
    let typed = ReminderSettings {
        days: vec![7, 365, 1, 7],
        coupon_days: Vec::new(),
        ..ReminderSettings::default()
    };
    let kept = typed.parse().unwrap();
    assert_eq!((kept.days.as_slice(), kept.coupon_days.as_slice()), (&[365, 7, 1][..], &[][..]));
}

#[test]
fn every_field_is_told_what_is_wrong_with_it() {
    let wrong = ReminderSettings {
        days: vec![30, 0],
        coupon_days: (1..=13).collect(),
        ..ReminderSettings::default()
    };
    let errors = wrong.parse().unwrap_err();
    let found: Vec<_> = errors.iter().map(|e| (e.field.as_str(), e.code.as_str())).collect();
    let expected = [("days", "reminder-days-range"), ("coupon-days", "reminder-days-too-many")];
    assert_eq!(found, expected);
    let args = |at: usize| errors[at].args.iter().map(|(name, value)| format!("{name}={value}"));
    assert_eq!(args(0).collect::<Vec<_>>(), ["min=1", "max=365"]);
    assert_eq!(args(1).collect::<Vec<_>>(), ["max=12"]);
}

#[rstest]
#[case::nothing("", &[])]
#[case::only_marks(" ,; ", &[])]
#[case::usual("60, 30, 14", &[60, 30, 14])]
#[case::any_order("1 3;7\t14,\n30", &[30, 14, 7, 3, 1])]
#[case::twice("07, 7", &[7])]
fn days_are_read_as_they_are_typed(#[case] text: &str, #[case] days: &[u16]) {
    assert_eq!(parse_days("days", text).unwrap(), days);
}

#[rstest]
#[case::word("seven", "reminder-days-number")]
#[case::negative("-7", "reminder-days-number")]
#[case::signed("+7", "reminder-days-number")]
#[case::fraction("7.5", "reminder-days-number")]
#[case::other_digits("٧", "reminder-days-number")]
#[case::zero("0", "reminder-days-range")]
#[case::too_far("366", "reminder-days-range")]
#[case::beyond_any_number("99999999999999999999", "reminder-days-range")]
#[case::too_many("1 2 3 4 5 6 7 8 9 10 11 12 13", "reminder-days-too-many")]
fn what_are_no_days_is_refused(#[case] text: &str, #[case] code: &str) {
    let error = parse_days("coupon-days", text).unwrap_err();
    assert_eq!((error.field.as_str(), error.code.as_str()), ("coupon-days", code));
}

proptest! {
    #[test]
    fn days_survive_being_typed(days in proptest::collection::vec(1_u16..=365, 0..=MAX_STEPS)) {
        let kept = parse_days("days", &days_text(&days)).unwrap();
        prop_assert!(kept.windows(2).all(|pair| pair[0] > pair[1]));
        prop_assert!(days.iter().all(|day| kept.contains(day)));
        prop_assert_eq!(parse_days("days", &days_text(&kept)), Ok(kept));
    }
}
