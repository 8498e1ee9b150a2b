use crate::sample::day;
use domain::ids::LicenseId;
use domain::reminder::{Audience, Due, Item, Message, ReminderKey, Topic, messages};
use proptest::prelude::*;
use uuid::Uuid;

fn item(license: u128, customer: Option<&str>, ends: &str) -> Item {
    let key = ReminderKey {
        license: LicenseId(Uuid::from_u128(license)),
        period_end: day(ends),
        step: 30,
        audience: Audience::Partner,
    };
    let due = Due { key, topic: Topic::License, days_left: 30 };
    Item { due, license: format!("License {license}"), customer: customer.map(str::to_owned) }
}

fn lines() -> Vec<(&'static str, Item)> {
    vec![
        ("zoe", item(1, Some("Zebra"), "2026-06-01")),
        ("ada", item(2, None, "2026-01-01")),
        ("ada", item(3, Some("Österle"), "2026-06-01")),
        ("ada", item(4, Some("Paul"), "2026-07-01")),
        ("ada", item(5, Some("Paul"), "2026-06-15")),
        ("ada", item(6, Some("Paul"), "2026-06-15")),
        ("ada", item(7, Some("nobody"), "2026-12-01")),
        ("ada", item(8, None, "2026-06-01")),
        ("ada", item(9, Some("nobody"), "2026-06-01")),
    ]
}

fn shape(found: &[Message<&str>]) -> Vec<(String, Vec<u128>)> {
    let ids = |items: &[Item]| items.iter().map(|i| i.due.key.license.0.as_u128()).collect();
    found.iter().map(|message| (message.to.to_owned(), ids(&message.items))).collect()
}

#[test]
fn a_digest_goes_by_day_then_by_customer_with_coupons_last() {
    let expected = [("ada".to_owned(), vec![2, 9, 3, 8, 5, 6, 4, 7]), ("zoe".to_owned(), vec![1])];
    assert_eq!(shape(&messages(lines(), true)), expected);
}

#[test]
fn without_digest_each_line_is_a_mail_in_the_same_order() {
    let found = shape(&messages(lines(), false));
    let mut expected: Vec<_> =
        [2, 9, 3, 8, 5, 6, 4, 7].map(|id| ("ada".to_owned(), vec![id])).into();
    expected.push(("zoe".to_owned(), vec![1]));
    assert_eq!(found, expected);
}

#[test]
fn nobody_reads_the_same_line_twice() {
    let mut twice = lines();
    twice.extend(lines());
    assert_eq!(messages(twice, true), messages(lines(), true));
    assert_eq!(messages(Vec::<(u8, Item)>::new(), true), []);
}

proptest! {
    #[test]
    fn nothing_is_lost_whatever_the_order(
        picked in proptest::collection::vec((0_u8..4, 0_u128..9, 0_usize..4, 1_u32..28), 0..40),
        digest in any::<bool>(),
    ) {
        let customers = [None, Some("Ada"), Some("ADA"), Some("bob")];
        let lines: Vec<_> = picked
            .iter()
            .enumerate()
            .map(|(at, (to, id, customer, on))| {
                let id = id * 1_000 + at as u128;
                (*to, item(id, customers[*customer], &format!("2026-06-{on:02}")))
            })
            .collect();
        let found = messages(lines.clone(), digest);
        let count: usize = found.iter().map(|message| message.items.len()).sum();
        prop_assert_eq!(count, lines.len());
        prop_assert!(found.windows(2).all(|pair| pair[0].to <= pair[1].to));
        if digest {
            prop_assert!(found.windows(2).all(|pair| pair[0].to < pair[1].to));
        }
        prop_assert!(found.iter().all(|message| !message.items.is_empty()));
        let turned: Vec<_> = lines.into_iter().rev().collect();
        prop_assert_eq!(messages(turned, digest), found);
    }
}
